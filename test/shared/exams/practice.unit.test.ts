import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { content } from '../../../lambda/shared/content/content.ts';
import { DEPLOYABLE_SLUGS, PLANNED_SLUGS } from '../../../lambda/shared/content/model.ts';
import { BLUEPRINTS, blueprintOf, type TaskRef } from '../../../lambda/shared/exams/blueprints.ts';
import { EXAM_DATES, type ExamCode, isExamCode } from '../../../lambda/shared/exams/dates.ts';
import { DRILLS } from '../../../lambda/shared/exams/drills.ts';
import {
  domainOf,
  drillsOn,
  gapsOf,
  plannedFor,
  practiceFor,
  taskRefsOf,
  tasksPlannedFor,
  tasksTrainedBy,
} from '../../../lambda/shared/exams/practice.ts';
import { PLANNED_CLAIMS, PRACTICE_GAPS } from '../../../lambda/shared/exams/practice-gaps.ts';
import { CLAIMS } from '../../../lambda/shared/exams/practice-map.ts';
import { allDrills } from '../../../lib/lab/drills/catalogue.ts';
import { CURRICULUM } from '../../../lib/projects/registry.ts';
import { repository } from '../../../lib/repository.ts';
import { readSource, sourceFiles } from '../../support/sources/source-files.ts';

const CODES = Object.keys(BLUEPRINTS) as ExamCode[];
const allTasks = CODES.flatMap((code) =>
  blueprintOf(code).domains.flatMap(({ tasks }) => tasks.map((task) => ({ code, id: task.id }))),
);

