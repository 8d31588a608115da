import type { Difficulty } from './model.ts';
import { FROM_GUIDE, OUR_JUDGEMENT } from './sources.ts';

/** Which exam comes easier, for each background. What the exams make hard is in `examChallenges` of the tracks. */
export const difficulty: readonly Difficulty[] = [
  {
    background: 'software-development',
    easier: 'developer',
    reason: 'Application logic and APIs are your daily work, and they are what its exam asks about.',
    ...FROM_GUIDE,
  },
  {
    background: 'infrastructure',
    easier: 'architect',
    reason: 'You already think in systems, and system design is what its exam asks about.',
    ...FROM_GUIDE,
  },
  {
    background: 'devops',
    easier: 'architect',
    reason:
      'Running systems makes its design questions feel natural, though CI/CD, which you know, is asked in the other.',
    ...FROM_GUIDE,
  },
  {
    background: 'system-administration',
    easier: 'architect',
    reason: 'The guide counts you among those whom the certification suits best: networks and servers are its ground.',
    ...FROM_GUIDE,
  },
  {
    background: 'new-to-cloud',
    easier: 'neither',
    reason: 'Nothing gives you a head start in either; begin with cloud fundamentals and the core services.',
    ...OUR_JUDGEMENT,
  },
];
