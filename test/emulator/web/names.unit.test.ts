/** Names of databases: where they lead, how a task follows them, and that a path which is blocked stays silent. */
import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Container } from '../../../lib/emulator/web/containers/container.ts';
import { containersOfName, resolveName } from '../../../lib/emulator/web/network/names.ts';
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

it('gives connections to the readers of a cluster in turns, whatever else is asked in between', () => {
  const [writer, one, two] = ['writer', 'one', 'two'].map(
    (db_id) =>
      ({
        ...{ id: db_id, address: db_id, image: 'postgres:17', status: 'running', region: 'us-east-1' },
        labels: { cluster_id: 'exams', db_id },
      }) as unknown as Container,
  ) as [Container, Container, Container];
  const engine = { list: () => [writer, one, two] };
  const roles = { roleOf: ({ id }: Container) => (id === 'writer' ? 'writer' : 'reader') } as const;
  const reader = DATABASE.replace('cluster-', 'cluster-ro-');
  const connections = Array.from({ length: 4 }, () => {
    // Before each connection its task asks whether packets come through; and it writes as well as it reads.
    expect(containersOfName(reader, engine, roles)).toEqual([one, two]);
    expect(resolveName(DATABASE, engine, roles)).toBe('writer');
    return resolveName(reader, engine, roles);
  });
  expect(connections).toEqual(['one', 'two', 'one', 'two']);
});
