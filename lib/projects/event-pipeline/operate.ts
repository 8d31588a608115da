/** What a person on call does to the pipeline: publish, replay, redrive, and look at what lies in its queues. */
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { FAULTS } from '../../../lambda/event-pipeline/activity/activity.ts';
import { EVENT_SOURCE, PARKED } from '../../../lambda/event-pipeline/env.ts';
import { cleanBody, MAX_MESSAGE_BYTES } from '../../../lambda/event-pipeline/worker/sqs-text.ts';
import { LabError } from '../../errors.ts';
import { awsClients } from '../../lab/aws/aws-clients.ts';
import type { Deployed } from '../../lab/lab.ts';
import { replayThrough } from './replay.ts';
import type { SampleEvent } from './sample-activity.ts';

/** The two ways through the pipeline that have a queue and a dead-letter queue. */
export type Flow = 'activity' | 'cards';

const QUEUES = {
  activity: { queue: 'ActivityQueueUrl', deadLetters: 'ActivityDeadLetterQueueUrl' },
  cards: { queue: 'CardQueueUrl', deadLetters: 'CardDeadLetterQueueUrl' },
} as const;

/** What a message has that SQS itself moved to the dead-letter queue, instead of the worker. */
const NO_REASON = 'RetriesExhausted';
/** Why a message may be in a dead-letter queue. */
export const REASONS: readonly string[] = [...FAULTS, NO_REASON];
/** How often EventBridge is asked for the same entry before publishing gives up. */
const PUBLISH_ATTEMPTS = 5;

const output = ({ outputs }: Deployed, name: string) => outputs[name] as string;
const chunksOf = <T>(size: number, list: readonly T[]) =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size));

/**
 * Puts the events on the bus in the order given, ten to a request.
 * @throws LabError `NotPublished` when the bus refuses an entry again and again
 */
export async function publish(deployed: Deployed, events: readonly SampleEvent[]): Promise<void> {
  const eventbridge = new EventBridgeClient(deployed.target.clientConfig);
  const bus = output(deployed, 'ActivityBusName');
  for (const chunk of chunksOf(10, events)) {
    let open = chunk.map(({ kind, detail }) => ({
      EventBusName: bus,
      Source: EVENT_SOURCE,
      DetailType: kind,
      Detail: JSON.stringify(detail),
    }));
    for (let attempt = 1; open.length > 0; attempt++) {
      const { Entries = [] } = await eventbridge.send(new PutEventsCommand({ Entries: open }));
      const refused = open.filter((_, index) => Entries[index]?.ErrorCode);
      if (refused.length > 0 && attempt === PUBLISH_ATTEMPTS) {
        const code = Entries.find(({ ErrorCode }) => ErrorCode)?.ErrorCode;
        throw new LabError('NotPublished', `The bus refused ${refused.length} events: ${code}. Send them again.`);
      }
      open = refused;
    }
  }
}

/**
 * Sends everything that the archive holds of that time through the rule again, and waits until EventBridge is done.
 * @throws LabError `NoArchive`, `NoRule` or `ReplayFailed`
 */
export const replay = ({ target, outputs }: Deployed, from: Date, to: Date): Promise<{ readonly archive: string }> =>
  replayThrough({ aws: awsClients(target.clientConfig), outputs }, from, to);

/**
 * Moves what lies in the dead-letter queue back to the queue it came from. Unlike SQS's own redrive it can choose by
 * reason, so that what is fixed goes and what is not stays. Safe to run again, and at any time.
 * @param reason of the messages to move; all when there is none
 * @returns how many were moved
 */
export async function redrive(deployed: Deployed, flow: Flow, reason?: string): Promise<number> {
  const sqs = new SQSClient(deployed.target.clientConfig);
  const from = output(deployed, QUEUES[flow].deadLetters);
  const to = output(deployed, QUEUES[flow].queue);
  const began = Date.now();
  // What is parked again while this runs was not fixed: moving it once more would never end.
  const isOld = ({ Attributes }: Message) => Number(Attributes?.SentTimestamp) < began;
  const left = new Set<Message>();
  let moved = 0;
  try {
    for await (const messages of receiveAll(sqs, from)) {
      for (const message of messages) left.add(message);
      const chosen = messages.filter(
        (message) => isOld(message) && (reason === undefined || reasonOf(message) === reason),
      );
      for (const batch of batchesOf(chosen)) {
        const arrived = await sendAgain(sqs, to, batch);
        // Only what arrived may go: a message sent twice is harmless, one deleted too early is lost.
        await deleteAll(sqs, from, arrived);
        for (const message of arrived) left.delete(message);
        moved += arrived.length;
      }
    }
  } finally {
    await giveBack(sqs, from, [...left]);
  }
  return moved;
}

