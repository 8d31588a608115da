/** The questions of the exam room: part of the bank, held as rows, since a sitting keeps pointing at what was asked. */
import type pg from 'pg';
import { BLUEPRINTS, type TaskRef } from '../../../../lambda/shared/exams/blueprints.ts';
import { FAMILIES, WRITTEN } from '../../../../lambda/shared/questions/bank.ts';
import { keyOf } from '../../../../lambda/shared/questions/family.ts';
import type { Item } from '../../../../lambda/shared/questions/model.ts';
import { EXAMS, type Exam } from './exams.ts';

/** Of each family; a sitting takes every family of a domain once before any comes again. */
const OF_A_FAMILY = 3;
const MOST_SEEDS = 100;

/** Items in the order of their ids' families; the same on every machine. */
function items(): Item[] {
  return [
    ...FAMILIES.flatMap((family) => {
      const made: Item[] = [];
      for (let seed = 1; seed <= MOST_SEEDS && made.length < OF_A_FAMILY; seed++) {
        const item = family.make(seed)?.item;
        if (item) made.push(item);
      }
      return made;
    }),
    ...WRITTEN,
  ];
}

/** The domain that an item counts for in an exam: that of the first of its tasks there. */
function domainIn(exam: Exam, tasks: readonly TaskRef[]): string | undefined {
  const id = tasks.find((task) => task.startsWith(`${exam}/`))?.slice(exam.length + 1);
  return BLUEPRINTS[exam].domains.find((domain) => domain.tasks.some((task) => task.id === id))?.id;
}

/** Adds the items that are not there yet, and says how many those were. An item that is there is never changed. */
export async function seedItems(pool: pg.Pool): Promise<number> {
  const all = items().filter(({ tasks }) => EXAMS.some((exam) => domainIn(exam, tasks)));
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const { rows } = await client.query<{ id: string }>(
      `INSERT INTO item (id, family, stem, code, choose, key)
       SELECT id, family, stem, code, choose, key FROM jsonb_to_recordset($1)
         AS given (id text, family text, stem text, code text, choose smallint, key smallint[])
       ON CONFLICT DO NOTHING RETURNING id`,
      [
        JSON.stringify(
          all.map(({ id, family, stem, code, choose, ...item }) => ({
            ...{ id, family, stem, choose, code: code?.text ?? null },
            key: keyOf(item).map((place) => place + 1),
          })),
        ),
      ],
    );
    const added = new Set(rows.map(({ id }) => id));
    const fresh = all.filter(({ id }) => added.has(id));
    await client.query(
      `INSERT INTO item_option (item_id, place, text, reason)
       SELECT item, place, text, reason FROM jsonb_to_recordset($1)
         AS given (item text, place smallint, text text, reason text)`,
      [
        JSON.stringify(
          fresh.flatMap(({ id, options }) =>
            options.map(({ text, reason }, at) => ({ item: id, place: at + 1, text, reason })),
          ),
        ),
      ],
    );
    await client.query(
      `INSERT INTO item_domain (exam, domain, item_id)
       SELECT exam, domain, item FROM jsonb_to_recordset($1) AS given (exam text, domain text, item text)
       ON CONFLICT DO NOTHING`,
      [
        JSON.stringify(
          all.flatMap(({ id, tasks }) =>
            EXAMS.flatMap((exam) => {
              const domain = domainIn(exam, tasks);
              return domain ? [{ exam, domain, item: id }] : [];
            }),
          ),
        ),
      ],
    );
    await client.query('COMMIT');
    return added.size;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}
