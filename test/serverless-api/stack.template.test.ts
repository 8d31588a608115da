import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { CROSS_ORIGIN, ME_PATHS, SIGN_IN_PATH, SITE_PATHS } from '../../lambda/serverless-api/env.ts';
import * as keys from '../../lambda/shared/table/keys.ts';
import { CONTENT_CEILINGS, serverlessApi } from '../../lib/projects/serverless-api/project.ts';
import { repository } from '../../lib/repository.ts';
import { ofType, type Synthesized, synthesize } from '../support/synthesize.ts';

let stack: Synthesized;
let template: Template;
let resources: Synthesized['resources'];

beforeAll(async () => {
  [stack] = (await synthesize('serverless-api')) as [Synthesized];
  ({ template, resources } = stack);
});

/** The properties of every resource of a type, as the template has them. */
const all = (type: string) => ofType(resources, type).map(([, { Properties }]) => Properties);

/** Our own functions; the CDK's runs the trigger. */
const ownFunctions = () => all('AWS::Lambda::Function').filter(({ Handler }) => Handler === 'index.handler');

describe('the content table', () => {
  it('is billed by the request, with a ceiling on reads and on writes', () => {
    template.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      BillingMode: 'PAY_PER_REQUEST',
      WriteOnDemandThroughputSettings: { MaxWriteRequestUnits: CONTENT_CEILINGS.writes },
      Replicas: [Match.objectLike({ ReadOnDemandThroughputSettings: { MaxReadRequestUnits: CONTENT_CEILINGS.reads } })],
    });
  });

  it('can be restored to any second of its retention', () => {
    template.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      Replicas: [Match.objectLike({ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } })],
    });
  });

  it('is encrypted with the key that DynamoDB owns', () => {
    template.hasResourceProperties('AWS::DynamoDB::GlobalTable', { SSESpecification: { SSEEnabled: false } });
  });

  it('lets retired editions expire', () => {
    template.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
  });

  it('has the keys and the one index that the handlers read by', () => {
    template.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        Match.objectLike({
          IndexName: 'byFacet',
          KeySchema: [
            { AttributeName: 'facet', KeyType: 'HASH' },
            { AttributeName: 'facetSort', KeyType: 'RANGE' },
          ],
        }),
      ],
    });
  });
});

describe('the functions', () => {
  it('run on Node 24, and so does the one by which the CDK runs the trigger', () => {
    expect(new Set(all('AWS::Lambda::Function').map(({ Runtime }) => Runtime))).toEqual(new Set(['nodejs24.x']));
  });

  it('run on arm64, traced, with JSON logs', () => {
    expect(ownFunctions()).toHaveLength(4);
    for (const properties of ownFunctions()) {
      expect(properties).toMatchObject({
        Architectures: ['arm64'],
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: { LogFormat: 'JSON' },
      });
    }
  });

  it('log into groups of this stack, each into one of its own', () => {
    const groups = ofType(resources, 'AWS::Logs::LogGroup').map(([id]) => id);
    const used = all('AWS::Lambda::Function').map(({ LoggingConfig }) => LoggingConfig?.LogGroup?.Ref);
    expect(new Set(used).size).toBe(used.length);
    expect(groups).toEqual(expect.arrayContaining(used));
  });

  it('know their tables by generated names, and that of the site knows none', () => {
    const [table] = ofType(resources, 'AWS::DynamoDB::GlobalTable').map(([id]) => id);
    const known = ofType(resources, 'AWS::Lambda::Function')
      .filter(([, { Properties }]) => Properties.Handler === 'index.handler')
      .map(([id, { Properties }]) => [id.replace(/Function\w+$/, ''), Properties.Environment?.Variables]);
    expect(Object.fromEntries(known)).toEqual({
      Api: { CONTENT_TABLE_NAME: { Ref: table } },
      Seed: { CONTENT_TABLE_NAME: { Ref: table } },
      Site: undefined,
      Accounts: {
        LEARNER_TABLE_NAME: { Ref: expect.stringMatching(/^AccountsTable/) },
        SIGN_IN_CLIENT_ID: { Ref: expect.stringMatching(/^AccountsPoolPages/) },
      },
    });
  });
});

