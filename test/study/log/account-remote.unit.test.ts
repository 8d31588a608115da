/** An account's log as a device asks it: the service itself over a table in memory, behind a real connection. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Stored } from '../../../lambda/shared/evidence/stored.ts';
import { AnotherLog, accountRemote, askMe } from '../../../lib/study/log/account-remote.ts';
import { accessOf, meInMemory } from '../../support/api/me-in-memory.ts';

const sat = (n: number): Stored => ({ kind: 'sat', id: `s${n}`, at: n, exam: 'SAA-C03', passed: true });
let server: Server;
let base: string;
/** What goes over the wire instead, once. */
let instead: { status: number; body: string } | undefined;
beforeEach(async () => {
  const { request } = meInMemory();
  instead = undefined;
  server = createServer(async (asked, response) => {
    const text = await textOf(asked);
    const body = text === '' ? undefined : JSON.parse(text);
    const token = asked.headers.authorization?.replace('Bearer ', '') ?? '';
    if (instead) response.writeHead(instead.status).end(instead.body);
    else {
      const answer = await request(accessOf(token), asked.method ?? '', asked.url ?? '', body);
      response.writeHead(answer.status).end(await answer.text());
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => server.close());
const caller = (who = 'ada') => ({ base, token: async () => who });

it('gives what was added, once, and after the cursor what came since', async () => {
  const [one, other] = [accountRemote(caller()), accountRemote(caller())];
  await one.read(undefined);
  await one.add([sat(1), sat(2)]);
  await one.add([sat(2), sat(3)]);
  const first = await other.read(undefined);
  expect(first.records.map(({ id }) => id).sort()).toEqual(['s1', 's2', 's3']);
  expect(first.from).toBe(0);
  await one.add([sat(4)]);
  const next = await other.read(first.cursor ?? undefined);
  expect(next.records.map(({ id }) => id)).toEqual(['s4']);
  expect((await accountRemote(caller('bob')).read(undefined)).records).toEqual([]);
});

it('adds nothing to a log that is another one since it was read', async () => {
  const [old, fresh] = [accountRemote(caller()), accountRemote(caller())];
  await old.read(undefined);
  await old.add([sat(1)]);
  await askMe(caller(), 'DELETE', '/v1/me');
  await fresh.read(undefined);
  await fresh.add([sat(2)]);
  await expect(old.add([sat(3)])).rejects.toThrow(AnotherLog);
  expect((await fresh.read(undefined)).records.map(({ id }) => id)).toEqual(['s2']);
});

it.each([
  ['too many requests', { status: 429, body: '{"message":"Too Many Requests"}' }, /sent again in a while/],
  ['a refusal', { status: 400, body: '{"detail":"Too long."}' }, /did not take it: Too long\./],
  ['a refusal without words', { status: 502, body: '<html>' }, /did not take it: status 502/],
  ['half of what it should', { status: 200, body: '{"items":[]}' }, /connection to your account was lost/],
])('says what came instead: %s', async (_, answer, said) => {
  instead = answer;
  await expect(accountRemote(caller()).read(undefined)).rejects.toThrow(said);
});

it('says that the connection was lost where nobody answers', async () => {
  server.close();
  await expect(accountRemote(caller()).read(undefined)).rejects.toThrow(/connection to your account was lost/);
});
