/**
 * `/v1/me`: what somebody who is signed in keeps here, under the `sub` of their token. The gateway's authorizer has verified the
 * token before this runs; what is looked at here is what an authorizer cannot say: which kind of token it is.
 */
import { faultOf, MOST_AT_ONCE, type Stored } from '../../shared/evidence/stored.ts';
import { type HttpHandler, httpApi, type Route, type RouteInput } from '../../shared/http/api.ts';
import { type HttpRequest, jsonBody } from '../../shared/http/event.ts';
import type { Log } from '../../shared/http/log.ts';
import { invalidRequest, Problem } from '../../shared/http/problem.ts';
import type { EvidenceTable, Head, Refusal } from './evidence-table.ts';
import { ME_PROBLEMS } from './problems.ts';
import { MAX_EVIDENCE_BYTES, ME_REQUESTS, type MeOperationId } from './requests.ts';

export interface MeDependencies {
  readonly evidence: EvidenceTable;
  /** Id of the pool's client that pages sign in by. */
  readonly clientId: string;
  /** The pool's region; its endpoint follows from it. */
  readonly region: string;
  readonly now: () => Date;
  readonly log: Log;
}

/** How long one request deletes; the caller asks again for what is left. A gateway waits 30 s. */
export const DELETES_FOR_MS = 20_000;

type Claims = Readonly<Record<string, unknown>>;

/** The handler of every route of `/v1/me`, and of the public one that says where to sign in. It never throws. */
export function serveMe(from: MeDependencies): HttpHandler {
  return (event) => {
    const { authorizer } = (event?.requestContext ?? {}) as { authorizer?: { jwt?: { claims?: Claims } } };
    // Read when a route answers: what it throws becomes a problem document there.
    const learner = () => learnerOf(authorizer?.jwt?.claims, from.clientId);
    const answers = answersFor(from, learner);
    const routes = (Object.keys(ME_REQUESTS) as MeOperationId[]).map(
      (id): Route => ({
        ...ME_REQUESTS[id],
        answer: async (input) => ({ text: JSON.stringify(await answers[id](input)) }),
      }),
    );
    return httpApi(routes, from.log)(event);
  };
}

/** @throws Problem unless it is an access token for the one client */
function learnerOf(claims: Claims | undefined, clientId: string): string {
  const { sub, token_use: use, client_id: client } = claims ?? {};
  if (!claims)
    throw new Problem(ME_PROBLEMS['not-signed-in'], 'Send an access token: `Authorization: Bearer <token>`.');
  // Exam: an ID token tells a client who has signed in, an access token tells an API what it may do. Both are signed by the
  // pool, and an authorizer without scopes lets both in.
  if (use !== 'access' || client !== clientId || typeof sub !== 'string' || sub === '')
    throw new Problem(
      ME_PROBLEMS['wrong-token'],
      'Send the access token that this site signs in with, not another one.',
    );
  return sub;
}

type Answers = { readonly [Id in MeOperationId]: (input: RouteInput) => Promise<object> };

function answersFor({ evidence, clientId, region, now }: MeDependencies, learner: () => string): Answers {
  return {
    getSignIn: async () => ({ endpoint: `https://cognito-idp.${region}.amazonaws.com/`, clientId }),

    getMe: () => evidence.head(learner()),

    deleteMe: async () => {
      const until = now().getTime() + DELETES_FOR_MS;
      return { finished: await evidence.remove(learner(), () => now().getTime() >= until) };
    },

    readEvidence: async ({ query }) => {
      const me = learner();
      const head = await evidence.head(me);
      const from = placeIn(head, (query as { since?: string }).since);
      const records = head.epoch === null || from >= head.records ? [] : await evidence.page(me, head.epoch, from);
      const to = from + records.length;
      return { ...head, items: records, from, cursor: head.epoch && `${to}.${head.epoch}`, more: to < head.records };
    },

    addEvidence: async ({ request }) => {
      const me = learner();
      const { epoch, records } = bodyOf(request);
      const added = await evidence.add(me, epoch, records);
      if (typeof added === 'string') throw refused(added);
      return added;
    },
  };
}

/** How many records somebody has who was given this cursor. @throws Problem for one of another log, or of none */
function placeIn({ epoch, records }: Head, since: string | undefined): number {
  if (since === undefined) return 0;
  const [, place, of] = /^(\d{1,6})\.([\da-f-]{36})$/.exec(since) ?? [];
  if (of === undefined) throw invalidRequest([{ field: 'query.since', message: 'Must be a `cursor` given here.' }]);
  if (of !== epoch) throw refused('another-log');
  return Math.min(Number(place), records);
}

function bodyOf(request: HttpRequest): { readonly epoch: string | null; readonly records: readonly Stored[] } {
  const body = jsonBody(request, MAX_EVIDENCE_BYTES);
  const { epoch, records, ...others } = (typeof body === 'object' && body) as {
    readonly epoch?: unknown;
    readonly records?: unknown;
  };
  const errors = Object.keys(others ?? {}).map((name) => ({
    field: `body.${name}`,
    message: 'Unknown property. Supported: epoch, records.',
  }));
  if (epoch !== null && !/^[\da-f-]{36}$/.test(String(epoch)))
    errors.push({ field: 'body.epoch', message: 'Required; must be the log’s epoch, or null to begin one.' });
  if (!Array.isArray(records) || records.length === 0 || records.length > MOST_AT_ONCE)
    errors.push({ field: 'body.records', message: `Required; must be a list of 1 to ${MOST_AT_ONCE} records.` });
  else
    for (const [at, record] of records.entries()) {
      const fault = faultOf(record);
      if (fault) errors.push({ field: `body.records.${at}`, message: `It ${fault}.` });
    }
  if (errors.length > 0) throw invalidRequest(errors);
  return { epoch: epoch as string | null, records: records as Stored[] };
}

const REFUSED: Readonly<Record<Refusal, string>> = {
  'another-log':
    'This log was deleted, or belongs to another account. Read yours from its beginning before you add to it.',
  'log-full': 'The log has as many records as one may have. Export it; delete it to begin another.',
  busy: 'Another device was writing all the time. Send the same records again in a second.',
};

const refused = (why: Refusal): Problem =>
  new Problem(ME_PROBLEMS[why], REFUSED[why], why === 'busy' ? { headers: { 'retry-after': '1' } } : {});
