/** All that the lab opens on this machine, as the kernel tells it: listeners, and files that others may read. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { basename, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { runningEmulator } from '../../lib/emulator/emulator.ts';
import { hookReports } from '../../lib/rehearsal/stand-ins/code-deploy.ts';
import { deployedTarget } from '../support/deployed-target.ts';
import { type LabProcess, startLab } from '../support/processes/lab-process.ts';

// A fresh deployment: files that an earlier test made by hand are not the lab's.
const target = await deployedTarget('open-doors');
const cleanUp: (() => unknown)[] = [];
afterAll(async () => {
  for (const step of cleanUp.reverse()) await step();
});

/** This process and all that it started, directly or not. */
function treeOf(root: number): number[] {
  const processes = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const children = processes.flatMap(([pid, parent]) => (parent === root && pid ? [pid] : []));
  return [root, ...children.flatMap(treeOf)];
}

/** What the kernel says of sockets: `local address, remote address, state … inode` (Linux, proc_net_tcp). */
const SOCKETS = { tcp: '0A', tcp6: '0A', udp: '07', udp6: '07' } as const;
const LOOPBACK = /^(?:[0-9A-F]{6}7F|0{24}01000000|0{16}FFFF0000[0-9A-F]{6}7F):/;

/** Sockets of these processes to which anybody may send, as `tcp 0100007F:11D6`; addresses are in the kernel's hex. */
function listenersOf(pids: readonly number[]): string[] {
  const inodes = new Set(
    pids.flatMap((pid) => {
      const folder = `/proc/${pid}/fd`;
      return readdirSync(folder).flatMap((fd) => {
        try {
          return readlinkSync(join(folder, fd)).match(/^socket:\[(\d+)\]$/)?.[1] ?? [];
        } catch {
          // Closed since the folder was read.
          return [];
        }
      });
    }),
  );
  return Object.entries(SOCKETS).flatMap(([protocol, listening]) =>
    readFileSync(`/proc/net/${protocol}`, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state, , , , , , inode = '']) => state === listening && inodes.has(inode))
      .map(([, local]) => `${protocol} ${local}`),
  );
}

const isOpen = (listener: string) => !LOOPBACK.test(listener.split(' ')[1] ?? '');
const portOf = (listener: string) => Number.parseInt(listener.split(':')[1] ?? '', 16);

async function devServer(port: number): Promise<LabProcess> {
  const dev = startLab(['dev', '--port', String(port)], target.stateFolder);
  cleanUp.push(async () => {
    process.kill(-(dev.child.pid as number), 'SIGINT');
    await dev.ended;
  });
  await dev.says(/\/docs/);
  return dev;
}

it('listens on loopback alone: emulator, functions, dev server, the stand-in for CodeDeploy', async () => {
  const emulator = await runningEmulator(target.stateFolder);
  const free = createServer().listen(0, '127.0.0.1');
  await once(free, 'listening');
  const { port } = free.address() as { port: number };
  await new Promise((resolve) => free.close(resolve));
  const dev = await devServer(port);
  const hook = await hookReports();
  cleanUp.push(() => hook.close());
  const api = `${target.endpoint}/_aws/execute-api/${target.outputs.ServerlessApi?.ApiId}`;
  expect((await fetch(`${api}/health`)).status).toBe(200);
  expect((await fetch(`http://localhost:${port}/health`)).status).toBe(200);

  const functions = treeOf(emulator?.pid as number).slice(1);
  const listeners = listenersOf([
    emulator?.pid as number,
    ...functions,
    ...treeOf(dev.child.pid as number),
    process.pid,
  ]);

  expect(functions).not.toEqual([]);
  expect(listeners.map(portOf)).toEqual(
    expect.arrayContaining([emulator?.port, port, Number(new URL(hook.endpoint).port)]),
  );
  expect(listeners.filter(isOpen)).toEqual([]);
});

it('notices a listener that is open to the network, on either protocol', async () => {
  const open = await Promise.all(
    ['0.0.0.0', '::'].map(async (host) => {
      const server = createServer().listen(0, host);
      await once(server, 'listening');
      return server;
    }),
  );
  cleanUp.push(() => open.map((server: Server) => server.close()));

  const found = listenersOf([process.pid]).filter(isOpen).map(portOf);

  expect(found.sort()).toEqual(open.map((server) => (server.address() as { port: number }).port).sort());
});

it('keeps the key that signs tokens in its state folder, and not where another user could put one', async () => {
  const key = join(target.stateFolder, 'tmp/state/cognito-rsa-key.pem');
  const credential = 'Credential=test/20261127/us-east-1/cognito-idp/aws4_request, SignedHeaders=host, Signature=0';
  const answer = await fetch(target.endpoint, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 ${credential}`,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSCognitoIdentityProviderService.ListUserPools',
    },
    body: '{"MaxResults":1}',
  });

  expect([answer.status, existsSync(key)]).toEqual([200, true]);
});

/** Code of functions: their package on AWS has these modes, and there another user runs it. They lie in closed folders. */
const CODE = /(?:^|\/)(?:asset\.[0-9a-f]{64}|[\w-]+-handlers)\//;

it('leaves no file that another user may read, write or run', async () => {
  const files = readdirSync(target.stateFolder, { recursive: true, encoding: 'utf8' });
  const others = ['.', ...files].filter((path) => {
    const entry = lstatSync(join(target.stateFolder, path));
    return !entry.isSymbolicLink() && (entry.mode & 0o077) !== 0;
  });

  expect(files.map((path) => basename(path))).toEqual(
    expect.arrayContaining(['emulator.json', 'emulator.log', 'deployed.json']),
  );
  expect(others.filter((path) => !CODE.test(path))).toEqual([]);
  expect(others.every((path) => (lstatSync(join(target.stateFolder, path)).mode & 0o022) === 0)).toBe(true);
});
