/** Which records are kept as ones of a known kind: every field of every kind at its edge, and just beyond it. */
import { describe, expect, it } from 'vitest';
import { faultOf, isKnown, type Stored } from '../../../lambda/shared/evidence/stored.ts';
import { missingIn, union } from '../../../lib/study/log/stored.ts';

const AT = Date.UTC(2026, 10, 28);
const MOST = 8.64e15;
const WHOLE: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  answer: {
    ...{ item: 'dynamodb-capacity/2', family: 'dynamodb-capacity', tasks: ['SAA-C03/1.1'], of: 4, choose: 1 },
    ...{ chose: [0], right: true, sureness: 'sure', misconceptions: [], resisted: ['m'], milliseconds: 1 },
  },
  drill: {
    ...{ drill: 'serverless-api/01', tasks: ['DVA-C02/4.3'], solved: true, hints: 0, checks: 1 },
    ...{ solutionShown: false, milliseconds: 1 },
  },
  mock: { exam: 'SAA-C03', milliseconds: 1, answered: 65, right: 0, questions: 65 },
  sat: { exam: 'DVA-C03', passed: false },
  setting: { name: 'exam', value: 'SAA-C03' },
};
const recordOf = (kind: string, more: object = {}): Stored => ({ kind, id: 'x', at: AT, ...WHOLE[kind], ...more });
const fieldsOf = Object.entries(WHOLE).flatMap(([kind, fields]) => Object.keys(fields).map((field) => [kind, field]));

describe('a record of a known kind', () => {
  it.each(Object.keys(WHOLE))('is one when it is whole: %s', (kind) => {
    expect([faultOf(recordOf(kind)), isKnown(recordOf(kind))]).toEqual([undefined, true]);
  });

  it.each(fieldsOf)('is none with another thing in one field: the %s’s %s', (kind = '', field = '') => {
    expect(faultOf(recordOf(kind, { [field]: { of: 'another kind' } }))).toBe(
      `is no "${kind}": its "${field}" is missing or wrong`,
    );
  });

  it.each(fieldsOf.filter(([, field]) => field !== 'milliseconds'))(
    'is none without one field: the %s’s %s',
    (kind = '', field = '') => {
      expect(faultOf(recordOf(kind, { [field]: undefined }))).toMatch(`its "${field}"`);
    },
  );

  it('may lack its time where it is an answer, and not where it is a drill or a mock', () => {
    const timeless = ['answer', 'drill', 'mock'].map((kind) => faultOf(recordOf(kind, { milliseconds: undefined })));
    expect(timeless).toEqual([
      undefined,
      expect.stringMatching('"milliseconds"'),
      expect.stringMatching('"milliseconds"'),
    ]);
  });

  it.each<[string, string, unknown, unknown]>([
    ['answer', 'milliseconds', MOST, MOST + 2],
    ['drill', 'hints', 1_000, 1_001],
    ['drill', 'checks', 0, -1],
    ['mock', 'answered', 1_000, 1_001],
    ['mock', 'right', 0, 0.5],
    ['answer', 'of', 20, 21],
    ['answer', 'chose', [19], [20]],
    ['answer', 'chose', Array.from({ length: 20 }, () => 0), Array.from({ length: 21 }, () => 0)],
    ['answer', 'misconceptions', ['m'.repeat(200)], ['m'.repeat(201)]],
    ['answer', 'item', 'x', ''],
    ['answer', 'sureness', 'guess', 'maybe'],
    ['answer', 'tasks', ['SAA-C03/10.12'], ['SAA-C03/1']],
    ['sat', 'exam', 'SAP-C02', 'SAP-C021'],
    ['sat', 'exam', 'SAP-C02', 'ASAP-C02'],
    ['sat', 'exam', 'SAP-C02', ['SAP-C02']],
    ['answer', 'tasks', ['SAA-C03/1.1'], ['A SAA-C03/1.1']],
    ['answer', 'tasks', ['SAA-C03/1.1'], ['SAA-C03/1.1x']],
    ['answer', 'tasks', ['SAA-C03/1.1'], [['SAA-C03/1.1']]],
    ['setting', 'name', 'n'.repeat(64), 'n'.repeat(65)],
    ['setting', 'value', 'v'.repeat(1_000), 'v'.repeat(1_001)],
    ['setting', 'value', null, undefined],
    ['setting', 'value', false, {}],
    ['setting', 'value', 7, []],
  ])('ends at its bounds: the %s’s %s', (kind, field, last, beyond) => {
    expect(faultOf(recordOf(kind, { [field]: last }))).toBeUndefined();
    expect(faultOf(recordOf(kind, { [field]: beyond }))).toMatch(`its "${field}"`);
  });

  it('is of the last moment that a date can name, and of none after it', () => {
    expect(faultOf(recordOf('sat', { at: MOST }))).toBeUndefined();
    expect(faultOf(recordOf('sat', { at: MOST + 2 }))).toMatch('"at"');
  });
});

