/** Where addresses are on a machine whose loopback has one, and how processes are looked at where there is no /proc. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { heldByProc, heldByPs } from '../../../lib/emulator/web/containers/memory.ts';
import { processByProc, processByPs } from '../../../lib/emulator/web/containers/processes.ts';
import {
  type At,
  dial,
  enginePlaces,
  listenAtFirst,
  ownAddresses,
  portsOfOneAddress,
} from '../../../lib/emulator/web/network/places.ts';
import { hasOneLoopback } from '../../../lib/emulator/web/service.ts';
import { until } from '../../../lib/until.ts';

/** The last that an engine may have, where no test starts so many. */
const ENGINE = enginePlaces(true).at(-1) as At;

const servers: Server[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((done) => server.close(done))));
});

async function listening({ port, host }: At): Promise<void> {
  const server = createServer((socket) => socket.end());
  servers.push(server);
  await new Promise<void>((done) => server.listen(port, host, done));
}

it('is asked of every system but Linux, and of that where its variable is set', () => {
  expect(hasOneLoopback({}, 'darwin')).toBe(true);
  expect(hasOneLoopback({}, 'linux')).toBe(false);
  expect(hasOneLoopback({ CERTLAB_ONE_LOOPBACK: '1' }, 'linux')).toBe(true);
});

it('on all of 127.0.0.0/8 an address is where it says', async () => {
  expect(await ownAddresses.give('127.2.1.10', 5432)).toEqual({ host: '127.2.1.10', port: 5432 });
  expect(ownAddresses.find('127.2.1.10', 5432)).toEqual({ host: '127.2.1.10', port: 5432 });
  expect(enginePlaces(false)[0]).toEqual({ number: 2, host: '127.2.0.1', port: 4_590 });
});

it('two addresses with one port have two ports, which they keep, and no two engines have the same', async () => {
  const told: Readonly<Record<string, number>>[] = [];
  const places = portsOfOneAddress(ENGINE, (given) => told.push(given));
  expect(told).toEqual([{}]);
  expect(places.find('127.2.1.10', 5432)).toBeUndefined();
  const [one, two, again] = await Promise.all(
    ['127.2.1.10', '127.2.2.10', '127.2.1.10'].map((address) => places.give(address, 5432)),
  );
  expect(again).toEqual(one);
  expect(one?.port).not.toBe(two?.port);
  expect([one?.host, two?.host]).toEqual(['127.0.0.1', '127.0.0.1']);
  // As a container that is started again asks for it.
  expect(await places.give('127.2.2.10', 5432)).toEqual(two);
  expect(places.find('127.2.2.10', 5432)).toEqual(two);
  expect(told.at(-1)).toEqual({ '127.2.1.10:5432': one?.port, '127.2.2.10:5432': two?.port });

  const [first, second] = enginePlaces(true) as unknown as [At, At];
  const another = await portsOfOneAddress(first, () => {}).give('127.2.1.10', 5432);
  expect(another.port).toBeGreaterThan(first.port + 1);
  expect(another.port).toBeLessThan(second.port);
});

it('a port that another program has is passed over, and one that has just become free is not given next', async () => {
  const [next, after] = [ENGINE.port + 2, ENGINE.port + 3];
  await listening({ host: '127.0.0.1', port: next });
  const places = portsOfOneAddress(ENGINE, () => {});
  expect((await places.give('127.2.1.10', 8080)).port).toBe(after);
  places.free('127.2.1.10');
  expect(places.find('127.2.1.10', 8080)).toBeUndefined();
  expect((await places.give('127.2.1.11', 8080)).port).toBe(after + 1);
});

it('an engine answers at the first place that no other program has', async () => {
  const from = [ENGINE.port, ENGINE.port + 1, ENGINE.port + 2].map((port) => ({ host: '127.0.0.1', port }));
  await listening(from[0] as At);
  const server = createServer();
  servers.push(server);
  expect(await listenAtFirst(server, from)).toBe(from[1]);
  const late = createServer();
  await expect(listenAtFirst(late, from.slice(0, 2))).rejects.toThrow('is taken');
});

it('what listens is reached by its address, and what does not refuses', async () => {
  const places = portsOfOneAddress(ENGINE, () => {});
  const ask = async (address: string) => {
    const socket = dial(places.find, { host: address, port: 8080 });
    expect(socket.connecting).toBe(true);
    try {
      await once(socket, 'connect');
      return 'connected';
    } catch (error) {
      return (error as NodeJS.ErrnoException).code;
    } finally {
      socket.destroy();
    }
  };
  expect(await ask('127.2.1.10')).toBe('ECONNREFUSED');
  const at = await places.give('127.2.1.10', 8080);
  expect(await ask('127.2.1.10')).toBe('ECONNREFUSED');
  await listening(at);
  expect(await ask('127.2.1.10')).toBe('connected');
});

it('ps tells of a process and of its memory what /proc does', async () => {
  const child = spawn(
    process.execPath,
    ['-e', 'globalThis.held = Buffer.alloc(100 * 2 ** 20, 1); setInterval(() => {}, 1e6)'],
    {
      detached: true,
    },
  );
  const pid = child.pid as number;
  try {
    const [byPs, byProc] = [processByPs(pid), processByProc(pid)];
    expect([byPs?.pid, byProc?.pid]).toEqual([pid, pid]);
    expect(processByPs(pid)).toEqual(byPs);
    // It tells two that had one id apart by when they were started.
    expect(byPs?.startedAt).toMatch(/\d\d:\d\d:\d\d \d{4}$/);
    const held = async (how: typeof heldByPs) => (await how(new Set([pid]))).get(pid) ?? 0;
    expect(await until(async () => (await held(heldByProc)) > 100 * 2 ** 20, 30, 50)).toBe(true);
    const [resident, own] = [await held(heldByPs), await held(heldByProc)];
    expect(resident).toBeGreaterThanOrEqual(own);
    expect(resident).toBeLessThan(own + 100 * 2 ** 20);
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  expect(processByPs(pid)).toBeUndefined();
});
