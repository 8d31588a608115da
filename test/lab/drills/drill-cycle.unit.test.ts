import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { givenAway } from '../../../lib/lab/author/given-away.ts';
import { CouldNotLook, type ProjectDrill } from '../../../lib/lab/drills/drill.ts';
import { contextToFix } from '../../../lib/lab/drills/drill-context.ts';
import { append, isOpen, openJournal, readIncident, readIncidents } from '../../../lib/lab/drills/journal.ts';
import { breakProject, check, noteCheck, restore, told } from '../../../lib/lab/drills/run-drill.ts';
import type { Deployment } from '../../../lib/lab/stacks/deployment.ts';
import { SAMPLE_OUTPUTS, sampleCloud, sampleDrill } from '../../support/drills/sample-drill.ts';
import { fakeCloud, makeCloud, readCloud } from '../../support/fakes/fake-cloud.ts';

let folder: string;
let cloudFile: string;
let deployment: Deployment;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'certlab-drill-'));
  cloudFile = join(folder, 'cloud.json');
  makeCloud(cloudFile, sampleCloud());
  deployment = { ...fakeCloud(cloudFile), notes: join(folder, 'notes'), outputs: SAMPLE_OUTPUTS };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const verdict = async (drill = sampleDrill) => (await check(drill, deployment)).verdict;
const settings = () => {
  const { functions, queues } = readCloud(cloudFile);
  const worker = functions.worker;
  return { live: worker?.versions[worker.aliases.live?.version ?? ''], latest: worker?.latest, queues };
};
const lastIncident = () => {
  const incident = readIncidents(deployment.notes).at(-1);
  if (!incident) throw new Error('There is no incident.');
  return incident;
};

test('a drill goes from green to red, refuses its shortcut, and comes back by restore and by its fix', async () => {
  const healthy = settings();
  const incident = await breakProject(sampleDrill, deployment);
  expect(isOpen(incident)).toBe(true);
  expect(settings()).toMatchObject({ live: { variables: { A: 'wrong' } }, latest: { variables: { A: 'right' } } });
  expect(await verdict()).toBe('not-yet');

  for (const { apply } of sampleDrill.shortcuts) {
    await apply(contextToFix(deployment));
    expect(await verdict()).toBe('not-yet');
  }

  await restore(incident, deployment.aws);
  expect(await verdict()).toBe('fixed');
  expect(settings()).toEqual(healthy);
  await restore(incident, deployment.aws);
  expect(settings()).toEqual(healthy);

  await breakProject(sampleDrill, deployment);
  await sampleDrill.solution.apply(contextToFix(deployment));
  expect(await verdict()).toBe('fixed');
});

test('what is there now is in the journal, on the disk, before anything is changed', async () => {
  const journals: string[] = [];
  const { updateFunctionConfiguration } = deployment.aws.lambda;
  Object.assign(deployment.aws.lambda, {
    updateFunctionConfiguration: (input: never) => {
      const [file = ''] = readdirSync(deployment.notes);
      journals.push(readFileSync(join(deployment.notes, file), 'utf8'));
      return updateFunctionConfiguration(input);
    },
  });
  await breakProject(sampleDrill, deployment);
  const lines = journals[0]
    ?.trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines?.at(-1)).toMatchObject({ entry: 'change', before: { live: 'right' }, after: { live: 'wrong' } });
});

test('restore leaves alone what the learner changed besides, and tells what it replaced', async () => {
  const incident = await breakProject(sampleDrill, deployment);
  await deployment.aws.lambda.updateFunctionConfiguration({
    FunctionName: 'worker',
    Environment: { Variables: { A: 'mine', B: 'changed', C: 'added' } },
  });
  await deployment.aws.sqs.setQueueAttributes({
    QueueUrl: SAMPLE_OUTPUTS.QueueUrl,
    Attributes: { VisibilityTimeout: '90', DelaySeconds: '7' },
  });
  const done = await restore(incident, deployment.aws);
  expect(settings().latest?.variables).toEqual({ A: 'right', B: 'changed', C: 'added' });
  expect(settings().queues[SAMPLE_OUTPUTS.QueueUrl]).toEqual({ VisibilityTimeout: '60', DelaySeconds: '7' });
  expect(done.find(({ kind }) => kind === 'queue-attribute')).toMatchObject({ outcome: 'put-back', replaced: '90' });
  expect(done.find(({ kind }) => kind === 'function-variable')).toMatchObject({ replaced: { latest: 'mine' } });
});

