import type { PracticeProject } from './model.ts';
import { FROM_GUIDE, OUR_JUDGEMENT } from './sources.ts';

/**
 * What to build while learning: the four projects that the guide names and three of ours. The `deployable` ones are in
 * this repository, the others are planned.
 */
export const practiceProjects: readonly PracticeProject[] = [
  {
    slug: 'serverless-api',
    name: 'Serverless API',
    summary: 'An HTTP API on Lambda functions and one DynamoDB table; nothing runs while nobody calls.',
    deployable: true,
    ...FROM_GUIDE,
  },
  {
    slug: 'event-pipeline',
    name: 'Event-driven pipeline',
    summary:
      'Study activity flows through events and queues; what fails is retried, parked and replayed, and counted once.',
    deployable: true,
    ...FROM_GUIDE,
  },
  {
    slug: 'delivery-pipeline',
    name: 'CI/CD pipeline',
    summary: 'A change is built, tested and released step by step, and rolled back automatically when it does harm.',
    deployable: true,
    ...FROM_GUIDE,
  },
  {
    slug: 'web-app',
    name: 'Scalable multi-tier web app',
    summary: 'Load balancer, stateless servers and a database, in tiers over two zones; it goes on when one is lost.',
    deployable: true,
    ...FROM_GUIDE,
  },
  {
    slug: 'disaster-recovery',
    name: 'Disaster recovery',
    summary: 'Backups, copies and failover between regions, measured against what may be lost and for how long.',
    deployable: true,
    ...OUR_JUDGEMENT,
  },
  {
    slug: 'observability',
    name: 'Observability and debugging',
    summary: 'Logs, metrics and traces that lead from a symptom to one cause.',
    deployable: false,
    ...OUR_JUDGEMENT,
  },
  {
    slug: 'guardrails',
    name: 'Cost guardrails',
    summary: 'Budgets, lifetimes and limits that keep the cost of a sandbox account within plan.',
    deployable: false,
    ...OUR_JUDGEMENT,
  },
];
