/** Buses, rules and archives, and the settings of a whole stack: what still arrives, and what people notice when it does not. */
import { describe, expect, test } from 'vitest';
import { archiveKeeps, busIsThere, keepsPast, ruleLeadsOn } from '../../../lib/lab/health/events.ts';
import { brokenSettings, settingsKept } from '../../../lib/lab/health/settings-kept.ts';
import { type Answers, answeringAws, refusal } from '../../support/fakes/answering-aws.ts';

const on = (service: string, rest: string) => `arn:aws:${service}:us-east-1:111122223333:${rest}`;
const PLACE = { partition: 'aws', region: 'us-east-1', account: '111122223333' };
const resource = (type: string, properties: object, physicalId = 'it') => ({
  ...{ logicalId: 'It', type: `AWS::${type}`, physicalId, arn: on('x', physicalId), properties },
});
const present = (answers: Answers, resources: ReturnType<typeof resource>[] = []) => ({
  aws: answeringAws(answers).aws,
  stack: { ...PLACE, resources },
});

/** EventBridge's own answer to a pattern, as far as these patterns go: values that are listed, and prefixes. */
function testEventPattern({ EventPattern, Event }: { EventPattern: string; Event: string }) {
  const event = JSON.parse(Event) as Record<string, string>;
  if (Number.isNaN(Date.parse(event.time ?? '')) || event.account !== PLACE.account || event.region !== PLACE.region)
    throw new Error('An event has an account, a region and a time.');
  const matches = ([name, wanted]: [string, (string | { prefix: string })[]]) =>
    wanted.some((each) => (typeof each === 'string' ? event[name] === each : event[name]?.startsWith(each.prefix)));
  return { Result: Object.entries<(string | { prefix: string })[]>(JSON.parse(EventPattern)).every(matches) };
}

test('a bus is there or it is not', async () => {
  const bus = (now: object | Error) =>
    busIsThere(resource('Events::EventBus', {}, 'bus'), present({ 'eventbridge.describeEventBus': now }));
  expect(await bus({ Name: 'bus' })).toBe(true);
  expect(await bus(refusal('ResourceNotFoundException'))).toBe(false);
  await expect(bus(refusal('AccessDenied'))).rejects.toThrow('AccessDenied');
});

