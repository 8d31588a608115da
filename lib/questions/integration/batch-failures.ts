/** Deploys the handler behind a queue of the emulator, and counts what it worked on and what was parked. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Batch } from '../../../lambda/shared/questions/integration/batch-failures.ts';
import { zipFolder } from '../../zip.ts';
import type { Bench, RunProof } from '../run.ts';

const MESSAGES = 4;
/** Until it is sure that nothing comes any more: twice the visibility timeout, and a slow machine. */
const MOST_SECONDS = 60;
const VISIBILITY_SECONDS = '2';

const allows = (Action: string | readonly string[], Principal?: object) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action, ...(Principal ? { Principal } : { Resource: '*' }) }],
  });

function packed(code: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'certlab-question-'));
  try {
    const source = [
      "const work = async (r) => { if (r.body === 'bad') throw new Error('bad'); console.log('WORKED'); };",
      'exports.handler = async ({ Records }) => {',
      '  const failed = [];',
      '  const note = (r) => () => failed.push({ itemIdentifier: r.messageId });',
      code,
      '};',
    ];
    writeFileSync(join(folder, 'index.js'), source.join('\n'));
    return zipFolder(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Makes what the function needs, and takes it away again, whatever comes of it. */
async function withFunction<T>(
  { iam, lambda, logs, sqs }: Bench,
  code: string,
  use: (made: { name: string; queue: string; dead: string; queueArn: string }) => Promise<T>,
): Promise<T> {
  const name = `certlab-question-${randomUUID().slice(0, 8)}`;
  const undo: (() => Promise<unknown>)[] = [];
  const queueOf = async (QueueName: string, more: Record<string, string> = {}) => {
    const { QueueUrl = '' } = await sqs.createQueue({ QueueName, Attributes: more });
    undo.push(() => sqs.deleteQueue({ QueueUrl }));
    const { Attributes } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['QueueArn'] });
    return { url: QueueUrl, arn: Attributes?.QueueArn ?? '' };
  };
  try {
    const trust = allows('sts:AssumeRole', { Service: 'lambda.amazonaws.com' });
    const { Role } = await iam.createRole({ RoleName: name, AssumeRolePolicyDocument: trust });
    undo.push(() => iam.deleteRole({ RoleName: name }));
    await iam.putRolePolicy({ RoleName: name, PolicyName: name, PolicyDocument: allows(['sqs:*', 'logs:*']) });
    undo.push(() => iam.deleteRolePolicy({ RoleName: name, PolicyName: name }));
    const dead = await queueOf(`${name}-dead`);
    const queue = await queueOf(name, {
      VisibilityTimeout: VISIBILITY_SECONDS,
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 2 }),
    });
    await lambda.createFunction({
      ...{ FunctionName: name, Runtime: 'nodejs22.x', Handler: 'index.handler', Timeout: 2 },
      ...{ Role: Role?.Arn, Code: { ZipFile: packed(code) } },
    });
    undo.push(() => logs.deleteLogGroup({ logGroupName: `/aws/lambda/${name}` }).catch(() => undefined));
    undo.push(() => lambda.deleteFunction({ FunctionName: name }));
    return await use({ name, queue: queue.url, dead: dead.url, queueArn: queue.arn });
  } finally {
    for (const step of undo.toReversed()) await step();
  }
}

/** The pieces of work that a function logged, once its log has had the same number of lines three times in a row. */
async function workedBy({ logs }: Bench, name: string): Promise<number> {
  for (let before = 0, same = 0; ; ) {
    const { events = [] } = await logs.filterLogEvents({ logGroupName: `/aws/lambda/${name}` });
    same = events.length === before && events.length > 0 ? same + 1 : 0;
    if (same === 2) return events.filter(({ message }) => message?.includes('WORKED')).length;
    before = events.length;
    await sleep(500);
  }
}

export const batchFailuresProof: RunProof<Batch> = {
  standsOn: ['lib/questions/integration/batch-failures.ts'],
  perform: ({ bad, reports }, code, bench) =>
    withFunction(bench, code, async ({ name, queue, dead, queueArn }) => {
      const { lambda, sqs } = bench;
      const waiting = async (QueueUrl: string) => {
        const { Attributes = {} } = await sqs.getQueueAttributes({
          QueueUrl,
          AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
        });
        return Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0);
      };
      await sqs.sendMessageBatch({
        QueueUrl: queue,
        Entries: Array.from({ length: MESSAGES }, (_, place) => ({
          Id: `m${place}`,
          MessageBody: bad.includes(place) ? 'bad' : 'good',
        })),
      });
      const { UUID } = await lambda.createEventSourceMapping({
        ...{ FunctionName: name, EventSourceArn: queueArn, BatchSize: 10 },
        ...(reports && { FunctionResponseTypes: ['ReportBatchItemFailures'] }),
      });
      try {
        const deadline = Date.now() + MOST_SECONDS * 1_000;
        while ((await waiting(queue)) > 0) {
          if (Date.now() > deadline)
            throw new Error(`${name}: messages were left in the queue after ${MOST_SECONDS} s.`);
          await sleep(300);
        }
      } finally {
        await lambda.deleteEventSourceMapping({ UUID });
      }
      return {
        worked: await workedBy(bench, name),
        dead: await waiting(dead),
      };
    }),
  vectors: [
    {
      source:
        'AWS Lambda Developer Guide, "Handling errors for an SQS event source": after an error all messages of the batch come again',
      setting: { bad: [2], reports: true },
      code: 'for (const r of Records) { await work(r); } return { batchItemFailures: [] };',
      leaves: { worked: 4, dead: 4 },
    },
    {
      source: 'the same page, "Implementing partial batch responses": only the failed ones come again',
      setting: { bad: [2], reports: true },
      code: 'for (const r of Records) await work(r).catch(note(r)); return { batchItemFailures: failed };',
      leaves: { worked: 3, dead: 1 },
    },
    {
      source: 'the same page: an empty batchItemFailures is a complete success',
      setting: { bad: [0], reports: true },
      code: 'await Promise.allSettled(Records.map(work)); return { batchItemFailures: [] };',
      leaves: { worked: 3, dead: 0 },
    },
  ],
};
