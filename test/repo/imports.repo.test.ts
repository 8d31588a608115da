/**
 * Who may import what: docs/architecture.md in a form that fails. Each room lists the rooms below it that it may reach;
 * a file may always reach its own room. `*` stands for one project: `lib/projects/*` reaches the `lambda/*` of the same
 * project and never that of another, so that a new project needs no line here.
 */
import { existsSync } from 'node:fs';
import { dirname, join, matchesGlob, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repository } from '../../lib/repository.ts';
import { readSource, sourceFiles } from '../support/sources/source-files.ts';

const CDK = ['aws-cdk-lib', 'constructs', 'cdk-nag'];
const SDK = ['@aws-sdk/*', '@smithy/*'];
const HANDLER_PACKAGES = [...SDK, '@aws-lambda-powertools/*', 'aws-lambda', 'zod'];
/** The search: MiniSearch weighs what is indexed, the stemmer goes with the query too. */
const SEARCH_PACKAGES = ['minisearch', 'stemmer'];
/** Calendar files. */
const CALENDAR_PACKAGES = ['ical-generator'];
const FOUNDATION = ['lib/*.ts'];
const CONTENT = ['lambda/shared/content/**', 'lambda/shared/exams/**'];

/** The first pattern that a file matches is its room; `packages` are those of npm that it may load. */
const ROOMS: readonly { room: string; may: readonly string[]; packages?: readonly string[] }[] = [
  { room: 'lambda/shared/content/**', may: [] },
  { room: 'lambda/shared/exams/**', may: ['lambda/shared/content/**'] },
  { room: 'lambda/shared/questions/**', may: CONTENT },
  { room: 'lambda/shared/search/**', may: CONTENT, packages: SEARCH_PACKAGES },
  {
    room: 'lambda/shared/**',
    may: [...CONTENT, 'lambda/shared/questions/**', 'lambda/shared/search/**'],
    packages: [...HANDLER_PACKAGES, ...CALENDAR_PACKAGES],
  },
  { room: 'lambda/*/**', may: [...CONTENT, 'lambda/shared/**'], packages: HANDLER_PACKAGES },
  {
    room: 'lib/app.ts',
    may: ['lib/constructs/**', 'lib/projects/registry.ts', ...FOUNDATION],
    packages: CDK,
  },
  { room: 'lib/*.ts', may: ['lambda/shared/exams/**'], packages: ['esbuild'] },
  { room: 'lib/constructs/**', may: FOUNDATION, packages: CDK },
  { room: 'lib/emulator/**', may: FOUNDATION, packages: [...SDK, 'pg', 'dns-packet'] },
  {
    room: 'lib/questions/**',
    may: [...CONTENT, 'lambda/shared/questions/**', ...FOUNDATION],
    packages: [...SDK, '@cloud-copilot/iam-simulate', '@aws-cdk/cloudformation-diff', 'aws-jwt-verify'],
  },
  {
    room: 'lib/study/**',
    may: [...CONTENT, 'lambda/shared/{evidence,questions}/**', ...FOUNDATION],
    packages: ['ts-fsrs'],
  },
  {
    room: 'lib/lab/**',
    may: [
      ...FOUNDATION,
      ...CONTENT,
      'lambda/shared/{evidence,questions}/**',
      'lambda/shared/http/loopback.ts',
      'lib/questions/**',
      'lib/study/**',
      'lib/emulator/**',
    ],
    packages: [
      ...SDK,
      '@aws-cdk/toolkit-lib',
      '@cloud-copilot/*',
      '@inquirer/confirm',
      '@jmespath-community/jmespath',
      'commander',
      'listr2',
    ],
  },
  {
    room: 'lib/projects/registry.ts',
    may: ['lib/projects/**', 'lib/lab/**', 'lib/rehearsal/**', ...FOUNDATION],
    packages: CDK,
  },
  { room: 'lib/projects/*/project.ts', may: FOUNDATION },
  // A program in a container: it runs without the CDK and without the lab, as handlers do.
  {
    room: 'lib/projects/*/app/**',
    may: ['lambda/shared/**'],
    packages: ['@aws-sdk/*', '@hono/node-server', '@redis/client', 'hono', 'kysely', 'pg'],
  },
  {
    room: 'lib/projects/*/{drills,health}/**',
    may: [
      'lib/projects/*/{project,names,replay,sample-activity,app/env}.ts',
      'lib/lab/**',
      'lambda/*/**',
      'lambda/shared/**',
      ...FOUNDATION,
    ],
    packages: SDK,
  },
  { room: 'lib/projects/*/cost/**', may: ['lib/projects/*/sample-activity.ts', 'lambda/*/**', ...FOUNDATION] },
  { room: 'lib/projects/*/drills.ts', may: ['lib/projects/*/{drills,health}/**', 'lib/lab/**'] },
  {
    room: 'lib/projects/*/{command,operate,replay,sample-activity}.ts',
    may: ['lib/projects/*/project.ts', 'lib/lab/**', 'lambda/*/**', ...FOUNDATION],
    packages: ['commander', ...SDK],
  },
  {
    room: 'lib/projects/*/setup.ts',
    may: ['lib/projects/*/{project,names,strategy}.ts', 'lib/constructs/setting-error.ts', 'lib/lab/**', ...FOUNDATION],
    packages: SDK,
  },
  {
    room: 'lib/projects/*/**',
    may: ['lib/projects/*/{project,app/env}.ts', 'lib/constructs/**', 'lambda/*/**', 'lambda/shared/**', ...FOUNDATION],
    packages: [...CDK, '@aws-sdk/client-cloudformation'],
  },
  {
    // It rehearses one project, and knows no other.
    room: 'lib/rehearsal/**',
    may: ['lib/projects/delivery-pipeline/**', 'lib/lab/**', 'lib/emulator/**', 'lambda/*/**', ...FOUNDATION],
    packages: [...SDK, '@aws-cdk/toolkit-lib', '@cloud-copilot/iam-simulate', 'commander', 'listr2'],
  },
  {
    room: 'lib/docs/**',
    may: ['lib/projects/registry.ts', 'lib/app.ts', 'lib/lab/**', 'lib/emulator/gaps.ts', ...CONTENT, ...FOUNDATION],
    packages: ['aws-cdk-lib', 'commander', 'elkjs'],
  },
  {
    room: 'lib/site/**',
    may: [
      'lambda/**',
      'lib/docs/diagram/{graph,model}.ts',
      'lib/lab/**',
      'lib/projects/registry.ts',
      'lib/study/**',
      ...FOUNDATION,
    ],
    packages: ['hono', 'esbuild', 'marked', ...SDK],
  },
  {
    room: 'bin/review.ts',
    may: ['lambda/shared/questions/**', 'lib/questions/**', ...FOUNDATION],
  },
  {
    room: 'bin/**',
    may: ['lib/docs/**', 'lib/lab/**', 'lib/constructs/**', 'lib/app.ts', 'lib/projects/registry.ts', ...FOUNDATION],
    packages: ['commander'],
  },
];