test('a resource that is gone counts as restored', async () => {
  const incident = await breakProject(sampleDrill, deployment);
  makeCloud(cloudFile, { ...readCloud(cloudFile), queues: {} });
  const done = await restore(incident, deployment.aws);
  expect(done.map(({ outcome }) => outcome)).toEqual(['gone', 'put-back']);
  // It replaced what the fault left, and nobody else's value.
  expect(done[1]).not.toHaveProperty('replaced');
  expect(lastIncident().restoredAt).toBeDefined();
});

test('a fault that fails half-way is rolled back', async () => {
  const healthy = settings();
  deployment.aws.sqs.setQueueAttributes = () => Promise.reject(new Error('the network is down'));
  await expect(breakProject(sampleDrill, deployment)).rejects.toMatchObject({ code: 'FaultFailed' });
  expect(settings()).toEqual(healthy);
  expect(isOpen(lastIncident())).toBe(false);
});

test('a restore that AWS refuses in part does the rest, says so, and can be run again', async () => {
  const healthy = settings();
  const incident = await breakProject(sampleDrill, deployment);
  const { aws } = fakeCloud(cloudFile);
  aws.sqs.setQueueAttributes = () => Promise.reject(new Error('the network is down'));
  await expect(restore(incident, aws)).rejects.toMatchObject({ code: 'RestoreIncomplete' });
  expect(settings().live).toEqual(healthy.live);
  expect(lastIncident().restoredAt).toBeUndefined();
  await restore(incident, deployment.aws);
  expect(settings()).toEqual(healthy);
});

test('refuses a second drill on a resource that one has already', async () => {
  await breakProject(sampleDrill, deployment);
  await sampleDrill.solution.apply(contextToFix(deployment));
  const other = { ...sampleDrill, id: 'sample/other' };
  await expect(breakProject(other, deployment)).rejects.toMatchObject({ code: 'ResourceBusy' });
  expect(await verdict()).toBe('fixed');
});

test('refuses to break what is not healthy, and changes nothing', async () => {
  await deployment.aws.sqs.setQueueAttributes({
    QueueUrl: SAMPLE_OUTPUTS.QueueUrl,
    Attributes: { VisibilityTimeout: '1' },
  });
  const before = readFileSync(cloudFile, 'utf8');
  await expect(breakProject(sampleDrill, deployment)).rejects.toMatchObject({ code: 'NotHealthy' });
  expect(readFileSync(cloudFile, 'utf8')).toBe(before);
  expect(readIncidents(deployment.notes)).toEqual([]);
});

test('refuses a deployment that lacks an output', async () => {
  deployment = { ...deployment, outputs: { QueueUrl: 'x' } };
  await expect(breakProject(sampleDrill, deployment)).rejects.toMatchObject({ code: 'NotDeployed' });
});

const looking = (look: ProjectDrill['check'][0]['look']): ProjectDrill => ({
  ...sampleDrill,
  check: [{ expects: 'It looks', look }],
});

test('what could not be seen is no verdict; a resource that is gone is one', async () => {
  expect(await verdict(looking(() => Promise.reject(new CouldNotLook('dark'))))).toBe('could-not-look');
  expect(await verdict(looking(() => Promise.reject(new TypeError('a defect of the probe'))))).toBe('could-not-look');
  expect(await verdict(looking((lab) => lab.request('https://nowhere.example/').then(() => neverHere())))).toBe(
    'could-not-look',
  );
  const gone = looking(async (lab) => {
    await lab.get('queue-attribute', { queueUrl: 'gone', name: 'DelaySeconds' });
    return neverHere();
  });
  expect(await verdict(gone)).toBe('not-yet');
});

function neverHere(): never {
  throw new Error('This should not have been reached.');
}

