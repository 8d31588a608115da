/** That a repair throws away nothing of what waited for it, and brings back what was dropped before it. */
import { type CheckContext, CouldNotLook, type Finding, type Probe } from '../../../lab/drills/drill.ts';
import type { Sent } from '../../../lab/drills/journal.ts';
import { isAwarded, type Output, PATIENCE, pointsOf } from '../drills/event-pipeline.ts';
import { parkedIn } from './parked.ts';
import type { Waiting } from './waiting.ts';

type Lab = CheckContext<Output>;

/** How many of what was sent have had their effect: a part of the points, or the award. */
const CAME: Readonly<Record<Waiting, (lab: Lab, learnerId: string) => Promise<number>>> = {
  LessonRead: async (lab, learnerId) => (await pointsOf(lab, learnerId)) / 5,
  dropped: async (lab, learnerId) => (await pointsOf(lab, learnerId)) / 5,
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

/** What is well kept in its dead-letter queue: the broken, and milestones, which no command of the lab sends again. */
const MAY_LIE: ReadonlySet<string> = new Set<Waiting>(['broken', 'milestone']);

interface Reckoning {
  /** In a dead-letter queue, from which nothing comes by itself, though it is not broken. */
  readonly parked: number;
  /** Neither come to anything nor parked, of what the queue may still have. */
  readonly open: number;
  /** The same of what nothing can be seen of but its end: milestones are in a stream, dropped events in the archive. */
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
      const lying = (kind === 'milestone' ? milestones : activity).filter((body) => body.includes(of)).length;
      const came = await CAME[kind as Waiting](lab, of);
      // What cannot be read, NaN, has not come. What came by a replay may lie parked as well.
      const toCome = Math.max(0, count - (came > 0 ? came : 0));
      const parked = Math.min(lying, toCome);
      return { kind, parked: MAY_LIE.has(kind) ? 0 : parked, missing: toCome - parked };
    }),
  );
  const isUnseen = ({ kind }: { readonly kind: string }) => kind === 'milestone' || kind === 'dropped';
  const sum = (of: typeof missing) => of.reduce((total, each) => total + each.missing, 0);
  return {
    parked: missing.reduce((total, { parked }) => total + parked, 0),
    open: sum(missing.filter((each) => !isUnseen(each))),
    unseen: sum(missing.filter(isUnseen)),
    all: sent.reduce((total, { count }) => total + count, 0),
  };
}

/**
 * Each of what the lab sent behind a fault counts, or waits in the queue for its next try. What is parked counts for nobody
 * until it is redriven, what no rule led on until it is replayed: that is enough for the broken alone. The queue is asked last,
 * when the other probes' messages have gone through it: what it holds then has to be as much as is missing, at every look.
 */
export const nothingWaitingIsLost: Probe<Output> = {
  expects: 'What was sent before the repair counts now, and what is broken lies parked',
  async look(lab) {
    const sent = lab.sent();
    const wanted = 'all of it';
    if (sent.length === 0) return { ok: true, saw: 'nothing waited', wanted };
    const found = ({ parked, open, unseen, all }: Reckoning, kept: number): Finding => {
      const lost = Math.max(0, open - kept) + unseen;
      const ok = lost + parked === 0;
      if (ok) return { ok, saw: wanted, wanted };
      const saw = lost > 0 ? `${lost} of ${all} events are nowhere` : `${parked} of ${all} events are only parked`;
      return { ok, saw, wanted };
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
