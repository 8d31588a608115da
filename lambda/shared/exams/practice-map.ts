/** Which practice project trains which task statement, and what no project trains. */
import type { Dated, PracticeProject } from '../content/model.ts';
import type { ExamCode, TaskId, TaskRef } from './blueprints.ts';
import type { PracticeLink } from './model.ts';

type PracticeMap = { readonly [Code in ExamCode]: Readonly<Record<TaskId<Code>, readonly PracticeLink[]>> };

type Slug = PracticeProject['slug'];
const core = (project: Slug, reason: string): PracticeLink => ({ project, strength: 'core', reason });
const partial = (project: Slug, reason: string): PracticeLink => ({ project, strength: 'partial', reason });

/** What the map and its gaps rest on. */
export const PRACTICE_MAP_ORIGIN: Dated & { readonly note: string } = {
  note: 'Our own judgement of what each project trains; AWS says nothing of these projects.',
  asOf: '2026-11-23',
  sources: ['certlab'],
};

/** Per exam and task, because ids repeat between exams. An empty list is a task that no project trains. */
export const PRACTICE_MAP: PracticeMap = {
  'SAA-C03': {
    '1.1': [
      core('serverless-api', 'Every function has a narrow role of its own, and the API decides who may call.'),
      core('delivery-pipeline', 'The pipeline and its deployments assume roles, across accounts too.'),
      partial('event-pipeline', 'A role for each function, pipe and workflow; producers sign what they send.'),
      partial('web-app', 'Servers work with an instance role; no keys are stored on them.'),
    ],
    '1.2': [
      core(
        'web-app',
        'Public and private subnets, security groups and protection at the edge settle who reaches what.',
      ),
      partial(
        'serverless-api',
        'Without a network perimeter, it is secrets, validated requests and throttling that protect the API.',
      ),
    ],
    '1.3': [
      core(
        'disaster-recovery',
        'Backups and copies have to be encrypted and kept, and the right key has to be there to read them.',
      ),
      partial('web-app', 'Data is encrypted at rest, and TLS runs between the tiers.'),
      partial(
        'event-pipeline',
        'Every queue, topic and table is encrypted, and each choice of a key has its reason and its price.',
      ),
    ],
    '2.1': [
      core('event-pipeline', 'Queues, topics and events keep producers and consumers apart.'),
      core('serverless-api', 'Functions that hold no state scale by themselves behind the API.'),
      partial('web-app', 'A load balancer spreads the work over any number of stateless servers.'),
    ],
    '2.2': [
      core('web-app', 'Everything is spread over zones, so that one of them may fail.'),
      core('disaster-recovery', 'A recovery strategy is chosen for an RPO and an RTO, and then proved.'),
      partial('observability', 'Health signals say when to fail over.'),
      partial('event-pipeline', 'Retries and a dead-letter queue carry the work through a failure.'),
    ],
    '3.1': [partial('web-app', 'Static files, shared files and volumes each go to the storage that fits them.')],
    '3.2': [
      core('web-app', 'A scaling policy follows the metric that you choose.'),
      core('serverless-api', 'Memory and concurrency settings decide how fast a function is.'),
      partial('event-pipeline', 'Consumers scale with the backlog.'),
    ],
    '3.3': [
      core('serverless-api', 'The design of keys and indexes decides how fast a query is.'),
      core('web-app', 'Replicas, caches and pooled connections take load off the database.'),
    ],
    '3.4': [
      core('web-app', 'Tiers of subnets, the kind of load balancer, and caching at the edge.'),
      partial('disaster-recovery', 'DNS routes between regions.'),
    ],
    '3.5': [
      partial(
        'event-pipeline',
        'Events are taken in and transformed; analytics services and data lakes are not touched.',
      ),
    ],
    '4.1': [
      core('guardrails', 'Lifecycle rules and storage classes, with their effect on the price in sight.'),
      partial('disaster-recovery', 'How often to back up, and for how long to keep it, has a price.'),
    ],
    '4.2': [
      core('guardrails', 'Schedules, right sizes and purchase options, under a budget.'),
      partial('web-app', 'The bounds of scaling are the bounds of spending.'),
      partial('serverless-api', 'Paying per request, compared with servers that are always on.'),
    ],
    '4.3': [
      core('guardrails', 'Capacity modes, idle instances and retention, under a budget.'),
      partial('serverless-api', 'On-demand capacity of a table, compared with provisioned.'),
    ],
    '4.4': [
      core('guardrails', 'Gateway endpoints and the place of a NAT gateway change the bill.'),
      partial('web-app', 'Caching at the edge and routing within a zone cut data transfer.'),
    ],
  },
  'DVA-C02': {
    '1.1': [
      core('serverless-api', 'An API contract, validation, and SDK calls that retry.'),
      core('event-pipeline', 'Asynchronous messages, fan-out, and handlers that are idempotent.'),
    ],
    '1.2': [
      core('serverless-api', 'The settings of a function, its environment and its error paths.'),
      core('event-pipeline', 'Event source mappings, batches, and destinations for failures.'),
    ],
    '1.3': [
      core('serverless-api', 'Keys, indexes, conditions and consistency, from code.'),
      core('event-pipeline', 'An effect and its dedupe record in one transaction, under conditions.'),
      partial('web-app', 'Relational access, and a cache before it.'),
      partial('disaster-recovery', 'The life cycle of data, and restoring it to a point in time.'),
    ],
    '2.1': [
      core('serverless-api', 'The API checks tokens, and code decides what each user may do.'),
      partial('delivery-pipeline', 'Deployments call AWS with assumed roles.'),
      partial('event-pipeline', 'Signed requests at the edge, and permissions down to the action.'),
    ],
    '2.2': [
      partial('event-pipeline', 'Queues, topics and tables encrypted, each with the key that fits.'),
      partial('web-app', 'Certificates, and TLS at the load balancer.'),
      partial('disaster-recovery', 'Copies have to be decrypted somewhere else.'),
    ],
    '2.3': [
      core('serverless-api', 'Secrets and encrypted settings are fetched while running.'),
      partial('observability', 'Personal data is masked in logs.'),
      partial('web-app', 'Database credentials rotate.'),
    ],
    '3.1': [
      core('delivery-pipeline', 'Packages that can be built again, with one configuration per environment.'),
      partial('serverless-api', "A function's dependencies, layers and folders."),
    ],
    '3.2': [
      core('delivery-pipeline', 'A test stage runs against an environment that is really deployed.'),
      partial('serverless-api', 'Endpoints per stage, and dependencies that are mocked.'),
      partial('event-pipeline', 'Tests that wait for a result which comes later.'),
    ],
    '3.3': [core('delivery-pipeline', 'Test events, aliases and templates, run by the pipeline.')],
    '3.4': [
      core('delivery-pipeline', 'Canary or blue/green release, with its rollback.'),
      partial('web-app', 'Servers are replaced a few at a time.'),
    ],
    '4.1': [
      core('observability', 'Logs, metrics and traces lead to one cause.'),
      partial('event-pipeline', 'Sorting out what ended in a dead-letter queue.'),
      partial('delivery-pipeline', 'Reading a deployment that failed.'),
    ],
    '4.2': [
      core('observability', 'Structured logs, custom metrics, traces and alerts.'),
      partial('event-pipeline', 'Metrics written through the log, with the reason as a dimension.'),
      partial('serverless-api', 'A correlation id that goes through the API with each request.'),
      partial('guardrails', 'Alerts on quotas and on spending.'),
    ],
    '4.3': [
      core('observability', 'Measure first, then change memory or concurrency.'),
      partial('event-pipeline', 'Filters and batch sizes leave less work to do.'),
      partial('serverless-api', 'Caching at the edge and in the function.'),
      partial('guardrails', 'The smallest setting that still meets the target.'),
    ],
  },
  'DVA-C03': {
    '1.1': [
      core('serverless-api', 'An API contract, serialization, and SDK calls that retry.'),
      core('event-pipeline', 'Choosing between synchronous and asynchronous, and among the patterns of events.'),
    ],
    '1.2': [
      core('serverless-api', 'The settings of a function, and its access to what is private.'),
      core('event-pipeline', 'Event source mappings, and destinations for failures.'),
    ],
    '1.3': [
      core('serverless-api', 'The keys, indexes and consistency of a table.'),
      core('event-pipeline', 'An effect and its dedupe record in one transaction, under conditions.'),
      partial('web-app', 'Relational access, and the choice of a cache.'),
      partial('disaster-recovery', 'Keeping data, and restoring it.'),
    ],
    '2.1': [
      core('serverless-api', 'Federated sign-in, tokens, and presigned links.'),
      partial('delivery-pipeline', 'Deployments assume roles.'),
      partial('event-pipeline', 'Signed requests at the edge, and permissions down to the action.'),
    ],
    '2.2': [
      core('serverless-api', 'Secrets, and personal data that is masked.'),
      partial('event-pipeline', 'Queues, topics and tables encrypted, each with the key that fits.'),
      partial('web-app', 'Certificates, and credentials that rotate.'),
      partial('observability', 'Nothing sensitive reaches the logs.'),
    ],
    '2.3': [],
    '3.1': [
      core('delivery-pipeline', 'Packages, images, and one configuration per environment.'),
      partial('serverless-api', 'Stages of the API, and dependencies of the functions.'),
    ],
    '3.2': [
      core('delivery-pipeline', 'A test stage that runs by itself.'),
      partial('serverless-api', 'Mocked APIs, and test events.'),
      partial('event-pipeline', 'Tests that wait for a result which comes later.'),
    ],
    '3.3': [
      core(
        'delivery-pipeline',
        'Pipeline, release strategy and rollback; containers only where the project ships one.',
      ),
      partial('web-app', 'Servers are replaced a few at a time, or the web tier is a container service.'),
    ],
    '4.1': [
      core('observability', 'Logs, metrics and traces lead to one cause.'),
      partial('event-pipeline', 'Sorting out what ended in a dead-letter queue.'),
      partial('delivery-pipeline', 'Reading a deployment that failed.'),
    ],
    '4.2': [
      core('observability', 'Structured logs, custom metrics, traces and health checks.'),
      partial('event-pipeline', 'Metrics written through the log, with the reason as a dimension.'),
      partial('guardrails', 'Alerts on quotas and on spending.'),
    ],
    '4.3': [
      core('observability', 'Find the bottleneck, change memory or concurrency, and measure again.'),
      partial('event-pipeline', 'Fan-out, filters and batch sizes.'),
      partial('serverless-api', 'Caching.'),
      partial('web-app', 'Pooled connections, and scaling.'),
    ],
  },
};

