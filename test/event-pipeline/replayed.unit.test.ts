/** A right fix replays what was dropped, and nothing of the hour before: on a bus that is in use that would take its turn first. */
import { expect, test, vi } from 'vitest';
import type { NotedSent } from '../../lib/lab/drills/journal.ts';
import { replayDropped } from '../../lib/projects/event-pipeline/health/replayed.ts';

const looks = vi.hoisted(() => ({ oks: [] as boolean[] }));
vi.mock('../../lib/projects/event-pipeline/health/backlog.ts', () => ({
  nothingWaitingIsLost: { look: async () => ({ ok: looks.oks.shift() }) },
}));
vi.mock('node:timers/promises', () => ({ setTimeout: async () => {} }));

const lesson = (at: number): NotedSent => ({ of: `learner-${at}`, kind: 'LessonRead', count: 1, at });

function labWith(sent: readonly NotedSent[]) {
  const startReplay = vi.fn(async (_: { readonly EventStartTime: Date; readonly EventEndTime: Date }) => ({}));
  const eventbridge = {
    ...{ startReplay, listArchives: async () => ({ Archives: [{ ArchiveName: 'archive' }] }) },
    describeArchive: async () => ({ ArchiveArn: 'archive' }),
    listRuleNamesByTarget: async () => ({ RuleNames: ['rule'] }),
    describeRule: async () => ({ Arn: 'rule' }),
    describeReplay: async () => ({ State: 'COMPLETED' }),
  };
  const sqs = { getQueueAttributes: async () => ({ Attributes: { QueueArn: 'queue' } }) };
  const lab = { aws: { eventbridge, sqs }, outputs: {}, sent: () => sent } as unknown as Parameters<
    typeof replayDropped
  >[0];
  return { lab, startReplay };
}

test('from the second of the first event that was sent while it was broken, until all of it has come', async () => {
  const now = Date.now();
  const { lab, startReplay } = labWith([lesson(now - 4_300), lesson(now - 9_700)]);
  looks.oks = [false, true];

  await replayDropped(lab);

  expect(startReplay).toHaveBeenCalledTimes(2);
  for (const [{ EventStartTime, EventEndTime }] of startReplay.mock.calls) {
    expect(EventStartTime.getTime()).toBe(Math.floor((now - 9_700) / 1_000) * 1_000);
    expect(EventEndTime.getTime()).toBeGreaterThanOrEqual(now);
  }
});

test('refuses where nothing was sent', async () => {
  await expect(replayDropped(labWith([]).lab)).rejects.toThrow('Nothing was sent');
});