describe('the HTTP API', () => {
  it('invokes the alias, never the function of the day', () => {
    const [alias] = ofType(resources, 'AWS::Lambda::Alias');
    template.hasResourceProperties('AWS::ApiGatewayV2::Integration', {
      IntegrationUri: { Ref: alias?.[0] },
      PayloadFormatVersion: '2.0',
    });
    expect(alias?.[1].Properties).toMatchObject({
      Name: 'live',
      FunctionVersion: { 'Fn::GetAtt': [expect.stringMatching(/^ApiFunctionCurrentVersion/), 'Version'] },
    });
  });

  it('keeps the versions before, so that the alias has something to go back to', () => {
    const [version] = ofType(resources, 'AWS::Lambda::Version').filter(([id]) => id.startsWith('ApiFunction'));
    expect(version?.[1]).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  it('hands every path and method to the application, but for those of the site and of the accounts, which go to their functions', () => {
    const [site] = ofType(resources, 'AWS::Lambda::Function').filter(([id]) => id.startsWith('Site'));
    const integrations = ofType(resources, 'AWS::ApiGatewayV2::Integration');
    const called = (target: unknown) =>
      integrations.find(([id]) => JSON.stringify(target).includes(`"${id}"`))?.[1].Properties.IntegrationUri;
    const routes = all('AWS::ApiGatewayV2::Route').map(({ RouteKey, Target }) => [RouteKey, called(Target)]);
    const [alias] = ofType(resources, 'AWS::Lambda::Alias');
    const [accounts] = ofType(resources, 'AWS::Lambda::Function').filter(([id]) => id.startsWith('Accounts'));
    expect(Object.fromEntries(routes)).toEqual({
      $default: { Ref: alias?.[0] },
      ...Object.fromEntries(SITE_PATHS.map((path) => [`ANY ${path}`, { 'Fn::GetAtt': [site?.[0], 'Arn'] }])),
      ...Object.fromEntries(
        [...ME_PATHS, SIGN_IN_PATH].map((path) => [`ANY ${path}`, { 'Fn::GetAtt': [accounts?.[0], 'Arn'] }]),
      ),
    });
    // GetRoutes answers 25 at once, and what asks for them reads one page.
    expect(routes.length).toBeLessThan(25);
  });

  it('answers preflights itself, with what the application would say', () => {
    const [api] = all('AWS::ApiGatewayV2::Api');
    expect(api?.CorsConfiguration).toEqual({
      AllowOrigins: [CROSS_ORIGIN.origin],
      AllowMethods: CROSS_ORIGIN.methods,
      AllowHeaders: CROSS_ORIGIN.requestHeaders,
      ExposeHeaders: CROSS_ORIGIN.exposedHeaders,
      MaxAge: CROSS_ORIGIN.maxAgeSeconds,
    });
  });

  it('is throttled, which caps the bill', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      StageName: '$default',
      DefaultRouteSettings: { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 100 },
    });
  });

  it('writes an access log that answers who, what, how long and why not', () => {
    const [stage] = all('AWS::ApiGatewayV2::Stage');
    const line = JSON.parse(stage?.AccessLogSettings.Format);
    expect(Object.values(line)).toEqual(
      expect.arrayContaining([
        '$context.requestId',
        '$context.identity.sourceIp',
        '$context.httpMethod',
        '$context.routeKey',
        '$context.status',
        '$context.responseLatency',
        '$context.integrationLatency',
        '$context.integrationStatus',
        '$context.integrationErrorMessage',
      ]),
    );
    // What the caller chooses at any length would be billed to the account.
    expect(Object.values(line)).not.toEqual(expect.arrayContaining(['$context.path']));
    expect(Object.values(line)).not.toEqual(expect.arrayContaining(['$context.identity.userAgent']));
    const [group] = ofType(resources, 'AWS::Logs::LogGroup').filter(([id]) => id.startsWith('ApiAccessLog'));
    expect(JSON.stringify(stage?.AccessLogSettings.DestinationArn)).toContain(`"${group?.[0]}"`);
  });
});

describe('the seed', () => {
  it('runs again when the handler, and so the content in it, has changed', () => {
    template.hasResourceProperties('Custom::Trigger', {
      HandlerArn: { Ref: Match.stringLikeRegexp('^SeedFunctionCurrentVersion') },
      ExecuteOnHandlerChange: true,
    });
  });

  it('has run before the alias moves to new code', () => {
    const [trigger] = ofType(resources, 'Custom::Trigger').map(([id]) => id);
    const [alias] = ofType(resources, 'AWS::Lambda::Alias').map(([, resource]) => resource);
    expect(alias?.DependsOn).toContain(trigger);
  });
});