describe('a version', () => {
  const wrong = { exam: 7 };

  it('that this one knows, or that is not said, is checked, and a later one is passed on as it is', () => {
    const known = [{}, { version: 1 }].map((more) => recordOf('sat', { ...more, ...wrong }));
    expect(known.map(isKnown)).toEqual([true, true]);
    expect(known.map(faultOf)).toEqual(known.map(() => expect.stringContaining('"exam"')));
    const later = recordOf('sat', { version: 2, ...wrong });
    expect([isKnown(later), faultOf(later)]).toEqual([false, undefined]);
  });

  it('of a kind that every object has by birth is none', () => {
    expect(isKnown(recordOf('toString'))).toBe(false);
  });
});

it('a record of 16384 characters is the longest', () => {
  const of = (length: number) => ({ kind: 'dream', id: 'x', at: AT, note: 'n'.repeat(length) });
  const rest = JSON.stringify(of(0)).length;
  expect(faultOf(of(16_384 - rest))).toBeUndefined();
  expect(faultOf(of(16_385 - rest))).toMatch('longer than 16384');
});

describe('two records', () => {
  const one = { kind: 'dream', id: 'x', at: AT, deep: { a: [1, { c: 2, b: 3 }], z: undefined } };
  const same = { at: AT, deep: { a: [1, { b: 3, c: 2 }] }, id: 'x', kind: 'dream' };

  it('are one where only the order of their fields differs, however deep', () => {
    expect(missingIn([one], [same])).toEqual([]);
    expect(missingIn([same], [one])).toEqual([]);
    expect(union([one], [same])).toHaveLength(1);
    expect(missingIn([], [one, same])).toEqual([one]);
  });

  it.each<[string, unknown]>([
    ['a list in another order', { a: [{ c: 2, b: 3 }, 1] }],
    ['a list that is an object', { a: { 0: 1, 1: { c: 2, b: 3 } } }],
    ['a word for a number', { a: ['1', { c: 2, b: 3 }] }],
    ['null for nothing', { a: [1, { c: 2, b: 3 }], z: null }],
  ])('are two with %s', (_, deep) => {
    expect(missingIn([one], [{ ...one, deep }])).toHaveLength(1);
  });

  it('of one id come to the same one, whichever is there first', () => {
    const other = { ...one, deep: 7 };
    expect(union([one], [other])).toEqual(union([other], [one]));
  });
});

describe('what is no record', () => {
  const good = { kind: 'sat', id: 'x', at: AT, exam: 'SAA-C03', passed: true };

  it.each([
    ['a number', 7, /needs an object/],
    ['null', null, /needs an object/],
    ['a function', () => good, /needs an object/],
    ['a list', [good], /needs an object/],
    ['one without a kind', { ...good, kind: undefined }, /no "kind"/],
    ['one without an id', { ...good, id: '' }, /no "id"/],
    ['an id without an end', { ...good, id: 'x'.repeat(201) }, /no "id"/],
    ['a time in words', { ...good, at: '2026-11-27' }, /no "at"/],
    ['a time before 1970', { ...good, at: -1 }, /no "at"/],
    ['a time that no calendar has', { ...good, at: 1e17 }, /no "at"/],
    ['an exam of another form', { ...good, exam: '<script>' }, /its "exam" is missing or wrong/],
    ['a field too few', { ...good, passed: undefined }, /its "passed" is missing or wrong/],
    ['one as long as a book', { ...good, note: 'x'.repeat(20_000) }, /longer than 16384/],
    ['a setting of a list', { kind: 'setting', id: 'x', at: AT, name: 'exam', value: [] }, /its "value"/],
  ])('is refused: %s', (_, value, why) => {
    expect(faultOf(value)).toMatch(why);
    expect(faultOf(good)).toBeUndefined();
  });
});
