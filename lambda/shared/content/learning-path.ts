import type { LearningStep } from './model.ts';
import { FROM_GUIDE } from './sources.ts';

/** The four steps from the first lesson to the certifications beyond associate, in order. */
export const learningPath: readonly LearningStep[] = [
  {
    step: 1,
    title: 'Cloud fundamentals',
    detail: 'Learn cloud fundamentals and the AWS core services.',
    ...FROM_GUIDE,
  },
  {
    step: 2,
    title: 'An associate certification',
    detail: 'Choose Solutions Architect or Developer by your role.',
    ...FROM_GUIDE,
  },
  {
    step: 3,
    title: 'Hands-on projects',
    detail: 'Build projects on AWS: the exams lean on real-world scenarios.',
    ...FROM_GUIDE,
  },
  {
    step: 4,
    title: 'Professional or specialty',
    detail: 'Go on to professional or specialty certifications later.',
    ...FROM_GUIDE,
  },
];
