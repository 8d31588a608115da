/** A game day in fake time: who asks, which pages come, how it ends, and what it comes to. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CouldNotLook } from '../../../lib/lab/drills/drill.ts';
import { type EventOptions, type Moment, playGameDay, type Standing } from '../../../lib/lab/game-day/event.ts';
import type { Reply } from '../../../lib/lab/game-day/ledger.ts';
import { reviewText, scoreLines, scoreOf } from '../../../lib/lab/game-day/review.ts';

// Vitest's clock does not reach it.
vi.mock('node:timers/promises', () => ({
  setTimeout: (ms: number) => new Promise<void>((done) => globalThis.setTimeout(done, ms)),
}));

const BROKEN_AT = Date.UTC(2026, 10, 28, 9, 0, 0);
const MINUTE = 60_000;
const OPEN: Standing = { open: true, solved: false, hintsTaken: 0, checks: 0, solutionShown: false };
const LESSON = { lesson: { architect: 'For the architect.', developer: 'For the developer.' } };

beforeEach(() => {
  vi.useFakeTimers({ now: BROKEN_AT });
});
afterEach(() => {
  vi.useRealTimers();
});

const minute = () => (Date.now() - BROKEN_AT) / MINUTE;

/** Plays it to its end: what is asked gets `reply`, and the journal says `standing`, by the minute. */
async function play(
  reply: (minute: number) => Reply & { readonly ms?: number },
  standing: (minute: number) => Partial<Standing>,
  options: Partial<EventOptions> & { readonly lost?: () => Promise<readonly string[]> } = {},
) {
  const moments: Moment[] = [];
  const day = playGameDay({
    drill: { number: 'web-app/1', title: 'Nothing gets through' },
    brokenAt: BROKEN_AT,
    ledger: {
      async ask() {
        const { ms = 40, ...said } = reply(minute());
        await new Promise((resolve) => setTimeout(resolve, ms));
        return said;
      },
      lost: options.lost ?? (async () => []),
    },
    standing: () => ({ ...OPEN, ...standing(minute()) }),
    onMoment: (moment) => moments.push(moment),
    notes: () => [],
    pageEveryMs: 3 * MINUTE,
    endsAt: BROKEN_AT + 60 * MINUTE,
    signal: new AbortController().signal,
    ...options,
  });
  await vi.runAllTimersAsync();
  return { day: await day, moments };
}
const minuteOf = (at: number) => Math.round((at - BROKEN_AT) / MINUTE);
const SAVED: Reply = { acknowledged: true, said: '200' };
const REFUSED: Reply = { acknowledged: false, said: '503' };
const solvedAt = (end: number) => (now: number) =>
  now < end ? { checks: now < 5 ? 0 : 1 } : { open: false, solved: true, checks: 2 };

