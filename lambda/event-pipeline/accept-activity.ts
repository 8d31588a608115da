/** The edge: what it accepts is good, and goes to the bus or, where order matters, to the queue. */
import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import {
  type Activity,
  ActivityError,
  BUS_KINDS,
  CARD_KIND,
  type CardReview,
  type Fault,
  MAX_EVENT_BYTES,
  parseEvent,
  parseJson,
} from './activity.ts';
import { type Answer, problem } from './answers.ts';
import { EVENT_SOURCE } from './env.ts';
import { count, logger, publishCounts } from './observe.ts';

const STATUS: Record<Fault, number> = {
  NotJson: 400,
  TooLarge: 413,
  SchemaBroken: 422,
  UnknownType: 422,
  FutureVersion: 422,
  ClockAhead: 422,
};

const ADVICE: Record<Fault, string> = {
  NotJson: 'The body is not JSON. Send one activity as a JSON object.',
  TooLarge: `The body is larger than ${MAX_EVENT_BYTES} bytes. Send one activity in each request.`,
  SchemaBroken: 'The activity breaks its schema. `errors` names every field that has to change.',
  UnknownType: `No such kind of activity. Send one of ${[...BUS_KINDS, CARD_KIND].join(', ')}.`,
  FutureVersion: 'This version of the schema is not known here yet. Send schemaVersion 1.',
  ClockAhead: 'The activity lies in the future by more than clocks differ. Set the clock that `at` comes from.',
};

export interface AcceptDependencies {
  readonly eventbridge: Pick<EventBridgeClient, 'send'>;
  readonly sqs: Pick<SQSClient, 'send'>;
  readonly busName: string;
  readonly cardQueueUrl: string;
}

/** The handler of `POST /v1/activity`. It never throws: what was not handed on is answered 503. */
export function acceptActivity(to: AcceptDependencies): (event: APIGatewayProxyEventV2) => Promise<Answer> {
  return async (event) => {
    try {
      if (!/^application\/json\s*(;|$)/i.test(event.headers['content-type'] ?? '')) {
        count('refused', 'WrongMediaType');
        return problem(event, 415, 'WrongMediaType', 'Send the activity as application/json.');
      }
      const body = event.isBase64Encoded ? Buffer.from(event.body ?? '', 'base64').toString() : (event.body ?? '');
      const { kind, ...detail } = (parseJson(body) ?? {}) as { kind?: unknown };
      const accepted = parseEvent(kind, detail, [...BUS_KINDS, CARD_KIND]);
      await (accepted.kind === CARD_KIND ? enqueue(to, accepted) : publish(to, accepted));
      count('accepted');
      return {
        statusCode: 202,
        headers: { 'content-type': 'application/json', location: effectOf(accepted) },
        body: JSON.stringify({ eventId: accepted.eventId }),
      };
    } catch (error) {
      if (error instanceof ActivityError) {
        count('refused', error.reason);
        return problem(event, STATUS[error.reason], error.reason, ADVICE[error.reason], { errors: error.problems });
      }
      logger.error('not handed on', { error: error as Error });
      // The producer may send the same event again: its id makes that harmless.
      const detail = 'The activity was not accepted. Send the same activity, with the same eventId, again.';
      return problem(event, 503, 'NotHandedOn', detail, { headers: { 'retry-after': '2' } });
    } finally {
      publishCounts();
    }
  };
}

/** Where the effect can be read once the pipeline is done. */
const effectOf = (accepted: Activity | CardReview): string =>
  accepted.kind === CARD_KIND
    ? `/v1/cards/${accepted.learnerId}/${accepted.cardId}`
    : `/v1/standings/${accepted.learnerId}`;

async function publish({ eventbridge, busName }: AcceptDependencies, { kind, ...detail }: Activity): Promise<void> {
  const { FailedEntryCount, Entries } = await eventbridge.send(
    new PutEventsCommand({
      Entries: [{ EventBusName: busName, Source: EVENT_SOURCE, DetailType: kind, Detail: JSON.stringify(detail) }],
    }),
  );
  // Exam: PutEvents answers 200 even when it took none of the entries. Not looking here is losing events.
  if (FailedEntryCount) throw new Error(`The bus refused the event: ${Entries?.[0]?.ErrorCode}`);
}

// Exam: an event bus keeps no order. Where order matters, the producer has to write to the FIFO queue itself, in
// groups as small as the order asks for: the answers to one card wait for each other and for nobody else.
async function enqueue({ sqs, cardQueueUrl }: AcceptDependencies, { kind: _, ...detail }: CardReview): Promise<void> {
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: cardQueueUrl,
      MessageBody: JSON.stringify(detail),
      MessageGroupId: `${detail.learnerId}/${detail.cardId}`,
      MessageDeduplicationId: detail.eventId,
    }),
  );
}
