import fc from 'fast-check';
import { expect, test } from 'vitest';
import { certificationStatusOn } from '../../../lambda/shared/content/certification-status.ts';
import { content } from '../../../lambda/shared/content/content.ts';
import type { Certification } from '../../../lambda/shared/content/model.ts';
import { anyDay } from '../../support/content/days.ts';

const bare: Certification = {
  code: 'XYZ-C01',
  name: 'For this test',
  level: 'associate',
  confidence: 'high',
  asOf: '2026-01-01',
  sources: ['guide'],
};

test('a certification without dates is active from its evidence on for a year, and on no other day known', () => {
  fc.assert(
    fc.property(anyDay(), (day) => {
      const known = day >= '2026-01-01' && day <= '2027-01-01';
      expect(certificationStatusOn(bare, day)).toBe(known ? 'active' : 'not-known');
    }),
  );
});

test('a certification is known since its earliest evidence where no first day is recorded', () => {
  const certification = { ...bare, knownSince: '2025-06-01' };

  const statuses = ['2025-05-31', '2025-06-01', '2027-01-01', '2027-01-02'].map((day) =>
    certificationStatusOn(certification, day),
  );

  expect(statuses).toEqual(['not-known', 'active', 'active', 'not-known']);
});

test('one that begins after its evidence is known for a year from its first day', () => {
  const certification = { ...bare, firstDay: '2026-12-01' };

  const statuses = ['2026-11-30', '2026-12-01', '2027-12-01', '2027-12-02'].map((day) =>
    certificationStatusOn(certification, day),
  );

  expect(statuses).toEqual(['scheduled', 'active', 'active', 'not-known']);
});

test('no beta lasts forever: it is not known past its planned end, nor past a year', () => {
  const beta: Certification = { ...bare, declaredStatus: 'beta' };

  expect(certificationStatusOn(beta, '2027-01-02')).toBe('not-known');
  const planned = { ...beta, plannedGeneralAvailability: '2026-06-01' };
  expect(['2026-05-31', '2026-06-01'].map((day) => certificationStatusOn(planned, day))).toEqual(['beta', 'not-known']);
});

test.each([
  ['SAA-C03', '1990-01-01'],
  ['DVA-C02', '0001-01-01'],
  ['AIB-C01', '2030-01-01'],
  ['MLA-C02', '2027-01-14'],
  ['CLF-C02', '9999-12-31'],
])('%s on %s is not known', (code, day) => {
  const [certification] = content.certifications.filter((c) => c.code === code);

  expect(certificationStatusOn(certification as Certification, day)).toBe('not-known');
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
