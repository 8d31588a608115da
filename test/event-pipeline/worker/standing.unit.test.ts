/** What each kind of event is worth, and how a card moves. */
import { describe, expect, it } from 'vitest';
import type { Activity } from '../../../lambda/event-pipeline/activity/activity.ts';
import { domainOf, gainOf, nextBox } from '../../../lambda/event-pipeline/worker/standing.ts';

const gain = (activity: object) => gainOf(activity as Activity);

describe('what an event adds', () => {
  it('is five points and a lesson', () => {
    expect(gain({ kind: 'LessonRead' })).toEqual({ counter: 'lessonsRead', points: 5, questionsRight: 0 });
  });

  it.each([
    [0, 20],
    [1, 15],
    [2, 10],
    [3, 5],
    [4, 5],
    [9, 5],
  ])('is for a drill with %i hints %i points', (hintsUsed, points) => {
    expect(gain({ kind: 'DrillSolved', hintsUsed })).toEqual({ counter: 'drillsSolved', points, questionsRight: 0 });
  });

  it('is ten points for a right answer, and none for a wrong one, which counts all the same', () => {
    expect(gain({ kind: 'QuizAnswered', correct: true })).toEqual({
      counter: 'questionsAnswered',
      points: 10,
      questionsRight: 1,
    });
    expect(gain({ kind: 'QuizAnswered', correct: false })).toEqual({
      counter: 'questionsAnswered',
      points: 0,
      questionsRight: 0,
    });
  });
});

describe('a card', () => {
  it('moves up one box to the fifth for a right answer, and back to the first for a wrong one', () => {
    expect([0, 1, 4, 5].map((box) => nextBox(box, true))).toEqual([1, 2, 5, 5]);
    expect([0, 1, 5].map((box) => nextBox(box, false))).toEqual([1, 1, 1]);
  });
});

it('takes the domain from the task', () => {
  expect(domainOf('SAA-C03/1.2')).toBe('SAA-C03/1');
});
