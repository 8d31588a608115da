import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { ARCHIVE_DAYS, DEDUPE_DAYS, EVENT_SOURCE, VARIABLES } from '../../lambda/event-pipeline/env.ts';
import { repository } from '../../lib/repository.ts';
import { ofType, type Synthesized, synthesize } from '../support/synthesize.ts';

let template: Template;
let resources: Synthesized['resources'];

beforeAll(async () => {
  const [stack] = (await synthesize('event-pipeline')) as [Synthesized];
  ({ template, resources } = stack);
});

/** The properties of every resource of a type. */
const all = (type: string) => ofType(resources, type).map(([, { Properties }]) => Properties);
/** The logical id of the one resource of a type whose id begins with `start`. */
function only(type: string, start = ''): string {
  const ids = ofType(resources, type).flatMap(([id]) => (id.startsWith(start) ? [id] : []));
  expect(ids, `one ${type} named ${start}…`).toHaveLength(1);
  return ids[0] as string;
}
const queues = () => ofType(resources, 'AWS::SQS::Queue');
const deadLetterQueues = () => queues().filter(([id]) => id.includes('DeadLetters'));

describe('the queues', () => {
  it('hand a message to a second worker only after six times the time limit of the first', () => {
    for (const [start, worker] of [
      ['ActivityQueue', 'ActivityWorker'],
      ['CardsQueue', 'CardsWorker'],
    ] as const) {
      const timeout = resources[only('AWS::Lambda::Function', worker)]?.Properties.Timeout;
      expect(resources[only('AWS::SQS::Queue', start)]?.Properties.VisibilityTimeout).toBe(6 * timeout);
    }
  });

  it('park what failed five times, in a dead-letter queue of the same kind', () => {
    for (const [start, parks, fifo] of [
      ['ActivityQueue', 'ActivityDeadLetters', undefined],
      ['CardsQueue', 'CardsDeadLetters', true],
    ] as const) {
      const deadLetters = only('AWS::SQS::Queue', parks);
      expect(resources[only('AWS::SQS::Queue', start)]?.Properties).toMatchObject({
        RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': [deadLetters, 'Arn'] }, maxReceiveCount: 5 },
      });
      expect(resources[deadLetters]?.Properties.FifoQueue).toBe(fifo);
    }
  });

  it('keep what is parked longer than what waits, since a parked message keeps its age', () => {
    expect(deadLetterQueues()).toHaveLength(3);
    const longest = Math.max(
      ...queues()
        .filter(([id]) => !id.includes('DeadLetters'))
        .map(([, { Properties }]) => Properties.MessageRetentionPeriod),
    );
    for (const [, { Properties }] of deadLetterQueues()) {
      expect(Properties.MessageRetentionPeriod).toBeGreaterThan(longest);
    }
  });

  it('are encrypted, and refuse whatever does not come by TLS', () => {
    const refusing = all('AWS::SQS::QueuePolicy').filter(({ PolicyDocument }) =>
      PolicyDocument.Statement.some(
        ({ Effect, Condition }: { Effect: string; Condition?: object }) =>
          Effect === 'Deny' && JSON.stringify(Condition) === '{"Bool":{"aws:SecureTransport":"false"}}',
      ),
    );
    expect(refusing).toHaveLength(queues().length);
    for (const [, { Properties }] of queues()) expect(Properties.SqsManagedSseEnabled).toBe(true);
  });

  it('keep order within a group, and let groups go their own way', () => {
    expect(resources[only('AWS::SQS::Queue', 'CardsQueue')]?.Properties).toMatchObject({
      FifoQueue: true,
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
    });
  });
});

describe('the workers', () => {
  it('hand back the messages that failed, and only those', () => {
    const mappings = all('AWS::Lambda::EventSourceMapping');
    expect(mappings).toHaveLength(2);
    for (const mapping of mappings) {
      expect(mapping).toMatchObject({ FunctionResponseTypes: ['ReportBatchItemFailures'], BatchSize: 10 });
    }
  });

  it('are limited at the mapping, so that nothing is throttled into the dead-letter queue', () => {
    for (const mapping of all('AWS::Lambda::EventSourceMapping')) {
      expect(mapping.ScalingConfig).toEqual({ MaximumConcurrency: 10 });
    }
    for (const { ReservedConcurrentExecutions } of all('AWS::Lambda::Function')) {
      expect(ReservedConcurrentExecutions).toBeUndefined();
    }
  });

  it('are given the variables that they read, and no others', () => {
    for (const { Environment } of all('AWS::Lambda::Function')) {
      expect(Object.keys(VARIABLES)).toEqual(expect.arrayContaining(Object.keys(Environment.Variables)));
    }
  });
});

