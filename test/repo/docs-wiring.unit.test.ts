import { describe, expect, it } from 'vitest';
import { flowchart, withoutFailures } from '../../lib/docs/picture.ts';
import { wiringOf } from '../../lib/docs/wiring.ts';

const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const ref = (id: string) => ({ Ref: id });

/** An API before a function that reads a table, and a queue that loses nothing before another that writes it. */
const RESOURCES = {
  ApiHttpAAAA0001: { Type: 'AWS::ApiGatewayV2::Api' },
  RouteAAAA0002: {
    Type: 'AWS::ApiGatewayV2::Route',
    Properties: {
      ApiId: ref('ApiHttpAAAA0001'),
      RouteKey: '$default',
      Target: { 'Fn::Join': ['', ['integrations/', ref('IntegrationAAAA0003')]] },
    },
  },
  IntegrationAAAA0003: { Type: 'AWS::ApiGatewayV2::Integration', Properties: { IntegrationUri: ref('LiveAAAA0004') } },
  LiveAAAA0004: {
    Type: 'AWS::Lambda::Alias',
    Properties: { Name: 'live', FunctionName: ref('ReadFunctionAAAA0005') },
  },
  ReadFunctionAAAA0005: { Type: 'AWS::Lambda::Function', Properties: { Role: arn('ReadRole') } },
  WorkerAAAA0006: { Type: 'AWS::Lambda::Function', Properties: { Role: arn('WorkerRole') } },
  ReadRole: { Type: 'AWS::IAM::Role' },
  WorkerRole: { Type: 'AWS::IAM::Role' },
  ReadPolicy: {
    Type: 'AWS::IAM::Policy',
    Properties: {
      Roles: [ref('ReadRole')],
      PolicyDocument: {
        Statement: [{ Action: ['dynamodb:GetItem', 'dynamodb:Query'], Resource: arn('ItemsAAAA0007') }],
      },
    },
  },
  WorkerPolicy: {
    Type: 'AWS::IAM::Policy',
    Properties: {
      Roles: [ref('WorkerRole')],
      PolicyDocument: {
        Statement: [
          { Action: 'sqs:ReceiveMessage', Resource: arn('WorkQueueAAAA0008') },
          { Action: 'dynamodb:PutItem', Resource: arn('ItemsAAAA0007') },
          { Action: 'dynamodb:GetItem', Resource: { 'Fn::Join': ['', [arn('ItemsAAAA0007'), '/index/x']] } },
        ],
      },
    },
  },
  ItemsAAAA0007: { Type: 'AWS::DynamoDB::GlobalTable' },
  WorkQueueAAAA0008: {
    Type: 'AWS::SQS::Queue',
    Properties: { RedrivePolicy: { deadLetterTargetArn: arn('WorkDeadLettersAAAA0009'), maxReceiveCount: 3 } },
  },
  WorkDeadLettersAAAA0009: { Type: 'AWS::SQS::Queue' },
  MappingAAAA0010: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: { EventSourceArn: arn('WorkQueueAAAA0008'), FunctionName: ref('WorkerAAAA0006'), BatchSize: 5 },
  },
  BusAAAA0011: { Type: 'AWS::Events::EventBus' },
  RuleAAAA0012: {
    Type: 'AWS::Events::Rule',
    Properties: {
      EventBusName: ref('BusAAAA0011'),
      Targets: [{ Arn: arn('WorkQueueAAAA0008'), DeadLetterConfig: { Arn: arn('WorkDeadLettersAAAA0009') } }],
    },
  },
  AlarmAAAA0013: { Type: 'AWS::CloudWatch::Alarm' },
};

const wiring = wiringOf(RESOURCES);
const arrows = wiring.arrows.map(({ from, to, label, failure }) => `${from} ${failure ? '..' : '--'} ${label} > ${to}`);

