/** `lab report --push`: the ends of drills in the deployed account, each once, by somebody whom the pool knows. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Lab, openLab } from '../../../lib/lab/lab.ts';
import { CURRICULUM } from '../../../lib/projects/registry.ts';
import { noteEvidence } from '../../../lib/study/evidence.ts';
import type { DrillDone } from '../../../lib/study/log/records.ts';
import { learnersOf, PASSWORD } from '../../support/api/learners.ts';
import { deployedTarget } from '../../support/deployed-target.ts';
import { runCommand } from '../../support/processes/run-command.ts';

const target = await deployedTarget();
const learners = learnersOf(target);
const done = (id: string): DrillDone => ({
  ...{ kind: 'drill', id, at: 1, drill: 'serverless-api/query-denied', tasks: ['SAA-C03/1.1'], solved: true },
  ...{ hints: 0, checks: 1, solutionShown: false, milliseconds: 1_000 },
});

let lab: Lab;
let email: string;
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'certlab-push-'));
  cpSync(join(target.stateFolder, 'emulator.json'), join(folder, 'emulator.json'));
  lab = openLab(CURRICULUM, folder);
  email = await learners.signUp();
  noteEvidence(folder, done('d1'));
  noteEvidence(folder, { kind: 'sat', id: 's1', at: 1, exam: 'SAA-C03', passed: true });
});
afterAll(() => rmSync(lab.stateFolder, { recursive: true }));
afterEach(() => {
  vi.unstubAllEnvs();
});

const push = async (more = ['--json'], password = PASSWORD) => {
  vi.stubEnv('CERTLAB_PASSWORD', password);
  return runCommand(lab, ['report', '--push', email, ...more]);
};
async function inAccount(): Promise<string[]> {
  const { access } = await learners.signIn(email);
  const { items } = (await (await learners.ask(`Bearer ${access}`, 'GET', '/v1/me/evidence')).json()) as {
    items: { id: string }[];
  };
  return items.map(({ id }) => id);
}

describe('lab report --push', () => {
  it('sends nothing by a wrong password, says so, and shows no password', async () => {
    const { err, out, code } = await push([], 'Wrong-password-1');
    expect([code, await inAccount()]).toEqual([1, []]);
    expect(err).toContain('Incorrect username or password');
    expect(`${err}${out}`).not.toContain('Wrong-password-1');
  });

  it('asks for a password where nobody gave one, and sends nothing without a terminal', async () => {
    const { err, code } = await push([], '');
    expect([code, err.includes('CERTLAB_PASSWORD')]).toEqual([1, true]);
  });

  it('sends the drills that ended, once, and nothing else of the log', async () => {
    expect(JSON.parse((await push()).out)).toEqual({ account: email, sent: 1 });
    expect(JSON.parse((await push()).out)).toEqual({ account: email, sent: 0 });
    noteEvidence(lab.stateFolder, done('d2'));
    expect((await push([])).out).toBe(`1 sent to ${email}.\n`);
    expect((await push([])).out).toBe(`${email} has every drill that ended here.\n`);
    expect(await inAccount()).toEqual(['d1', 'd2']);
  });
});
