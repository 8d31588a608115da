/** What do message group and deduplication id make of events: how many stay, and which can be worked on side by side? */
import { defineVariants, type Outcome, type Variant } from '../variants.ts';

/** An event, in the order in which they are sent; all of them within a minute. */
export interface Change {
  readonly customer: string;
  readonly order: string;
  readonly status: string;
  /** Unique for each event; an event that is sent again has the same. */
  readonly event: string;
}

export interface Sent {
  readonly changes: readonly Change[];
}

type Field = (change: Change, place: number) => string;

const GROUPS: readonly { code: string; of: Field; idea: string; why: string }[] = [
  {
    code: "'all'",
    of: () => 'all',
    idea: 'one-group-is-worked-on-side-by-side',
    why: 'One group for all: while a message of it is worked on, the others wait.',
  },
  {
    code: 'e.customer',
    of: ({ customer }) => customer,
    idea: 'a-group-holds-nothing-up-while-one-is-in-work',
    why: 'A group for each customer: while one is worked on, that customer’s others wait.',
  },
  {
    code: 'e.order',
    of: ({ order }) => order,
    idea: 'orders-of-one-customer-wait-for-each-other',
    why: 'A group for each order: while one is worked on, that order’s others wait.',
  },
];

const IDS: readonly { code: string; of: Field; idea: string; why: string }[] = [
  {
    code: 'e.event',
    of: ({ event }) => event,
    idea: 'an-id-of-the-event-loses-later-changes',
    why: 'The id of the event: what was sent again is taken, and dropped.',
  },
  {
    code: 'e.order',
    of: ({ order }) => order,
    idea: 'the-id-of-the-thing-keeps-its-changes',
    why: 'The id of the order: of its changes within five minutes only the first stays.',
  },
  {
    code: 'e.order + e.status',
    of: ({ order, status }) => order + status,
    idea: 'equal-content-is-kept-where-the-event-is-new',
    why: 'Order and status: another event that says the same again is dropped as well.',
  },
  {
    code: 'randomUUID()',
    of: (_, place) => `random-${place}`,
    idea: 'a-fifo-queue-knows-repeats-by-itself',
    why: 'A random id is new each time: nothing counts as sent again.',
  },
];

function leaves({ changes }: Sent, group: Field, id: Field): Outcome {
  const kept = changes.filter(
    (change, place) => changes.findIndex((other, at) => id(other, at) === id(change, place)) === place,
  );
  const [first] = kept;
  const free = kept.filter((change) => first && group(change, 0) !== group(first, 0));
  return { kept: kept.length, free: free.length };
}

const VARIANTS: readonly Variant<Sent>[] = GROUPS.flatMap((group) =>
  IDS.map((id) => ({
    code: `{ MessageGroupId: ${group.code}, MessageDeduplicationId: ${id.code} }`,
    leaves: (setting: Sent) => leaves(setting, group.of, id.of),
    why: () => `${group.why} ${id.why}`,
    // With the id that is right for most, it is the group that is misjudged.
    misconception: id.code === 'e.event' ? group.idea : id.idea,
  })),
);

/** Events by customer, order, status, and which event; the last digits are those that come again. */
const STORIES: readonly { readonly says: string; readonly rows: string }[] = [
  { says: 'paid is sent twice, by a sender that got no answer', rows: 'a1new1 a1paid2 a1paid2 a2new3 b3new4' },
  {
    says: 'new of the first order is sent three times, by a sender that got no answer',
    rows: 'a1new1 a1new1 a1new1 a2new2 b3new3 b3paid4',
  },
  {
    says: 'the first order goes back to open, which is an event of its own',
    rows: 'a1open1 a1paid2 a1open3 a2open4 b3open5 b3paid6',
  },
  {
    says: 'the last event is sent twice, by a sender that got no answer',
    rows: 'a1new1 b2new2 a3new3 a3paid4 c4new5 c4new5',
  },
  { says: 'the second order is confirmed twice, in two events', rows: 'a1new1 a2sent2 b3new3 a2sent4 c4new5' },
];

const changesOf = (rows: string): Change[] =>
  rows.split(' ').map((row) => {
    const [, customer = '', order = '', status = '', event = ''] = /^([a-z])(\d)([a-z]+)(\d)$/.exec(row) ?? [];
    return { customer, order, status, event };
  });

export const fifoGroups = defineVariants<Sent>({
  id: 'fifo-groups',
  tasks: ['SAA-C03/2.1', 'DVA-C03/1.1'],
  level: 'analyse',
  read: [
    { guide: 'Amazon SQS Developer Guide', page: 'Using the message group ID with Amazon SQS FIFO queues' },
    { guide: 'Amazon SQS Developer Guide', page: 'Using the message deduplication ID in Amazon SQS' },
  ],
  asOf: '2026-11-27',
  misconceptions: {
    'one-group-is-worked-on-side-by-side': 'Several consumers of a FIFO queue work on one group at the same time.',
    'a-group-holds-nothing-up-while-one-is-in-work': 'A message in work holds up nothing else of its group.',
    'orders-of-one-customer-wait-for-each-other': 'Messages wait for each other whose contents belong together.',
    'the-id-of-the-thing-keeps-its-changes': 'A deduplication id that names the thing keeps all of its changes.',
    'equal-content-is-kept-where-the-event-is-new': 'A new event is kept, even where its deduplication id was there.',
    'a-fifo-queue-knows-repeats-by-itself': 'A FIFO queue knows a message that is sent again, whatever its id.',
  },
  variants: VARIANTS,
  setting: (random) => ({ changes: changesOf(random.pick(STORIES).rows) }),
  say: ({ kept, free }) => `keeps ${kept} messages, and hands out ${free} while the first is in work`,
  which(setting, seen, random) {
    return {
      stem: `${story(setting, random)} The queue ${seen}. How were they sent?`,
      decides: seen,
    };
  },
  what(setting, random) {
    return {
      stem: `${story(setting, random)} What does the queue do for a second consumer meanwhile?`,
      decides: saysOf(setting),
    };
  },
  code: ({ changes }, code) => ({
    text: [
      'customer order status event',
      ...changes.map(
        ({ customer, order, status, event }) => `${customer}        ${order}     ${status.padEnd(7)}${event}`,
      ),
      ...(code ? [code] : []),
    ].join('\n'),
    words:
      `Events in the order sent, each with customer, order, status and number of the event: ` +
      `${changes.map(({ customer, order, status, event }) => `${customer}, ${order}, ${status}, ${event}`).join('; ')}.` +
      (code ? ` They are sent with ${code}` : ''),
  }),
});

const saysOf = ({ changes }: Sent) =>
  STORIES.find(({ rows }) => JSON.stringify(changesOf(rows)) === JSON.stringify(changes))?.says ?? '';

function story(setting: Sent, random: { pick<T>(of: readonly T[]): T }): string {
  const from = random.pick(['A shop', 'A booking service', 'A bakery']);
  return (
    `${from} sends changes of its orders to a FIFO queue, e being the event; ${saysOf(setting)}. ` +
    'All of it happens within a minute. A consumer receives one message and works on it.'
  );
}
