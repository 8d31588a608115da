/** Which volumes, or which layouts of a bucket, carry a load: operations and bytes a second, both of them. */
import { defineFamily } from '../family.ts';
import type { Claimed } from '../model.ts';
import type { Random } from '../random.ts';

export interface StorageLoad {
  readonly asks: 'carry' | 'fall short of';
  readonly of:
    | {
        readonly kind: 'volume';
        /** Requests a second, and KiB of each. */
        readonly requests: number;
        readonly size: number;
        readonly order: 'at random' | 'in sequence';
      }
    | { readonly kind: 'bucket'; readonly writes: number; readonly reads: number };
}

/** What an option proposes: a volume as it is ordered, or how objects spread over prefixes. */
export type Storage =
  | { readonly type: 'gp2' | 'st1'; readonly gib: number }
  | { readonly type: 'gp3'; readonly iops: number; readonly mibps: number }
  | { readonly type: 'io2'; readonly iops: number }
  | {
      readonly type: 'prefixes';
      readonly count: number /** Percent of all requests that the busiest gets. */;
      readonly busiest: number;
    };

const WHAT = ['A database', 'A search index', 'A render job', 'A log store', 'A mail system', 'A build cache'];

const TABLE = [
  'gp2  3 IOPS a GiB, 100 to 16000   250 MiB/s from 334 GiB, 128 up to 170',
  'gp3  as ordered                   as ordered',
  'io2  as ordered                   0.256 MiB/s for each IOPS',
  'st1  an I/O is 1 MiB in sequence  40 MiB/s a 1024 GiB, 500 at most',
];
/** S3 carries so many requests a second for each prefix of a bucket. */
const [WRITES, READS] = [3500, 5500];

/** IOPS and MiB/s of an SSD volume; the second of them for st1. */
function limits(volume: Exclude<Storage, { type: 'prefixes' }>): readonly [iops: number, mibps: number] {
  switch (volume.type) {
    case 'gp2':
      return [Math.min(16_000, Math.max(100, 3 * volume.gib)), volume.gib <= 170 ? 128 : 250];
    case 'gp3':
      return [volume.iops, volume.mibps];
    case 'io2':
      return [volume.iops, 0.256 * volume.iops];
    case 'st1':
      return [Number.POSITIVE_INFINITY, Math.min(500, (40 * volume.gib) / 1024)];
  }
}

/** `undefined` where it carries the load, else what it lacks and the idea behind overlooking it. */
function lack({ of }: StorageLoad, storage: Storage): readonly [what: string, idea: string] | undefined {
  if (of.kind === 'bucket') {
    if (storage.type !== 'prefixes') return undefined;
    const [writes, reads] = [(of.writes * storage.busiest) / 100, (of.reads * storage.busiest) / 100];
    if (writes <= WRITES && reads <= READS) return undefined;
    return [
      `the busiest prefix gets ${Math.round(writes)} writes and ${Math.round(reads)} reads a second, of ${WRITES} and ${READS}`,
      storage.busiest * storage.count > 100 ? 'prefixes-share-evenly' : 'a-bucket-has-no-limit',
    ];
  }
  if (storage.type === 'prefixes') return undefined;
  const [iops, mibps] = limits(storage);
  const needs = (of.requests * of.size) / 1024;
  if (storage.type === 'st1') {
    const counted = of.order === 'at random' ? of.requests : needs;
    return counted <= mibps
      ? undefined
      : [
          of.order === 'at random'
            ? `each of the ${of.requests} requests counts as 1 MiB, of ${mibps.toFixed(0)} MiB/s`
            : `${needs.toFixed(0)} MiB/s are needed, and it has ${mibps.toFixed(0)}`,
          of.order === 'at random' ? 'a-disk-is-a-disk' : 'only-operations-count',
        ];
  }
  const operations = of.requests * Math.ceil(of.size / 256);
  if (operations > iops)
    return [
      `${operations} operations of up to 256 KiB a second are needed, and it has ${iops}`,
      'only-throughput-counts',
    ];
  if (needs > mibps) return [`${needs.toFixed(0)} MiB/s are needed, and it has ${mibps}`, 'only-operations-count'];
  return undefined;
}

const textOf = (storage: Storage): string => {
  switch (storage.type) {
    case 'gp2':
    case 'st1':
      return `A volume of type ${storage.type} of ${storage.gib} GiB`;
    case 'gp3':
      return `A volume of type gp3 with ${storage.iops} IOPS, ${storage.mibps} MiB/s`;
    case 'io2':
      return `A volume of type io2 with ${storage.iops} IOPS`;
    case 'prefixes':
      return storage.busiest * storage.count > 100
        ? `${storage.count} prefixes, of which one gets ${storage.busiest} % of all requests`
        : `${storage.count} prefixes, over which requests spread evenly`;
  }
};

