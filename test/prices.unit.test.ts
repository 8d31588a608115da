import { describe, expect, it } from 'vitest';
import { customMetricsWatched, idleCharges, PRICES, type Resources, usd, usdOf } from '../lib/prices.ts';

const cost = (resources: Resources) => Number(usdOf(idleCharges(resources)).toFixed(4));
const metric = (name: string, period = 60) => ({
  Id: name.toLowerCase(),
  MetricStat: { Metric: { Namespace: 'AWS/SQS', MetricName: name }, Period: period, Stat: 'Sum' },
});

describe('what stands idle', () => {
  it.each([
    ['an alarm', { Type: 'AWS::CloudWatch::Alarm', Properties: { Period: 60, MetricName: 'Errors' } }, 0.1],
    ['an alarm by ten seconds', { Type: 'AWS::CloudWatch::Alarm', Properties: { Period: 10 } }, 0.3],
    [
      'an alarm on an expression over three metrics',
      {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: { Metrics: [metric('A'), metric('B'), metric('C'), { Id: 'e', Expression: 'a+b+c' }] },
      },
      0.3,
    ],
    [
      'an alarm on two metrics by ten seconds',
      { Type: 'AWS::CloudWatch::Alarm', Properties: { Metrics: [metric('A', 10), metric('B', 60)] } },
      0.6,
    ],
    ['a composite alarm', { Type: 'AWS::CloudWatch::CompositeAlarm' }, 0.5],
    ['a dashboard', { Type: 'AWS::CloudWatch::Dashboard', Properties: { DashboardBody: '{}' } }, 3],
    ['a key', { Type: 'AWS::KMS::Key' }, 1],
    ['a pipeline of type V1', { Type: 'AWS::CodePipeline::Pipeline', Properties: { PipelineType: 'V1' } }, 1],
    ['a pipeline that names no type, which is V1', { Type: 'AWS::CodePipeline::Pipeline', Properties: {} }, 1],
    ['a pipeline of type V2', { Type: 'AWS::CodePipeline::Pipeline', Properties: { PipelineType: 'V2' } }, 0],
    ['a table on demand', { Type: 'AWS::DynamoDB::Table', Properties: { BillingMode: 'PAY_PER_REQUEST' } }, 0],
    ['a log group', { Type: 'AWS::Logs::LogGroup' }, 0],
    ['a custom resource', { Type: 'Custom::Trigger' }, 0],
  ])('costs by its template: %s', (_, resource, expected) => {
    expect(cost({ It: resource })).toBe(expected);
  });

  it('counts the polls of an empty queue, and more for FIFO', () => {
    const polled = (properties: object, mapping: object = {}) =>
      cost({
        Queue: { Type: 'AWS::SQS::Queue', Properties: properties as Record<string, unknown> },
        Mapping: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: { EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] }, ...mapping },
        },
      });

    expect(polled({})).toBe(0.2628);
    expect(polled({ FifoQueue: true })).toBe(0.3285);
    expect(polled({}, { Enabled: false })).toBe(0);
  });

  it('counts the polls of a stream by a pipe, and none by a trigger of Lambda', () => {
    const Table = { Type: 'AWS::DynamoDB::GlobalTable', Properties: { BillingMode: 'PAY_PER_REQUEST' } };
    const stream = { 'Fn::GetAtt': ['Table', 'StreamArn'] };

    expect(cost({ Table, Pipe: { Type: 'AWS::Pipes::Pipe', Properties: { Source: stream } } })).toBe(2.1024);
    expect(
      cost({ Table, Pipe: { Type: 'AWS::Pipes::Pipe', Properties: { Source: stream, DesiredState: 'STOPPED' } } }),
    ).toBe(0);
    expect(
      cost({ Table, It: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { EventSourceArn: stream } } }),
    ).toBe(0);
  });

  it('adds up what is alike, and puts the dearest first', () => {
    const alarm = { Type: 'AWS::CloudWatch::Alarm', Properties: { Period: 60 } };
    expect(idleCharges({ A: alarm, B: alarm, Key: { Type: 'AWS::KMS::Key' }, C: alarm })).toEqual([
      { what: 'keys', count: 1, each: 1 },
      { what: 'alarm metrics', count: 3, each: 0.1 },
    ]);
  });

  it.each([
    ['a type without a known price', { Type: 'AWS::EC2::NatGateway' }],
    ['a table with provisioned capacity', { Type: 'AWS::DynamoDB::Table', Properties: {} }],
  ])('refuses %s, which would otherwise count as free', (_, resource) => {
    expect(() => idleCharges({ It: resource })).toThrow(/It/);
  });
});

describe('custom metrics', () => {
  it('are those that alarms and dashboards watch outside of the namespaces of AWS, each once', () => {
    const body = JSON.stringify({
      widgets: [
        {
          properties: {
            metrics: [
              ['certlab', 'Late', 'service', 'x', { stat: 'Sum' }],
              ['certlab', 'Late', 'service', 'x', { stat: 'p50' }],
              ['AWS/SQS', 'NumberOfMessagesSent'],
              [{ expression: 'a+b' }],
            ],
          },
        },
        { type: 'text' },
      ],
    });
    const stat = { Metric: { Namespace: 'certlab', MetricName: 'Lost', Dimensions: [{ Name: 'a', Value: 'b' }] } };
    expect(
      customMetricsWatched({
        Dashboard: { Type: 'AWS::CloudWatch::Dashboard', Properties: { DashboardBody: body } },
        Plain: { Type: 'AWS::CloudWatch::Alarm', Properties: { Namespace: 'certlab', MetricName: 'Broken' } },
        Math: { Type: 'AWS::CloudWatch::Alarm', Properties: { Metrics: [{ MetricStat: stat }, { Expression: 'x' }] } },
      }),
    ).toEqual(['certlab Broken', 'certlab Late service x', 'certlab Lost a b']);
  });
});

it('writes amounts with two places, and holds no price that is not above zero', () => {
  expect(usd(3.4)).toBe('$3.40');
  expect(Object.values(PRICES).filter((price) => !(price > 0))).toEqual([]);
});