test('one failed expectation decides, whatever the other probes could not see', async () => {
  const drill: ProjectDrill = {
    ...sampleDrill,
    check: [
      { expects: 'One', look: () => Promise.reject(new CouldNotLook('dark')) },
      { expects: 'Two', look: async () => ({ ok: false, saw: 'a', wanted: 'b' }) },
    ],
  };
  expect(await verdict(drill)).toBe('not-yet');
});

test('a check that is decided gives up waiting for the rest', async () => {
  const drill: ProjectDrill = {
    ...sampleDrill,
    check: [
      { expects: 'Slow', look: (lab) => lab.eventually(async () => ({ ok: false, saw: 'a', wanted: 'b' }), 30) },
      { expects: 'Fast', look: async () => ({ ok: false, saw: 'a', wanted: 'b' }) },
    ],
  };
  const start = Date.now();
  await check(drill, deployment, { untilDecided: true });
  expect(Date.now() - start).toBeLessThan(20_000);
});

test('a fix that leaves settings other than they were is told from one that does not', async () => {
  const incident = await breakProject(sampleDrill, deployment);
  await sampleDrill.solution.apply(contextToFix(deployment));
  await noteCheck(incident, 'fixed', deployment.aws);
  // The reference fix leaves a visibility timeout of 120 where 60 was.
  expect(lastIncident()).toMatchObject({ solvedAt: expect.any(Number), restoredAt: undefined });
  await restore(lastIncident(), deployment.aws);

  const second = await breakProject(sampleDrill, deployment);
  const healthy = contextToFix(deployment);
  await sampleDrill.solution.apply(healthy);
  await healthy.set('queue-attribute', { queueUrl: SAMPLE_OUTPUTS.QueueUrl, name: 'VisibilityTimeout' }, '60');
  await noteCheck(second, 'fixed', deployment.aws);
  expect(lastIncident().restoredAt).toBeDefined();
});

test('what was put back by restore is never counted as solved', async () => {
  const incident = await breakProject(sampleDrill, deployment);
  await restore(incident, deployment.aws);
  await noteCheck(lastIncident(), 'fixed', deployment.aws);
  expect(lastIncident().solvedAt).toBeUndefined();
});

test('what a probe remembers of the time before the fault it is told at each check, until the incident is over', async () => {
  const told: string[] = [];
  const probe: ProjectDrill['contract'][number] = {
    expects: 'It is told what it remembered',
    remember: async ({ aws, outputs }) => {
      const worker = { FunctionName: outputs.FunctionName as string, Qualifier: 'live' };
      const { Environment } = await aws.lambda.getFunctionConfiguration(worker);
      return [{ functionName: String(Environment?.Variables?.A), versions: [] }];
    },
    look: async (lab) => {
      told.push(
        lab
          .remembered()
          .map((stored) => 'functionName' in stored && stored.functionName)
          .join(),
      );
      return { ok: true, saw: '', wanted: '' };
    },
  };
  const drill = { ...sampleDrill, contract: [probe] };
  const incident = await breakProject(drill, deployment);
  told.length = 0;

  await verdict(drill);
  await restore(incident, deployment.aws);
  await verdict(drill);

  expect(told).toEqual(['right', '']);
});

test('a journal cut off at any byte still says what has to be put back', async () => {
  const incident = await breakProject(sampleDrill, deployment);
  append(incident.file, { entry: 'hint' });
  const whole = readFileSync(incident.file);
  const lines = whole.toString().trimEnd().split('\n');
  for (let length = 1; length <= whole.length; length += 1) {
    writeFileSync(incident.file, whole.subarray(0, length));
    const complete = whole.subarray(0, length).toString().split('\n').length - 1;
    const changes = lines.slice(0, complete).filter((line) => line.includes('"entry":"change"')).length;
    expect(readIncident(incident.file)?.changes.length ?? 0).toBe(changes);
  }
  // Writing on after such a cut must neither glue two lines together nor leave the end of the longer one behind.
  const secondChange = whole.lastIndexOf('"entry":"change"');
  for (const length of [whole.length - 5, secondChange + 100]) {
    writeFileSync(incident.file, whole.subarray(0, length));
    append(incident.file, { entry: 'restored' });
    expect(readIncident(incident.file)?.restoredAt).toBeDefined();
    append(incident.file, { entry: 'hint' });
    expect(readIncident(incident.file)?.restoredAt).toBeDefined();
  }
});

