/** The edge: what it accepts is good, and goes to the bus or, where order matters, to the queue. */
import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { type HttpHandler, httpApi } from '../../shared/http/api.ts';
import { type HttpRequest, jsonBody } from '../../shared/http/event.ts';
import type { Log } from '../../shared/http/log.ts';
import { type FieldError, invalidRequest, PROBLEMS, Problem } from '../../shared/http/problem.ts';
import { REQUESTS } from '../contract/requests.ts';
import { EVENT_SOURCE } from '../env.ts';
import { count, publishCounts } from '../observe.ts';
import {
  type Activity,
  ActivityError,
  BUS_KINDS,
  CARD_KIND,
  type CardReview,
  type Fault,
  MAX_EVENT_BYTES,
  parseEvent,
} from './activity.ts';
import { OWN_PROBLEMS } from './problems.ts';

/** Under which reason a body that is no JSON document of ours is counted: the workers' words for the same faults. */
const REASONS: Readonly<Record<string, Fault | 'WrongMediaType'>> = {
  [PROBLEMS['unsupported-media-type'].kind]: 'WrongMediaType',
  [PROBLEMS['body-too-large'].kind]: 'TooLarge',
  [PROBLEMS['malformed-body'].kind]: 'NotJson',
};

export interface AcceptDependencies {
  readonly eventbridge: Pick<EventBridgeClient, 'send'>;
  readonly sqs: Pick<SQSClient, 'send'>;
  readonly busName: string;
  readonly cardQueueUrl: string;
  readonly log: Log;
}

/** The handler of `POST /v1/activity`. It never throws: what was not handed on is answered 503. */
export function acceptActivity(to: AcceptDependencies): HttpHandler {
  const accept = async (request: HttpRequest) => {
    const accepted = eventIn(request);
    await handOn(to, accepted);
    count('accepted');
    return {
      status: 202,
      text: JSON.stringify({ eventId: accepted.eventId }),
      headers: { location: effectOf(accepted) },
    };
  };
  const api = httpApi([{ ...REQUESTS.acceptActivity, answer: ({ request }) => accept(request) }], to.log);
  return async (event) => {
    try {
      return await api(event);
    } finally {
      publishCounts();
    }
  };
}

/** @throws Problem for a body that holds no good event; each is counted under its reason */
function eventIn(request: HttpRequest): Activity | CardReview {
  try {
    const body = jsonBody(request, MAX_EVENT_BYTES);
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      throw new ActivityError('SchemaBroken', [{ field: '', message: 'Expected one activity, as a JSON object' }]);
    }
    const { kind, ...detail } = body as { kind?: unknown };
    return parseEvent(kind, detail, [...BUS_KINDS, CARD_KIND]);
  } catch (error) {
    if (error instanceof Problem) count('refused', REASONS[error.kind.kind]);
    if (!(error instanceof ActivityError)) throw error;
    count('refused', error.reason);
    throw problemOf(error);
  }
}

/** The workers' word for a fault as a problem; fields are those of the body. */
function problemOf({ reason, problems }: ActivityError): Problem {
  const errors = problems.map(
    ({ field, message }): FieldError => ({ field: field ? `body.${field}` : 'body', message }),
  );
  switch (reason) {
    case 'UnknownType':
      return new Problem(OWN_PROBLEMS['unknown-type'], 'No such kind of activity: `errors` has those there are.', {
        errors,
      });
    case 'FutureVersion':
      return new Problem(OWN_PROBLEMS['future-version'], 'Unknown version of the schema: send schemaVersion 1.', {
        errors,
      });
    case 'ClockAhead':
      return new Problem(OWN_PROBLEMS['clock-ahead'], 'Set the clock that `at` comes from: it runs ahead of ours.', {
        errors,
      });
    default:
      return invalidRequest(errors);
  }
}

async function handOn(to: AcceptDependencies, accepted: Activity | CardReview): Promise<void> {
  try {
    await (accepted.kind === CARD_KIND ? enqueue(to, accepted) : publish(to, accepted));
  } catch (error) {
    to.log('ERROR', 'not handed on', { error });
    // The producer may send the same event again: its id makes that harmless.
    const detail = 'The activity was not accepted. Send the same activity, with the same eventId, again.';
    throw new Problem(OWN_PROBLEMS['not-handed-on'], detail, { headers: { 'retry-after': '2' } });
  }
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

// Exam: a bus with rules and targets keeps no order (the newer kind can, for a FIFO subscriber). Where order matters, the
// producer writes to the FIFO queue itself, in groups as small as the order asks for: the answers to one card wait for each
// other and for nobody else.
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
