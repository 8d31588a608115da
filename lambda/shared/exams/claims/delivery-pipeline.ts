import type { Claim } from './claim.ts';

const DELIVERY = 'lib/projects/delivery-pipeline';

export const deliveryPipeline: readonly Claim[] = [
  {
    project: 'delivery-pipeline',
    what: 'A role for each action, one that may only pass rights on, one that may only execute what was approved',
    path: `${DELIVERY}/pipeline/exact-role.ts`,
    contains: 'export function exactRole(',
    partial: ['SAA-C03/1.1', 'DVA-C02/2.1', 'DVA-C03/2.1'],
  },
  {
    project: 'delivery-pipeline',
    what: 'A customer managed key for artifacts and notifications, with a policy that admits only what needs it',
    path: `${DELIVERY}/pipeline/artifacts.ts`,
    contains: 'new Key(this, ',
    partial: ['SAA-C03/1.3', 'DVA-C02/2.2', 'DVA-C03/2.2'],
  },
  {
    project: 'delivery-pipeline',
    what: 'One artifact, built once with locked dependencies and a bill of materials, and deployed to every stage',
    path: `${DELIVERY}/pipeline/buildspecs.ts`,
    contains: 'export const buildBuildspec',
    core: ['DVA-C02/3.1'],
    partial: ['DVA-C03/3.1'],
  },
  {
    project: 'delivery-pipeline',
    what: 'Configuration by stage: what differs between beta and production, and what must not',
    path: `${DELIVERY}/pipeline/delivery-stage.ts`,
    contains: 'export class DeliveryStage extends Stage',
    core: ['DVA-C02/3.1'],
    partial: ['DVA-C03/3.1'],
  },
  {
    project: 'delivery-pipeline',
    what: 'Unit tests in the build with a report, then integration tests against the stage that was just deployed',
    path: 'test/delivery-pipeline/integration-tests.ts',
    contains: '/v1/exams/',
    core: ['DVA-C02/3.2', 'DVA-C02/3.3', 'DVA-C03/3.2'],
  },
  {
    project: 'delivery-pipeline',
    what: 'Hooks that invoke the new version with test events, before and after it gets traffic',
    path: 'lambda/delivery-pipeline/verify-release.ts',
    contains: 'PutLifecycleEventHookExecutionStatus',
    core: ['DVA-C02/3.3', 'DVA-C03/3.2'],
  },
  {
    project: 'delivery-pipeline',
    what: 'A pipeline that updates itself, with an approval of the change set in words',
    path: `${DELIVERY}/pipeline/pipeline.ts`,
    contains: 'export class ReleasePipeline extends Construct',
    core: ['DVA-C02/3.4', 'DVA-C03/3.3'],
  },
  {
    project: 'delivery-pipeline',
    what: 'Canary, linear or all at once on an alias; which alarms roll a release back, and how far',
    path: `${DELIVERY}/canary-release.ts`,
    contains: 'export class CanaryRelease extends Construct',
    core: ['DVA-C02/3.4', 'DVA-C03/3.3'],
  },
  {
    project: 'delivery-pipeline',
    what: 'Reading a release that failed: build, hook, alarm, or a stack between two states',
    path: `${DELIVERY}/README.md`,
    contains: '### A hook failed',
    partial: ['DVA-C02/4.1', 'DVA-C03/4.1'],
  },
];