describe('a rule', () => {
  const PATTERN = JSON.stringify({ source: ['quiz'] });
  const QUEUE = { Id: 'q', Arn: on('sqs', 'work'), DeadLetterConfig: { Arn: on('sqs', 'parked') } };
  const DEPLOYED = { EventBusName: 'bus', EventPattern: { source: ['quiz'] }, Targets: [QUEUE] };
  const rule = (target: object = {}, more: object = {}) => ({
    ...{ State: 'ENABLED', EventPattern: PATTERN, targets: [{ ...QUEUE, ...target }] },
    ...more,
  });
  const leads = (
    rules: ReturnType<typeof rule>[] | Error,
    deployed: object = DEPLOYED,
    others: ReturnType<typeof resource>[] = [],
  ) =>
    ruleLeadsOn(
      resource('Events::Rule', deployed),
      present(
        {
          'eventbridge.listRules':
            rules instanceof Error ? rules : { Rules: rules.map((each, nth) => ({ ...each, Name: `r${nth}` })) },
          'eventbridge.listTargetsByRule': ({ Rule }: { Rule: string }) =>
            rules instanceof Error ? {} : { Targets: rules[Number(Rule.slice(1))]?.targets },
          'eventbridge.testEventPattern': testEventPattern,
        },
        others,
      ),
    );
  const on2 = (source: string, more: object = {}) => ({ EventPattern: JSON.stringify({ source: [source], ...more }) });

  test.each<[string, ReturnType<typeof rule>[]]>([
    ['as it is', [rule()]],
    ['beside one that leads elsewhere', [rule(), rule({ Arn: on('sqs', 'other') }, on2('other'))]],
    ['beside one that is off', [rule(), rule({}, { State: 'DISABLED', EventPattern: '{"source":[{"prefix":""}]}' })]],
    ['beside a schedule', [rule(), rule({}, { EventPattern: undefined })]],
    ['in two, one for a type and one for all', [rule(), rule({}, on2('quiz', { 'detail-type': ['QuizAnswered'] }))]],
    ['with the whole event by its path', [rule({ InputPath: '$' })]],
    ['with the default of tries said', [rule({ RetryPolicy: { MaximumRetryAttempts: 185 } })]],
    ['with half the tries', [rule({ RetryPolicy: { MaximumRetryAttempts: 93, MaximumEventAgeInSeconds: 43_200 } })]],
  ])('leads on: %s', async (_, rules) => expect(await leads(rules)).toBe(true));

  test.each<[string, ReturnType<typeof rule>[] | Error]>([
    ['no rule', []],
    ['no bus', refusal('ResourceNotFoundException')],
    ['off', [rule({}, { State: 'DISABLED' })]],
    ['no target', [rule({}, { targets: undefined })]],
    ['another target', [rule({ Arn: on('sqs', 'other') })]],
    ['one type of event alone', [rule({}, on2('quiz', { 'detail-type': ['QuizAnswered'] }))]],
    ['a type that is not ours alone', [rule({}, on2('quiz', { 'detail-type': ['a type that nobody knows'] }))]],
    ['another source', [rule({}, on2('somebody.else'))]],
    ['every source that begins alike', [rule({}, { EventPattern: '{"source":[{"prefix":"quiz"}]}' })]],
    ['what another rule leads there as well', [rule(), rule({}, on2('somebody.else'))]],
    ['a part of the event', [rule({ InputPath: '$.detail' })]],
    ['a text in its place', [rule({ Input: '{}' })]],
    ['an event rewritten', [rule({ InputTransformer: { InputTemplate: '<x>' } })]],
    ['twice, once without a way out', [rule(), rule({ DeadLetterConfig: undefined })]],
    ['no way out', [rule({ DeadLetterConfig: undefined })]],
    ['another way out', [rule({ DeadLetterConfig: { Arn: on('sqs', 'other') } })]],
    ['fewer tries', [rule({ RetryPolicy: { MaximumRetryAttempts: 92 } })]],
    ['tries for less long', [rule({ RetryPolicy: { MaximumEventAgeInSeconds: 43_199 } })]],
  ])('does not: %s', async (_, rules) => expect(await leads(rules)).toBe(false));

  test('has to reach each of its targets, and nothing where it asks for no source', async () => {
    const both = { ...DEPLOYED, Targets: [QUEUE, { Id: 'l', Arn: on('logs', 'log-group:all') }] };
    const log = { Arn: on('logs', 'log-group:all'), DeadLetterConfig: undefined };
    expect(await leads([rule(), rule(log)], both)).toBe(true);
    expect(await leads([rule()], both)).toBe(false);
    expect(await leads([], { EventBusName: 'bus', Targets: [QUEUE] })).toBe(true);
    expect(await leads([], { ...DEPLOYED, EventPattern: { account: ['1'] } })).toBe(true);
    expect(await leads([], { ...DEPLOYED, Targets: undefined })).toBe(true);
  });

  test('leads to no part of the stack besides that no rule of the template leads to', async () => {
    const queue = (name: string) => ({ ...resource('SQS::Queue', {}, name), arn: on('sqs', name) });
    const parts = [queue('work'), queue('parked'), resource('Events::Rule', DEPLOYED)];
    const aside = (to: string, more: object = {}) => rule({ Arn: on('sqs', to) }, more);
    expect(await leads([rule()], DEPLOYED, parts)).toBe(true);
    expect(await leads([rule(), aside('parked')], DEPLOYED, parts), 'a copy on the shelf').toBe(false);
    expect(await leads([rule(), aside('parked', { State: 'DISABLED' })], DEPLOYED, parts)).toBe(true);
    expect(await leads([rule(), aside('of-another-stack')], DEPLOYED, parts), 'a copy for somebody else').toBe(false);
    expect(await leads([rule(), aside('of-another-stack', on2('other'))], DEPLOYED, parts), 'not ours').toBe(true);
    const archive = { ...aside('of-another-stack'), ManagedBy: 'prod.vhs.events.aws.internal' };
    expect(await leads([rule(), archive], DEPLOYED, parts), 'that of an archive').toBe(true);
    const second = resource('Events::Rule', { Targets: [{ Arn: on('sqs', 'parked') }] }, 'second');
    expect(await leads([rule(), aside('parked')], DEPLOYED, [...parts, second])).toBe(true);
    const silent = resource('Events::Rule', {}, 'silent');
    expect(await leads([rule()], DEPLOYED, [...parts, silent])).toBe(true);
  });

  test('may ask for as little patience as the template does', async () => {
    const hasty = { ...QUEUE, RetryPolicy: { MaximumRetryAttempts: 4, MaximumEventAgeInSeconds: 60 } };
    const deployed = { ...DEPLOYED, Targets: [hasty] };
    const policy = (MaximumRetryAttempts: number, MaximumEventAgeInSeconds: number) =>
      leads([rule({ RetryPolicy: { MaximumRetryAttempts, MaximumEventAgeInSeconds } })], deployed);
    expect(await policy(2, 30)).toBe(true);
    expect(await policy(1, 30)).toBe(false);
    expect(await policy(2, 29)).toBe(false);
  });
});

