/** What a candidate may rely on, on a real PostgreSQL. Moments are moved in the database: no clock but its own counts. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Ask, openRoom, type TestRoom } from './room.ts';

let room: TestRoom;
let ask: Ask;
let id: string;

beforeAll(async () => {
  room = await openRoom();
}, 60_000);
afterAll(() => room.stop());

beforeEach(async () => {
  ({ ask } = await room.candidate());
  id = await room.sitting(ask);
});

const questions = async () => (await ask('GET', `/v1/sittings/${id}/questions`)).body.items;
/** The letters of as many options as are asked for, beginning with the one at `from`. */
const letters = (question: { choose: number; options: string[] }, from = 0) =>
  Array.from({ length: question.choose }, (_, at) => 'ABCDEF'[(from + at) % question.options.length])
    .sort()
    .join('');
const answer = async (position: number, chose: string, key?: string) =>
  ask('PUT', `/v1/sittings/${id}/answers/${position}`, { chose }, key ? { 'idempotency-key': key } : {});
const keyOf = async (position: number) => {
  const [row] = await room.postgres.query(
    'SELECT key FROM sitting_item JOIN item ON item.id = item_id WHERE sitting_id = $1 AND position = $2',
    [id, position],
  );
  const places = row?.key as number[] | undefined;
  return places?.map((place) => 'ABCDEF'[place - 1]).join('') ?? '';
};
/** Lets so much of the sitting's time pass. */
const pass = (minutes: number) =>
  room.postgres.query(
    `UPDATE sitting SET started_at = started_at - make_interval(mins => $2), ends_at = ends_at - make_interval(mins => $2),
       paused_at = paused_at - make_interval(mins => $2) WHERE id = $1`,
    [id, minutes],
  );
const code = (response: { body: { code: string } }) => response.body.code;

describe('a sitting', () => {
  it('has its questions in the proportions of the exam, each once, and no word of what is right', async () => {
    const { body } = await ask('GET', `/v1/sittings/${id}/questions`);
    const rows = await room.postgres.query(
      'SELECT domain, count(*)::int AS questions, count(DISTINCT item_id)::int AS different FROM sitting_item WHERE sitting_id = $1 GROUP BY domain ORDER BY domain',
      [id],
    );

    // 30, 26, 24 and 20 percent of ten: two places are left over, and go to the shares that lack most.
    expect(rows).toEqual([
      { domain: '1', questions: 3, different: 3 },
      { domain: '2', questions: 3, different: 3 },
      { domain: '3', questions: 2, different: 2 },
      { domain: '4', questions: 2, different: 2 },
    ]);
    expect(Object.keys(body.items[0]).sort()).toEqual(
      ['choose', 'chosen', 'code', 'flagged', 'options', 'position', 'stem'].sort(),
    );
  });

  it('of full length has as many questions as the exam, or all there are of a domain', async () => {
    const other = (await room.candidate()).ask;
    const { body, status } = await other('POST', '/v1/sittings', { exam: 'SAA-C03', length: 'full' });
    expect(status).toBe(201);
    expect(body).toMatchObject({ questions: 65, state: 'open' });
    expect(body.secondsLeft).toBeGreaterThan(129 * 60);
  });

  it('is started once by a key, however often and at once that is sent', async () => {
    const other = (await room.candidate()).ask;
    const wanted = { exam: 'DVA-C03', length: 'short' };
    const started = await Promise.all(
      Array.from({ length: 6 }, () => other('POST', '/v1/sittings', wanted, { 'idempotency-key': 'one-start' })),
    );
    expect(started.map(({ status }) => status)).toEqual(Array(6).fill(201));
    expect(new Set(started.map(({ body }) => body.id)).size).toBe(1);
  });

  it('refuses a second one beside it, until it is handed in', async () => {
    const wanted = { exam: 'SAA-C03', length: 'short' };
    expect(code(await ask('POST', '/v1/sittings', wanted))).toBe('SittingOpen');
    await ask('POST', `/v1/sittings/${id}/hand-in`);
    expect((await ask('POST', '/v1/sittings', wanted)).status).toBe(201);
  });

  it('counts what was right by domain, among a cohort, and on its board', async () => {
    const cohort = 'counted-cohort';
    const sat: { ask: Ask; id: string }[] = [];
    for (const [name, right] of [
      ['Low', 2],
      ['High', 9],
      ['Middle', 5],
    ] as const) {
      ({ ask } = await room.candidate(name, cohort));
      id = await room.sitting(ask);
      for (let position = 1; position <= right; position++) {
        expect((await answer(position, await keyOf(position))).status).toBe(200);
      }
      await ask('POST', `/v1/sittings/${id}/hand-in`);
      sat.push({ ask, id });
    }
    const results = await Promise.all(
      sat.map(async (one) => (await one.ask('GET', `/v1/sittings/${one.id}/result`)).body),
    );
    expect(results.map(({ correct, total, percentile }) => [correct, total, percentile])).toEqual([
      [2, 10, 0],
      [9, 10, 100],
      [5, 10, 50],
    ]);
    for (const { domains, correct } of results) {
      const sum = domains.reduce((all: number, one: { correct: number }) => all + one.correct, 0);
      expect(sum).toBe(correct);
    }
    const board = await ask('GET', '/v1/board/SAA-C03');
    expect(board.body.items).toEqual([
      { rank: 1, name: 'High', percent: 90 },
      { rank: 2, name: 'Middle', percent: 50 },
      { rank: 3, name: 'Low', percent: 20 },
    ]);
  });
});

