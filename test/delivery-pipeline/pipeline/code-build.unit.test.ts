import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Buildspec, buildspecOf, runBuild } from '../../../lib/rehearsal/stand-ins/code-build.ts';

let folder: string;
let said: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'certlab-code-build-'));
  said = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const run = (spec: Buildspec, options: Partial<Parameters<typeof runBuild>[1]> = {}) =>
  runBuild(spec, {
    folder,
    machine: { PATH: process.env.PATH, AWS_PROFILE: 'mine', AWS_SECRET_ACCESS_KEY: 'mine' },
    logFile: join(folder, 'log'),
    say: (line) => said.push(line),
    ...options,
  });

describe('a build', () => {
  it('runs the commands of all phases in one shell, and times each phase', async () => {
    const { seconds } = await run({
      phases: { install: { commands: ['SET=here'] }, build: { commands: ['echo "is $SET"'] } },
    });
    expect(said).toContain('is here');
    expect(Object.keys(seconds)).toEqual(['install', 'build']);
  });

  it('stops at the first command that fails, and names it, its phase and what it said', async () => {
    const spec = {
      phases: { pre_build: { commands: ['ls missing-file', 'echo reached'] }, build: { commands: ['echo reached'] } },
    };
    await expect(run(spec)).rejects.toThrow(
      /^“ls missing-file” failed in phase pre_build, with exit code \d+\.\n.*missing-file/s,
    );
    expect(said).not.toContain('reached');
  });

  it('hands on the variables that it exports', async () => {
    const spec = {
      env: { 'exported-variables': ['URL'] },
      phases: { build: { commands: ['export URL="https://example.test/?a=1&b=2"'] } },
    };
    expect((await run(spec)).exported).toEqual({ URL: 'https://example.test/?a=1&b=2' });
  });

  it('takes variables from the buildspec, and before those the ones of the caller', async () => {
    const spec = { env: { variables: { A: 'spec', B: 'spec' } }, phases: { build: { commands: ['echo "$A $B"'] } } };
    await run(spec, { variables: { B: 'start' } });
    expect(said).toContain('spec start');
  });

  it('knows where its source is, and nothing of the AWS configuration of the machine', async () => {
    await run({
      phases: { build: { commands: ['echo "at $CODEBUILD_SRC_DIR, as $AWS_PROFILE$AWS_SECRET_ACCESS_KEY."'] } },
    });
    expect(said).toContain(`at ${folder}, as .`);
  });

  it('refuses to pass when an artifact or a report that it declares is not there afterwards', async () => {
    const declared = {
      reports: { group: { files: ['junit.xml'] } },
      artifacts: { 'secondary-artifacts': { Release: { 'base-directory': 'out', files: ['**/*'] } } },
    };
    const building = (command: string) => run({ phases: { build: { commands: [command] } }, ...declared });
    await expect(building('mkdir out')).rejects.toThrow(/declared, but not made: Release, .*junit\.xml/);
    expect((await building('touch out/file junit.xml')).artifacts).toEqual({ Release: join(folder, 'out') });
  });
});

describe('a buildspec', () => {
  it('is taken out of the template, also where it holds references', () => {
    const project = (BuildSpec: unknown) => ({
      BuildProject1A2B: { Type: 'AWS::CodeBuild::Project', Properties: { Source: { BuildSpec } } },
    });
    expect(buildspecOf(project('{"phases":{}}'), 'Build')).toEqual({ phases: {} });
    const withReference = {
      'Fn::Join': ['', ['{"phases":{},"reports":{"', { 'Fn::GetAtt': ['Group', 'Arn'] }, '":{"files":[]}}}']],
    };
    expect(Object.keys(buildspecOf(project(withReference), 'Build').reports ?? {})).toHaveLength(1);
    expect(() => buildspecOf({}, 'Build')).toThrow('no build project Build');
  });
});
