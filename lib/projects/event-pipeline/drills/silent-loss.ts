import { setTimeout as sleep } from 'node:timers/promises';
import { standingKey } from '../../../../lambda/event-pipeline/keys.ts';
import { marshallKey } from '../../../../lambda/event-pipeline/worker/transaction.ts';
import { type CheckContext, defineDrill, type Finding } from '../../../lab/drills/drill.ts';
import { attach } from '../../../lab/drills/policy-fixes.ts';
import { liveAndLatest } from '../../../lab/settings/lambda.ts';
import { eventPipeline } from '../project.ts';
import { goodEvent } from '../sample-activity.ts';
import {
  activityMapping,
  arrive,
  type Output,
  pointsOf,
  publish,
  replaceMapping,
  updateMapping,
} from './event-pipeline.ts';

/** How many messages the worker has been given and not yet finished; after a failure they stay so for a minute. */
async function inFlight({ aws, outputs }: CheckContext<Output>): Promise<number> {
  const name = 'ApproximateNumberOfMessagesNotVisible';
  const { Attributes } = await aws.sqs.getQueueAttributes({
    QueueUrl: outputs.ActivityQueueUrl,
    AttributeNames: [name],
  });
  return Number(Attributes?.[name]);
}

/** Does something while the learner's standing cannot be written, as on a day when the database is slow. */
async function whileNotWritten<Answer>(
  { aws, outputs }: CheckContext<Output>,
  learnerId: string,
  work: () => Promise<Answer>,
): Promise<Answer> {
  // A standing whose points are a word: adding to it fails, until it is taken away.
  const TableName = outputs.StandingsTableName;
  const Key = marshallKey(standingKey(learnerId, 'SAA-C03/2'));
  await aws.dynamodb.putItem({ TableName, Item: { ...Key, points: { S: 'broken' }, toNext: { N: '100' } } });
  try {
    return await work();
  } finally {
    await aws.dynamodb.deleteItem({ TableName, Key });
  }
}

/** The least that was in flight in half a second: what others send is so for less, and what was kept for a minute. */
async function keptBefore(lab: CheckContext<Output>): Promise<number> {
  let least = await inFlight(lab);
  for (let look = 0; look < 4; look++) {
    await sleep(120);
    least = Math.min(least, await inFlight(lab));
  }
  return least;
}

/** Sends an event that the worker cannot apply for the moment, and looks whether the queue still has it afterwards. */
async function isKept(lab: CheckContext<Output>, learnerId: string): Promise<Finding> {
  const event = goodEvent('DrillSolved', learnerId);
  return whileNotWritten(lab, learnerId, async () => {
    const before = await keptBefore(lab);
    await publish(lab, [event]);
    const kept = async () => {
      const now = await inFlight(lab);
      const saw = now > before ? 'the queue keeps it for another try' : 'the queue does not have it any more';
      return { ok: now > before, saw, wanted: 'the queue keeps it for another try' };
    };
    // While it is being worked on it is in flight as well, and so are those of others: only what stays so has failed and was kept.
    for (let again = 0; ; again++) {
      const taken = await lab.eventually(kept, 4);
      const finding = taken.ok ? await lab.throughout(kept, 1.5) : taken;
      if (finding.ok || !taken.ok || again === 2) return finding;
    }
  });
}

/** Longer than it takes the worker to be given an event, and to fail. */
const SLOW_MS = 3_000;
/** So seldom that none of them leaves the queue while a check counts what is in it, once it is healed. */
const SLOW_ROUNDS = 10;

