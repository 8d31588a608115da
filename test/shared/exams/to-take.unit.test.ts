import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { content } from '../../../lambda/shared/content/content.ts';
import { currentExam } from '../../../lambda/shared/exams/status.ts';
import { DAYS_TO_PREPARE, examToTake } from '../../../lambda/shared/exams/to-take.ts';
import { anyDay } from '../../support/content/days.ts';

test('five days before its end, the developer exam to prepare for is the next one, which can be booked already', () => {
  expect(examToTake('DVA', '2026-11-25')).toMatchObject({
    on: '2026-11-25',
    current: { code: 'DVA-C02', status: 'expiring', lastDay: '2026-11-30', daysLeft: 5 },
    next: { code: 'DVA-C03', firstDay: '2026-12-01', registrationOpened: '2026-10-27', bookable: true },
    prepareFor: 'DVA-C03',
    sources: expect.arrayContaining(['aws-dva-cmp', 'aws-blog-sep26', 'certlab']),
  });
});

describe('what the note says', () => {
  test.each([
    [
      'DVA',
      '2026-11-25',
      /^DVA-C02 can be taken until 2026-11-30: 5 days are left\. DVA-C03 replaces it from 2026-12-01; it has been bookable since 2026-10-27\. Prepare for DVA-C03/,
    ],
    ['DVA', '2026-11-29', /: 1 day is left\./],
    ['DVA', '2026-11-30', /: this is its last day\./],
    ['DVA', '2026-10-26', /can be booked from 2026-10-27\.$/],
    ['DVA', '2026-12-01', /^DVA-C03 is the current exam; no end is announced\.$/],
    ['SAA', '2026-11-25', /^SAA-C03 is the current exam; no end is announced\.$/],
    ['SAA', '1990-01-01', /no record/],
  ] as const)('of %s on %s', (family, on, note) => {
    expect(examToTake(family, on).note).toMatch(note);
  });
});

test('an exam without an announced end is current, and nothing comes next', () => {
  const { current, next, prepareFor } = examToTake('SAA', '2026-11-25');

  expect(current).toEqual({ code: 'SAA-C03', name: expect.any(String), status: 'current' });
  expect([next, prepareFor]).toEqual([undefined, 'SAA-C03']);
});

test('with enough days left, the current exam is the one to prepare for', () => {
  expect(examToTake('DVA', '2026-10-31')).toMatchObject({
    prepareFor: 'DVA-C02',
    current: { daysLeft: DAYS_TO_PREPARE },
  });
  expect(examToTake('DVA', '2026-11-01').prepareFor).toBe('DVA-C03');
  expect(examToTake('DVA', '2026-10-31').sources).not.toContain('certlab');
});

test('booking opens on its day, not the day before', () => {
  expect(['2026-10-26', '2026-10-27'].map((on) => examToTake('DVA', on).next?.bookable)).toEqual([false, true]);
});

test('names an exam exactly when one is known to be current, and only sources that are held', () => {
  const known = content.sources.map(({ id }) => id);
  fc.assert(
    fc.property(anyDay(), fc.constantFrom('SAA', 'DVA'), (on, family) => {
      const advice = examToTake(family, on);

      expect(advice.current?.code).toBe(currentExam(family, on));
      expect(advice.prepareFor === undefined).toBe(advice.current === undefined);
      expect(known).toEqual(expect.arrayContaining([...advice.sources]));
    }),
  );
});

test('refuses what is not a day', () => {
  expect(() => examToTake('SAA', 'today')).toThrow(RangeError);
});
