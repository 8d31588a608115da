import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Activity,
  ActivityError,
  BUS_KINDS,
  CARD_KIND,
  MAX_EVENT_BYTES,
  parseEvent,
  parseJson,
} from '../../lambda/event-pipeline/activity/activity.ts';
import { domainOf, gainOf, LAST_BOX, nextBox, POINTS_PER_LEVEL } from '../../lambda/event-pipeline/worker/standing.ts';
import { poisoned, randomId, sampleActivity, seededRandom } from '../../lib/projects/event-pipeline/sample-activity.ts';

const good = {
  schemaVersion: 1,
  eventId: '3d1b3f4e-6a0b-4c59-9f0e-2f4b6b1f6f10',
  learnerId: 'ada.l-1_x',
  task: 'DVA-C03/1.2',
  at: '2026-11-23T10:00:00.000Z',
  lessonId: 'lambda-basics',
};

/** What `parse` refuses an event for, and which fields it names; undefined when it takes it. */
function refusal(kind: unknown, detail: unknown, allowed: readonly (typeof BUS_KINDS)[number][] = BUS_KINDS) {
  try {
    parseEvent(kind, detail, allowed);
    return undefined;
  } catch (error) {
    if (!(error instanceof ActivityError)) throw error;
    return { reason: error.reason, fields: [...new Set(error.problems.map(({ field }) => field))] };
  }
}

