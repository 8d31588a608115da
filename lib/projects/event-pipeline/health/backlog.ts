/** That a repair throws away nothing of what waited for it. */
import { type CheckContext, CouldNotLook, type Finding, type Probe } from '../../../lab/drills/drill.ts';
import type { Sent } from '../../../lab/drills/journal.ts';
import { isAwarded, type Output, PATIENCE, parkedIn, pointsOf } from '../drills/event-pipeline.ts';
import type { Waiting } from './waiting.ts';

type Lab = CheckContext<Output>;

/** How many of what was sent have had their effect: a part of the points, or the award. */
const CAME: Readonly<Record<Waiting, (lab: Lab, learnerId: string) => Promise<number>>> = {
  LessonRead: async (lab, learnerId) => (await pointsOf(lab, learnerId)) / 5,
  DrillSolved: async (lab, learnerId) => (await pointsOf(lab, learnerId)) / 20,
  broken: async () => 0,
  milestone: async (lab, learnerId) => ((await isAwarded(lab, learnerId)) ? 1 : 0),
};

/** How many lie in the worker's queue, to be given out or given out already. */
async function inQueue({ aws, outputs }: Lab): Promise<number> {
  const names = ['', 'NotVisible', 'Delayed'].map((of) => `ApproximateNumberOfMessages${of}` as const);
  const { Attributes = {} } = await aws.sqs.getQueueAttributes({
    QueueUrl: outputs.ActivityQueueUrl,
    AttributeNames: names as 'ApproximateNumberOfMessages'[],
  });
  const counts: readonly (string | undefined)[] = names.map((name) => (Attributes as Record<string, string>)[name]);
  if (counts.some((count) => count === undefined)) throw new CouldNotLook('SQS did not say how many messages wait');
  return counts.reduce((sum, count) => sum + Number(count), 0);
}

interface Reckoning {
  /** Neither come to anything nor parked, of what the queue may still have. */
  readonly open: number;
  /** The same of what nothing can be seen of but its end: milestones are in a stream. */
  readonly unseen: number;
  readonly all: number;
}

async function reckon(lab: Lab, sent: readonly Sent[]): Promise<Reckoning> {
  const { ActivityDeadLetterQueueUrl, MilestoneDeadLetterQueueUrl } = lab.outputs;
  const [activity, milestones] = [
    await parkedIn(lab, ActivityDeadLetterQueueUrl),
    await parkedIn(lab, MilestoneDeadLetterQueueUrl),
  ];
  const missing = await Promise.all(
    sent.map(async ({ of, kind, count }) => {
      const parked = (kind === 'milestone' ? milestones : activity).filter((body) => body.includes(of)).length;
      const came = await CAME[kind as Waiting](lab, of);
      // What cannot be read, NaN, has not come.
      return { kind, missing: Math.max(0, count - parked - (came > 0 ? came : 0)) };
    }),
  );
  const sum = (of: typeof missing) => of.reduce((total, each) => total + each.missing, 0);
  return {
    open: sum(missing.filter(({ kind }) => kind !== 'milestone')),
    unseen: sum(missing.filter(({ kind }) => kind === 'milestone')),
    all: sent.reduce((total, { count }) => total + count, 0),
  };
}

/**
 * Each of what the lab sent behind a fault counts, is parked, where a person can send it through again, or waits in the
 * queue for its next try. The queue is asked last, when the other probes' messages have gone through it: what it holds then
 * has to be as much as is missing, at every look.
 */
export const nothingWaitingIsLost: Probe<Output> = {
  expects: 'What waited for the repair counts now, or can still be sent through',
  async look(lab) {
    const sent = lab.sent();
    const wanted = 'all of it';
    if (sent.length === 0) return { ok: true, saw: 'nothing waited', wanted };
    const found = ({ open, unseen, all }: Reckoning, kept: number): Finding => {
      const lost = Math.max(0, open - kept) + unseen;
      return { ok: lost === 0, saw: lost === 0 ? wanted : `${lost} of ${all} events are nowhere`, wanted };
    };
    const settled = await lab.eventually(async () => found(await reckon(lab, sent), 0), PATIENCE);
    if (settled.ok) return settled;
    return lab.throughout(async () => {
      // In this order: what goes through meanwhile is counted twice, and not missed.
      const kept = await inQueue(lab);
      return found(await reckon(lab, sent), kept);
    }, 2);
  },
};
