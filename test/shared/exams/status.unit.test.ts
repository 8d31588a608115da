import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { daysBetween } from '../../../lambda/shared/content/calendar.ts';
import { blueprintOf } from '../../../lambda/shared/exams/blueprints.ts';
import { changesAround, changesBetween } from '../../../lambda/shared/exams/changes.ts';
import { datesOf, EXAM_DATES, type ExamCode, type ExamFamily } from '../../../lambda/shared/exams/dates.ts';
import { currentExam, examStatusOn, SUCCESSION } from '../../../lambda/shared/exams/status.ts';
import { anyDay } from '../../support/content/days.ts';

const CODES = Object.keys(EXAM_DATES) as ExamCode[];
const FAMILIES = Object.keys(SUCCESSION) as ExamFamily[];
/** Days all over the century, and many close to the change of exams. */
const dayOfInterest = fc.oneof(
  anyDay(),
  fc.integer({ min: -40, max: 40 }).map((offset) => {
    const day = new Date('2026-12-01');
    day.setUTCDate(day.getUTCDate() + offset);
    return day.toISOString().slice(0, 10);
  }),
);

test('every exam stands once in the succession of its family', () => {
  for (const family of FAMILIES) {
    expect(SUCCESSION[family]).toEqual(CODES.filter((code) => datesOf(code).family === family));
  }
});

test('an exam takes over on the day after the last day of the one it replaces', () => {
  for (const succession of Object.values(SUCCESSION)) {
    for (const [index, code] of succession.slice(1).entries()) {
      const predecessor = blueprintOf(succession[index] ?? code);
      const successor = blueprintOf(code);
      expect([successor.replaces, predecessor.successor]).toEqual([predecessor.code, successor.code]);
      expect(daysBetween(predecessor.lastDay ?? '', successor.firstDay ?? '')).toBe(1);
    }
  }
});

test('on any day at most one exam of a family is known to be current, and that one can be sat', () => {
  fc.assert(
    fc.property(dayOfInterest, fc.constantFrom(...FAMILIES), (day, family) => {
      const statuses = CODES.filter((code) => datesOf(code).family === family).map((code) => ({
        code,
        ...examStatusOn(code, day),
      }));

      const current = statuses.filter(({ code, currentCode }) => code === currentCode);

      expect(current.map(({ code }) => code)).toEqual([currentExam(family, day)].filter(Boolean));
      expect(statuses.filter(({ takeable }) => takeable)).toEqual(current);
    }),
  );
});

test('an exam is never less far in its life on a later day, as far as that is known', () => {
  const stages = ['scheduled', 'current', 'expiring', 'retired'];
  fc.assert(
    fc.property(dayOfInterest, dayOfInterest, fc.constantFrom(...CODES), (one, other, code) => {
      const [earlier, later] = [one, other].toSorted().map((day) => examStatusOn(code, day).status) as [string, string];
      fc.pre(earlier !== 'not-known' && later !== 'not-known');

      expect(stages.indexOf(later)).toBeGreaterThanOrEqual(stages.indexOf(earlier));
    }),
  );
});

describe('what is not known', () => {
  test.each([
    ['SAA-C03', '1990-01-01'],
    ['SAA-C03', '2026-09-27'],
    ['SAA-C03', '2027-10-10'],
    ['DVA-C02', '0001-01-01'],
    ['DVA-C02', '2024-12-11'],
    ['DVA-C03', '2027-12-02'],
    ['DVA-C03', '9999-12-31'],
  ] as const)('%s on %s', (code, on) => {
    expect(examStatusOn(code, on)).toEqual({ on, status: 'not-known', takeable: false });
    expect(currentExam(datesOf(code).family, on)).toBeUndefined();
  });

  test('begins the day before the earliest evidence, and a year after the latest', () => {
    expect(examStatusOn('SAA-C03', '2026-09-28').status).toBe('current');
    expect(examStatusOn('SAA-C03', '2027-10-09').status).toBe('current');
    expect(examStatusOn('DVA-C02', '2024-12-12').status).toBe('expiring');
    expect(examStatusOn('DVA-C03', '2027-12-01').status).toBe('current');
  });

  test('is no reason to doubt what was announced: an exam that ended stays retired', () => {
    expect(examStatusOn('DVA-C02', '2099-01-01')).toEqual({ on: '2099-01-01', status: 'retired', takeable: false });
    expect(examStatusOn('DVA-C03', '1990-01-01')).toEqual({ on: '1990-01-01', status: 'scheduled', takeable: false });
  });
});

test.each([
  ['SAA-C03', '2026-11-23', { status: 'current', takeable: true, currentCode: 'SAA-C03' }],
  ['DVA-C02', '2026-11-23', { status: 'expiring', takeable: true, currentCode: 'DVA-C02', daysLeft: 7 }],
  ['DVA-C02', '2026-11-30', { status: 'expiring', takeable: true, currentCode: 'DVA-C02', daysLeft: 0 }],
  ['DVA-C02', '2026-12-01', { status: 'retired', takeable: false, currentCode: 'DVA-C03' }],
  ['DVA-C03', '2026-11-30', { status: 'scheduled', takeable: false, currentCode: 'DVA-C02' }],
  ['DVA-C03', '2026-12-01', { status: 'current', takeable: true, currentCode: 'DVA-C03' }],
] as const)('%s on %s', (code, on, expected) => {
  expect(examStatusOn(code, on)).toEqual({ on, ...expected });
});

test.each(['2026-11-31', '1 December 2026', ''])('refuses %j as a day', (day) => {
  expect(() => examStatusOn('SAA-C03', day)).toThrow(RangeError);
  expect(() => currentExam('DVA', day)).toThrow(RangeError);
});

describe('what changes between two exams', () => {
  test('the weights of the developer exam shift from development and deployment to troubleshooting', () => {
    const { weights, tasks, changes, lastDay, firstDay } = changesBetween('DVA-C02', 'DVA-C03');

    expect(weights.map(({ domain, difference }) => [domain, difference])).toEqual([
      ['1', -2],
      ['2', 0],
      ['3', -2],
      ['4', 4],
    ]);
    expect(weights[2]).toMatchObject({ from: { title: 'Deployment' }, to: { title: 'Testing and deployment' } });
    expect({ tasks, lastDay, firstDay }).toEqual({
      tasks: { from: 13, to: 12 },
      lastDay: '2026-11-30',
      firstDay: '2026-12-01',
    });
    expect(changes).toHaveLength(7);
  });

  test('both exams of a change are told of it, and an exam that stands alone of none', () => {
    expect(changesAround('DVA-C02')).toEqual(changesBetween('DVA-C02', 'DVA-C03'));
    expect(changesAround('DVA-C03')).toEqual(changesBetween('DVA-C02', 'DVA-C03'));
    expect(changesAround('SAA-C03')).toBeUndefined();
  });

  test.each([
    ['DVA-C03', 'DVA-C02'],
    ['SAA-C03', 'DVA-C03'],
    ['SAA-C03', 'SAA-C03'],
  ] as const)('refuses to tell what changes from %s to %s', (from, to) => {
    expect(() => changesBetween(from, to)).toThrow(RangeError);
  });
});