test('refuses a journal with a damaged line, and names the line', () => {
  const file = openJournal(deployment.notes, 'sample/two-changes', null);
  writeFileSync(file, `${readFileSync(file, 'utf8')}not JSON\n`);
  append(file, { entry: 'broken' });
  expect(() => readIncident(file)).toThrow(/Line 2/);
});

const child = join(import.meta.dirname, '../../support/drills/sample-drill-child.ts');
const inChild = (action: string, killAt: number) =>
  spawnSync(process.execPath, [child, action, deployment.notes, cloudFile], {
    env: { ...process.env, NODE_OPTIONS: '', KILL_AT: String(killAt) },
    encoding: 'utf8',
  });

test('a fault killed at any step is put back by restore', { timeout: 60_000 }, async () => {
  const healthy = settings();
  let steps = 0;
  for (let killed = true; killed && steps < 100; ) {
    steps += 1;
    const run = inChild('break', steps);
    killed = run.signal === 'SIGKILL';
    if (!killed) expect(run.status, run.stderr).toBe(0);
    for (const incident of readIncidents(deployment.notes)) await restore(incident, deployment.aws);
    expect(settings(), `killed at step ${steps}`).toEqual(healthy);
    rmSync(deployment.notes, { recursive: true, force: true });
  }
  expect(steps).toBeGreaterThan(15);
});

test('a restore killed at any step is completed by the next one', { timeout: 60_000 }, async () => {
  const healthy = settings();
  let steps = 0;
  for (let killed = true; killed && steps < 100; ) {
    steps += 1;
    const incident = await breakProject(sampleDrill, deployment);
    const run = inChild('restore', steps);
    killed = run.signal === 'SIGKILL';
    if (!killed) expect(run.status, run.stderr).toBe(0);
    await restore(incident, deployment.aws);
    expect(settings(), `killed at step ${steps}`).toEqual(healthy);
    rmSync(deployment.notes, { recursive: true, force: true });
  }
  expect(steps).toBeGreaterThan(15);
});

test('while the symptom is there a check tells of nothing else, for that would name the cause', async () => {
  const probe = (expects: string, ok: boolean) => ({
    expects,
    look: async () => ({ ok, saw: 'this', wanted: 'that' }),
  });
  const heardOf = async (symptomIsGone: boolean) => {
    const heard: string[] = [];
    const drill: ProjectDrill = {
      ...sampleDrill,
      check: [probe('the symptom', symptomIsGone), { ...probe('the alias has one version', false), guards: true }],
      contract: [probe('a role may do what it did', false)],
    };
    const { verdict, probes } = await check(drill, deployment, { onResult: ({ expects }) => heard.push(expects) });
    return {
      verdict,
      heard: heard.toSorted(),
      told: told(probes)
        .map(({ expects }) => expects)
        .toSorted(),
    };
  };
  expect(await heardOf(false)).toEqual({ verdict: 'not-yet', heard: ['the symptom'], told: ['the symptom'] });
  const all = ['a role may do what it did', 'the alias has one version', 'the symptom'];
  expect(await heardOf(true)).toEqual({ verdict: 'not-yet', heard: all, told: all });
});

test('what people call a changed setting is found in what a check tells, unless the ticket has it', () => {
  const result = { of: 'drill', verdict: 'not-ok', expects: 'It arrives', wanted: 'points' } as const;
  const given = (saw: string, more: Partial<ProjectDrill> = {}) =>
    givenAway({ ...sampleDrill, ...more }, [{ ...result, saw }], [{ kind: 'event-source' }]);
  expect(given('the mapping is disabled')).toEqual(['mapping', 'disabled']);
  expect(given('no points')).toEqual([]);
  expect(given('the mapping is disabled', { title: 'A mapping that was DISABLED' })).toEqual([]);
});
