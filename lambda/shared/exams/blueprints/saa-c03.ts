import { EXAM_DATES } from '../dates.ts';
import type { Blueprint } from '../model.ts';
import { ASSOCIATE_FORMAT } from './associate-format.ts';

export const SAA_C03 = {
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
} as const satisfies Blueprint;
