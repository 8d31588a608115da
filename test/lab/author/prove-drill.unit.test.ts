import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { holds, proveDrill } from '../../../lib/lab/author/prove-drill.ts';
import type { ProjectDrill } from '../../../lib/lab/drills/drill.ts';
import { injectFault } from '../../../lib/lab/drills/run-drill.ts';
import type { Deployment } from '../../../lib/lab/stacks/deployment.ts';
import { SAMPLE_OUTPUTS, sampleCloud, sampleDrill } from '../../support/drills/sample-drill.ts';
import { fakeCloud, makeCloud, readCloud } from '../../support/fakes/fake-cloud.ts';

let folder: string;
let cloudFile: string;
let deployment: Deployment;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'certlab-proof-'));
  cloudFile = join(folder, 'cloud.json');
  makeCloud(cloudFile, sampleCloud());
  deployment = { ...fakeCloud(cloudFile), notes: join(folder, 'notes'), outputs: SAMPLE_OUTPUTS, patience: 0.1 };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The queue's settings and those that the function's alias serves: versions that were published stay. */
const settings = () => {
  const { queues, functions } = readCloud(cloudFile);
  const worker = functions.worker;
  return { queues, live: worker?.versions[worker.aliases.live?.version ?? ''], latest: worker?.latest };
};
const wrongSteps = async (drill: ProjectDrill) => {
  const healthy = settings();
  const proof = await proveDrill(drill, deployment);
  expect(settings(), 'left as it was found').toEqual(healthy);
  expect(existsSync(deployment.notes), 'journals left behind').toBe(false);
  return { holds: holds(proof), wrong: proof.steps.filter((step) => !step.holds), givenAway: proof.givenAway };
};
const visibility = { queueUrl: SAMPLE_OUTPUTS.QueueUrl, name: 'VisibilityTimeout' } as const;

it('proves a good drill, and says so step by step', async () => {
  const heard: string[] = [];
  const proof = await proveDrill(sampleDrill, deployment, ({ when, got }) => heard.push(`${when}: ${got}`));
  expect(holds(proof)).toBe(true);
  expect(heard).toEqual([
    'before: fixed',
    'after the fault: not-yet',
    'after the shortcut "Hides messages forever": not-yet',
    'after restore: fixed',
    'after restoring again: fixed',
    'after the fix "the reference fix": fixed',
    'after all: fixed',
  ]);
});

it('gives what has to come the time of a check by a learner, however impatient it is with what must not come', async () => {
  const comesLate: ProjectDrill['check'][number] = {
    expects: 'What was sent has come',
    look(lab) {
      const sent = performance.now();
      return lab.eventually(async () => {
        const seconds = (performance.now() - sent) / 1_000;
        return { ok: seconds > 0.5, saw: `${seconds} s`, wanted: 'half a second' };
      }, 2);
    },
  };
  expect(await wrongSteps({ ...sampleDrill, check: [...sampleDrill.check, comesLate] })).toMatchObject({ wrong: [] });
});

it('finds a shortcut that the checks take for a fix', async () => {
  const accepted = { kind: 'elsewhere' as const, title: 'Fixes it by chance', apply: sampleDrill.solution.apply };
  expect(await wrongSteps({ ...sampleDrill, shortcuts: [...sampleDrill.shortcuts, accepted] })).toMatchObject({
    holds: false,
    wrong: [{ when: 'after the shortcut "Fixes it by chance"', wanted: 'not-yet', got: 'fixed' }],
  });
});

it('tries what throws something away last, each on a fault of its own, with what waits sent again', async () => {
  const [hides] = sampleDrill.shortcuts;
  const waiting = new Set<string>();
  const throwsAway = (which: string) => ({
    kind: 'hidden' as const,
    title: `Throws away ${which}`,
    destroys: true as const,
    async apply(lab: Parameters<typeof sampleDrill.solution.apply>[0]) {
      await sampleDrill.solution.apply(lab);
      waiting.clear();
    },
  });
  const drill: ProjectDrill = {
    ...sampleDrill,
    backlog: async (lab) => {
      const of = lab.nonce();
      lab.note({ of, kind: 'any', count: 1 });
      waiting.add(of);
    },
    contract: [
      {
        expects: 'What waited is there',
        look: async (lab) => {
          const ok = lab.sent().every(({ of }) => waiting.has(of));
          return {
            ok,
            saw:
              lab
                .sent()
                .map(({ of }) => of)
                .join() || 'nothing',
            wanted: 'all',
          };
        },
      },
    ],
    shortcuts: [throwsAway('one'), throwsAway('two'), hides],
  };
  const heard: string[] = [];
  const proof = await proveDrill(drill, deployment, ({ when, got }) => heard.push(`${when}: ${got}`));
  expect(holds(proof)).toBe(true);
  expect(heard.slice(2, 5)).toEqual([
    'after the shortcut "Hides messages forever": not-yet',
    'after the shortcut "Throws away one": not-yet',
    'after the shortcut "Throws away two": not-yet',
  ]);
});

it('finds a right fix that the checks refuse, with the probe that did', async () => {
  const half = {
    title: 'One of two',
    apply: (lab: Parameters<typeof sampleDrill.solution.apply>[0]) => lab.set('queue-attribute', visibility, '60'),
  };
  expect(await wrongSteps({ ...sampleDrill, otherFixes: [half] })).toMatchObject({
    wrong: [
      { when: 'after the fix "One of two"', got: 'not-yet', because: [expect.stringContaining('The function has')] },
    ],
  });
});

it('finds a fault that no check notices', async () => {
  const { wrong } = await wrongSteps({
    ...sampleDrill,
    fault: (lab) => lab.change('queue-attribute', visibility, '61'),
  });
  expect(wrong).toContainEqual(
    expect.objectContaining({ when: 'after the fault', got: 'fixed', because: ['every check passed'] }),
  );
});

it('goes on after a fix that fails to run, and says why', async () => {
  const broken = { title: 'Slips', apply: () => Promise.reject(new Error('no such queue')) };
  expect(await wrongSteps({ ...sampleDrill, otherFixes: [broken] })).toMatchObject({
    wrong: [{ when: 'after the fix "Slips"', got: 'threw', because: ['no such queue'] }],
  });
});

it('finds a check that says the word which the fix needs', async () => {
  const [first, ...others] = sampleDrill.check;
  const telling = { ...first, expects: 'sqs:SendMessage is allowed' };
  const solution = { ...sampleDrill.solution, steps: ['Allow sqs:SendMessage again.'] as const };
  expect(await wrongSteps({ ...sampleDrill, check: [telling, ...others], solution })).toMatchObject({
    holds: false,
    givenAway: ['sqs:SendMessage'],
  });
});

it('breaks nothing where the project is not healthy to begin with', async () => {
  const cloud = sampleCloud();
  makeCloud(cloudFile, { ...cloud, queues: { [SAMPLE_OUTPUTS.QueueUrl]: { VisibilityTimeout: '1' } } });
  const proof = await proveDrill(sampleDrill, deployment);
  expect(proof.steps).toMatchObject([{ when: 'before', got: 'not-yet' }]);
  expect(settings().queues[SAMPLE_OUTPUTS.QueueUrl]).toEqual({ VisibilityTimeout: '1' });
});

it('puts back first what a proof that was killed had broken', async () => {
  await injectFault(sampleDrill, deployment, null);
  expect((await proveDrill(sampleDrill, deployment)).steps[0]).toMatchObject({ when: 'before', got: 'fixed' });
});
