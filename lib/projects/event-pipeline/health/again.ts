/** That what was parked can be redriven, and what the archive holds replayed: by what both would do, for one event each. */
import { EVENT_SOURCE } from '../../../../lambda/event-pipeline/env.ts';
import type { CheckContext, Finding, Probe } from '../../../lab/drills/drill.ts';
import { type Output, PATIENCE, pointsOf, statementsOf } from '../drills/event-pipeline.ts';
import { goodEvent } from '../sample-activity.ts';

type Lab = CheckContext<Output>;

/** Both flows, from which messages are taken and to which they are sent back. */
const QUEUES = [
  'ActivityQueueUrl',
  'ActivityDeadLetterQueueUrl',
  'CardQueueUrl',
  'CardDeadLetterQueueUrl',
] as const satisfies readonly Output[];

/**
 * That no queue's policy keeps out anyone who redrives by hand, with permissions of IAM. What is deployed denies nothing but
 * requests without TLS.
 */
async function queuesAreOpenToUs(lab: Lab): Promise<Finding> {
  const denied = await Promise.all(
    QUEUES.map(async (name) => {
      const policy = await lab.get('queue-attribute', { queueUrl: lab.outputs[name], name: 'Policy' });
      const denials = statementsOf(policy).filter(({ Effect }) => Effect === 'Deny');
      return denials.some(({ Condition = {} }) => !JSON.stringify(Condition).includes('aws:SecureTransport'));
    }),
  );
  const ok = !denied.includes(true);
  return { ok, saw: ok ? 'nobody on call is kept out' : 'who redrives is kept out', wanted: 'nobody on call kept out' };
}

/** Sends a lesson as a redrive does, and one of three days ago as a replay does, and looks whether both count. */
async function bothCount(lab: Lab): Promise<Finding> {
  const learnerId = `health-${lab.nonce()}`;
  const at = new Date(Date.now() - 3 * 86_400_000).toISOString();
  const parked = goodEvent('LessonRead', learnerId);
  const past = goodEvent('LessonRead', learnerId, { at });
  const envelope = { version: '0', source: EVENT_SOURCE, resources: [] };
  const bodies = [
    { ...envelope, id: parked.detail.eventId, time: parked.detail.at, ...named(parked) },
    { ...envelope, id: past.detail.eventId, time: at, 'replay-name': 'certlab-again', ...named(past) },
  ];
  await Promise.all(
    bodies.map((body) =>
      lab.aws.sqs.sendMessage({ QueueUrl: lab.outputs.ActivityQueueUrl, MessageBody: JSON.stringify(body) }),
    ),
  );
  return lab.eventually(async () => {
    const points = await pointsOf(lab, learnerId);
    return { ok: points === 10, saw: `${points} points of two lessons`, wanted: '10 points of two lessons' };
  }, PATIENCE);
}

const named = ({ kind, detail }: ReturnType<typeof goodEvent>) => ({ 'detail-type': kind, detail });

export const canBeSentAgain: Probe<Output> = {
  expects: 'What was parked, or happened some days ago, counts once it is sent through again',
  async look(lab) {
    const open = await queuesAreOpenToUs(lab);
    return open.ok ? bothCount(lab) : open;
  },
};
