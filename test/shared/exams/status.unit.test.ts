import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { daysBetween } from '../../../lambda/shared/content/calendar.ts';
import { BLUEPRINTS, type ExamCode, type ExamFamily } from '../../../lambda/shared/exams/blueprints.ts';
import {
  blueprintOf,
  changesAround,
  changesBetween,
  currentExam,
  examStatusOn,
  SUCCESSION,
} from '../../../lambda/shared/exams/status.ts';
import { anyDay } from '../../support/days.ts';

const CODES = Object.keys(BLUEPRINTS) as ExamCode[];
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
    expect(SUCCESSION[family]).toEqual(CODES.filter((code) => BLUEPRINTS[code].family === family));
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

test('on any day exactly one exam of a family is current, and that one can be sat', () => {
  fc.assert(
    fc.property(dayOfInterest, fc.constantFrom(...FAMILIES), (day, family) => {
      const statuses = CODES.filter((code) => BLUEPRINTS[code].family === family).map((code) => ({
        code,
        ...examStatusOn(code, day),
      }));

      const current = statuses.filter(({ code, currentCode }) => code === currentCode);

      expect(current.map(({ code }) => code)).toEqual([currentExam(family, day)]);
      expect(statuses.filter(({ takeable }) => takeable)).toEqual(current);
    }),
  );
});

test('an exam is never less far in its life on a later day', () => {
  const stages = ['scheduled', 'current', 'expiring', 'retired'];
  fc.assert(
    fc.property(dayOfInterest, dayOfInterest, fc.constantFrom(...CODES), (one, other, code) => {
      const [earlier, later] = [one, other].toSorted() as [string, string];

      const stageOn = (day: string) => stages.indexOf(examStatusOn(code, day).status);

      expect(stageOn(later)).toBeGreaterThanOrEqual(stageOn(earlier));
    }),
  );
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
