/** Settings of what passes requests and messages on, and of who may: see settings.unit.test.ts. */
import { refusal } from '../../support/fakes/answering-aws.ts';
import type { Case } from './case.ts';

const ABSENT = 'ResourceNotFoundException';
const POLICY = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'a', Resource: 'r' }] };
const ALARM = {
  ...{
    AlarmDescription: 'd',
    ActionsEnabled: true,
    AlarmActions: ['a'],
    OKActions: ['o'],
    InsufficientDataActions: [],
  },
  ...{ Statistic: 'Sum', ExtendedStatistic: undefined, Period: 60, EvaluationPeriods: 3, DatapointsToAlarm: 2 },
  ComparisonOperator: 'GreaterThanThreshold',
};

export const TRAFFIC_CASES: readonly Case[] = [
  {
    kind: 'api-route',
    target: { apiId: 'api', routeId: 'r' },
    resource: 'apigateway:api:api',
    answers: { 'apigateway.getRoute': { RouteKey: 'GET /x' } },
    value: 'GET /x',
    gone: { 'apigateway.getRoute': refusal('NotFoundException') },
    writes: [['GET /y', [['apigateway.updateRoute', { ApiId: 'api', RouteId: 'r', RouteKey: 'GET /y' }]]]],
  },
  {
    kind: 'api-stage-throttle',
    target: { apiId: 'api', stage: '$default' },
    resource: 'apigateway:api:api',
    answers: {
      'apigateway.getStage': {
        DefaultRouteSettings: { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20, DetailedMetricsEnabled: true },
      },
    },
    value: { requestsPerSecond: 10, burst: 20 },
    gone: { 'apigateway.getStage': refusal('NotFoundException') },
    also: [[{ 'apigateway.getStage': {} }, { requestsPerSecond: 0, burst: 0 }]],
    writes: [
      [
        { requestsPerSecond: 1, burst: 2 },
        [
          [
            'apigateway.updateStage',
            {
              ...{ ApiId: 'api', StageName: '$default' },
              DefaultRouteSettings: { ThrottlingRateLimit: 1, ThrottlingBurstLimit: 2, DetailedMetricsEnabled: true },
            },
          ],
        ],
      ],
    ],
  },
  {
    kind: 'event-rule',
    target: { bus: 'b', rule: 'r' },
    resource: 'events:rule:b/r',
    answers: {
      'eventbridge.describeRule': {
        EventPattern: '{"source":["s"]}',
        State: 'ENABLED',
        Description: 'd',
        RoleArn: 'role',
      },
    },
    value: { pattern: { source: ['s'] }, enabled: true },
    gone: { 'eventbridge.describeRule': refusal(ABSENT) },
    also: [[{ 'eventbridge.describeRule': { State: 'DISABLED' } }, { pattern: {}, enabled: false }]],
    writes: [true, false].map((enabled) => [
      { pattern: { source: ['t'] }, enabled },
      [
        [
          'eventbridge.putRule',
          {
            ...{ EventBusName: 'b', Name: 'r', Description: 'd', RoleArn: 'role', EventPattern: '{"source":["t"]}' },
            State: enabled ? 'ENABLED' : 'DISABLED',
          },
        ],
      ],
    ]),
  },
  {
    kind: 'event-target',
    target: { bus: 'b', rule: 'r', id: 't' },
    resource: 'events:rule:b/r',
    answers: { 'eventbridge.listTargetsByRule': { Targets: [{ Id: 'other' }, { Id: 't', Arn: 'q' }] } },
    value: { Id: 't', Arn: 'q' },
    gone: { 'eventbridge.listTargetsByRule': refusal(ABSENT) },
    also: [
      [{ 'eventbridge.listTargetsByRule': { Targets: [] } }, null],
      [{ 'eventbridge.listTargetsByRule': {} }, null],
    ],
    writes: [
      [null, [['eventbridge.removeTargets', { EventBusName: 'b', Rule: 'r', Ids: ['t'] }]]],
      [
        { Id: 't', Arn: 'p' },
        [['eventbridge.putTargets', { EventBusName: 'b', Rule: 'r', Targets: [{ Id: 't', Arn: 'p' }] }]],
      ],
    ],
  },
  {
    kind: 'event-source',
    target: { uuid: 'u' },
    resource: 'lambda:event-source-mapping:u',
    answers: {
      'lambda.getEventSourceMapping': {
        ...{ State: 'Enabled', FunctionResponseTypes: ['ReportBatchItemFailures'] },
        FilterCriteria: { Filters: [{ Pattern: 'p' }] },
      },
    },
    value: { enabled: true, reportsBatchItemFailures: true, filters: ['p'] },
    gone: { 'lambda.getEventSourceMapping': refusal(ABSENT) },
    also: ['Disabled', 'Disabling'].map((State) => [
      { 'lambda.getEventSourceMapping': { State } },
      { enabled: false, reportsBatchItemFailures: false, filters: [] },
    ]),
    writes: [true, false].map((on) => [
      { enabled: on, reportsBatchItemFailures: on, filters: ['q'] },
      [
        [
          'lambda.updateEventSourceMapping',
          {
            ...{ UUID: 'u', Enabled: on, FunctionResponseTypes: on ? ['ReportBatchItemFailures'] : [] },
            FilterCriteria: { Filters: [{ Pattern: 'q' }] },
          },
        ],
      ],
    ]),
  },
  {
    kind: 'queue-attribute',
    target: { queueUrl: 'q', name: 'DelaySeconds' },
    resource: 'sqs:queue:q',
    answers: { 'sqs.getQueueAttributes': { Attributes: { DelaySeconds: '5' } } },
    value: '5',
    gone: { 'sqs.getQueueAttributes': refusal('QueueDoesNotExist') },
    also: [[{ 'sqs.getQueueAttributes': {} }, '']],
    writes: [['0', [['sqs.setQueueAttributes', { QueueUrl: 'q', Attributes: { DelaySeconds: '0' } }]]]],
  },
  {
    kind: 'subscription-attribute',
    target: { subscriptionArn: 's', name: 'FilterPolicy' },
    resource: 'sns:subscription:s',
    answers: { 'sns.getSubscriptionAttributes': { Attributes: { FilterPolicy: '{}' } } },
    value: '{}',
    gone: { 'sns.getSubscriptionAttributes': refusal('NotFoundException') },
    also: [[{ 'sns.getSubscriptionAttributes': {} }, '']],
    writes: [
      [
        'x',
        [
          [
            'sns.setSubscriptionAttributes',
            { SubscriptionArn: 's', AttributeName: 'FilterPolicy', AttributeValue: 'x' },
          ],
        ],
      ],
    ],
  },
  {
    kind: 'pipe-state',
    target: { pipe: 'p' },
    resource: 'pipes:pipe:p',
    answers: { 'pipes.describePipe': { DesiredState: 'RUNNING', CurrentState: 'RUNNING' } },
    value: 'RUNNING',
    gone: { 'pipes.describePipe': refusal('NotFoundException') },
    also: [[{ 'pipes.describePipe': { DesiredState: 'STOPPED' } }, 'STOPPED']],
    writes: [['RUNNING', [['pipes.startPipe', { Name: 'p' }]]]],
  },
  {
    kind: 'role-policy',
    target: { roleName: 'r', policyName: 'p' },
    resource: 'iam:role:r',
    answers: { 'iam.getRole': {}, 'iam.getRolePolicy': { PolicyDocument: encodeURIComponent(JSON.stringify(POLICY)) } },
    value: POLICY,
    gone: { 'iam.getRole': refusal('NoSuchEntityException') },
    also: [
      [
        { 'iam.getRole': {}, 'iam.getRolePolicy': refusal('NoSuchEntityException') },
        { Version: '2012-10-17', Statement: [] },
      ],
    ],
    writes: [
      [POLICY, [['iam.putRolePolicy', { RoleName: 'r', PolicyName: 'p', PolicyDocument: JSON.stringify(POLICY) }]]],
      [{ ...POLICY, Statement: [] }, [['iam.deleteRolePolicy', { RoleName: 'r', PolicyName: 'p' }]]],
    ],
  },
  {
    kind: 'metric-alarm',
    target: { alarmName: 'a' },
    resource: 'cloudwatch:alarm:a',
    answers: {
      'cloudwatch.describeAlarms': {
        MetricAlarms: [
          {
            ...{ ...ALARM, Namespace: 'n', MetricName: 'm', Threshold: 1, TreatMissingData: 'notBreaching' },
            Dimensions: [{ Name: 'd', Value: 'v' }],
          },
        ],
      },
    },
    value: { namespace: 'n', metric: 'm', dimensions: { d: 'v' }, threshold: 1, missingData: 'notBreaching' },
    gone: { 'cloudwatch.describeAlarms': { MetricAlarms: [] } },
    also: [
      [
        { 'cloudwatch.describeAlarms': { MetricAlarms: [{}] } },
        { namespace: '', metric: '', dimensions: {}, threshold: 0, missingData: 'missing' },
      ],
    ],
    writes: [
      [
        { namespace: 'o', metric: 'p', dimensions: { e: 'w' }, threshold: 2, missingData: 'breaching' },
        [
          [
            'cloudwatch.putMetricAlarm',
            {
              ...{
                ...ALARM,
                AlarmName: 'a',
                Namespace: 'o',
                MetricName: 'p',
                Threshold: 2,
                TreatMissingData: 'breaching',
              },
              Dimensions: [{ Name: 'e', Value: 'w' }],
            },
          ],
        ],
      ],
    ],
  },
  {
    kind: 'state-machine',
    target: { arn: 'm' },
    resource: 'states:state-machine:m',
    answers: { 'sfn.describeStateMachine': { definition: '{"StartAt":"A"}' } },
    value: { StartAt: 'A' },
    gone: { 'sfn.describeStateMachine': refusal('StateMachineDoesNotExist') },
    also: [[{ 'sfn.describeStateMachine': {} }, {}]],
    writes: [[{ StartAt: 'B' }, [['sfn.updateStateMachine', { stateMachineArn: 'm', definition: '{"StartAt":"B"}' }]]]],
  },
];
