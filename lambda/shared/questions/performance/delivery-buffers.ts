/** Which buffer setting of a delivery stream gives objects that are large enough and fresh enough, by day and by night? */
import { defineFamily } from '../family.ts';
import type { Claimed } from '../model.ts';

export interface Delivery {
  readonly asks: 'keeps both rules' | 'breaks one of the rules';
  /** MB a minute by day and by night. */
  readonly day: number;
  readonly night: number;
  /**
   * What is asked for by day: MB of an object at least, as they come in or once they are compressed to a quarter, or objects
   * an hour at most.
   */
  readonly rule: 'MB' | 'MB compressed' | 'objects an hour';
  readonly bound: number;
  /** Minutes until a record is in S3 at most, at any time. */
  readonly mostMinutes: number;
}

/** A hint of Firehose: what is reached first, by size in MB or by time in seconds, ends the buffer. */
export interface Buffer {
  readonly megabytes: number;
  readonly seconds: number;
}

const WHAT = ['clicks', 'meter readings', 'game events', 'sensor values', 'log lines', 'payments'];
/** What Firehose takes for S3: 1 to 128 MB, and 0 to 900 seconds. */
const SIZES = [1, 5, 16, 32, 64, 128];
const TIMES = [60, 120, 180, 300, 600, 900];

/** MB of an object and seconds until it is written, at a rate in MB a minute. */
const filled = ({ megabytes, seconds }: Buffer, rate: number) => ({
  megabytes: Math.min(megabytes, (rate * seconds) / 60),
  seconds: Math.min(seconds, (megabytes * 60) / rate),
});

/** What Firehose counts for a buffer is what comes in: compression makes the object smaller, and not the buffer. */
const COMPRESSED = 4;

/** By day: the rule's own figure, what it is in words, and whether it is kept. */
function byDay({ day, rule, bound }: Delivery, buffer: Buffer) {
  const { megabytes, seconds } = filled(buffer, day);
  if (rule === 'objects an hour') {
    const objects = 3600 / seconds;
    return { kept: objects <= bound, words: `by day it writes ${Number(objects.toFixed(1))} objects an hour` };
  }
  const size = rule === 'MB' ? megabytes : megabytes / COMPRESSED;
  return { kept: size >= bound, words: `by day its objects have ${Number(size.toFixed(1))} MB` };
}

/** What a buffer breaks, in words and by the idea of somebody who overlooks it; undefined where it keeps both rules. */
function breaks(delivery: Delivery, buffer: Buffer) {
  const { day, night, rule, bound, mostMinutes } = delivery;
  const { kept, words } = byDay(delivery, buffer);
  if (!kept) {
    const isFullByTime = filled(buffer, day).megabytes < buffer.megabytes;
    const bySetting = rule !== 'objects an hour' && buffer.megabytes >= bound;
    return [words, isFullByTime || bySetting ? 'the-size-is-what-is-set' : 'small-buffers-are-fine'] as const;
  }
  const waits = filled(buffer, night).seconds;
  if (waits > mostMinutes * 60)
    return [`by night a record waits up to ${Math.round(waits)} seconds`, 'both-have-to-be-reached'] as const;
  return undefined;
}

const RULES: Readonly<Record<Delivery['rule'], (bound: number) => string>> = {
  MB: (bound) => `uncompressed. By day an object is to have ${bound} MB at least`,
  'MB compressed': (bound) =>
    `with GZIP, which leaves a quarter of it. By day an object in S3 is to have ${bound} MB at least`,
  'objects an hour': (bound) => `uncompressed. By day ${bound} objects an hour are the most that may be written`,
};

export const deliveryBuffers = defineFamily<Delivery, Buffer>({
  id: 'delivery-buffers',
  kind: 'proven',
  tasks: ['SAA-C03/3.5'],
  level: 'apply',
  read: [{ guide: 'Amazon Data Firehose Developer Guide', page: 'Configure buffering hints' }],
  asOf: '2026-11-27',
  names: WHAT,
  misconceptions: {
    'the-size-is-what-is-set': 'With 64 MB set, each object has 64 MB.',
    'both-have-to-be-reached': 'A buffer ends with its size, however long that takes, or how little it waits for.',
    'small-buffers-are-fine': 'Objects as small as the buffer are as good as large ones.',
    'a-larger-buffer-is-late': 'With a large size or a long interval, records come late or objects get small.',
  },
  draw: (random) => ({
    asks: random.pick(['keeps both rules', 'breaks one of the rules']),
    ...random.pick<Pick<Delivery, 'rule' | 'bound'>>([
      { rule: 'MB', bound: random.pick([8, 16, 24, 48, 60]) },
      { rule: 'MB compressed', bound: random.pick([4, 6, 12, 15]) },
      { rule: 'objects an hour', bound: random.pick([12, 20, 30, 45]) },
    ]),
    day: random.pick([6, 12, 24, 40, 90]),
    night: random.pick([0.5, 1, 2, 4]),
    mostMinutes: random.pick([2, 3, 5, 6, 10, 12]),
  }),
  write(delivery, random) {
    const { asks, day, night, rule, bound, mostMinutes } = delivery;
    const judged = random
      .shuffle(SIZES.flatMap((megabytes) => TIMES.map((seconds): Buffer => ({ megabytes, seconds }))))
      // What misses by far is seen without counting.
      .filter(({ megabytes, seconds }) => megabytes >= 5 && seconds <= mostMinutes * 60 * 3)
      .map((buffer) => {
        const broken = breaks(delivery, buffer);
        return { buffer, broken, isRight: (broken === undefined) === (asks === 'keeps both rules') };
      });
    const right = judged.filter(({ isRight }) => isRight).slice(0, 1);
    const wrong = judged.filter(({ isRight }) => !isRight).slice(0, 3);
    if (right.length < 1 || wrong.length < 3) return undefined;
    const byTime = random.chance(0.5);
    return {
      stem:
        `Data Firehose writes ${random.pick(WHAT)} to S3: ${day} MB a minute by day, ${night} by night, evenly and ${RULES[rule](bound)}, ` +
        `and at any time a record is to be in S3 ${mostMinutes} minutes after it came at the latest; the writing ` +
        `itself takes no time worth counting. The buffer counts what comes in. Which setting of the buffer ${asks}?`,
      decides: `${day} MB a minute by day, ${night} by night`,
      options: [...right, ...wrong].map(
        ({ buffer, broken, isRight }): Claimed<Buffer> => ({
          text: byTime
            ? `${buffer.seconds} seconds, or ${buffer.megabytes} MB before that`
            : `${buffer.megabytes} MB, or ${buffer.seconds} seconds before that`,
          claim: buffer,
          reason: broken
            ? `It breaks one: ${broken[0]}.`
            : `It keeps both: ${byDay(delivery, buffer).words}, and by night nothing waits longer than ${Math.round(filled(buffer, night).seconds)} seconds.`,
          ...(!isRight && { misconception: broken ? broken[1] : 'a-larger-buffer-is-late' }),
        }),
      ),
    };
  },
});
