import type { StudyTip } from './model.ts';
import { FROM_GUIDE, OUR_JUDGEMENT } from './sources.ts';

/** How to study, for both exams or for one. */
export const studyTips: readonly StudyTip[] = [
  {
    id: 'build-real-projects',
    title: 'Build real projects',
    audience: 'both',
    detail: 'Real projects teach better than memorization.',
    items: ['Serverless APIs', 'Scalable web applications', 'Event-driven systems', 'CI/CD pipelines'],
    ...FROM_GUIDE,
  },
  {
    id: 'learn-core-services',
    title: 'Learn the core services',
    audience: 'both',
    detail: 'Both exams need strong knowledge of them, and they appear frequently.',
    items: ['Compute', 'Storage', 'Databases', 'Networking', 'Security'],
    ...FROM_GUIDE,
  },
  {
    id: 'practice-architecture-design',
    title: 'Practice architecture design',
    audience: 'architect',
    detail: 'The architect exam asks for the best architecture, so practice designing these.',
    items: ['Multi-tier architectures', 'Load balancing', 'High availability systems', 'Disaster recovery strategies'],
    ...FROM_GUIDE,
  },
  {
    id: 'practice-debugging',
    title: 'Practice debugging',
    audience: 'developer',
    detail: 'The developer exam asks you to debug applications, so practice with these.',
    items: ['Logging and monitoring', 'Application debugging', 'Deployment automation', 'Serverless architectures'],
    ...FROM_GUIDE,
  },
  {
    id: 'break-and-repair',
    title: 'Break it, then repair it',
    audience: 'both',
    detail: 'Break what you deployed on purpose, and find the cause from what it shows. The drills do both for you.',
    items: [
      'Start from the symptom',
      'Read logs, metrics and policies',
      'Change one thing',
      'Check the behaviour again',
    ],
    ...OUR_JUDGEMENT,
  },
  {
    id: 'second-attempt',
    title: 'Know the rules of a second attempt',
    audience: 'both',
    detail: 'Who fails an exam may retake it after 14 calendar days.',
    items: [
      'As often as it takes',
      'For the full price each time',
      'An exam that was passed only after two years, unless it has a new version',
    ],
    asOf: '2026-11-27',
    sources: ['aws-cert-faq'],
  },
  {
    id: 'booking-and-results',
    title: 'Know how booking and results work',
    audience: 'both',
    detail: 'An appointment that is booked can be moved or cancelled.',
    items: [
      'Reschedule twice, or cancel, up to 24 hours before the exam',
      'A voucher can be used again after that, until it expires',
      'The result comes within five business days, and a Credly badge with a pass',
    ],
    asOf: '2026-11-27',
    sources: ['aws-cert-faq', 'aws-cert-before'],
  },
];