const roomOf = (path: string) => ROOMS.find(({ room }) => matchesGlob(path, room));
/** The project that a path belongs to; `shared` is nobody's. */
const projectOf = (path: string) => /^(?:lambda|lib\/projects)\/(?!shared\/)([\w-]+)\//.exec(path)?.[1];

const IMPORT = /^(?:import|export)\b[^'";]*?\bfrom\s*'([^']+)'|^import\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm;

/** What a file imports, types included: paths of the repository, and names of packages. */
function importsOf(path: string, text: string): string[] {
  return (
    [...text.matchAll(IMPORT)]
      .map(([, from, bare, dynamic]) => (from ?? bare ?? dynamic) as string)
      .filter((name) => !name.startsWith('node:'))
      .map((name) =>
        name.startsWith('.')
          ? normalize(join(dirname(path), name))
          : name
              .split('/')
              .slice(0, name.startsWith('@') ? 2 : 1)
              .join('/'),
      )
      // What stands at the root, such as cdk.json, is data for everybody.
      .filter((imported) => imported.includes('/') || !existsSync(join(repository, imported)))
  );
}

/** Why a file may not import this, or undefined when it may. */
function refusalOf(from: string, imported: string): string | undefined {
  const room = roomOf(from);
  if (!room)
    return `${from} is in no room: give its folder one in ${import.meta.filename.slice(repository.length + 1)}`;
  if (!/^(bin|lib|lambda|test)\//.test(imported)) {
    return room.packages?.some((name) => matchesGlob(imported, name))
      ? undefined
      : `${from} (${room.room}) may not load the package ${imported}`;
  }
  const ownRoom = roomOf(imported) === room;
  const allowed = ownRoom || room.may.some((pattern) => matchesGlob(imported, pattern));
  const [mine, other] = [projectOf(from), projectOf(imported)];
  if (allowed && !(mine && other && mine !== other)) return undefined;
  return `${from} (${room.room}) may not import ${imported}`;
}

describe('imports', () => {
  const sources = sourceFiles().filter((path) => /^(bin|lib|lambda)\/.*\.tsx?$/.test(path));

  it('follow the arrows between the rooms', () => {
    const refusals = sources.flatMap((path) =>
      importsOf(path, readSource(path)).flatMap((imported) => refusalOf(path, imported) ?? []),
    );
    expect(sources.length).toBeGreaterThan(200);
    expect(refusals).toEqual([]);
  });

  it('lead to files that exist', () => {
    const broken = sources.flatMap((path) =>
      importsOf(path, readSource(path))
        .filter((imported) => /^(bin|lib|lambda|test)\//.test(imported) && !existsSync(join(repository, imported)))
        .map((imported) => `${path} → ${imported}`),
    );
    expect(broken).toEqual([]);
  });

  it('go in no circle between rooms', () => {
    const arrows = new Map<string, Set<string>>();
    for (const path of sources) {
      const room = roomOf(path)?.room ?? path;
      for (const imported of importsOf(path, readSource(path))) {
        const other = roomOf(imported)?.room;
        if (other && other !== room) arrows.set(room, (arrows.get(room) ?? new Set()).add(other));
      }
    }
    const circles: string[] = [];
    const walk = (room: string, trail: readonly string[]) => {
      if (trail.includes(room)) circles.push([...trail.slice(trail.indexOf(room)), room].join(' → '));
      else for (const next of arrows.get(room) ?? []) walk(next, [...trail, room]);
    };
    for (const room of arrows.keys()) walk(room, []);
    expect(circles).toEqual([]);
  });

  it.each([
    ['lib/projects/serverless-api/drills/query-denied.ts', "import { GAPS } from '../../../emulator/gaps.ts';"],
    ['lib/projects/delivery-pipeline/pipeline/pipeline.ts', "import { GAPS } from '../../emulator/gaps.ts';"],
    ['lib/rehearsal/rehearse.ts', "import { renewBlocks } from '../docs/blocks.ts';"],
    ['lib/rehearsal/rehearse.ts', "import { serverlessApi } from '../projects/serverless-api/project.ts';"],
    ['lib/docs/picture.ts', "import { startEmulator } from '../emulator/emulator.ts';"],
    ['lib/projects/event-pipeline/stack.ts', "import { serverlessApi } from '../serverless-api/project.ts';"],
    ['lib/projects/event-pipeline/stack.ts', "import { createApp } from '../../../lambda/serverless-api/app.ts';"],
    ['lib/lab/terminal/report.ts', "import { renewBlocks } from '../../docs/blocks.ts';"],
    ['lib/constructs/access-log.ts', "import type { Blocks } from '../docs/blocks.ts';"],
    ['lib/docs/picture.ts', "import { startEmulator } from '../emulator/../projects/event-pipeline/stack.ts';"],
    ['lib/emulator/gaps.ts', "const { CURRICULUM } = await import('../projects/registry.ts');"],
    ['lib/emulator/emulator.ts', "export { openTarget } from '../lab/target.ts';"],
    ['lib/bundle.ts', "import { serverlessApi } from './projects/serverless-api/project.ts';"],
    ['lambda/serverless-api/app.ts', "import { bundleHandlers } from '../../lib/bundle.ts';"],
    ['lambda/event-pipeline/worker/apply.ts', "import { Stack } from 'aws-cdk-lib';"],
    ['lambda/shared/content/model.ts', "import type { TaskRef } from '../exams/blueprints.ts';"],
    ['lib/projects/event-pipeline/drills/silent-loss.ts', "import { Stack } from 'aws-cdk-lib';"],
    ['lib/projects/web-app/app/database.ts', "import { Stack } from 'aws-cdk-lib';"],
    ['lib/projects/web-app/app/database.ts', "import { until } from '../../../until.ts';"],
    ['lib/projects/web-app/stack.ts', "import { openDatabase } from './app/database.ts';"],
    ['lib/projects/serverless-api/study-site.ts', "import { makeSite } from '../../site/make.ts';"],
    ['lib/somewhere-new/file.ts', "import { repository } from '../repository.ts';"],
  ])('refuses %s: %s', (path, line) => {
    expect(importsOf(path, line).flatMap((imported) => refusalOf(path, imported) ?? [])).toHaveLength(1);
  });
});
