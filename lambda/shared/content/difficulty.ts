import type { Difficulty } from './model.ts';
import { FROM_GUIDE, OUR_JUDGEMENT } from './sources.ts';

/** Which exam comes easier, for each background. What makes each exam hard is in `examChallenges` of the tracks. */
export const difficulty: readonly Difficulty[] = [
  {
    background: 'software-development',
    easier: 'developer',
    reason: 'You may find the Developer exam easier: it is about application logic and APIs, your daily work.',
    ...FROM_GUIDE,
  },
  {
    background: 'infrastructure',
    easier: 'architect',
    reason: 'The Architect exam may feel more natural to you: it is about system design.',
    ...FROM_GUIDE,
  },
  {
    background: 'devops',
    easier: 'architect',
    reason:
      'The Architect exam may feel more natural to you: it is about system design. The CI/CD questions, though, are in ' +
      'the Developer exam.',
    ...FROM_GUIDE,
  },
  {
    background: 'system-administration',
    easier: 'architect',
    reason:
      'The guide calls the Architect certification ideal for system administrators; that its exam comes easier to ' +
      'them is our conclusion.',
    ...OUR_JUDGEMENT,
  },
  {
    background: 'new-to-cloud',
    easier: 'neither',
    reason: 'You have no head start in either exam: begin with cloud fundamentals and the core services.',
    ...OUR_JUDGEMENT,
  },
];