describe('an event', () => {
  it('is taken when every field is good', () => {
    expect(parseEvent('LessonRead', good, BUS_KINDS)).toEqual({
      kind: 'LessonRead',
      ...good,
      at: '2026-11-23T10:00:00.000Z',
    });
  });

  it.each([
    ['a learner id that is a script', { learnerId: '<script>alert(1)</script>' }, 'learnerId'],
    ['a learner id that is a path', { learnerId: '../ada' }, 'learnerId'],
    ['a learner id that forges a key', { learnerId: 'ada#STANDING' }, 'learnerId'],
    ['a learner id that is too long', { learnerId: 'a'.repeat(65) }, 'learnerId'],
    ['a learner id with a line break', { learnerId: 'ada\n' }, 'learnerId'],
    ['an empty learner id', { learnerId: '' }, 'learnerId'],
    ['an event id that is no UUID', { eventId: '1' }, 'eventId'],
    ['a task of no exam', { task: 'SAA-C03/9.9' }, 'task'],
    ['the nil UUID', { eventId: '00000000-0000-0000-0000-000000000000' }, 'eventId'],
    ['the max UUID', { eventId: 'FFFFFFFF-ffff-ffff-ffff-ffffffffffff' }, 'eventId'],
    ['an event id in braces', { eventId: '{3d1b3f4e-6a0b-4c59-9f0e-2f4b6b1f6f10}' }, 'eventId'],
    ['an event id as a URN', { eventId: 'urn:uuid:3d1b3f4e-6a0b-4c59-9f0e-2f4b6b1f6f10' }, 'eventId'],
    ['a learner id in full-width letters', { learnerId: 'ａｄａ' }, 'learnerId'],
    ['a learner id with a space around it', { learnerId: ' ada' }, 'learnerId'],
    ['a learner id with a letter that is two characters', { learnerId: 'ade\u0301' }, 'learnerId'],
    ['a time that is not one', { at: 'yesterday' }, 'at'],
    ['a time without a zone', { at: '2026-11-23T10:00:00' }, 'at'],
    ['a day that is not in the calendar', { at: '2026-11-31T10:00:00Z' }, 'at'],
    ['a leap day of no leap year', { at: '2026-02-29T10:00:00Z' }, 'at'],
    ['an hour past the last', { at: '2026-11-23T24:00:00Z' }, 'at'],
    ['a leap second inside a month', { at: '2016-12-30T23:59:60Z' }, 'at'],
    ['a year before the exams', { at: '1970-01-01T00:00:00Z' }, 'at'],
    ['a year that an offset makes another', { at: '2013-01-01T00:00:00+01:00' }, 'at'],
    ['an offset of a day', { at: '2026-11-23T10:00:00+24:00' }, 'at'],
    ['a time in words', { at: 'Nov 23 2026' }, 'at'],
    ['a missing field', { lessonId: undefined }, 'lessonId'],
    ['a field too many', { admin: true }, ''],
    ['a version that is a word', { schemaVersion: 'one' }, 'schemaVersion'],
  ])('refuses %s, and says which field', (_, change, field) => {
    expect(refusal('LessonRead', { ...good, ...change })).toEqual({ reason: 'SchemaBroken', fields: [field] });
  });

  it.each([
    ['2026-11-23T10:00:00Z', '2026-11-23T10:00:00.000Z'],
    ['2026-11-23t10:00:00z', '2026-11-23T10:00:00.000Z'],
    ['2026-11-23T10:00Z', '2026-11-23T10:00:00.000Z'],
    ['2026-11-23T10:00:00.5Z', '2026-11-23T10:00:00.500Z'],
    ['2026-11-23T10:00:00.123456789Z', '2026-11-23T10:00:00.123Z'],
    ['2026-11-23T12:00:00+02:00', '2026-11-23T10:00:00.000Z'],
    ['2026-11-22T22:30:00-11:30', '2026-11-23T10:00:00.000Z'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z'],
    ['2017-01-01T01:59:60.25+02:00', '2017-01-01T00:00:00.250Z'],
  ])('writes the time %s as %s', (at, normal) => {
    expect(parseEvent('LessonRead', { ...good, at }, BUS_KINDS).at).toBe(normal);
  });

  it('writes an id in lower case, so that one thing has one id', () => {
    const { eventId } = parseEvent('LessonRead', { ...good, eventId: good.eventId.toUpperCase() }, BUS_KINDS);
    expect(eventId).toBe(good.eventId);
  });

  it('keeps the case of a learner: ids are opaque', () => {
    expect(parseEvent('LessonRead', { ...good, learnerId: 'Ada' }, BUS_KINDS).learnerId).toBe('Ada');
  });

  it('refuses a time further ahead than clocks differ, and says by how much', () => {
    const now = Date.parse('2026-11-23T10:00:00Z');
    const at = (seconds: number) => ({ ...good, at: new Date(now + seconds * 1_000).toISOString() });
    expect(parseEvent('LessonRead', at(300), BUS_KINDS, now).at).toBe('2026-11-23T10:05:00.000Z');
    expect(() => parseEvent('LessonRead', at(301), BUS_KINDS, now)).toThrow(
      expect.objectContaining({
        reason: 'ClockAhead',
        problems: [{ field: 'at', message: expect.stringMatching(/at most 300 s .* got 301 s/) }],
      }),
    );
  });

  it('refuses a version to come before it looks at anything else', () => {
    expect(refusal('LessonRead', { schemaVersion: 2, fields: 'of tomorrow' })?.reason).toBe('FutureVersion');
  });

  it.each([['LessonForgotten'], [CARD_KIND], [undefined], [null], [7], ['__proto__'], ['constructor']])(
    'refuses the kind %s on the bus',
    (kind) => {
      expect(refusal(kind, good)?.reason).toBe('UnknownType');
    },
  );

  it('names every field that is wrong at once', () => {
    expect(refusal('LessonRead', { ...good, task: 1, at: 2, learnerId: 3 })?.fields.sort()).toEqual([
      'at',
      'learnerId',
      'task',
    ]);
  });

  it('refuses whatever is not an event with a reason, and never with another error', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (kind, detail) => {
        const { reason } = refusal(kind, detail) ?? {};
        expect(['UnknownType', 'SchemaBroken', 'FutureVersion', 'ClockAhead']).toContain(reason);
      }),
    );
  });
});

