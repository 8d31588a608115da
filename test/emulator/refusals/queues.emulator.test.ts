import { afterAll, describe } from 'vitest';
import { awsClients } from '../../../lib/lab/aws/aws-clients.ts';
import { clientConfigOf, deployedTarget } from '../../support/deployed-target.ts';
import { itRefuses } from './refusal-table.ts';

const { sqs } = awsClients(clientConfigOf(await deployedTarget()));
const VALUE = 'InvalidAttributeValue';
const NAME = 'InvalidAttributeName';

async function queue(QueueName: string, Attributes: Record<string, string> = {}) {
  const { QueueUrl = '' } = await sqs.createQueue({ QueueName, Attributes });
  const got = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['QueueArn'] });
  return { QueueUrl, arn: got.Attributes?.QueueArn as string };
}

const [plain, letters, ordered] = [
  await queue('refusals-plain'),
  await queue('refusals-letters'),
  await queue('refusals-ordered-queue.fifo', { FifoQueue: 'true' }),
];

afterAll(async () => {
  for (const { QueueUrl } of [plain, letters, ordered]) await sqs.deleteQueue({ QueueUrl });
});

const redrive = (deadLetterTargetArn: string, maxReceiveCount: unknown = 3) => ({
  RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount }),
});
const allow = (value: object) => ({ RedriveAllowPolicy: JSON.stringify(value) });
const policy = (elements: object) => ({
  Policy: JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: plain.arn, ...elements }],
  }),
});
const set =
  ({ QueueUrl }: { readonly QueueUrl: string }) =>
  (Attributes: Record<string, string>) =>
    sqs.setQueueAttributes({ QueueUrl, Attributes });

describe('SQS on the emulator refuses what AWS refuses', () => {
  itRefuses<Record<string, string>>('a queue with', set(plain), [
    [{ VisibilityTimeout: '43201' }, VALUE, { VisibilityTimeout: '43200' }],
    [{ VisibilityTimeout: '-1' }, VALUE, { VisibilityTimeout: '0' }],
    [{ VisibilityTimeout: 'soon' }, VALUE, { VisibilityTimeout: '30' }],
    [{ MessageRetentionPeriod: '59' }, VALUE, { MessageRetentionPeriod: '60' }],
    [{ MessageRetentionPeriod: '1209601' }, VALUE, { MessageRetentionPeriod: '1209600' }],
    [{ DelaySeconds: '901' }, VALUE, { DelaySeconds: '900' }],
    [{ ReceiveMessageWaitTimeSeconds: '21' }, VALUE, { ReceiveMessageWaitTimeSeconds: '20' }],
    [{ MaximumMessageSize: '1023' }, VALUE, { MaximumMessageSize: '1024' }],
    [{ Visibility: '30' }, NAME, { VisibilityTimeout: '30' }, /Unknown Attribute Visibility/],
    [{ QueueArn: plain.arn }, NAME, { SqsManagedSseEnabled: 'true' }],
    [{ SqsManagedSseEnabled: 'yes' }, VALUE, { SqsManagedSseEnabled: 'false' }],
    [{ ContentBasedDeduplication: 'true' }, NAME, {}],
    [{ RedrivePolicy: '{' }, VALUE, redrive(letters.arn)],
    [redrive(letters.arn, 0), VALUE, redrive(letters.arn, 1)],
    [redrive(letters.arn, 1_001), VALUE, redrive(letters.arn, 1_000)],
    [redrive(letters.arn, 'many'), VALUE, redrive(letters.arn, '5')],
    [redrive(`${letters.arn}-none`), VALUE, redrive(letters.arn)],
    [redrive(letters.arn.replace('us-east-1', 'eu-west-1')), VALUE, redrive(letters.arn)],
    [redrive(ordered.arn), VALUE, { RedrivePolicy: '' }, /same type of queue/],
    [allow({ redrivePermission: 'some' }), VALUE, allow({ redrivePermission: 'denyAll' })],
    [
      allow({ redrivePermission: 'byQueue' }),
      VALUE,
      allow({ redrivePermission: 'byQueue', sourceQueueArns: [letters.arn] }),
    ],
    [{ Policy: '{' }, VALUE, policy({})],
    [policy({ Principal: undefined }), VALUE, policy({ Principal: { Service: 'events.amazonaws.com' } })],
    [policy({ Action: 'SendMessage' }), VALUE, policy({ Action: 'sqs:*' })],
    [policy({ Effect: 'Permit' }), VALUE, policy({ Effect: 'Deny' })],
    [policy({ Condition: { ArnEqual: { 'aws:SourceArn': 'x' } } }), VALUE, { Policy: '' }],
  ]);

  itRefuses<Record<string, string>>('a FIFO queue with', set(ordered), [
    [redrive(plain.arn), VALUE, { ContentBasedDeduplication: 'true' }, /same type of queue/],
    [{ FifoThroughputLimit: 'perGroup' }, VALUE, { FifoThroughputLimit: 'perQueue' }],
  ]);

  itRefuses<[string, Record<string, string>]>(
    'a new queue',
    async ([QueueName, Attributes]) => {
      const { QueueUrl } = await sqs.createQueue({ QueueName, Attributes });
      await sqs.deleteQueue({ QueueUrl });
    },
    [
      [['refusals-new', { FifoQueue: 'true' }], 'InvalidParameterValue', ['refusals-new.fifo', { FifoQueue: 'true' }]],
      [['refusals-new', { Colour: 'red' }], NAME, ['refusals-new', { DelaySeconds: '1' }]],
    ],
  );
});