const readme = readFileSync(join(repository, 'lib/projects/serverless-api/README.md'), 'utf8');

describe('operations', () => {
  const ALARMS = {
    FunctionErrors: { namespace: 'AWS/Lambda', metric: 'Errors', statistic: 'Sum', runbook: 'function-errors' },
    FunctionThrottles: {
      namespace: 'AWS/Lambda',
      metric: 'Throttles',
      statistic: 'Sum',
      runbook: 'function-throttles',
    },
    SlowResponses: { namespace: 'AWS/ApiGateway', metric: 'Latency', statistic: 'p99', runbook: 'slow-responses' },
    ServerErrors: { namespace: 'AWS/ApiGateway', metric: '5xx', statistic: 'Sum', runbook: 'server-errors' },
    SiteErrors: { namespace: 'AWS/Lambda', metric: 'Errors', statistic: 'Sum', runbook: 'site-errors' },
    AccountErrors: { namespace: 'AWS/Lambda', metric: 'Errors', statistic: 'Sum', runbook: 'account-errors' },
  };
  const anchors = [...readme.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading?.toLowerCase().replaceAll(' ', '-'));
  const alarm = (name: string) =>
    ofType(resources, 'AWS::CloudWatch::Alarm').find(([id]) => id.startsWith(`Operations${name}`))?.[1].Properties;

  it('has these alarms and no other, since each costs', () => {
    expect(all('AWS::CloudWatch::Alarm')).toHaveLength(Object.keys(ALARMS).length);
  });

  for (const [name, { namespace, metric, statistic, runbook }] of Object.entries(ALARMS)) {
    describe(`the alarm ${name}`, () => {
      it(`watches ${metric} of ${namespace}, ${statistic} of a minute`, () => {
        const { Namespace, MetricName, Statistic, ExtendedStatistic, Period, Dimensions } = alarm(name) ?? {};
        expect([Namespace, MetricName, Statistic ?? ExtendedStatistic, Period]).toEqual([
          namespace,
          metric,
          statistic,
          60,
        ]);
        // A metric of a function is watched where callers are: at the alias. The functions beside the API's have none.
        const ofFunction = ['SiteErrors', 'AccountErrors'].includes(name)
          ? ['FunctionName']
          : ['FunctionName', 'Resource'];
        const watched = namespace === 'AWS/Lambda' ? ofFunction : ['ApiId'];
        expect(Dimensions.map(({ Name }: { Name: string }) => Name)).toEqual(watched);
      });

      it('is not roused by silence', () => {
        expect(alarm(name)?.TreatMissingData).toBe('notBreaching');
      });

      it('says what it means, how to investigate and how to resolve, and leads to the runbook', () => {
        const lines = alarm(name)?.AlarmDescription.split('\n');
        expect(lines).toEqual([
          expect.stringMatching(/^Means: .{20,}/),
          expect.stringMatching(/^Investigate: .{20,}/),
          expect.stringMatching(/^Resolve: .{20,}/),
          `Runbook: lib/projects/serverless-api/README.md#${runbook}`,
        ]);
        expect(anchors).toContain(runbook);
      });
    });
  }

  it('shows every alarm on the dashboard', () => {
    const body = JSON.stringify(all('AWS::CloudWatch::Dashboard')[0]?.DashboardBody);
    for (const [id] of ofType(resources, 'AWS::CloudWatch::Alarm')) expect(body).toContain(`"${id}"`);
  });
});

