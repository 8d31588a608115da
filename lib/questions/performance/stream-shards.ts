/** Seconds of a stream, one by one, with the limits of each shard. */
import type { Amount } from '../../../lambda/shared/questions/amounts.ts';
import type { StreamLoad } from '../../../lambda/shared/questions/performance/stream-shards.ts';
import type { Proof } from '../proof.ts';

const MB = 1_048_576;

/** Whether a second of this load passes no limit of `shards`, spread evenly. */
function carries({ recordBytes, recordsPerSecond, consumers, fanOut }: StreamLoad, shards: number): boolean {
  const [records, bytes] = [recordsPerSecond / shards, (recordsPerSecond * recordBytes) / shards];
  const readers = fanOut ? Array.from({ length: consumers }, () => bytes) : [bytes * consumers];
  return records <= 1000 && bytes <= MB && readers.every((out) => out <= 2 * MB);
}

/** Records that the shards of a stream take in a second, put one by one in turn. */
function taken({ recordBytes, shards }: StreamLoad): number {
  let count = 0;
  for (let shard = 0; shard < shards; shard++) {
    let [records, bytes] = [0, 0];
    while (records + 1 <= 1000 && bytes + recordBytes <= MB) [records, bytes] = [records + 1, bytes + recordBytes];
    count += records;
  }
  return count;
}

/** Minutes until nothing waits any more. */
function catchUp({ recordsPerSecond, speed, stoodMinutes }: StreamLoad): number {
  const arrives = Math.min(recordsPerSecond, 2500);
  const works = Math.max(speed, arrives + 500);
  let waiting = stoodMinutes * 60 * arrives;
  let seconds = 0;
  for (; waiting > 0; seconds++) waiting += arrives - works;
  return seconds / 60;
}

/** Seconds until a batch is delivered. */
function delivered({ recordBytes, recordsPerSecond, bufferMb, bufferSeconds }: StreamLoad): number {
  const perSecond = (Math.min(recordsPerSecond, 1200) / 10) * recordBytes;
  let second = 0;
  for (let buffered = 0; buffered < bufferMb * MB && second < bufferSeconds; second++) buffered += perSecond;
  return second;
}

const load: StreamLoad = {
  asks: 'shards',
  recordBytes: 1024,
  recordsPerSecond: 1000,
  consumers: 1,
  fanOut: false,
  shards: 1,
  stoodMinutes: 1,
  speed: 2000,
  bufferMb: 5,
  bufferSeconds: 300,
};
const limits = 'Amazon Kinesis Data Streams Developer Guide, "Quotas and limits"';

export const streamShardsProof: Proof<StreamLoad, Amount> = {
  holds(parameters, { amount }) {
    switch (parameters.asks) {
      case 'shards':
        return carries(parameters, amount) && !carries(parameters, amount - 1);
      case 'records a second':
        // Put one by one, each shard stops at a whole record.
        return amount - taken(parameters) >= 0 && amount - taken(parameters) < parameters.shards;
      case 'minutes to catch up':
        return Math.abs(catchUp(parameters) - amount) <= 0.52;
      case 'seconds until delivered':
        return Math.abs(delivered(parameters) - amount) <= 1;
    }
  },
  second(given, { amount }) {
    const bytes = given.recordsPerSecond * given.recordBytes;
    switch (given.asks) {
      case 'shards': {
        const readers = given.fanOut ? 1 : given.consumers;
        return (
          amount ===
          Math.ceil(Math.max(given.recordsPerSecond / 1000, bytes / 1024 ** 2, (bytes * readers) / 2 / 1024 ** 2))
        );
      }
      case 'records a second':
        return amount === Math.floor(given.shards * Math.min(1000, 1024 ** 2 / given.recordBytes));
      case 'minutes to catch up': {
        const arriving = Math.min(given.recordsPerSecond, 2500);
        const gained = Math.max(given.speed - arriving, 500);
        return Math.abs((given.stoodMinutes * arriving) / gained - amount) <= 0.52;
      }
      case 'seconds until delivered': {
        const fills = (given.bufferMb * 1024 ** 2 * 10) / (Math.min(given.recordsPerSecond, 1200) * given.recordBytes);
        return Math.abs(Math.min(fills, given.bufferSeconds) - amount) <= 1;
      }
    }
  },
  explain(parameters, { amount }) {
    switch (parameters.asks) {
      case 'shards':
        return [
          `${amount} shards carry it: ${carries(parameters, amount)}; one less: ${carries(parameters, amount - 1)}`,
        ];
      case 'records a second':
        return [`put one by one, ${taken(parameters)} are taken in a second`];
      case 'minutes to catch up':
        return [`second by second, nothing waits after ${catchUp(parameters).toFixed(1)} minutes`];
      case 'seconds until delivered':
        return [`second by second, delivered after ${delivered(parameters)} s`];
    }
  },
  vectors: [
    {
      source: `${limits}: a shard takes 1 MB or 1,000 records a second`,
      parameters: load,
      claim: { amount: 1 },
      holds: true,
    },
    {
      source: `${limits}: a shard gives 2 MB a second to all its shared consumers`,
      parameters: { ...load, consumers: 3 },
      claim: { amount: 2 },
      holds: true,
    },
    {
      source: `${limits}: with enhanced fan-out each consumer has 2 MB a second`,
      parameters: { ...load, consumers: 3, fanOut: true },
      claim: { amount: 1 },
      holds: true,
    },
  ],
};
