/** The loader of a task: names of databases lead where the engine says, and a path that is blocked stays silent. */
import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { repository } from '../../../lib/repository.ts';

const DATABASE = 'exams.cluster-abc.us-east-1.rds.amazonaws.com';
const LOADER = join(repository, 'lib/emulator/web/network/names.mjs');

let engine: Server;
let target: Server;
let asked: string[] = [];
let answers: Record<string, string> = {};

const listening = (server: Server) =>
  new Promise<Server>((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
const portOf = (server: Server) => (server.address() as AddressInfo).port;

beforeAll(async () => {
  engine = await listening(
    createServer((request, response) => {
      asked.push(request.url ?? '');
      const answer = answers[request.url ?? ''];
      response.writeHead(answer === undefined ? 404 : 200).end(answer);
    }),
  );
  target = await listening(createServer((_, response) => response.end('reached')));
});

afterAll(() => {
  for (const server of [engine, target]) {
    server.closeAllConnections();
    server.close();
  }
});

/** What a task says that asks for this address, and gives up after half a second. */
async function task(url: string): Promise<string> {
  asked = [];
  const program = `
    import http from 'node:http';
    const request = http.get('${url}', { agent: false }, (response) => response.on('data', (data) => console.log(String(data))));
    request.on('error', (error) => console.log(error.code));
    request.setTimeout(500, () => { console.log('silent'); request.destroy(); });
    setTimeout(() => { if (!request.res) { console.log('silent'); process.exit(); } }, 1500).unref();
    request.on('close', () => process.exit());
  `;
  const env = { ...process.env, HOST: '127.2.1.10', CERTLAB_NAMES: `http://127.0.0.1:${portOf(engine)}` };
  const args = ['--import', LOADER, '--input-type=module', '-e', program];
  return (await promisify(execFile)(process.execPath, args, { env, timeout: 10_000 })).stdout.trim();
}

it('follows a name to the address that the engine gives, once it is told that packets come through', async () => {
  const path = `/paths/127.2.1.10/${DATABASE}/${portOf(target)}`;
  answers = { [path]: 'open', [`/names/${DATABASE}`]: '127.0.0.1' };
  expect(await task(`http://${DATABASE}:${portOf(target)}/`)).toBe('reached');
  expect(asked).toEqual([path, `/names/${DATABASE}`]);
});

it('hears nothing where packets do not come through', async () => {
  answers = { [`/paths/127.2.1.10/${DATABASE}/${portOf(target)}`]: 'blocked', [`/names/${DATABASE}`]: '127.0.0.1' };
  expect(await task(`http://${DATABASE}:${portOf(target)}/`)).toMatch(/^silent/);
  expect(asked).toHaveLength(1);
});

it('finds no address for a name that nothing has', async () => {
  answers = {};
  expect(await task(`http://${DATABASE}:${portOf(target)}/`)).toBe('ENOTFOUND');
});

it('leaves every other name alone', async () => {
  answers = {};
  expect(await task(`http://localhost:${portOf(target)}/`)).toBe('reached');
  expect(asked).toEqual([]);
});
