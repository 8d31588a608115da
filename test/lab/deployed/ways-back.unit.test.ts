/** What somebody added to a stack beside its template, and each way back that is one call. */
import { describe, expect, it } from 'vitest';
import { addedTo } from '../../../lib/lab/deployed/added.ts';
import type { ReadBack } from '../../../lib/lab/deployed/as-deployed.ts';
import { leadBackOf } from '../../../lib/lab/deployed/lead-back.ts';
import type { Properties } from '../../../lib/lab/deployed/reader.ts';
import { type Answers, answeringAws, refusal } from '../../support/fakes/answering-aws.ts';

const on = (service: string, rest: string) => `arn:aws:${service}:eu-west-1:111122223333:${rest}`;
const resource = (
  type: string,
  physicalId: string,
  properties: Properties = {},
  found: ReadBack['found'] | null = { properties: {} },
): ReadBack => ({
  ...{ stackName: 'S', logicalId: physicalId, type: `AWS::${type}`, physicalId, properties },
  ...{ found: found ?? undefined, differences: [] },
});
const isWrite = ([call]: [string, unknown]) => !/\.(get|list|describe)/.test(call);

describe('what was added', () => {
  /** The names of what is found, whether each stands in for something, and what removing all of it calls. */
  async function added(stack: ReadBack[], answers: Answers) {
    const removals = [
      ...['iam.deleteRolePolicy', 'lambda.deleteEventSourceMapping', 'lambda.removePermission', 'sns.unsubscribe'],
      ...['eventbridge.removeTargets', 'eventbridge.deleteRule', 'sqs.setQueueAttributes'],
      ...['apigateway.deleteRoute', 'apigateway.deleteIntegration', 'apigateway.deleteStage'],
    ];
    const { aws, calls } = answeringAws({ ...Object.fromEntries(removals.map((call) => [call, {}])), ...answers });
    const found = await addedTo(stack, aws);
    for (const { remove } of found) await remove();
    return {
      names: found.map(({ to, name }) => `${to.physicalId}: ${name}`),
      standsIn: found.map((each) => each.standsIn),
      did: calls.filter(isWrite),
      asked: Object.fromEntries(calls),
    };
  }

  it('to a role are the inline policies that neither it nor a policy of the stack names', async () => {
    const role = resource('IAM::Role', 'role', { Policies: [{ PolicyName: 'own' }] });
    const policy = (name: string, Roles?: string[], type = 'IAM::Policy') =>
      resource(type, `policy-${name}`, { PolicyName: name, ...(Roles && { Roles }) });
    const stack = [
      ...[role, policy('ours', ['role']), policy('of-another', ['other']), policy('of-nobody')],
      policy('no-policy', ['role'], 'SNS::Topic'),
    ];
    const lists = { 'sns.listSubscriptionsByTopic': refusal('NotFoundException') };
    const names = ['own', 'ours', 'of-another', 'of-nobody', 'no-policy', 'by-hand'];
    const {
      names: found,
      standsIn,
      did,
      asked,
    } = await added(stack, { ...lists, 'iam.listRolePolicies': { PolicyNames: names } });
    expect(found).toEqual(
      ['of-another', 'of-nobody', 'no-policy', 'by-hand'].map((name) => `role: inline policy ${name}`),
    );
    expect(did.at(-1)).toEqual(['iam.deleteRolePolicy', { RoleName: 'role', PolicyName: 'by-hand' }]);
    expect(asked['iam.listRolePolicies']).toEqual({ RoleName: 'role' });
    expect(standsIn).toEqual([false, false, false, false]);
    expect((await added(stack, { ...lists, 'iam.listRolePolicies': refusal('NoSuchEntity') })).names).toEqual([]);
  });

  it('stands in for one of its kind that is gone', async () => {
    const gone = resource('IAM::Policy', 'gone', { PolicyName: 'gone', Roles: ['role'] }, null);
    const answers = { 'iam.listRolePolicies': { PolicyNames: ['by-hand'] } };
    expect((await added([resource('IAM::Role', 'role'), gone], answers)).standsIn).toEqual([true]);
    const other = resource('SNS::Topic', 'gone', {}, null);
    expect((await added([resource('IAM::Role', 'role'), other], answers)).standsIn).toEqual([false]);
    expect((await added([resource('IAM::Role', 'role', {}, null)], {})).names).toEqual([]);
  });

  it('to a function are mappings, and permissions of it and of its aliases', async () => {
    const stack = [
      resource('Lambda::Function', 'worker'),
      resource('Lambda::Alias', `${on('lambda', 'function:worker')}:live`, { Name: 'live' }),
      resource('Lambda::Alias', `${on('lambda', 'function:other')}:beta`, { Name: 'beta' }),
      resource('Lambda::Version', `${on('lambda', 'function:worker')}:7`, { Name: 'seven' }),
      resource('Lambda::EventSourceMapping', 'ours'),
      resource('Lambda::Permission', 'sid-ours'),
    ];
    const said = (...sids: string[]) => ({ Policy: JSON.stringify({ Statement: sids.map((Sid) => ({ Sid })) }) });
    const { names, did } = await added(stack, {
      'lambda.listEventSourceMappings': ({ FunctionName }: { FunctionName: string }) =>
        FunctionName === 'worker'
          ? { EventSourceMappings: [{ UUID: 'ours' }, { UUID: 'new' }, { UUID: 'going', State: 'Deleting' }, {}] }
          : {},
      'lambda.getPolicy': ({ Qualifier }: { Qualifier?: string }) =>
        Qualifier === undefined ? said('sid-ours', 'plain') : Qualifier === 'live' ? said('alive') : said('never'),
    });
    expect(names).toEqual(['worker: event source mapping new', 'worker: permission plain', 'worker: permission alive']);
    expect(did).toEqual([
      ['lambda.deleteEventSourceMapping', { UUID: 'new' }],
      ['lambda.removePermission', { FunctionName: 'worker', Qualifier: undefined, StatementId: 'plain' }],
      ['lambda.removePermission', { FunctionName: 'worker', Qualifier: 'live', StatementId: 'alive' }],
    ]);
    const bare = { 'lambda.listEventSourceMappings': {}, 'lambda.getPolicy': refusal('ResourceNotFoundException') };
    expect((await added(stack, bare)).names).toEqual([]);
  });

  it('to a bus are rules that EventBridge does not manage; their targets go first', async () => {
    const stack = [resource('Events::EventBus', 'bus'), resource('Events::Rule', 'bus|ours')];
    const { names, did } = await added(stack, {
      'eventbridge.listRules': ({ EventBusName }: { EventBusName: string }) => ({
        Rules:
          EventBusName === 'bus'
            ? [{ Name: 'ours' }, { Name: 'new' }, { Name: 'bare' }, { Name: 'its', ManagedBy: 'x' }]
            : [],
      }),
      'eventbridge.listTargetsByRule': ({ Rule, EventBusName }: Record<string, string>) =>
        Rule === 'new' && EventBusName === 'bus' ? { Targets: [{ Id: 't' }, { Id: 'u' }] } : {},
    });
    expect(names).toEqual(['bus: rule new', 'bus: rule bare']);
    expect(did).toEqual([
      ['eventbridge.removeTargets', { Rule: 'new', EventBusName: 'bus', Ids: ['t', 'u'] }],
      ['eventbridge.deleteRule', { Name: 'new', EventBusName: 'bus' }],
      ['eventbridge.deleteRule', { Name: 'bare', EventBusName: 'bus' }],
    ]);
    expect((await added(stack, { 'eventbridge.listRules': refusal('ResourceNotFoundException') })).names).toEqual([]);
  });

  it('to a queue is a policy, where the stack gives it none', async () => {
    const queue = resource('SQS::Queue', 'https://q');
    const named = (type: string, Queues?: string[]) => resource(type, 'policy', Queues ? { Queues } : {});
    const policy = { 'sqs.getQueueAttributes': { Attributes: { Policy: '{}' } } };
    const { names, did, asked, standsIn } = await added(
      [queue, named('SQS::QueuePolicy', ['https://other']), named('SQS::QueuePolicy')],
      policy,
    );
    expect(names).toEqual(['https://q: a queue policy']);
    expect(standsIn).toEqual([false]);
    expect(asked['sqs.getQueueAttributes']).toEqual({ QueueUrl: 'https://q', AttributeNames: ['Policy'] });
    expect(did).toEqual([['sqs.setQueueAttributes', { QueueUrl: 'https://q', Attributes: { Policy: '' } }]]);
    expect((await added([queue, named('SQS::QueuePolicy', ['https://q'])], policy)).names).toEqual([]);
    expect((await added([queue, named('S3::BucketPolicy', ['https://q'])], policy)).names).toHaveLength(1);
    for (const none of [{}, { Attributes: {} }, refusal('QueueDoesNotExist')])
      expect((await added([queue], { 'sqs.getQueueAttributes': none })).names).toEqual([]);
  });

  it('to an API are routes, and then integrations', async () => {
    const stack = [
      resource('ApiGatewayV2::Api', 'api'),
      resource('ApiGatewayV2::Route', 'api/r1'),
      resource('ApiGatewayV2::Integration', 'i1'),
      resource('ApiGatewayV2::Stage', 's', { ApiId: 'api', StageName: '$default' }),
      resource('ApiGatewayV2::Stage', 't', { ApiId: 'other', StageName: 'mine' }),
    ];
    const ids =
      (name: string, ...found: string[]) =>
      ({ ApiId }: { ApiId: string }) => ({
        Items: ApiId === 'api' ? found.map((id) => ({ [name]: id })) : [],
      });
    const { names, did } = await added(stack, {
      'apigateway.getRoutes': ids('RouteId', 'r1', 'r2'),
      'apigateway.getIntegrations': ids('IntegrationId', 'i1', 'i2'),
      'apigateway.getStages': ids('StageName', '$default', 'mine'),
    });
    expect(names).toEqual(['api: route r2', 'api: integration i2', 'api: stage mine']);
    expect(did).toEqual([
      ['apigateway.deleteRoute', { ApiId: 'api', RouteId: 'r2' }],
      ['apigateway.deleteIntegration', { ApiId: 'api', IntegrationId: 'i2' }],
      ['apigateway.deleteStage', { ApiId: 'api', StageName: 'mine' }],
    ]);
    const none = { 'apigateway.getIntegrations': {}, 'apigateway.getStages': refusal('NotFoundException') };
    const gone = { 'apigateway.getRoutes': refusal('NotFoundException'), ...none };
    expect((await added(stack, gone)).names).toEqual([]);
  });

  it('to a table is a policy of its own', async () => {
    const ResourceArn = on('dynamodb', 'table/t');
    const table = resource('DynamoDB::GlobalTable', 't', {}, { properties: {}, attributes: { Arn: ResourceArn } });
    const policy = (answer: Answers[string]) => ({
      ...{ 'dynamodb.getResourcePolicy': answer, 'dynamodb.deleteResourcePolicy': {} },
    });
    const { names, did } = await added([table], policy({ Policy: '{}' }));
    expect(names).toEqual(['t: a resource policy']);
    expect(did).toEqual([['dynamodb.deleteResourcePolicy', { ResourceArn }]]);
    expect((await added([table], policy(refusal('PolicyNotFoundException')))).names).toEqual([]);
  });

  it('to a topic are subscriptions', async () => {
    const ours = on('sns', 'topic:ours');
    const stack = [resource('SNS::Topic', on('sns', 'topic')), resource('SNS::Subscription', ours)];
    const { names, did, asked } = await added(stack, {
      'sns.listSubscriptionsByTopic': { Subscriptions: [{ SubscriptionArn: ours }, { SubscriptionArn: 'arn:new' }] },
    });
    expect(names).toEqual([`${on('sns', 'topic')}: subscription arn:new`]);
    expect(did).toEqual([['sns.unsubscribe', { SubscriptionArn: 'arn:new' }]]);
    expect(asked['sns.listSubscriptionsByTopic']).toEqual({ TopicArn: on('sns', 'topic') });
  });
});

