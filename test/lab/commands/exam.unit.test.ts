/** The exam: what it draws, how it goes at the command line, and what a crash leaves of it. */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { allDrills, filterDrills } from '../../../lib/lab/drills/catalogue.ts';
import type { ProjectDrill } from '../../../lib/lab/drills/drill.ts';
import type { Incident } from '../../../lib/lab/drills/journal.ts';
import { drawExam } from '../../../lib/lab/exam/draw.ts';
import { type Exam, readExams } from '../../../lib/lab/exam/record.ts';
import { standingOf } from '../../../lib/lab/exam/standing.ts';
import { CURRICULUM } from '../../../lib/projects/registry.ts';
import { sampleDrill } from '../../support/drills/sample-drill.ts';
import { sampleLab } from '../../support/drills/sample-lab.ts';
import { fakeCloud } from '../../support/fakes/fake-cloud.ts';

describe('the draw', async () => {
  const drills = filterDrills(await allDrills({ projects: CURRICULUM }), { runsOn: 'emulator' });
  const seeds = Array.from({ length: 300 }, (_, seed) => seed);

  test('is five different drills, even over projects and levels, whatever the seed', () => {
    for (const seed of seeds) {
      const drawn = drawExam(drills, seed);
      expect(new Set(drawn.map(({ id }) => id)).size).toBe(5);
      const perProject = [...Map.groupBy(drawn, ({ project }) => project.slug).values()].map((some) => some.length);
      expect(Math.max(...perProject) - Math.min(...perProject)).toBeLessThanOrEqual(1);
      expect(new Set(drawn.map(({ level }) => level)).size).toBe(3);
    }
  });

  test('is the same by the same seed, in whatever order the drills come, and reaches each of them by some seed', () => {
    const ids = (seed: number, of = drills) => drawExam(of, seed).map(({ id }) => id);
    expect(ids(7, drills.toReversed())).toEqual(ids(7));
    expect(new Set(seeds.flatMap((seed) => ids(seed))).size).toBe(drills.length);
  });

  test('is even over projects as long as each has drills left, however many it is', () => {
    for (const seed of seeds.slice(0, 20)) {
      const perProject = Map.groupBy(drawExam(drills, seed, 17), ({ project }) => project.slug);
      const most = Math.max(...[...perProject.values()].map((some) => some.length));
      for (const [slug, all] of Map.groupBy(drills, ({ project }) => project.slug)) {
        expect(perProject.get(slug)?.length, slug).toBeGreaterThanOrEqual(Math.min(most - 1, all.length));
      }
    }
  });

  test('is what there is, when that is less', () => {
    expect(drawExam(drills.slice(0, 3), 1)).toHaveLength(3);
    expect(drawExam([], 1)).toEqual([]);
  });
});

test('a standing tells in time from too late, given up from cut short, and weak tasks from those shown elsewhere', () => {
  const drill = (name: string, exam: ProjectDrill['exam']) => ({
    ...sampleDrill,
    id: `sample/${name}`,
    number: `sample/${name}`,
    exam,
  });
  const drills = [
    drill('a', ['SAA-C03/1.1']),
    drill('b', ['SAA-C03/1.2', 'SAA-C03/1.1']),
    drill('c', ['SAA-C03/2.1']),
    drill('d', ['SAA-C03/2.2']),
    drill('e', ['SAA-C03/3.1']),
  ];
  const exam: Exam = { startedAt: 1_000, seed: 1, minutes: 1, drills: drills.map(({ id }) => id), endedAt: 90_000 };
  const incident = (name: string, more: Partial<Incident>) =>
    ({ drill: `sample/${name}`, openedAt: 2_000, brokenAt: 3_000, checks: ['not-yet'], ...more }) as Incident;
  const standing = standingOf(
    exam,
    drills,
    [
      // Of an earlier day: it says nothing about this exam.
      incident('e', { openedAt: 500, brokenAt: 600, solvedAt: 700 }),
      incident('a', { solvedAt: 13_000 }),
      incident('b', { solvedAt: 61_001 }),
      incident('c', { restoredAt: 8_000 }),
      incident('d', { restoredAt: 90_001 }),
    ],
    95_000,
  );
  expect(standing.incidents.map(({ outcome, took }) => [outcome, took])).toEqual([
    ['fixed', 10_000],
    ['late', 58_001],
    ['given-up', 5_000],
    ['open', 87_000],
    ['ahead', null],
  ]);
  expect(standing).toMatchObject({
    fixed: 1,
    left: 0,
    running: false,
    shown: ['SAA-C03/1.1'],
    weak: ['SAA-C03/1.2', 'SAA-C03/2.1', 'SAA-C03/2.2', 'SAA-C03/3.1'],
  });
});

