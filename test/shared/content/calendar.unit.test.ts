import fc from 'fast-check';
import { expect, test } from 'vitest';
import { calendarDay, daysBetween } from '../../../lambda/shared/content/calendar.ts';
import { anyDay } from '../../support/content/days.ts';

test('takes every day of the calendar as it is', () => {
  fc.assert(fc.property(anyDay(), (day) => calendarDay(day) === day));
});

test.each([
  '',
  '2026-11-3',
  '2026-13-01',
  '2026-02-29',
  '2026-11-31',
  '0000-00-00',
  '20261123',
  '2026-11-23T00:00:00Z',
  ' 2026-11-23',
  '2026-11-23\n',
  '٢٠٢٦-١١-٢٣',
])('refuses %j as a day', (day) => {
  expect(() => calendarDay(day)).toThrow(`${JSON.stringify(day)}. Write it YYYY-MM-DD`);
});

test('counts days over the ends of months and leap years, in both directions', () => {
  expect(daysBetween('2028-02-28', '2028-03-01')).toBe(2);
  expect(daysBetween('2026-12-01', '2026-11-23')).toBe(-8);
  expect(daysBetween('2026-12-01', '2026-12-01')).toBe(0);
});
