/** Answers to the six questions of the recommendation. */

/** All of them speak for the developer. */
export const FOR_DEVELOPER = {
  background: 'software-development',
  coding: 'most',
  question: 'how-to-build',
  strengths: 'programming-and-apis',
  role: 'cloud-native-developer',
  problem: 'broken-application',
} as const;

/** They speak as much for the one as for the other. */
export const UNDECIDED = {
  background: 'new-to-cloud',
  coding: 'some',
  question: 'either',
  strengths: 'both-equally',
  role: 'well-rounded-engineer',
  problem: 'either',
} as const;
