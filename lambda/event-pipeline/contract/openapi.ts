/** What the OpenAPI document says of this API beside its tables. Made at build time only. */
import * as z from 'zod/mini';
import { described } from '../../shared/http/described.ts';
import { type Documented, openApiDocument } from '../../shared/http/openapi.ts';
import type { OpenApiDocument } from '../../shared/http/openapi-model.ts';
import { PROBLEMS } from '../../shared/http/problem.ts';
import type { TextSchema } from '../../shared/http/schema.ts';
import { DETAILS, type Kind, MAX_EVENT_BYTES } from '../activity/activity.ts';
import { idPattern, LONGEST_CARD_ID, LONGEST_LEARNER_ID } from '../activity/ids.ts';
import { OWN_PROBLEMS } from '../activity/problems.ts';
import { type OperationId, REQUESTS } from './requests.ts';
import { ENTITIES } from './responses.ts';

const TAGS = {
  Activity: 'What a learner did, one event per request',
  Standings: 'What came of it',
};

type Field = { [K in Kind]: keyof (typeof DETAILS)[K]['shape'] }[Kind];

/** Description and example of every field of an event. */
const FIELDS: Readonly<Record<Field, readonly [description: string, example: string | number | boolean]>> = {
  schemaVersion: ['Version of this very shape', 1],
  eventId: [
    'A UUID made by the producer, once for each thing that happened: sent again, it is the same',
    '3d1b3f4e-6a0b-4c59-9f0e-2f4b6b1f6f10',
  ],
  learnerId: ['A pseudonym that cannot be guessed', 'ada.7f3c'],
  at: ["When it happened, by the producer's clock: RFC 3339 with its zone", '2026-11-23T10:00:00Z'],
  task: ['The task statement that it belongs to, with its exam', 'SAA-C03/1.2'],
  lessonId: ['The lesson that was read', 'lambda-basics'],
  drillId: ['The drill that was solved', 'event-pipeline/sample'],
  hintsUsed: ['How many hints it took', 1],
  questionId: ['The question that was answered', 'q-7'],
  cardId: ['The card that was answered', 'c1'],
  correct: ['Whether the answer was right', true],
};

/** What each kind of event means. */
const KINDS: Readonly<Record<Kind, string>> = {
  LessonRead: 'A lesson was read',
  DrillSolved: 'A drill was solved',
  QuizAnswered: 'A question was answered',
  CardReviewed: 'A card of the review box was answered; the order of the answers to one card counts',
};

const activitySchema = (kind: Kind): z.ZodMiniType => {
  const fields = Object.entries<z.ZodMiniType>(DETAILS[kind].shape).map(([name, schema]) => {
    const [description, example] = FIELDS[name as Field];
    return [name, described(schema, description, example)];
  });
  return z.strictObject({ kind: described(z.literal(kind), KINDS[kind]), ...Object.fromEntries(fields) });
};

const ACTIVITIES = Object.fromEntries((Object.keys(DETAILS) as Kind[]).map((kind) => [kind, activitySchema(kind)]));

const id = (description: string, example: string, longest: number): TextSchema => ({
  type: 'string',
  description,
  examples: [example],
  pattern: idPattern(longest).source,
});

const NOTES: Readonly<Record<OperationId, Omit<Documented, 'method' | 'path'>>> = {
  acceptActivity: {
    tag: 'Activity',
    summary: 'Hands one activity to the pipeline',
    description:
      'Signed by IAM (Signature Version 4, service `execute-api`). 202 says that it will be applied once, however often ' +
      'it is sent; `Location` is where its effect shows. After 503, send the same event again.',
    answer: {
      status: 202,
      schema: 'Accepted',
      location: 'Path of the standings, or of the card, that it has its effect on',
    },
    cacheable: false,
    ownBody: { schema: 'Activity', maxBytes: MAX_EVENT_BYTES },
    security: 'iam',
    problems: [
      PROBLEMS['malformed-body'],
      PROBLEMS['body-too-large'],
      PROBLEMS['unsupported-media-type'],
      ...Object.values(OWN_PROBLEMS),
    ],
  },
  getStandings: {
    tag: 'Standings',
    summary: "A learner's standing in every exam domain",
    description:
      'Of a learner who has done nothing yet the list is empty, which is no error: the event may be on its way.',
    answer: { status: 200, schema: 'Standings' },
    cacheable: true,
    problems: [PROBLEMS['not-found']],
  },
  getCard: {
    tag: 'Standings',
    summary: "One card of a learner's review box",
    description: 'A card that was never answered is not found.',
    answer: { status: 200, schema: 'Card' },
    cacheable: true,
    problems: [PROBLEMS['not-found']],
  },
};

/** The whole document; `version` is the API's own. */
export function pipelineDocument(version: string): OpenApiDocument {
  return openApiDocument({
    title: 'certlab event API',
    version,
    description:
      'Study activity in, standings out. Answers to GET carry an ETag and are asked for again each time; HEAD and OPTIONS ' +
      'work on every path. A HEAD answer has the headers of GET, and its Content-Length is right on AWS, while the emulator ' +
      'says 0 there and answers OPTIONS itself. Errors are RFC 9457 problems with a code and a request id. Unknown query parameters are refused.',
    tags: TAGS,
    operations: Object.fromEntries(
      (Object.keys(REQUESTS) as OperationId[]).map((name) => [name, { ...REQUESTS[name], ...NOTES[name] }]),
    ),
    names: {
      learnerId: id('The learner, by the id that the producer chose', 'ada.7f3c', LONGEST_LEARNER_ID),
      cardId: id('The card', 'c1', LONGEST_CARD_ID),
    },
    schemas: {
      ...ENTITIES,
      ...ACTIVITIES,
      Activity: described(z.union(Object.values(ACTIVITIES)), 'One activity, of one of these kinds'),
    },
    securitySchemes: {
      iam: {
        type: 'apiKey',
        in: 'header',
        name: 'Authorization',
        description: 'Signature Version 4 of a role that may call this operation (`execute-api:Invoke`)',
      },
    },
  });
}
