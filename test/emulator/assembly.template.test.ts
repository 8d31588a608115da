/** `npx cdk deploy` on a real account: the app is run as cdk.json runs it, with nothing of the emulator near. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Template } from '../../lib/emulator/adapt-assembly.ts';
import { emulatorEnvironment } from '../../lib/emulator/environment.ts';
import { GAPS } from '../../lib/emulator/gaps.ts';
import { repository } from '../../lib/repository.ts';

const folder = mkdtempSync(join(tmpdir(), 'certlab-synth-'));
const forAws = join(folder, 'aws');
const forEmulator = join(folder, 'emulator');
const loadedForAws = join(folder, 'loaded');

const ACCOUNT = { CDK_DEFAULT_ACCOUNT: '111122223333', CDK_DEFAULT_REGION: 'eu-west-1', AWS_REGION: 'eu-west-1' };

function synthesize(outdir: string, env: NodeJS.ProcessEnv, ...flags: string[]) {
  return promisify(execFile)(process.execPath, [...flags, join(repository, 'bin/app.ts')], {
    cwd: repository,
    env: { ...env, CDK_OUTDIR: outdir },
  });
}

/** What is deployed: the manifest, the templates and the lists of assets, by name. Beside them stand logs of the run. */
const deployedFiles = (assembly: string) =>
  Object.fromEntries(
    readdirSync(assembly)
      .filter((name) => /^manifest\.json$|\.(template|assets)\.json$/.test(name))
      .map((name) => [name, readFileSync(join(assembly, name), 'utf8')]),
  );

beforeAll(async () => {
  const { PATH } = process.env;
  const recorder = join(repository, 'test/support/processes/record-loaded-modules.ts');
  await Promise.all([
    synthesize(forAws, { PATH, ...ACCOUNT, RECORD_MODULES: loadedForAws }, '--import', recorder),
    synthesize(forEmulator, emulatorEnvironment('http://localhost:4566', folder, { PATH })),
  ]);
});
afterAll(() => rmSync(folder, { recursive: true }));

it('the app that goes to AWS loads no line of the emulator', () => {
  const loaded = readFileSync(loadedForAws, 'utf8').split('\n');

  expect(loaded.filter((url) => url.includes('/lib/projects/')).length).toBeGreaterThan(3);
  expect(loaded.filter((url) => url.includes('/lib/emulator/'))).toEqual([]);
});

it("the assembly is the same byte for byte, whether the environment is the emulator's or an account's", () => {
  expect(Object.keys(deployedFiles(forAws)).length).toBeGreaterThan(4);
  expect(deployedFiles(forEmulator)).toEqual(deployedFiles(forAws));
});

it('the assembly names neither the emulator, nor its account, nor an address on loopback', () => {
  const text = Object.values(deployedFiles(forAws)).join('\n');

  expect(text.match(/ministack|CertlabGap|left-out|000000000000|localhost|127\.0\.0\.1/gi)).toBeNull();
});

it('every gap is of a type that some stack uses: an entry that none needs has to go', () => {
  const templates = (readdirSync(forAws, { recursive: true }) as string[]).filter((name) =>
    name.endsWith('.template.json'),
  );
  const types = templates.flatMap((name) => {
    const { Resources } = JSON.parse(readFileSync(join(forAws, name), 'utf8')) as Template;
    return Object.values(Resources ?? {}).map(({ Type }) => Type);
  });

  expect(GAPS.filter(({ type }) => !types.includes(type))).toEqual([]);
});
