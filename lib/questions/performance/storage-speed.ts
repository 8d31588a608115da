/** One second of the load, request by request, until an allowance is used up. */
import type { Storage, StorageLoad } from '../../../lambda/shared/questions/performance/storage-speed.ts';
import type { Proof } from '../proof.ts';

const KIB_OF_A_MIB = 1024;

/** How many of the second's reads a volume serves. */
function served(of: Extract<StorageLoad['of'], { kind: 'volume' }>, volume: Storage): number {
  let operations = Number.POSITIVE_INFINITY;
  let kib = 0;
  if (volume.type === 'gp2') {
    operations = 3 * volume.gib < 100 ? 100 : 3 * volume.gib > 16_000 ? 16_000 : 3 * volume.gib;
    kib = (volume.gib > 170 ? 250 : 128) * KIB_OF_A_MIB;
  } else if (volume.type === 'gp3') {
    operations = volume.iops;
    kib = volume.mibps * KIB_OF_A_MIB;
  } else if (volume.type === 'io2') {
    operations = volume.iops;
    // "0.256 MiB/s per provisioned IOPS"
    kib = (volume.iops * 256 * KIB_OF_A_MIB) / 1000;
  } else if (volume.type === 'st1') {
    kib = 40 * volume.gib > 500 * 1024 ? 500 * KIB_OF_A_MIB : 40 * volume.gib;
  }
  const isDisk = volume.type === 'st1';
  for (let request = 0; request < of.requests; request++) {
    kib -= isDisk && of.order === 'at random' ? KIB_OF_A_MIB : of.size;
    if (!isDisk) for (let left = of.size; left > 0; left -= 256) operations--;
    if (kib < 0 || operations < 0) return request;
  }
  return of.requests;
}

/** Whether the busiest prefix gets more than S3 carries, with the second's requests handed out one by one. */
function isThrottled(of: Extract<StorageLoad['of'], { kind: 'bucket' }>, busiest: number): boolean {
  const onBusiest = (requests: number) => {
    let [own, share] = [0, 0];
    for (let request = 0; request < requests; request++) {
      share += busiest;
      if (share >= 100 - 1e-9) {
        own++;
        share -= 100;
      }
    }
    return own;
  };
  return onBusiest(of.writes) > 3500 || onBusiest(of.reads) > 5500;
}

function carries({ of }: StorageLoad, storage: Storage): boolean {
  if (of.kind === 'bucket') return storage.type === 'prefixes' && !isThrottled(of, storage.busiest);
  return storage.type !== 'prefixes' && served(of, storage) === of.requests;
}

const sequence = (requests: number, size: number): StorageLoad => ({
  asks: 'carry',
  of: { kind: 'volume', order: 'in sequence', requests, size },
});

export const storageSpeedProof: Proof<StorageLoad, Storage> = {
  holds: (load, storage) => carries(load, storage) === (load.asks === 'carry'),
  second({ asks, of }, storage) {
    const carriesAll = () => {
      if (of.kind === 'bucket')
        return (
          storage.type === 'prefixes' &&
          (of.writes * storage.busiest) / 100 <= 3500 + 1e-6 &&
          (of.reads * storage.busiest) / 100 <= 5500 + 1e-6
        );
      const mibps = (of.requests * of.size) / 1024;
      const operations = of.requests * Math.ceil(of.size / 256);
      switch (storage.type) {
        case 'prefixes':
          return false;
        case 'st1':
          return (of.order === 'at random' ? of.requests : mibps) <= Math.min(500, storage.gib / 25.6);
        case 'gp2':
          return (
            operations <= Math.max(100, Math.min(16_000, storage.gib * 3)) && mibps <= (storage.gib <= 170 ? 128 : 250)
          );
        case 'gp3':
          return operations <= storage.iops && mibps <= storage.mibps;
        case 'io2':
          return operations <= storage.iops && mibps <= storage.iops * 0.256;
      }
    };
    return carriesAll() === (asks === 'carry');
  },
  explain: ({ of }, storage) => [
    of.kind === 'volume'
      ? `of ${of.requests} reads in a second it serves ${served(of, storage)}`
      : storage.type === 'prefixes' && isThrottled(of, storage.busiest)
        ? 'the busiest prefix answers some requests with 503 Slow Down'
        : 'no prefix gets more than it carries',
  ],
  vectors: [
    {
      source:
        'Amazon EBS User Guide, "I/O characteristics": one read of 1,024 KiB in sequence is four operations on an SSD',
      parameters: sequence(100, 1024),
      claim: { type: 'io2', iops: 399 },
      holds: false,
    },
    {
      source: 'the same, with 400 operations',
      parameters: sequence(100, 1024),
      claim: { type: 'io2', iops: 400 },
      holds: true,
    },
    {
      source: 'Amazon EBS User Guide, "General Purpose SSD volumes": gp2 of 1,000 GiB has 3,000 IOPS',
      parameters: { asks: 'carry', of: { kind: 'volume', order: 'at random', requests: 3000, size: 16 } },
      claim: { type: 'gp2', gib: 1000 },
      holds: true,
    },
    {
      source: 'Amazon EBS User Guide, "Throughput Optimized HDD volumes": st1 has 40 MiB/s for each TiB',
      parameters: sequence(41, 1024),
      claim: { type: 'st1', gib: 1024 },
      holds: false,
    },
    {
      source: 'Amazon S3 User Guide, "Best practices design patterns": ten prefixes carry 55,000 reads a second',
      parameters: { asks: 'carry', of: { kind: 'bucket', writes: 0, reads: 55_000 } },
      claim: { type: 'prefixes', count: 10, busiest: 10 },
      holds: true,
    },
  ],
};
