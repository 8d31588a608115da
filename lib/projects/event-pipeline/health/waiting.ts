/** What a fault leaves waiting: sent by the lab, so that a check can look what a repair made of it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultContext, FixContext } from '../../../lab/drills/drill.ts';
import { milestoneReached, type Output, publish, solveDrills } from '../drills/event-pipeline.ts';
import { goodEvent } from '../sample-activity.ts';
import { parkedIn } from './parked.ts';

type Lab = FaultContext<Output>;

/** So many learners each time: a repair that throws away a part of what waits meets one of them. */
const LEARNERS = 3;

const learners = (lab: Lab, kind: Waiting, count: number, how = LEARNERS) =>
  Array.from({ length: how }, () => {
    const of = `waiting-${lab.nonce()}`;
    lab.note({ of, kind, count });
    return of;
  });

/**
 * What was sent, by what it has to come to: points for lessons and drills, parking for the broken, an award. A dropped lesson is in no
 * queue until it is replayed, and a drill that was given up lies parked until it is redriven.
 */
export type Waiting = 'LessonRead' | 'dropped' | 'DrillSolved' | 'givenUp' | 'broken' | 'milestone';

/** A lesson of each of a few learners, by way of the bus. */
export const lessonsWait = (lab: Lab): Promise<void> =>
  publish(
    lab,
    learners(lab, 'LessonRead', 1).map((of) => goodEvent('LessonRead', of)),
  );

/** The same where no rule leads them on: the bus takes them, and its archive has them. */
export const lessonsDropped = (lab: Lab): Promise<void> =>
  publish(
    lab,
    learners(lab, 'dropped', 1).map((of) => goodEvent('LessonRead', of)),
  );

/** An event in a queue as the bus puts it there, and as SQS gives it up: the message stays what it was. */
async function putInto(lab: Lab, queue: Output, { kind, detail }: ReturnType<typeof goodEvent>): Promise<void> {
  const MessageBody = JSON.stringify({ 'detail-type': kind, detail });
  await lab.aws.sqs.sendMessage({ QueueUrl: lab.outputs[queue], MessageBody });
}

/** Lessons that are put into the queue as the bus would have before it stopped. */
export async function lessonsWaitInQueue(lab: Lab): Promise<void> {
  for (const of of learners(lab, 'LessonRead', 1)) await putInto(lab, 'ActivityQueueUrl', goodEvent('LessonRead', of));
}

/**
 * Drills of a few learners, of which the last fills a hundred points. Those of today are tried again; those of the days before
 * failed five times, and lie where nothing comes from by itself.
 */
export async function hundredsWait(lab: Lab): Promise<void> {
  await solveFive(lab, learners(lab, 'DrillSolved', 5));
  for (const of of learners(lab, 'givenUp', 5, 2)) {
    await solveDrills(lab, of, 4);
    await putInto(lab, 'ActivityDeadLetterQueueUrl', goodEvent('DrillSolved', of));
  }
}

/** A hundred points for each. */
async function solveFive(lab: Lab, learnerIds: readonly string[]): Promise<void> {
  for (const of of learnerIds) await solveDrills(lab, of, 5);
}

/** Events of which nothing can ever be made but a parked message. */
export const brokenOnesWait = (lab: Lab): Promise<void> =>
  publish(
    lab,
    learners(lab, 'broken', 1).map((of) => goodEvent('LessonRead', `<${of}>`)),
  );

/** Learners who reached a milestone that nobody hands on. */
export async function milestonesWait(lab: Lab): Promise<void> {
  const reached = learners(lab, 'milestone', 1, 2);
  await solveFive(lab, reached);
  // A pipe that starts at the newest record must find them behind it.
  for (const of of reached) await milestoneReached(lab, of);
}

/** Learners who reached a milestone whose award failed: it lies in the dead-letter queue of milestones. */
export async function milestonesPark(lab: Lab): Promise<void> {
  const reached = learners(lab, 'milestone', 1, 2);
  await solveFive(lab, reached);
  const { ok } = await lab.eventually(async () => {
    const parked = await parkedIn(lab, lab.outputs.MilestoneDeadLetterQueueUrl);
    const all = reached.every((of) => parked.some((body) => body.includes(of)));
    return { ok: all, saw: String(all), wanted: 'true' };
  }, PARKS_WITHIN_SECONDS);
  if (!ok) throw new Error('A milestone whose award fails is not parked.');
}

/** The workflow tries three times more, seconds apart, before it parks. */
const PARKS_WITHIN_SECONDS = 90;

/** As long as it takes what was sent to come to where it waits. */
const ARRIVED_MS = 3_000;

/** Throws away what lies in these queues. Shortcuts do it beside the right fix. */
export async function purge(lab: FixContext<Output>, ...queues: readonly Output[]): Promise<void> {
  await sleep(ARRIVED_MS);
  for (const queue of queues) await lab.aws.sqs.purgeQueue({ QueueUrl: lab.outputs[queue] });
}

/** Makes the pipe again, so that it begins with what comes from now on. */
export async function pipeFromNow(lab: FixContext<Output>): Promise<void> {
  const Name = lab.outputs.MilestonePipeName;
  const { Source, Target, RoleArn, SourceParameters, TargetParameters } = await lab.aws.pipes.describePipe({ Name });
  await lab.aws.pipes.deletePipe({ Name });
  const DynamoDBStreamParameters = {
    ...SourceParameters?.DynamoDBStreamParameters,
    StartingPosition: 'LATEST',
  } as const;
  const pipe = { Name, Source, Target, RoleArn, TargetParameters, DesiredState: 'RUNNING' } as const;
  await lab.aws.pipes.createPipe({ ...pipe, SourceParameters: { ...SourceParameters, DynamoDBStreamParameters } });
}
