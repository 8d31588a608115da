/** The two certifications side by side, and advice on choosing between them. */
import type { Advice, TrackProfile } from './model.ts';
import { FROM_GUIDE } from './sources.ts';

/** Both tracks, in the order in which the guide suggests taking them. */
export const tracks: readonly TrackProfile[] = [
  {
    track: 'architect',
    title: 'AWS Certified Solutions Architect - Associate',
    examFamily: 'SAA',
    validates: 'Designing scalable, reliable and cost-efficient systems.',
    question: 'How should the system be designed?',
    focusAreas: [
      'Cloud architecture design',
      'Infrastructure planning',
      'High availability',
      'Security best practices',
      'Cost optimization',
      'Disaster recovery strategies',
    ],
    coreServices: [
      'Compute',
      'Storage',
      'Networking architecture',
      'Identity and access management',
      'Databases',
      'Monitoring and logging',
    ],
    usesThemTo: 'Combine services into one scalable architecture.',
    skillsRequired: [
      'Cloud architecture design',
      'Networking fundamentals',
      'Infrastructure automation',
      'Security architecture',
      'Disaster recovery planning',
      'Cost optimization',
      'Problem solving',
      'System thinking',
    ],
    jobRoles: [
      'Cloud Solutions Architect',
      'Cloud Architect',
      'Infrastructure Architect',
      'DevOps Architect',
      'Cloud Consultant',
    ],
    worksHow: 'With several teams, designing before development begins.',
    deeperKnowledgeOf: ['Infrastructure', 'Networking', 'System reliability', 'Multi-tier architectures'],
    examProblemTypes: [
      'Choosing the best architecture for scalability',
      'Finding cost-efficient solutions',
      'Designing highly available systems',
    ],
    coding: { needed: 'minimal', detail: 'Little code: the work is design and planning.' },
    chooseIf: [
      'You enjoy system design',
      'You work in infrastructure or DevOps',
      'You want to become a cloud architect',
      'You prefer architecture and planning over coding',
    ],
    idealFor: ['System administrators', 'DevOps engineers', 'IT infrastructure professionals'],
    examChallenges: ['Complex architecture scenarios', 'Multi-service integrations', 'Cost optimization decisions'],
    ...FROM_GUIDE,
  },
  {
    track: 'developer',
    title: 'AWS Certified Developer - Associate',
    examFamily: 'DVA',
    validates: 'Building and maintaining applications with AWS services.',
    question: 'How should the application be built?',
    focusAreas: [
      'Application development on AWS',
      'API integration',
      'SDK usage',
      'CI/CD pipelines',
      'Debugging cloud applications',
      'Monitoring and logging applications',
    ],
    coreServices: ['Serverless computing', 'Databases', 'Storage', 'Messaging services', 'Event-driven architecture'],
    usesThemTo: 'Build applications that talk to services through APIs and SDKs.',
    skillsRequired: [
      'Programming: Python, Java, Node.js or similar',
      'Serverless application development',
      'API development',
      'Cloud debugging',
      'CI/CD pipelines',
      'Event-driven architecture',
      'Automation and deployment pipelines',
    ],
    jobRoles: [
      'Cloud Developer',
      'Backend Developer',
      'Serverless Developer',
      'Cloud Software Engineer',
      'DevOps Developer',
    ],
    worksHow: 'Building the applications that run on the infrastructure that architects design.',
    deeperKnowledgeOf: ['Programming', 'SDKs and APIs', 'Application deployment', 'Serverless functions'],
    examProblemTypes: [
      'Debugging applications',
      'Choosing correct SDK usage',
      'Implementing authentication',
      'Managing application deployments',
    ],
    coding: { needed: 'strong', detail: 'Code, APIs and frameworks are daily work.' },
    chooseIf: [
      'You enjoy coding',
      'You build backend applications',
      'You work with APIs and microservices',
      'You want to specialize in cloud-native development',
    ],
    idealFor: ['Software developers', 'Backend engineers', 'Full-stack developers'],
    examChallenges: ['Debugging scenarios', 'SDK configurations', 'CI/CD questions'],
    ...FROM_GUIDE,
  },
];

/** What the guide says about the choice as a whole, outside its tables. */
export const advice: readonly Advice[] = [
  {
    id: 'choice-is-at-associate',
    topic: 'level',
    text: 'The choice between architect and developer is usually made at Associate level.',
    ...FROM_GUIDE,
  },
  {
    id: 'difficulty-depends-on-background',
    topic: 'difficulty',
    text: 'Which exam is harder depends on your background.',
    ...FROM_GUIDE,
  },
  {
    id: 'both-need-core-services',
    topic: 'difficulty',
    text: 'Both exams need strong knowledge of the AWS core services, which appear frequently in them.',
    ...FROM_GUIDE,
  },
  {
    id: 'both-is-common',
    topic: 'both',
    text: 'Taking both is common and worthwhile.',
    ...FROM_GUIDE,
  },
  {
    id: 'architect-usually-first',
    topic: 'both',
    text:
      'The usual order is architect first, to understand the infrastructure, then developer, to learn ' +
      'application integration.',
    ...FROM_GUIDE,
  },
  {
    id: 'both-make-well-rounded',
    topic: 'both',
    text: 'Together they make a well-rounded cloud engineer.',
    ...FROM_GUIDE,
  },
  {
    id: 'theory-and-practice',
    topic: 'preparation',
    text: 'Preparing for either exam takes both theory and practice.',
    ...FROM_GUIDE,
  },
];
