/** What the unit tests of the workers hand in: records, a deadline, and a dead-letter queue that can refuse. */
import { randomUUID } from 'node:crypto';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSRecord } from 'aws-lambda';
import { activityWorker } from '../../../lambda/event-pipeline/worker/apply-activity.ts';
import type { TableInMemory } from './table-in-memory.ts';

export const context = (milliseconds = 10_000) => ({ getRemainingTimeInMillis: () => milliseconds }) as Context;
export const tables = { standings: 'standings', milestones: 'milestones' };
export const standing = (table: TableInMemory, learner = 'ada') =>
  table.read(`LEARNER#${learner}`, 'STANDING#SAA-C03/2');

interface Sent {
  readonly MessageBody: string;
  readonly MessageAttributes: Record<string, { StringValue: string }>;
  readonly MessageGroupId?: string;
}

/** The dead-letter queue; refuses what `refuse` says. */
export function deadLetters(refuse?: () => Error | undefined) {
  const sent: Sent[] = [];
  const send = async ({ input }: { input: Sent }) => {
    const error = refuse?.();
    if (error) throw error;
    sent.push(input);
  };
  return { sent, sqs: { send } as unknown as SQSClient };
}

export const drill = (change: object = {}) => ({
  schemaVersion: 1,
  eventId: randomUUID(),
  learnerId: 'ada',
  task: 'SAA-C03/2.1',
  drillId: 'event-pipeline/sample',
  hintsUsed: 0,
  at: '2026-11-23T10:00:00Z',
  ...change,
});
let made = 0;
export const record = (body: unknown, deliveries = 1, group?: string): SQSRecord =>
  ({
    messageId: `message-${made++}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: { ApproximateReceiveCount: String(deliveries), ...(group && { MessageGroupId: group }) },
  }) as unknown as SQSRecord;
export const solved = (change: object = {}, deliveries = 1) =>
  record({ 'detail-type': 'DrillSolved', detail: drill(change) }, deliveries);

export const workerOn = (table: TableInMemory, sqs = deadLetters().sqs) =>
  activityWorker({ dynamodb: table.client, sqs, tables, deadLetterQueueUrl: 'dead-letters' });
