/** What a refused event says of itself: every field that is wrong, and nothing of the others. */
import { describe, expect, it } from 'vitest';
import {
  ActivityError,
  BUS_KINDS,
  CARD_KIND,
  parseEvent,
  parseJson,
} from '../../lambda/event-pipeline/activity/activity.ts';
import { LESSON } from '../support/api/event-api-in-memory.ts';

const NOW = Date.parse('2026-11-23T10:00:00Z');
const { kind: _kind, ...lesson } = LESSON;
const drill = { ...lesson, lessonId: undefined, drillId: 'event-pipeline/one', hintsUsed: 0 };

function refusalOf(act: () => unknown): ActivityError {
  try {
    act();
  } catch (error) {
    if (error instanceof ActivityError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
const parse = (kind: unknown, detail: unknown) => parseEvent(kind, detail, [...BUS_KINDS, CARD_KIND], NOW);
const fieldsOf = (detail: unknown, kind = 'LessonRead') =>
  refusalOf(() => parse(kind, detail)).problems.map(({ field }) => field);
const drillOf = (change: object) => {
  const { lessonId: _, ...rest } = drill;
  return parse('DrillSolved', { ...rest, ...change });
};

describe('a refusal', () => {
  it('names the field, what was expected of it, and the reason in one message', () => {
    const { reason, problems, message } = refusalOf(() => parse('LessonForgotten', lesson));
    expect(reason).toBe('UnknownType');
    expect(problems).toEqual([
      { field: 'kind', message: 'Expected one of LessonRead, DrillSolved, QuizAnswered, CardReviewed' },
    ]);
    expect(message).toBe(`UnknownType: kind: ${problems[0]?.message}`);
  });

  it('names every field that is wrong, with its path', () => {
    expect(fieldsOf({ ...lesson, learnerId: '', task: 'XYZ/1.1', at: 'yesterday' })).toEqual([
      'learnerId',
      'at',
      'task',
    ]);
  });

  it('says of each field in words what was expected', () => {
    const { problems } = refusalOf(() =>
      parse('LessonRead', { ...lesson, eventId: '0'.repeat(8), learnerId: '-', task: 'XYZ/1.1', at: 'yesterday' }),
    );
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('UUID'),
      expect.stringContaining('1 to 64 letters'),
      expect.stringContaining('RFC 3339'),
      expect.stringContaining('task of an exam'),
    ]);
    const placeholder = { ...lesson, eventId: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };
    expect(refusalOf(() => parse('LessonRead', placeholder)).problems[0]?.message).toContain('placeholder');
  });

  it('of what cannot be read names no field, and says why', () => {
    expect(refusalOf(() => parseJson('{')).problems).toEqual([{ field: '', message: expect.stringContaining('JSON') }]);
    const large = refusalOf(() => parseJson('x'.repeat(16_385)));
    expect([large.reason, large.problems]).toEqual([
      'TooLarge',
      [{ field: '', message: 'Expected at most 16384 bytes, got 16385' }],
    ]);
  });

  it('counts bytes, not characters, and takes exactly as many as are allowed', () => {
    expect(parseJson(`"${'é'.repeat(8_191)}"`)).toHaveLength(8_191);
    expect(refusalOf(() => parseJson(`"${'é'.repeat(8_192)}"`)).reason).toBe('TooLarge');
  });

  it('passes over a byte order mark at the beginning, and only there', () => {
    expect(parseJson('\ufeff1')).toBe(1);
    expect(parseJson('"a\ufeffb"')).toBe('a\ufeffb');
    expect(refusalOf(() => parseJson('1\ufeff\ufeff x')).reason).toBe('NotJson');
  });

  it('of a version that is not known yet says which one is', () => {
    const { reason, problems } = refusalOf(() => parse('LessonRead', { ...lesson, schemaVersion: 2 }));
    expect([reason, problems]).toEqual(['FutureVersion', [{ field: 'schemaVersion', message: 'Expected 1' }]]);
    expect(refusalOf(() => parse('LessonRead', { ...lesson, schemaVersion: '2' })).reason).toBe('SchemaBroken');
    expect(refusalOf(() => parse('LessonRead', { ...lesson, schemaVersion: 0 })).reason).toBe('SchemaBroken');
    expect(refusalOf(() => parse('LessonRead', null)).reason).toBe('SchemaBroken');
  });

  it('of a clock that runs ahead says by how much, and by how much it may', () => {
    const ahead = { ...lesson, at: '2026-11-23T10:05:00.001Z' };
    expect(refusalOf(() => parse('LessonRead', ahead)).problems).toEqual([
      { field: 'at', message: 'Expected at most 300 s ahead of 2026-11-23T10:00:00.000Z, got 300 s' },
    ]);
    expect(parse('LessonRead', { ...lesson, at: '2026-11-23T10:05:00Z' }).at).toBe('2026-11-23T10:05:00.000Z');
  });

  it('is bounded, however much is wrong', () => {
    const unknown = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`${index}${'x'.repeat(100)}`, 1]));
    const { problems } = refusalOf(() => parse('LessonRead', { ...lesson, ...unknown }));
    expect(problems.every(({ message }) => message.length <= 200)).toBe(true);
    expect(problems.some(({ message }) => message.length === 200)).toBe(true);
    expect(problems.length).toBeLessThanOrEqual(20);
  });
});

