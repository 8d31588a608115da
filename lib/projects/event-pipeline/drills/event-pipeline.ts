/** What several drills of this project reach for. */
import { randomUUID } from 'node:crypto';
import type { Message } from '@aws-sdk/client-sqs';
import { EVENT_SOURCE } from '../../../../lambda/event-pipeline/env.ts';
import type { CheckContext, Finding } from '../../../lab/drill.ts';
import type { eventPipeline } from '../project.ts';

/** Names of what the stack publishes. */
export type Output = keyof (typeof eventPipeline)['outputs'];
type Lab = CheckContext<Output>;

/** An event of the bus. */
export interface StudyEvent {
  readonly kind: 'LessonRead' | 'DrillSolved' | 'QuizAnswered';
  readonly detail: { readonly eventId: string; readonly [field: string]: unknown };
}

const TASK = 'SAA-C03/2.1';
const common = (learnerId: string) => ({
  schemaVersion: 1,
  eventId: randomUUID(),
  learnerId,
  task: TASK,
  at: new Date().toISOString(),
});

/** One good event of a kind: 5 points for a lesson, 20 for a drill, 10 for a question. */
export function eventOf(kind: StudyEvent['kind'], learnerId: string): StudyEvent {
  const more = {
    LessonRead: { lessonId: 'lesson-1' },
    DrillSolved: { drillId: 'event-pipeline/sample', hintsUsed: 0 },
    QuizAnswered: { questionId: 'question-1', correct: true },
  }[kind];
  return { kind, detail: { ...common(learnerId), ...more } };
}

/** Puts events on the bus, by default as the pipeline's own edge does. Throws when the bus refuses one. */
export async function publish(lab: Lab, events: readonly StudyEvent[], source = EVENT_SOURCE): Promise<void> {
  const { FailedEntryCount, Entries } = await lab.aws.eventbridge.putEvents({
    Entries: events.map(({ kind, detail }) => ({
      EventBusName: lab.outputs.ActivityBusName,
      Source: source,
      DetailType: kind,
      Detail: JSON.stringify(detail),
    })),
  });
  if (FailedEntryCount) throw new Error(`The bus refused ${FailedEntryCount} events: ${Entries?.[0]?.ErrorMessage}`);
}

/** A learner's points in the domain that {@link eventOf} counts for, as the API tells them. */
export async function pointsOf(lab: Lab, learnerId: string): Promise<number> {
  const answer = await lab.request(`${lab.outputs.ApiUrl}/v1/standings/${learnerId}`);
  if (answer.status !== 200) return Number.NaN;
  const { standings } = JSON.parse(answer.text) as { standings: { points: number }[] };
  return standings[0]?.points ?? 0;
}

/** Publishes events for a new learner, and waits until the API shows what they are worth together. */
export async function arrive(lab: Lab, kinds: readonly StudyEvent['kind'][], points: number): Promise<Finding> {
  const learnerId = `check-${lab.nonce()}`;
  await publish(
    lab,
    kinds.map((kind) => eventOf(kind, learnerId)),
  );
  return lab.eventually(async () => {
    const saw = await pointsOf(lab, learnerId);
    return { ok: saw === points, saw: `${saw} points from ${kinds.join(', ')}`, wanted: `${points} points` };
  });
}

/** Whether a new learner's way to 100 points ends in a milestone that is awarded. */
export async function awarded(lab: Lab): Promise<Finding> {
  const learnerId = `check-${lab.nonce()}`;
  await publish(
    lab,
    Array.from({ length: 5 }, () => eventOf('DrillSolved', learnerId)),
  );
  return lab.eventually(async () => {
    const { Item } = await lab.aws.dynamodb.getItem({
      TableName: lab.outputs.MilestonesTableName,
      Key: { pk: { S: `LEARNER#${learnerId}` }, sk: { S: 'MILESTONE#SAA-C03/2#1' } },
    });
    const saw = Item ? (Item.awardedAt ? 'awarded' : 'reached, and not awarded') : 'no milestone';
    return { ok: saw === 'awarded', saw, wanted: 'awarded' };
  }, 8);
}

/** The message of the dead-letter queue whose body holds this word; it is taken off, the others stay. */
export async function takeParked(lab: Lab, word: string): Promise<Message | undefined> {
  const QueueUrl = lab.outputs.ActivityDeadLetterQueueUrl;
  const { Messages = [] } = await lab.aws.sqs.receiveMessage({
    QueueUrl,
    MaxNumberOfMessages: 10,
    MessageAttributeNames: ['All'],
    // Long enough to give back those that are not ours, short enough that nobody misses them.
    VisibilityTimeout: 2,
  });
  const found = Messages.find(({ Body }) => Body?.includes(word));
  if (found) await lab.aws.sqs.deleteMessage({ QueueUrl, ReceiptHandle: found.ReceiptHandle });
  return found;
}

/** Name of the role that a function runs under. */
export async function roleNameOf(lab: Lab, functionName: string): Promise<string> {
  const { Role } = await lab.aws.lambda.getFunctionConfiguration({ FunctionName: functionName });
  return Role?.split('/').at(-1) as string;
}

/** ARN of a table. */
export async function tableArn(lab: Lab, tableName: string): Promise<string> {
  const { Table } = await lab.aws.dynamodb.describeTable({ TableName: tableName });
  return Table?.TableArn as string;
}

/** ARN of a queue. */
export async function queueArn(lab: Lab, queueUrl: string): Promise<string> {
  const answer = await lab.aws.sqs.getQueueAttributes({ QueueUrl: queueUrl, AttributeNames: ['QueueArn'] });
  return answer.Attributes?.QueueArn as string;
}