/** Features of AWS by the words that a claim could use for them, and by what code that has them must contain. */
const FEATURES: readonly [feature: string, words: RegExp, code: RegExp][] = [
  ['sign-in', /sign(s|ed)?[- ]in\b|federat|user pool|cognito|\bJWT\b|bearer|access token/i, /cognito|JwtAuthorizer/i],
  ['presigned links', /presign/i, /getSignedUrl|s3-request-presigner/],
  [
    'stored secrets',
    /secrets? manager|\bsecrets\b|parameter store|rotat/i,
    /aws-secretsmanager|StringParameter|SecretsManager/,
  ],
  ['masking', /mask|redact|saniti[sz]/i, /mask\(|redact\(|DataIdentifier/i],
  ['layers', /\blayers?\b/i, /LayerVersion/],
  ['a VPC', /\bVPC\b|subnet|security group|private access/i, /new (ec2\.)?Vpc\(/],
  ['container images', /container|\bimages?\b|\bECS\b|fargate/i, /DockerImage|aws-ecs|aws-ecr/],
  ['the edge', /at the edge\b.*cach|cach.*\bedge\b|cloudfront/i, /aws-cloudfront/],
  [
    'several accounts',
    /across accounts|several accounts|multi-account|cross-account/i,
    /crossAccount|crossAccountKeys: true/,
  ],
  ['stages of an API', /stages of the API|endpoints? per stage|custom domain/i, /DomainName\(this/],
  ['a cache service', /elasticache|redis/i, /aws-elasticache/],
  ['relational data', /relational|replica|\bRDS\b|aurora/i, /aws-rds/],
  ['streaming analytics', /kinesis|firehose|glue|athena|data lake/i, /aws-kinesis|aws-glue|aws-athena/],
  ['budgets', /budget/i, /aws-budgets/],
];

describe('a claim of a project that can be deployed', () => {
  test.each(CLAIMS)('is in the repository: $what', ({ path, contains }) => {
    expect(existsSync(join(repository, path)), path).toBe(true);
    expect(readFileSync(join(repository, path), 'utf8'), path).toContain(contains);
  });

  test.each(CLAIMS)('names a task, and each one once: $what', ({ core = [], partial = [] }) => {
    expect(core.length + partial.length).toBeGreaterThan(0);
    expect(new Set([...core, ...partial]).size).toBe(core.length + partial.length);
  });

  test.each(FEATURES)('does not speak of %s where the code of its project has none', (_, words, code) => {
    for (const slug of DEPLOYABLE_SLUGS) {
      const own = sourceFiles().filter((path) => new RegExp(`^(lib/projects|lambda)/${slug}/.*\\.ts$`).test(path));
      // What it stands on together with others is its code too, as far as it imports it.
      const shared = sourceFiles()
        .filter((path) => path.startsWith('lib/constructs/'))
        .filter((path) => own.some((one) => readSource(one).includes(path.slice('lib/'.length))));
      const sources = [...own, ...shared];
      const has = sources.some((path) => code.test(readSource(path)));
      const spoken = CLAIMS.filter(({ project, what }) => project === slug && words.test(what)).map(({ what }) => what);
      expect(sources.length, slug).toBeGreaterThan(0);
      expect(has ? [] : spoken, slug).toEqual([]);
    }
  });

  test('shows code of its project, or code that projects share', () => {
    for (const { project, path } of CLAIMS) {
      const others = DEPLOYABLE_SLUGS.filter((slug) => slug !== project);
      expect(others.filter((slug) => path.includes(`/${slug}/`))).toEqual([]);
    }
  });
});

describe('what trains a task', () => {
  test('names each project once, the core ones first, each with what shows it', () => {
    for (const { code, id } of allTasks) {
      const links = practiceFor(code, id);
      expect(new Set(links.map(({ project }) => project)).size, `${code}/${id}`).toBe(links.length);
      expect(links.map(({ strength }) => strength)).toEqual(links.map(({ strength }) => strength).toSorted());
      for (const { shownIn } of links) expect(shownIn.length).toBeGreaterThan(0);
    }
  });

  test('is core for a project as soon as one of its claims is', () => {
    const links = practiceFor('SAA-C03', '2.1');

    expect(links.map(({ project, strength }) => [project, strength])).toEqual([
      ['event-pipeline', 'core'],
      ['web-app', 'core'],
      ['serverless-api', 'partial'],
    ]);
  });

  test('keeps planned projects out of what can be deployed, and the other way round', () => {
    for (const { code, id } of allTasks) {
      for (const { project } of practiceFor(code, id)) expect(DEPLOYABLE_SLUGS).toContain(project);
      for (const { project } of plannedFor(code, id)) expect(PLANNED_SLUGS).toContain(project);
    }
    expect(content.practiceProjects.filter(({ deployable }) => deployable).map(({ slug }) => slug)).toEqual([
      ...DEPLOYABLE_SLUGS,
    ]);
    expect(content.practiceProjects.filter(({ deployable }) => !deployable).map(({ slug }) => slug)).toEqual([
      ...PLANNED_SLUGS,
    ]);
  });

  test('is told together with what is missing wherever nothing trains it at the core', () => {
    const untold = allTasks.filter(
      ({ code, id }) =>
        !practiceFor(code, id).some(({ strength }) => strength === 'core') &&
        gapsOf(code, id).length === 0 &&
        plannedFor(code, id).length === 0,
    );

    expect(untold).toEqual([]);
  });

  test('is the same from the project as from the task', () => {
    const fromTasks = allTasks.flatMap(({ code, id }) =>
      practiceFor(code, id).map(({ project, strength }) => `${project} ${code}/${id} ${strength}`),
    );
    const fromProjects = DEPLOYABLE_SLUGS.flatMap((slug) =>
      tasksTrainedBy(slug).map(({ exam, task, strength }) => `${slug} ${exam}/${task} ${strength}`),
    );
    const planned = PLANNED_SLUGS.flatMap((slug) =>
      tasksPlannedFor(slug).map(({ exam, task, plan }) => `${slug} ${exam}/${task} ${plan}`),
    );

    expect(fromProjects.toSorted()).toEqual(fromTasks.toSorted());
    expect(planned).toHaveLength(PLANNED_CLAIMS.reduce((sum, { tasks }) => sum + tasks.length, 0));
    for (const slug of DEPLOYABLE_SLUGS) {
      expect(taskRefsOf(slug)).toEqual(tasksTrainedBy(slug).map(({ exam, task }) => `${exam}/${task}`));
    }
    expect(taskRefsOf('observability')).toEqual([]);
  });
});

describe('the drills', () => {
  test('are those of the catalogue, by number, symptom, level and tasks', async () => {
    const drills = await allDrills({ projects: CURRICULUM });

    expect(DRILLS, 'renewed by `npm run docs`').toEqual(
      drills.map(({ number, title, level, exam }) => ({ number, title, level, tasks: exam })),
    );
  });

  test('stand with a task exactly when they name it, and with the link of their own project', () => {
    for (const { code, id } of allTasks) {
      const expected = DRILLS.filter(({ tasks }) => tasks.includes(`${code}/${id}` as TaskRef));
      expect(drillsOn(code, id).map(({ number }) => number)).toEqual(expected.map(({ number }) => number));
      for (const { project, drills } of practiceFor(code, id)) {
        expect(drills.map(({ number }) => number)).toEqual(
          expected.map(({ number }) => number).filter((number) => number.startsWith(`${project}/`)),
        );
      }
    }
    expect(drillsOn('DVA-C03', '4.1').length).toBeGreaterThan(10);
  });

  test('do not say which fault they are', () => {
    for (const drill of DRILLS) expect(Object.keys(drill).toSorted()).toEqual(['level', 'number', 'tasks', 'title']);
  });
});

test('a gap is told with each task that it touches, and with no other', () => {
  for (const { tasks, gap } of PRACTICE_GAPS) {
    const told = allTasks.filter(({ code, id }) => gapsOf(code, id).some((other) => other.gap === gap));
    expect(told.map(({ code, id }) => `${code}/${id}`).toSorted()).toEqual([...tasks].toSorted());
  }
  expect(gapsOf('DVA-C03', '2.3')).toHaveLength(1);
  expect(practiceFor('DVA-C03', '2.3')).toEqual([]);
});

test('a task belongs to the domain with its number', () => {
  for (const { code, id } of allTasks) expect(domainOf(code, id)?.id).toBe(id.split('.')[0]);
});

test.each(['9.9', '', '1', '3.4 ', 'constructor', '__proto__'])('an exam has no task %j', (id) => {
  expect(domainOf('DVA-C03', id)).toBeUndefined();
  expect(practiceFor('DVA-C03', id)).toEqual([]);
  expect(plannedFor('DVA-C03', id)).toEqual([]);
  expect(drillsOn('DVA-C03', id)).toEqual([]);
  expect(gapsOf('DVA-C03', id)).toEqual([]);
});

test('only the codes of the blueprints are codes of exams', () => {
  expect(Object.keys(EXAM_DATES)).toEqual(CODES);
  expect(CODES.every(isExamCode)).toBe(true);
  expect(['SAA-C04', 'saa-c03', '', 'constructor', '__proto__', 'toString'].filter(isExamCode)).toEqual([]);
});
