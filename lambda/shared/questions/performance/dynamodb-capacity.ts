/** How many capacity units requests use up, or how many requests the units are enough for. */
import { defineFamily } from '../family.ts';

export type Mode = 'eventual read' | 'strong read' | 'transactional read' | 'write' | 'transactional write';

export interface TableLoad {
  readonly asks: 'units' | 'requests';
  /** Size of an item, in bytes. */
  readonly bytes: number;
  /** Items that one request reads or writes by key, as a batch or a transaction does: each is rounded by itself. */
  readonly items: number;
  /** Requests a second where units are asked for, else the units that the table has. */
  readonly given: number;
  readonly mode: Mode;
}

/** Units a second that are just enough, or requests a second that just fit. */
export interface Amount {
  readonly amount: number;
}

const WORDS: Readonly<Record<Mode, string>> = {
  'eventual read': 'eventually consistent reads',
  'strong read': 'strongly consistent reads',
  'transactional read': 'transactional reads',
  write: 'standard writes',
  'transactional write': 'transactional writes',
};
const TABLES = ['orders', 'sessions', 'carts', 'sensors', 'players', 'tickets', 'profiles'];

export const dynamodbCapacity = defineFamily<TableLoad, Amount>({
  id: 'dynamodb-capacity',
  kind: 'proven',
  tasks: ['SAA-C03/3.3', 'SAA-C03/4.3', 'DVA-C03/1.3'],
  level: 'apply',
  read: [{ guide: 'Amazon DynamoDB Developer Guide', page: 'DynamoDB provisioned capacity mode' }],
  asOf: '2026-11-27',
  names: TABLES,
  misconceptions: {
    'sizes-are-added-before-rounding': 'The bytes of all items are added up, and only the sum is rounded.',
    'read-and-write-units-are-swapped': 'A read unit is 1 KB, and a write unit 4 KB.',
    'every-item-is-one-unit': 'An item is a unit, whatever its size.',
    'consistency-is-free': 'Consistency and transactions do not change what a request costs.',
  },
  draw(random) {
    const mode = random.pick(Object.keys(WORDS) as Mode[]);
    const asks = random.pick<TableLoad['asks']>(['units', 'requests']);
    return {
      asks,
      mode,
      bytes: random.whole(3, 24) * 512 + random.pick([0, 100, 256]),
      items: random.pick([1, 1, 5, 10, 20]),
      given: asks === 'units' ? random.pick([20, 40, 60, 80, 120]) : random.pick([1200, 2400, 3600, 4800, 7200]),
    };
  },
  write({ asks, bytes, items, given, mode }, random) {
    const [block, other] = mode.includes('write') ? [1, 4] : [4, 1];
    const factor = mode.startsWith('transactional') ? 2 : mode === 'eventual read' ? 0.5 : 1;
    const each = (size: number) => Math.ceil(bytes / 1024 / size);
    const amountOf = (unitsOfOne: number) =>
      asks === 'units' ? Math.ceil(given * unitsOfOne) : Math.floor(given / unitsOfOne);
    const one = items * each(block) * factor;
    const right = amountOf(one);
    const unit = block === 1 ? 'write' : 'read';
    const rule = `an item of ${bytes} bytes is ${each(block)} × ${block} KB`;
    const wrong: readonly (readonly [number, string, string])[] = [
      [
        (items * (bytes / 1024) * factor) / block,
        'sizes-are-added-before-rounding',
        `It counts the bytes as they are; each item is rounded up by itself, so that ${rule}.`,
      ],
      [
        items * each(other) * factor,
        'read-and-write-units-are-swapped',
        `It counts in steps of ${other} KB; a ${unit} unit is ${block} KB: ${rule}.`,
      ],
      [items * factor, 'every-item-is-one-unit', `It takes every item for a single unit, but ${rule}.`],
      [
        factor === 1 ? one * 2 : one / factor,
        'consistency-is-free',
        `It does not count ${factor} unit${factor === 1 ? '' : 's'} for each ${block} KB, which ${WORDS[mode]} use.`,
      ],
    ];
    const request = items === 1 ? 'of single items' : `of ${items} items by key in each request`;
    const scene = `The table ${random.pick(TABLES)} has provisioned capacity and items of ${bytes} bytes.`;
    return {
      stem:
        asks === 'units'
          ? `${scene} At its peak it serves ${given} ${WORDS[mode]} a second, ${request}, spread evenly over its keys. ` +
            `How many ${unit} capacity units are just enough?`
          : `${scene} It has ${given} ${unit} capacity units, and its requests are ${WORDS[mode]} ${request}, spread ` +
            'evenly over its keys. How many such requests a second fit at most, without burst capacity?',
      decides: WORDS[mode],
      options: [
        {
          text: `${right}`,
          claim: { amount: right },
          reason: `A request uses ${one} units: ${rule}, and each counts ${factor}${items === 1 ? '' : `, ${items} times`}.`,
        },
        ...wrong.map(([unitsOfOne, misconception, reason]) => {
          const amount = amountOf(unitsOfOne);
          return { text: `${amount}`, claim: { amount }, misconception, reason };
        }),
      ],
    };
  },
});
