/**
 * An incident as a learner lives through it, by the lab's own command line: a defect in code that is fixed in the
 * workbench and deployed by `lab up`, the exit codes, and what is left afterwards.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { repository } from '../../../lib/repository.ts';
import { deployedTarget } from '../../support/deployed-target.ts';

const target = await deployedTarget();
const journals = join(target.stateFolder, 'drills');

/** Runs `lab` as a program would, without a terminal. */
function lab(args: string, state = target.stateFolder) {
  const run = spawnSync(process.execPath, [join(repository, 'bin', 'lab.ts'), ...args.split(' ')], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '', CERTLAB_STATE: state },
  });
  return { code: run.status, out: run.stdout, err: run.stderr };
}
const json = (args: string) => JSON.parse(lab(`${args} --json`).out);

afterAll(() => {
  lab('restore');
  rmSync(journals, { recursive: true, force: true });
});

test('breaking without an incident, hinting and checking without one say so', () => {
  rmSync(journals, { recursive: true, force: true });
  expect(lab('hint')).toMatchObject({ code: 1, err: expect.stringContaining('break') });
  // Its exit code is about the deployment, which other tests have changed by hand.
  expect(json('restore')).toMatchObject({ restored: [], verdicts: [] });
  expect(lab('break serverless-api/99').code).toBe(64);
  expect(lab('break --level 4').code).toBe(64);
});

test('a dry run says the same twice, and breaks nothing', () => {
  const [one, two] = [lab('break --seed 4711 --dry-run'), lab('break --seed 4711 --dry-run')];
  expect(one).toMatchObject({ code: 0, out: two.out });
  expect(lab('ticket').code).toBe(1);
});

test('a defect in code is fixed in the workbench and deployed by lab up', { timeout: 240_000 }, () => {
  const { workbench, ticket } = json('break serverless-api/9');
  expect(ticket.report).toContain('page');
  expect(lab('check').code).toBe(1);
  expect(lab('break serverless-api/1')).toMatchObject({ code: 1, err: expect.stringContaining('open') });

  expect(json('hint')).toMatchObject({ taken: 1, of: 4 });
  expect(lab('solution')).toMatchObject({ code: 1, err: expect.stringContaining('--yes') });

  const source = join(workbench, 'lambda/serverless-api/operations.ts');
  writeFileSync(source, readFileSync(source, 'utf8').replace('found.at(limit)', 'items.at(-1)'));
  expect(lab('up serverless-api')).toMatchObject({ code: 0 });
  expect(json('check')).toMatchObject({ verdict: 'fixed' });

  const report = json('report');
  expect(report).toMatchObject({ solved: 1, unaided: 0, hints: 1, medianRepairMs: expect.any(Number) });
  expect(json('drills').drills.filter(({ solved }: { solved: boolean }) => solved)).toMatchObject([
    { id: 'serverless-api/page-skips', number: 'serverless-api/9' },
  ]);
});

test('restore puts back what the repair left different, and the next lab up builds from the repository', {
  timeout: 240_000,
}, () => {
  expect(json('restore')).toMatchObject({
    restored: [{ kind: 'function-code', outcome: 'put-back' }],
    verdicts: [{ drill: 'serverless-api/9', verdict: 'fixed' }],
  });
  expect(lab('restore').out).toContain('No drill has left anything');
  expect(lab('up serverless-api').code).toBe(0);
  expect(lab('check').code).toBe(0);
});

test('a permission is given back by a call of the lab in the words of the AWS CLI', () => {
  const outputs = target.outputs.ServerlessApi ?? {};
  expect(lab('break serverless-api/4').code).toBe(0);
  expect(lab('check').code).toBe(1);
  const call = lab(`aws lambda delete-function-concurrency --function-name ${outputs.SeedFunctionName}`);
  expect(call).toMatchObject({ code: 0 });
  const fixed = lab('check');
  expect(fixed.code).toBe(0);
  expect(fixed.out).toContain('architect');
  // It left everything as it was, so there is nothing to restore.
  expect(lab('restore').out).toContain('No drill has left anything');
});

test('a refusal of AWS, an unknown operation and an unknown parameter are told apart', () => {
  expect(lab('aws lambda get-function --function-name nobody')).toMatchObject({
    code: 1,
    err: expect.stringContaining('ResourceNotFoundException'),
  });
  expect(lab('aws lambda get-nothing').code).toBe(64);
  expect(lab('aws lambda get-function --nme x')).toMatchObject({
    code: 64,
    err: expect.stringContaining('--function-name'),
  });
});

test('tearing down and redeploying is no repair', () => {
  expect(lab('break serverless-api/4').code).toBe(0);
  const [journal = ''] = readdirSync(join(journals, 'emulator'))
    .filter((name) => name.endsWith('.jsonl'))
    .toSorted()
    .reverse();
  const file = join(journals, 'emulator', journal);
  // As if the stack that was broken had been another one.
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(/:stack\/ServerlessApi\/[^"]+/, ':stack/ServerlessApi/before'),
  );
  expect(lab('check --json')).toMatchObject({ code: 1, out: expect.stringContaining('DeployedAnew') });
  expect(lab('ticket').code).toBe(1);
  const outputs = target.outputs.ServerlessApi ?? {};
  expect(lab(`aws lambda delete-function-concurrency --function-name ${outputs.SeedFunctionName}`).code).toBe(0);
});

test('without the emulator a check is no verdict: exit 2', () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'certlab-elsewhere-'));
  cpSync(journals, join(elsewhere, 'drills'), { recursive: true });
  expect(lab('check', elsewhere)).toMatchObject({ code: 2, err: expect.stringContaining('could not look') });
  rmSync(elsewhere, { recursive: true, force: true });
});
