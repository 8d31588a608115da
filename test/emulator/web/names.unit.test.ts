/** Names of databases: where they lead, how a task follows them, and that a path which is blocked stays silent. */
import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Container } from '../../../lib/emulator/web/containers/container.ts';
import { containersOfName, resolveName } from '../../../lib/emulator/web/network/names.ts';
import { repository } from '../../../lib/repository.ts';

const DATABASE = 'exams.cluster-abc.us-east-1.rds.amazonaws.com';
const LOADER = join(repository, 'lib/emulator/web/network/names.mjs');

let engine: Server;
let target: Server;
/** Where nobody listens yet. */
let free: number;
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
  const probe = await listening(createServer());
  free = portOf(probe);
  await new Promise((done) => probe.close(done));
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

/** What a program says in a task that has one loopback address; it listens at 127.2.1.10:8080 and asks there first. */
async function placedTask(url: string): Promise<string[]> {
  asked = [];
  const program = `
    import { createServer } from 'node:http';
    import net from 'node:net';
    const ask = (url) => fetch(url).then((answer) => answer.text(), (error) => error.cause.code);
    const server = createServer((_, response) => response.end('own')).listen({ port: 8080, host: process.env.HOST }, async () => {
      const { address, port } = server.address();
      console.log(address, port === ${free});
      console.log(await ask('http://127.2.1.10:8080/'));
      console.log(await ask('${url}'));
      net.connect(8080, '127.2.1.10', () => { console.log('by its form'); process.exit(); });
    });
    server.once('error', (error) => { console.log(error.code); process.exit(); });
  `;
  const env = {
    ...process.env,
    ...{ HOST: '127.2.1.10', CERTLAB_NAMES: `http://127.0.0.1:${portOf(engine)}`, CERTLAB_ONE_LOOPBACK: '1' },
  };
  const args = ['--import', LOADER, '--input-type=module', '-e', program];
  return (await promisify(execFile)(process.execPath, args, { env, timeout: 10_000 })).stdout.trim().split('\n');
}

describe('where loopback has one address', () => {
  const OWN = '/places/127.2.1.10/8080';
  const PATH = `/paths/127.2.1.10/${DATABASE}/5432`;
  const own = () => `127.0.0.1:${free}`;

  it('a task listens and is reached where its address has its place, and follows a name there', async () => {
    answers = {
      ...{ [OWN]: own(), [PATH]: 'open', [`/names/${DATABASE}`]: '127.2.2.11' },
      '/places/127.2.2.11/5432': `127.0.0.1:${portOf(target)}`,
    };
    expect(await placedTask(`http://${DATABASE}:5432/`)).toEqual(['127.0.0.1 true', 'own', 'reached', 'by its form']);
    expect(asked).toEqual([OWN, OWN, PATH, `/names/${DATABASE}`, '/places/127.2.2.11/5432', OWN]);
  });

  it('is refused where the other has not listened, and finds nothing for a name that nothing has', async () => {
    answers = { [OWN]: own(), [PATH]: 'open', [`/names/${DATABASE}`]: '127.2.2.11' };
    expect((await placedTask(`http://${DATABASE}:5432/`))[2]).toBe('ECONNREFUSED');
    answers = { [OWN]: own(), [PATH]: 'open' };
    expect((await placedTask(`http://${DATABASE}:5432/`))[2]).toBe('ENOTFOUND');
  });

  it('does not listen where the engine gives it no place', async () => {
    answers = {};
    expect(await placedTask('http://localhost/')).toEqual(['EADDRNOTAVAIL']);
  });
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
