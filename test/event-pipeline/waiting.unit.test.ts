/** What was sent behind a fault has to count or be on its way: to lie parked is enough for what is broken alone. */
import { expect, it } from 'vitest';
import type { NotedSent } from '../../lib/lab/drills/journal.ts';
import { nothingWaitingIsLost } from '../../lib/projects/event-pipeline/health/backlog.ts';
import type { Waiting } from '../../lib/projects/event-pipeline/health/waiting.ts';

interface World {
  readonly kind: Waiting;
  readonly count?: number;
  readonly points?: number;
  /** How often it lies in its dead-letter queue. */
  readonly parked?: number;
  readonly inQueue?: number;
  /** How many were in the queue before the fault. */
  readonly before?: number;
}

const OUTPUTS = {
  ActivityQueueUrl: 'queue',
  ActivityDeadLetterQueueUrl: 'dead',
  MilestoneDeadLetterQueueUrl: 'milestones-dead',
};

function labWith({ kind, count = 1, points = 0, parked = 0, inQueue = 0, before = 0 }: World) {
  const sent: NotedSent[] = [{ of: 'waiting-1', kind, count, at: 0 }];
  const deadLetters = kind === 'milestone' ? 'milestones-dead' : 'dead';
  let given = 0;
  const sqs = {
    async receiveMessage({ QueueUrl }: { readonly QueueUrl: string }) {
      const isFirst = QueueUrl === deadLetters && given++ % 2 === 0;
      return {
        Messages: isFirst
          ? Array.from({ length: parked }, (_, nth) => ({ Body: 'of waiting-1', MessageId: `${nth}` }))
          : [],
      };
    },
    changeMessageVisibilityBatch: async () => ({}),
    getQueueAttributes: async () => ({
      Attributes: {
        ApproximateNumberOfMessages: `${inQueue}`,
        ApproximateNumberOfMessagesNotVisible: '0',
        ApproximateNumberOfMessagesDelayed: '0',
      },
    }),
  };
  const look = (once: () => Promise<unknown>) => once();
  return {
    ...{ aws: { sqs, dynamodb: { getItem: async () => ({}) } }, sent: () => sent, eventually: look, throughout: look },
    remembered: () => [{ queueUrl: 'queue', messages: before }],
    outputs: { ...OUTPUTS, ApiUrl: '' },
    request: async () => ({ status: 200, text: JSON.stringify({ standings: [{ points }] }) }),
  } as unknown as Parameters<typeof nothingWaitingIsLost.look>[0];
}

it.each<[string, World, string]>([
  ['a lesson that counts', { kind: 'LessonRead', points: 5 }, 'all of it'],
  ['a lesson that counts, and a parked copy of it', { kind: 'LessonRead', points: 5, parked: 1 }, 'all of it'],
  ['a lesson that is only parked', { kind: 'LessonRead', parked: 1 }, '1 of 1 events are only parked'],
  [
    'one that is parked, while others are in the queue',
    { kind: 'LessonRead', parked: 1, inQueue: 9 },
    '1 of 1 events are only parked',
  ],
  ['a lesson in the queue', { kind: 'LessonRead', inQueue: 1 }, 'all of it'],
  [
    'a lesson that is nowhere, while what failed before is in the queue',
    { kind: 'LessonRead', inQueue: 4, before: 4 },
    '1 of 1 events are nowhere',
  ],
  [
    'a lesson that counts, while what failed before is in the queue',
    { kind: 'LessonRead', points: 5, inQueue: 4, before: 4 },
    'all of it',
  ],
  [
    'two of five drills parked',
    { kind: 'DrillSolved', count: 5, points: 60, parked: 2 },
    '2 of 5 events are only parked',
  ],
  ['a drill that was given up and redriven', { kind: 'givenUp', count: 5, points: 100 }, 'all of it'],
  ['a drill that was given up', { kind: 'givenUp', count: 5, points: 80, parked: 1 }, '1 of 5 events are only parked'],
  [
    'a drill that was given up and is nowhere, while others are in the queue',
    { kind: 'givenUp', count: 5, points: 80, inQueue: 9 },
    '1 of 5 events are nowhere',
  ],
  ['a lesson that is nowhere', { kind: 'LessonRead' }, '1 of 1 events are nowhere'],
  ['a dropped lesson, whatever is in the queue', { kind: 'dropped', inQueue: 9 }, '1 of 1 events are nowhere'],
  ['a dropped lesson that is parked', { kind: 'dropped', parked: 1 }, '1 of 1 events are only parked'],
  ['a broken event that is parked', { kind: 'broken', parked: 1 }, 'all of it'],
  ['a broken event that is nowhere', { kind: 'broken' }, '1 of 1 events are nowhere'],
  ['a milestone that is parked', { kind: 'milestone', parked: 1 }, 'all of it'],
])('%s', async (_, world, saw) => {
  const found = await nothingWaitingIsLost.look(labWith(world));
  expect([found.saw, found.ok]).toEqual([saw, saw === 'all of it']);
});

// The first looks of each question find it hidden still.
it.each<[string, World, looks: number]>([
  ['what lies in the queue beside what failed before', { kind: 'LessonRead', inQueue: 5, before: 4 }, 2],
  ['what was redriven before it could be applied', { kind: 'givenUp', inQueue: 5 }, 3],
])('%s has the time to be given out once more', async (_, world, looks) => {
  let asked = 0;
  const lab = labWith(world);
  const found = await nothingWaitingIsLost.look({
    ...lab,
    async eventually(look, seconds = 0) {
      const first = await look();
      return first.ok || seconds < 60 ? first : look();
    },
    request: async () => {
      const points = asked++ < looks ? 0 : 20;
      return { status: 200, headers: new Headers(), text: JSON.stringify({ standings: [{ points }] }) };
    },
  });
  expect(found).toMatchObject({ ok: true, saw: 'all of it' });
});

it.each<[string, World, readonly boolean[]]>([
  ['nobody waits for a dropped lesson', { kind: 'dropped', inQueue: 9, before: 4 }, [false, true]],
  ['nobody waits where the queue is empty', { kind: 'LessonRead', inQueue: 0, before: 4 }, [false, true]],
  ['what may be in the queue is waited for', { kind: 'LessonRead', inQueue: 1, before: 4 }, [false, false]],
])('where a queue held others before, %s', async (_, world, ends) => {
  const looks: boolean[] = [];
  const found = await nothingWaitingIsLost.look({
    ...labWith(world),
    async eventually(look) {
      const finding = await look();
      looks.push(finding.ok);
      return finding;
    },
  });
  expect(found).toMatchObject({ ok: false, saw: '1 of 1 events are nowhere' });
  expect(looks).toEqual(ends);
});

it('what a queue holds before a fault is remembered by the highest of its counts, and nothing of an empty one', async () => {
  const counts = [0, 3, 0, 1, 0];
  const labOf = (next: () => number) => {
    const getQueueAttributes = async () => ({
      Attributes: {
        ApproximateNumberOfMessages: '0',
        ApproximateNumberOfMessagesNotVisible: `${next()}`,
        ApproximateNumberOfMessagesDelayed: '0',
      },
    });
    return { aws: { sqs: { getQueueAttributes } }, outputs: OUTPUTS } as unknown as ReturnType<typeof labWith>;
  };
  expect(await nothingWaitingIsLost.remember?.(labOf(() => counts.shift() ?? 0))).toEqual([
    { queueUrl: 'queue', messages: 3 },
  ]);
  expect(await nothingWaitingIsLost.remember?.(labOf(() => 0))).toEqual([]);
});
