import fc from 'fast-check';
import { expect, test } from 'vitest';
import { certificationStatusOn } from '../../../lambda/shared/content/certification-status.ts';
import { content } from '../../../lambda/shared/content/content.ts';
import type { Certification } from '../../../lambda/shared/content/model.ts';
import { anyDay } from '../../support/days.ts';

const bare: Certification = {
  code: 'XYZ-C01',
  name: 'For this test',
  level: 'associate',
  confidence: 'high',
  asOf: '2026-01-01',
  sources: ['guide'],
};

test('a certification without dates is active on every day', () => {
  fc.assert(fc.property(anyDay(), (day) => certificationStatusOn(bare, day) === 'active'));
});

test('a certification is scheduled before its first day, and retired from the day after its last', () => {
  const certification = { ...bare, firstDay: '2026-03-01', lastDay: '2026-03-31' };

  const onEachSide = ['2026-02-28', '2026-03-01', '2026-03-31', '2026-04-01'];

  expect(onEachSide.map((day) => certificationStatusOn(certification, day))).toEqual([
    'scheduled',
    'expiring',
    'expiring',
    'retired',
  ]);
});

test('what a certification declares counts between its first day and its last, and not beyond them', () => {
  const certification: Certification = {
    ...bare,
    firstDay: '2026-03-01',
    lastDay: '2026-03-31',
    declaredStatus: 'beta',
  };

  const statuses = ['2026-02-28', '2026-03-15', '2026-04-01'].map((day) => certificationStatusOn(certification, day));

  expect(statuses).toEqual(['scheduled', 'beta', 'retired']);
});

test('the developer exams change over between 30 November and 1 December 2026', () => {
  const statusOf = (code: string, day: string) =>
    content.certifications.filter((c) => c.code === code).map((c) => certificationStatusOn(c, day));

  expect(statusOf('DVA-C02', '2026-11-30')).toEqual(['expiring']);
  expect(statusOf('DVA-C02', '2026-12-01')).toEqual(['retired']);
  expect(statusOf('DVA-C03', '2026-11-30')).toEqual(['scheduled']);
  expect(statusOf('DVA-C03', '2026-12-01')).toEqual(['active']);
});

test('refuses to tell a status on what is not a day', () => {
  expect(() => certificationStatusOn(bare, 'today')).toThrow(RangeError);
});