describe('at the command line', () => {
  const SECOND: ProjectDrill = { ...sampleDrill, id: 'sample/second', name: 'second', title: 'Again' };
  const here = sampleLab([sampleDrill, SECOND]);
  const { run, repair, variable } = here;
  const json = async (line: string) => JSON.parse((await run(`${line} --json`)).out);
  it('goes from incident to incident without help, and ends with a report', async () => {
    const first = await run('exam --seed 3');
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toMatch(/Exam: incident 1 of 2, 60 min left\.[\s\S]*INCIDENT sample\/\d/);
    expect(first.out).not.toMatch(/lab hint|--seed/);
    expect(variable()).toBe('wrong');
    expect((await run('ticket')).out).not.toContain('lab hint');
    for (const help of ['hint', 'solution --yes', 'paper sample/1', 'break', 'exam --seed 4']) {
      expect(await json(help), help).toMatchObject({ error: { code: 'ExamRunning' } });
    }

    // As often as it is asked before the fix, it is the same incident.
    const again = await json('exam');
    expect(again).toMatchObject({
      exam: { running: true, seed: 3, fixed: 0 },
      incident: { hintsTaken: 0, open: true },
    });
    await repair();
    expect((await run('check')).code).toBe(0);
    const second = await json('exam');
    expect(second.exam.incidents.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['fixed', 'open']);
    expect(second.incident.drill).not.toBe(again.incident.drill);

    expect((await run('restore')).code).toBe(0);
    const report = await run('exam');
    expect(report).toMatchObject({ code: 0, err: '' });
    expect(report.out).toMatch(/1 of 2 incidents fixed in 60 min\.[\s\S]*fixed[\s\S]*given up[\s\S]*lab exam --seed 3/);
    expect((await run('exam --report')).out).toBe(report.out);
    expect(await json('exam --end')).toMatchObject({ error: { code: 'NoExam' } });
    expect((await run('hint')).err).not.toContain('exam');
  });

  it('goes on after a crash in the middle of a fault, with the time that passed meanwhile', async () => {
    await run('exam --minutes 30');
    const file = join(here.lab.stateFolder, 'exams.jsonl');
    // Ten minutes ago the machine went down, and left half a line.
    const record = JSON.parse(readFileSync(file, 'utf8').trim());
    writeFileSync(file, JSON.stringify({ ...record, startedAt: record.startedAt - 600_000 }));
    appendFileSync(file, '\n{"endedAt":17');

    const { exam, incident } = await json('exam');

    expect(exam.left / 60_000).toBeGreaterThan(19);
    expect(exam.left / 60_000).toBeLessThanOrEqual(20);
    expect(incident.open).toBe(true);
    expect(exam.incidents[0]).toMatchObject({ outcome: 'open', checks: 0 });
  });

  it('is over when its time is, and puts back what was open', async () => {
    await run('exam --minutes 30');
    const file = join(here.lab.stateFolder, 'exams.jsonl');
    const record = JSON.parse(readFileSync(file, 'utf8').trim());
    writeFileSync(file, JSON.stringify({ ...record, startedAt: record.startedAt - 31 * 60_000 }));

    const { exam } = await json('exam');

    expect(exam).toMatchObject({ running: false, left: 0, fixed: 0 });
    expect(exam.incidents.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['open', 'ahead']);
    expect(variable()).toBe('right');
    expect((await json('exam --report')).exam).toEqual(exam);
    expect(readExams(here.lab)).toHaveLength(1);
  });

  it('ends early on demand, and does not begin over an open incident or where nothing is deployed', async () => {
    await run('exam');
    expect(await json('exam --end')).toMatchObject({ exam: { running: false, fixed: 0 } });
    expect(variable()).toBe('right');
    await run('break sample/1');
    expect(await json('exam')).toMatchObject({ error: { code: 'IncidentOpen' } });
    await run('restore');
    here.emulator.stacks.delete('Sample');
    expect(await json('exam')).toMatchObject({ error: { code: 'NotDeployed' } });
    expect(readExams(here.lab)).toHaveLength(1);
  });

  it('has not begun where nothing could be broken, and stays where it was where the next could not', async () => {
    const { lambda } = fakeCloud(here.cloudFile).aws;
    const live = { FunctionName: 'worker', Name: 'live' };
    const { Timeout = 10 } = await lambda.getFunctionConfiguration({ FunctionName: 'worker' });
    const sick = async (seconds: number) => {
      await lambda.updateFunctionConfiguration({ FunctionName: 'worker', Timeout: seconds });
      const { Version } = await lambda.publishVersion({ FunctionName: 'worker' });
      await lambda.updateAlias({ ...live, FunctionVersion: Version });
    };
    await sick(3);
    const refused = await json('exam');
    expect(refused).toMatchObject({ error: { code: 'NotHealthy' } });
    expect(refused.error.message).not.toContain('The exam stays');
    expect(readExams(here.lab)).toEqual([]);
    expect((await run('hint')).err).not.toContain('exam');

    await sick(Timeout);
    await run('exam');
    await repair();
    expect((await run('check')).code).toBe(0);
    await sick(3);
    const stuck = await json('exam');
    expect(stuck).toMatchObject({ error: { code: 'NotHealthy' } });
    expect(stuck.error.message).toContain('The exam stays where it was, and its clock goes on');

    await sick(Timeout);
    expect(await json('exam')).toMatchObject({ exam: { running: true, fixed: 1 }, incident: { open: true } });
  });

  it('has no report before the first', async () => {
    expect(await json('exam --report')).toMatchObject({ error: { code: 'NoExam' } });
  });
});
