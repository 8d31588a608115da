/**
 * The order of `lab down`, and what it says of a stack that stays. The CDK is a stand-in that notes what it is asked;
 * what CloudFormation and the services answer is prepared.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LabError } from '../../../lib/errors.ts';
import type { Lab } from '../../../lib/lab/lab.ts';
import { destroyProjects, destroyStacks } from '../../../lib/lab/stacks/down.ts';
import type { Target } from '../../../lib/target.ts';

const { did, world } = vi.hoisted(() => ({
  did: [] as [string, ...unknown[]][],
  world: {
    cloud: {} as Record<string, unknown>,
    there: [] as string[],
    stuck: undefined as string | undefined,
    stays: '',
  },
}));

vi.mock('../../../lib/lab/stacks/toolkit.ts', () => ({
  pollingOf: ({ name }: Target) => ({ polled: name }),
  withCdk: async (
    code: 'DestroyFailed',
    what: string,
    { progress }: { progress: (line: string) => void },
    action: (toolkit: object, library: object) => Promise<unknown>,
  ) => {
    progress(what);
    if (what.endsWith(` ${world.stuck}`)) throw new LabError(code, `${what} failed.`);
    await action(
      {
        fromAssemblyDirectory: async (folder: string) => folder,
        destroy: async (folder: string, options: { stacks: { patterns: [string] } }) => {
          did.push(['destroy', folder, options]);
          world.there = world.there.filter((name) => name !== options.stacks.patterns[0] || name === world.stays);
        },
      },
      { StackSelectionStrategy: { PATTERN_MUST_MATCH_SINGLE: 'exactly one' } },
    );
  },
}));
vi.mock('../../../lib/lab/stacks/stacks.ts', async (original) => ({
  ...(await original<object>()),
  describeStack: async (StackName: string) =>
    world.there.includes(StackName) ? { StackId: `id of ${StackName}`, StackStatus: 'DELETE_FAILED' } : undefined,
}));
vi.mock('../../../lib/lab/aws/aws-clients.ts', async () => {
  const { answeringAws } = await import('../../support/fakes/answering-aws.ts');
  return { awsClients: () => answeringAws(world.cloud).aws };
});
vi.mock('../../../lib/lab/stacks/left/what-is-left.ts', () => ({
  whatIsLeft: async (asked: { records: object[]; stackNames: string[]; slugs: string[] }) => {
    did.push(['left', asked.stackNames, asked.slugs, asked.records.length]);
    return { survivors: [{ what: 'a queue', why: 'kept' }], stays: ['the bootstrap'] };
  },
}));

const TARGET: Target = {
  ...{ name: 'aws', region: 'eu-west-1', account: '111122223333' },
  clientConfig: { region: 'eu-west-1' },
};
const stage = (stackName: string) => ({ slug: stackName.toLowerCase(), stackName, target: TARGET });
const [A, B, C] = [stage('A'), stage('B'), stage('C')] as const;
const event = (status: string, StackId: string) => ({
  ...{ StackId, LogicalResourceId: 'Q', ResourceType: 'AWS::SQS::Queue', PhysicalResourceId: 'https://q' },
  ...{ ResourceStatus: status, ResourceStatusReason: 'It is held.' },
});
let lab: Lab;
const lines: string[] = [];
const progress = (line: string) => void lines.push(line);

beforeEach(() => {
  did.length = 0;
  lines.length = 0;
  const record =
    (status: string) =>
    ({ StackName }: { StackName: string }) => ({ StackEvents: [event(status, StackName)] });
  Object.assign(world, {
    cloud: { 'cloudformation.describeStackEvents': record('DELETE_COMPLETE') },
    ...{ there: ['A', 'B'], stuck: undefined, stays: '' },
  });
  lab = { projects: [], repository: '/clone', stateFolder: mkdtempSync(join(tmpdir(), 'certlab-down-')) };
});
afterEach(() => rmSync(lab.stateFolder, { recursive: true }));
const failsToDelete = (status: string) => {
  world.stuck = 'B';
  world.cloud['cloudformation.describeStackEvents'] = ({ StackName }: { StackName: string }) => ({
    StackEvents: [event(status, StackName)],
  });
};

describe('stacks', () => {
  it('go the last first, each by its name alone from an assembly that needs no app', async () => {
    const records = await destroyStacks(lab, [A, B], TARGET, progress);

    const folder = join(lab.stateFolder, 'assembly-down');
    expect(did).toEqual(
      ['B', 'A'].map((name) => [
        ...['destroy', folder],
        { stacks: { strategy: 'exactly one', patterns: [name] }, polled: 'aws' },
      ]),
    );
    const { artifacts } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
    expect(Object.keys(artifacts)).toEqual(['A', 'B']);
    expect(artifacts.A).toEqual({
      type: 'aws:cloudformation:stack',
      environment: 'aws://111122223333/eu-west-1',
      properties: { templateFile: 'empty.template.json' },
    });
    expect(JSON.parse(readFileSync(join(folder, artifacts.A.properties.templateFile), 'utf8'))).toEqual({
      Resources: {},
    });
    expect(lines).toEqual(['Destroying B', 'Destroying A']);
    expect(records.map(({ id, status }) => [id, status])).toEqual([
      ['https://q', 'DELETE_COMPLETE'],
      ['https://q', 'DELETE_COMPLETE'],
    ]);
  });

  it('that are not there leave no record', async () => {
    expect(await destroyStacks(lab, [A, C], TARGET, progress)).toHaveLength(1);
  });

  it('that cannot be deleted are refused with what holds them, and what was not touched yet', async () => {
    failsToDelete('DELETE_FAILED');
    await expect(destroyStacks(lab, [C, A, B], TARGET, progress)).rejects.toMatchObject({
      code: 'DestroyFailed',
      message: expect.stringMatching(/^Stack B is DELETE_FAILED.*It is held\..*Not touched yet: A, C\.$/s),
    });
    expect(did).toEqual([]);
  });

  it('of which CloudFormation knows no more are refused in the words of the CDK', async () => {
    failsToDelete('DELETE_COMPLETE');
    await expect(destroyStacks(lab, [B], TARGET, progress)).rejects.toThrow('Destroying B failed.');
    world.there = [];
    failsToDelete('DELETE_FAILED');
    await expect(destroyStacks(lab, [B], TARGET, progress)).rejects.toThrow('Destroying B failed.');
  });
});

describe('projects', () => {
  it('are asked for everything that was meant, deployed or not, each once', async () => {
    const left = await destroyProjects(lab, [A, B], TARGET, { chosen: [A, C], progress });
    expect(did.at(-1)).toEqual(['left', ['B', 'A', 'C'], ['a', 'c'], 2]);
    expect(left).toEqual({ survivors: [{ what: 'a queue', why: 'kept' }], stays: ['the bootstrap'] });
  });

  it('whose stack is still there are named first', async () => {
    world.stays = 'A';
    const { survivors } = await destroyProjects(lab, [A, B], TARGET, { chosen: [A], progress });
    expect(survivors).toEqual([
      { what: 'stack A', why: 'it is DELETE_FAILED' },
      { what: 'a queue', why: 'kept' },
    ]);
  });
});
