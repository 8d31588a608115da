/** A project more: a folder of its own and one entry in registry.ts, and nothing else of the lab is touched. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectsToStart } from '../../lib/lab/lab.ts';
import { STARTED_BY_DEFAULT } from '../../lib/projects/registry.ts';
import { repository } from '../../lib/repository.ts';
import { copiedRepository } from '../support/processes/copied-repository.ts';

const PROJECT = `import { defineProject } from '../../project.ts';

export const toy = defineProject({
  slug: 'toy',
  title: 'Toy',
  summary: 'A parameter, to see that a project more is one entry more.',
  stackName: 'Toy',
  outputs: { NoteName: 'the parameter' },
  idleUsdPerMonth: 0,
});
`;

const STACK = `import { Stack, type StackProps } from 'aws-cdk-lib';
import { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { publishOutputs } from '../../constructs/publish-outputs.ts';
import { toy } from './project.ts';

export class ToyStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    const note = new CfnParameter(this, 'Note', { type: 'String', value: 'hello' });
    publishOutputs(this, toy.outputs, { NoteName: note.ref });
  }
}
`;

const ENTRY =
  "  { project: toy, startsByDefault: false, stacks: alone(toy, async () => (await import('./toy/stack.ts')).ToyStack) },";

it('compiles, has a stack, and is known to the commands, by one entry in the registry', { timeout: 240_000 }, () => {
  const clone = copiedRepository();
  const run = (program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) => {
    const { status, stdout, stderr } = spawnSync(program, args, {
      cwd: clone,
      encoding: 'utf8',
      env: { ...process.env, CERTLAB_STATE: join(clone, '.certlab'), ...env },
    });
    return { status, stdout, stderr };
  };
  mkdirSync(join(clone, 'lib/projects/toy'));
  writeFileSync(join(clone, 'lib/projects/toy/project.ts'), PROJECT);
  writeFileSync(join(clone, 'lib/projects/toy/stack.ts'), STACK);
  const registry = join(clone, 'lib/projects/registry.ts');
  const text = readFileSync(registry, 'utf8').replace('\n];\n', `\n${ENTRY}\n];\n`);
  writeFileSync(registry, `import { toy } from './toy/project.ts';\n${text}`);

  expect(run(join(clone, 'node_modules/.bin/tsc'), [])).toMatchObject({ status: 0, stdout: '' });

  const app = run(process.execPath, ['bin/app.ts'], {
    CDK_OUTDIR: join(clone, 'cdk.out'),
    CDK_CONTEXT_JSON: JSON.stringify({ projects: 'toy' }),
  });
  expect(app, app.stderr).toMatchObject({ status: 0 });
  const { Outputs } = JSON.parse(readFileSync(join(clone, 'cdk.out/Toy.template.json'), 'utf8'));
  expect(Object.keys(Outputs)).toEqual(['NoteName']);

  const lab = (...args: string[]) => run(process.execPath, ['bin/lab.ts', ...args]);
  expect(lab('completion', 'bash').stdout).toMatch(/^ *up\) list="[^"]*\btoy\b/m);
  expect(JSON.parse(lab('drills', '--project', 'toy', '--json').stdout)).toEqual({ drills: [] });
  expect(JSON.parse(lab('drills', '--project', 'tay', '--json').stdout).error.message).toMatch(/\btoy\b/);
});

it('is brought up by npm start only where it starts by default, or is named', () => {
  const [first, ...others] = STARTED_BY_DEFAULT;
  if (!first) throw new Error('There is no project.');
  const lab = { projects: [{ ...first, startsByDefault: false }, ...others], repository, stateFolder: '' };

  expect(projectsToStart(lab, [])).toEqual(others.map(({ project }) => project));
  expect(projectsToStart(lab, [first.project.slug])).toEqual([first.project]);
  expect(projectsToStart(lab, ['all'])).toEqual(lab.projects.map(({ project }) => project));
  expect(() => projectsToStart(lab, ['all', 'nonsense'])).toThrow(/No such project: nonsense/);
});
