/** What the pipeline's API answers, for the OpenAPI document and for the types. Made at build time only. */
import * as z from 'zod/mini';
import { described as d } from '../../shared/http/described.ts';

const count = (description: string, example: number) => d(z.int().check(z.gte(0)), description, example);
const time = (description: string) => d(z.iso.datetime(), description, '2026-11-23T10:00:00.000Z');
const learnerId = d(z.string(), 'The learner, by the id that the producer chose', 'ada.7f3c');

const standing = z.strictObject({
  exam: d(z.string(), 'Code of the exam', 'SAA-C03'),
  domain: d(z.string(), "Number of the exam's domain", '2'),
  points: count('Points gained in this domain', 205),
  level: count('One for each hundred points', 2),
  lessonsRead: count('Lessons read', 41),
  drillsSolved: count('Drills solved', 0),
  questionsAnswered: count('Questions answered, right or wrong', 12),
  questionsRight: count('Of those, answered right', 9),
  updatedAt: time('When the last activity that counts here was applied, UTC'),
});

export const ENTITIES = {
  Accepted: z.strictObject({ eventId: d(z.uuid(), 'Of the activity that was accepted, in lower case') }),
  Standing: standing,
  Standings: z.strictObject({
    learnerId,
    standings: d(z.array(standing), 'One for each exam domain in which something was done; empty before that'),
  }),
  Card: z.strictObject({
    learnerId,
    cardId: d(z.string(), 'The card', 'c1'),
    box: count('In which box the card lies: a right answer moves it up one, a wrong one back to the first', 3),
    reviews: count('Answers to it, right or wrong', 4),
    lastReviewedAt: time('Time of the last answer, UTC'),
  }),
};

export type Standings = z.infer<typeof ENTITIES.Standings>;
export type Card = z.infer<typeof ENTITIES.Card>;
