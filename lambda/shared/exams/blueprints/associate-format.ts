import type { Blueprint } from '../model.ts';

/** The three exams share one format; a format that changes moves into the exam that changes it. */
export const ASSOCIATE_FORMAT = {
  questions: { total: 65, scored: 50, unscored: 15 },
  minutes: 130,
  scale: { min: 100, max: 1000, passMark: 720 },
  scoring: 'Compensatory: only the overall score counts, so no single domain has to be passed.',
  guessingPenalty: false,
  priceUsd: 150,
  validityYears: 3,
  questionTypes: [
    { id: 'multiple-choice', rule: 'One answer of four is right.' },
    { id: 'multiple-response', rule: 'Two or more answers of five or more are right.' },
  ],
  delivery: 'Pearson VUE: at a test centre, or online with a proctor.',
  confidence: 'high',
} as const satisfies Partial<Blueprint>;
