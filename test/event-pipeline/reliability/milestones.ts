/** R8: milestones reached, and awarded by a workflow whose task fails now and then. */
import { setTimeout as sleep } from 'node:timers/promises';
import { paginateListExecutions, SFNClient } from '@aws-sdk/client-sfn';
import { SNS } from '@aws-sdk/client-sns';
import { publish } from '../../../lib/projects/event-pipeline/operate.ts';
import { randomId, seededRandom } from '../../../lib/projects/event-pipeline/sample-activity.ts';
import { THROTTLE } from './faults.ts';
import type { Run } from './scenarios.ts';
import { say } from './workload.ts';

export interface MilestoneVerdict {
  /** How many executions stand at each status. */
  readonly executions: Readonly<Record<string, number>>;
  /** Milestones that their learner was not told of exactly once, each with how often. */
  readonly toldWrongly: readonly string[];
  readonly milestones: number;
  /** Learners whose milestone has no award. */
  readonly notAwarded: readonly string[];
  /** Learners whose milestone is in the workflow's dead-letter queue. */
  readonly parked: readonly string[];
  /** The only one who may be in both of these lists. */
  readonly unlucky: string;
  /** How often the task's request was throttled. */
  readonly throttles: number;
}

/**
 * Brings each learner to one milestone, with a tenth of the task's requests failing; and one learner more, for whom
 * every request of the task fails.
 */
export async function awards({ pipeline, proxy, seed, patience }: Run, learners: number): Promise<MilestoneVerdict> {
  const { clientConfig } = pipeline.deployed.target;
  const sns = new SNS(clientConfig);
  const sfn = new SFNClient(clientConfig);
  const prefix = `r8.${seed}.${Date.now()}`;
  const inbox = await pipeline.sqs.createQueue({ QueueName: `inbox-${Date.now()}` });
  const { Attributes } = await pipeline.sqs.getQueueAttributes({
    QueueUrl: inbox.QueueUrl,
    AttributeNames: ['QueueArn'],
  });
  const { SubscriptionArn } = await sns.subscribe({
    TopicArn: pipeline.output('MilestoneTopicArn'),
    Protocol: 'sqs',
    Endpoint: Attributes?.QueueArn,
    Attributes: { RawMessageDelivery: 'true' },
    ReturnSubscriptionArn: true,
  });
  await pipeline.sqs.setQueueAttributes({
    QueueUrl: inbox.QueueUrl,
    Attributes: {
      Policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'sns.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: Attributes?.QueueArn,
            Condition: { ArnEquals: { 'aws:SourceArn': pipeline.output('MilestoneTopicArn') } },
          },
        ],
      }),
    },
  });
  const throttled = { ...THROTTLE, operation: 'UpdateItem' };
  await proxy.set([
    { ...throttled, body: `contains(Key.pk.S, '${prefix}-unlucky')` },
    { ...throttled, sequence: { fail: 1, pass: 9 } },
  ]);
  const variables = { AWS_ENDPOINT_URL_DYNAMODB: proxy.endpoint, AWS_MAX_ATTEMPTS: '1' };
  await pipeline.setFunction('AwardFunctionName', variables, 10);

  const random = seededRandom(seed + 8);
  const at = new Date().toISOString();
  const everybody = [...Array.from({ length: learners }, (_, index) => `${prefix}-${index}`), `${prefix}-unlucky`];
  const drills = [1, 2, 3, 4, 5].flatMap(() =>
    everybody.map((learnerId) => {
      const detail = { schemaVersion: 1, eventId: randomId(random), learnerId, task: 'SAA-C03/1.1', at };
      return { kind: 'DrillSolved', detail: { ...detail, drillId: 'event-pipeline/sample', hintsUsed: 0 } };
    }),
  );
  await publish(pipeline.deployed, drills);

  const told = new Map<string, number>();
  const deadLetters: string[] = [];
  const drain = async (QueueUrl: string | undefined, take: (body: string) => void) => {
    for (;;) {
      const { Messages = [] } = await pipeline.sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 });
      if (Messages.length === 0) return;
      for (const { Body = '', ReceiptHandle } of Messages) {
        take(Body);
        await pipeline.sqs.deleteMessage({ QueueUrl, ReceiptHandle });
      }
    }
  };
  const look = async () => {
    await drain(inbox.QueueUrl, (body) => {
      const { learnerId, domain, level } = JSON.parse(body);
      const milestone = `LEARNER#${learnerId} MILESTONE#${domain}#${level}`;
      told.set(milestone, (told.get(milestone) ?? 0) + 1);
    });
    await drain(pipeline.output('MilestoneDeadLetterQueueUrl'), (body) =>
      deadLetters.push(JSON.parse(body).record.dynamodb.Keys.pk.S),
    );
    const executions: Record<string, number> = {};
    const stateMachineArn = pipeline.output('MilestoneMachineArn');
    for await (const page of paginateListExecutions({ client: sfn }, { stateMachineArn })) {
      for (const { status = '' } of page.executions ?? []) executions[status] = (executions[status] ?? 0) + 1;
    }
    return executions;
  };

  const deadline = Date.now() + patience * 1_000;
  let executions = await look();
  while ((told.size < learners || deadLetters.length < 1) && Date.now() < deadline) {
    await sleep(500);
    executions = await look();
  }
  // What would be told twice has to have the time to be.
  do {
    await sleep(3_000);
    executions = await look();
  } while (executions.RUNNING && Date.now() < deadline);
  await sns.unsubscribe({ SubscriptionArn });
  await pipeline.sqs.deleteQueue({ QueueUrl: inbox.QueueUrl });

  const milestones = [...(await pipeline.items('MilestonesTableName', `LEARNER#${prefix}-`))];
  const [, throttles = 0] = await proxy.fired();
  const unlucky = `LEARNER#${prefix}-unlucky`;
  const expected = everybody.slice(0, -1).map((learnerId) => `LEARNER#${learnerId} MILESTONE#SAA-C03/1#1`);
  say('R8 awards', seed, {
    learners,
    milestones: milestones.length,
    told: told.size,
    throttles,
    parked: deadLetters.length,
    executions: JSON.stringify(executions),
  });
  return {
    executions,
    milestones: milestones.length,
    toldWrongly: expected.filter((key) => told.get(key) !== 1).map((key) => `${key}: ${told.get(key) ?? 0}`),
    notAwarded: milestones.filter(([, { awardedTo }]) => !awardedTo).map(([, { pk }]) => pk as string),
    parked: deadLetters,
    unlucky,
    throttles,
  };
}