describe('the bus', () => {
  it('sends every event of our source to the worker, whatever its type, so that none is dropped in silence', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: Match.objectEquals({ source: [EVENT_SOURCE] }),
      State: 'ENABLED',
      Targets: [
        Match.objectLike({
          Arn: { 'Fn::GetAtt': [only('AWS::SQS::Queue', 'ActivityQueue'), 'Arn'] },
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': [only('AWS::SQS::Queue', 'ActivityDeadLetters'), 'Arn'] } },
        }),
      ],
    });
  });

  it('is archived for less time than a dedupe record lives, so that no replay can do a thing twice', () => {
    template.hasResourceProperties('AWS::Events::Archive', { RetentionDays: ARCHIVE_DAYS });
    const weeksInQueues = (4 + 14) * 24 * 60 * 60;
    expect(DEDUPE_DAYS * 24 * 60 * 60).toBeGreaterThan(ARCHIVE_DAYS * 24 * 60 * 60 + weeksInQueues);
  });
});

describe('the tables', () => {
  it('are billed by the request and can be restored to any second of a week', () => {
    const tables = all('AWS::DynamoDB::GlobalTable');
    expect(tables).toHaveLength(2);
    for (const { BillingMode, Replicas } of tables) {
      expect(BillingMode).toBe('PAY_PER_REQUEST');
      expect(Replicas[0].PointInTimeRecoverySpecification).toEqual({
        PointInTimeRecoveryEnabled: true,
        RecoveryPeriodInDays: 7,
      });
    }
  });

  it('let dedupe records expire, and stream milestones alone', () => {
    expect(resources[only('AWS::DynamoDB::GlobalTable', 'Standings')]?.Properties).toMatchObject({
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
    expect(resources[only('AWS::DynamoDB::GlobalTable', 'Standings')]?.Properties.StreamSpecification).toBeUndefined();
    expect(resources[only('AWS::DynamoDB::GlobalTable', 'Milestones')]?.Properties.StreamSpecification).toEqual({
      StreamViewType: 'NEW_IMAGE',
    });
  });
});

describe('the milestones', () => {
  /** The workflow's states, the references in it replaced by their names. */
  const workflow = () => {
    const [{ DefinitionString }] = all('AWS::StepFunctions::StateMachine') as [{ DefinitionString: unknown }];
    const parts = (DefinitionString as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1];
    const text = parts.map((part) => (typeof part === 'string' ? part : 'reference')).join('');
    return JSON.parse(text).States.EachRecord.ItemProcessor.States as Record<string, Record<string, unknown>>;
  };

  it('start the workflow only when they are new', () => {
    template.hasResourceProperties('AWS::Pipes::Pipe', {
      SourceParameters: {
        FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] },
        DynamoDBStreamParameters: Match.objectLike({
          StartingPosition: 'TRIM_HORIZON',
          MaximumRetryAttempts: 5,
          OnPartialBatchItemFailure: 'AUTOMATIC_BISECT',
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': [only('AWS::SQS::Queue', 'MilestonesDeadLetters'), 'Arn'] } },
        }),
      },
    });
  });

  it('are tried again with growing, jittered pauses, and parked when that does not help', () => {
    const tasks = Object.entries(workflow()).filter(([name, { Type }]) => Type === 'Task' && name !== 'ParkMilestone');
    expect(tasks.map(([name]) => name).sort()).toEqual(['Award', 'TellTheLearner']);
    for (const [, { Retry, Catch }] of tasks) {
      expect(Retry).toMatchObject([{ ErrorEquals: ['States.ALL'], BackoffRate: 2, JitterStrategy: 'FULL' }]);
      expect(Catch).toMatchObject([{ ErrorEquals: ['States.ALL'], Next: 'ParkMilestone' }]);
    }
  });
});

