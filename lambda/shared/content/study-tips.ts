import type { StudyTip } from './model.ts';
import { FROM_GUIDE } from './sources.ts';

/** How to study, for both exams or for one. */
export const studyTips: readonly StudyTip[] = [
  {
    id: 'build-real-projects',
    title: 'Build real projects',
    audience: 'both',
    detail: 'A real project teaches more than memorizing does.',
    items: ['Serverless APIs', 'Scalable web applications', 'Event-driven systems', 'CI/CD pipelines'],
    ...FROM_GUIDE,
  },
  {
    id: 'learn-core-services',
    title: 'Learn the core services',
    audience: 'both',
    detail: 'Both exams take them for granted.',
    items: ['Compute', 'Storage', 'Databases', 'Networking', 'Security'],
    ...FROM_GUIDE,
  },
  {
    id: 'practice-architecture-design',
    title: 'Practice architecture design',
    audience: 'architect',
    detail: 'Draw it, build it, and say why each part is there.',
    items: ['Multi-tier architectures', 'Load balancing', 'High availability systems', 'Disaster recovery strategies'],
    ...FROM_GUIDE,
  },
  {
    id: 'practice-debugging',
    title: 'Practice debugging',
    audience: 'developer',
    detail: 'Break what you built, and find the cause from what it tells you.',
    items: ['Logging and monitoring', 'Application debugging', 'Deployment automation', 'Serverless architectures'],
    ...FROM_GUIDE,
  },
];
