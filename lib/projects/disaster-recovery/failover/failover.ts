import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { AttributeType, Billing, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { CfnDBCluster } from 'aws-cdk-lib/aws-rds';
import { DefinitionBody, LogLevel, QueryLanguage, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { vendedLogName } from '../../../constructs/access-log.ts';
import type { WebTier } from '../../../constructs/multi-tier/web-tier.ts';
import { RunbookAlarm } from '../../../constructs/runbook-alarm.ts';
import { FAILOVER_WORKFLOW } from '../names.ts';
import { disasterRecovery } from '../project.ts';
import { FENCE, fenceOf } from './fence.ts';
import { steps } from './steps.ts';

export interface FailoverProps {
  /** The region that is in use as long as it is there. */
  readonly primary: string;
  /** The secondary cluster, of this region. */
  readonly cluster: CfnDBCluster;
  readonly web: WebTier;
  /** Tasks that this region serves with. */
  readonly tasks: number;
}

const runbook = (heading: string) => `${disasterRecovery.slug}#${heading}` as const;

/**
 * Fails over to this region, and back from it. It lives in the region that waits, and calls nothing in the other
 * (docs/decisions/0107-failing-over-by-a-workflow.md).
 */
export class Failover extends Construct {
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, { primary, cluster, web, tasks }: FailoverProps) {
    super(scope, id);
    const lock = new TableV2(this, 'Lock', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.dynamoOwnedKey(),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    Validations.of(lock).acknowledge({
      id: 'AwsSolutions-DDB3',
      reason: 'One item, that says which execution runs: of no worth once that has ended.',
    });
    // The workflow changes the code. CloudFormation puts it back only where this line changes.
    const fence = fenceOf(this, web, FENCE.down);
    const states = new Construct(this, 'Steps');
    const first = steps(states, {
      primary,
      cluster: {
        name: cluster.ref,
        arn: cluster.attrDbClusterArn,
        subnetGroup: cluster.dbSubnetGroupName as string,
      },
      service: { cluster: web.cluster.clusterName, name: web.service.serviceName, arn: web.service.serviceArn },
      tasks,
      targetGroupArn: web.targets.targetGroupArn,
      fence: fence.listenerRuleArn,
      lock: { table: lock.tableName, arn: lock.tableArn },
    });

    const logs = new LogGroup(this, 'Log', {
      logGroupName: vendedLogName(this, 'Failover'),
      retention: RetentionDays.ONE_WEEK,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.machine = new StateMachine(this, 'Workflow', {
      // Fixed, so that it is found in an hour in which nobody looks at outputs, and its executions can be named in its role.
      stateMachineName: FAILOVER_WORKFLOW,
      comment: 'Fails over to the region that waits, and back',
      definitionBody: DefinitionBody.fromChainable(first),
      queryLanguage: QueryLanguage.JSONATA,
      // Exam: a standard workflow runs each state once and for up to a year; what it did is read in its history.
      stateMachineType: StateMachineType.STANDARD,
      timeout: Duration.hours(1),
      tracingEnabled: true,
      logs: { destination: logs, level: LogLevel.ALL, includeExecutionData: false },
    });
    const { region } = Stack.of(this);
    Validations.of(this.machine.role).acknowledge(
      {
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason:
          'Log delivery, X-Ray and DescribeTargetHealth of Elastic Load Balancing: no action of these has a resource.',
      },
      {
        id: `AwsSolutions-IAM5[Resource::arn:aws:rds:${region}:<AWS::AccountId>:db:*]`,
        reason: 'DescribeDBInstances by cluster is asked of all instances; it reads and changes nothing.',
      },
      {
        id: `AwsSolutions-IAM5[Resource::arn:aws:states:${region}:<AWS::AccountId>:execution:${FAILOVER_WORKFLOW}:*]`,
        reason: 'Executions of this one workflow, each of which has a name of its own.',
      },
    );

    // Two alarms, not a sum: each is paid by metric, and the emulator's CloudFormation makes no alarm of an expression.
    const ends = { Failed: this.machine.metricFailed(), TimedOut: this.machine.metricTimedOut() };
    for (const [how, metric] of Object.entries(ends)) {
      new RunbookAlarm(this, `${how}Alarm`, {
        metric: metric.with({ period: Duration.minutes(1), statistic: Stats.SUM }),
        atLeast: 1,
        means: 'a failover, or the way back, was refused or broke off. It may stand in the middle.',
        investigate: 'DescribeExecution and GetExecutionHistory of Step Functions: error and cause say what to do.',
        resolve: 'start it again with the same input: it goes on from where things stand.',
        runbook: runbook('when-the-primary-is-lost'),
      });
    }
    new RunbookAlarm(this, 'BehindAlarm', {
      // Amazon Aurora User Guide, "Amazon CloudWatch metrics for Amazon Aurora": in milliseconds, published for the secondary
      // cluster in its own region. The dimensions are those of the console's group "DBClusterIdentifier, SourceRegion".
      metric: new Metric({
        namespace: 'AWS/RDS',
        metricName: 'AuroraGlobalDBRPOLag',
        dimensionsMap: { DBClusterIdentifier: cluster.ref, SourceRegion: primary },
        statistic: Stats.MAXIMUM,
        period: Duration.minutes(1),
      }),
      atLeast: 60_000,
      minutes: { breaching: 5, of: 5 },
      means: 'a failover now would lose the answers of the last minute or more.',
      investigate: "the primary's writer: many writes at once, or a cluster whose replication stands still.",
      resolve: 'wait with a planned switch until it is in step; in a disaster the loss is what this says.',
      runbook: runbook('what-is-watched'),
    });
  }
}
