/** What the projects of this repository do not train: what is planned, and what is missing. */
import type { PlannedSlug } from '../content/model.ts';
import type { TaskRef } from './blueprints.ts';

/** What a planned project is meant to train. Nothing of it can be deployed today. */
export interface PlannedClaim {
  readonly project: PlannedSlug;
  readonly plan: string;
  readonly tasks: readonly TaskRef[];
}

/** What is planned. A learner finds none of it in the repository today. */
export const PLANNED_CLAIMS: readonly PlannedClaim[] = [
  {
    project: 'observability',
    plan: 'Health signals that say when to fail over.',
    tasks: ['SAA-C03/2.2'],
  },
  {
    project: 'observability',
    plan: 'Personal data masked in logs.',
    tasks: ['DVA-C02/2.3', 'DVA-C03/2.2'],
  },
  {
    project: 'observability',
    plan: 'Logs, metrics, traces and health checks that lead to one cause; measure, change a setting, measure again.',
    tasks: ['DVA-C02/4.1', 'DVA-C02/4.2', 'DVA-C02/4.3', 'DVA-C03/4.1', 'DVA-C03/4.2', 'DVA-C03/4.3'],
  },
  {
    project: 'guardrails',
    plan: 'Lifecycle rules, storage classes, schedules, right sizes and capacity modes under a budget.',
    tasks: ['SAA-C03/4.1', 'SAA-C03/4.2', 'SAA-C03/4.3'],
  },
  {
    project: 'guardrails',
    plan: 'Gateway endpoints and the place of a NAT gateway, with their effect on the bill.',
    tasks: ['SAA-C03/4.4'],
  },
  {
    project: 'guardrails',
    plan: 'Alerts on quotas and spending; the smallest setting that still meets the target.',
    tasks: ['DVA-C02/4.2', 'DVA-C02/4.3', 'DVA-C03/4.2'],
  },
];

/** A part of the exams that the deployable projects leave untrained. */
export interface PracticeGap {
  readonly tasks: readonly TaskRef[];
  readonly gap: string;
}

/** What a learner has to practise elsewhere. */
export const PRACTICE_GAPS: readonly PracticeGap[] = [
  {
    tasks: ['DVA-C03/2.3'],
    gap:
      'No project uses an AI service: access to it, private connectivity, filtering of inputs and outputs, ' +
      'permissions of agents and redacted logs are not exercised.',
  },
  {
    tasks: ['DVA-C03/1.1', 'DVA-C03/3.2', 'DVA-C03/3.3', 'DVA-C03/4.1', 'DVA-C03/4.3'],
    gap: 'The skills of AI-assisted development inside these tasks are not exercised.',
  },
  {
    tasks: ['DVA-C02/2.1', 'DVA-C03/2.1'],
    gap:
      'Callers sign in by a user pool alone: no federation with another provider, no identity pool, no groups and ' +
      'no MFA. Presigned URLs are not exercised either.',
  },
  {
    tasks: ['DVA-C02/2.2', 'DVA-C03/2.2', 'DVA-C02/2.3', 'SAA-C03/1.2'],
    gap: 'No secret is rotated by a function of ours, and Parameter Store holds none.',
  },
  { tasks: ['DVA-C02/2.3', 'DVA-C03/2.2'], gap: 'No personal data is masked or sanitized.' },
  {
    tasks: ['DVA-C02/1.2', 'DVA-C03/1.2'],
    gap: 'No function runs in a VPC, and no layer is published.',
  },
  {
    tasks: ['DVA-C03/3.1', 'DVA-C03/3.3'],
    gap: 'Containers run on Fargate alone, nothing on EKS or on instances, and no pipeline builds or deploys an image.',
  },
  {
    tasks: ['DVA-C02/3.1', 'DVA-C03/3.1'],
    gap: 'An API has one stage and no custom domain; AppConfig is not used.',
  },
  {
    tasks: ['SAA-C03/1.1'],
    gap: 'Users, federation, MFA and governance over several accounts are not exercised: all is in one account.',
  },
  {
    tasks: ['SAA-C03/1.2', 'SAA-C03/3.4', 'SAA-C03/4.4'],
    gap: 'There is one VPC in a region and nothing beside it: no peering, no transit gateway, no network ACL of our own, no NAT gateway.',
  },
  {
    tasks: ['SAA-C03/3.1', 'SAA-C03/4.1'],
    gap: 'Of object, file and block storage only S3 is used, and nothing in it moves to another storage class.',
  },
  { tasks: ['SAA-C03/3.1', 'SAA-C03/3.4'], gap: 'Hybrid storage and hybrid connectivity are not exercised.' },
  {
    tasks: ['SAA-C03/3.2', 'SAA-C03/4.2'],
    gap: 'Compute is Lambda and Fargate: no instances, no Auto Scaling groups, no Spot, no Savings Plans.',
  },
  {
    tasks: ['SAA-C03/3.3', 'SAA-C03/4.3'],
    gap: 'The databases are DynamoDB and Aurora: no other engine, and no proxy.',
  },
  { tasks: ['SAA-C03/3.5'], gap: 'Services for analytics, streaming and data lakes are not used.' },
];
