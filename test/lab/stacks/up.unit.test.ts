/**
 * The order of `lab up`: what is started, made and deployed, and what is not once somebody stops it. The CDK and the
 * emulator are stand-ins that note what they are asked; the emulator's own tests deploy by the real ones.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GAPS } from '../../../lib/emulator/gaps.ts';
import type { Lab } from '../../../lib/lab/lab.ts';
import { upOnAws, upOnEmulator } from '../../../lib/lab/stacks/up.ts';
import { eventPipeline } from '../../../lib/projects/event-pipeline/project.ts';
import { serverlessApi } from '../../../lib/projects/serverless-api/project.ts';
import type { Target } from '../../../lib/target.ts';

const { did, world } = vi.hoisted(() => ({
  did: [] as [string, ...unknown[]][],
  world: { running: false, leftOut: {} as object, step: (_: string) => {} },
}));
function note(what: string, ...more: unknown[]): void {
  did.push([what, ...more]);
  world.step(what);
}

vi.mock('../../../lib/lab/stacks/toolkit.ts', () => ({
  pollingOf: ({ name }: Target) => ({ polled: name }),
  synthesize: async (repository: string, folder: string, slugs: string[], _: object, workbenches?: unknown) => {
    note('synthesize', repository, slugs, workbenches);
    mkdirSync(folder, { recursive: true });
    for (const slug of slugs) writeFileSync(join(folder, `${slug}.template.json`), `{"of": "${slug}"}`);
  },
  withCdk: async (
    code: string,
    what: string,
    listener: { progress: (line: string) => void; target?: Target },
    action: (toolkit: object, library: object) => Promise<unknown>,
  ) => {
    note(what, code, listener.target?.name);
    listener.progress('one resource');
    await action(
      {
        fromAssemblyDirectory: async (folder: string) => folder,
        deploy: async (_: string, options: object) => did.push(['deploy', options]),
        bootstrap: async (environments: string[], options: object) => did.push(['bootstrap', environments, options]),
      },
      {
        StackSelectionStrategy: { PATTERN_MUST_MATCH_SINGLE: 'exactly one' },
        BootstrapEnvironments: { fromList: (environments: string[]) => environments },
      },
    );
  },
}));
vi.mock('../../../lib/emulator/python.ts', () => ({ installEmulator: async () => note('install') }));
vi.mock('../../../lib/emulator/emulator.ts', () => ({
  runningEmulator: async () => (world.running ? { endpoint: 'http://localhost:1' } : undefined),
  startEmulator: async (_: string, port?: number) => {
    note('start', port);
    return { endpoint: `http://localhost:${port}` };
  },
}));
vi.mock('../../../lib/emulator/adapt-assembly.ts', async (original) => ({
  ...(await original<object>()),
  adaptAssembly: () => {
    note('adapt');
    return world.leftOut;
  },
}));
vi.mock('../../../lib/emulator/fill-gaps.ts', () => ({
  fillGaps: async (stack: string, left: object[]) => note('fill', stack, left),
}));
vi.mock('../../../lib/lab/stacks/stacks.ts', () => ({ allOutputs: async () => ({}) }));

const AWS: Target = {
  ...{ name: 'aws', region: 'eu-west-1', account: '111122223333' },
  clientConfig: { region: 'eu-west-1' },
};
const BOTH = [serverlessApi, eventPipeline];
const before = { ...process.env };
let lab: Lab;

beforeEach(() => {
  did.length = 0;
  Object.assign(world, { running: false, leftOut: {}, step: () => {} });
  lab = { projects: [], repository: '/clone', stateFolder: mkdtempSync(join(tmpdir(), 'certlab-up-')) };
});
afterEach(() => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  Object.assign(process.env, before);
  rmSync(lab.stateFolder, { recursive: true });
});
const steps = () => did.map(([what]) => what);
const asked = (what: string) => did.filter(([step]) => step === what).map(([, ...more]) => more);

describe('on the emulator', () => {
  const up = (options: object = {}) => upOnEmulator(lab, BOTH, { quiet: true, port: 4_599, ...options });

  it('starts it and makes the stacks meanwhile, and deploys the projects side by side', async () => {
    const { target, started, leftOut } = await up();

    expect(steps()[0]).toBe('install');
    expect(new Set(steps().slice(1, -4))).toEqual(
      new Set(['start', 'Bootstrapping the CDK', 'bootstrap', 'synthesize', 'adapt']),
    );
    expect(steps().indexOf('start')).toBeLessThan(steps().indexOf('bootstrap'));
    expect(steps().indexOf('synthesize')).toBeLessThan(steps().indexOf('adapt'));
    expect(steps().slice(-4)).toEqual(['Deploying ServerlessApi', 'Deploying EventPipeline', 'deploy', 'deploy']);
    expect(started?.endpoint).toBe('http://localhost:4599');
    expect(target).toMatchObject({ name: 'emulator', endpoint: 'http://localhost:4599' });
    expect(leftOut).toEqual({});
    expect(asked('deploy')[1]).toEqual([
      {
        stacks: { strategy: 'exactly one', patterns: ['EventPipeline'] },
        deploymentMethod: { method: 'direct' },
        polled: 'emulator',
      },
    ]);
    expect(asked('bootstrap')).toEqual([[['aws://000000000000/us-east-1'], { tags: undefined }]]);
    expect(asked('Deploying EventPipeline')).toEqual([['DeployFailed', 'emulator']]);
  });

  it('hides what the user has configured for AWS from the app, which may run before the emulator answers', async () => {
    process.env.AWS_PROFILE = 'work';
    const seen: (string | undefined)[] = [];
    world.step = (what) => {
      if (what === 'synthesize') seen.push(process.env.AWS_PROFILE, process.env.AWS_ENDPOINT_URL?.slice(0, 17));
    };
    await up();
    expect(seen).toEqual([undefined, 'http://localhost:']);
    expect(process.env.AWS_ENDPOINT_URL).toBe('http://localhost:4599');
  });

  it('leaves one alone that is running, and does not call it its own', async () => {
    world.running = true;
    const { target, started } = await up();
    expect(steps()).not.toContain('start');
    expect(started).toBeUndefined();
    expect(target.endpoint).toBe('http://localhost:1');
  });

  it('synthesizes these projects alone from these sources, over nothing that is left, and keeps the templates', async () => {
    const stale = join(lab.stateFolder, 'assembly', 'Old.template.json');
    mkdirSync(join(stale, '..'), { recursive: true });
    writeFileSync(stale, '{}');
    const workbenches = [{ of: 'a handler' }];
    await up({ workbenches });

    expect(asked('synthesize')).toEqual([['/clone', ['serverless-api', 'event-pipeline'], workbenches]]);
    expect(existsSync(stale)).toBe(false);
    const kept = join(lab.stateFolder, 'templates');
    expect(readFileSync(join(kept, 'event-pipeline.json'), 'utf8')).toBe('{"of": "event-pipeline"}');
    expect(existsSync(join(kept, 'Old.json'))).toBe(false);
  });

  it('fills what the emulator does without, of the stack that lacks it', async () => {
    const left = GAPS.slice(0, 3).map(({ type, ignores }) => ({ type, ignores }));
    world.leftOut = { ServerlessApi: left };
    const { leftOut } = await up();
    expect(asked('fill')).toEqual([['ServerlessApi', left]]);
    expect(steps().indexOf('fill')).toBeGreaterThan(steps().indexOf('deploy'));
    expect(leftOut).toEqual({ ServerlessApi: left });
  });

  it.each([
    ['install', []],
    ['adapt', ['Deploying ServerlessApi']],
    ['Deploying ServerlessApi', ['Deploying EventPipeline']],
  ])('goes no further, and reports nothing, when it is stopped at %s', async (at, never) => {
    const stop = new AbortController();
    let over = false;
    world.step = (what) => {
      if (what === at) stop.abort();
    };
    up({ stop: stop.signal }).finally(() => {
      over = true;
    });
    await vi.waitFor(() => expect(stop.signal.aborted).toBe(true));
    await new Promise((done) => setTimeout(done, 50));
    expect(over).toBe(false);
    for (const step of never) expect(steps()).not.toContain(step);
  });

  it('swallows the error of what was stopped, and no other', async () => {
    const stop = new AbortController();
    const ended = vi.fn();
    const fail = (stopped: boolean) => (what: string) => {
      if (what !== 'adapt') return;
      if (stopped) stop.abort();
      throw new Error('broken off');
    };
    world.step = fail(false);
    await expect(up({ stop: stop.signal })).rejects.toThrow('broken off');
    world.step = fail(true);
    up({ stop: stop.signal }).then(ended, ended);
    await new Promise((done) => setTimeout(done, 50));
    expect(stop.signal.aborted).toBe(true);
    expect(ended).not.toHaveBeenCalled();
  });
});

describe('on AWS', () => {
  it('synthesizes and deploys as it is, without a bootstrap that is there', async () => {
    const stale = join(lab.stateFolder, 'assembly-aws', 'Old.template.json');
    mkdirSync(join(stale, '..'), { recursive: true });
    writeFileSync(stale, '{}');
    const up = await upOnAws(lab, BOTH, AWS, { quiet: true });
    expect(steps()).toEqual([
      ...['synthesize', 'Deploying ServerlessApi', 'deploy', 'Deploying EventPipeline', 'deploy'],
    ]);
    expect(asked('deploy')[0]).toMatchObject([{ stacks: { patterns: ['ServerlessApi'] }, polled: 'aws' }]);
    expect(up).toEqual({ target: AWS, leftOut: {} });
    expect(existsSync(stale)).toBe(false);
  });

  it.each([
    ['tags a bootstrap that it makes, so that it is known as its own', true, [{ Key: 'certlab', Value: 'bootstrap' }]],
    ['leaves the tags of one that it renews', false, undefined],
  ])('%s', async (_, first, tags) => {
    await upOnAws(lab, [serverlessApi], AWS, { quiet: true, bootstrap: [{ target: AWS, sentence: '', first }] });
    expect(steps().slice(1, 3)).toEqual(['Bootstrapping the CDK', 'bootstrap']);
    expect(asked('bootstrap')).toEqual([[['aws://111122223333/eu-west-1'], { tags }]]);
  });
});
