/** `lab drill prove` on what is deployed: a drill whose checks are right, and the same with a shortcut that is a fix. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { drillFixes } from '../../../lambda/shared/questions/operations/drill-fixes.ts';
import { holds, proveDrill } from '../../../lib/lab/author/prove-drill.ts';
import { awsClients } from '../../../lib/lab/aws/aws-clients.ts';
import { queryDenied } from '../../../lib/projects/serverless-api/drills/query-denied.ts';
import { clientConfigOf, deployedTarget } from '../../support/deployed-target.ts';
import { runLab } from '../../support/processes/lab-process.ts';

const target = await deployedTarget('prove-drill');

test('lab drill prove prints every judgement, and ends well', { timeout: 300_000 }, async () => {
  const ticket = () => runLab(['ticket', '--json'], target.stateFolder);
  const before = await ticket();

  const { code, out } = await runLab(['drill', 'prove', queryDenied.id], target.stateFolder);

  expect(out).toContain('Proven in');
  expect(out).toContain('after the fix "the reference fix"');
  for (const { title } of [...queryDenied.shortcuts, ...queryDenied.otherFixes]) expect(out).toContain(title);
  expect(code).toBe(0);
  // A proof is no incident: the last one is still the last.
  expect((await ticket()).out).toBe(before.out);
});

test('lab drill prove refuses a drill whose project is under an incident, and one for AWS alone', {
  timeout: 120_000,
}, async () => {
  const refusal = async (...args: string[]) => (await runLab([...args, '--json'], target.stateFolder)).json();

  expect(await refusal('drill', 'prove', 'serverless-api/throttled-to-one')).toMatchObject({
    error: { code: 'WrongTarget' },
  });
  expect((await runLab(['break', 'serverless-api/1'], target.stateFolder)).code).toBe(0);
  expect(await refusal('drill', 'prove', 'serverless-api/2')).toMatchObject({ error: { code: 'IncidentOpen' } });
  expect((await runLab(['restore'], target.stateFolder)).code).toBe(0);
});

test('lab prove tries fixes of a drill on what is deployed, and not while an incident is open', {
  timeout: 300_000,
}, async () => {
  const seed = Array.from({ length: 200 }, (_, at) => at).find(
    (at) => drillFixes.make(at)?.parameters.setting.drill === queryDenied.id,
  );
  const verdicts = async () => {
    const proof = await runLab(['prove', `drill-fixes/${seed}`, '--json'], target.stateFolder);
    expect(proof.code).toBe(0);
    return (proof.json() as { verdicts: { ran: string }[] }).verdicts.map(({ ran }) => ran);
  };

  expect(await verdicts()).toEqual(Array(4).fill('now'));
  expect((await runLab(['break', 'event-pipeline/1'], target.stateFolder)).code).toBe(0);
  expect(await verdicts()).toEqual(Array(4).fill('recorded'));
  expect((await runLab(['restore'], target.stateFolder)).code).toBe(0);
});

test('a shortcut that the checks take for a fix is found', { timeout: 300_000 }, async () => {
  const { apply } = queryDenied.solution;
  const planted = { kind: 'elsewhere' as const, title: 'Does what is right', apply };
  const proof = await proveDrill(
    { ...queryDenied, shortcuts: [planted], otherFixes: [] },
    {
      aws: awsClients(clientConfigOf(target)),
      outputs: target.outputs.ServerlessApi ?? {},
      notes: join(target.stateFolder, 'drill-proof', 'planted'),
    },
  );

  expect(holds(proof)).toBe(false);
  expect(proof.steps.filter((step) => !step.holds)).toMatchObject([
    { when: 'after the shortcut "Does what is right"', wanted: 'not-yet', got: 'fixed' },
  ]);
});
