import type { LearningStep } from './model.ts';
import { FROM_GUIDE } from './sources.ts';

/** From nothing to the certifications after this one, in order. */
export const learningPath: readonly LearningStep[] = [
  {
    step: 1,
    title: 'Cloud fundamentals',
    detail: 'Learn what the cloud is, and the core services of AWS.',
    ...FROM_GUIDE,
  },
  {
    step: 2,
    title: 'An associate certification',
    detail: 'Choose Solutions Architect or Developer by the role that you have, or want.',
    ...FROM_GUIDE,
  },
  {
    step: 3,
    title: 'Projects with your own hands',
    detail: 'Build on AWS: the exams lean on real-world scenarios, and those are learned by doing.',
    ...FROM_GUIDE,
  },
  {
    step: 4,
    title: 'Professional or specialty',
    detail: 'Go on to a certification of a higher level or of one subject later, once the associate level is held.',
    ...FROM_GUIDE,
  },
];
