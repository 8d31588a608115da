/** A whole stack compared with its template: what is as it was, what differs and where, and what is gone. */
import { describe, expect, it } from 'vitest';
import { readStack, type Template } from '../../../lib/lab/deployed/as-deployed.ts';
import { type Answers, answeringAws, refusal } from '../../support/fakes/answering-aws.ts';

const PLACE = { region: 'eu-west-1', account: '111122223333' };
const TEMPLATE: Template = {
  Parameters: { Version: { Default: '7' } },
  Resources: {
    Queue: {
      Type: 'AWS::SQS::Queue',
      Properties: { VisibilityTimeout: 60, Tags: [{ Key: 'own', Value: { Ref: 'AWS::Region' } }] },
    },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: { Description: { Ref: 'Version' }, RoleArn: { 'Fn::GetAtt': ['Queue', 'Arn'] } },
    },
    Trigger: { Type: 'Custom::Trigger', Properties: { HandlerArn: { Ref: 'Gone' } } },
  },
};
const QUEUE = { VisibilityTimeout: '60', DelaySeconds: '0', QueueArn: 'arn:aws:sqs:eu-west-1:111122223333:q' };
const STACK: Answers = {
  'cloudformation.listStackResources': {
    StackResourceSummaries: [
      { LogicalResourceId: 'Queue', ResourceType: 'AWS::SQS::Queue', PhysicalResourceId: 'https://q' },
      { LogicalResourceId: 'Rule', ResourceType: 'AWS::Events::Rule', PhysicalResourceId: 'rule' },
    ],
  },
  'cloudformation.describeStacks': { Stacks: [{ Tags: [{ Key: 'certlab', Value: 'x' }] }] },
  'sqs.getQueueAttributes': { Attributes: QUEUE },
  'sqs.listQueueTags': { Tags: { own: 'eu-west-1' } },
  'eventbridge.describeRule': { Description: '7', RoleArn: QUEUE.QueueArn, EventBusName: 'default', Arn: 'rule-arn' },
  'eventbridge.listTargetsByRule': { Targets: [] },
  'eventbridge.listTagsForResource': { Tags: [{ Key: 'certlab', Value: 'x' }] },
};
async function differing(answers: Answers = {}, template = TEMPLATE) {
  const stack = await readStack('S', template, answeringAws({ ...STACK, ...answers }).aws, PLACE);
  return Object.fromEntries(
    stack
      .filter(({ differences }) => differences.length > 0)
      .map(({ logicalId, differences }) => [logicalId, differences.map(({ path, found }) => [path, found])]),
  );
}

describe('a stack', () => {
  it('that nobody touched differs nowhere: defaults, empty properties and the tags of the stack are no change', async () => {
    expect(await differing()).toEqual({});
    const stack = await readStack('S', TEMPLATE, answeringAws(STACK).aws, PLACE);
    expect(stack.map(({ logicalId, physicalId }) => [logicalId, physicalId])).toEqual([
      ['Queue', 'https://q'],
      ['Rule', 'rule'],
    ]);
  });

  it('differs where a property was changed, and where one was added that is not at its default', async () => {
    const changed = {
      'sqs.getQueueAttributes': { Attributes: { ...QUEUE, VisibilityTimeout: '5', DelaySeconds: '9' } },
    };
    expect(await differing(changed)).toEqual({
      Queue: expect.arrayContaining([
        ['VisibilityTimeout', '5'],
        ['DelaySeconds', '9'],
      ]),
    });
    const targets = { 'eventbridge.listTargetsByRule': { Targets: [{ Id: 't' }] } };
    expect(await differing(targets)).toMatchObject({ Rule: [['Targets', [{ Id: 't' }]]] });
    const tagged = { 'eventbridge.listTagsForResource': { Tags: [{ Key: 'mine', Value: 'y' }] } };
    expect(Object.keys(await differing(tagged))).toEqual(['Rule']);
  });

  it('lacks what is gone, and what refers to it differs as well', async () => {
    const gone = { 'sqs.getQueueAttributes': refusal('QueueDoesNotExist') };
    expect(await differing(gone)).toEqual({ Queue: [['', undefined]], Rule: [['RoleArn', QUEUE.QueueArn]] });
  });

  it('is compared although the emulator left something out of it', async () => {
    const template = {
      Resources: {
        Rule: {
          Type: 'AWS::Events::Rule',
          Properties: { Description: { Ref: 'LeftOut' }, RoleArn: { 'Fn::GetAtt': ['LeftOut', 'Arn'] } },
        },
      },
    };
    const answers = {
      'eventbridge.describeRule': {
        ...{ Description: 'left-out-LeftOut', EventBusName: 'default', Arn: 'rule-arn' },
        RoleArn: 'arn:aws:left-out:us-east-1:000000000000:LeftOut',
      },
    };
    expect(await differing(answers, template)).toEqual({});
  });

  it('refuses a type that nobody reads, by its name', async () => {
    const template = { Resources: { Queue: { Type: 'AWS::New::Thing' } } };
    await expect(differing({}, template)).rejects.toMatchObject({
      code: 'NoReader',
      message: expect.stringContaining('AWS::New::Thing'),
    });
  });
});
