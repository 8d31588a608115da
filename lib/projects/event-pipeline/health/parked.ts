/** What lies in the dead-letter queues of this project, as probes look at it. */
import type { Message } from '@aws-sdk/client-sqs';
import { type CheckContext, CouldNotLook, type Finding } from '../../../lab/drills/drill.ts';
import { type Output, publish } from '../drills/event-pipeline.ts';
import { goodEvent, type SampleEvent } from '../sample-activity.ts';

type Lab = CheckContext<Output>;

/** Messages of one queue that are looked at: far more than an afternoon of drills leaves. */
const MOST = 2_000;
/** Longer than it takes to receive so many, or what was looked at comes back in the middle of it. */
const HIDDEN_SECONDS = 120;
/** Of one call (Amazon SQS API Reference, `ReceiveMessage` and `ChangeMessageVisibilityBatch`). */
const AT_ONCE = 10;

let lastLook: Promise<unknown> = Promise.resolve();

/** Looks into a dead-letter queue after anyone who looks already: a receiver hides its messages from the next. */
function inTurn<Answer>(look: () => Promise<Answer>): Promise<Answer> {
  const turn = lastLook.then(look);
  lastLook = turn.catch(() => {});
  return turn;
}

/**
 * The message of the dead-letter queue whose body holds this word; it is taken off, the others stay. Probes of one check
 * look one after the other: a receiver hides its message from the next, until all have been looked through and
 * what is not ours is given back.
 */
export const takeParked = (lab: Lab, word: string): Promise<Message | undefined> =>
  inTurn(async () => (await lookThrough(lab, lab.outputs.ActivityDeadLetterQueueUrl, word)).found);

/** The bodies of what lies in a dead-letter queue, which stays there. */
export const parkedIn = (lab: Lab, queueUrl: string): Promise<readonly string[]> =>
  inTurn(async () => (await lookThrough(lab, queueUrl)).others.map(({ Body = '' }) => Body));

/**
 * Receives until the message is found, or nothing comes of a queue that counts nothing either. A short poll asks some of the servers
 * only, and may come back with nothing from a queue that holds a few: then a long one asks all (Amazon SQS Developer Guide, "Amazon
 * SQS short and long polling"). Not every look ends with one, since it takes a second, and looks wait for one another.
 * @param word whose message is taken off
 * @throws CouldNotLook when more lies there than is looked at
 */
async function lookThrough(lab: Lab, QueueUrl: string, word?: string) {
  const others = new Map<string, Message>();
  let WaitTimeSeconds = 0;
  try {
    while (others.size < MOST) {
      const { Messages = [] } = await lab.aws.sqs.receiveMessage({
        QueueUrl,
        MaxNumberOfMessages: AT_ONCE,
        MessageAttributeNames: ['All'],
        VisibilityTimeout: HIDDEN_SECONDS,
        WaitTimeSeconds,
      });
      const found = word === undefined ? undefined : Messages.find(({ Body }) => Body?.includes(word));
      const isAround = Messages.some(({ MessageId = '' }) => others.has(MessageId));
      for (const message of Messages) if (message !== found) others.set(message.MessageId ?? '', message);
      if (found) await lab.aws.sqs.deleteMessage({ QueueUrl, ReceiptHandle: found.ReceiptHandle });
      // What comes a second time was hidden for too short a time: everything has been seen.
      const isEnd = Messages.length === 0 && (WaitTimeSeconds > 0 || (await visibleIn(lab, QueueUrl)) === 0);
      if (found || isAround || isEnd) return { found, others: [...others.values()] };
      WaitTimeSeconds = Messages.length === 0 ? 1 : 0;
    }
  } finally {
    await giveBack(lab, QueueUrl, [...others.values()]);
  }
  throw new CouldNotLook(
    `More than ${MOST} messages lie in a dead-letter queue: send them through again, or delete them, and check again`,
  );
}

/** About how many could be received now. */
async function visibleIn({ aws }: Lab, QueueUrl: string): Promise<number> {
  const { Attributes } = await aws.sqs.getQueueAttributes({
    QueueUrl,
    AttributeNames: ['ApproximateNumberOfMessages'],
  });
  return Number(Attributes?.ApproximateNumberOfMessages ?? Number.NaN);
}

async function giveBack({ aws }: Lab, QueueUrl: string, messages: readonly Message[]): Promise<void> {
  const handles = messages.map(({ ReceiptHandle }, nth) => ({ Id: `${nth}`, ReceiptHandle, VisibilityTimeout: 0 }));
  for (let first = 0; first < handles.length; first += AT_ONCE) {
    await aws.sqs.changeMessageVisibilityBatch({ QueueUrl, Entries: handles.slice(first, first + AT_ONCE) });
  }
}

/** Whether a bad event is parked with the reason for it: one of an unknown type, or one that breaks the schema. */
export async function parkedWithReason(
  lab: Lab,
  reason: 'UnknownType' | 'SchemaBroken',
  seconds = 10,
): Promise<Finding> {
  const word = `check-${lab.nonce()}`;
  const bad: SampleEvent =
    reason === 'UnknownType'
      ? { ...goodEvent('LessonRead', word), kind: 'Unheard' }
      : goodEvent('LessonRead', `<${word}>`);
  await publish(lab, [bad]);
  return lab.eventually(async () => {
    const parked = await takeParked(lab, word);
    const saw = parked ? (parked.MessageAttributes?.reason?.StringValue ?? 'parked without a reason') : 'not parked';
    return { ok: saw === reason, saw, wanted: `parked as ${reason}` };
  }, seconds);
}

/** That what others put on the bus stays away from the worker. */
export const strangersStayOut = {
  expects: "Other programs' events do not reach the worker",
  guards: true,
  async look(lab: Lab): Promise<Finding> {
    const stranger = `stranger-${lab.nonce()}`;
    // Broken on purpose: if it gets through, the worker parks it, and there it can be seen.
    await publish(lab, [goodEvent('LessonRead', `<${stranger}>`)], 'somebody.else');
    return lab.throughout(async () => {
      const parked = await takeParked(lab, stranger);
      return { ok: !parked, saw: parked ? 'an event of somebody.else at the worker' : 'none', wanted: 'none' };
    }, 2);
  },
};
