/** A buffer over an hour, second by second: what is written when, and how long its first record had waited. */
import type { Buffer, Delivery } from '../../../lambda/shared/questions/performance/delivery-buffers.ts';
import type { Proof } from '../proof.ts';

interface Written {
  readonly megabytes: number;
  /** Seconds that the first record of the object waited. */
  readonly waited: number;
}

/** Seconds between two looks at the buffer. */
const STEP = 0.25;

function objectsOf({ megabytes, seconds }: Buffer, perMinute: number): readonly Written[] {
  const written: Written[] = [];
  let [held, since] = [0, 0];
  // A full buffer is noticed at most a quarter of a second late, and no setting that is offered is that close.
  for (let tick = 1; tick * STEP <= 3600; tick++) {
    held += (perMinute / 60) * STEP;
    since += STEP;
    if (held >= megabytes - 1e-9 || since >= seconds - 1e-9) {
      written.push({ megabytes: held, waited: since });
      [held, since] = [0, 0];
    }
  }
  return written;
}

/** The objects of an hour by day, the smallest of them in MB, and the longest wait of an hour by night; within one step of the truth. */
function hours({ day, night }: Delivery, buffer: Buffer) {
  const byDay = objectsOf(buffer, day);
  return {
    count: byDay.length,
    smallest: Math.min(...byDay.map(({ megabytes }) => megabytes)),
    longest: Math.max(...objectsOf(buffer, night).map(({ waited }) => waited)),
  };
}

function keeps(delivery: Delivery, buffer: Buffer): boolean {
  const { count, smallest, longest } = hours(delivery, buffer);
  const { rule, bound } = delivery;
  const isKeptByDay =
    rule === 'objects an hour' ? count <= bound : smallest >= bound * (rule === 'MB compressed' ? 4 : 1) - 1e-6;
  return isKeptByDay && longest <= delivery.mostMinutes * 60 + STEP;
}

const delivery: Delivery = { asks: 'keeps both rules', day: 60, night: 1, rule: 'MB', bound: 5, mostMinutes: 5 };

export const deliveryBuffersProof: Proof<Delivery, Buffer> = {
  holds: (parameters, buffer) => keeps(parameters, buffer) === (parameters.asks === 'keeps both rules'),
  second({ asks, day, night, rule, bound, mostMinutes }, { megabytes, seconds }) {
    const untilFull = (perMinute: number) => (60 * megabytes) / perMinute;
    const byDay = Math.min(seconds, untilFull(day));
    const size = (day * byDay) / 60;
    const isKept =
      rule === 'objects an hour' ? 3600 / byDay <= bound : (rule === 'MB' ? size : size / 4) >= bound - 1e-9;
    return (isKept && Math.min(seconds, untilFull(night)) <= 60 * mostMinutes) === (asks === 'keeps both rules');
  },
  explain: (parameters, buffer) => {
    const { count, smallest, longest } = hours(parameters, buffer);
    return [
      `an hour by day: ${count} objects, the smallest of ${smallest.toFixed(1)} MB as they came in; by night: the longest wait is ${longest.toFixed(0)} s`,
    ];
  },
  vectors: [
    {
      source:
        'Amazon Data Firehose Developer Guide, "Configure buffering hints": the default of 5 MB and 300 s; what is met first triggers',
      parameters: delivery,
      claim: { megabytes: 5, seconds: 300 },
      holds: true,
    },
    {
      source: 'the same: by size alone, five megabytes by night would take five minutes and more',
      parameters: { ...delivery, mostMinutes: 4 },
      claim: { megabytes: 5, seconds: 900 },
      holds: false,
    },
    {
      source: 'the same: an interval that ends first makes objects smaller than the size',
      parameters: { ...delivery, day: 2 },
      claim: { megabytes: 64, seconds: 60 },
      holds: false,
    },
    {
      source: 'the same: the size is that of what comes in, before it is compressed',
      parameters: { ...delivery, rule: 'MB compressed' },
      claim: { megabytes: 16, seconds: 300 },
      holds: false,
    },
  ],
};
