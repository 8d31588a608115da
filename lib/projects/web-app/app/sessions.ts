/** Who is asking: candidates, and the sessions by which they are known. */
import { hash, randomBytes, randomUUID } from 'node:crypto';
import { Problem } from '../../../../lambda/shared/http/problem.ts';
import type { Cache } from './cache.ts';
import type { Database } from './database.ts';
import { OWN_PROBLEMS } from './problems.ts';

export interface Candidate {
  readonly id: string;
  readonly name: string;
  readonly cohort: string;
  /** A bigint of the database, as text. */
  readonly cohortId: string;
}

/** A day of exams; nobody is signed in tomorrow on a machine of the library's. */
export const SESSION_HOURS = 12;
/** So long a session that has been ended may still be good, if the cache was away when it ended. */
const CACHED_SECONDS = 60;

const digest = (text: string): Buffer => hash('sha256', text, 'buffer');
/** The cache knows a session by what its token hashes to, which nobody can send. */
const cacheKey = (token: string): string => `session:${hash('sha256', token, 'hex')}`;

/** A new candidate of a cohort, which comes to be with its first, and the token of a session. */
export async function join(
  database: Database,
  { name, cohort, agent }: { readonly name: string; readonly cohort: string; readonly agent: string },
): Promise<{ readonly candidate: Candidate; readonly token: string }> {
  const id = randomUUID();
  const token = randomBytes(32).toString('base64url');
  const cohortId = await database.transaction(async (query) => {
    await query('INSERT INTO cohort (code) VALUES ($1) ON CONFLICT DO NOTHING', [cohort]);
    const [found] = await query<{ id: string }>('SELECT id FROM cohort WHERE code = $1', [cohort]);
    const key = found?.id as string;
    await query('INSERT INTO candidate (id, name, cohort_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
      id,
      name,
      key,
    ]);
    await query(
      `INSERT INTO session (token_hash, candidate_id, agent_hash, expires_at)
       VALUES ($1, $2, $3, now() + make_interval(hours => $4)) ON CONFLICT DO NOTHING`,
      [digest(token), id, digest(agent), SESSION_HOURS],
    );
    return key;
  });
  return { candidate: { id, name, cohort, cohortId }, token };
}

type Known = Candidate & { readonly agent: string };

/**
 * Whose session this is.
 * @param agent the `User-Agent`: a stolen token alone is not enough, though who steals both is not stopped by it
 * @throws Problem `not-signed-in` for a token that is missing, made up, ended, over, or sent by another agent
 */
export async function candidateOf(
  database: Database,
  cache: Cache,
  { token, agent }: { readonly token: string | undefined; readonly agent: string },
): Promise<Candidate> {
  // What cannot be a token is not looked for.
  const known =
    token && /^[\w-]{43}$/.test(token)
      ? await cache.remember(cacheKey(token), CACHED_SECONDS, () => sessionOf(database, token))
      : null;
  if (!known || known.agent !== digest(agent).toString('hex')) {
    throw new Problem(OWN_PROBLEMS['not-signed-in'], 'Join a cohort first: POST /v1/candidates, or the page at /.', {
      headers: { 'www-authenticate': 'Bearer' },
    });
  }
  const { id, name, cohort, cohortId } = known;
  return { id, name, cohort, cohortId };
}

/** From the writer: a session has to be known in the request after the one that made it. */
async function sessionOf(database: Database, token: string): Promise<Known | null> {
  const [row] = await database.writer<Known>(
    `SELECT candidate.id, candidate.name, cohort.code AS cohort, cohort.id AS "cohortId",
            encode(session.agent_hash, 'hex') AS agent
     FROM session JOIN candidate ON candidate.id = session.candidate_id
     JOIN cohort ON cohort.id = candidate.cohort_id
     WHERE session.token_hash = $1 AND session.expires_at > now()`,
    [digest(token)],
  );
  return row ?? null;
}

/** Ends a session: its token is worth nothing from then on. */
export async function leave(database: Database, cache: Cache, token: string): Promise<void> {
  await database.writer('DELETE FROM session WHERE token_hash = $1', [digest(token)]);
  await cache.forget(cacheKey(token));
}
