import { expect, it } from 'vitest';
import { mappingDelivers } from '../../../lib/lab/health/functions.ts';
import { answeringAws, refusal } from '../../support/fakes/answering-aws.ts';

const QUEUE = 'arn:aws:sqs:eu-west-1:111122223333:q';
const FUNCTION = 'arn:aws:lambda:eu-west-1:111122223333:function:f';
const resource = {
  logicalId: 'Mapping',
  type: 'AWS::Lambda::EventSourceMapping',
  physicalId: 'uuid',
  arn: 'arn:none',
  properties: { EventSourceArn: QUEUE, FunctionName: 'f', FunctionResponseTypes: ['ReportBatchItemFailures'] },
};

it.each([
  [{ Timeout: 10 }, true],
  [{ Timeout: 11 }, false],
  [{}, false],
  [refusal('ResourceNotFoundException'), false],
])('of a function that says %j, six times its time is hidden: %s', async (configuration, delivers) => {
  const { aws } = answeringAws({
    'lambda.listEventSourceMappings': {
      EventSourceMappings: [
        {
          EventSourceArn: QUEUE,
          FunctionArn: FUNCTION,
          State: 'Enabled',
          BatchSize: 10,
          FunctionResponseTypes: ['ReportBatchItemFailures'],
        },
      ],
    },
    'sqs.getQueueUrl': { QueueUrl: 'https://q' },
    'sqs.getQueueAttributes': { Attributes: { VisibilityTimeout: '60' } },
    'lambda.getFunctionConfiguration': configuration,
  });
  const stack = { partition: 'aws', region: 'eu-west-1', account: '111122223333', resources: [] };
  expect(await mappingDelivers(resource, { aws, stack })).toBe(delivers);
});