describe('an archive', () => {
  const OURS = JSON.stringify({ source: ['quiz'] });
  const ASKED = { SourceArn: on('events', 'event-bus/bus'), EventPattern: { source: ['quiz'] }, RetentionDays: 30 };
  /** @param archives by name */
  const answers = (archives: Readonly<Record<string, object>>): Answers => ({
    'eventbridge.listArchives': { Archives: Object.keys(archives).map((ArchiveName) => ({ ArchiveName })) },
    'eventbridge.describeArchive': ({ ArchiveName }: { ArchiveName: string }) => archives[ArchiveName],
    'eventbridge.testEventPattern': testEventPattern,
  });
  const keeps = (archives: Readonly<Record<string, object>>, asked: object = {}) =>
    archiveKeeps(resource('Events::Archive', { ...ASKED, ...asked }), present(answers(archives)));
  const archive = (change: object = {}) => ({ State: 'ENABLED', EventPattern: OURS, RetentionDays: 30, ...change });

  test.each<[string, Readonly<Record<string, object>>]>([
    ['as it is', { a: archive() }],
    ['made again beside one that failed', { a: archive({ State: 'CREATE_FAILED' }), b: archive() }],
    ['for longer', { a: archive({ RetentionDays: 31 }) }],
    ['forever', { a: archive({ RetentionDays: 0 }) }],
    ['forever, without a word', { a: archive({ RetentionDays: undefined }) }],
    ['everything', { a: archive({ EventPattern: undefined }) }],
    ['in a state that the emulator does not say', { a: archive({ State: undefined }) }],
    ['beside one that is being deleted', { a: refusal('ResourceNotFoundException'), b: archive() }],
  ])('keeps what happened: %s', async (_, archives) => expect(await keeps(archives)).toBe(true));

  test.each<[string, Readonly<Record<string, object>>]>([
    ['none', {}],
    ['gone', { a: refusal('ResourceNotFoundException') }],
    ['off', { a: archive({ State: 'DISABLED' }) }],
    ['for less long', { a: archive({ RetentionDays: 29 }) }],
    ['of others', { a: archive({ EventPattern: '{"source":["other"]}' }) }],
    ['of one type', { a: archive({ EventPattern: '{"source":["quiz"],"detail-type":["QuizAnswered"]}' }) }],
    [
      'half in one and half in another',
      { a: archive({ RetentionDays: 1 }), b: archive({ EventPattern: '{"source":["x"]}' }) },
    ],
  ])('does not: %s', async (_, archives) => expect(await keeps(archives)).toBe(false));

  test('of a template without days keeps forever', async () => {
    expect(await keeps({ a: archive({ RetentionDays: 0 }) }, { RetentionDays: undefined })).toBe(true);
    expect(await keeps({ a: archive({ RetentionDays: 3_650 }) }, { RetentionDays: undefined })).toBe(false);
  });

  test('of a bus that no template speaks of keeps whatever comes', async () => {
    const past = (archives: Readonly<Record<string, object>>) =>
      keepsPast({ SourceArn: ASKED.SourceArn, RetentionDays: 30 }, present(answers(archives)));
    expect(await past({ a: archive({ EventPattern: undefined }) })).toBe(true);
    expect(await past({ a: archive() })).toBe(false);
  });
});

