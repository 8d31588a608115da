/** Which resources have to bear the tags of their template, and when they do. */
import { describe, expect, test } from 'vitest';
import { bearsItsTags } from '../../../lib/lab/health/labels.ts';
import { type Answers, answeringAws, refusal } from '../../support/fakes/answering-aws.ts';

const ARN = 'arn:aws:x:us-east-1:111122223333:it';
const OURS = [{ Key: 'certlab', Value: 'event-pipeline' }];

const bears = (type: string, properties: object, answers: Answers) =>
  bearsItsTags(
    { logicalId: 'It', type: `AWS::${type}`, physicalId: 'it', arn: ARN, properties },
    { aws: answeringAws(answers).aws },
  );

describe('a queue', () => {
  const queue = (
    Tags: object | undefined,
    deployed: object = { Tags: OURS },
    there: object | Error = { Attributes: {} },
  ) => bears('SQS::Queue', deployed, { 'sqs.getQueueAttributes': there, 'sqs.listQueueTags': { Tags } });

  test('is found by its tags, whatever else it bears', async () => {
    expect(await queue({ certlab: 'event-pipeline' })).toBe(true);
    expect(await queue({ certlab: 'event-pipeline', team: 'a', 'aws:cloudformation:stack-name': 'S' })).toBe(true);
  });

  test('is not, without them or by another value', async () => {
    expect(await queue(undefined)).toBe(false);
    expect(await queue({ team: 'a' })).toBe(false);
    expect(await queue({ certlab: 'web-app' })).toBe(false);
  });

  test('that bore none, or is gone, is not missed here', async () => {
    expect(await queue(undefined, {})).toBe(true);
    expect(await queue(undefined, { Tags: OURS }, refusal('QueueDoesNotExist'))).toBe(true);
  });
});

test("a table's are those of its replica", async () => {
  const table = (Tags: object[]) =>
    bears(
      'DynamoDB::GlobalTable',
      { Replicas: [{ Region: 'us-east-1', Tags: OURS }] },
      {
        'dynamodb.describeTable': { Table: { TableArn: ARN } },
        'dynamodb.describeTimeToLive': {},
        'dynamodb.describeContinuousBackups': {},
        'dynamodb.listTagsOfResource': { Tags },
      },
    );
  expect(await table(OURS)).toBe(true);
  expect(await table([])).toBe(false);
});

test('what is made again in place of what was may lack them', async () => {
  const rule = {
    'eventbridge.describeRule': {},
    'eventbridge.listTargetsByRule': {},
    'eventbridge.listTagsForResource': {},
  };
  expect(await bears('Events::Rule', { Tags: OURS }, rule)).toBe(true);
});
