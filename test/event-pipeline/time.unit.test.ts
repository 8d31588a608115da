import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTime, parseTime } from '../../lambda/event-pipeline/activity/time.ts';

const normal = (text: string) => {
  const time = parseTime(text);
  return time === undefined ? undefined : formatTime(time);
};

describe('a time of RFC 3339', () => {
  it.each([
    ['2026-11-23T10:00:00Z', '2026-11-23T10:00:00.000Z'],
    ['2026-11-23t10:00:00z', '2026-11-23T10:00:00.000Z'],
    ['2026-11-23T10:00Z', '2026-11-23T10:00:00.000Z'],
    ['2026-11-23T10:00:00.5Z', '2026-11-23T10:00:00.500Z'],
    ['2026-11-23T10:00:00.999999999999Z', '2026-11-23T10:00:00.999Z'],
    ['2026-11-23T23:30:00-05:30', '2026-11-24T05:00:00.000Z'],
    ['2026-11-23T00:30:00+01:00', '2026-11-22T23:30:00.000Z'],
    ['2026-11-23T10:00:00-00:00', '2026-11-23T10:00:00.000Z'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z'],
    ['2017-01-01T00:59:60.25+01:00', '2017-01-01T00:00:00.250Z'],
    ['2024-02-29T12:00:00Z', '2024-02-29T12:00:00.000Z'],
  ])('%s is %s', (text, expected) => {
    expect(normal(text)).toBe(expected);
  });

  it.each([
    ['2026-11-31T10:00:00Z'],
    ['2026-02-29T10:00:00Z'],
    ['2026-13-01T10:00:00Z'],
    ['2026-00-10T10:00:00Z'],
    ['2026-11-00T10:00:00Z'],
    ['2026-11-23T24:00:00Z'],
    ['2026-11-23T10:60:00Z'],
    ['2026-11-23T10:00:61Z'],
    ['2026-11-23T10:00:60Z'],
    ['2026-11-23T10:00:00'],
    ['2026-11-23 10:00:00Z'],
    ['2026-11-23'],
    ['2026-11-23T10:00:00+24:00'],
    ['2026-11-23T10:00:00+01:60'],
    ['2026-11-23T10:00:00+0100'],
    ['2026-11-23T10:00:00.Z'],
    ['2026-11-23T10:00:00Z\n'],
    ['+002026-11-23T10:00:00Z'],
    ['2012-12-31T23:59:59Z'],
    ['0001-01-01T00:00:00Z'],
    ['Nov 25 2026'],
    ['١٩٩٩-11-23T10:00:00Z'],
    ['1763892000'],
    [''],
  ])('refuses %j', (text) => {
    expect(parseTime(text)).toBeUndefined();
  });

  it('is the same moment in every zone, and its normal form is a fixed point', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2014-01-01'), max: new Date('2099-01-01'), noInvalidDate: true }),
        fc.integer({ min: -1_439, max: 1_439 }),
        (moment, offset) => {
          const pad = (number: number) => String(number).padStart(2, '0');
          const local = new Date(moment.getTime() + offset * 60_000).toISOString().slice(0, -1);
          const zone = `${offset < 0 ? '-' : '+'}${pad(Math.floor(Math.abs(offset) / 60))}:${pad(Math.abs(offset) % 60)}`;
          expect(normal(local + zone)).toBe(moment.toISOString());
          expect(normal(moment.toISOString())).toBe(moment.toISOString());
        },
      ),
    );
  });
});