describe('a whole stack', () => {
  const ALARM = {
    ...{ Namespace: 'N', MetricName: 'M', Statistic: 'Sum', Period: 60, EvaluationPeriods: 1, Threshold: 1 },
    ...{ ComparisonOperator: 'GreaterThanOrEqualToThreshold', TreatMissingData: 'notBreaching' },
  };
  const HEALTHY: Answers = {
    'cloudwatch.describeAlarms': ({ AlarmTypes, NextToken }: { AlarmTypes: string[]; NextToken?: string }) =>
      AlarmTypes.includes('MetricAlarm') && NextToken ? { MetricAlarms: [ALARM] } : { NextToken: 'more' },
    'eventbridge.describeEventBus': {},
  };
  const BUS = resource('Events::EventBus', {});
  const broken = (answers: Answers, resources = [resource('CloudWatch::Alarm', ALARM), BUS]) =>
    brokenSettings(answeringAws({ ...HEALTHY, ...answers }).aws, { ...PLACE, resources });
  const SILENT = 'an alarm would stay silent that would have rung';
  const GONE = 'a bus is not there any more';

  test('is said to be broken in the words of those who notice, each once', async () => {
    const none = { 'eventbridge.describeEventBus': refusal('ResourceNotFoundException') };
    expect(await broken({})).toEqual([]);
    expect(await broken(none)).toEqual([GONE]);
    expect(await broken(none, [BUS, BUS])).toEqual([GONE]);
    expect(await broken({ ...none, 'cloudwatch.describeAlarms': {} })).toEqual([SILENT, GONE]);
    expect(await broken({}, [resource('CloudWatch::Alarm', { ...ALARM, Threshold: 5 })])).toEqual([SILENT]);
  });

  test('is rung by its own alarm, or by another in its place where that is gone', async () => {
    const own = [resource('CloudWatch::Alarm', ALARM, 'own')];
    const now = (...alarms: object[]) => ({ 'cloudwatch.describeAlarms': { MetricAlarms: alarms } });
    const another = { ...ALARM, AlarmName: 'another' };
    expect(await broken(now({ ...ALARM, AlarmName: 'own' }), own)).toEqual([]);
    expect(await broken(now(another), own)).toEqual([]);
    expect(await broken(now(another, { ...ALARM, AlarmName: 'own', Threshold: 5 }), own)).toEqual([SILENT]);
    expect(await broken(now({ ...ALARM, AlarmName: 'own', Threshold: 5 }), own)).toEqual([SILENT]);
  });

  test('without an alarm is not asked for any, and a type without a rule for nothing', async () => {
    expect(await broken({ 'cloudwatch.describeAlarms': refusal('AccessDenied') }, [BUS])).toEqual([]);
    expect(await broken({}, [resource('IAM::Policy', {})])).toEqual([]);
  });

  test('is looked through once for who shares a role, however many functions it has', async () => {
    const OWN = ['one', 'two'].map((name) => resource('Lambda::Function', { Role: on('iam', `role/${name}`) }, name));
    const mine = { FunctionName: 'mine', Role: on('iam', 'role/two') };
    const { aws, calls } = answeringAws({
      'lambda.listFunctions': { Functions: [mine] },
      'lambda.getFunctionConfiguration': { MemorySize: 128, Timeout: 3 },
      ...{ 'lambda.getFunctionConcurrency': {}, 'lambda.listFunctionUrlConfigs': {} },
      'lambda.listFunctionEventInvokeConfigs': {},
    });
    const symptoms = await brokenSettings(aws, { ...PLACE, resources: OWN });
    expect(symptoms).toEqual(['a function does not run, or report, as it did']);
    expect(calls.filter(([call]) => call === 'lambda.listFunctions')).toHaveLength(1);
  });

  /** By type, the properties that a rule reads of the template before it asks. */
  const TYPES: Readonly<Record<string, object>> = {
    'ApiGatewayV2::Api': {},
    'ApiGatewayV2::Route': { AuthorizationType: 'AWS_IAM' },
    'ApiGatewayV2::Stage': {},
    'DynamoDB::GlobalTable': {},
    'Events::Archive': {},
    'Events::EventBus': {},
    'Events::Rule': { EventPattern: { source: ['quiz'] }, Targets: [{ Arn: on('sqs', 'work') }] },
    'Lambda::Alias': {},
    'Lambda::EventSourceMapping': { EventSourceArn: on('sqs', 'work') },
    'Lambda::Function': {},
    'Logs::LogGroup': {},
    'Pipes::Pipe': {},
    'SNS::Topic': {},
    'SQS::Queue': {},
    'StepFunctions::StateMachine': {},
  };

  test('of which nothing is there any longer is broken in as many ways as there are types', async () => {
    const lists = {
      ...{ 'apigateway.getRoutes': {}, 'lambda.listEventSourceMappings': {}, 'eventbridge.listArchives': {} },
      'lambda.listFunctions': {},
      ...{ 'pipes.listPipes': {}, 'logs.describeLogGroups': {} },
      ...{ 'logs.describeSubscriptionFilters': {} },
    };
    const gone = new Proxy<Record<string, unknown>>(lists, {
      get: (prepared, call) => prepared[String(call)] ?? refusal('NotFoundException'),
    });
    const symptoms = await Promise.all(
      Object.entries(TYPES).map(([type, properties]) =>
        brokenSettings(answeringAws(gone).aws, {
          ...PLACE,
          resources: [resource(type, properties, on('sns', 'it'))],
        }),
      ),
    );
    expect(symptoms.filter((each) => each.length !== 1)).toEqual([]);
    expect(new Set(symptoms.flat()).size).toBe(Object.keys(TYPES).length);
  });

  const stack: Answers = {
    'cloudformation.getTemplate': {
      TemplateBody: JSON.stringify({ Resources: { Bus: { Type: 'AWS::Events::EventBus' } } }),
    },
    'cloudformation.listStackResources': {
      StackResourceSummaries: [
        { LogicalResourceId: 'Bus', ResourceType: 'AWS::Events::EventBus', PhysicalResourceId: 'bus' },
      ],
    },
    'cloudformation.describeStacks': { Stacks: [{ StackId: on('cloudformation', 'stack/S/1') }] },
  };
  /** @param refusals how often the bus cannot be looked at before it can */
  async function look(name: string, refusals: number, bus: object = {}) {
    let left = refusals;
    const { aws } = answeringAws({
      ...stack,
      'eventbridge.describeEventBus': () => (left-- > 0 ? refusal(name) : bus),
      'eventbridge.listTagsForResource': {},
    });
    return settingsKept('S').look({ aws } as never);
  }

  test('is a probe that says what it saw, and looks once more where the emulator failed', async () => {
    expect(await look('InternalError', 0)).toMatchObject({ ok: true, saw: 'as deployed, or better' });
    expect(await look('InternalError', 1)).toMatchObject({ ok: true });
    expect(await look('ResourceNotFoundException', 1)).toMatchObject({ ok: false, saw: GONE });
    await expect(look('InternalError', 2)).rejects.toThrow('InternalError');
    await expect(look('AccessDenied', 1)).rejects.toThrow('AccessDenied');
  });
});
