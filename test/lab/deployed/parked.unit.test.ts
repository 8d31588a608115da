/** What lies in a stack's dead-letter queues, which a later drill would count as its own. */
import { describe, expect, it } from 'vitest';
import { parkedIn, purged } from '../../../lib/lab/deployed/parked.ts';
import { type Answers, answeringAws, refusal } from '../../support/fakes/answering-aws.ts';

const on = (service: string, rest: string) => `arn:aws:${service}:eu-west-1:111122223333:${rest}`;

describe('what is parked', () => {
  const url = (name: string) => `https://sqs.eu-west-1.amazonaws.com/111122223333/${name}`;
  const queue = (Properties: object = {}) => ({ Type: 'AWS::SQS::Queue', Properties });
  const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
  const RESOURCES: Readonly<Record<string, object>> = {
    Work: queue({ RedrivePolicy: { deadLetterTargetArn: arnOf('Parked'), maxReceiveCount: 3 } }),
    Parked: queue(),
    Undelivered: queue(),
    Rule: { Type: 'AWS::Events::Rule', Properties: { Targets: [{ DeadLetterConfig: { Arn: arnOf('Undelivered') } }] } },
    Empty: queue(),
    Pipe: {
      Type: 'AWS::Pipes::Pipe',
      Properties: { Parameters: { Stream: { DeadLetterConfig: { Arn: arnOf('Empty') }, Nothing: null } } },
    },
    Free: queue({ QueueName: 'free' }),
    Log: { Type: 'AWS::Logs::LogGroup', Properties: {} },
  };
  const STACK: Answers = {
    'cloudformation.getTemplate': { TemplateBody: JSON.stringify({ Resources: RESOURCES }) },
    'cloudformation.describeStacks': { Stacks: [{ StackId: on('cloudformation', 'stack/S/1') }] },
    'cloudformation.listStackResources': {
      StackResourceSummaries: Object.keys(RESOURCES).map((LogicalResourceId) => ({
        ...{ LogicalResourceId, ResourceType: 'x', PhysicalResourceId: url(LogicalResourceId) },
      })),
    },
  };

  it('lies in the queues that something names for what it gives up, those in hand counted', async () => {
    const counts: Readonly<Record<string, object | Error>> = {
      Parked: { ApproximateNumberOfMessages: '2', ApproximateNumberOfMessagesNotVisible: '1' },
      Undelivered: { ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '4' },
      Work: { ApproximateNumberOfMessages: '9' },
      Free: { ApproximateNumberOfMessages: '9' },
    };
    const { aws, calls } = answeringAws({
      ...STACK,
      'sqs.getQueueAttributes': ({ QueueUrl }: { QueueUrl: string }) => {
        const Attributes = counts[QueueUrl.split('/').at(-1) as string];
        return Attributes ? { Attributes } : refusal('QueueDoesNotExist');
      },
    });
    expect(await parkedIn('S', aws)).toEqual([
      { queue: 'Parked', queueUrl: url('Parked'), messages: 3 },
      { queue: 'Undelivered', queueUrl: url('Undelivered'), messages: 4 },
    ]);
    expect(calls.find(([call]) => call === 'sqs.getQueueAttributes')?.[1]).toMatchObject({
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    });
  });

  it('is purged, but for a queue that was purged a moment ago', async () => {
    const [one, other] = ['one', 'other'].map((name) => ({ queue: name, queueUrl: url(name), messages: 1 }));
    const { aws, calls } = answeringAws({
      'sqs.purgeQueue': ({ QueueUrl }: { QueueUrl: string }) =>
        QueueUrl === url('one') ? refusal('PurgeQueueInProgress') : {},
    });
    expect(
      await purged(
        aws,
        [one, other].filter((each) => each !== undefined),
      ),
    ).toEqual([other]);
    expect(calls.map(([, input]) => input)).toEqual([{ QueueUrl: url('one') }, { QueueUrl: url('other') }]);
  });
});