describe('the API', () => {
  it('takes activity only from callers that IAM knows', () => {
    const routes = all('AWS::ApiGatewayV2::Route').map(({ RouteKey, AuthorizationType = 'NONE' }) => [
      RouteKey,
      AuthorizationType,
    ]);
    expect(Object.fromEntries(routes)).toEqual({
      'POST /v1/activity': 'AWS_IAM',
      'GET /v1/standings/{learnerId}': 'NONE',
      'GET /v1/cards/{learnerId}/{cardId}': 'NONE',
      $default: 'NONE',
    });
  });

  it('is throttled, which is what bounds its bill', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      DefaultRouteSettings: { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
    });
  });
});

describe('the stack', () => {
  it('watches every dead-letter queue', () => {
    const watched = all('AWS::CloudWatch::Alarm').flatMap(({ Dimensions = [] }) =>
      Dimensions.map(({ Value }: { Value: { 'Fn::GetAtt'?: [string] } }) => Value['Fn::GetAtt']?.[0]),
    );
    expect(watched).toEqual(expect.arrayContaining(deadLetterQueues().map(([id]) => id)));
  });

  it('says in each alarm what it means, where to look and what to do', () => {
    const readme = readFileSync(join(repository, 'lib/projects/event-pipeline/README.md'), 'utf8');
    const headings = [...readme.matchAll(/^### (.+)$/gm)].map(([, heading]) => heading?.toLowerCase());
    expect(all('AWS::CloudWatch::Alarm')).toHaveLength(10);
    for (const { AlarmDescription } of all('AWS::CloudWatch::Alarm')) {
      expect(AlarmDescription).toMatch(/^Means: .+\nInvestigate: .+\nResolve: .+\nRunbook: .+README\.md#[a-z]+$/);
      expect(headings).toContain(AlarmDescription.split('#').at(-1));
    }
  });

  it('names nothing itself, so that it can stand twice in one account', () => {
    const nameOf: Record<string, string> = {
      'AWS::CloudWatch::Alarm': 'AlarmName',
      'AWS::DynamoDB::GlobalTable': 'TableName',
      'AWS::IAM::Role': 'RoleName',
      'AWS::Lambda::Function': 'FunctionName',
      'AWS::Pipes::Pipe': 'Name',
      'AWS::SNS::Topic': 'TopicName',
      'AWS::SQS::Queue': 'QueueName',
      'AWS::StepFunctions::StateMachine': 'StateMachineName',
    };
    for (const [type, name] of Object.entries(nameOf)) {
      expect(all(type).length, type).toBeGreaterThan(0);
      for (const properties of all(type)) expect(properties).not.toHaveProperty(name);
    }
  });

  it('has its vended logs where log delivery may write, under the name of the stack', () => {
    const names = all('AWS::Logs::LogGroup').flatMap(({ LogGroupName }) => LogGroupName ?? []);
    expect(names.toSorted()).toEqual([
      '/aws/vendedlogs/EventPipeline/AccessLog',
      '/aws/vendedlogs/EventPipeline/Workflow',
    ]);
  });

  it("takes the rule's name from its ARN, since AWS's Ref of it is no name", () => {
    const rule = only('AWS::Events::Rule');
    const { Resources, Outputs } = template.toJSON();
    const others = JSON.stringify([Object.entries(Resources).filter(([id]) => id !== rule), Outputs]);
    expect(others).not.toContain(JSON.stringify({ Ref: rule }));
    const name = { 'Fn::Select': [2, { 'Fn::Split': ['/', { 'Fn::GetAtt': [rule, 'Arn'] }] }] };
    expect(Outputs.ActivityRuleName.Value).toEqual(name);
    const [undelivered] = all('AWS::CloudWatch::Alarm').filter(({ Namespace }) => Namespace === 'AWS/Events');
    expect(undelivered?.Dimensions).toContainEqual({ Name: 'RuleName', Value: name });
  });

  it('ties no other stack to itself', () => {
    for (const output of Object.values(template.toJSON().Outputs)) expect(output).not.toHaveProperty('Export');
  });
});