describe('a game day', () => {
  it('asks once a second, pages every three minutes with what was measured, and ends when it is fixed', async () => {
    const { day, moments } = await play((now) => (now < 6 ? REFUSED : SAVED), solvedAt(8));
    expect(day.outcome).toBe('fixed');
    expect(day.asked).toHaveLength(480);
    expect(moments.map(({ at, who, text }) => [minuteOf(at), who, text])).toEqual([
      [3, 'page', expect.stringMatching(/^Of the last 181 requests 181 failed \(503\)\. Support asks: .*\?$/)],
      [5, 'lab', 'A check found it not fixed.'],
      [6, 'page', expect.stringMatching(/^Of the last 180 requests 179 failed \(503\)\. The duty manager asks: .*\?$/)],
      [8, 'lab', 'The check passed: fixed.'],
    ]);
    expect(scoreOf(day)).toEqual({ points: 84, ms: 8 * MINUTE, failed: 360, outageMs: 359_040 });
    expect(scoreLines(day)).toEqual([
      '84 of 100 points: fixed after 8 min 0 s.',
      '360 of 480 requests failed, over 5 min 59 s.',
      'Acknowledged and lost: 0.',
      'Hints: 0. Checks: 2.',
    ]);
  });

  it('lets happen what is to befall it, each once and in its time, and pages it', async () => {
    const befallen: number[] = [];
    const happening = (after: number, page: string) => ({
      ...{ afterMs: after * MINUTE, page },
      befall: async () => void befallen.push(Math.round(minute())),
    });
    const happenings = [happening(1, 'Lost.'), happening(5, 'Back.'), happening(9, 'Never.')];
    const { moments } = await play((now) => (now < 1 || now >= 5 ? SAVED : REFUSED), solvedAt(8), { happenings });
    expect(befallen).toEqual([1, 5]);
    const pages = moments.filter(({ who }) => who === 'page').map(({ at, text }) => [minuteOf(at), text]);
    expect(pages).toEqual([
      [1, 'Lost.'],
      [3, expect.stringMatching(/^Of the last 181 requests 121 failed/)],
      [5, 'Back.'],
      [6, expect.stringMatching(/^Of the last 180 requests 119 failed/)],
    ]);
  });

  it('speaks of slowness where none failed, and asks what is wrong where nothing is seen', async () => {
    const { moments } = await play((now) => ({ ...SAVED, ms: now < 3 ? 4_200 : 40 }), solvedAt(7));
    expect(moments.filter(({ who }) => who === 'page').map(({ text }) => text)).toEqual([
      expect.stringMatching(/^Of the last 43 requests none failed; the slowest took 4\.2 s\. Support asks/),
      expect.stringMatching(/^Of the last 181 requests none failed, and none took longer than 40 ms\. The duty/),
    ]);
  });

  it('takes ten points for what was acknowledged and is gone, and is never below 0', async () => {
    const lose = (count: number) => async () => Array.from({ length: count }, (_, at) => `answer ${at}`);
    const { day } = await play(() => SAVED, solvedAt(2), { lost: lose(3) });
    expect(scoreOf(day).points).toBe(66);
    expect(reviewText(day, LESSON)).toContain('## What was lost\n\n- answer 0\n- answer 1\n- answer 2\n');
    expect(scoreOf((await play(() => SAVED, solvedAt(2), { lost: lose(12) })).day).points).toBe(0);
  });

  it('has no score where nobody can say what was lost, and no points where it was not fixed', async () => {
    const silent = async () => {
      throw new CouldNotLook('nobody answers');
    };
    const { day } = await play(() => SAVED, solvedAt(2), { lost: silent });
    expect([day.lost, scoreOf(day).points]).toEqual([null, null]);
    expect(scoreLines(day)[2]).toBe('What was acknowledged could not be looked for: the project does not answer.');
    const late = await play(
      () => REFUSED,
      () => ({}),
    );
    expect([late.day.outcome, scoreOf(late.day).points]).toEqual(['out of time', 0]);
    expect(late.day.endedAt - BROKEN_AT).toBe(60 * MINUTE);
    const restored = await play(
      () => REFUSED,
      (now) => ({ open: now < 2 }),
    );
    expect([restored.day.outcome, scoreOf(restored.day).points]).toEqual(['put back', 0]);
  });

  it('ends at once when it is given up, and keeps what was typed', async () => {
    const stop = new AbortController();
    const typed = ['I suspect the rule of the group'];
    const { day } = await play(
      (now) => {
        if (now >= 1) stop.abort();
        return REFUSED;
      },
      (now) => ({ hintsTaken: now < 0.5 ? 0 : 1 }),
      { signal: stop.signal, notes: () => typed.splice(0) },
    );
    expect(day.outcome).toBe('given up');
    const review = reviewText(day, LESSON);
    expect(review).toContain('- +0:00 You: I suspect the rule of the group\n- +0:30 Lab: Hint 1 was taken.');
    expect(review).toContain('| 1 | 60 | 60 | 40 ms |');
    expect(review).not.toContain('For the architect.');
  });

  it('ends in a review that says what happened, and leaves room for what only people know', async () => {
    const { day } = await play((now) => (now < 1 ? REFUSED : SAVED), solvedAt(2));
    const review = reviewText(day, LESSON);
    expect(review).toContain('# Game day of 2026-11-28: Nothing gets through\n');
    expect(review).toContain('| 1 | 60 | 60 | 40 ms |\n| 2 | 60 | 0 | 40 ms |\n');
    expect(review).toContain('Architect: For the architect.');
    expect(review.match(/^### .*\?$/gm)).toHaveLength(4);
  });
});
