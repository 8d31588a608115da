import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FunctionResponseType, UpdateEventSourceMappingCommandInput } from '@aws-sdk/client-lambda';
import { afterAll, describe, expect, it } from 'vitest';
import { awsClients } from '../../../lib/lab/aws/aws-clients.ts';
import { zipFolder } from '../../../lib/zip.ts';
import { clientConfigOf, deployedTarget } from '../../support/deployed-target.ts';
import { itRefuses } from './refusal-table.ts';

const target = await deployedTarget();
const aws = awsClients(clientConfigOf(target));

const folder = mkdtempSync(join(target.stateFolder, 'refusals-'));
writeFileSync(join(folder, 'index.js'), 'exports.handler = async () => 1;');
const FunctionName = 'refusals-reader';
const { Role: reader } = await aws.iam.createRole({
  RoleName: FunctionName,
  AssumeRolePolicyDocument: JSON.stringify(
    policy(['sts:AssumeRole'], { Principal: { Service: 'lambda.amazonaws.com' } }),
  ),
});
await letRead('sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes');
await aws.lambda.createFunction({
  ...{ FunctionName, Role: reader?.Arn, Handler: 'index.handler', Runtime: 'nodejs24.x', Timeout: 5 },
  Code: { ZipFile: zipFolder(folder) },
});

/** Queues of this file alone: one for each kind of mapping, a standard one that hides messages for 30 seconds. */
const [standard, fifo, hasty] = [
  await queue('refusals-standard', {}),
  await queue('refusals-ordered.fifo', { FifoQueue: 'true' }),
  await queue('refusals-hasty', { VisibilityTimeout: '4' }),
];
const mapping = await map({ EventSourceArn: standard.arn });
const ordered = await map({ EventSourceArn: fifo.arn });

afterAll(async () => {
  for (const UUID of [mapping, ordered]) await aws.lambda.deleteEventSourceMapping({ UUID });
  await aws.lambda.deleteFunction({ FunctionName });
  await aws.iam.deleteRolePolicy({ RoleName: FunctionName, PolicyName: 'read' });
  await aws.iam.deleteRole({ RoleName: FunctionName });
  for (const { QueueUrl } of [standard, fifo, hasty]) await aws.sqs.deleteQueue({ QueueUrl });
  rmSync(folder, { recursive: true });
});

function policy(Action: string[], about: object) {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, ...about }] };
}

/** What the function's role may do from here on, and nothing else. */
async function letRead(...actions: string[]): Promise<void> {
  const PolicyDocument = JSON.stringify(policy(actions, { Resource: '*' }));
  await aws.iam.putRolePolicy({ RoleName: FunctionName, PolicyName: 'read', PolicyDocument });
}

async function queue(QueueName: string, Attributes: Record<string, string>) {
  const { QueueUrl = '' } = await aws.sqs.createQueue({ QueueName, Attributes });
  const got = await aws.sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['QueueArn'] });
  return { QueueUrl, arn: got.Attributes?.QueueArn as string };
}

/** ARN of the stream of a table that is deployed. */
async function pipelineStream(): Promise<string> {
  const { MilestonesTableName: TableName } = target.outputs.EventPipeline as Record<string, string>;
  return (await aws.dynamodb.describeTable({ TableName })).Table?.LatestStreamArn as string;
}

async function map(parameters: { EventSourceArn: string }): Promise<string> {
  const made = await aws.lambda.createEventSourceMapping({ FunctionName, Enabled: false, ...parameters });
  return made.UUID as string;
}

const forget = (UUID: string) => aws.lambda.deleteEventSourceMapping({ UUID });

const concurrency = (MaximumConcurrency: number) => ({ ScalingConfig: { MaximumConcurrency } });
const responses = (word: string) => ({ FunctionResponseTypes: [word as FunctionResponseType] });
const filters = (...patterns: string[]) => ({ FilterCriteria: { Filters: patterns.map((Pattern) => ({ Pattern })) } });

const INVALID = 'InvalidParameterValueException';
const VALIDATION = 'ValidationException';

