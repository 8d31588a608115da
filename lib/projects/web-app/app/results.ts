/** What a sitting has come to, alone and among its cohort. */
import { Problem } from '../../../../lambda/shared/http/problem.ts';
import type { Cache } from './cache.ts';
import type { Database, Query } from './database.ts';
import { domainTitle, type Exam } from './exams.ts';
import { OWN_PROBLEMS } from './problems.ts';
import type { Candidate } from './sessions.ts';

export interface Share {
  readonly correct: number;
  readonly total: number;
}

export interface Result extends Share {
  readonly exam: Exam;
  readonly domains: readonly (Share & { readonly domain: string; readonly title: string })[];
  /** Percent of the cohort's other results that are lower; null until the reader has this one. */
  readonly percentile: number | null;
}

/**
 * Closes a sitting at the end of its time, or now if that is earlier, and counts it. Closed is closed: again changes nothing.
 */
export async function close(query: Query, sitting: string): Promise<void> {
  const [closed] = await query(
    `UPDATE sitting SET handed_in_at = least(coalesce(paused_at, now()), ends_at), paused_at = NULL
     WHERE id = $1 AND handed_in_at IS NULL RETURNING id`,
    [sitting],
  );
  if (!closed) return;
  await query(
    `INSERT INTO result (sitting_id, candidate_id, cohort_id, exam, correct, total)
     SELECT sitting.id, candidate.id, cohort_id, exam, count(*) FILTER (WHERE chosen = item.key), count(*)
     FROM sitting JOIN candidate ON candidate.id = candidate_id ${WITH_ANSWERS}
     WHERE sitting.id = $1 GROUP BY sitting.id, candidate.id`,
    [sitting],
  );
  await query(
    `INSERT INTO result_domain (sitting_id, domain, correct, total)
     SELECT sitting.id, domain, count(*) FILTER (WHERE chosen = item.key), count(*)
     FROM sitting ${WITH_ANSWERS} WHERE sitting.id = $1 GROUP BY sitting.id, domain`,
    [sitting],
  );
}

const WITH_ANSWERS = `
  JOIN sitting_item ON sitting_item.sitting_id = sitting.id JOIN item ON item.id = sitting_item.item_id
  LEFT JOIN answer USING (sitting_id, position)`;

/**
 * The result of a finished sitting.
 * @param candidate whose sitting it has been found to be
 * @throws Problem `sitting-not-finished`
 */
export async function resultOf(database: Database, candidate: Candidate, sitting: string): Promise<Result> {
  const domains = await database.transaction(async (query) => {
    const over = await query(
      `SELECT id FROM sitting WHERE id = $1 AND candidate_id = $2 AND handed_in_at IS NULL AND paused_at IS NULL
         AND ends_at <= now()`,
      [sitting, candidate.id],
    );
    if (over.length > 0) await close(query, sitting);
    return query<Share & { readonly domain: string; readonly exam: Exam }>(
      `SELECT exam, domain, result_domain.correct, result_domain.total
       FROM result JOIN result_domain USING (sitting_id)
       WHERE sitting_id = $1 AND candidate_id = $2 ORDER BY domain`,
      [sitting, candidate.id],
    );
  });
  const [first] = domains;
  if (!first) throw new Problem(OWN_PROBLEMS['sitting-not-finished'], 'Hand it in first.');
  const [among] = await database.reader<{ readonly percentile: number }>(
    `SELECT percentile FROM (
       SELECT sitting_id, round(100 * percent_rank() OVER (ORDER BY correct::numeric / total))::int AS percentile
       FROM result WHERE cohort_id = $1 AND exam = $2
     ) AS ranked WHERE sitting_id = $3`,
    [candidate.cohortId, first.exam, sitting],
  );
  return {
    exam: first.exam,
    correct: domains.reduce((sum, { correct }) => sum + correct, 0),
    total: domains.reduce((sum, { total }) => sum + total, 0),
    domains: domains.map(({ domain, correct, total }) => ({
      ...{ domain, correct, total, title: domainTitle(first.exam, domain) },
    })),
    percentile: among?.percentile ?? null,
  };
}

export interface BoardLine {
  /** From 1; the same for the same share. */
  readonly rank: number;
  readonly name: string;
  /** The candidate's best, in whole percent. */
  readonly percent: number;
}

/** How old the board may be; a cohort that hands in together reads it all at once. */
const BOARD_SECONDS = 5;

/** The best of a cohort in an exam, at most 20. */
export function boardOf(database: Database, cache: Cache, { cohortId }: Candidate, exam: Exam): Promise<BoardLine[]> {
  return cache.remember(`board:${cohortId}:${exam}`, BOARD_SECONDS, () =>
    database.reader<BoardLine>(
      `SELECT rank() OVER (ORDER BY best DESC)::int AS rank, name, round(100 * best)::int AS percent
       FROM (
         SELECT candidate.id, name, max(correct::numeric / total) AS best
         FROM result JOIN candidate ON candidate.id = candidate_id
         WHERE result.cohort_id = $1 AND exam = $2 GROUP BY candidate.id
       ) AS candidates ORDER BY best DESC, name LIMIT 20`,
      [cohortId, exam],
    ),
  );
}
