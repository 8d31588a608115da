/** A lab with the sample project deployed on a fake emulator, for what commands say: made for each test, gone after it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { ProjectDrill } from '../../../lib/lab/drills/drill.ts';
import { contextToFix } from '../../../lib/lab/drills/drill-context.ts';
import { type Lab, openLab } from '../../../lib/lab/lab.ts';
import { fakeCloud, makeCloud, readCloud } from '../fakes/fake-cloud.ts';
import { type FakeEmulator, startFakeEmulator } from '../fakes/fake-emulator.ts';
import { runCommand } from '../processes/run-command.ts';
import { sampleCloud, sampleDrill, sampleProject } from './sample-drill.ts';

/** Of the sample project's stack, as an incident in it has it. */
export const STACK_ID = 'arn:aws:cloudformation:us-east-1:000000000000:stack/Sample/1';

/** Registers what makes it before each test of the file or block, and what takes it away; its fields are the test's. */
export function sampleLab(drills: readonly ProjectDrill[]) {
  const environment = { ...process.env };
  const here = {
    lab: {} as Lab,
    emulator: {} as FakeEmulator,
    cloudFile: '',
    outputs: {} as Record<string, string>,
    run: (line: string) => runCommand(here.lab, line),
    /** The reference fix of the sample drill. */
    repair: () =>
      sampleDrill.solution.apply(contextToFix({ ...fakeCloud(here.cloudFile), notes: '', outputs: here.outputs })),
    /** What callers of the function get: `right`, or what the fault made of it. */
    variable() {
      const { worker } = readCloud(here.cloudFile).functions;
      return worker?.versions[worker.aliases.live?.version ?? '']?.variables.A;
    },
  };
  let folder: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'certlab-sample-'));
    here.cloudFile = join(folder, 'cloud.json');
    process.env.CERTLAB_STATE = join(folder, 'state');
    here.lab = openLab([{ project: sampleProject, drills: async () => drills }], process.env.CERTLAB_STATE);
    here.emulator = await startFakeEmulator(here.lab.stateFolder, (endpoint) => {
      here.outputs = { QueueUrl: `${endpoint}/000000000000/work`, FunctionName: 'worker' };
      const { functions } = sampleCloud();
      makeCloud(here.cloudFile, {
        functions,
        queues: { [here.outputs.QueueUrl as string]: { VisibilityTimeout: '60', DelaySeconds: '0' } },
      });
      return fakeCloud(here.cloudFile).aws;
    });
    here.emulator.stacks.set('Sample', {
      id: STACK_ID,
      status: 'CREATE_COMPLETE',
      outputs: here.outputs,
      resources: { Work: ['AWS::SQS::Queue', here.outputs.QueueUrl as string] },
    });
  });
  afterEach(async () => {
    await here.emulator.close();
    rmSync(folder, { recursive: true, force: true });
    for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
    Object.assign(process.env, environment);
  });
  return here;
}
