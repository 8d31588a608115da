/** That a repair throws away nothing of what waited for it, and brings back what was dropped before it. */
import { type CheckContext, CouldNotLook, type Finding, type Probe } from '../../../lab/drills/drill.ts';
import type { Sent, StoredMessages } from '../../../lab/drills/journal.ts';
import { isAwarded, type Output, PATIENCE, pointsOf } from '../drills/event-pipeline.ts';
import { parkedIn } from './parked.ts';
import type { Waiting } from './waiting.ts';

type Lab = CheckContext<Output>;

/** How many of what was sent have had their effect: a part of the points, or the award. */
const CAME: Readonly<Record<Waiting, (lab: Lab, learnerId: string) => Promise<number>>> = {
  LessonRead: async (lab, learnerId) => (await pointsOf(lab, learnerId)) / 5,
  dropped: async (lab, learnerId) => (await pointsOf(lab, learnerId)) / 5,
  DrillSolved: async (lab, learnerId) => (await pointsOf(lab, learnerId)) / 20,
  givenUp: async (lab, learnerId) => (await pointsOf(lab, learnerId)) / 20,
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
  /** Of these, what lay parked before the repair: in the queue only if it was redriven, and then a healthy worker has it soon. */
  readonly givenUp: number;
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
    givenUp: sum(missing.filter(({ kind }) => kind === 'givenUp')),
    unseen: sum(missing.filter(isUnseen)),
    all: sent.reduce((total, { count }) => total + count, 0),
  };
}

/** As long as a message stays hidden once the worker was given it, and has failed: after that a healthy worker has it. */
const HIDDEN_SECONDS = 60;
/** The counts of SQS are approximate, and another at each look (`ApproximateNumberOfMessages` in its API Reference). */
const LOOKS = 5;

/** The most that the queue has said to hold before the fault: what fails since an earlier drill goes round in it for minutes. */
async function waitingBefore(lab: Lab): Promise<StoredMessages[]> {
  const counts = await Promise.all(Array.from({ length: LOOKS }, () => inQueue(lab)));
  const messages = Math.max(...counts);
  return messages > 0 ? [{ queueUrl: lab.outputs.ActivityQueueUrl, messages }] : [];
}

/** Whether the queue held something already when the lab sent its own. */
const heldOthers = (lab: Lab) =>
  lab
    .remembered()
    .some((stored) => 'queueUrl' in stored && stored.queueUrl === lab.outputs.ActivityQueueUrl && stored.messages > 0);

/**
 * Each of what the lab sent behind a fault counts, or waits in the queue for its next try. What is parked counts for nobody
 * until it is redriven, what no rule led on until it is replayed: that is enough for the broken alone. The queue is asked last,
 * when the other probes' messages have gone through it: what it holds then has to be as much as is missing, at every look.
 * Of a queue that held others before nobody can say whose the messages in it are, and what lay parked may be in none: there they
 * excuse nothing, and each of what was sent has to come to its end, in the time in which whatever is in flight is given out once
 * more, and as long as it may be among it.
 */
export const nothingWaitingIsLost: Probe<Output> = {
  expects: 'What was sent before the repair counts now, and what is broken lies parked',
  remember: waitingBefore,
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
    if (heldOthers(lab) || (await reckon(lab, sent)).givenUp > 0) {
      let finding = settled;
      await lab.eventually(async () => {
        const kept = await inQueue(lab);
        const reckoned = await reckon(lab, sent);
        finding = found(reckoned, 0);
        // What would be lost even if all that the queue holds were ours, no waiting brings back.
        return { ...finding, ok: finding.ok || !found(reckoned, kept).ok };
      }, HIDDEN_SECONDS);
      return finding;
    }
    return lab.throughout(async () => {
      // In this order: what goes through meanwhile is counted twice, and not missed.
      const kept = await inQueue(lab);
      return found(await reckon(lab, sent), kept);
    }, 2);
  },
};
