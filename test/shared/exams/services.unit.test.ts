import { expect, test } from 'vitest';
import { content } from '../../../lambda/shared/content/content.ts';
import { EXAM_DATES, type ExamCode } from '../../../lambda/shared/exams/dates.ts';
import { SCOPE_SOURCES, SCOPED_SERVICES, servicesOf } from '../../../lambda/shared/exams/services.ts';

const CODES = Object.keys(EXAM_DATES) as ExamCode[];
const namesOf = (code: ExamCode) => servicesOf(code).flatMap(({ services }) => services);

test('each exam has as many services in scope as its guide lists, a service listed twice counted once', () => {
  expect(CODES.map((code) => [code, namesOf(code).length])).toEqual([
    ['SAA-C03', 121],
    ['DVA-C02', 47],
    ['DVA-C03', 56],
  ]);
});

test('what is in scope of one exam alone is told apart', () => {
  expect(namesOf('DVA-C03')).toEqual(expect.arrayContaining(['Amazon Bedrock', 'Kiro', 'AWS SAM', 'AWS STS']));
  expect(namesOf('DVA-C02')).not.toContain('Amazon Bedrock');
  expect(namesOf('DVA-C02')).toContain('Amazon Q Developer');
  expect(namesOf('DVA-C03')).not.toContain('Amazon Q Developer');
  expect(namesOf('SAA-C03')).toContain('Amazon Redshift');
  expect(namesOf('SAA-C03')).not.toContain('AWS CodePipeline');
});

test('every service has a unique id, one category, and the pages that list it as its sources', () => {
  const known = content.sources.map(({ id }) => id);
  expect(new Set(SCOPED_SERVICES.map(({ id }) => id)).size).toBe(SCOPED_SERVICES.length);
  for (const { id, category, exams, sources } of SCOPED_SERVICES) {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(category.length).toBeGreaterThan(0);
    expect(sources).toEqual(exams.map((code) => SCOPE_SOURCES[code]));
    expect(known).toEqual(expect.arrayContaining([...sources]));
  }
});
