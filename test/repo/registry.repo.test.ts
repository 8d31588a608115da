import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { practiceProjects } from '../../lambda/shared/content/practice-projects.ts';
import { CURRICULUM, EXAMPLE } from '../../lib/projects/registry.ts';
import { repository } from '../../lib/repository.ts';
import { readSource, sourceFiles } from '../support/sources/source-files.ts';

const projects = CURRICULUM.map(({ project }) => project);
const slugs = projects.map(({ slug }) => slug);

/** Folders of `lambda` and `test` that belong to no project. */
const SHARED: Readonly<Record<string, readonly string[]>> = {
  'lib/projects': [],
  lambda: ['shared'],
  test: [
    'aws',
    'bench',
    'constructs',
    'emulator',
    'gates',
    'lab',
    'mutation',
    'questions',
    'repo',
    'shared',
    'shots',
    'site',
    'study',
    'support',
  ],
};

const folders = (parent: string) =>
  readdirSync(join(repository, parent), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !SHARED[parent]?.includes(entry.name))
    .map(({ name }) => name)
    .sort();

describe('the curriculum', () => {
  it('has a project for every folder', () => {
    for (const parent of Object.keys(SHARED)) {
      expect(
        folders(parent).filter((folder) => !slugs.includes(folder)),
        parent,
      ).toEqual([]);
    }
  });

  it('has a folder of stacks and one of tests for every project', () => {
    expect(folders('lib/projects')).toEqual(slugs.toSorted());
    expect(folders('test')).toEqual(slugs.toSorted());
  });

  it('has a folder of handlers for every project whose stack runs some', () => {
    const withHandlers = slugs.filter((slug) =>
      sourceFiles()
        .filter((path) => path.startsWith(`lib/projects/${slug}/`) && path.endsWith('.ts'))
        .some((path) => /new HandlerFunction\(/.test(readSource(path))),
    );
    expect(folders('lambda')).toEqual(withHandlers.sort());
  });

  it('offers what the content calls deployable, and nothing else', () => {
    const deployable = practiceProjects.filter((project) => project.deployable).map(({ slug }) => slug);
    expect(CURRICULUM.map(({ project }) => project.slug).sort()).toEqual(deployable.sort());
  });

  it('names every slug and every stack once', () => {
    expect(new Set(slugs).size).toBe(slugs.length);
    expect(new Set(projects.map(({ stackName }) => stackName)).size).toBe(projects.length);
  });

  for (const { project, stacks } of CURRICULUM) {
    describe(project.slug, () => {
      it('calls its stack by its slug', () => {
        const pascal = project.slug.replace(/(?:^|-)(\w)/g, (_, letter) => letter.toUpperCase());
        expect(project.stackName).toBe(pascal);
      });

      it('has a page, its data, and the stacks that its data names, in their order', async () => {
        for (const file of ['README.md', 'project.ts', 'stack.ts']) {
          expect(existsSync(join(repository, 'lib/projects', project.slug, file)), file).toBe(true);
        }
        const made = (await stacks())(new App({ context: { ...cdkJson.context, ...EXAMPLE } }));
        const { stacks: places = [{ name: project.stackName }] } = project;
        expect(made.map(({ stackName }) => stackName)).toEqual(places.map(({ name }) => name));
      });
    });
  }
});
