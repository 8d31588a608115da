import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { practiceProjects } from '../../lambda/shared/content/practice-projects.ts';
import { tasksTrainedBy } from '../../lambda/shared/exams/practice.ts';
import { CURRICULUM } from '../../lib/projects/registry.ts';
import { repository } from '../../lib/repository.ts';

const projects = CURRICULUM.map(({ project }) => project);
const slugs = projects.map(({ slug }) => slug);

/** Folders beside those of the projects, each with what it is for. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  'lib/projects': [],
  // What several projects share, and the site's own handlers.
  lambda: ['shared', 'study-site'],
  // The rest of the repository, mirrored.
  test: ['bench', 'constructs', 'emulator', 'lab', 'repo', 'shared', 'study-site', 'support'],
};

describe('the curriculum', () => {
  for (const [parent, others] of Object.entries(BESIDE)) {
    it(`has a project for every folder of ${parent}, and a folder for every project`, () => {
      const folders = readdirSync(join(repository, parent), { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && !others.includes(entry.name))
        .map(({ name }) => name);
      expect(folders.sort()).toEqual([...slugs].sort());
    });
  }

  it('offers what the content calls deployable, and nothing else', () => {
    const deployable = practiceProjects.filter((project) => project.deployable).map(({ slug }) => slug);
    expect([...slugs].sort()).toEqual([...deployable].sort());
  });

  it('names every slug and every stack once', () => {
    expect(new Set(slugs).size).toBe(slugs.length);
    expect(new Set(projects.map(({ stackName }) => stackName)).size).toBe(projects.length);
  });

  for (const { project, stack } of CURRICULUM) {
    describe(project.slug, () => {
      it('calls its stack by its slug', () => {
        const pascal = project.slug.replace(/(?:^|-)(\w)/g, (_, letter) => letter.toUpperCase());
        expect(project.stackName).toBe(pascal);
      });

      it('has a page, its data and a stack that loads', async () => {
        for (const file of ['README.md', 'project.ts', 'stack.ts']) {
          expect(existsSync(join(repository, 'lib/projects', project.slug, file)), file).toBe(true);
        }
        expect((await stack()).name).toBe(`${project.stackName}Stack`);
      });

      it('claims the tasks that the practice map says it trains', () => {
        const mapped = practiceProjects
          .filter(({ slug }) => slug === project.slug)
          .flatMap(({ slug }) => tasksTrainedBy(slug))
          .map(({ exam, task }) => `${exam}/${task}`);
        expect([...project.exam].sort()).toEqual(mapped.sort());
      });
    });
  }
});
