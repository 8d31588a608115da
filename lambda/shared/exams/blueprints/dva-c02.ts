import { EXAM_DATES } from '../dates.ts';
import type { Blueprint } from '../model.ts';
import { ASSOCIATE_FORMAT } from './associate-format.ts';

export const DVA_C02 = {
  ...ASSOCIATE_FORMAT,
  ...EXAM_DATES['DVA-C02'],
  guideVersion: '2.1',
  guideDate: '2024-12-12',
  recommendedExperience: 'A year or more of hands-on work developing and maintaining applications with AWS services.',
  factSources: {
    ...EXAM_DATES['DVA-C02'].factSources,
    servicesInScope: ['aws-dva02-scope'],
    questions: ['aws-dva02'],
    passMark: ['aws-dva02'],
    questionTypes: ['aws-dva02'],
    minutes: ['aws-dva02'],
    priceUsd: ['cat-sep20'],
    validityYears: ['course-notes'],
    recommendedExperience: ['aws-dva02'],
    guideVersion: ['aws-dva02-rev'],
    emergingTopics: ['aws-dva02'],
    outOfScope: ['aws-dva02'],
  },
  asOf: '2026-10-09',
  sources: [
    'aws-dva02',
    'aws-dva02-d',
    'aws-dva02-rev',
    'aws-dva02-scope',
    'aws-dva-cmp',
    'audit-oct09',
    'cat-sep20',
    'course-notes',
  ],
  emergingTopics:
    'Unscored questions may be about AI: tools that help with development, testing, CI/CD, error analysis and ' +
    'optimization, and the security of AI services built into applications.',
  outOfScope: [
    'Design architectures, such as distributed systems, microservices, and database schemas and models',
    'Design and create CI/CD pipelines',
    'Administer IAM users and groups',
    'Administer servers and operating systems',
    'Design AWS networking infrastructure, such as VPCs and Direct Connect',
  ],
  domains: [
    {
      id: '1',
      title: 'Development with AWS services',
      weight: 32,
      source: 'aws-dva02',
      tasks: [
        { id: '1.1', title: 'Write application code that runs on AWS', source: 'aws-dva02-d' },
        { id: '1.2', title: 'Write code for AWS Lambda', source: 'aws-dva02-d' },
        { id: '1.3', title: 'Use data stores from application code', source: 'aws-dva02-d' },
      ],
    },
    {
      id: '2',
      title: 'Security',
      weight: 26,
      source: 'aws-dva02',
      tasks: [
        {
          id: '2.1',
          title: 'Authentication and authorization for applications and AWS calls',
          source: 'aws-dva02-d',
        },
        { id: '2.2', title: 'Encryption with AWS services', source: 'aws-dva02-d' },
        { id: '2.3', title: 'Handle sensitive data in code', source: 'aws-dva02-d' },
      ],
    },
    {
      id: '3',
      title: 'Deployment',
      weight: 24,
      source: 'aws-dva02',
      tasks: [
        { id: '3.1', title: 'Prepare artifacts for deployment', source: 'aws-dva02-d' },
        { id: '3.2', title: 'Test in development environments', source: 'aws-dva02-d' },
        { id: '3.3', title: 'Automate deployment testing', source: 'aws-dva02-d' },
        { id: '3.4', title: 'Deploy code with AWS CI/CD services', source: 'aws-dva02-d' },
      ],
    },
    {
      id: '4',
      title: 'Troubleshooting and optimization',
      weight: 18,
      source: 'aws-dva02',
      tasks: [
        { id: '4.1', title: 'Help find root causes', source: 'aws-dva02-d' },
        { id: '4.2', title: 'Instrument code for observability', source: 'aws-dva02-d' },
        { id: '4.3', title: 'Optimize applications with AWS features', source: 'aws-dva02-d' },
      ],
    },
  ],
} as const satisfies Blueprint;