describe('Lambda on the emulator refuses event source mappings that AWS refuses', () => {
  itRefuses<Partial<UpdateEventSourceMappingCommandInput>>(
    'of a standard queue',
    (parameters) => aws.lambda.updateEventSourceMapping({ UUID: mapping, ...parameters }),
    [
      [{ BatchSize: 11 }, INVALID, { BatchSize: 10 }, /window/],
      [
        { BatchSize: 11, MaximumBatchingWindowInSeconds: 0 },
        INVALID,
        { BatchSize: 11, MaximumBatchingWindowInSeconds: 1 },
      ],
      [{ MaximumBatchingWindowInSeconds: 0 }, INVALID, { BatchSize: 10, MaximumBatchingWindowInSeconds: 0 }],
      [{ BatchSize: 0 }, VALIDATION, { BatchSize: 1 }],
      [
        { BatchSize: 10_001, MaximumBatchingWindowInSeconds: 5 },
        VALIDATION,
        { BatchSize: 10_000, MaximumBatchingWindowInSeconds: 5 },
      ],
      [{ MaximumBatchingWindowInSeconds: 301 }, VALIDATION, { MaximumBatchingWindowInSeconds: 300 }],
      [concurrency(1), VALIDATION, concurrency(2)],
      [concurrency(1_001), VALIDATION, concurrency(1_000)],
      [responses('ReportItemFailures'), VALIDATION, responses('ReportBatchItemFailures')],
      [filters('{'), INVALID, filters('{"body":{"kind":["quiz"]}}'), /filter pattern/],
      [filters('{"body":"quiz"}'), INVALID, filters('{"body":["quiz"]}')],
      [filters(...Array(6).fill('{"a":[1]}')), INVALID, filters(...Array(5).fill('{"a":[1]}'))],
      [{ MaximumRetryAttempts: 3 }, INVALID, {}, /not supported for Amazon SQS/],
      [{ FunctionName: `${FunctionName}-none` }, 'ResourceNotFoundException', { FunctionName }],
    ],
  );

  itRefuses<Partial<UpdateEventSourceMappingCommandInput>>(
    'of a FIFO queue',
    (parameters) => aws.lambda.updateEventSourceMapping({ UUID: ordered, ...parameters }),
    [
      [{ BatchSize: 11 }, INVALID, { BatchSize: 10 }, /FIFO/],
      [{ MaximumBatchingWindowInSeconds: 1 }, INVALID, { MaximumBatchingWindowInSeconds: 0 }, /FIFO/],
    ],
  );

  it('where the queue shows its messages again before the function has to be done', async () => {
    await aws.lambda.updateFunctionConfiguration({ FunctionName, Timeout: 5 });
    const wanted = { FunctionName, EventSourceArn: hasty.arn, Enabled: false };
    const refusal = aws.lambda.createEventSourceMapping(wanted);
    await expect(refusal).rejects.toThrow(
      'Queue visibility timeout: 4 seconds is less than Function timeout: 5 seconds',
    );
    await expect(refusal).rejects.toHaveProperty('name', INVALID);

    await aws.sqs.setQueueAttributes({ QueueUrl: hasty.QueueUrl, Attributes: { VisibilityTimeout: '5' } });
    const { UUID } = await aws.lambda.createEventSourceMapping(wanted);
    // SQS knows of no function, and Lambda does not look at queues when a function changes; the mapping's next change is refused.
    await aws.lambda.updateFunctionConfiguration({ FunctionName, Timeout: 6 });
    await expect(aws.lambda.updateEventSourceMapping({ UUID, BatchSize: 5 })).rejects.toHaveProperty('name', INVALID);
    await aws.lambda.updateFunctionConfiguration({ FunctionName, Timeout: 5 });
    await aws.lambda.deleteEventSourceMapping({ UUID });
  });

  itRefuses<string>('another one of', (EventSourceArn) => map({ EventSourceArn }).then(forget), [
    [standard.arn, 'ResourceConflictException', hasty.arn],
    [`${standard.arn}-none`, INVALID, hasty.arn, /does not exist/],
  ]);

  it.each([
    ['ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
    ['DeleteMessage', 'sqs:ReceiveMessage', 'sqs:Get*'],
    ['GetQueueAttributes', 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'dynamodb:*'],
  ])('whose function may not call %s', async (missing, ...actions) => {
    await letRead(...actions);
    const message = `The provided execution role does not have permissions to call ${missing} on SQS`;
    const refusal = { name: INVALID, message };
    await expect(map({ EventSourceArn: hasty.arn })).rejects.toMatchObject(refusal);
    const enabling = aws.lambda.updateEventSourceMapping({ UUID: mapping, Enabled: true });
    await expect(enabling).rejects.toMatchObject(refusal);
    // One that stays off reads nothing.
    await aws.lambda.updateEventSourceMapping({ UUID: mapping, Enabled: false });
    await letRead('sqs:*');
    await forget(await map({ EventSourceArn: hasty.arn }));
    await aws.lambda.updateEventSourceMapping({ UUID: mapping, Enabled: true });
    await aws.lambda.updateEventSourceMapping({ UUID: mapping, Enabled: false });
  });

  it.each([
    ['dynamodb', () => pipelineStream()],
    ['kinesis', async () => 'arn:aws:kinesis:us-east-1:000000000000:stream/none'],
  ])('of a stream of %s whose function may not read it', async (service, stream) => {
    const source = {
      FunctionName,
      EventSourceArn: await stream(),
      StartingPosition: 'LATEST' as const,
      Enabled: false,
    };
    await letRead('sqs:*', `${service}:GetRecords`, `${service}:GetShardIterator`);
    await expect(aws.lambda.createEventSourceMapping(source)).rejects.toMatchObject({
      name: INVALID,
      message: expect.stringMatching(
        `^Cannot access stream ${source.EventSourceArn}\\. Please ensure the role can perform`,
      ),
    });
    await letRead('sqs:*', `${service}:GetRecords`, `${service}:GetShardIterator`, `${service}:DescribeStream`);
    const { UUID } = await aws.lambda.createEventSourceMapping(source);
    await aws.lambda.deleteEventSourceMapping({ UUID });
  });
});