describe('ids and numbers', () => {
  it.each(['a', 'A1', 'a.b_c-d', '9'.repeat(64)])('takes the learner %s', (learnerId) => {
    expect(parse('LessonRead', { ...lesson, learnerId })).toMatchObject({ learnerId });
  });

  it.each(['', '.a', '-a', '_a', 'a b', 'ä', 'a\n', '\na', '9'.repeat(65)])('refuses the learner %j', (learnerId) => {
    expect(fieldsOf({ ...lesson, learnerId })).toEqual(['learnerId']);
  });

  it.each(['a/b', `${'a'.repeat(40)}/${'9'.repeat(40)}`])('takes the drill %s', (drillId) => {
    expect(drillOf({ drillId })).toMatchObject({ drillId });
  });

  it.each([
    'a',
    '/b',
    'a/',
    'A/b',
    'a/B',
    ' a/b',
    'a/b ',
    'x a/b',
    'a/b/c',
    `${'a'.repeat(41)}/b`,
    `a/${'b'.repeat(41)}`,
  ])('refuses the drill %j', (drillId) => {
    expect(refusalOf(() => drillOf({ drillId })).problems.map(({ field }) => field)).toEqual(['drillId']);
  });

  it('takes 0 to 9 hints, and whole ones only', () => {
    for (const hintsUsed of [0, 9]) expect(drillOf({ hintsUsed })).toMatchObject({ hintsUsed });
    for (const hintsUsed of [-1, 10, 1.5, '1']) {
      expect(refusalOf(() => drillOf({ hintsUsed })).problems.map(({ field }) => field)).toEqual(['hintsUsed']);
    }
  });

  it('refuses a time that is not one, and keeps one in its normal form', () => {
    expect(parse('LessonRead', { ...lesson, at: '2026-11-23T10:59:00+01:00' })).toMatchObject({
      at: '2026-11-23T09:59:00.000Z',
    });
    expect(fieldsOf({ ...lesson, at: `2026-11-23T10:00:00.${'0'.repeat(30)}Z` })).toContain('at');
  });

  it('refuses nil and max, and takes what only resembles them', () => {
    const nearly = '00000000-0000-4000-8000-000000000001';
    expect(parse('LessonRead', { ...lesson, eventId: nearly })).toMatchObject({ eventId: nearly });
    expect(fieldsOf({ ...lesson, eventId: 'FFFFFFFF-ffff-FFFF-ffff-FFFFFFFFFFFF' })).toContain('eventId');
  });
});
