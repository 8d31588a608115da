/** The batch of the activity worker: events of one standing together, those of different standings side by side. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { type Activity, BUS_KINDS, parseEvent, parseJson } from '../activity/activity.ts';
import { publishCounts } from '../observe.ts';
import { type Arrival, applyTogether, MAX_TOGETHER, type Outcome, standingOf, type Tables } from './apply.ts';
import { deadlineOf, settle } from './settle.ts';

export interface Worker {
  readonly dynamodb: DynamoDBClient;
  readonly sqs: SQSClient;
  readonly tables: Tables;
  readonly deadLetterQueueUrl: string;
}

/** From this delivery on a message is written alone, so that what fails with it no longer fails because of it. */
const ALONE_FROM_DELIVERY = 3;

/** The worker's handler. Names the messages that have to come back, and only those. */
export function activityWorker({ dynamodb, sqs, tables, deadLetterQueueUrl }: Worker) {
  // Exam: without a partial batch response, one bad message makes SQS redeliver the nine good ones with it.
  return async ({ Records }: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const signal = deadlineOf(context);
    try {
      const outcomes = outcomesOf(Records, (arrivals) => applyTogether(dynamodb, tables, arrivals, signal));
      const settled = await Promise.allSettled(
        Records.map((record) => settle(sqs, deadLetterQueueUrl, record, () => outcomes(record), signal)),
      );
      const failed = Records.filter((_, index) => settled[index]?.status === 'rejected');
      return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
    } finally {
      publishCounts();
    }
  };
}

type Write = (arrivals: readonly Arrival[]) => Promise<ReadonlyMap<string, Outcome>>;

interface Entry {
  readonly record: SQSRecord;
  readonly arrival: Arrival;
  readonly alone: boolean;
}

/** Begins to write the batch, and returns how to wait for the outcome of each record. */
function outcomesOf(records: readonly SQSRecord[], write: Write): (record: SQSRecord) => Promise<Outcome> {
  const outcomes = new Map<SQSRecord, Promise<Outcome>>();
  const standings = new Map<string, Entry[]>();
  for (const record of records) {
    try {
      const arrival = arrivalOf(record);
      const entries = standings.get(standingOf(arrival)) ?? [];
      standings.set(standingOf(arrival), entries);
      // A transaction takes each item once, so an event that is here twice is written again, alone: the record of its
      // first time tells that it is a duplicate, as it does between batches.
      const here = entries.some(({ arrival: { eventId } }) => eventId === arrival.eventId);
      const again = Number(record.attributes.ApproximateReceiveCount) >= ALONE_FROM_DELIVERY;
      entries.push({ record, arrival, alone: here || again });
    } catch (error) {
      outcomes.set(record, Promise.reject(error));
    }
  }
  for (const entries of standings.values()) {
    let before: Promise<unknown> = Promise.resolve();
    for (const part of partsOf(entries)) {
      const written = before.then(() => write(part.map(({ arrival }) => arrival)));
      before = written.catch(() => undefined);
      for (const { arrival, record } of part) {
        outcomes.set(
          record,
          written.then((all) => all.get(arrival.eventId) as Outcome),
        );
      }
    }
  }
  // Each is waited for in its turn; until then a rejection is not one that nobody looks at.
  for (const outcome of outcomes.values()) outcome.catch(() => undefined);
  return (record) => outcomes.get(record) as Promise<Outcome>;
}

function partsOf(events: readonly Entry[]): Entry[][] {
  const together = events.filter(({ alone }) => !alone);
  const parts = Array.from({ length: Math.ceil(together.length / MAX_TOGETHER) }, (_, index) =>
    together.slice(index * MAX_TOGETHER, (index + 1) * MAX_TOGETHER),
  );
  return [...parts, ...events.filter(({ alone }) => alone).map((event) => [event])];
}

function arrivalOf({ body }: SQSRecord): Arrival {
  const event = parseJson(body) as { 'detail-type'?: unknown; detail?: { eventId?: unknown } } | null;
  const activity: Activity = parseEvent(event?.['detail-type'], event?.detail, BUS_KINDS);
  return { ...activity, spelledId: String(event?.detail?.eventId) };
}
