/** Functions, aliases, mappings and HTTP APIs: what still serves however it is set, and what does not. */
import { describe, expect, test } from 'vitest';
import { aliasIsOneVersion, functionRuns, isRoleShared, mappingDelivers } from '../../../lib/lab/health/functions.ts';
import { apiLeadsToIts, routeAsksWho, stageBounds } from '../../../lib/lab/health/gateway.ts';
import type { Keeps } from '../../../lib/lab/health/settings-kept.ts';
import { type Answers, answeringAws, refusal } from '../../support/fakes/answering-aws.ts';

const on = (service: string, rest: string) => `arn:aws:${service}:us-east-1:111122223333:${rest}`;
const FUNCTION = on('lambda', 'function:worker');
const QUEUE = on('sqs', 'work');
const PLACE = { partition: 'aws', region: 'us-east-1', account: '111122223333' };
const resource = (type: string, properties: object, physicalId = 'it', arn = on('x', 'it')) => ({
  ...{ logicalId: 'It', type: `AWS::${type}`, physicalId, arn, properties },
});
type Resource = ReturnType<typeof resource>;

const kept = (rule: Keeps, it: Resource, answers: Answers, others: readonly Resource[] = []) => {
  const { aws, calls } = answeringAws(answers);
  return { holds: rule(it, { aws, stack: { ...PLACE, resources: [it, ...others] } }), calls };
};

