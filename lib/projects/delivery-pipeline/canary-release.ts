import { ArnFormat, Duration, Stack, Validations } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IAlarm, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnDeploymentGroup, LambdaApplication, LambdaDeploymentConfig } from 'aws-cdk-lib/aws-codedeploy';
import { Policy, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Alias, CfnAlias, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { VERIFY_RELEASE } from '../../../lambda/delivery-pipeline/env.ts';
import { handlerAsset } from '../../bundle.ts';
import { HandlerFunction } from '../../constructs/handler-function.ts';
import { exactRole } from './pipeline/exact-role.ts';
import { deliveryPipeline } from './project.ts';
import type { TrafficShift } from './stages.ts';

export interface CanaryReleaseProps {
  /** Callers' alias; it points at `function`'s current version. */
  readonly alias: Alias;
  /** The alias' name as text. Derived from the alias it would make everything here wait for it. */
  readonly aliasName: string;
  readonly function: LambdaFunction;
  /** Alarms of the service; any of them in alarm takes the new version back. */
  readonly alarms: readonly IAlarm[];
  readonly trafficShift: TrafficShift;
}

const CONFIGURATIONS = {
  canary: LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES,
  linear: LambdaDeploymentConfig.LINEAR_10PERCENT_EVERY_1MINUTE,
} as const;

/**
 * Moves the traffic of an alias by CodeDeploy: a hook calls the new version, ten percent of the traffic follow, the
 * rest after five minutes without an alarm, a second hook looks at what callers get. Whatever fails on the way sends
 * all traffic back, and CloudFormation takes the stack back with it.
 */
export class CanaryRelease extends Construct {
  constructor(scope: Construct, id: string, props: CanaryReleaseProps) {
    super(scope, id);
    const { alias, function: service } = props;
    const version = service.currentVersion;
    const aliasArn = `${service.functionArn}:${props.aliasName}`;

    const before = this.hook(
      'BeforeTraffic',
      'Calls the new version before any caller does',
      version.functionArn,
      version.version,
    );
    const after = this.hook(
      'AfterTraffic',
      'Calls what callers call, when all traffic has moved',
      aliasArn,
      version.version,
    );

    const versionErrors = new Alarm(this, 'NewVersionErrors', {
      metric: new Metric({
        namespace: 'AWS/Lambda',
        metricName: 'Errors',
        // Exam: by executed version, or nine tenths of good old traffic would dilute what the new version does.
        dimensionsMap: {
          FunctionName: service.functionName,
          Resource: `${service.functionName}:${props.aliasName}`,
          ExecutedVersion: version.version,
        },
        statistic: Stats.SUM,
        period: Duration.minutes(1),
      }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: [
        'Means: The version that is being released failed at least one request in a minute.',
        'Investigate: Filter the function log by level ERROR and by this version; the pipeline names the commit.',
        'Resolve: Nothing at once: CodeDeploy has sent the traffic back. Fix the commit, or revert it.',
        'Runbook: lib/projects/delivery-pipeline/README.md#a-release-was-rolled-back',
      ].join('\n'),
    });

    const alarms = [versionErrors, ...props.alarms];
    const hooks = [before, after];
    const role = exactRole(this, 'Role', new ServicePrincipal('codedeploy.amazonaws.com'), [
      new PolicyStatement({
        actions: ['lambda:GetAlias', 'lambda:GetProvisionedConcurrencyConfig', 'lambda:UpdateAlias'],
        resources: [service.functionArn, aliasArn],
      }),
      new PolicyStatement({
        actions: ['lambda:InvokeFunction'],
        resources: hooks.map(({ functionArn }) => functionArn),
      }),
      // Exam: IAM can narrow DescribeAlarms to alarms, but only a call that names them; AWS's own role for CodeDeploy
      // (AWSCodeDeployRoleForLambda) has `*`, because the service may list them all. It reads, and changes nothing.
      new PolicyStatement({ actions: ['cloudwatch:DescribeAlarms'], resources: ['*'] }),
    ]);
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'Only cloudwatch:DescribeAlarms has this resource, as in the role that AWS makes for CodeDeploy.',
    });
    const application = new LambdaApplication(this, 'Application');
    const group = new CfnDeploymentGroup(this, 'Group', {
      applicationName: application.applicationName,
      serviceRoleArn: role.roleArn,
      deploymentConfigName: CONFIGURATIONS[props.trafficShift].deploymentConfigName,
      deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
      alarmConfiguration: { enabled: true, alarms: alarms.map(({ alarmName }) => ({ name: alarmName })) },
      autoRollbackConfiguration: {
        enabled: true,
        events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
      },
    });

    // Not in the hooks' own policies: the group knows the service's alarms, those know the alias, and the alias waits
    // for the hooks; here nothing waits for it.
    new Policy(this, 'MayReport', {
      roles: hooks.map((hook) => hook.role),
      statements: [
        new PolicyStatement({
          actions: ['codedeploy:PutLifecycleEventHookExecutionStatus'],
          resources: [deploymentGroupArn(application, group)],
        }),
      ],
    });

    // Exam: an update policy is what makes CloudFormation hand the change of an alias to CodeDeploy instead of doing it.
    (alias.node.defaultChild as CfnAlias).cfnOptions.updatePolicy = {
      codeDeployLambdaAliasUpdate: {
        applicationName: application.applicationName,
        deploymentGroupName: group.ref,
        beforeAllowTrafficHook: before.functionName,
        afterAllowTrafficHook: after.functionName,
      },
    };
    // The hooks and the alarm must look at the new version before the alias begins to move.
    alias.node.addDependency(before, after, versionErrors);
  }

  private hook(id: string, description: string, releaseArn: string, version: string): HandlerFunction {
    const hook = new HandlerFunction(this, id, {
      description,
      bundle: handlerAsset(deliveryPipeline.slug, VERIFY_RELEASE),
      environment: { RELEASE_ARN: releaseArn, RELEASE_VERSION: version },
      memorySize: 256,
      timeout: Duration.minutes(1),
    });
    hook.addToRolePolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [releaseArn] }));
    Validations.of(hook).acknowledge(
      { id: 'Serverless-LambdaDLQ', reason: CALLED_BY_CODEDEPLOY },
      { id: 'Serverless-LambdaAsyncFailureDestination', reason: CALLED_BY_CODEDEPLOY },
    );
    return hook;
  }
}

const CALLED_BY_CODEDEPLOY =
  'CodeDeploy waits for what it reports and fails the deployment when nothing comes; there is no event to keep.';

const deploymentGroupArn = (application: LambdaApplication, group: CfnDeploymentGroup) =>
  Stack.of(group).formatArn({
    service: 'codedeploy',
    resource: 'deploymentgroup',
    resourceName: `${application.applicationName}/${group.ref}`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