describe('an answer', () => {
  it('is saved before it is acknowledged, and may be changed', async () => {
    const [first] = await questions();
    expect((await answer(1, letters(first))).body).toMatchObject({ chosen: letters(first), saves: 1 });
    expect((await answer(1, letters(first, 1))).body).toMatchObject({ chosen: letters(first, 1), saves: 2 });
    const [row] = await room.postgres.query('SELECT saves FROM answer WHERE sitting_id = $1', [id]);
    expect(row).toEqual({ saves: 2 });
  });

  it('counts once by its key, sent again at once, later, or after a newer one', async () => {
    const [first] = await questions();
    const [old, fresh] = [letters(first), letters(first, 1)];
    const together = await Promise.all(Array.from({ length: 8 }, () => answer(1, old, 'the-old-key')));
    expect(new Set(together.map(({ body }) => body.saves))).toEqual(new Set([1]));
    await answer(1, fresh, 'the-new-key');

    const late = await answer(1, old, 'the-old-key');
    expect(late).toMatchObject({ status: 200, body: { chosen: fresh, saves: 2 } });
    await ask('POST', `/v1/sittings/${id}/hand-in`);
    expect((await answer(1, fresh, 'the-new-key')).status).toBe(200);
  });

  it('refuses a key that has saved something else', async () => {
    const [first] = await questions();
    await answer(1, letters(first), 'a-used-key');
    expect(code(await answer(1, letters(first, 1), 'a-used-key'))).toBe('KeyReused');
    expect((await questions())[0].chosen).toBe(letters(first));
  });

  it.each([
    ['no key', 428, { 'idempotency-key': '' }],
    ['a key too short to be one', 422, { 'idempotency-key': 'short' }],
    ['a key of other characters', 422, { 'idempotency-key': `key'; DROP` }],
  ])('refuses %s', async (_, status, headers) => {
    const [first] = await questions();
    expect((await ask('PUT', `/v1/sittings/${id}/answers/1`, { chose: letters(first) }, headers)).status).toBe(status);
  });

  it.each(['', 'Z', 'AA', 'ABCDEF', '1', 'A,B', '\u0000'])(
    'refuses %j as a choice, and keeps what was saved',
    async (chose) => {
      const [first] = await questions();
      await answer(1, letters(first));
      expect(await answer(1, chose)).toMatchObject({ status: 422, body: { code: 'InvalidRequest' } });
      expect((await questions())[0].chosen).toBe(letters(first));
    },
  );

  it('refuses an option that the question does not have', async () => {
    const asked = await questions();
    const one = asked.find(
      ({ choose, options }: { choose: number; options: string[] }) => choose === 1 && options.length === 4,
    );
    expect(await answer(one.position, 'F')).toMatchObject({ status: 422, body: { errors: [{ field: 'body.chose' }] } });
  });

  it.each(['0', '11', '999', '-1', '1.5', 'x', '1e1', '9'.repeat(30)])('refuses position %s', async (position) => {
    const sent = await ask('PUT', `/v1/sittings/${id}/answers/${position}`, { chose: 'A' });
    expect([sent.status, code(sent)]).toEqual([404, 'NotFound']);
  });

  it("refuses another's sitting as if it were not there", async () => {
    const other = (await room.candidate('Eve')).ask;
    const tried = await Promise.all([
      other('GET', `/v1/sittings/${id}`),
      other('GET', `/v1/sittings/${id}/questions`),
      other('GET', `/v1/sittings/${id}/result`),
      other('PUT', `/v1/sittings/${id}/answers/1`, { chose: 'A' }),
      other('PUT', `/v1/sittings/${id}/flags/1`),
      ...['pause', 'resume', 'hand-in'].map((step) => other('POST', `/v1/sittings/${id}/${step}`)),
    ]);
    expect(tried.map(({ status }) => status)).toEqual(Array(8).fill(404));
    expect((await ask('GET', `/v1/sittings/${id}`)).body).toMatchObject({ state: 'open', answered: [], flagged: [] });
  });

  it('refuses one after hand-in, and counts what came before', async () => {
    await answer(1, await keyOf(1));
    const { body } = await ask('POST', `/v1/sittings/${id}/hand-in`);
    expect(body.state).toBe('finished');
    expect(code(await answer(2, await keyOf(2)))).toBe('SittingHandedIn');
    expect((await ask('GET', `/v1/sittings/${id}/result`)).body.correct).toBe(1);
  });

  it('counts if and only if it was acknowledged, when it meets the hand-in', async () => {
    const keys = await Promise.all(Array.from({ length: 10 }, (_, at) => keyOf(at + 1)));
    const saves = keys.map((key, at) => answer(at + 1, key));
    const [sent] = await Promise.all([Promise.all(saves), ask('POST', `/v1/sittings/${id}/hand-in`)]);
    const acknowledged = sent.filter(({ status }) => status === 200).length;
    expect((await ask('GET', `/v1/sittings/${id}/result`)).body.correct).toBe(acknowledged);
  });
});

