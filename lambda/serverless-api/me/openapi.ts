/** What the OpenAPI document says of `/v1/me` beside its tables. Made at build time only. */
import * as z from 'zod/mini';
import { MOST_AT_ONCE } from '../../shared/evidence/stored.ts';
import { described as d } from '../../shared/http/described.ts';
import type { Documented } from '../../shared/http/openapi.ts';
import { PROBLEMS } from '../../shared/http/problem.ts';
import { MOST_RECORDS } from './evidence-table.ts';
import { ME_PROBLEMS } from './problems.ts';
import { MAX_EVIDENCE_BYTES, ME_REQUESTS, type MeOperationId } from './requests.ts';

const epoch = () => z.nullable(z.uuid());
const EPOCH = 'Of the log: another one after it was deleted; null where nothing was ever kept';
const record = d(
  z.looseObject({
    kind: d(z.string().check(z.maxLength(40)), 'What it is of', 'answer'),
    id: d(z.string().check(z.minLength(1), z.maxLength(200)), 'Made once, wherever the record goes'),
    at: d(z.int().check(z.gte(0)), 'When it happened, in milliseconds since 1970', 1_764_000_000_000),
  }),
  'What a learner did; the other properties belong to its kind. It never changes.',
);
const head = {
  epoch: d(epoch(), EPOCH),
  records: d(z.int(), `How many records the log has; at most ${MOST_RECORDS}`),
};

/** By the names that they get among the components. */
export const ME_SCHEMAS = {
  GetSignInResponse: z.strictObject({
    endpoint: d(z.url(), "The user pool's, to which a page speaks itself: no password comes here"),
    clientId: d(z.string(), 'Id of the client to name there'),
  }),
  Me: z.strictObject(head),
  DeleteMeResponse: z.strictObject({
    finished: d(z.boolean(), 'Whether nothing is left; while it is false, ask again. Nobody reads what is left'),
  }),
  ReadEvidenceResponse: z.strictObject({
    ...head,
    items: d(z.array(record), 'In the order in which they came'),
    from: d(z.int(), 'How many records of the log come before these'),
    cursor: d(z.nullable(z.string()), '`since` of the next question; null where nothing was ever kept'),
    more: d(z.boolean(), 'Whether the log goes on'),
  }),
  AddEvidenceRequest: z.strictObject({
    epoch: d(epoch(), '`epoch` of the log that they belong to; null to begin one'),
    records: d(
      z.array(record).check(z.minLength(1), z.maxLength(MOST_AT_ONCE)),
      'What is there already is passed over',
    ),
  }),
  AddEvidenceResponse: z.strictObject({ ...head, added: d(z.int(), 'How many of them were not there yet') }),
};

const BODY = [PROBLEMS['malformed-body'], PROBLEMS['body-too-large'], PROBLEMS['unsupported-media-type']];
const schema = (name: keyof typeof ME_SCHEMAS) => ({ answer: { status: 200 as const, schema: name } });

const NOTES: Readonly<Record<MeOperationId, Omit<Documented, 'method' | 'path' | 'query' | 'tag' | 'cacheable'>>> = {
  getSignIn: {
    summary: 'Where to sign in',
    description: 'The user pool and its client. What it gives is an access token, which `/v1/me` takes.',
    ...schema('GetSignInResponse'),
    problems: [],
  },
  getMe: {
    summary: 'How your log stands',
    description: 'An account holds nothing but the log of evidence.',
    ...schema('Me'),
    security: 'learner',
    problems: [],
  },
  deleteMe: {
    summary: 'Deletes your log, at once',
    description:
      'What another device sends afterwards for the deleted log is refused. Backups of the table end after a week. ' +
      'The account itself is deleted at the user pool, by its `DeleteUser`.',
    ...schema('DeleteMeResponse'),
    security: 'learner',
    problems: [],
  },
  readEvidence: {
    summary: 'Your log, page by page',
    description: 'Follow `cursor` while `more` says that the log goes on; keep it, and ask later for what came since.',
    ...schema('ReadEvidenceResponse'),
    security: 'learner',
    problems: [ME_PROBLEMS['another-log']],
  },
  addEvidence: {
    summary: `Appends up to ${MOST_AT_ONCE} records to your log`,
    description: 'All of them or none. Sent again, they are not there twice.',
    ...schema('AddEvidenceResponse'),
    ownBody: { schema: 'AddEvidenceRequest', maxBytes: MAX_EVIDENCE_BYTES },
    security: 'learner',
    problems: [...BODY, ME_PROBLEMS['another-log'], ME_PROBLEMS['log-full'], ME_PROBLEMS.busy],
  },
};

export const ME_TAG = 'You';

export const ME_OPERATIONS: Readonly<Record<string, Documented>> = Object.fromEntries(
  (Object.keys(ME_REQUESTS) as MeOperationId[]).map((id) => [
    id,
    { ...ME_REQUESTS[id], ...NOTES[id], tag: ME_TAG, cacheable: false },
  ]),
);

export const SECURITY_SCHEMES = {
  learner: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'An access token of the user pool. It stays good until it expires, after 15 minutes.',
  },
};
