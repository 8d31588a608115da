/**
 * The exam room on a machine whose loopback has one address, as on macOS. No Mac is here: the same is asked of Linux, and then looked
 * at in what its kernel has of the room's processes (proc_pid_net(5), /proc/net/tcp).
 */
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ONE_LOOPBACK, PROCESSES_FILE, runningEngine } from '../../lib/emulator/web/service.ts';
import { until } from '../../lib/until.ts';
import { answering, ask, audit, beginSitting } from './candidates.ts';
import { type DeployedRoom, deployRoom } from './deployed-room.ts';

let room: DeployedRoom;

beforeAll(async () => {
  vi.stubEnv(ONE_LOOPBACK, '1');
  room = await deployRoom('one-loopback');
  expect(await room.untilHealthy(2)).toBe(true);
}, 240_000);

afterAll(async () => {
  await room?.down();
  vi.unstubAllEnvs();
});

const isThere = (pid: string) => existsSync(`/proc/${pid}`);

/** The emulator, its engine, and all that the engine has started, each with its process group. */
function processesOfRoom(): readonly string[] {
  const started: readonly { readonly pid: number }[] = JSON.parse(
    readFileSync(join(room.folder, PROCESSES_FILE), 'utf8'),
  );
  const groups = [room.emulatorPid, runningEngine(room.folder)?.pid, ...started.map(({ pid }) => pid)].map(String);
  return readdirSync('/proc').filter((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const [, , group = ''] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return groups.includes(pid) || groups.includes(group);
    } catch {
      return false;
    }
  });
}

/** `0100007F:4E20` → `127.0.0.1:20000`; one of IPv6 stays as it is. */
function addressOf(text: string): string {
  const [address = '', port = ''] = text.split(':');
  const parts = address.length === 8 ? (address.match(/../g) ?? []).map((part) => Number.parseInt(part, 16)) : [];
  return `${parts.toReversed().join('.') || address}:${Number.parseInt(port, 16)}`;
}

/** Both ends of each socket of the room's, by TCP and by UDP. */
function socketsOfRoom() {
  const inodes = new Set(
    processesOfRoom().flatMap((pid) => {
      try {
        const files = readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));
        return files.flatMap((file) => /^socket:\[(\d+)\]$/.exec(file)?.[1] ?? []);
      } catch {
        return [];
      }
    }),
  );
  return ['tcp', 'tcp6', 'udp', 'udp6'].flatMap((kind) =>
    readFileSync(`/proc/net/${kind}`, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , , , , , , , inode = '']) => inodes.has(inode))
      .map(([, local = '', remote = '', state = '']) => ({
        ...{ local: addressOf(local), remote: addressOf(remote) },
        listens: state === '0A',
      })),
  );
}

const hostOf = (address: string) => address.slice(0, address.lastIndexOf(':'));

it('takes a sitting through the balancer, and has no socket at another address', async () => {
  const sitting = await beginSitting(room.url, 'Ada');
  const path = `/v1/sittings/${sitting.id}`;
  const { position, choose } = sitting.items[0] as (typeof sitting.items)[0];
  const answer = { token: sitting.token, body: { chose: 'ABCDE'.slice(0, choose) } };
  expect((await ask(room.url, 'PUT', `${path}/answers/${position}`, answer)).status).toBe(200);
  expect((await ask(room.url, 'GET', path, { token: sitting.token })).body.answered).toEqual([position]);

  const addresses = (await room.containers()).map(({ address }) => address);
  expect(addresses.every((address) => !address.startsWith('127.0.'))).toBe(true);
  const sockets = socketsOfRoom();
  // Two tasks, two databases, a cache, the balancer twice, the engine, and the emulator.
  expect(sockets.filter(({ listens }) => listens).length).toBeGreaterThanOrEqual(9);
  expect(sockets.filter(({ local }) => hostOf(local) !== '127.0.0.1')).toEqual([]);
  // Of what does not listen, and is connected, the other end.
  const connected = sockets.filter(({ remote }) => !remote.endsWith(':0'));
  expect(connected.length).toBeGreaterThan(5);
  expect(connected.filter(({ remote }) => hostOf(remote) !== '127.0.0.1')).toEqual([]);
});

it('replaces a task that is killed, and fails over from a writer that is killed, without an answer lost', async () => {
  expect(await until(async () => (await room.databases()).length === 2, 30, 100)).toBe(true);
  const load = await answering(room.url, 5, 10);
  expect(await until(async () => load.acknowledged.length > 10, 30, 50)).toBe(true);

  const [task] = await room.tasks();
  const onTheirWay = load.asking();
  process.kill(task?.pid as number, 'SIGKILL');
  const killed = Date.now();
  expect(await until(async () => (await room.tasks()).every(({ id }) => id !== task?.id), 30, 50)).toBe(true);
  expect(await room.untilHealthy(2)).toBe(true);
  expect(Date.now() - killed).toBeLessThan(15_000);
  expect(load.failed.length).toBeLessThanOrEqual(Math.max(3, onTheirWay));

  const isWriter = ({ role }: { readonly role?: string }) => role === 'writer';
  const writer = (await room.databases()).find(isWriter);
  process.kill(writer?.pid as number, 'SIGKILL');
  const lost = Date.now();
  expect(await until(async () => load.acknowledged.some(({ at }) => at > lost + 500), 30, 50)).toBe(true);
  const before = load.acknowledged.length;
  expect(await until(async () => load.acknowledged.length > before + 20, 30, 50)).toBe(true);
  await load.stop();

  expect((await room.databases()).find(isWriter)?.address).not.toBe(writer?.address);
  expect(await audit(await room.writer(), load.acknowledged)).toEqual({ lost: [], doubled: [] });
});

it('leaves no process and no folder when it is taken down', async () => {
  const processes = processesOfRoom();
  expect(processes.filter(isThere).length).toBeGreaterThanOrEqual(7);
  expect((await room.down()).code).toBe(0);
  expect(await until(async () => !processes.some(isThere), 30, 50)).toBe(true);
  expect(existsSync(room.folder)).toBe(false);
});