/** A part of the exams that the practice projects leave untrained. */
export interface PracticeGap {
  readonly tasks: readonly TaskRef[];
  readonly gap: string;
}

/** What a learner has to practise elsewhere. */
export const PRACTICE_GAPS: readonly PracticeGap[] = [
  {
    tasks: ['DVA-C03/2.3'],
    gap:
      'No project uses an AI service: access to it, private connectivity, filtering of what goes in and out, ' +
      'permissions of agents and redacted logs want a project or drills of their own.',
  },
  {
    tasks: ['DVA-C03/1.1', 'DVA-C03/3.2', 'DVA-C03/3.3', 'DVA-C03/4.1', 'DVA-C03/4.3'],
    gap: 'The skills of AI-assisted development inside these tasks are not exercised.',
  },
  {
    tasks: ['DVA-C03/3.3'],
    gap: 'Deploying containers is exercised only where the web application or the delivery pipeline ships one.',
  },
  { tasks: ['SAA-C03/3.5'], gap: 'Services for analytics, streaming and data lakes are barely touched.' },
  { tasks: ['SAA-C03/1.1'], gap: 'Governance over many accounts is not exercised.' },
  {
    tasks: ['SAA-C03/3.1', 'SAA-C03/3.4'],
    gap: 'Storage and connectivity that are hybrid, half on premises, are not exercised.',
  },
];
