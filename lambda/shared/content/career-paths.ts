import type { CareerPath } from './model.ts';
import { FROM_GUIDE } from './sources.ts';

/** The career path of each track. */
export const careerPaths: readonly CareerPath[] = [
  {
    track: 'architect',
    steps: [
      'Cloud Engineer',
      'Solutions Architect',
      'Senior Cloud Architect',
      'Cloud Architecture Lead',
      'Chief Cloud Architect',
    ],
    focus: 'Enterprise cloud strategy and system design.',
    specializations: [],
    worksWith: ['Development teams', 'DevOps engineers', 'Security teams', 'Business stakeholders'],
    influence: 'Technical direction across the organization.',
    ...FROM_GUIDE,
  },
  {
    track: 'developer',
    steps: ['Backend Developer', 'Cloud Developer', 'Senior Cloud Engineer', 'Platform Engineer', 'DevOps Engineer'],
    focus: 'For people who enjoy building and optimizing applications.',
    specializations: [
      'Serverless applications',
      'Microservices architecture',
      'Cloud-native development',
      'Event-driven systems',
    ],
    worksWith: [],
    ...FROM_GUIDE,
  },
];