describe('a way back', () => {
  /** The writes of leading this back, or undefined where there is no way. */
  async function wayBack(it: ReadBack, paths: string[]) {
    const names = [
      ...['iam.putRolePolicy', 'iam.detachRolePolicy', 'iam.attachRolePolicy', 'iam.putRolePermissionsBoundary'],
      ...['iam.deleteRolePermissionsBoundary', 'lambda.updateAlias', 'lambda.updateEventSourceMapping'],
      ...['lambda.addPermission', 'sqs.setQueueAttributes'],
    ];
    const { aws, calls } = answeringAws(Object.fromEntries(names.map((name) => [name, {}])));
    const way = leadBackOf(aws, it, paths);
    await way?.();
    return way && calls.filter(isWrite);
  }
  const were = (properties: Properties, defaults: Properties = {}): ReadBack['found'] => ({ properties, defaults });

  it('is there where each difference is one that it sets, and no other', async () => {
    const queue = (found: ReadBack['found'] | null) => resource('SQS::Queue', 'q', { DelaySeconds: 0 }, found);
    expect(await wayBack(queue(were({})), ['DelaySeconds', 'RedrivePolicy.maxReceiveCount'])).toHaveLength(1);
    expect(await wayBack(queue(were({})), ['DelaySeconds', 'Tags'])).toBeUndefined();
    expect(await wayBack(queue(were({})), ['DelaySecondsMore'])).toBeUndefined();
    expect(await wayBack(queue(were({})), [])).toBeUndefined();
    expect(await wayBack(queue(null), ['']), 'a queue that is gone').toBeUndefined();
    expect(await wayBack(resource('S3::Bucket', 'b'), ['Tags'])).toBeUndefined();
  });

  it('of a policy writes it to each of its roles, and makes it where it is gone', async () => {
    const policy = resource('IAM::Policy', 'p', { PolicyName: 'p', PolicyDocument: { a: 1 }, Roles: ['r', 's'] }, null);
    expect(await wayBack(policy, [''])).toEqual(
      ['r', 's'].map((RoleName) => ['iam.putRolePolicy', { RoleName, PolicyName: 'p', PolicyDocument: '{"a":1}' }]),
    );
  });

  it('of a role detaches what is too much, attaches what is missing, and sets its boundary', async () => {
    const role = (asked: Properties, found: Properties) => resource('IAM::Role', 'r', asked, were(found));
    const change = ['ManagedPolicyArns'];
    expect(await wayBack(role({ ManagedPolicyArns: ['a', 'b'] }, { ManagedPolicyArns: ['b', 'c'] }), change)).toEqual([
      ['iam.detachRolePolicy', { RoleName: 'r', PolicyArn: 'c' }],
      ['iam.attachRolePolicy', { RoleName: 'r', PolicyArn: 'a' }],
    ]);
    expect(await wayBack(role({ PermissionsBoundary: 'b' }, {}), change)).toEqual([
      ['iam.putRolePermissionsBoundary', { RoleName: 'r', PermissionsBoundary: 'b' }],
    ]);
    expect(await wayBack(role({}, { PermissionsBoundary: 'b' }), change)).toEqual([
      ['iam.deleteRolePermissionsBoundary', { RoleName: 'r' }],
    ]);
    expect(await wayBack(role({}, {}), change)).toEqual([]);
  });

  it('of an alias leads to its version alone', async () => {
    const names = { FunctionName: 'f', Name: 'live', FunctionVersion: '3' };
    expect(await wayBack(resource('Lambda::Alias', 'a', names), ['RoutingConfig', 'FunctionVersion'])).toEqual([
      ['lambda.updateAlias', { ...names, RoutingConfig: { AdditionalVersionWeights: {} } }],
    ]);
  });

  it('of a mapping sets what it is without being told, too', async () => {
    const paths = ['BatchSize', 'Enabled', 'FilterCriteria', 'FunctionResponseTypes', 'MaximumBatchingWindowInSeconds'];
    expect(await wayBack(resource('Lambda::EventSourceMapping', 'u', { BatchSize: 5 }), paths)).toEqual([
      [
        'lambda.updateEventSourceMapping',
        {
          ...{ UUID: 'u', BatchSize: 5, Enabled: true, FilterCriteria: { Filters: [] }, FunctionResponseTypes: [] },
          MaximumBatchingWindowInSeconds: 0,
        },
      ],
    ]);
    const told = {
      ...{ Enabled: false, FilterCriteria: { Filters: [{ Pattern: 'p' }] }, FunctionResponseTypes: ['R'] },
      ...{ BatchSize: 1, MaximumBatchingWindowInSeconds: 3 },
    };
    expect(await wayBack(resource('Lambda::EventSourceMapping', 'u', told), paths)).toEqual([
      ['lambda.updateEventSourceMapping', { UUID: 'u', ...told }],
    ]);
  });

  it('of a permission makes it, and of none that is there says anything', async () => {
    const asked = { FunctionName: 'f', Action: 'a', Principal: 'p', SourceArn: 's' };
    const permission = (found: ReadBack['found'] | null) => resource('Lambda::Permission', 'sid', asked, found);
    expect(await wayBack(permission(null), [''])).toEqual([['lambda.addPermission', { StatementId: 'sid', ...asked }]]);
    expect(await wayBack(permission(were({})), ['Action'])).toBeUndefined();
  });

  it('of a queue writes what is asked for or the default, and empties what nobody asks for', async () => {
    const asked = { RedrivePolicy: { maxReceiveCount: 3 }, VisibilityTimeout: 60 };
    const found = were({ KmsMasterKeyId: 'k', DelaySeconds: '5' }, { DelaySeconds: 0 });
    expect(await wayBack(resource('SQS::Queue', 'q', asked, found), ['DelaySeconds'])).toEqual([
      [
        'sqs.setQueueAttributes',
        {
          QueueUrl: 'q',
          Attributes: {
            ...{ DelaySeconds: '0', KmsMasterKeyId: '', VisibilityTimeout: '60' },
            RedrivePolicy: '{"maxReceiveCount":3}',
          },
        },
      ],
    ]);
  });

  it('of a queue policy writes it to each of its queues', async () => {
    const policy = resource('SQS::QueuePolicy', 'p', { PolicyDocument: '{"b":2}', Queues: ['q', 'r'] }, null);
    expect(await wayBack(policy, [''])).toEqual(
      ['q', 'r'].map((QueueUrl) => ['sqs.setQueueAttributes', { QueueUrl, Attributes: { Policy: '{"b":2}' } }]),
    );
  });
});
