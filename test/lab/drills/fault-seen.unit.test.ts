import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ProjectDrill } from '../../../lib/lab/drills/drill.ts';
import { contextToFix } from '../../../lib/lab/drills/drill-context.ts';
import { isOpen, readIncidents } from '../../../lib/lab/drills/journal.ts';
import { breakProject, leftDifferent, restore } from '../../../lib/lab/drills/run-drill.ts';
import type { Deployment } from '../../../lib/lab/stacks/deployment.ts';
import { SAMPLE_OUTPUTS, sampleCloud, sampleDrill } from '../../support/drills/sample-drill.ts';
import { fakeCloud, makeCloud, readCloud } from '../../support/fakes/fake-cloud.ts';

let folder: string;
let cloudFile: string;
let deployment: Deployment;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'certlab-fault-'));
  cloudFile = join(folder, 'cloud.json');
  makeCloud(cloudFile, sampleCloud());
  deployment = { ...fakeCloud(cloudFile), notes: join(folder, 'notes'), outputs: SAMPLE_OUTPUTS };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const queue = { queueUrl: SAMPLE_OUTPUTS.QueueUrl, name: 'VisibilityTimeout' } as const;
const twice: ProjectDrill = {
  ...sampleDrill,
  async fault(lab) {
    await lab.change('queue-attribute', queue, '1');
    await lab.change('queue-attribute', queue, '5');
  },
};

const settings = () => readCloud(cloudFile).queues;
const lastIncident = () => {
  const incident = readIncidents(deployment.notes).at(-1);
  if (!incident) throw new Error('There is no incident.');
  return incident;
};

test('refuses to hand out a fault that none of its own checks sees, and puts it back', async () => {
  const healthy = settings();
  const hidden: ProjectDrill = {
    ...sampleDrill,
    fault: (lab) =>
      lab.change(
        'queue-attribute',
        { queueUrl: SAMPLE_OUTPUTS.QueueUrl, name: 'VisibilityTimeout' },
        // Another value, but one that the drill's checks accept, as a repair of an earlier drill may make it.
        '90',
      ),
  };
  await expect(breakProject(hidden, { ...deployment, patience: 0.01 })).rejects.toMatchObject({ code: 'FaultNotSeen' });
  expect(settings()).toEqual(healthy);
  expect(isOpen(lastIncident())).toBe(false);
});

test('waits for a fault that takes effect late', async () => {
  const { getQueueAttributes } = fakeCloud(cloudFile).aws.sqs as unknown as Record<string, (input: unknown) => unknown>;
  let asked = 0;
  const late: ProjectDrill = {
    ...sampleDrill,
    async fault(lab) {
      await lab.change('queue-attribute', { queueUrl: SAMPLE_OUTPUTS.QueueUrl, name: 'VisibilityTimeout' }, '5');
      // From here on the old value is read twice more, as a service does that has not heard of the change yet.
      Object.assign(deployment.aws.sqs, {
        getQueueAttributes: async (input: never) =>
          ++asked <= 2 ? { Attributes: { VisibilityTimeout: '60' } } : getQueueAttributes?.(input),
      });
    },
  };
  expect(isOpen(await breakProject(late, deployment))).toBe(true);
  expect(asked).toBeGreaterThan(2);
});

test('restore puts a setting that was changed twice back at once, and never over the value in between', async () => {
  const incident = await breakProject(twice, deployment);
  const written: unknown[] = [];
  const { setQueueAttributes } = fakeCloud(cloudFile).aws.sqs as unknown as Record<string, (input: unknown) => unknown>;
  Object.assign(deployment.aws.sqs, {
    setQueueAttributes: (input: { Attributes: unknown }) => {
      written.push(input.Attributes);
      return setQueueAttributes?.(input);
    },
  });
  await restore(incident, deployment.aws);
  expect(written).toEqual([{ VisibilityTimeout: '60' }]);
});

test('a repair that leaves what was deployed leaves nothing different, though the fault changed it twice', async () => {
  const incident = await breakProject(twice, deployment);
  expect(await leftDifferent(incident, deployment.aws)).toHaveLength(1);
  await contextToFix(deployment).set('queue-attribute', queue, '60');
  expect(await leftDifferent(incident, deployment.aws)).toEqual([]);
});

test('a resource that is gone is not as before, and is nothing to break', async () => {
  const incident = await breakProject(
    { ...sampleDrill, fault: (lab) => lab.change('queue-attribute', queue, '5') },
    deployment,
  );
  makeCloud(cloudFile, { ...sampleCloud(), queues: {} });
  expect(await leftDifferent(incident, deployment.aws)).toEqual([expect.stringContaining('(gone)')]);
  expect(await restore(incident, deployment.aws)).toMatchObject([{ outcome: 'gone' }]);

  // Its own check looks elsewhere, and passes.
  const blind: ProjectDrill = {
    ...sampleDrill,
    check: [{ expects: 'That a day has hours', look: async () => ({ ok: true, saw: '24', wanted: '24' }) }],
    contract: [],
    fault: async (lab) => void (await lab.get('queue-attribute', queue)),
  };
  await expect(breakProject(blind, deployment)).rejects.toMatchObject({
    code: 'NotAsDeployed',
    message: expect.stringContaining(`\`lab reset ${sampleDrill.project.slug}\``),
  });
});
