import { EXAM_DATES } from '../dates.ts';
import type { Blueprint } from '../model.ts';
import { ASSOCIATE_FORMAT } from './associate-format.ts';

export const DVA_C03 = {
  ...ASSOCIATE_FORMAT,
  ...EXAM_DATES['DVA-C03'],
  recommendedExperience:
    'A year or more of hands-on work developing and maintaining applications with AWS services, ' +
    'and some practice in AI-assisted development.',
  factSources: {
    ...EXAM_DATES['DVA-C03'].factSources,
    servicesInScope: ['aws-dva03-scope'],
    questions: ['aws-dva03'],
    passMark: ['aws-dva03'],
    questionTypes: ['aws-dva03'],
    minutes: ['course-notes', 'aws-blog-sep26'],
    priceUsd: ['course-notes', 'aws-blog-sep26'],
    validityYears: ['course-notes'],
    recommendedExperience: ['aws-dva03'],
    outOfScope: ['aws-dva03'],
  },
  asOf: '2026-10-09',
  sources: [
    'aws-dva03',
    'aws-dva03-d',
    'aws-dva03-scope',
    'aws-dva-cmp',
    'aws-blog-sep26',
    'audit-oct09',
    'course-notes',
  ],
  changesFromPredecessor: [
    { change: 'Task 2.3 is new: the security of AI services, with five skills.', source: 'aws-dva-cmp' },
    { change: 'Tasks 2.2 and 2.3 of DVA-C02 are now one, task 2.2.', source: 'aws-dva-cmp' },
    {
      change: 'Tasks 3.2 and 3.3 of DVA-C02 are now one, task 3.2; its task 3.4 is now 3.3.',
      source: 'aws-dva-cmp',
    },
    {
      change: 'Containers come in: images in 3.1; deployment to ECS, EKS and Fargate in 3.3.',
      source: 'aws-dva-cmp',
    },
    {
      change: 'Presigned URLs are named in 2.1, and AI tools in 1.1, 3.2, 3.3, 4.1 and 4.3.',
      source: 'aws-dva-cmp',
    },
    {
      change:
        'Moved: unit tests with SAM from 1.1 to 3.2; Lambda tuning from 1.2 to 4.3; serialization from 1.3 to 1.1; ' +
        'API stages and custom domains from 3.4 to 3.1.',
      source: 'aws-dva-cmp',
    },
    { change: 'Twelve tasks in place of thirteen.', source: 'aws-dva03-d' },
  ],
  outOfScope: [
    'Design architectures, such as distributed systems, microservices, and database schemas and models',
    'Design and create CI/CD pipelines',
    'Administer IAM users and groups',
    'Administer servers and operating systems',
    'Select foundation models, engineer prompts, and design retrieval-augmented generation (RAG)',
    'Design AI safety frameworks, implement guardrails, and implement AI governance',
    'Design and create extract, transform and load (ETL) pipelines',
    'Design AWS networking infrastructure',
  ],
  domains: [
    {
      id: '1',
      title: 'Development with AWS services',
      weight: 30,
      source: 'aws-dva03',
      tasks: [
        {
          id: '1.1',
          title: 'Write application code that runs on AWS, incl. AI-assisted work',
          source: 'aws-dva03-d',
        },
        { id: '1.2', title: 'Write code for AWS Lambda', source: 'aws-dva03-d' },
        { id: '1.3', title: 'Use data stores while developing', source: 'aws-dva03-d' },
      ],
    },
    {
      id: '2',
      title: 'Security',
      weight: 26,
      source: 'aws-dva03',
      tasks: [
        {
          id: '2.1',
          title: 'Authentication and authorization for applications and AWS services',
          source: 'aws-dva03-d',
        },
        { id: '2.2', title: 'Encryption and handling of sensitive data', source: 'aws-dva03-d' },
        { id: '2.3', title: 'Security risks of AI services built into applications', source: 'aws-dva03-d' },
      ],
    },
    {
      id: '3',
      title: 'Testing and deployment',
      weight: 22,
      source: 'aws-dva03',
      tasks: [
        {
          id: '3.1',
          title: 'Prepare artifacts for deployment, incl. container images and config',
          source: 'aws-dva03-d',
        },
        { id: '3.2', title: 'Build and automate application tests on AWS', source: 'aws-dva03-d' },
        {
          id: '3.3',
          title: 'Deploy code with AWS CI/CD services, incl. containers and rollback',
          source: 'aws-dva03-d',
        },
      ],
    },
    {
      id: '4',
      title: 'Troubleshooting and optimization',
      weight: 22,
      source: 'aws-dva03',
      tasks: [
        { id: '4.1', title: 'Help find root causes', source: 'aws-dva03-d' },
        { id: '4.2', title: 'Logging, monitoring and observability practice', source: 'aws-dva03-d' },
        { id: '4.3', title: 'Optimize applications with AWS features', source: 'aws-dva03-d' },
      ],
    },
  ],
} as const satisfies Blueprint;