describe('a function', () => {
  const LOGS = { LogGroup: '/lab/worker', LogFormat: 'JSON' };
  const NOW = {
    ...{ MemorySize: 256, Timeout: 10, Handler: 'index.handler', Runtime: 'nodejs24.x' },
    ...{ Environment: { Variables: { TABLE: 't' } }, TracingConfig: { Mode: 'Active' }, LoggingConfig: LOGS },
  };
  const ALIAS = resource('Lambda::Alias', { FunctionName: 'worker', Name: 'live' });
  const FEEDS = resource('Lambda::EventSourceMapping', { FunctionName: FUNCTION });
  const WORKS = resource('StepFunctions::StateMachine', { DefinitionString: `{"Resource":"${FUNCTION}"}` });
  const CALLS = resource('ApiGatewayV2::Integration', { IntegrationUri: `${FUNCTION}:live` });
  const runs = (
    now: object | Error,
    { room, deployed = {}, others = [] }: { room?: number; deployed?: object; others?: Resource[] } = {},
  ) =>
    kept(
      functionRuns,
      resource('Lambda::Function', { ...NOW, ...deployed }, 'worker', FUNCTION),
      {
        'lambda.getFunctionConfiguration': now instanceof Error ? now : { ...NOW, ...now },
        'lambda.getFunctionConcurrency': { ReservedConcurrentExecutions: room },
        'lambda.listFunctionUrlConfigs': { FunctionUrlConfigs: [] },
        'lambda.listFunctionEventInvokeConfigs': { FunctionEventInvokeConfigs: [] },
      },
      others,
    );

  test.each<[string, object]>([
    ['as it is', {}],
    ['four times the memory', { MemorySize: 1_024 }],
    ['three times the time', { Timeout: 30 }],
    ['one variable more', { Environment: { Variables: { TABLE: 't', MORE: 'x' } } }],
    ['more in its log', { LoggingConfig: { ...LOGS, ApplicationLogLevel: 'DEBUG' } }],
    ['everything in its log', { LoggingConfig: { ...LOGS, ApplicationLogLevel: 'TRACE' } }],
    ['in no network', { VpcConfig: { VpcId: '' } }],
    ['with its defaults said', { Architectures: ['x86_64'], EphemeralStorage: { Size: 512 }, Layers: [] }],
  ])('runs as it did: %s', async (_, now) => expect(await runs(now).holds).toBe(true));

  test.each<[string, object | Error]>([
    ['gone', refusal('ResourceNotFoundException')],
    ['less memory', { MemorySize: 255 }],
    ['on another processor', { Architectures: ['arm64'] }],
    ['with a layer before it', { Layers: [{ Arn: 'arn:aws:lambda:::layer:mine:1' }] }],
    ['with more disk', { EphemeralStorage: { Size: 10_240 } }],
    ['with a file system', { FileSystemConfigs: [{ Arn: 'a', LocalMountPath: '/mnt/a' }] }],
    ['under a key of its own', { KMSKeyArn: 'arn:aws:kms:::key/mine' }],
    ['with a queue for what fails', { DeadLetterConfig: { TargetArn: on('sqs', 'mine') } }],
    ['five times the memory', { MemorySize: 1_025 }],
    ['less time', { Timeout: 9 }],
    ['four times the time', { Timeout: 31 }],
    ['a variable lost', { Environment: undefined }],
    ['certificates not checked', { Environment: { Variables: { TABLE: 't', NODE_TLS_REJECT_UNAUTHORIZED: '0' } } }],
    ['a log of Powertools alone', { Environment: { Variables: { TABLE: 't', POWERTOOLS_LOG_LEVEL: 'SILENT' } } }],
    ['a proxy in between', { Environment: { Variables: { TABLE: 't', https_proxy: 'http://10.0.0.1' } } }],
    ['another value', { Environment: { Variables: { TABLE: 'other' } } }],
    ['no trace', { TracingConfig: { Mode: 'PassThrough' } }],
    ['no word of a trace', { TracingConfig: undefined }],
    ['another log', { LoggingConfig: { ...LOGS, LogGroup: '/other' } }],
    ['a log in another form', { LoggingConfig: { ...LOGS, LogFormat: 'Text' } }],
    ['no report of a call', { LoggingConfig: { ...LOGS, SystemLogLevel: 'WARN' } }],
    ['a log of errors alone', { LoggingConfig: { ...LOGS, ApplicationLogLevel: 'ERROR' } }],
    ['other code', { Handler: 'other.handler' }],
    ['another runtime', { Runtime: 'nodejs18.x' }],
    ['in a network without a way out', { VpcConfig: { VpcId: 'vpc-1' } }],
  ])('does not: %s', async (_, now) => expect(await runs(now).holds).toBe(false));

  test('has a variable of the runtime where the template gives it', async () => {
    const deployed = { Environment: { Variables: { NODE_OPTIONS: '--enable-source-maps' } } };
    expect(await runs(deployed, { deployed }).holds).toBe(true);
    expect(await runs({ Environment: { Variables: { NODE_OPTIONS: '' } } }, { deployed }).holds).toBe(false);
  });

  test('without a word in the template has what Lambda gives', async () => {
    const deployed = {
      ...{ MemorySize: undefined, Timeout: undefined, Environment: undefined },
      ...{ TracingConfig: undefined, LoggingConfig: undefined },
    };
    const now = { ...deployed, MemorySize: 128, Timeout: 3 };
    expect(await runs(now, { deployed }).holds).toBe(true);
    expect(await runs({ ...now, MemorySize: 127 }, { deployed }).holds).toBe(false);
    expect(await runs({ ...now, Timeout: 2 }, { deployed }).holds).toBe(false);
    expect(await runs({ ...now, TracingConfig: { Mode: 'Active' } }, { deployed }).holds).toBe(false);
  });

  test.each<[string, number, Resource[], kept: boolean]>([
    ['one, where a deployment alone calls', 1, [], true],
    ['none', 0, [], false],
    ['ten, where a queue feeds it', 10, [FEEDS], true],
    ['nine, where a queue feeds it', 9, [FEEDS], false],
    ['ten, where an API calls', 10, [CALLS], true],
    ['nine, where an API calls', 9, [CALLS], false],
    ['one, where another function is fed', 1, [resource('Lambda::EventSourceMapping', { FunctionName: 'x' })], true],
    ['one, where another function is called', 1, [resource('ApiGatewayV2::Integration', {})], true],
    ['one, with an alias', 1, [ALIAS], true],
    ['fifty, where a deployment alone calls', 50, [], true],
    ['fifty-one, where a deployment alone calls', 51, [], false],
    ['half of what an account has', 500, [CALLS], true],
    ['more than that', 501, [CALLS], false],
    ['half of what an account has, where a workflow calls', 500, [WORKS], true],
    ['more than that, where a workflow calls', 501, [WORKS], false],
    ['one, where a workflow calls', 1, [WORKS], true],
  ])('has room for %s', async (_, room, others, holds) => expect(await runs({}, { room, others }).holds).toBe(holds));

  test('has at least the room that the template gave, where that is less than ten', async () => {
    const deployed = { ReservedConcurrentExecutions: 5 };
    expect(await runs({}, { room: 5, deployed, others: [FEEDS] }).holds).toBe(true);
    expect(await runs({}, { room: 4, deployed, others: [FEEDS] }).holds).toBe(false);
  });

  test('is looked at as its alias serves it', async () => {
    const asked = async (others: Resource[]) => {
      const { holds, calls } = runs({}, { others });
      await holds;
      return calls.find(([call]) => call === 'lambda.getFunctionConfiguration')?.[1];
    };
    expect(await asked([ALIAS])).toEqual({ FunctionName: 'worker', Qualifier: 'live' });
    const byArn = resource('Lambda::Alias', { FunctionName: FUNCTION, Name: 'live' });
    expect(await asked([byArn])).toMatchObject({ Qualifier: 'live' });
    const ofAnother = resource('Lambda::Alias', { FunctionName: 'other', Name: 'live' });
    const noAlias = resource('Lambda::Version', { FunctionName: 'worker', Name: 'live' });
    expect(await asked([ofAnother, noAlias])).toEqual({ FunctionName: 'worker', Qualifier: undefined });
  });
});

