import { Duration, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { DeduplicationScope, FifoThroughputLimit, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { VARIABLES } from '../../../lambda/event-pipeline/env.ts';
import { HandlerFunction } from '../../constructs/handler-function.ts';

export interface QueueWorkerProps {
  /** Folder with the worker's bundle. */
  readonly bundle: string;
  readonly description: string;
  /** Whether the messages of a group keep their order; decides the kind of both queues for good. */
  readonly fifo: boolean;
  readonly environment: Readonly<Partial<Record<keyof typeof VARIABLES, string>>>;
}

/** How often a message is delivered before it counts as one that will not heal. */
export const MAX_RECEIVE_COUNT = 5;
/** The worker's own time limit for a batch. */
const WORKER_TIMEOUT = Duration.seconds(10);

/** A queue, its dead-letter queue and the function that works it off, ten messages at a time. */
export class QueueWorker extends Construct {
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;
  readonly worker: HandlerFunction;
  readonly mapping: EventSourceMapping;

  constructor(scope: Construct, id: string, { bundle, description, fifo, environment }: QueueWorkerProps) {
    super(scope, id);
    // Encrypted with the key that SQS manages: nothing to pay and nothing to grant. A key of one's own would have to
    // let EventBridge in by its policy, and adds a call to KMS for a protection that this data does not ask for.
    const common = { fifo: fifo || undefined, encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };

    this.deadLetterQueue = new Queue(this, 'DeadLetters', {
      ...common,
      // Exam: in a standard queue a message keeps the time of its first sending when SQS moves it here, so the dead-letter
      // queue has to keep messages longer than the queue they come from. In a FIFO queue the time begins again (SQS
      // Developer Guide, "Setting up dead-letter queue retention").
      retentionPeriod: Duration.days(14),
    });
    this.queue = new Queue(this, 'Queue', {
      ...common,
      // Together they let every group be worked on by itself, up to the same rates as a standard queue.
      ...(fifo && {
        deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
        fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
      }),
      retentionPeriod: Duration.days(4),
      // Exam: six times the function's timeout. Shorter than the timeout, and a message that is still being worked on
      // is handed to a second worker.
      visibilityTimeout: Duration.seconds(6 * WORKER_TIMEOUT.toSeconds()),
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: MAX_RECEIVE_COUNT },
    });

    this.worker = new HandlerFunction(this, 'Worker', {
      bundle,
      description,
      memorySize: 512,
      timeout: WORKER_TIMEOUT,
      environment: { ...environment, DEAD_LETTER_QUEUE_URL: this.deadLetterQueue.queueUrl },
    });
    this.worker.addToRolePolicy(
      new PolicyStatement({
        actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
        resources: [this.queue.queueArn],
      }),
    );
    this.worker.addToRolePolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.deadLetterQueue.queueArn] }),
    );

    this.mapping = new EventSourceMapping(this, 'Mapping', {
      target: this.worker,
      eventSourceArn: this.queue.queueArn,
      batchSize: 10,
      reportBatchItemFailures: true,
      // Exam: a limit on the mapping leaves the backlog in the queue. Reserved concurrency would throttle the poller
      // instead, and throttled deliveries count as receives on the way to the dead-letter queue.
      maxConcurrency: 10,
    });
    Validations.of(this.deadLetterQueue).acknowledge({ id: 'Serverless-SQSRedrivePolicy', reason: NO_DLQ_FOR_A_DLQ });
    Validations.of(this.mapping).acknowledge({
      id: 'Serverless-LambdaEventSourceMappingDestination',
      reason: 'For SQS a mapping takes no destination: the redrive policy of the queue says where failures go.',
    });
    // Lambda looks at the role's permissions when the mapping is made.
    this.mapping.node.addDependency(this.worker.role);
  }
}

/** Why a dead-letter queue has no dead-letter queue. */
export const NO_DLQ_FOR_A_DLQ =
  'It is a dead-letter queue: nothing reads it by itself, an alarm watches its depth, and a person redrives it.';
