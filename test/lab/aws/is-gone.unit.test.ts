/** Of what the tagging index still lists, what its own service says is gone: nothing else may be left out of a report. */
import { describe, expect, it } from 'vitest';
import type { AwsClients } from '../../../lib/lab/aws/aws-clients.ts';
import { isGone } from '../../../lib/lab/stacks/is-gone.ts';

const refusing = (name: string) => () => Promise.reject(Object.assign(new Error('refused'), { name }));
const having = (answer: unknown) => (input: unknown) => {
  asked.push(input);
  return Promise.resolve(answer);
};
let asked: unknown[] = [];

const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:t';
const WORKFLOW = 'arn:aws:states:eu-west-1:111122223333:stateMachine:w';
const SERVICES = [
  ['a table', 'arn:aws:dynamodb:eu-west-1:111122223333:table/T', 'dynamodb', 'describeTable', { TableName: 'T' }],
  ['a function', 'arn:aws:lambda:eu-west-1:111122223333:function:F', 'lambda', 'getFunction', { FunctionName: 'F' }],
  ['a bucket', 'arn:aws:s3:::b', 's3', 'headBucket', { Bucket: 'b' }],
  ['a topic', TOPIC, 'sns', 'getTopicAttributes', { TopicArn: TOPIC }],
  ['a queue', 'arn:aws:sqs:eu-west-1:111122223333:q', 'sqs', 'getQueueUrl', { QueueName: 'q' }],
  ['a workflow', WORKFLOW, 'sfn', 'describeStateMachine', { stateMachineArn: WORKFLOW }],
] as const;
const NOT_THERE = {
  dynamodb: 'ResourceNotFoundException',
  lambda: 'ResourceNotFoundException',
  s3: 'NotFound',
  sns: 'NotFoundException',
  sqs: 'QueueDoesNotExist',
  sfn: 'StateMachineDoesNotExist',
} as const;

describe.each(SERVICES)('%s', (_, arn, service, operation, named) => {
  const ask = (answer: (input: unknown) => Promise<unknown>) =>
    isGone(arn, { [service]: { [operation]: answer } } as unknown as AwsClients);

  it('is there as long as its service has it, and is asked for by its name', async () => {
    asked = [];
    expect(await ask(having({}))).toBe(false);
    expect(asked).toEqual([named]);
  });

  it('is gone when its service does not know it', async () => {
    expect(await ask(refusing(NOT_THERE[service]))).toBe(true);
  });

  it('is not taken for gone by who may not look', async () => {
    await expect(ask(refusing('AccessDeniedException'))).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

describe('a key', () => {
  const key = 'arn:aws:kms:eu-west-1:111122223333:key/k';
  const ask = (describeKey: (input: unknown) => Promise<unknown>) =>
    isGone(key, { kms: { describeKey } } as unknown as AwsClients);

  it.each([
    ['Enabled', false],
    ['Disabled', false],
    ['PendingImport', false],
    ['PendingDeletion', true],
  ])('that is %s counts as gone: %s', async (KeyState, gone) => {
    asked = [];
    expect(await ask(having({ KeyMetadata: { KeyState } }))).toBe(gone);
    expect(asked).toEqual([{ KeyId: key }]);
  });

  it('that KMS does not know is gone', async () => {
    expect(await ask(refusing('NotFoundException'))).toBe(true);
  });
});

it('what no service can be asked about stays in the report', async () => {
  expect(await isGone('arn:aws:logs:eu-west-1:111122223333:log-group:g', {} as AwsClients)).toBe(false);
});