describe('roles of functions', () => {
  const role = (name: string) => on('iam', `role/${name}`);
  const OWN = ['worker', 'reader'].map((name) => resource('Lambda::Function', { Role: role(name) }, name));
  /** @param beside on the second of two pages */
  const shared = async (beside: readonly object[], resources = OWN) => {
    const first = OWN.map(({ physicalId }) => ({ FunctionName: physicalId, Role: role(physicalId) }));
    const { aws, calls } = answeringAws({
      'lambda.listFunctions': ({ Marker }: { Marker?: string }) =>
        Marker ? { Functions: beside } : { Functions: first, NextMarker: 'more' },
    });
    return { is: await isRoleShared({ aws, stack: { ...PLACE, resources } }), calls: calls.length };
  };

  test('are of the functions of the stack alone, but for copies that a probe asks', async () => {
    const beside = async (FunctionName: string, name: string) =>
      (await shared([{ FunctionName, Role: role(name) }])).is;
    expect(await beside('mine', 'worker')).toBe(true);
    expect(await beside('mine', 'reader')).toBe(true);
    expect(await beside('mine', 'other')).toBe(false);
    expect(await beside('certlab-copy-1', 'worker')).toBe(false);
  });

  test('are asked for once for all functions, and for none not at all', async () => {
    expect(await shared([])).toEqual({ is: false, calls: 2 });
    expect(await shared([], [])).toEqual({ is: false, calls: 0 });
  });
});

describe('an alias', () => {
  const alias = (now: object | Error, warm: Readonly<Record<string, number>> = {}, deployed: object = {}) =>
    kept(aliasIsOneVersion, resource('Lambda::Alias', { FunctionName: 'worker', Name: 'live', ...deployed }), {
      'lambda.getAlias': now,
      'lambda.getProvisionedConcurrencyConfig': ({ Qualifier }: { Qualifier: string }) =>
        warm[Qualifier]
          ? { RequestedProvisionedConcurrentExecutions: warm[Qualifier] }
          : refusal('ProvisionedConcurrencyConfigNotFoundException'),
    }).holds;

  test('leads to one published version', async () => {
    const shared = (weight: number) => ({ RoutingConfig: { AdditionalVersionWeights: { 3: weight, 4: 0 } } });
    expect(await alias({ FunctionVersion: '7' })).toBe(true);
    expect(await alias({ FunctionVersion: '7', ...shared(0) })).toBe(true);
    expect(await alias({ FunctionVersion: '7', RoutingConfig: {} })).toBe(true);
    expect(await alias({ FunctionVersion: '7', ...shared(0.1) })).toBe(false);
    expect(await alias({ FunctionVersion: '$LATEST' })).toBe(false);
    expect(await alias(refusal('ResourceNotFoundException'))).toBe(false);
  });

  test('keeps nothing warm that was not, by its name or by its version', async () => {
    const asked = { ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 2 } };
    expect(await alias({ FunctionVersion: '7' }, { 6: 5 })).toBe(true);
    expect(await alias({ FunctionVersion: '7' }, { live: 1 })).toBe(false);
    expect(await alias({ FunctionVersion: '7' }, { 7: 1 })).toBe(false);
    expect(await alias({ FunctionVersion: '7' }, { live: 2 }, asked)).toBe(true);
    expect(await alias({ FunctionVersion: '7' }, {}, asked)).toBe(false);
  });
});

