/** Candidates of a deployed exam room, who send each answer again until it is acknowledged, and a ledger of what was. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** In milliseconds; a request that takes longer is sent again, as a browser's would be. */
const PATIENCE = 8_000;

export interface Reply {
  /** 0 where there was no answer. */
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever JSON came.
  readonly body: any;
}

export async function ask(
  url: string,
  method: string,
  path: string,
  {
    token,
    key = randomUUID(),
    body,
    patience = PATIENCE,
  }: { token?: string; key?: string; body?: unknown; patience?: number } = {},
): Promise<Reply> {
  try {
    const answer = await fetch(new URL(path, url), {
      method,
      headers: {
        'content-type': 'application/json',
        'idempotency-key': key,
        ...(token && { authorization: `Bearer ${token}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(patience),
    });
    const text = await answer.text();
    return { status: answer.status, body: text.startsWith('{') ? JSON.parse(text) : text };
  } catch (error) {
    return { status: 0, body: (error as Error).message };
  }
}

/** Asks until there is an answer that is not the balancer's, nor the database's that it cannot now. */
export async function askUntilAnswered(...[url, method, path, asked]: Parameters<typeof ask>): Promise<Reply> {
  const key = randomUUID();
  for (let left = 60; ; left--) {
    const reply = await ask(url, method, path, { key, ...asked });
    if ((reply.status > 0 && reply.status < 500) || left === 0) return reply;
    await sleep(500);
  }
}

/** Joins a cohort and begins a short sitting. */
export async function beginSitting(url: string, name: string) {
  const { body: joined } = await askUntilAnswered(url, 'POST', '/v1/candidates', {
    body: { name, cohort: 'first-cohort' },
  });
  const { token } = joined as { token: string };
  const asked = { token, body: { exam: 'SAA-C03', length: 'short' } };
  const { id } = (await askUntilAnswered(url, 'POST', '/v1/sittings', asked)).body as { id: string };
  const { body } = await askUntilAnswered(url, 'GET', `/v1/sittings/${id}/questions`, { token });
  return { token, id, items: body.items as readonly { position: number; choose: number }[] };
}

/**
 * Sits so many times, so many at once, each from its beginning to its result, whatever happens meanwhile.
 * @returns every answer that was acknowledged, and what the results of the sittings counted
 */
export async function sitThrough(url: string, sittings: number, atOnce: number) {
  const acknowledged: Acknowledged[] = [];
  const totals: number[] = [];
  let next = 0;
  const candidate = async () => {
    while (next < sittings) {
      const number = next++;
      const { token, id, items } = await beginSitting(url, `Candidate ${number}`);
      for (const { position, choose } of items) {
        const chose = 'ABCDE'.slice(0, choose);
        const saved = await acknowledgedAnswer(url, { token, id }, { position, chose }, () => true);
        acknowledged.push(saved as Acknowledged);
      }
      await askUntilAnswered(url, 'POST', `/v1/sittings/${id}/hand-in`, { token });
      const { body } = await askUntilAnswered(url, 'GET', `/v1/sittings/${id}/result`, { token });
      totals.push(body.total as number);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, candidate));
  return { acknowledged, totals };
}

export interface Acknowledged {
  readonly key: string;
  readonly sitting: string;
  readonly position: number;
  readonly chose: string;
  /** When, in milliseconds since 1970. */
  readonly at: number;
  /** From when it was sent first. */
  readonly ms: number;
}

/** Saves one answer, sent again with the same key until it is acknowledged; undefined where it may not go on. */
export async function acknowledgedAnswer(
  url: string,
  { token, id }: { readonly token: string; readonly id: string },
  { position, chose }: { readonly position: number; readonly chose: string },
  notAcknowledged: (reply: Reply) => boolean,
): Promise<Acknowledged | undefined> {
  const key = randomUUID();
  const began = Date.now();
  for (;;) {
    const reply = await ask(url, 'PUT', `/v1/sittings/${id}/answers/${position}`, { token, key, body: { chose } });
    const at = Date.now();
    if (reply.status === 200) return { key, sitting: id, position, chose, at, ms: at - began };
    if (!notAcknowledged(reply)) return undefined;
    await sleep(200);
  }
}

/** So many candidates answer without a break until they are stopped; between them come `perSecond` requests or fewer. */
export async function answering(url: string, candidates: number, perSecond: number) {
  const acknowledged: Acknowledged[] = [];
  const failed: { readonly at: number; readonly status: number; readonly body: unknown }[] = [];
  let going = true;
  let asking = 0;
  const sittings = await Promise.all(
    Array.from({ length: candidates }, (_, at) => beginSitting(url, `Candidate ${at}`)),
  );
  const all = sittings.map(async ({ token, id, items }) => {
    for (let turn = 0; going; turn++) {
      const { position, choose } = items[turn % items.length] as (typeof items)[0];
      const from = turn % 3 === 0 && choose < 3 ? 1 : 0;
      const chose = 'ABCDE'.slice(from, from + choose);
      asking += 1;
      const saved = await acknowledgedAnswer(url, { token, id }, { position, chose }, ({ status, body }) => {
        failed.push({ at: Date.now(), status, body });
        return going;
      });
      asking -= 1;
      if (!saved) return;
      acknowledged.push(saved);
      await sleep((1_000 * candidates) / perSecond);
    }
  });
  return {
    acknowledged,
    failed,
    /** How many answers are on their way. */
    asking: () => asking,
    stop: async () => {
      going = false;
      await Promise.all(all);
    },
  };
}

/** What the database at this address kept of the ledger: acknowledged answers that are not there, and answers saved twice. */
export async function audit(
  database: { readonly host: string; readonly port?: number; readonly user: string; readonly password: string },
  acknowledged: readonly Acknowledged[],
) {
  const client = new pg.Client({ port: 5432, ...database, database: 'exams' });
  await client.connect();
  try {
    const { rows } = await client.query('SELECT key, sitting_id, position, chosen FROM answer_save');
    const byKey = new Map(rows.map((row) => [row.key as string, row]));
    const lost = acknowledged.filter(({ key, sitting, position, chose }) => {
      const row = byKey.get(key);
      const chosen = (row?.chosen as number[] | undefined)?.map((place) => 'ABCDEF'[place - 1]).join('');
      return row?.sitting_id !== sitting || row?.position !== position || chosen !== chose;
    });
    const doubled = await client.query(
      `SELECT sitting_id, position FROM answer WHERE saves <> (SELECT count(*) FROM answer_save
         WHERE (answer_save.sitting_id, answer_save.position) = (answer.sitting_id, answer.position))`,
    );
    return { lost, doubled: doubled.rows };
  } finally {
    await client.end();
  }
}
