/**
 * The order of `lab reset` and `lab restore`: what goes first, what is closed, and what is left. What drifts, the emulator
 * and the CDK are stand-ins; what becomes of a real deployment, their emulator tests see.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { canLeadBack, compare, leadBack } from '../../../lib/lab/deployed/back-to-deployed.ts';
import type { Drift } from '../../../lib/lab/deployed/drift.ts';
import { resetEmulator, resetProjects } from '../../../lib/lab/deployed/reset.ts';
import { notesOn } from '../../../lib/lab/drills/incidents.ts';
import { append, openJournal, readIncidents } from '../../../lib/lab/drills/journal.ts';
import type { Lab } from '../../../lib/lab/lab.ts';
import { type Placed, stacksOf } from '../../../lib/lab/stacks/places.ts';
import { eventPipeline } from '../../../lib/projects/event-pipeline/project.ts';
import { serverlessApi } from '../../../lib/projects/serverless-api/project.ts';
import type { Target } from '../../../lib/target.ts';
import { refusal } from '../../support/fakes/answering-aws.ts';

const { did, world } = vi.hoisted(() => ({
  did: [] as unknown[],
  world: {
    drift: [] as (object[] | undefined)[],
    there: [] as string[],
    cloud: {} as Record<string, unknown>,
  },
}));
vi.mock('../../../lib/lab/stacks/stacks.ts', async (original) => ({
  ...(await original<object>()),
  statusOf: async (projects: { slug: string }[]) =>
    projects.map(({ slug }) => ({ slug, state: world.there.includes(slug) ? 'deployed' : 'not-deployed' })),
  presentStacks: async (projects: Placed[], target: Target) => stacksOf(projects, target),
  deployedProjects: async ({ projects }: Lab) =>
    projects.map(({ project }) => project).filter(({ slug }) => world.there.includes(slug)),
}));
vi.mock('../../../lib/lab/stacks/down.ts', () => ({
  destroyStacks: async (_: Lab, projects: { slug: string }[]) =>
    did.push(['destroy', projects.map(({ slug }) => slug)]),
}));
vi.mock('../../../lib/lab/stacks/up.ts', () => ({
  upOnEmulator: async (_: Lab, projects: { slug: string }[], options: object) => {
    did.push(['up', projects.map(({ slug }) => slug), options]);
    return 'up';
  },
}));
vi.mock('../../../lib/lab/deployed/drift.ts', () => ({
  driftOf: async (stackName: string) => {
    did.push(['look', stackName]);
    return world.drift.length > 1 ? world.drift.shift() : world.drift[0];
  },
  notComparedOf: async () => ['database'],
}));
vi.mock('../../../lib/lab/deployed/parked.ts', async (original) => ({
  ...(await original<object>()),
  parkedIn: async (stackName: string) => [{ queue: stackName, queueUrl: 'u', messages: 1 }],
}));
vi.mock('../../../lib/lab/aws/aws-clients.ts', async () => {
  const { answeringAws } = await import('../../support/fakes/answering-aws.ts');
  return { awsClients: () => answeringAws(world.cloud).aws };
});

const before = { ...process.env };
const ENDPOINT = { endpoint: 'http://localhost:4599' };
let lab: Lab;
let posted: [string, string | undefined][];
let answer: () => Promise<Response>;

beforeEach(() => {
  did.length = 0;
  posted = [];
  answer = async () => new Response();
  Object.assign(world, { drift: [[]], there: ['serverless-api', 'event-pipeline'], cloud: { 'sqs.purgeQueue': {} } });
  vi.stubGlobal('fetch', (url: URL, { method }: RequestInit) => {
    posted.push([String(url), method]);
    return answer();
  });
  const stateFolder = mkdtempSync(join(tmpdir(), 'certlab-reset-'));
  lab = { projects: [{ project: serverlessApi }, { project: eventPipeline }], repository: '/clone', stateFolder };
  for (const drill of ['serverless-api/a', 'delivery-pipeline/b', 'event-pipeline/c']) {
    const file = openJournal(notesOn(lab, 'emulator'), drill, null);
    append(file, { entry: 'broken' });
    if (drill.endsWith('b')) append(file, { entry: 'restored' });
  }
});
afterEach(() => {
  vi.unstubAllGlobals();
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  Object.assign(process.env, before);
  rmSync(lab.stateFolder, { recursive: true });
});
const stillOpen = () =>
  readIncidents(notesOn(lab, 'emulator'))
    .filter(({ restoredAt }) => restoredAt === undefined)
    .map(({ drill }) => drill)
    .sort();
const drills = (closed: readonly { drill: string }[]) => closed.map(({ drill }) => drill).sort();

describe('a reset of the emulator', () => {
  it('forgets all of it, closes what is open, and deploys what was deployed', async () => {
    world.there = ['event-pipeline'];
    const { up, projects, closed } = await resetEmulator(lab, ENDPOINT, true);
    expect(posted).toEqual([['http://localhost:4599/_ministack/reset', 'POST']]);
    expect(did).toEqual([['up', ['event-pipeline'], { quiet: true, before: {} }]]);
    expect([up, projects]).toEqual(['up', [eventPipeline]]);
    expect(drills(closed)).toEqual(['event-pipeline/c', 'serverless-api/a']);
    expect(stillOpen()).toEqual([]);
  });

  it.each<[string, () => Promise<Response>, why: RegExp]>([
    ['refuses', async () => new Response('', { status: 503 }), /\(503\)/],
    ['is not there', async () => Promise.reject(new Error('connection refused')), /\(connection refused\)/],
  ])('that %s closes nothing and deploys nothing', async (_, given, why) => {
    answer = given;
    await expect(resetEmulator(lab, ENDPOINT)).rejects.toMatchObject({
      code: 'EmulatorRefused',
      message: expect.stringMatching(why),
    });
    expect(did).toEqual([]);
    expect(stillOpen()).toEqual(['event-pipeline/c', 'serverless-api/a']);
  });
});

describe('a reset of one project', () => {
  const reset = () => resetProjects(lab, ENDPOINT, [serverlessApi]);

  it('destroys its stack and deploys it again, and closes its own incidents alone', async () => {
    const { projects, closed } = await reset();
    expect(did).toEqual([
      ['look', 'ServerlessApi'],
      ['destroy', ['serverless-api']],
      ['up', ['serverless-api'], { quiet: false, before: {} }],
    ]);
    expect(projects).toEqual([serverlessApi]);
    expect(drills(closed)).toEqual(['serverless-api/a']);
    expect(stillOpen()).toEqual(['event-pipeline/c']);
    expect(posted).toEqual([]);
  });

  it('takes away first what was added, and what would keep the stack from being deleted', async () => {
    const step = (name: string) => async () => void did.push(name);
    world.drift = [
      [
        { change: 'added', remove: step('remove'), leadBack: step('never') },
        { change: 'changed', type: 'AWS::IAM::Role', leadBack: step('detach') },
        { change: 'changed', type: 'AWS::ECS::Service', leadBack: step('never') },
        { change: 'gone', type: 'AWS::S3::BucketPolicy', leadBack: step('make') },
        { change: 'gone', type: 'AWS::EC2::Route', leadBack: step('never') },
        { change: 'added', remove: async () => Promise.reject(refusal('Conflict')) },
        { change: 'changed' },
      ],
    ];
    await reset();
    expect(did.slice(0, 5)).toEqual([
      ...[['look', 'ServerlessApi'], 'remove', 'detach', 'make', ['destroy', ['serverless-api']]],
    ]);
    world.drift = [undefined];
    await expect(reset()).resolves.toMatchObject({ up: 'up' });
  });

  it('refuses one that is not there, before it does anything', async () => {
    world.there = ['event-pipeline'];
    await expect(resetProjects(lab, ENDPOINT, [serverlessApi, eventPipeline])).rejects.toMatchObject({
      code: 'NotDeployed',
      message: expect.stringContaining('Nothing of serverless-api is deployed'),
    });
    expect(did).toEqual([]);
  });
});

describe('a restore of what was changed by hand', () => {
  const target = { name: 'emulator', region: 'r', account: 'a', clientConfig: { region: 'r' } } as const;
  const context = { target, stateFolder: '/state', ownCode: new Set<string>() };
  const drift = (resource: string, way?: () => Promise<unknown>): Drift => ({
    ...{ stack: 'S', resource, type: 'T', change: 'changed', what: 'x' },
    ...(way && { leadBack: way }),
  });
  const restore = async (...rounds: (Drift[] | undefined)[]) => {
    world.drift = rounds;
    const compared = await compare(serverlessApi, context);
    return { compared, led: await leadBack(compared, context) };
  };
  const names = (found: readonly Drift[] | undefined) => found?.map(({ resource }) => resource);
  const looks = () => did.filter((step) => Array.isArray(step)).length;

  it('takes each way once, looks again, and says what is as deployed and what is not', async () => {
    const way = vi.fn(async () => {});
    const { led } = await restore([drift('a', way), drift('b', way), drift('c')], [drift('c')]);
    expect(way).toHaveBeenCalledTimes(1);
    expect([names(led.ledBack), names(led.found)]).toEqual([['a', 'b'], ['c']]);
    expect(led.notCompared).toEqual(['database']);
    expect(led.cleared).toEqual([{ queue: 'ServerlessApi', queueUrl: 'u', messages: 1 }]);
    expect(looks()).toBe(2);
  });

  it('goes a second time for what only then can be led back, and no third', async () => {
    const way = vi.fn(async () => Promise.reject(refusal('Conflict')));
    const { led } = await restore([drift('a', way)], [drift('b', way)], [drift('b', way)]);
    expect(way).toHaveBeenCalledTimes(2);
    expect([names(led.ledBack), names(led.found)]).toEqual([['a'], ['b']]);
  });

  it('does nothing where there is no way, or nobody knows the template', async () => {
    expect(names((await restore([drift('a')])).led.found)).toEqual(['a']);
    expect(looks()).toBe(1);
    expect((await restore(undefined)).led).toMatchObject({ ledBack: [], found: undefined });
  });

  it('is worth it where there is a way back, or something is parked', async () => {
    const found = [drift('a', async () => {})];
    const parked = [{ queue: 'q', queueUrl: 'u', messages: 1 }];
    const worth = (of: object) =>
      canLeadBack({ project: serverlessApi, found: [], notCompared: [], parked: [], ...of });
    expect([
      worth({}),
      worth({ found }),
      worth({ parked }),
      worth({ found: [drift('a')] }),
      worth({ found: undefined }),
    ]).toEqual([...[false, true, true, false, false]]);
  });
});