describe('a body', () => {
  it('refuses more bytes than the largest event may have, counting bytes and not characters', () => {
    expect(() => parseJson(`"${'x'.repeat(MAX_EVENT_BYTES - 2)}"`)).not.toThrow();
    expect(() => parseJson(`"${'é'.repeat(MAX_EVENT_BYTES / 2)}"`)).toThrow(
      expect.objectContaining({ reason: 'TooLarge' }),
    );
  });

  it('may begin with a byte order mark, and only with one', () => {
    expect(parseJson('\ufeff{"a":1}')).toEqual({ a: 1 });
    expect(() => parseJson('\ufeff\ufeff{}')).toThrow(expect.objectContaining({ reason: 'NotJson' }));
  });

  it('refuses what is not JSON', () => {
    expect(() => parseJson('{"a":')).toThrow(expect.objectContaining({ reason: 'NotJson' }));
  });
});

describe('what an event is worth', () => {
  const activity = (change: object) => ({ ...good, kind: 'LessonRead', ...change }) as Activity;

  it.each([
    [{ kind: 'LessonRead' }, { counter: 'lessonsRead', points: 5, questionsRight: 0 }],
    [
      { kind: 'DrillSolved', hintsUsed: 0 },
      { counter: 'drillsSolved', points: 20, questionsRight: 0 },
    ],
    [
      { kind: 'DrillSolved', hintsUsed: 2 },
      { counter: 'drillsSolved', points: 10, questionsRight: 0 },
    ],
    [
      { kind: 'DrillSolved', hintsUsed: 9 },
      { counter: 'drillsSolved', points: 5, questionsRight: 0 },
    ],
    [
      { kind: 'QuizAnswered', correct: true },
      { counter: 'questionsAnswered', points: 10, questionsRight: 1 },
    ],
    [
      { kind: 'QuizAnswered', correct: false },
      { counter: 'questionsAnswered', points: 0, questionsRight: 0 },
    ],
  ])('%o', (change, gain) => {
    expect(gainOf(activity(change))).toEqual(gain);
    expect(gain.points).toBeLessThan(POINTS_PER_LEVEL);
  });

  it('goes to the domain of its task', () => {
    expect(domainOf('SAA-C03/3.5')).toBe('SAA-C03/3');
  });
});

describe('a review card', () => {
  it('goes up one box for a right answer, and back to the first for a wrong one', () => {
    expect([1, 2, 3, 4, LAST_BOX].map((box) => nextBox(box, true))).toEqual([2, 3, 4, 5, LAST_BOX]);
    expect([1, 3, LAST_BOX].map((box) => nextBox(box, false))).toEqual([1, 1, 1]);
  });

  it('ends elsewhere when its answers change places, which is why they take a FIFO queue', () => {
    const box = (answers: boolean[]) => answers.reduce(nextBox, 1);
    expect(box([true, false])).not.toBe(box([false, true]));
  });
});

describe('sample activity', () => {
  it('is good, all of it, and the same for the same seed', () => {
    const at = new Date('2026-11-23T10:00:00Z');
    const make = () => {
      const random = seededRandom(42);
      return Array.from({ length: 300 }, () => sampleActivity(random, 'ada', at));
    };
    for (const { kind, detail } of make()) expect(refusal(kind, detail)).toBeUndefined();
    expect(make()).toEqual(make());
  });

  it('is refused once it is poisoned, whichever way', () => {
    const random = seededRandom(42);
    const reasons = Array.from({ length: 100 }, () => {
      const { kind, detail } = poisoned(random, sampleActivity(random, 'ada'));
      return refusal(kind, detail)?.reason;
    });
    expect(new Set(reasons)).toEqual(new Set(['SchemaBroken', 'FutureVersion', 'UnknownType']));
  });

  it('has ids that do not repeat', () => {
    const random = seededRandom(1);
    expect(new Set(Array.from({ length: 10_000 }, () => randomId(random))).size).toBe(10_000);
  });
});
