/** What waits in queues, lies in tables and ended in workflows, by the names that a person knows. */
import { describe, expect, it } from 'vitest';
import { queueDepths, tableSizes } from '../../../lib/lab/observed/depths.ts';
import { metricOf, workflowMeasurements } from '../../../lib/lab/observed/workflows.ts';
import { sampleProject } from '../../support/drills/sample-drill.ts';
import { type Answers, answeringAws } from '../../support/fakes/answering-aws.ts';

/** The stack on two pages, with one resource that CloudFormation has deleted. */
const STACK: Answers = {
  'cloudformation.listStackResources': ({ StackName, NextToken }: { StackName: string; NextToken?: string }) => {
    expect(StackName).toBe('Sample');
    const one = (LogicalResourceId: string, type: string, id: string, ResourceStatus = 'CREATE_COMPLETE') => ({
      ...{ LogicalResourceId, ResourceType: `AWS::${type}`, PhysicalResourceId: id, ResourceStatus },
    });
    return NextToken
      ? {
          StackResourceSummaries: [
            one('Orders12AB34CD', 'DynamoDB::GlobalTable', 'orders'),
            one('Plain', 'SQS::Queue', 'url-2'),
          ],
        }
      : {
          NextToken: 'two',
          StackResourceSummaries: [
            one('WorkABCDEF01', 'SQS::Queue', 'url-1'),
            one('GoneABCDEF02', 'SQS::Queue', 'url-0', 'DELETE_COMPLETE'),
            one('WorkPolicyABCDEF03', 'SQS::QueuePolicy', 'policy'),
            one('CardsABCDEF04', 'DynamoDB::Table', 'cards'),
            one('AwardABCDEF05', 'StepFunctions::StateMachine', 'arn:award'),
          ],
        };
  },
};

it('has the depth of every queue, and 0 for what SQS does not say', async () => {
  const { aws, calls } = answeringAws({
    ...STACK,
    'sqs.getQueueAttributes': ({ QueueUrl }: { QueueUrl: string }) =>
      QueueUrl === 'url-1'
        ? {
            Attributes: {
              ApproximateNumberOfMessages: '3',
              ApproximateNumberOfMessagesNotVisible: '2',
              ApproximateNumberOfMessagesDelayed: '1',
            },
          }
        : {},
  });
  expect(await queueDepths(sampleProject, aws)).toEqual([
    { queue: 'Work', waiting: 3, inFlight: 2, delayed: 1 },
    { queue: 'Plain', waiting: 0, inFlight: 0, delayed: 0 },
  ]);
  const [, asked] = calls.find(([call]) => call === 'sqs.getQueueAttributes') as [string, { AttributeNames: string[] }];
  expect(asked.AttributeNames.toSorted()).toEqual([
    'ApproximateNumberOfMessages',
    'ApproximateNumberOfMessagesDelayed',
    'ApproximateNumberOfMessagesNotVisible',
  ]);
});

it('has the size of every table, global ones too', async () => {
  const { aws } = answeringAws({
    ...STACK,
    'dynamodb.describeTable': ({ TableName }: { TableName: string }) =>
      TableName === 'cards' ? { Table: { ItemCount: 41 } } : { Table: {} },
  });
  expect(await tableSizes(sampleProject, aws)).toEqual([
    { table: 'Cards', items: 41 },
    { table: 'Orders', items: 0 },
  ]);
});

describe('the workflows', () => {
  const SINCE = new Date('2026-11-27T10:00:00Z');
  const minutes = (after: number) => new Date(SINCE.getTime() + after * 60_000);
  const measured = (histories: Readonly<Record<string, readonly object[]>>, executions: readonly object[]) => {
    const { aws, calls } = answeringAws({
      ...STACK,
      'sfn.listExecutions': { executions },
      'sfn.getExecutionHistory': ({ executionArn }: { executionArn: string }) => ({ events: histories[executionArn] }),
    });
    return { calls, found: workflowMeasurements(sampleProject, aws, SINCE) };
  };

  it('are counted from the histories of what ended or still runs since then, each event once', async () => {
    const { found, calls } = measured(
      {
        ended: [
          { type: 'ExecutionStarted', timestamp: minutes(1) },
          {
            type: 'TaskSucceeded',
            timestamp: minutes(2),
            taskSucceededEventDetails: { resourceType: 'sns', resource: 'publish' },
          },
          { type: 'ExecutionSucceeded', timestamp: minutes(3) },
        ],
        running: [
          {
            type: 'TaskFailed',
            timestamp: minutes(-5),
            taskFailedEventDetails: { resource: 'arn:aws:states:::sns:publish' },
          },
          {
            type: 'TaskFailed',
            timestamp: minutes(0),
            taskFailedEventDetails: { resource: 'arn:aws:states:::sns:publish' },
          },
          { type: 'ExecutionFailed' },
        ],
        before: [{ type: 'ExecutionFailed', timestamp: minutes(1) }],
      },
      [
        { executionArn: 'ended', startDate: minutes(-60), stopDate: minutes(0) },
        { executionArn: 'running', startDate: minutes(4) },
        { executionArn: 'before', startDate: minutes(-60), stopDate: minutes(-1) },
      ],
    );
    const one = (after: number, metric: string) => ({
      at: minutes(after).getTime(),
      source: 'Award',
      metric,
      unit: 'Count',
      value: 1,
    });
    expect(await found).toEqual([one(2, 'sns:publish'), one(3, 'ExecutionsSucceeded'), one(0, 'sns:publish failed')]);
    expect(calls.filter(([call]) => call === 'sfn.getExecutionHistory')).toHaveLength(2);
    expect(calls).toContainEqual(['sfn.listExecutions', { stateMachineArn: 'arn:award', maxResults: 50 }]);
  });

  it('are none where nothing ran', async () => {
    expect(await measured({}, []).found).toEqual([]);
  });

  it.each([
    [{ type: 'ExecutionAborted' }, 'ExecutionsAborted'],
    [{ type: 'ExecutionTimedOut' }, 'ExecutionsTimedOut'],
    [{ type: 'ExecutionStarted' }, undefined],
    [{ type: 'MapExecutionFailed' }, undefined],
    [{ type: 'ExecutionFailedToo' }, undefined],
    [{}, undefined],
    [{ taskSucceededEventDetails: {} }, ':'],
  ])('call %j %s', (event, metric) => {
    expect(metricOf(event as Parameters<typeof metricOf>[0])).toBe(metric);
  });
});
