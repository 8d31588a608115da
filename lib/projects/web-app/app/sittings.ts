/**
 * Sittings: started, answered, flagged, paused, handed in. Time is the database's alone, so that neither a task's clock nor
 * a candidate's can give or take a minute. Every statement may run twice, because a client that waits too long asks again.
 */
import { randomUUID } from 'node:crypto';
import { PROBLEMS, Problem } from '../../../../lambda/shared/http/problem.ts';
import type { Database, Query } from './database.ts';
import { type Exam, type Length, planOf } from './exams.ts';
import { OWN_PROBLEMS } from './problems.ts';
import { close } from './results.ts';

/** A sitting as its candidate may see it now. Positions and places are counted from 1. */
export interface Sitting {
  readonly id: string;
  readonly exam: Exam;
  readonly state: 'open' | 'paused' | 'finished';
  /** Whole seconds that are left, while it is open or paused. */
  readonly secondsLeft: number;
  readonly questions: number;
  readonly answered: readonly number[];
  readonly flagged: readonly number[];
}

export interface Question {
  readonly position: number;
  readonly stem: string;
  readonly code: string | null;
  readonly choose: number;
  readonly options: readonly string[];
  /** Letters, in their order. */
  readonly chosen: string;
  readonly flagged: boolean;
}

/** What names a question of somebody's sitting. */
export interface Place {
  readonly candidate: string;
  readonly sitting: string;
  readonly position: number;
}

export const letterOf = (place: number): string => String.fromCharCode(64 + place);
const placesOf = (letters: string): number[] => [...letters].map((letter) => letter.charCodeAt(0) - 64);

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const notFound = () => new Problem(PROBLEMS['not-found'], 'You have no such sitting. Those that are yours are at /.');

/**
 * Starts a sitting, or finds the one that this key has started before.
 * @throws Problem `sitting-open` while another one runs
 */
export function start(
  database: Database,
  wanted: { readonly candidate: string; readonly exam: Exam; readonly length: Length; readonly key: string },
): Promise<string> {
  const { candidate, exam, length, key } = wanted;
  const plan = planOf(exam, length);
  return database.transaction(async (query) => {
    await closeOverdue(query, candidate);
    const [made] = await query<{ id: string }>(
      `INSERT INTO sitting (id, candidate_id, exam, start_key, ends_at)
       VALUES ($1, $2, $3, $4, now() + make_interval(mins => $5)) ON CONFLICT DO NOTHING RETURNING id`,
      [randomUUID(), candidate, exam, key, plan.minutes],
    );
    if (!made) return startedBefore(query, candidate, key);
    await query(
      `INSERT INTO sitting_item (sitting_id, position, item_id, domain)
       SELECT $1, row_number() OVER (ORDER BY random()), item_id, domain
       FROM unnest($3::text[], $4::int[]) AS seat (in_domain, questions), LATERAL (
         SELECT item_id, domain FROM (
           SELECT item_id, domain, row_number() OVER (PARTITION BY family ORDER BY random()) AS turn
           FROM item_domain JOIN item ON item.id = item_id WHERE exam = $2 AND domain = in_domain
         ) AS drawn ORDER BY turn, random() LIMIT questions
       ) AS chosen`,
      [made.id, exam, plan.seats.map(({ domain }) => domain), plan.seats.map(({ questions }) => questions)],
    );
    return made.id;
  });
}

async function startedBefore(query: Query, candidate: string, key: string): Promise<string> {
  const [before] = await query<{ id: string }>('SELECT id FROM sitting WHERE candidate_id = $1 AND start_key = $2', [
    candidate,
    key,
  ]);
  if (before) return before.id;
  const [open] = await query<{ id: string }>(
    'SELECT id FROM sitting WHERE candidate_id = $1 AND handed_in_at IS NULL',
    [candidate],
  );
  throw new Problem(OWN_PROBLEMS['sitting-open'], `Finish or hand in sitting ${open?.id ?? ''} first.`);
}

/** What nobody handed in ends by itself, when its time was over. */
async function closeOverdue(query: Query, candidate: string): Promise<void> {
  const overdue = await query<{ id: string }>(
    `SELECT id FROM sitting
     WHERE candidate_id = $1 AND handed_in_at IS NULL AND paused_at IS NULL AND ends_at <= now()`,
    [candidate],
  );
  for (const { id } of overdue) await close(query, id);
}

/** The newest sittings of a candidate, at most 20. */
export function sittingsOf(
  database: Database,
  candidate: string,
): Promise<{ id: string; exam: Exam; started: Date; finished: boolean }[]> {
  return database.writer(
    `SELECT id, exam, started_at AS started, handed_in_at IS NOT NULL OR (paused_at IS NULL AND ends_at <= now()) AS finished
     FROM sitting WHERE candidate_id = $1 ORDER BY started_at DESC LIMIT 20`,
    [candidate],
  );
}