describe('a mapping', () => {
  const REPORTS = ['ReportBatchItemFailures'];
  const NOW = {
    ...{ EventSourceArn: QUEUE, FunctionArn: `${FUNCTION}:live`, State: 'Enabled', BatchSize: 10 },
    ...{ FunctionResponseTypes: REPORTS, MaximumBatchingWindowInSeconds: 0 },
    ScalingConfig: { MaximumConcurrency: 10 },
  };
  const DEPLOYED = {
    ...{ EventSourceArn: QUEUE, FunctionName: `${FUNCTION}:live`, BatchSize: 10, FunctionResponseTypes: REPORTS },
    ScalingConfig: { MaximumConcurrency: 10 },
  };
  const delivers = (
    mappings: object[],
    { hidden = '60', deployed = {} as object, configuration = { Timeout: 10 } as object } = {},
  ) =>
    kept(mappingDelivers, resource('Lambda::EventSourceMapping', { ...DEPLOYED, ...deployed }), {
      'lambda.listEventSourceMappings': { EventSourceMappings: mappings },
      'lambda.getFunctionConfiguration': configuration,
      'sqs.getQueueUrl': ({ QueueName, QueueOwnerAWSAccountId }: Record<string, string>) => ({
        QueueUrl: `${QueueOwnerAWSAccountId}/${QueueName}`,
      }),
      'sqs.getQueueAttributes': ({ QueueUrl }: { QueueUrl: string }) => ({
        Attributes: QueueUrl === '111122223333/work' ? { VisibilityTimeout: hidden } : {},
      }),
    }).holds;

  test.each<[string, object]>([
    ['as it is', {}],
    ['half as many at a time', { BatchSize: 5 }],
    ['after five seconds', { MaximumBatchingWindowInSeconds: 5 }],
    ['without a word of waiting', { MaximumBatchingWindowInSeconds: undefined }],
    ['with half the workers', { ScalingConfig: { MaximumConcurrency: 5 } }],
    ['with ten times the workers', { ScalingConfig: { MaximumConcurrency: 100 } }],
    ['to the function without its alias', { FunctionArn: FUNCTION }],
    ...['Creating', 'Enabling', 'Updating'].map((State) => [State, { State }] as [string, object]),
  ])('delivers: %s', async (_, change) => expect(await delivers([{ ...NOW, ...change }])).toBe(true));

  test.each<[string, object]>([
    ['more at a time', { BatchSize: 11 }],
    ['fewer than half as many at a time', { BatchSize: 4 }],
    ['no word of how many at a time', { BatchSize: undefined }],
    ['after six seconds', { MaximumBatchingWindowInSeconds: 6 }],
    ['with fewer than half the workers', { ScalingConfig: { MaximumConcurrency: 4 } }],
    ['with more than ten times the workers', { ScalingConfig: { MaximumConcurrency: 101 } }],
    ['with as many workers as it takes', { ScalingConfig: undefined }],
    ['switched off', { State: 'Disabled' }],
    ['in no state', { State: undefined }],
    ['with one failure failing all', { FunctionResponseTypes: [] }],
    ['without a word of failures', { FunctionResponseTypes: undefined }],
    ['to another function', { FunctionArn: on('lambda', 'function:other') }],
  ])('does not: %s', async (_, change) => expect(await delivers([{ ...NOW, ...change }])).toBe(false));

  test('delivers by two of its own, and not beside one of another function, or without any', async () => {
    expect(await delivers([NOW, NOW])).toBe(true);
    expect(await delivers([NOW, { ...NOW, State: 'Disabled' }])).toBe(false);
    expect(await delivers([NOW, { ...NOW, FunctionArn: on('lambda', 'function:other') }])).toBe(false);
    expect(await delivers([])).toBe(false);
  });

  test('is meant by the name of its function, too', async () => {
    expect(await delivers([NOW], { deployed: { FunctionName: 'worker:live' } })).toBe(true);
    expect(await delivers([NOW], { deployed: { FunctionName: 'other' } })).toBe(false);
  });

  test('without a word in the template has what Lambda gives', async () => {
    const deployed = { BatchSize: undefined, FunctionResponseTypes: undefined, ScalingConfig: undefined };
    expect(await delivers([{ ...NOW, FunctionResponseTypes: undefined }], { deployed })).toBe(true);
    expect(await delivers([{ ...NOW, BatchSize: 11 }], { deployed })).toBe(false);
    expect(await delivers([{ ...NOW, ScalingConfig: undefined }], { deployed })).toBe(true);
    expect(await delivers([{ ...NOW, ScalingConfig: { MaximumConcurrency: 1 } }], { deployed })).toBe(true);
    expect(await delivers([{ ...NOW, ScalingConfig: { MaximumConcurrency: 0 } }], { deployed })).toBe(false);
  });

  test('of a queue needs messages hidden for six times as long as the function may take', async () => {
    expect(await delivers([NOW], { hidden: '59' })).toBe(false);
    expect(await delivers([NOW], { hidden: '60', configuration: refusal('ResourceNotFoundException') })).toBe(false);
    const stream = { EventSourceArn: on('dynamodb', 'table/T/stream/1') };
    expect(await delivers([{ ...NOW, ...stream }], { hidden: '59', deployed: stream })).toBe(true);
  });
});