function proposals({ of }: StorageLoad, random: Random): Storage[] {
  if (of.kind === 'bucket') {
    const even = [2, 4, 5, 8, 10, 16, 20].map((count): Storage => ({ type: 'prefixes', count, busiest: 100 / count }));
    const uneven = [10, 16, 20, 40].flatMap((count) =>
      [15, 25, 40, 60].map((busiest): Storage => ({ type: 'prefixes', count, busiest })),
    );
    return random.shuffle([...random.some(even, 4), ...random.some(uneven, 5)]);
  }
  return random.shuffle<Storage>([
    ...random.some([100, 150, 400, 800, 1500, 3000, 6000], 3).map((gib) => ({ type: 'gp2' as const, gib })),
    ...random
      .some([3000, 4000, 6000, 10_000, 16_000], 3)
      .map((iops) => ({ type: 'gp3' as const, iops, mibps: random.pick([125, 250, 500, 750]) })),
    ...random.some([500, 1000, 2000, 4000, 8000, 16_000], 2).map((iops) => ({ type: 'io2' as const, iops })),
    ...random.some([2048, 4096, 8192, 12_288, 16_384], 2).map((gib) => ({ type: 'st1' as const, gib })),
  ]);
}

export const storageSpeed = defineFamily<StorageLoad, Storage>({
  id: 'storage-speed',
  kind: 'proven',
  tasks: ['SAA-C03/3.1', 'SAA-C03/4.1'],
  level: 'apply',
  choose: 2,
  read: [
    { guide: 'Amazon EBS User Guide', page: 'Amazon EBS I/O characteristics and monitoring' },
    { guide: 'Amazon EBS User Guide', page: 'Amazon EBS Provisioned IOPS SSD volumes' },
    { guide: 'Amazon S3 User Guide', page: 'Best practices design patterns: optimizing Amazon S3 performance' },
  ],
  asOf: '2026-11-28',
  names: WHAT,
  misconceptions: {
    'only-throughput-counts': 'Where the MiB/s are enough, the volume is.',
    'only-operations-count': 'Where the IOPS are enough, the volume is.',
    'a-disk-is-a-disk': 'What a disk reads in sequence it reads at random as well.',
    'a-bucket-has-no-limit': 'S3 carries whatever comes, however the keys look.',
    'prefixes-share-evenly': 'With many prefixes each of them gets its part of the requests.',
    'the-largest-is-needed': 'A load as large as this needs the dearest that there is.',
  },
  draw(random) {
    const asks = random.pick(['carry', 'fall short of'] as const);
    if (random.chance(0.3))
      return {
        asks,
        of: {
          kind: 'bucket',
          writes: random.pick([1000, 4000, 6000, 9000, 14_000]),
          reads: random.pick([2000, 5000, 12_000, 20_000, 30_000]),
        },
      };
    const order = random.pick(['at random', 'in sequence'] as const);
    const size = order === 'at random' ? random.pick([4, 8, 16, 32, 64]) : random.pick([256, 512, 1024]);
    const mibps = random.pick(order === 'at random' ? [20, 50, 90, 140, 220] : [60, 110, 160, 240, 400]);
    return { asks, of: { kind: 'volume', size, order, requests: Math.round((mibps * 1024) / size / 10) * 10 } };
  },
  write(load, random) {
    const { asks, of } = load;
    const judged = proposals(load, random).map((storage) => {
      const lacks = lack(load, storage);
      return { storage, lacks, isRight: (lacks === undefined) === (asks === 'carry') };
    });
    const right = judged.filter(({ isRight }) => isRight).slice(0, 2);
    const wrong = judged.filter(({ isRight }) => !isRight).slice(0, 3);
    if (right.length < 2 || wrong.length < 3) return undefined;
    const what = random.pick(WHAT);
    const options = [...right, ...wrong].map(
      ({ storage, lacks, isRight }): Claimed<Storage> => ({
        text: textOf(storage),
        claim: storage,
        reason: lacks
          ? `It falls short: ${lacks[0]}.`
          : `It carries the load: ${of.kind === 'bucket' ? 'no prefix gets more than it may' : 'neither operations nor MiB are short'}.`,
        ...(!isRight && { misconception: lacks ? lacks[1] : 'the-largest-is-needed' }),
      }),
    );
    if (of.kind === 'bucket')
      return {
        stem:
          `${what} writes ${of.writes} objects a second to a bucket and reads ${of.reads}, all day long. S3 carries ${WRITES} writes and ` +
          `${READS} reads a second for each prefix. Which two layouts of the keys ${asks} this load?`,
        decides: 'for each prefix',
        options,
      };
    const decides = `${of.size} KiB ${of.order}`;
    return {
      code: {
        text: TABLE.join('\n'),
        words: `Limits of the types of volumes: ${TABLE.map((line) => line.replace(/ +/g, ' ')).join('; ')}.`,
      },
      stem:
        `${what} reads ${of.requests} times a second, ${decides}, all day long. The table has what a volume carries without bursts; on an ` +
        `SSD more than 256 KiB at once are several operations, and a disk at random counts each as 1 MiB. Which two volumes ${asks} this load?`,
      decides,
      options,
    };
  },
});