/** @throws Problem `not-found`, for another's sitting too */
export async function sittingOf(database: Database, candidate: string, id: string): Promise<Sitting> {
  if (!UUID.test(id)) throw notFound();
  const [sitting] = await database.writer<Sitting>(
    `SELECT sitting.id, exam,
            CASE WHEN handed_in_at IS NOT NULL OR (paused_at IS NULL AND ends_at <= now()) THEN 'finished'
                 WHEN paused_at IS NOT NULL THEN 'paused' ELSE 'open' END AS state,
            greatest(0, floor(extract(epoch FROM ends_at - coalesce(paused_at, now()))))::int AS "secondsLeft",
            count(*)::int AS questions,
            coalesce(array_agg(position ORDER BY position) FILTER (WHERE answer.chosen IS NOT NULL), '{}') AS answered,
            coalesce(array_agg(position ORDER BY position) FILTER (WHERE flagged), '{}') AS flagged
     FROM sitting JOIN sitting_item ON sitting_item.sitting_id = sitting.id
     LEFT JOIN answer USING (sitting_id, position)
     WHERE sitting.id = $1 AND candidate_id = $2 GROUP BY sitting.id`,
    [id, candidate],
  );
  if (!sitting) throw notFound();
  return sitting;
}

/**
 * Questions of an open sitting: the one at a position, or all.
 * @throws Problem `not-found`, `sitting-paused`, `sitting-over` or `sitting-handed-in`
 */
export async function questionsOf(
  database: Database,
  { candidate, sitting, position }: Omit<Place, 'position'> & { readonly position?: number },
): Promise<Question[]> {
  if (!UUID.test(sitting)) throw notFound();
  const rows = await database.writer<Omit<Question, 'chosen'> & { readonly places: readonly number[] }>(
    `SELECT position, stem, code, choose, flagged, coalesce(chosen, '{}') AS places,
            (SELECT array_agg(text ORDER BY place) FROM item_option WHERE item_option.item_id = item.id) AS options
     FROM sitting JOIN sitting_item ON sitting_item.sitting_id = sitting.id JOIN item ON item.id = sitting_item.item_id
     LEFT JOIN answer USING (sitting_id, position)
     WHERE sitting.id = $1 AND candidate_id = $2 AND ${IS_OPEN} AND ($3::int IS NULL OR position = $3)
     ORDER BY position`,
    [sitting, candidate, position ?? null],
  );
  if (rows.length === 0) await refuse(database.writer, { candidate, sitting, position: position ?? 1 });
  return rows.map(({ places, ...question }) => ({ ...question, chosen: places.map(letterOf).join('') }));
}

const IS_OPEN = 'sitting.handed_in_at IS NULL AND sitting.paused_at IS NULL AND now() < sitting.ends_at';

export interface Saved {
  readonly position: number;
  readonly chosen: string;
  readonly savedAt: Date;
  /** How many saves have counted for this question. */
  readonly saves: number;
}

/**
 * Saves an answer, which is durable once this resolves. A key counts once: sent again, it gets what is saved now.
 * @param letters of the options, each once, in their order
 * @throws Problem `not-found`, `invalid-request`, `key-reused`, `sitting-paused`, `sitting-over` or `sitting-handed-in`
 */
export async function save(database: Database, place: Place, letters: string, key: string): Promise<Saved> {
  if (!UUID.test(place.sitting)) throw notFound();
  const chosen = placesOf(letters);
  const values = [place.sitting, place.candidate, place.position, chosen, key];
  // The share lock makes a save and the hand-in follow one another: what is counted is what was acknowledged.
  const [saved] = await database.writer<SavedRow>(
    `WITH asked AS (
       SELECT sitting.id, position FROM sitting JOIN sitting_item ON sitting_item.sitting_id = sitting.id
       JOIN item ON item.id = sitting_item.item_id
       WHERE sitting.id = $1 AND candidate_id = $2 AND position = $3 AND ${IS_OPEN}
         AND cardinality($4::smallint[]) = choose
         AND (SELECT max(place) FROM item_option WHERE item_option.item_id = item.id) >= ALL ($4::smallint[])
       FOR SHARE OF sitting
     ), counted AS (
       INSERT INTO answer_save (sitting_id, position, chosen, key) SELECT id, position, $4, $5 FROM asked
       ON CONFLICT DO NOTHING RETURNING sitting_id, position, chosen, saved_at
     )
     INSERT INTO answer (sitting_id, position, chosen, saved_at) SELECT * FROM counted
     ON CONFLICT (sitting_id, position) DO UPDATE
       SET chosen = EXCLUDED.chosen, saved_at = EXCLUDED.saved_at, saves = answer.saves + 1
     RETURNING position, chosen, saved_at, saves`,
    values,
  );
  return savedOf(saved ?? (await savedBefore(database.writer, place, chosen, key)));
}

interface SavedRow {
  readonly position: number;
  readonly chosen: readonly number[];
  readonly saved_at: Date;
  readonly saves: number;
}

