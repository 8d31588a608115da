/**
 * `lab up` around its deployment: what has to pass before anything is deployed, in which order, and what is said once it
 * stands. The deployments take the CDK, and up.ts is tested where that runs: here they are what they come to.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LabError } from '../../../lib/errors.ts';
import { append, openJournal } from '../../../lib/lab/drills/journal.ts';
import type { Lab } from '../../../lib/lab/lab.ts';
import { type Up, upOnAws, upOnEmulator } from '../../../lib/lab/stacks/up.ts';
import { emulatorTarget } from '../../../lib/lab/target.ts';
import { sampleDrill, sampleProject } from '../../support/drills/sample-drill.ts';
import { STACK_ID, sampleLab } from '../../support/drills/sample-lab.ts';
import { runCommand } from '../../support/processes/run-command.ts';

const order: string[] = [];
const says = (step: string) => {
  order.push(step);
  if (refused === step) throw new LabError('NotConfirmed', `${step} said no.`);
};
let refused: string | undefined;
let bootstrap: { readonly sentence: string } | undefined;

vi.mock('../../../lib/lab/stacks/up.ts', () => ({ upOnEmulator: vi.fn(), upOnAws: vi.fn() }));
vi.mock('../../../lib/lab/aws/aws-target.ts', () => ({
  awsTarget: async ({ region = 'eu-west-1' }) => {
    says('account');
    const { endpoint } = here.emulator;
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    return { name: 'aws', region, account: '111122223333', clientConfig: { region, endpoint, credentials } };
  },
}));
vi.mock('../../../lib/lab/aws/aws-guards.ts', () => ({
  refuseForeignStacks: async () => says('foreign stacks'),
  confirmOnAws: async (_: unknown, projects: readonly { slug: string }[], what: string, more: readonly string[]) => {
    says('question');
    order.push([what, ...projects.map(({ slug }) => slug), ...more].join(' | '));
  },
}));
vi.mock('../../../lib/lab/stacks/bootstrap.ts', () => ({
  bootstrapNeeded: async () => {
    says('bootstrap');
    return bootstrap;
  },
}));

const here = sampleLab([sampleDrill]);
const up = (line: string) => {
  const [{ project } = { project: sampleProject }] = here.lab.projects;
  const lab: Lab = { ...here.lab, projects: [{ project, deployedOnAws: 'It costs money by the hour.' }] };
  return runCommand(lab, `up ${line}`.trim());
};
const incident = (notes: string, stackId: string) => {
  const file = openJournal(`${here.lab.stateFolder}/drills/${notes}`, 'sample/two-changes', null, stackId);
  append(file, { entry: 'workbench', folder: '/bench', handler: 'sample/work' });
  append(file, { entry: 'broken' });
  return file;
};

beforeEach(() => {
  order.length = 0;
  refused = undefined;
  bootstrap = undefined;
  vi.mocked(upOnEmulator).mockReset();
  vi.mocked(upOnEmulator).mockImplementation(async () => {
    order.push('deployed');
    return { target: emulatorTarget(here.emulator.endpoint, here.lab.stateFolder), leftOut: { Sample: [] } };
  });
  vi.mocked(upOnAws).mockReset();
  vi.mocked(upOnAws).mockImplementation(async (_lab, _projects, target): Promise<Up> => {
    order.push('deployed');
    return { target, leftOut: {} };
  });
});
afterEach(() => vi.restoreAllMocks());

describe('lab up on the emulator', () => {
  it('deploys, and says where each project answers', async () => {
    const { out, err, code } = await up('sample --port 4567');
    expect({ err, code }).toEqual({ err: '', code: 0 });
    expect(out).toMatch(/^\n.*sample.*[\s\S]*FunctionName +worker/i);
    expect(out).not.toContain('It costs money');
    const [, projects, options] = vi.mocked(upOnEmulator).mock.calls[0] ?? [];
    expect(projects?.map(({ slug }) => slug)).toEqual(['sample']);
    expect(options).toEqual({ quiet: undefined, port: 4567, workbenches: [] });
  });

  it('is one document for a program, and quiet', async () => {
    const { out, code } = await up('--json');
    expect([JSON.parse(out), code]).toEqual([
      {
        ...{ target: 'emulator', site: null, region: 'us-east-1' },
        ...{ endpoint: here.emulator.endpoint, leftOut: { Sample: [] } },
        projects: [expect.objectContaining({ slug: 'sample', state: 'deployed', outputs: here.outputs })],
      },
      0,
    ]);
    expect(vi.mocked(upOnEmulator).mock.calls[0]?.[2]).toMatchObject({ quiet: true });
  });

  it('builds from the workbench of the incident that is open there, not of one on an account', async () => {
    incident('111122223333-eu-west-1', STACK_ID);
    incident('emulator', STACK_ID);
    await up('');
    expect(vi.mocked(upOnEmulator).mock.calls[0]?.[2]?.workbenches).toEqual([
      expect.objectContaining({
        folder: '/bench',
        handler: 'sample/work',
        incident: expect.stringMatching(/-sample/),
      }),
    ]);
  });

  it.each(['--profile sandbox', '--region eu-west-1'])('refuses %s, and deploys nothing', async (option) => {
    const { code, err } = await up(option);
    expect(code).toBe(64);
    expect(err).toContain('--target aws');
    expect(upOnEmulator).not.toHaveBeenCalled();
  });

  it.each([
    ['-c dr=pilot-light', 'WrongSetting', 'These projects take none.'],
    ['-c dr', 'WrongArguments', 'Needs name=value'],
    ['-c dr=a -c dr=b', 'WrongArguments', 'dr is given twice'],
  ])('refuses %s where it means nothing, and deploys nothing', async (line, code, said) => {
    const { out, err, code: ended } = await up(`sample ${line}`);
    expect([ended, `${out}${err}`]).toEqual([64, expect.stringContaining(said)]);
    if (code === 'WrongSetting') expect(JSON.parse((await up(`sample ${line} --json`)).out).error.code).toBe(code);
    expect(upOnEmulator).not.toHaveBeenCalled();
  });

  it('refuses a project that is not there', async () => {
    const { code, out } = await up('nonsense --json');
    expect([code, JSON.parse(out).error.code]).toEqual([64, 'UnknownProject']);
    expect(upOnEmulator).not.toHaveBeenCalled();
  });
});

describe('lab up on AWS', () => {
  const GUARDS = ['account', 'foreign stacks', 'bootstrap', 'question'];

  it('asks after every guard, deploys after the question, and says what stands there', async () => {
    const { out, code } = await up('--target aws');
    expect(code).toBe(0);
    expect(order).toEqual([...GUARDS, 'Deploy | sample', 'deployed']);
    expect(out).toContain('It costs money by the hour.');
    expect(vi.mocked(upOnAws).mock.calls[0]?.[3]).toEqual({
      ...{ quiet: undefined, settings: {}, bootstrap: [], workbenches: [] },
    });
  });

  it('says in the question what a bootstrap makes, and hands it on', async () => {
    bootstrap = { sentence: 'The account gets a bucket.' };
    incident('111122223333-eu-west-1', STACK_ID);
    const { out } = await up('--target aws --json');
    expect(order).toContain('Deploy | sample | The account gets a bucket.');
    expect(JSON.parse(out)).toMatchObject({ target: 'aws', region: 'eu-west-1', endpoint: null, leftOut: {} });
    const [, , , options] = vi.mocked(upOnAws).mock.calls[0] ?? [];
    expect(options).toMatchObject({ quiet: true, bootstrap: [bootstrap], workbenches: [{ folder: '/bench' }] });
  });

  it.each(GUARDS)('deploys nothing when the guard refuses: %s', async (guard) => {
    refused = guard;
    const { code, err } = await up('--target aws');
    expect(code).toBe(1);
    expect(err).toContain(`${guard} said no.`);
    expect(order.at(-1)).toBe(guard);
    expect(upOnAws).not.toHaveBeenCalled();
  });

  it('refuses a region that has not what the project needs before it looks at the account’s stacks', async () => {
    const { code, out } = await up('--target aws --region cn-north-1 --json');
    expect([code, JSON.parse(out).error.code]).toEqual([1, 'RegionUnsupported']);
    expect(order).toEqual(['account']);
  });
});
