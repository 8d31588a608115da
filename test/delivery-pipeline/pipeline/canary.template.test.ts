import { beforeAll, describe, expect, it } from 'vitest';
import { ofType } from '../../support/synthesize.ts';
import { type Resources, synthesizeDelivery, theOne } from '../synthesize-delivery.ts';

let stacks: Readonly<Record<string, Resources>>;
let production: Resources;

beforeAll(async () => {
  stacks = await synthesizeDelivery();
  production = stacks['Prod-ServerlessApi'] as Resources;
});

describe('a release in production', () => {
  it('moves ten percent of the traffic, and the rest after five minutes', () => {
    const { Properties } = theOne(production, 'AWS::CodeDeploy::DeploymentGroup');
    expect(Properties.DeploymentConfigName).toBe('CodeDeployDefault.LambdaCanary10Percent5Minutes');
    expect(Properties.DeploymentStyle).toEqual({
      DeploymentType: 'BLUE_GREEN',
      DeploymentOption: 'WITH_TRAFFIC_CONTROL',
    });
  });

  it('moves ten percent a minute in the linear variant, and the pipeline reproduces that choice', async () => {
    const linear = await synthesizeDelivery({ trafficShift: 'linear' });
    const { Properties } = theOne(linear['Prod-ServerlessApi'], 'AWS::CodeDeploy::DeploymentGroup');
    expect(Properties.DeploymentConfigName).toBe('CodeDeployDefault.LambdaLinear10PercentEvery1Minute');
    const { Source } = theOne(linear.DeliveryPipeline, 'AWS::CodeBuild::Project', 'ReleaseBuildProject').Properties;
    expect(JSON.stringify(Source)).toContain('-c trafficShift=linear');
  });

  it('cannot reach callers around it: the alias moves by CodeDeploy, with a hook before and after', () => {
    const alias = production[theOne(production, 'AWS::Lambda::Alias').id] as unknown as Record<string, unknown>;
    expect(alias.UpdatePolicy).toEqual({
      CodeDeployLambdaAliasUpdate: {
        ApplicationName: { Ref: theOne(production, 'AWS::CodeDeploy::Application').id },
        DeploymentGroupName: { Ref: theOne(production, 'AWS::CodeDeploy::DeploymentGroup').id },
        BeforeAllowTrafficHook: { Ref: theOne(production, 'AWS::Lambda::Function', 'ReleaseBeforeTraffic').id },
        AfterAllowTrafficHook: { Ref: theOne(production, 'AWS::Lambda::Function', 'ReleaseAfterTraffic').id },
      },
    });
    const route = Object.values(production).find(
      ({ Type, Properties }) => Type === 'AWS::ApiGatewayV2::Route' && Properties.RouteKey === '$default',
    );
    const [, integration] = Object.entries(production).find(
      ([id, { Type }]) =>
        Type === 'AWS::ApiGatewayV2::Integration' && JSON.stringify(route?.Properties.Target).includes(`"${id}"`),
    ) as [string, (typeof production)[string]];
    expect(integration.Properties.IntegrationUri).toEqual({ Ref: theOne(production, 'AWS::Lambda::Alias').id });
  });

  it('is rolled back when it fails, when someone stops it, and when any alarm of the service goes off', () => {
    const { Properties } = theOne(production, 'AWS::CodeDeploy::DeploymentGroup');
    expect(Properties.AutoRollbackConfiguration).toEqual({
      Enabled: true,
      Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
    });
    const watched = Properties.AlarmConfiguration.Alarms.map(({ Name }: { Name: { Ref: string } }) => Name.Ref);
    expect(Properties.AlarmConfiguration.Enabled).toBe(true);
    expect(watched.sort()).toEqual(
      ofType(production, 'AWS::CloudWatch::Alarm')
        .map(([id]) => id)
        .sort(),
    );
    expect(watched).toHaveLength(7);
  });

  it('is judged by the errors of the new version alone, from the first one in a minute', () => {
    const { Properties } = theOne(production, 'AWS::CloudWatch::Alarm', 'Release');
    const version = theOne(production, 'AWS::Lambda::Version', 'ApiFunction').id;
    expect(Properties).toMatchObject({
      MetricName: 'Errors',
      Namespace: 'AWS/Lambda',
      Statistic: 'Sum',
      Period: 60,
      Threshold: 1,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    });
    const dimensions = Properties.Dimensions.map(({ Name, Value }: { Name: string; Value: unknown }) => [Name, Value]);
    expect(Object.fromEntries(dimensions).ExecutedVersion).toEqual({ 'Fn::GetAtt': [version, 'Version'] });
    expect(JSON.stringify(Object.fromEntries(dimensions).Resource)).toContain(':live');
  });

  it('has its hooks and its alarm looking at the new version before the alias begins to move', () => {
    const { DependsOn = [] } = theOne(production, 'AWS::Lambda::Alias');
    for (const start of ['ReleaseBeforeTraffic', 'ReleaseAfterTraffic', 'ReleaseNewVersionErrors']) {
      expect(
        DependsOn.some((id) => id.startsWith(start)),
        start,
      ).toBe(true);
    }
    const version = { 'Fn::GetAtt': [theOne(production, 'AWS::Lambda::Version', 'ApiFunction').id, 'Version'] };
    for (const hook of ['ReleaseBeforeTraffic', 'ReleaseAfterTraffic']) {
      const { Variables } = theOne(production, 'AWS::Lambda::Function', hook).Properties.Environment;
      expect(Variables.RELEASE_VERSION, hook).toEqual(version);
    }
  });

  it('keeps the version before, to go back to', () => {
    expect(theOne(production, 'AWS::Lambda::Version', 'ApiFunction').DeletionPolicy).toBe('Retain');
  });
});

describe('the stages', () => {
  it('run the same code: every function of beta has its very bytes in production', () => {
    const codeOf = (resources: Resources | undefined) =>
      Object.fromEntries(
        ofType(resources ?? {}, 'AWS::Lambda::Function').map(([id, { Properties }]) => [id, Properties.Code.S3Key]),
      );
    const beta = codeOf(stacks['Beta-ServerlessApi']);
    expect(Object.keys(beta).length).toBeGreaterThanOrEqual(3);
    expect(codeOf(stacks['Prod-ServerlessApi'])).toMatchObject(beta);
  });

  it('move traffic at once before production: nobody but tests is there', () => {
    expect(ofType(stacks['Beta-ServerlessApi'] ?? {}, 'AWS::CodeDeploy::DeploymentGroup')).toEqual([]);
  });

  it('can be told apart by their tags, and belong to the lab', () => {
    for (const stage of ['Beta', 'Prod']) {
      const { Properties } = theOne(stacks[`${stage}-ServerlessApi`], 'AWS::Lambda::Function', 'ApiFunction');
      expect(Properties.Tags).toEqual(
        expect.arrayContaining([
          { Key: 'certlab', Value: 'delivery-pipeline' },
          { Key: 'stage', Value: stage },
        ]),
      );
    }
  });
});