describe('the stack as a whole', () => {
  it('keeps logs for a week and takes them along when it goes', () => {
    const groups = ofType(resources, 'AWS::Logs::LogGroup');
    expect(groups).toHaveLength(6);
    for (const [id, { Properties, DeletionPolicy }] of groups) {
      expect([id, Properties.RetentionInDays, DeletionPolicy]).toEqual([id, 7, 'Delete']);
    }
  });

  it('leaves nothing behind: what is retained is deleted with its function', () => {
    const retained = Object.values(resources).filter(({ DeletionPolicy }) => DeletionPolicy === 'Retain');
    expect(retained.map(({ Type }) => Type)).toEqual(['AWS::Lambda::Version']);
  });

  it('gives no resource a physical name, so that two copies fit into one account', () => {
    const names = ['TableName', 'FunctionName', 'RoleName', 'LogGroupName', 'AlarmName', 'DashboardName'];
    // Versions, aliases and permissions say by this property which function they belong to.
    const belong = ['AWS::Lambda::Version', 'AWS::Lambda::Alias', 'AWS::Lambda::Permission'];
    const named = Object.entries(resources)
      .filter(([, { Type }]) => !belong.includes(Type))
      .flatMap(([, { Properties }]) => names.filter((name) => name in Properties).map((name) => Properties[name]));
    // The access log has to be where log delivery may write; its name has the stack's in it.
    expect(named).toEqual(['/aws/vendedlogs/ServerlessApi/AccessLog']);
  });

  it('publishes exactly the outputs that the project names, each with what it is', () => {
    const outputs = template.findOutputs('*');
    expect(Object.fromEntries(Object.entries(outputs).map(([name, { Description }]) => [name, Description]))).toEqual(
      serverlessApi.outputs,
    );
  });

  it('is tagged, and so is every resource that can be', () => {
    expect(stack.tags).toEqual({ certlab: 'serverless-api' });
    const untaggable = [
      'AWS::ApiGatewayV2::Authorizer',
      'AWS::ApiGatewayV2::Integration',
      'AWS::ApiGatewayV2::Route',
      'AWS::CloudWatch::Dashboard',
      'AWS::Cognito::UserPoolClient',
      'AWS::IAM::Policy',
      'AWS::Lambda::Alias',
      'AWS::Lambda::Permission',
      'AWS::Lambda::Version',
      'Custom::Trigger',
    ];
    const untagged = Object.entries(resources)
      .filter(([, { Type }]) => !untaggable.includes(Type))
      // The CDK makes these two without its tags; on deployment they get those of the stack.
      .filter(([id]) => !/CustomResourceProvider(Role|Handler)/.test(id))
      .filter(([, { Properties }]) => {
        const tags = Properties.Tags ?? Properties.UserPoolTags ?? Properties.Replicas?.[0].Tags ?? [];
        const pairs = Array.isArray(tags) ? tags.map(({ Key, Value }) => [Key, Value]) : Object.entries(tags);
        return !pairs.some(([key, value]) => key === 'certlab' && value === 'serverless-api');
      });
    expect(untagged.map(([id]) => id)).toEqual([]);
  });
});

describe('the page of the project', () => {
  it('has a row in its access patterns for every kind of item and every facet of the index', () => {
    const table = readme.match(/## Access patterns([\s\S]+?)\n## /)?.[1] ?? '';
    const kinds = Object.values(keys).filter((key) => typeof key === 'string' && key.endsWith('#') && key !== '#');
    expect(kinds.length).toBeGreaterThan(10);
    const missing = [
      ...kinds.map((kind) => `\`${kind}`),
      `\`${keys.certificationKey('<code>')}\``,
      `\`${keys.examKey('<code>')}\``,
      `\`${keys.taskKey('<exam>', '<id>')}\``,
      `\`${keys.levelFacet('<version>', '<level>' as never)}\``,
      `\`${keys.projectFacet('<version>', '<slug>')}\``,
    ].filter((key) => !table.includes(key));
    expect(missing).toEqual([]);
  });

  it('adds up to the idle price and to the price of a million requests that it names', () => {
    const table = readme.split('A million requests:')[1]?.split('The worst day:')[0] ?? '';
    const prices = [...table.matchAll(/\| (\d+\.\d\d) \|$/gm)].map(([, price]) => Number(price));
    const million = readme.match(/A million requests: about \$(\d+\.\d\d)/)?.[1];
    expect(prices.reduce((sum, price) => sum + price, 0).toFixed(2)).toBe(million);
    const alarms = all('AWS::CloudWatch::Alarm').length;
    const dashboards = all('AWS::CloudWatch::Dashboard').length;
    expect(alarms * 0.1 + dashboards * 3).toBeCloseTo(serverlessApi.idleUsdPerMonth);
    expect(readme).toContain(`Idle, a month: $${serverlessApi.idleUsdPerMonth.toFixed(2)}`);
  });
});
