import type { Claim } from './claim.ts';

const EVENTS = 'lib/projects/event-pipeline';

export const eventPipeline: readonly Claim[] = [
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
];
