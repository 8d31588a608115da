import { existsSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cloneWithCommit } from '../../../lib/rehearsal/commits.ts';
import { stageStacks } from '../../../lib/rehearsal/deploy.ts';
import {
  BuildFailed,
  type BuildResult,
  type Buildspec,
  buildspecOf,
  runBuild,
} from '../../../lib/rehearsal/stand-ins/code-build.ts';
import { repository } from '../../../lib/repository.ts';
import { synthesizeDelivery } from '../synthesize-delivery.ts';

/**
 * The build project's own commands, out of the synthesized template, in a clean clone with what CodeBuild would give
 * them. Of the tests that the build runs, this project's unit tests alone: the whole set would run itself within itself.
 */
const TESTS = '--project unit test/delivery-pipeline';

let folder: string;
let buildspec: Buildspec;
let result: BuildResult;

const build = (clone: string, without: readonly ('install' | 'pre_build')[] = []) =>
  runBuild(buildspec, {
    folder: clone,
    machine: process.env,
    variables: { TESTS },
    without,
    logFile: join(folder, 'build.log'),
    say: () => {},
  });

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'certlab-build-')));
  const { DeliveryPipeline = {} } = await synthesizeDelivery();
  buildspec = buildspecOf(DeliveryPipeline, 'ReleaseBuildProject');
  await cloneWithCommit(repository, join(folder, 'source'), undefined);
  result = await build(join(folder, 'source'));
}, 600_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const release = (...path: string[]) => join(result.artifacts.Release as string, ...path);

describe('the build, run by its buildspec in a clean clone', () => {
  it('goes through every phase that has commands', () => {
    const phases = Object.entries(buildspec.phases).filter(([, { commands }]) => commands?.length);
    expect(phases.map(([phase]) => phase)).toEqual(['install', 'pre_build', 'build']);
    for (const [phase] of phases) expect(result.seconds, phase).toHaveProperty(phase);
  });

  it('runs on the Node and the packages of the clone, not on those of this test', () => {
    expect(existsSync(join(folder, 'source', 'node_modules', '.bin', 'cdk'))).toBe(true);
    expect(readFileSync(join(folder, 'build.log'), 'utf8')).not.toContain(join(repository, 'node_modules'));
  });

  it('makes the assembly that the pipeline deploys from: every template that an action names is there', () => {
    const stacks = stageStacks(release('assembly'));
    expect(stacks.map(({ stackName }) => stackName)).toEqual(['Beta-ServerlessApi', 'Prod-ServerlessApi']);
    for (const { template } of stacks) expect(existsSync(release('assembly', template)), template).toBe(true);
    expect(existsSync(release('assembly', 'DeliveryPipeline.template.json'))).toBe(true);
  });

  it('hands on all that the later stages run: tests, the describing of the change, the toolkit', () => {
    for (const file of ['integration-tests.cjs', 'describe-change.cjs', 'aws-cdk/bin/cdk']) {
      expect(existsSync(release(file)), file).toBe(true);
    }
  });

  it('makes a bill of materials that names what runs in production', () => {
    const file = join(result.artifacts.Sbom as string, 'sbom.cdx.json');
    const sbom = JSON.parse(readFileSync(file, 'utf8'));
    expect(sbom.bomFormat).toBe('CycloneDX');
    const components = sbom.components.map(({ name }: { name: string }) => name);
    expect(components).toEqual(expect.arrayContaining(['hono', '@aws-sdk/client-dynamodb', 'zod']));
  });

  it('reports its tests where the report group looks for them', () => {
    const [report] = Object.values(buildspec.reports ?? {});
    const file = join(folder, 'source', report?.['base-directory'] ?? '', report?.files[0] ?? '');
    expect(readFileSync(file, 'utf8')).toMatch(/<testsuites .*tests="[1-9]\d*" failures="0"/);
  });

  it('stops at a commit that breaks a unit test, before it synthesizes anything', async () => {
    const broken = join(folder, 'broken');
    await cloneWithCommit(repository, broken, 'tests');
    renameSync(join(folder, 'source', 'node_modules'), join(broken, 'node_modules'));

    // Types and style are as in the build above, but for one operator: to look again would take longer than the tests.
    const failed = build(broken, ['install', 'pre_build']);
    await expect(failed).rejects.toThrow(BuildFailed);
    await expect(failed).rejects.toThrow(/vitest run .* failed in phase build/);
    expect(existsSync(join(broken, 'build', 'release'))).toBe(false);
  }, 120_000);
});
