/** What no well-meaning candidate sends, through the balancer: each gets an answer by name, and nothing is lost by it. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Agent } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { get } from '../support/web/requests.ts';
import { ask, beginSitting } from './candidates.ts';
import type { DeployedRoom } from './deployed-room.ts';

const SQL = "'; DROP TABLE answer; --";
const SCRIPT = '<script>alert(1)</script>';
const AGENT = 'exam-room-test';

/** A connection that sends this much of a request, then a byte a second. */
async function slowly(url: string, beginning: string) {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).on('error', () => {});
  await once(socket, 'connect');
  socket.write(beginning);
  const drip = setInterval(() => socket.writable && socket.write('x'), 1_000);
  socket.once('close', () => clearInterval(drip));
  return {
    /** The status of the answer; 0 where the connection was closed without one. */
    answered: Promise.race([once(socket, 'data'), once(socket, 'close')]).then(([data]) =>
      Number(/^HTTP\/1\.1 (\d+)/.exec(String(data))?.[1] ?? 0),
    ),
    end: () => socket.destroy(),
  };
}

export function describeBadInput(deployed: () => DeployedRoom): void {
  const url = () => deployed().url;
  const named = ({ status, body }: Awaited<ReturnType<typeof ask>>) => [status, body.code];
  const put = (token: string, path: string, body: unknown, key?: string) =>
    ask(url(), 'PUT', path, { token, body, ...(key && { key }) });

  async function inDatabase(text: string, values: readonly unknown[] = []) {
    const client = new pg.Client({ ...(await deployed().writer()), database: 'exams' });
    await client.connect();
    try {
      return (await client.query(text, [...values])).rows;
    } finally {
      await client.end();
    }
  }

  describe('a sitting', () => {
    it('counts an answer that is sent twice once, and takes no other by the same key', async () => {
      const { token, id } = await beginSitting(url(), 'Twice');
      const { items } = (await ask(url(), 'GET', `/v1/sittings/${id}/questions`, { token })).body;
      const one = items.find(({ choose }: { choose: number }) => choose === 1).position as number;
      const [path, key] = [`/v1/sittings/${id}/answers/${one}`, randomUUID()];
      const first = await put(token, path, { chose: 'A' }, key);
      expect(await put(token, path, { chose: 'A' }, key)).toEqual(first);
      expect(named(await put(token, path, { chose: 'B' }, key))).toEqual([422, 'KeyReused']);
      expect((await put(token, path, { chose: 'B' })).body).toMatchObject({ chosen: 'B', saves: 2 });
    });

    it("is nobody else's, and has no other positions and letters than its own", async () => {
      const { token, id } = await beginSitting(url(), 'Mine');
      const other = await beginSitting(url(), 'Other');
      const answer = (who: string, at: string | number, chose: string) =>
        put(who, `/v1/sittings/${id}/answers/${at}`, { chose });
      expect(named(await answer(other.token, 1, 'A'))).toEqual([404, 'NotFound']);
      for (const at of [0, -1, 11, 1_000, '1e0', '01'])
        expect(named(await answer(token, at, 'A'))).toEqual([404, 'NotFound']);
      for (const chose of ['Z', 'ABCDEF', 'AA', '', 'A B']) {
        expect(named(await answer(token, 1, chose))).toEqual([422, 'InvalidRequest']);
      }
      expect(await inDatabase('SELECT 1 FROM answer WHERE sitting_id = $1', [id])).toEqual([]);
    });

    it('whose time is over takes nothing more, and what was saved before counts', async () => {
      const { token, id, items } = await beginSitting(url(), 'Late');
      const [{ position, choose } = { position: 1, choose: 1 }] = items;
      const answer = () => put(token, `/v1/sittings/${id}/answers/${position}`, { chose: 'ABCDE'.slice(0, choose) });
      expect((await answer()).status).toBe(200);
      await inDatabase(
        "UPDATE sitting SET started_at = now() - interval '2 hours', ends_at = now() - interval '1 second' WHERE id = $1",
        [id],
      );
      expect(named(await answer())).toEqual([409, 'SittingOver']);
      expect(named(await ask(url(), 'POST', `/v1/sittings/${id}/resume`, { token }))).toEqual([409, 'SittingOver']);
      expect((await ask(url(), 'POST', `/v1/sittings/${id}/hand-in`, { token })).status).toBe(200);
      expect(named(await answer())).toEqual([409, 'SittingHandedIn']);
      expect(await inDatabase('SELECT saves FROM answer WHERE sitting_id = $1', [id])).toEqual([{ saves: 1 }]);
    });
  });

  describe('a session', () => {
    it('that is forged or stolen is nobody', async () => {
      const { body } = await ask(url(), 'POST', '/v1/candidates', { body: { name: 'Robbed', cohort: 'first-cohort' } });
      const { token } = body as { token: string };
      const page = (cookie: string, agent: string) =>
        get(new URL('/v1/board/SAA-C03', url()).href, {
          headers: { cookie: `__Host-session=${cookie}`, 'user-agent': agent },
        });
      const forged = [
        token.replace(/^./, (first) => (first === 'A' ? 'B' : 'A')),
        'A'.repeat(43),
        '',
        '../../etc/passwd',
      ];
      for (const cookie of forged) expect((await page(cookie, 'node')).status).toBe(401);
      expect((await page(token, 'node')).status).toBe(200);
      expect((await page(token, 'a thief')).status).toBe(401);
      expect(JSON.parse((await page(token, 'a thief')).body).code).toBe('NotSignedIn');
    });
  });

  describe('SQL and script', () => {
    it('in any field are refused by name, or are text', async () => {
      const { token, id } = await beginSitting(url(), 'Injector');
      const body = { exam: 'SAA-C03', length: 'short' };
      for (const bad of [SQL, SCRIPT]) {
        const at = encodeURIComponent(bad);
        const answers = await Promise.all([
          ask(url(), 'POST', '/v1/candidates', { body: { name: 'Ada', cohort: bad } }),
          ask(url(), 'POST', '/v1/sittings', { token, body: { ...body, exam: bad } }),
          ask(url(), 'POST', '/v1/sittings', { token, body: { ...body, length: bad } }),
          ask(url(), 'POST', '/v1/sittings', { token, body: { ...body, [bad]: 1 } }),
          put(token, `/v1/sittings/${id}/answers/1`, { chose: bad }),
          put(token, `/v1/sittings/${id}/answers/1`, { chose: 'A' }, bad),
        ]);
        for (const answer of answers) expect(named(answer)).toEqual([422, 'InvalidRequest']);
        for (const path of [`/v1/sittings/${at}`, `/v1/sittings/${id}/answers/${at}`, `/v1/board/${at}`]) {
          expect(
            named(
              await ask(url(), path.includes('answers') ? 'PUT' : 'GET', path, {
                token,
                ...(path.includes('answers') && { body: { chose: 'A' } }),
              }),
            ),
          ).toEqual([404, 'NotFound']);
        }
        expect(named(await ask(url(), 'GET', '/v1/board/SAA-C03', { token: bad.replace(/[\r\n]/g, '') }))).toEqual([
          401,
          'NotSignedIn',
        ]);
      }
    });

    it('as a name are kept as they are, and shown as text', async () => {
      for (const name of [SQL, SCRIPT]) {
        const { token, id, items } = await beginSitting(url(), name);
        for (const { position, choose } of items) {
          await put(token, `/v1/sittings/${id}/answers/${position}`, { chose: 'ABCDE'.slice(0, choose) });
        }
        expect((await ask(url(), 'POST', `/v1/sittings/${id}/hand-in`, { token })).status).toBe(200);
        expect(await inDatabase('SELECT name FROM candidate WHERE name = $1', [name])).toHaveLength(1);
        // The board is at most five seconds old.
        await sleep(5_500);
        const headers = { cookie: `__Host-session=${token}`, 'user-agent': 'node' };
        const board = await get(new URL('/board/SAA-C03', url()).href, { headers });
        expect(board.status).toBe(200);
        expect(board.body).not.toContain(SCRIPT);
      }
    });
  });

  describe('a body', () => {
    it.each([
      ['10 MB', 10_000_000],
      ['one byte more than may be', 16_385],
    ])('of %s is refused by name, and its connection goes on', async (_, length) => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const headers = { 'content-type': 'application/json' };
      const body = `{"name":"${'x'.repeat(length - 11)}"}`;
      const to = (path: string) => new URL(path, url()).href;
      for (let turn = 0; turn < 3; turn++) {
        const answer = await get(to('/v1/candidates'), { method: 'POST', headers, body, agent });
        expect([answer.status, JSON.parse(answer.body).code]).toEqual([413, 'BodyTooLarge']);
      }
      expect((await get(to('/v1/board/SAA-C03'), { agent })).status).toBe(401);
      agent.destroy();
    });
  });

  describe('a client', () => {
    it('that sends a byte at a time is cut off, and holds up nobody', { timeout: 90_000 }, async () => {
      const { host } = new URL(url());
      const head = `POST /v1/candidates HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: ${AGENT}\r\nContent-Type: application/json\r\n`;
      const several = (beginning: string) => Promise.all(Array.from({ length: 40 }, () => slowly(url(), beginning)));
      const bodies = await several(`${head}Content-Length: 1000\r\n\r\n{`);
      const heads = await several(`${head}X-Slow: `);
      const began = Date.now();
      const others = await Promise.all(Array.from({ length: 20 }, () => get(url())));
      expect(others.map(({ status, ms }) => [status, ms < 2_000])).toEqual(others.map(() => [200, true]));
      // The program gives a request twenty seconds, and looks every two.
      for (const { answered } of bodies) expect(await answered).toBe(408);
      expect((Date.now() - began) / 1_000).toBeLessThan(30);
      for (const { end } of [...bodies, ...heads]) end();
    });
  });
}
