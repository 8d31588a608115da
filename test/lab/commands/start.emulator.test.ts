/** `npm start`, and every way of ending it. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Emulator } from '../../../lib/emulator/emulator.ts';
import { type LabProcess, runLab, startLab } from '../../support/processes/lab-process.ts';

const stateFolder = mkdtempSync(join(tmpdir(), 'certlab-start-'));
/** Somebody else's process: whatever the lab stops, it goes on. */
let unrelated: ChildProcess;
const started: LabProcess[] = [];

beforeAll(() => {
  unrelated = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1_000)'], { stdio: 'ignore' });
});
afterAll(() => {
  unrelated.kill();
  for (const { child } of started) kill(child.pid as number, 'SIGKILL');
  const left = recorded();
  if (left) kill(left.pid, 'SIGKILL');
  rmSync(stateFolder, { recursive: true, force: true });
});

const start = () => {
  const lab = startLab(['start', 'serverless-api'], stateFolder);
  started.push(lab);
  return lab;
};

/** To the whole group, as a terminal does it on Ctrl-C. */
function kill(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // The group is gone.
  }
}

function recorded(): Emulator | undefined {
  try {
    return JSON.parse(readFileSync(join(stateFolder, 'emulator.json'), 'utf8'));
  } catch {
    return undefined;
  }
}

/** The processes of these groups that are still there; a zombie that nobody has collected yet is not. */
function alive(...groups: (number | undefined)[]): string[] {
  return execFileSync('ps', ['-A', '-o', 'pgid=,stat=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => groups.includes(Number.parseInt(line, 10)) && !/^\s*\d+\s+Z/.test(line));
}

const isReachable = (endpoint: string) =>
  fetch(`${endpoint}/_ministack/health`).then(
    ({ ok }) => ok,
    () => false,
  );

async function nothingIsLeft(lab: LabProcess, emulator: Emulator): Promise<void> {
  // The last of them may still be on its way out when the first has ended.
  for (let i = 0; i < 40 && alive(lab.child.pid, emulator.pid).length > 0; i++) await sleep(50);
  expect(alive(lab.child.pid, emulator.pid)).toEqual([]);
  expect(await isReachable(emulator.endpoint)).toBe(false);
  expect(recorded()).toBeUndefined();
  expect(unrelated.exitCode ?? unrelated.signalCode).toBeNull();
}

it('shows its steps, where the API answers, three calls that work and the log of each; Ctrl-C then stops it all', async () => {
  const lab = start();
  await lab.says(/Ctrl-C stops/);
  const emulator = recorded() as Emulator;
  for (const step of [/emulator answers at/, /Bootstrap the CDK/, /Synthesize/, /AWS::DynamoDB::\w+ Content/]) {
    expect(lab.said.out).toMatch(step);
  }
  for (const page of ['docs', 'openapi.json']) expect(lab.said.out).toContain(`/${page}`);

  const [, site = ''] = /Site {6}(http:\/\/localhost:\d+\/)$/m.exec(lab.said.out) ?? [];
  expect((await fetch(`${site}_lab/session`)).status).toBe(200);
  const calls = [...lab.said.out.matchAll(/^ +curl '([^']+)'$/gm)].map(([, url]) => url as string);
  expect(calls).toHaveLength(3);
  for (const url of calls) expect((await fetch(url)).status, url).toBe(200);
  for (const url of calls) expect(url).toContain(site);
  await lab.says(/^\d\d:\d\d:\d\d\.\d{3} ApiFunction /m);

  kill(lab.child.pid as number, 'SIGINT');

  expect(await lab.ended).toBe(130);
  expect(lab.said.out).toMatch(/Stopped\.\n$/);
  expect(lab.said.err).toBe('');
  await nothingIsLeft(lab, emulator);
  await expect(fetch(`${site}_lab/session`)).rejects.toThrow();
});

it.each([
  ['the synthesis', /emulator answers at/],
  ['a deployment', /AWS::DynamoDB::/],
])('stops it all on Ctrl-C in the middle of %s too, without a word of failure', async (_, moment) => {
  const lab = start();
  await lab.says(moment);
  const emulator = recorded() as Emulator;

  kill(lab.child.pid as number, 'SIGINT');

  expect(await lab.ended).toBe(130);
  expect(lab.said.err).toBe('');
  await nothingIsLeft(lab, emulator);
});

it('that was killed leaves an emulator which the next start adopts and leaves running, and `lab down` ends', async () => {
  const killed = start();
  await killed.says(/AWS::DynamoDB::/);
  const emulator = recorded() as Emulator;
  kill(killed.child.pid as number, 'SIGKILL');
  await killed.ended;
  expect(await isReachable(emulator.endpoint)).toBe(true);

  const next = start();
  await next.says(/Ctrl-C stops/);
  expect(recorded()?.pid).toBe(emulator.pid);

  kill(next.child.pid as number, 'SIGINT');
  expect(await next.ended).toBe(130);
  expect(next.said.out).toMatch(/keeps running/);
  expect(await isReachable(emulator.endpoint)).toBe(true);

  const down = await runLab(['down', '--json'], stateFolder);
  expect(down.code, down.out + down.err).toBe(0);
  await nothingIsLeft(next, emulator);
});
