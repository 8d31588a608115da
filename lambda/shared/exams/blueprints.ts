/**
 * What each exam asks for: its domains, their weights and its task statements, with the rules of sitting it.
 * Titles are short wordings of ours; the exam guides that the sources name are the authority.
 */
import { EXAM_DATES, type ExamCode } from './dates.ts';
import type { Blueprint } from './model.ts';

/** The three exams share one format; a format that changes moves into the exam that changes it. */
const ASSOCIATE_FORMAT = {
  questions: { total: 65, scored: 50, unscored: 15 },
  minutes: 130,
  scale: { min: 100, max: 1000, passMark: 720 },
  scoring: 'Compensatory: only the overall score counts, so no single domain has to be passed.',
  guessingPenalty: false,
  priceUsd: 150,
  validityYears: 3,
  questionTypes: [
    { id: 'multiple-choice', rule: 'One answer of four is right.' },
    { id: 'multiple-response', rule: 'Two or more answers of five or more are right.' },
  ],
  delivery: 'Pearson VUE: at a test centre, or online with a proctor.',
  confidence: 'high',
} as const satisfies Partial<Blueprint>;

/** Every exam by its code. The literal types are what lets the compiler refuse an unknown task. */
export const BLUEPRINTS = {
  'SAA-C03': {
    ...ASSOCIATE_FORMAT,
    ...EXAM_DATES['SAA-C03'],
    successorNote: 'No source derived from AWS up to 2026-10-09 names an SAA-C04. Not checked live since.',
    guideVersion: '1.1',
    recommendedExperience: 'At least one year of hands-on work designing cloud solutions on AWS.',
    factSources: {
      ...EXAM_DATES['SAA-C03'].factSources,
      servicesInScope: ['aws-saa03-scope'],
      questions: ['aws-saa03'],
      passMark: ['aws-saa03'],
      questionTypes: ['aws-saa03'],
      minutes: ['guide-sep28', 'audit-oct09'],
      priceUsd: ['guide-sep28', 'audit-oct09'],
      validityYears: ['cat-sep20'],
      recommendedExperience: ['aws-saa03'],
      guideVersion: ['cov-oct05'],
    },
    asOf: '2026-10-09',
    sources: ['aws-saa03', 'aws-saa03-scope', 'guide-sep28', 'audit-oct09', 'cat-sep20', 'cov-oct05', 'mirror-tree'],
    domains: [
      {
        id: '1',
        title: 'Secure architectures',
        weight: 30,
        source: 'aws-saa03',
        tasks: [
          {
            id: '1.1',
            title: 'Secure access to AWS resources: identities, roles, multi-account control',
            source: 'aws-saa03-d1',
          },
          {
            id: '1.2',
            title: 'Secure workloads and applications: network, endpoints, secrets, threats',
            source: 'aws-saa03-d1',
          },
          {
            id: '1.3',
            title: 'Choose data security controls: encryption, keys, backup, retention',
            source: 'aws-saa03-d1',
          },
        ],
      },
      {
        id: '2',
        title: 'Resilient architectures',
        weight: 26,
        source: 'aws-saa03',
        tasks: [
          { id: '2.1', title: 'Scalable, loosely coupled architectures', source: 'aws-saa03-d2' },
          {
            id: '2.2',
            title: 'Highly available or fault-tolerant architectures, incl. disaster recovery',
            source: 'aws-saa03-d2',
          },
        ],
      },
      {
        id: '3',
        title: 'High-performing architectures',
        weight: 24,
        source: 'aws-saa03',
        tasks: [
          { id: '3.1', title: 'Storage that performs and scales', source: 'aws-saa03-d3' },
          { id: '3.2', title: 'Compute that performs and is elastic', source: 'aws-saa03-d3' },
          {
            id: '3.3',
            title: 'Databases that perform: type, replicas, caching, capacity',
            source: 'aws-saa03-d3',
          },
          {
            id: '3.4',
            title: 'Networks that perform and scale: topology, balancing, edge',
            source: 'aws-saa03-d3',
          },
          { id: '3.5', title: 'Data ingestion and transformation that performs', source: 'aws-saa03-d3' },
        ],
      },
      {
        id: '4',
        title: 'Cost-optimized architectures',
        weight: 20,
        source: 'aws-saa03',
        tasks: [
          { id: '4.1', title: 'Storage at the right cost', source: 'aws-saa03-d4' },
          { id: '4.2', title: 'Compute at the right cost', source: 'aws-saa03-d4' },
          { id: '4.3', title: 'Databases at the right cost', source: 'aws-saa03-d4' },
          { id: '4.4', title: 'Networks at the right cost', source: 'aws-saa03-d4' },
        ],
      },
    ],
  },
  'DVA-C02': {
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
  },
  'DVA-C03': {
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
  },
} as const satisfies Readonly<Record<ExamCode, Blueprint>>;

type Blueprints = typeof BLUEPRINTS;

/** The id of a task statement within one exam, for example `1.2`. */
export type TaskId<Code extends ExamCode = ExamCode> = Blueprints[Code]['domains'][number]['tasks'][number]['id'];

/** A task statement anywhere, for example `SAA-C03/1.1`; ids repeat between exams, references do not. */
export type TaskRef = { [Code in ExamCode]: `${Code}/${TaskId<Code>}` }[ExamCode];

/** The blueprint of an exam in its general shape, where the literal types of the data are in the way. */
export function blueprintOf(code: ExamCode): Blueprint {
  return BLUEPRINTS[code];
}
