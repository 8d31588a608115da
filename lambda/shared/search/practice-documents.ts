/** The practice projects, what each shows, and the drills. */
import type { PracticeProject, SearchDocument } from '../content/model.ts';
import { DRILLS } from '../exams/drills.ts';
import { CLAIMS } from '../exams/practice-map.ts';
import { sentences } from './sentences.ts';

/** Other words for each project. */
const KEYWORDS: Readonly<Record<PracticeProject['slug'], string>> = {
  'serverless-api': 'serverless, API Gateway, Lambda, DynamoDB, REST, HTTP API',
  'event-pipeline': 'EventBridge, SQS, Step Functions, SNS, event-driven architecture',
  'delivery-pipeline': 'CI/CD, cicd, CodePipeline, CodeBuild, CodeDeploy, deployment, canary, DevOps',
  'web-app': 'three-tier, load balancer, EC2, RDS, auto scaling, VPC',
  'disaster-recovery': 'backup, failover, multi-region, RPO, RTO',
  observability: 'monitoring, logging, tracing, CloudWatch, X-Ray',
  guardrails: 'budget, cost control, limits',
};

/** Every document of the projects. */
export function practiceDocuments(projects: readonly PracticeProject[]): readonly SearchDocument[] {
  return [
    ...projects.map(({ slug, name, summary, deployable }) => ({
      id: `project/${slug}`,
      kind: 'project',
      title: `${name}: a practice project`,
      keywords: sentences([slug.replaceAll('-', ' '), KEYWORDS[slug]]),
      text: sentences([summary, deployable ? 'It can be deployed today' : 'Planned: it cannot be deployed yet']),
      href: `/v1/projects/${slug}`,
      weight: deployable ? 2.4 : 1.6,
    })),
    ...CLAIMS.map(({ project, what, path, core = [], partial = [] }, place) => ({
      id: `practice/${place + 1}`,
      kind: 'practice',
      title: what,
      text: sentences([`In ${path}`, ...core, ...partial]),
      href: `/v1/projects/${project}`,
      weight: 0.6,
    })),
    {
      id: 'drills',
      kind: 'drill',
      title: `Drills: ${DRILLS.length} faults to find and repair`,
      keywords: 'drill, drills, break, incident, exercise, troubleshooting practice',
      text:
        'In a database, a queue, a function, a network, a permission or a release: each breaks a deployed project on purpose, ' +
        'and grades the repair by what the project then does.',
      href: '/v1/projects',
      weight: 1.2,
    },
    ...DRILLS.map(({ number, title, tasks }) => {
      const [first = ''] = tasks;
      const [code, task] = first.split('/');
      return {
        id: `drill/${number}`,
        kind: 'drill',
        title: `Drill ${number}: ${title}`,
        text: sentences([`lab break ${number}`, tasks.join(', ')]),
        href: `/v1/exams/${code}/tasks/${task}#/drills`,
        weight: 0.8,
      };
    }),
  ];
}