/** A batch may weigh as much as one message; half of it leaves room for what is not the body. */
const BATCH_BYTES = MAX_MESSAGE_BYTES / 2;

/** The messages in batches that SQS takes: ten at most, and no more bytes than fit; a larger message goes alone. */
export function batchesOf<T extends Pick<Message, 'Body'>>(messages: readonly T[]): T[][] {
  const batches: T[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const message of messages) {
    const size = Buffer.byteLength(message.Body ?? '');
    if (bytes + size > BATCH_BYTES || batches.at(-1)?.length === 10) {
      batches.push([]);
      bytes = 0;
    }
    batches.at(-1)?.push(message);
    bytes += size;
  }
  return batches;
}

/** Sends the messages to the queue that they came from. @returns those that it accepted */
async function sendAgain(sqs: SQSClient, QueueUrl: string, messages: readonly Message[]): Promise<Message[]> {
  const { Successful = [] } = await sqs.send(
    new SendMessageBatchCommand({
      QueueUrl,
      Entries: messages.map(({ Body = '', Attributes, MessageAttributes, MessageId }, index) => ({
        Id: String(index),
        MessageBody: cleanBody(Body),
        ...(QueueUrl.endsWith('.fifo') && {
          MessageGroupId: MessageAttributes?.[PARKED.group]?.StringValue ?? Attributes?.MessageGroupId,
          // A new one each time: with the old, the queue would take a second redrive within minutes for the first.
          MessageDeduplicationId: `${MessageId}-${Date.now()}`,
        }),
      })),
    }),
  );
  return Successful.map(({ Id }) => messages[Number(Id)] as Message);
}

/** What lies in a dead-letter queue. Looking takes nothing away. */
export interface DeadLetter {
  readonly reason: string;
  readonly problem?: string;
  readonly body: string;
}

/**
 * The messages in a flow's dead-letter queue, each with why it is there. Of those that SQS moved there from one message
 * group, FIFO shows the first ten until they are gone.
 */
export async function deadLetters(deployed: Deployed, flow: Flow): Promise<DeadLetter[]> {
  const sqs = new SQSClient(deployed.target.clientConfig);
  const queue = output(deployed, QUEUES[flow].deadLetters);
  const seen: Message[] = [];
  try {
    for await (const messages of receiveAll(sqs, queue)) seen.push(...messages);
  } finally {
    await giveBack(sqs, queue, seen);
  }
  return seen.map((message) => ({
    reason: reasonOf(message),
    problem: message.MessageAttributes?.[PARKED.problem]?.StringValue,
    body: message.Body ?? '',
  }));
}

/** How many messages wait in a queue, and how many are being worked on: approximate on AWS. */
export async function depthOf(
  deployed: Deployed,
  queueOutput: string,
): Promise<{ readonly waiting: number; readonly inFlight: number }> {
  const { Attributes = {} } = await new SQSClient(deployed.target.clientConfig).send(
    new GetQueueAttributesCommand({
      QueueUrl: output(deployed, queueOutput),
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesNotVisible',
        'ApproximateNumberOfMessagesDelayed',
      ],
    }),
  );
  const waiting =
    Number(Attributes.ApproximateNumberOfMessages) + Number(Attributes.ApproximateNumberOfMessagesDelayed ?? 0);
  return { waiting, inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible) };
}

const reasonOf = (message: Message) =>
  message.MessageAttributes?.[PARKED.reason]?.StringValue ??
  message.MessageAttributes?.ERROR_CODE?.StringValue ??
  NO_REASON;

/** Receives until the queue shows nothing more; what was received stays out of sight for a minute. */
async function* receiveAll(sqs: SQSClient, queueUrl: string): AsyncGenerator<Message[]> {
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: 60,
        WaitTimeSeconds: 1,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['All'],
      }),
    );
    if (Messages.length === 0) return;
    yield Messages;
  }
}

async function deleteAll(sqs: SQSClient, queueUrl: string, messages: readonly Message[]): Promise<void> {
  if (messages.length === 0) return;
  const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
  await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
}

async function giveBack(sqs: SQSClient, queueUrl: string, messages: readonly Message[]): Promise<void> {
  for (const chunk of chunksOf(10, messages)) {
    const Entries = chunk.map(({ ReceiptHandle }, index) => ({
      Id: String(index),
      ReceiptHandle,
      VisibilityTimeout: 0,
    }));
    await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries }));
  }
}
