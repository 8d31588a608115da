import { expect, test } from 'vitest';
import { content } from '../../../lambda/shared/content/content.ts';
import { BLUEPRINTS, type ExamCode } from '../../../lambda/shared/exams/blueprints.ts';
import { domainOf, gapsOf, isExamCode, practiceFor, tasksTrainedBy } from '../../../lambda/shared/exams/practice.ts';
import { PRACTICE_GAPS, PRACTICE_MAP } from '../../../lambda/shared/exams/practice-map.ts';

const CODES = Object.keys(BLUEPRINTS) as ExamCode[];
const allTasks = CODES.flatMap((code) =>
  BLUEPRINTS[code].domains.flatMap(({ tasks }) => tasks.map((task) => ({ code, id: task.id }))),
);

test('the map has exactly the tasks of the exams, 39 in all', () => {
  const mapped = CODES.flatMap((code) => Object.keys(PRACTICE_MAP[code]).map((id) => ({ code, id })));

  expect(mapped).toEqual(allTasks);
  expect(mapped).toHaveLength(14 + 13 + 12);
});

test('a task names each project once, the core ones first, and none that the content does not know', () => {
  const slugs = content.practiceProjects.map(({ slug }) => slug);
  for (const { code, id } of allTasks) {
    const links = practiceFor(code, id);
    expect(new Set(links.map(({ project }) => project)).size, `${code}/${id}`).toBe(links.length);
    expect(links.map(({ strength }) => strength)).toEqual(links.map(({ strength }) => strength).toSorted());
    expect(slugs).toEqual(expect.arrayContaining(links.map(({ project }) => project)));
  }
});

test('a task that no project trains is told to be a gap', () => {
  const untrained = allTasks.filter(({ code, id }) => practiceFor(code, id).length === 0);

  expect(untrained).toEqual([{ code: 'DVA-C03', id: '2.3' }]);
  for (const { code, id } of untrained) expect(gapsOf(code, id)).toHaveLength(1);
});

test('a gap is told with each task that it touches, and with no other', () => {
  expect(PRACTICE_GAPS).toHaveLength(6);
  expect(gapsOf('DVA-C03', '3.3')).toHaveLength(2);
  expect(gapsOf('SAA-C03', '3.4')).toEqual(gapsOf('SAA-C03', '3.1'));
  expect(gapsOf('DVA-C02', '3.3')).toEqual([]);
});

test('what a project trains, and what trains a task, are the same links from both sides', () => {
  const fromTasks = allTasks.flatMap(({ code, id }) =>
    practiceFor(code, id).map((link) => `${link.project} ${code}/${id} ${link.strength}: ${link.reason}`),
  );
  const fromProjects = content.practiceProjects.flatMap(({ slug }) =>
    tasksTrainedBy(slug).map(
      (trained) => `${slug} ${trained.exam}/${trained.task} ${trained.strength}: ${trained.reason}`,
    ),
  );

  expect(fromProjects.toSorted()).toEqual(fromTasks.toSorted());
});

test('the serverless API trains tasks of every exam, with their titles', () => {
  const trained = tasksTrainedBy('serverless-api');

  expect(new Set(trained.map(({ exam }) => exam))).toEqual(new Set(CODES));
  expect(trained).toContainEqual(
    expect.objectContaining({ exam: 'DVA-C03', task: '1.2', title: 'Write code for AWS Lambda', strength: 'core' }),
  );
});

test('a task belongs to the domain with its number', () => {
  for (const { code, id } of allTasks) expect(domainOf(code, id)?.id).toBe(id.split('.')[0]);
});

test.each(['9.9', '', '1', '3.4 ', 'constructor', '__proto__'])('an exam has no task %j', (id) => {
  expect(domainOf('DVA-C03', id)).toBeUndefined();
  expect(practiceFor('DVA-C03', id)).toEqual([]);
  expect(gapsOf('DVA-C03', id)).toEqual([]);
});

test('only the codes of the blueprints are codes of exams', () => {
  expect(CODES.every(isExamCode)).toBe(true);
  expect(['SAA-C04', 'saa-c03', '', 'constructor', '__proto__', 'toString'].filter(isExamCode)).toEqual([]);
});