export const silentLoss = defineDrill(eventPipeline, {
  name: 'silent-loss',
  title: 'Ten events were sent, nine arrived, and nobody missed the tenth',
  level: 2,
  causes: 1,
  ticket: {
    report:
      'The monthly comparison with the producers shows that we have fewer events than they sent: about one in a ' +
      'thousand, and only on days when the database was slow. Nothing was ever in the dead-letter queue.',
    impact: 'A few learners, for good: their activity is in no standing and in no queue.',
    evidence:
      'On the day in question the worker logged "failed" for each missing event. Its Errors metric is flat, no ' +
      'message was received a second time, and the queue was empty minutes later.',
  },
  evidence: [
    {
      command: 'lab metrics event-pipeline',
      // On the healthy project what failed is in flight for a minute, and then received again.
      finds: /ActivityWorker\s+EventFailed[\s\S]*ActivityQueue\s+0\s+0\s+0/,
    },
  ],
  async traffic(lab, round) {
    if (round % SLOW_ROUNDS !== 0) return;
    const learnerId = `traffic-${lab.nonce()}`;
    await whileNotWritten(lab, learnerId, async () => {
      await publish(lab, [goodEvent('DrillSolved', learnerId)]);
      await sleep(SLOW_MS);
    });
  },
  exam: ['SAA-C03/2.1', 'SAA-C03/2.2', 'DVA-C03/1.2', 'DVA-C03/4.1', 'DVA-C02/1.2', 'DVA-C02/4.1'],
  hints: [
    'The worker knew that it failed, and said so. To whom? What does the handler return?',
    'It returns the ids of the failed messages, and throws nothing. Who reads that list, and who told him to?',
    'lambda get-event-source-mapping: FunctionResponseTypes says whether the answer of the function is looked at.',
    'Set FunctionResponseTypes to ReportBatchItemFailures. Without it, a return without an error is "all done".',
  ],
  lesson: {
    architect:
      'At-least-once is a chain of promises, and each link has to be asked for. The comparison with the producers found ' +
      'this; make it daily, by event id, and not by total, where a loss hides behind a duplicate.',
    developer:
      'Reporting failures is a contract between the handler and the mapping. Half of it is worse than none: a handler ' +
      'that throws is retried with its batch, a handler that reports to nobody loses.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    const mapping = await activityMapping(lab);
    await lab.change('event-source', mapping, (before) => ({ ...before, reportsBatchItemFailures: false }));
  },
  check: [
    {
      expects: 'An event that cannot be applied for the moment is kept for another try',
      async look(lab) {
        // The queue's count is of all messages: an older one that leaves just now hides the new one, so a miss is looked
        // at again, more often than there are older ones of earlier looks that could all leave at the wrong moment.
        const first = `check-${lab.nonce()}`;
        let finding = await isKept(lab, first);
        for (let again = 0; again < 2 && !finding.ok; again++) finding = await isKept(lab, `check-${lab.nonce()}`);
        if (finding.ok) return finding;
        // On AWS the count is approximate, and right after a minute. By then what was kept has been received once more.
        // No longer than this: a check that settles within 90 s has to come to a second look.
        return lab.eventually(async () => ({ ...finding, ok: (await pointsOf(lab, first)) === 20 }), 6);
      },
    },
    { expects: 'Good events count', look: (lab) => arrive(lab, ['LessonRead'], 5) },
  ],
  solution: {
    steps: ['lambda update-event-source-mapping --function-response-types ReportBatchItemFailures'],
    async apply(lab) {
      const mapping = await activityMapping(lab);
      await lab.set('event-source', mapping, {
        ...(await lab.get('event-source', mapping)),
        reportsBatchItemFailures: true,
      });
    },
  },
  otherFixes: [
    {
      title: 'Reports failures and takes smaller batches, by a call that names nothing else',
      apply: (lab) => updateMapping(lab, { FunctionResponseTypes: ['ReportBatchItemFailures'], BatchSize: 5 }),
    },
    {
      title: 'Deletes the mapping and recreates it, as the template has it',
      apply: (lab) => replaceMapping(lab),
    },
  ],
  shortcuts: [
    {
      kind: 'elsewhere',
      title: 'Gives the worker more memory for slow days',
      apply: (lab) =>
        lab.set(
          'function-setting',
          { functionName: lab.outputs.ActivityWorkerName, field: 'MemorySize' },
          liveAndLatest(1024),
        ),
    },
    {
      kind: 'too-narrow',
      title: 'Hands over one message at a time, so that no other can be lost with it',
      apply: (lab) => updateMapping(lab, { BatchSize: 1 }),
    },
    {
      kind: 'elsewhere',
      title: 'Hides messages for a quarter of an hour, to give the database time',
      apply: (lab) =>
        lab.set('queue-attribute', { queueUrl: lab.outputs.ActivityQueueUrl, name: 'VisibilityTimeout' }, '900'),
    },
    {
      kind: 'hidden',
      title: 'Lets a message be received a hundred times before it counts as lost',
      async apply(lab) {
        const target = { queueUrl: lab.outputs.ActivityQueueUrl, name: 'RedrivePolicy' } as const;
        const policy = JSON.parse(await lab.get('queue-attribute', target));
        await lab.set('queue-attribute', target, JSON.stringify({ ...policy, maxReceiveCount: 100 }));
      },
    },
    {
      kind: 'too-wide',
      title: 'Reports failures, and makes the worker an administrator in case it was refused something',
      async apply(lab) {
        const mapping = await activityMapping(lab);
        const before = await lab.get('event-source', mapping);
        await lab.set('event-source', mapping, { ...before, reportsBatchItemFailures: true });
        await attach(lab, lab.outputs.ActivityWorkerRoleName, 'arn:aws:iam::aws:policy/AdministratorAccess');
      },
    },
  ],
});
