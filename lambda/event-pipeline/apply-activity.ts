/** The batch of the activity worker: events of one standing together, those of different standings side by side. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { type Activity, BUS_KINDS, parseEvent, parseJson } from './activity.ts';
import { type Arrival, applyTogether, MAX_TOGETHER, type Outcome, standingOf, type Tables } from './apply.ts';
import { publishCounts } from './observe.ts';
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

/**
 * Begins to write the batch, and returns how to wait for the outcome of each record. A second delivery of an event in
 * the same batch is a duplicate of the first.
 */
function outcomesOf(records: readonly SQSRecord[], write: Write): (record: SQSRecord) => Promise<Outcome> {
  const outcomes = new Map<SQSRecord, Promise<Outcome>>();
  const standings = new Map<string, Map<string, { arrival: Arrival; alone: boolean; records: SQSRecord[] }>>();
  for (const record of records) {
    try {
      const arrival = arrivalOf(record);
      const standing = standingOf(arrival);
      const events = standings.get(standing) ?? new Map();
      standings.set(standing, events);
      const same = events.get(arrival.eventId);
      const alone = Number(record.attributes.ApproximateReceiveCount) >= ALONE_FROM_DELIVERY;
      if (same) same.records.push(record);
      else events.set(arrival.eventId, { arrival, alone, records: [record] });
    } catch (error) {
      outcomes.set(record, Promise.reject(error));
    }
  }
  for (const events of standings.values()) {
    let before: Promise<unknown> = Promise.resolve();
    for (const part of partsOf([...events.values()])) {
      const written = before.then(() => write(part.map(({ arrival }) => arrival)));
      before = written.catch(() => undefined);
      for (const { arrival, records: deliveries } of part) {
        for (const [index, record] of deliveries.entries()) {
          const outcome = written.then((all) => (index === 0 ? (all.get(arrival.eventId) as Outcome) : 'duplicate'));
          outcomes.set(record, outcome);
        }
      }
    }
  }
  // Each is waited for in its turn; until then a rejection is not one that nobody looks at.
  for (const outcome of outcomes.values()) outcome.catch(() => undefined);
  return (record) => outcomes.get(record) as Promise<Outcome>;
}

function partsOf<T extends { readonly alone: boolean }>(events: readonly T[]): T[][] {
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