describe('an API', () => {
  const STAGE = resource('ApiGatewayV2::Stage', { ApiId: 'it', StageName: '$default' });
  const CALLS = resource('ApiGatewayV2::Integration', { ApiId: 'it', IntegrationUri: `${FUNCTION}:live` });
  const invoke = (name: string) =>
    `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${on('lambda', `function:${name}`)}/invocations`;
  const leads = (
    {
      api = {} as object,
      routes = [{ Target: 'integrations/i1' }] as object[] | undefined,
      stages = ['$default'],
      uri = invoke('worker:live'),
    } = {},
    others = [CALLS, STAGE],
  ) =>
    kept(
      apiLeadsToIts,
      resource('ApiGatewayV2::Api', {}),
      {
        'apigateway.getApi': api,
        'apigateway.getRoutes': { Items: routes },
        'apigateway.getStages': { Items: stages.map((StageName) => ({ StageName })) },
        'apigateway.getIntegrations': {
          Items: [
            { IntegrationId: 'i1', IntegrationUri: uri },
            { IntegrationId: 'i2', IntegrationUri: invoke('other') },
          ],
        },
      },
      others,
    ).holds;

  test('leads to the function that it led to, in whatever spelling', async () => {
    expect(await leads()).toBe(true);
    expect(await leads({ uri: `${FUNCTION}:live` })).toBe(true);
  });

  test('does not, closed, gone, without a route, or with one that leads elsewhere', async () => {
    expect(await leads({ api: { DisableExecuteApiEndpoint: true } })).toBe(false);
    expect(await leads({ api: refusal('NotFoundException') })).toBe(false);
    expect(await leads({ routes: [] })).toBe(false);
    expect(await leads({ routes: [{ Target: 'integrations/i1' }, { Target: 'integrations/i2' }] })).toBe(false);
    expect(await leads({ routes: [{ Target: 'integrations/gone' }] })).toBe(false);
    expect(await leads({ routes: [{}] })).toBe(false);
    expect(await leads({ uri: invoke('worker') }), 'past the alias').toBe(false);
    const ofAnotherApi = resource('ApiGatewayV2::Integration', { ...CALLS.properties, ApiId: 'other' });
    expect(await leads({}, [ofAnotherApi, STAGE])).toBe(false);
    expect(await leads({}, [resource('ApiGatewayV2::Route', CALLS.properties), STAGE])).toBe(false);
    expect(await leads({ stages: ['$default', 'mine'] }), 'by another address').toBe(false);
    const ofAnother = resource('ApiGatewayV2::Stage', { ApiId: 'other', StageName: 'mine' });
    expect(await leads({ stages: ['$default', 'mine'] }, [CALLS, STAGE, ofAnother])).toBe(false);
  });

  test('leads nobody past a path on which all are asked', async () => {
    const route = (RouteKey: string, AuthorizationType = 'NONE') => ({
      ...{ ApiId: 'it', RouteKey, AuthorizationType, Target: 'integrations/i1' },
    });
    const deployed = [route('ANY /me', 'JWT'), route('ANY /all')].map((each) => resource('ApiGatewayV2::Route', each));
    const among = (...routes: object[]) => leads({ routes }, [CALLS, STAGE, ...deployed]);
    expect(await among(route('ANY /me', 'JWT'), route('ANY /all'), route('GET /all'))).toBe(true);
    expect(await among(route('GET /me', 'JWT'))).toBe(true);
    expect(await among(route('GET /me'))).toBe(false);
  });

  test('asks who sends where it did, on every route of that key', async () => {
    const asks = (routes: object[] | undefined, deployed: object = { AuthorizationType: 'AWS_IAM' }) =>
      kept(routeAsksWho, resource('ApiGatewayV2::Route', { ApiId: 'a', RouteKey: 'POST /x', ...deployed }), {
        'apigateway.getRoutes': { Items: routes },
      }).holds;
    const route = (AuthorizationType: string, RouteKey = 'POST /x') => ({ RouteKey, AuthorizationType });
    expect(await asks([route('AWS_IAM'), route('NONE', 'GET /x')])).toBe(true);
    expect(await asks([route('AWS_IAM'), route('NONE')])).toBe(false);
    expect(await asks([route('AWS_IAM', 'GET /x')])).toBe(false);
    expect(await asks(undefined)).toBe(false);
    const token = { AuthorizationType: 'JWT', AuthorizerId: 'it/one', AuthorizationScopes: ['read'] };
    const byToken = (change: object) => asks([{ RouteKey: 'POST /x', ...token, ...change }], token);
    expect(await byToken({ AuthorizerId: 'one' })).toBe(true);
    expect(await byToken({ AuthorizerId: 'other' })).toBe(false);
    expect(await byToken({ AuthorizationScopes: [] })).toBe(false);
    expect(await asks([route('NONE')], {})).toBe(true);
    expect(await asks([], { AuthorizationType: 'NONE' })).toBe(true);
  });
});