describe('time', () => {
  afterEach(() => vi.useRealTimers());

  it('ends a sitting: nothing is taken any longer, and what was saved is counted', async () => {
    await answer(1, await keyOf(1));
    await pass(21);
    expect(code(await answer(2, await keyOf(2)))).toBe('SittingOver');
    expect((await ask('GET', `/v1/sittings/${id}`)).body).toMatchObject({ state: 'finished', secondsLeft: 0 });
    expect((await ask('GET', `/v1/sittings/${id}/result`)).body.correct).toBe(1);
    expect((await ask('POST', '/v1/sittings', { exam: 'SAA-C03', length: 'short' })).status).toBe(201);
  });

  it('stands still while a sitting is paused, and nothing can be read then', async () => {
    const [first] = await questions();
    await pass(5);
    expect((await ask('POST', `/v1/sittings/${id}/pause`)).body.state).toBe('paused');
    expect((await ask('POST', `/v1/sittings/${id}/pause`)).body.state).toBe('paused');
    await pass(600);
    expect(code(await answer(1, letters(first)))).toBe('SittingPaused');
    expect(code(await ask('GET', `/v1/sittings/${id}/questions`))).toBe('SittingPaused');

    const { body } = await ask('POST', `/v1/sittings/${id}/resume`);
    expect(body.state).toBe('open');
    expect(body.secondsLeft).toBeGreaterThan(14 * 60);
    expect(body.secondsLeft).toBeLessThanOrEqual(15 * 60);
    expect((await answer(1, letters(first))).status).toBe(200);
  });

  it.each([
    ['a day ahead', 86_400_000],
    ['a day behind', -86_400_000],
  ])('is the same on a task whose clock is %s', async (_, off) => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + off });
    const [first] = await questions();
    expect((await answer(1, letters(first))).status).toBe(200);
    await pass(21);
    expect(code(await answer(1, letters(first, 1)))).toBe('SittingOver');
  });
});
