/** How many shards a Kinesis data stream needs, and how far its consumers keep up. */
import { type Amount, amounts, type WrongAmount } from '../amounts.ts';
import { defineFamily } from '../family.ts';

export interface StreamLoad {
  readonly asks: 'shards' | 'records a second' | 'minutes to catch up' | 'seconds until delivered';
  readonly recordBytes: number;
  readonly recordsPerSecond: number;
  /** Consumers that share the shard's output; with enhanced fan-out each has its own. */
  readonly consumers: number;
  readonly fanOut: boolean;
  readonly shards: number;
  /** Minutes that a consumer stood still, and records a second that it works through once it runs. */
  readonly stoodMinutes: number;
  readonly speed: number;
  /** Firehose: the buffer's size in MB, and its interval in seconds. */
  readonly bufferMb: number;
  readonly bufferSeconds: number;
}

const SENDERS = ['sensors', 'vehicles', 'game clients', 'payment terminals', 'web pages', 'meters'];
const KB = 1024;

/** Of amounts that are asked for "about": those that are not about right as well. */
const apartFrom = (right: number, wrong: readonly WrongAmount[]): WrongAmount[] =>
  wrong.filter(([amount]) => Math.abs(amount - right) > 2);

export const streamShards = defineFamily<StreamLoad, Amount>({
  id: 'stream-shards',
  kind: 'proven',
  tasks: ['SAA-C03/3.5', 'DVA-C03/1.1'],
  level: 'apply',
  read: [{ guide: 'Amazon Kinesis Data Streams Developer Guide', page: 'Quotas and limits' }],
  asOf: '2026-11-27',
  names: SENDERS,
  misconceptions: {
    'only-bytes-count': 'A shard is limited by bytes alone.',
    'only-records-count': 'A shard is limited by records alone.',
    'every-consumer-has-its-own-share': 'Each consumer gets the whole output of a shard.',
    'new-records-wait': 'While a consumer catches up, nothing new arrives.',
    'a-buffer-waits-for-both': 'A buffer is delivered when both its size and its interval are reached.',
  },
  draw(random) {
    const fanOut = random.chance(0.4);
    const speed = random.pick([1500, 2000, 3000, 4000]);
    return {
      asks: random.pick(['shards', 'records a second', 'minutes to catch up', 'seconds until delivered']),
      recordBytes: random.pick([200, 512, 1000, 2048, 3000, 5120, 10_240]),
      recordsPerSecond: random.pick([500, 800, 1000, 1200, 2500, 4000, 6000]),
      consumers: random.pick([1, 2, 3, 4, 5]),
      fanOut,
      shards: random.pick([2, 3, 4, 5, 8, 10]),
      stoodMinutes: random.pick([10, 20, 30, 45, 60]),
      speed,
      bufferMb: random.pick([1, 2, 5, 10, 64]),
      bufferSeconds: random.pick([60, 120, 300, 600]),
    };
  },
  write(load, random) {
    const {
      asks,
      recordBytes,
      recordsPerSecond,
      consumers,
      fanOut,
      shards,
      stoodMinutes,
      speed,
      bufferMb,
      bufferSeconds,
    } = load;
    const senders = random.pick(SENDERS);
    const bytes = recordBytes * recordsPerSecond;
    const byBytes = bytes / (KB * KB);
    const byRecords = recordsPerSecond / 1000;
    const byReads = fanOut ? byBytes / 2 : (byBytes * consumers) / 2;
    if (asks === 'shards') {
      const right = Math.ceil(Math.max(byBytes, byRecords, byReads));
      const reading = fanOut
        ? `${consumers} consumers with enhanced fan-out`
        : `${consumers} ${consumers === 1 ? 'consumer' : 'consumers'} without enhanced fan-out`;
      return {
        stem: `${senders[0]?.toUpperCase()}${senders.slice(1)} send ${recordsPerSecond} records a second of ${recordBytes} bytes with evenly spread keys to a provisioned stream. ${reading} read all of it. How many shards are just enough?`,
        decides: reading,
        options: amounts(
          right,
          `Written are ${byBytes.toFixed(2)} MB and ${recordsPerSecond} records, of 1 MB and 1,000 a shard; read ${fanOut ? 'is 2 MB a shard for each consumer' : `are ${(byBytes * consumers).toFixed(2)} MB, of 2 MB a shard for all`}.`,
          [
            [
              Math.ceil(byBytes),
              'only-bytes-count',
              'It counts the bytes that are written, and neither records nor readers.',
            ],
            [Math.ceil(byRecords), 'only-records-count', 'It counts records, and neither bytes nor readers.'],
            [
              Math.ceil(Math.max(byBytes, byRecords)),
              'every-consumer-has-its-own-share',
              'It forgets that consumers share the 2 MB a second of a shard.',
            ],
            [
              Math.ceil(Math.max(byBytes, byRecords, (byBytes * consumers) / 2)),
              'every-consumer-has-its-own-share',
              'With enhanced fan-out each consumer has 2 MB a second of its own.',
            ],
            [right + 1, 'only-records-count', 'One less is enough for bytes, records and readers.'],
            [right * 2, 'only-bytes-count', 'Half of them are enough for bytes, records and readers.'],
            [right - 1, 'only-bytes-count', 'One is missing: a limit of the shards would be passed.'],
          ],
        ),
      };
    }
    if (asks === 'records a second') {
      const right = Math.floor(shards * Math.min(1000, (KB * KB) / recordBytes));
      return {
        stem: `A provisioned stream has ${shards} shards. ${senders[0]?.toUpperCase()}${senders.slice(1)} write records of ${recordBytes} bytes, one in each call, with evenly spread keys. How many records a second does it take at most?`,
        decides: `records of ${recordBytes} bytes`,
        options: amounts(right, `A shard takes 1,000 records and 1 MB a second, whichever is reached first.`, [
          [shards * 1000, 'only-records-count', 'So many would be more than 1 MB a second and shard.'],
          [
            Math.floor((shards * KB * KB) / recordBytes),
            'only-bytes-count',
            'So many would be more than 1,000 records a second and shard.',
          ],
          [
            Math.floor(shards * Math.min(2000, (2 * KB * KB) / recordBytes)),
            'every-consumer-has-its-own-share',
            '2 MB a second is what a shard gives out, not what it takes.',
          ],
          [Math.floor(right / shards), 'only-records-count', 'That is what one shard takes.'],
          [Math.floor(right / 2), 'only-bytes-count', 'Half of what the shards take is left unused.'],
        ]),
      };
    }
    if (asks === 'minutes to catch up') {
      const [slow, fast] = [Math.min(recordsPerSecond, 2500), Math.max(speed, Math.min(recordsPerSecond, 2500) + 500)];
      const right = (stoodMinutes * slow) / (fast - slow);
      return {
        stem: `${slow} records a second from ${senders} arrive without a pause. The consumer stood still for ${stoodMinutes} minutes, and now works through ${fast} records a second. After about how many minutes has it caught up?`,
        decides: 'arrive without a pause',
        options: amounts(
          Math.round(right),
          `${stoodMinutes * 60 * slow} records wait, and each second ${fast - slow} more are worked through than arrive.`,
          apartFrom(right, [
            [
              Math.round((stoodMinutes * slow) / fast),
              'new-records-wait',
              'New records arrive while it works through the old ones.',
            ],
            [stoodMinutes, 'new-records-wait', 'It depends on how much faster it is than what arrives.'],
            [
              Math.round((stoodMinutes * fast) / (fast - slow)),
              'new-records-wait',
              'It takes the speed of the consumer for what piled up; what arrived piled up.',
            ],
            [Math.round(right * 2), 'new-records-wait', 'That is twice the time that it takes.'],
            [Math.round((stoodMinutes * (fast - slow)) / slow), 'new-records-wait', 'It divides the wrong way round.'],
          ]),
        ),
      };
    }
    const rate = (recordBytes * Math.min(recordsPerSecond, 1200)) / 10 / (KB * KB);
    const fills = bufferMb / rate;
    if (Math.abs(fills - bufferSeconds) < 20) return undefined;
    return {
      stem: `Firehose buffers ${bufferMb} MB or ${bufferSeconds} seconds before it writes to S3. ${senders[0]?.toUpperCase()}${senders.slice(1)} send ${Math.min(recordsPerSecond, 1200) / 10} records of ${recordBytes} bytes a second. About how many seconds after the first record of a batch is it delivered?`,
      decides: `${bufferMb} MB or ${bufferSeconds} seconds`,
      options: amounts(
        Math.round(Math.min(fills, bufferSeconds)),
        `The buffer is full after ${Math.round(fills)} s, and the interval ends after ${bufferSeconds} s: the first of them counts.`,
        apartFrom(Math.min(fills, bufferSeconds), [
          [
            Math.round(Math.max(fills, bufferSeconds)),
            'a-buffer-waits-for-both',
            'The first of the two conditions is enough.',
          ],
          [
            Math.round(fills + bufferSeconds),
            'a-buffer-waits-for-both',
            'The two are not waited for one after the other.',
          ],
          [
            Math.round(Math.min(fills, bufferSeconds) / 2),
            'only-bytes-count',
            'Nothing is delivered half full before its time.',
          ],
          [
            Math.round(Math.min(fills, bufferSeconds) * 2),
            'a-buffer-waits-for-both',
            'It is delivered once, when the first condition is met.',
          ],
          [Math.round(fills / 8), 'only-bytes-count', 'It takes bits for bytes.'],
        ]),
        (amount) => `${amount} s`,
      ),
    };
  },
});