describe('the wiring of a template', () => {
  it('has the parts that a person would draw, by name and kind', () => {
    expect(wiring.parts.map(({ name, kind }) => `${name}: ${kind}`)).toEqual([
      'Api: HTTP API',
      'Read: function, alias live',
      'Worker: function',
      'Items: table',
      'Work: queue',
      'Work: dead-letter queue',
      'Bus: event bus',
    ]);
  });

  it('leads from an API through integration, alias and version to the function', () => {
    expect(arrows).toContain('caller -- HTTPS > ApiHttpAAAA0001');
    expect(arrows).toContain('ApiHttpAAAA0001 -- any request > ReadFunctionAAAA0005');
  });

  it('leads from a bus through its rule to the queue, and from there to the function', () => {
    expect(arrows).toContain('BusAAAA0011 -- rule > WorkQueueAAAA0008');
    expect(arrows).toContain('WorkQueueAAAA0008 -- batches of 5 > WorkerAAAA0006');
  });

  it('tells the way of failures from the others', () => {
    expect(arrows).toContain('WorkQueueAAAA0008 .. after 3 receives > WorkDeadLettersAAAA0009');
    expect(arrows).toContain('BusAAAA0011 .. undelivered > WorkDeadLettersAAAA0009');
  });

  it('says permissions in plain words, one arrow for all of a role on a table', () => {
    expect(arrows).toContain('ReadFunctionAAAA0005 -- reads > ItemsAAAA0007');
    expect(arrows).toContain('WorkerAAAA0006 -- writes, reads > ItemsAAAA0007');
  });

  it('draws nothing twice: a permission that makes a mapping work is no arrow of its own', () => {
    expect(arrows.filter((arrow) => arrow.startsWith('WorkerAAAA0006'))).toHaveLength(1);
  });
});

describe('the wiring of a type that nobody has thought of', () => {
  it('refuses it, and says where to add it', () => {
    const unknown = { ...RESOURCES, StreamAAAA0099: { Type: 'AWS::Kinesis::Stream' } };
    expect(() => wiringOf(unknown)).toThrow(/AWS::Kinesis::Stream.*DRAWN.*HELPERS/);
  });
});

describe('the picture', () => {
  const drawn = flowchart([{ title: 'Sample', wiring }]);

  it('names the box with its alarms, and draws every part that something leads to or from', () => {
    expect(drawn).toContain('subgraph s0["Sample, 1 alarms"]');
    expect(drawn).toContain('s0Items[("Items<br/><small>table</small>")]');
    expect(drawn).toContain('s0WorkQueue -. "after 3 receives" .-> s0WorkDeadLetters');
  });

  it('leaves out what only failures reach, where it shows how all goes well', () => {
    expect(flowchart([{ title: 'Sample', wiring: withoutFailures(wiring) }])).not.toContain('DeadLetters');
  });

  it('draws a pipeline as its stages, in order, with their actions in the order they run', () => {
    const deploy = (ActionMode: string) => ({ StackName: 'Shop', ActionMode });
    const Stages = [
      { Name: 'Source', Actions: [{ Name: 'Fetch', RunOrder: 1 }] },
      {
        Name: 'Prod',
        Actions: [
          { Name: 'Deploy', RunOrder: 2, Configuration: deploy('CHANGE_SET_EXECUTE') },
          { Name: 'Prepare', RunOrder: 1, Configuration: deploy('CHANGE_SET_REPLACE') },
        ],
      },
    ];
    const DeploymentConfigName = 'CodeDeployDefault.LambdaCanary10Percent5Minutes';
    const stacks = {
      Shop: { Group: { Type: 'AWS::CodeDeploy::DeploymentGroup', Properties: { DeploymentConfigName } } },
    };

    const pipeline = { ReleaseAAAA0001: { Type: 'AWS::CodePipeline::Pipeline', Properties: { Stages } } };
    const text = flowchart([{ title: 'Delivery', wiring: wiringOf(pipeline, stacks) }]);

    expect(text).toContain('["Prod<br/><small>Prepare, Deploy by Canary10Percent5Minutes</small>"]');
    expect(text).toContain('s0Releasex0 --> s0Releasex1');
  });
});