const savedOf = ({ position, chosen, saved_at, saves }: SavedRow): Saved => ({
  ...{ position, saves, chosen: chosen.map(letterOf).join(''), savedAt: saved_at },
});

/** What is saved where this key has counted already; else the reason why nothing was. */
async function savedBefore(query: Query, place: Place, chosen: readonly number[], key: string): Promise<SavedRow> {
  const [before] = await query<SavedRow & { readonly same: boolean }>(
    `SELECT answer.position, answer.chosen, answer.saved_at, saves,
            answer_save.position = $3 AND answer_save.chosen = $4::smallint[] AS same
     FROM answer_save JOIN answer USING (sitting_id, position) JOIN sitting ON sitting.id = sitting_id
     WHERE sitting_id = $1 AND candidate_id = $2 AND key = $5`,
    [place.sitting, place.candidate, place.position, chosen, key],
  );
  if (before?.same) return before;
  if (before) throw new Problem(OWN_PROBLEMS['key-reused'], 'This key has saved another answer: use a new one.');
  return refuse(query, place);
}

/** Flags a question to come back to, or takes the flag off. @throws Problem as {@link save} */
export async function flag(database: Database, place: Place, flagged: boolean): Promise<void> {
  if (!UUID.test(place.sitting)) throw notFound();
  const changed = await database.writer(
    `UPDATE sitting_item SET flagged = $4 FROM sitting
     WHERE sitting.id = $1 AND candidate_id = $2 AND sitting_id = sitting.id AND position = $3 AND ${IS_OPEN}
     RETURNING position`,
    [place.sitting, place.candidate, place.position, flagged],
  );
  if (changed.length === 0) await refuse(database.writer, place);
}

/** Stops the clock, and nothing can be read or answered; doing it twice is doing it once. @throws Problem as {@link save} */
export const pause = (database: Database, candidate: string, sitting: string): Promise<void> =>
  moveClock(database, candidate, sitting, 'paused_at = coalesce(paused_at, now())');

/** Lets the clock run on with what was left. @throws Problem as {@link save} */
export const resume = (database: Database, candidate: string, sitting: string): Promise<void> =>
  moveClock(database, candidate, sitting, 'ends_at = ends_at + (now() - coalesce(paused_at, now())), paused_at = NULL');

/** Of a sitting that runs or is paused; `change` is code of ours, and nothing that came from outside. */
async function moveClock(database: Database, candidate: string, sitting: string, change: string): Promise<void> {
  if (!UUID.test(sitting)) throw notFound();
  const changed = await database.writer(
    `UPDATE sitting SET ${change}
     WHERE id = $1 AND candidate_id = $2 AND handed_in_at IS NULL AND (paused_at IS NOT NULL OR now() < ends_at)
     RETURNING id`,
    [sitting, candidate],
  );
  if (changed.length === 0) await refuse(database.writer, { candidate, sitting, position: 1 });
}

/** Hands a sitting in; one that is finished stays as it is. @throws Problem `not-found` */
export async function handIn(database: Database, candidate: string, sitting: string): Promise<void> {
  if (!UUID.test(sitting)) throw notFound();
  await database.transaction(async (query) => {
    const [own] = await query('SELECT id FROM sitting WHERE id = $1 AND candidate_id = $2', [sitting, candidate]);
    if (!own) throw notFound();
    await close(query, sitting);
  });
}

/** Why nothing was done. @throws Problem always */
async function refuse(query: Query, { candidate, sitting, position }: Place): Promise<never> {
  const [seen] = await query<Record<'handedIn' | 'paused' | 'over', boolean> & { choose: number | null; most: number }>(
    `SELECT handed_in_at IS NOT NULL AS "handedIn", paused_at IS NOT NULL AS paused, ends_at <= now() AS over,
            choose, (SELECT max(place)::int FROM item_option WHERE item_option.item_id = item.id) AS most
     FROM sitting LEFT JOIN sitting_item ON sitting_item.sitting_id = sitting.id AND position = $3
     LEFT JOIN item ON item.id = item_id WHERE sitting.id = $1 AND candidate_id = $2`,
    [sitting, candidate, position],
  );
  if (!seen) throw notFound();
  if (seen.handedIn) {
    throw new Problem(OWN_PROBLEMS['sitting-handed-in'], 'It is handed in: what was saved before has been counted.');
  }
  if (seen.paused) throw new Problem(OWN_PROBLEMS['sitting-paused'], 'Resume it, then go on.');
  if (seen.over) {
    throw new Problem(OWN_PROBLEMS['sitting-over'], 'Its time is over: hand it in for what was saved before.');
  }
  if (seen.choose === null) throw new Problem(PROBLEMS['not-found'], `The sitting has no question ${position}.`);
  throw new Problem(PROBLEMS['invalid-request'], 'Fix body.chose, and retry.', {
    errors: [
      { field: 'body.chose', message: `Must be ${seen.choose} of the letters A to ${letterOf(seen.most)}, each once.` },
    ],
  });
}