describe('a stage', () => {
  const LIMITS = { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 100 };
  const LOG = { DestinationArn: on('logs', 'log-group:api:*'), Format: '{}' };
  const DEPLOYED = { ApiId: 'a', AutoDeploy: true, DefaultRouteSettings: LIMITS, AccessLogSettings: LOG };
  const bounds = (now: object | Error, deployed: object = DEPLOYED) =>
    kept(stageBounds, resource('ApiGatewayV2::Stage', deployed), {
      'apigateway.getStage':
        now instanceof Error ? now : { AutoDeploy: true, DefaultRouteSettings: LIMITS, AccessLogSettings: LOG, ...now },
    }).holds;
  const limits = (change: object) => ({ DefaultRouteSettings: { ...LIMITS, ...change } });

  test.each<[string, object]>([
    ['as it is', {}],
    ['twice the rate', limits({ ThrottlingRateLimit: 20 })],
    ['twice the burst', limits({ ThrottlingBurstLimit: 200 })],
    ['no settings of single routes', { RouteSettings: {} }],
    ['the log in another spelling', { AccessLogSettings: { ...LOG, DestinationArn: on('logs', 'log-group:api') } }],
  ])('bounds its callers: %s', async (_, now) => expect(await bounds(now)).toBe(true));

  test.each<[string, object | Error]>([
    ['gone', refusal('NotFoundException')],
    ['fewer', limits({ ThrottlingRateLimit: 9 })],
    ['many more', limits({ ThrottlingRateLimit: 21 })],
    ['a smaller burst', limits({ ThrottlingBurstLimit: 99 })],
    ['a far larger burst', limits({ ThrottlingBurstLimit: 201 })],
    ['none', { DefaultRouteSettings: undefined }],
    ['one route apart', { RouteSettings: { 'GET /x': { ThrottlingRateLimit: 1 } } }],
    ['no log', { AccessLogSettings: undefined }],
    ['another log', { AccessLogSettings: { ...LOG, DestinationArn: on('logs', 'log-group:other') } }],
    ['an empty line', { AccessLogSettings: { ...LOG, Format: '' } }],
    ['changes that wait for somebody', { AutoDeploy: false }],
  ])('does not: %s', async (_, now) => expect(await bounds(now)).toBe(false));

  test('has to have what the template asks for, and no more', async () => {
    expect(await bounds({ AccessLogSettings: undefined, DefaultRouteSettings: undefined }, { ApiId: 'a' })).toBe(true);
  });
});
