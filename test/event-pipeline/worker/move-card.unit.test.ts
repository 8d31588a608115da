import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseEvent } from '../../../lambda/event-pipeline/activity/activity.ts';
import { moveCard } from '../../../lambda/event-pipeline/worker/move-card.ts';
import { TableInMemory } from './table-in-memory.ts';

describe('a card', () => {
  const answer = (at: string) => {
    const detail = { schemaVersion: 1, eventId: randomUUID(), learnerId: 'ada', cardId: 'c1', correct: true, at };
    return parseEvent('CardReviewed', detail, ['CardReviewed']);
  };
  const lastReviewedAt = (table: TableInMemory, at: string) =>
    table.items.set('LEARNER#ada CARD#c1', {
      pk: { S: 'LEARNER#ada' },
      sk: { S: 'CARD#c1' },
      box: { N: '2' },
      reviews: { N: '1' },
      lastReviewedAt: { S: at },
    });

  it.each([
    ['2026-11-23T10:00:00Z', '2026-11-23T10:00:00.500Z', 'applied'],
    ['2026-11-23T10:00:00.500Z', '2026-11-23T10:00:00Z', 'late'],
    ['2026-11-23T10:00:00.5Z', '2026-11-23T10:00:00.500Z', 'applied'],
    ['2026-11-23T10:00:00Z', '2026-11-23T11:30:00+02:00', 'late'],
    ['2026-11-23T10:00Z', '2026-11-23t05:00:01-05:00', 'applied'],
    ['2062-01-01T00:00:00Z', '2026-11-23T10:00:00Z', 'applied'],
  ])('that was last answered at %s takes one of %s as %s', async (before, at, outcome) => {
    const table = new TableInMemory();
    lastReviewedAt(table, before);
    expect(await moveCard(table.client, 'standings', answer(at))).toBe(outcome);
    expect(table.read('LEARNER#ada', 'CARD#c1')?.reviews).toBe(outcome === 'applied' ? '2' : '1');
  });

  it('moves once for one answer, however many deliver it at the same moment', async () => {
    const table = new TableInMemory();
    table.holds = 10;
    const review = answer('2026-11-23T10:00:00Z');
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => moveCard(table.client, 'standings', review)));
    expect(outcomes.toSorted()).toEqual(['applied', 'duplicate', 'duplicate', 'duplicate', 'duplicate']);
    expect(table.read('LEARNER#ada', 'CARD#c1')).toMatchObject({ box: '2', reviews: '1' });
  });
});
