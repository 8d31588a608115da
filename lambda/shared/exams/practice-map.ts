/**
 * What in this repository trains which task statement. Each claim names a file and a text in it, so that a claim
 * without code fails a test. What is planned and what is missing is in `practice-gaps.ts`.
 */
import type { Dated, DeployableSlug } from '../content/model.ts';
import type { TaskRef } from './blueprints.ts';
import type { Evidence } from './model.ts';

/** What the map and its gaps rest on. */
export const PRACTICE_MAP_ORIGIN: Dated & { readonly note: string } = {
  note: 'Our own judgement of what each project trains; AWS says nothing of these projects.',
  asOf: '2026-11-25',
  sources: ['certlab'],
};

/** One thing that a project shows, and the tasks that it trains: `core` where most of the task is exercised there. */
export interface Claim extends Evidence {
  readonly project: DeployableSlug;
  readonly core?: readonly TaskRef[];
  readonly partial?: readonly TaskRef[];
}

const API = 'lib/projects/serverless-api';
const EVENTS = 'lib/projects/event-pipeline';
const DELIVERY = 'lib/projects/delivery-pipeline';

/** Every claim, by project, in the order in which a project's page shows them. */
export const CLAIMS: readonly Claim[] = [
  {
    project: 'serverless-api',
    what: 'Least privilege: one role per function, each action and resource named',
    path: `${API}/content-table.ts`,
    contains: 'PolicyStatement({ actions: [...actions], resources: [this.tableArn] })',
    partial: ['SAA-C03/1.1', 'DVA-C02/2.1', 'DVA-C03/2.1'],
  },
  {
    project: 'serverless-api',
    what: 'A public endpoint without a network perimeter: throttled, and every input bounded and validated',
    path: `${API}/comparison-api.ts`,
    contains: 'throttle: { rateLimit: 10, burstLimit: 100 }',
    partial: ['SAA-C03/1.2'],
  },
  {
    project: 'serverless-api',
    what: 'Data protection: encryption at rest, and recovery to any second of the last weeks',
    path: `${API}/content-table.ts`,
    contains: 'pointInTimeRecoveryEnabled: true',
    partial: ['SAA-C03/1.3', 'SAA-C03/2.2'],
  },
  {
    project: 'serverless-api',
    what: 'Stateless compute behind an API: memory, timeout and environment of a function, an alias in front of it',
    path: `${API}/comparison-api.ts`,
    contains: 'new Alias(this, ',
    partial: ['SAA-C03/2.1', 'SAA-C03/3.2', 'DVA-C02/1.2', 'DVA-C03/1.2', 'DVA-C02/3.4', 'DVA-C03/3.3'],
  },
  {
    project: 'serverless-api',
    what: 'An API contract: requests validated, responses described, errors as problem documents, pages by cursor',
    path: 'lambda/serverless-api/contract/requests.ts',
    contains: 'listCertifications: {',
    core: ['DVA-C02/1.1', 'DVA-C03/1.1'],
  },
  {
    project: 'serverless-api',
    what: 'Keys and an index from access patterns; strong and eventual consistency, chosen read by read',
    path: 'lambda/shared/table/table-reads.ts',
    contains: 'ConsistentRead: !index',
    core: ['DVA-C02/1.3', 'DVA-C03/1.3'],
    partial: ['SAA-C03/3.3'],
  },
  {
    project: 'serverless-api',
    what: 'Writes under conditions in transactions, so that a reader sees one edition of the content, whole',
    path: 'lambda/shared/table/seed-edition.ts',
    contains: 'TransactWriteItemsCommand',
    core: ['DVA-C02/1.3', 'DVA-C03/1.3'],
  },
  {
    project: 'serverless-api',
    what: 'Caching in the function between requests, and how it learns that what it holds is stale',
    path: 'lambda/shared/table/content-reader.ts',
    contains: 'const kept = new Map',
    partial: ['SAA-C03/3.3', 'DVA-C02/4.3', 'DVA-C03/4.3'],
  },
  {
    project: 'serverless-api',
    what: 'A signing key for cursors that is generated once and never logged nor passed in a variable',
    path: 'lambda/serverless-api/cursor.ts',
    contains: "createHmac('sha256', key)",
    partial: ['DVA-C02/2.3', 'DVA-C03/2.2'],
  },
  {
    project: 'serverless-api',
    what: 'Pay per use: on-demand capacity with a ceiling, and what a million requests cost',
    path: `${API}/content-table.ts`,
    contains: 'Billing.onDemand(',
    partial: ['SAA-C03/4.2', 'SAA-C03/4.3'],
  },
  {
    project: 'serverless-api',
    what: 'One bundle per handler: which dependencies it needs, and what is left out of it',
    path: 'lib/bundle.ts',
    contains: 'export async function bundleHandlers',
    partial: ['DVA-C02/3.1', 'DVA-C03/3.1'],
  },
  {
    project: 'serverless-api',
    what: 'The same application tested in memory with a fake table, and again when it is deployed',
    path: 'test/support/api/api-in-memory.ts',
    contains: 'fakeTable(contentEdition)',
    partial: ['DVA-C02/3.2', 'DVA-C03/3.2'],
  },
  {
    project: 'serverless-api',
    what: 'Root causes from logs, metrics and policies: a runbook for every alarm, and drills that are graded',
    path: `${API}/README.md`,
    contains: '### Server errors',
    core: ['DVA-C02/4.1', 'DVA-C03/4.1'],
  },
  {
    project: 'serverless-api',
    what: 'One request id through access log, function log and error; active tracing; alarms and a dashboard',
    path: `${API}/monitoring.ts`,
    contains: 'new RunbookAlarm(this, ',
    partial: ['DVA-C02/4.2', 'DVA-C03/4.2'],
  },

  {
    project: 'event-pipeline',
    what: 'Decoupling: a bus that routes, queues that buffer, an archive that remembers',
    path: `${EVENTS}/activity-bus.ts`,
    contains: 'new EventBus(this, ',
    core: ['SAA-C03/2.1', 'DVA-C02/1.1', 'DVA-C03/1.1'],
    partial: ['SAA-C03/3.5'],
  },
  {
    project: 'event-pipeline',
    what: 'Event source mappings: batches, partial batch responses, visibility timeout, a limit on concurrency',
    path: `${EVENTS}/queue-worker.ts`,
    contains: 'new EventSourceMapping(this, ',
    core: ['DVA-C02/1.2', 'DVA-C03/1.2'],
    partial: ['SAA-C03/3.2', 'SAA-C03/3.5', 'DVA-C02/4.3', 'DVA-C03/4.3'],
  },
  {
    project: 'event-pipeline',
    what: 'Idempotency: the effect and its dedupe record in one transaction, under a condition',
    path: 'lambda/event-pipeline/worker/apply.ts',
    contains: 'await transact(client, writes, signal)',
    core: ['SAA-C03/2.1', 'DVA-C02/1.1', 'DVA-C02/1.3', 'DVA-C03/1.1', 'DVA-C03/1.3'],
  },
  {
    project: 'event-pipeline',
    what: 'Retries, dead-letter queues, redrive and replay carry the work through a failure',
    path: `${EVENTS}/queue-worker.ts`,
    contains: 'maxReceiveCount: MAX_RECEIVE_COUNT',
    core: ['DVA-C02/1.2', 'DVA-C03/1.2'],
    partial: ['SAA-C03/2.2'],
  },
  {
    project: 'event-pipeline',
    what: 'Orchestration: a workflow with retry, backoff, jitter and catch, started by a pipe from a stream',
    path: `${EVENTS}/milestone-award.ts`,
    contains: 'new StateMachine(this, ',
    core: ['SAA-C03/2.1', 'DVA-C02/1.1', 'DVA-C03/1.1'],
    partial: ['SAA-C03/2.2'],
  },
  {
    project: 'event-pipeline',
    what: 'Order where the effect needs it: a FIFO queue, and what the rest of a group does after a failure',
    path: 'lambda/event-pipeline/worker/card-worker.ts',
    contains: 'skipGroupOnError: true',
    core: ['SAA-C03/2.1', 'DVA-C02/1.2', 'DVA-C03/1.2'],
  },
  {
    project: 'event-pipeline',
    what: 'Signed requests at the edge, and a role for each function, pipe and workflow',
    path: `${EVENTS}/activity-api.ts`,
    contains: 'new HttpIamAuthorizer()',
    partial: ['SAA-C03/1.1', 'DVA-C02/2.1', 'DVA-C03/2.1'],
  },
  {
    project: 'event-pipeline',
    what: 'Queues, topic and tables encrypted, each choice of a key with its reason and its price',
    path: `${EVENTS}/queue-worker.ts`,
    contains: 'encryption: QueueEncryption.SQS_MANAGED',
    partial: ['SAA-C03/1.3', 'DVA-C02/2.2', 'DVA-C03/2.2'],
  },
  {
    project: 'event-pipeline',
    what: 'Tests against what is deployed: they wait for results that come later, and inject faults',
    path: 'test/event-pipeline/reliability/reliability.emulator.test.ts',
    contains: './scenarios.ts',
    partial: ['SAA-C03/2.2', 'DVA-C02/3.2', 'DVA-C03/3.2'],
  },
  {
    project: 'event-pipeline',
    what: 'Root causes from queues, dead letters, logs and histories: a runbook for every alarm, and graded drills',
    path: `${EVENTS}/README.md`,
    contains: '### ActivityParked',
    core: ['DVA-C02/4.1', 'DVA-C03/4.1'],
  },
  {
    project: 'event-pipeline',
    what: 'Custom metrics written through the log, with the reason as a dimension; alarms and a dashboard',
    path: 'lambda/event-pipeline/observe.ts',
    contains: 'new Metrics(',
    partial: ['SAA-C03/2.2', 'DVA-C02/4.2', 'DVA-C03/4.2'],
  },

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
