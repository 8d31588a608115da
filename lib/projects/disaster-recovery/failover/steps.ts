/** What the workflow does, state by state; each can be done twice (docs/decisions/0107-failing-over-by-a-workflow.md). */
import { Duration, Stack } from 'aws-cdk-lib';
import {
  Choice,
  Condition,
  type Fail,
  type IChainable,
  type INextable,
  Pass,
  type RetryProps,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { DATABASE_VERSION } from '../../../constructs/multi-tier/serverless-database.ts';
import { globalClusterArn, rdsArn } from '../arns.ts';
import { ADDED_INSTANCE, GLOBAL_CLUSTER, PRIMARY_CLUSTER } from '../names.ts';
import { call } from './calls.ts';
import { FENCE } from './fence.ts';
import { type Lock, lock } from './lock.ts';
import { type Refusal, refusal } from './refusals.ts';

/** What the workflow works on; all but the global database is of the region that it lives in. */
export interface Surroundings {
  /** Region of the cluster that a way back leads to. */
  readonly primary: string;
  readonly cluster: { readonly name: string; readonly arn: string; readonly subnetGroup: string };
  readonly service: { readonly cluster: string; readonly name: string; readonly arn: string };
  /** Tasks, and healthy targets, that the region serves with. */
  readonly tasks: number;
  readonly targetGroupArn: string;
  /** ARN of the listener rule that answers to the health check of the primary's name. */
  readonly fence: string;
  readonly lock: Lock;
}

const ENGINE = 'aurora-postgresql';
/** A switch of roles is under way: empty otherwise (RDS API Reference, FailoverState). */
const MOVING = '$exists($whole.FailoverState.ToDbClusterArn)';
const EVERY = WaitTime.duration(Duration.seconds(15));
/** RDS refuses while one of the clusters is not ready for it. */
const NOT_YET: RetryProps = {
  errors: ['Rds.InvalidGlobalClusterStateException', 'Rds.InvalidDbClusterStateException'],
  interval: Duration.seconds(15),
  backoffRate: 1,
  maxAttempts: 8,
};

/** The first state, and all others behind it. */
export function steps(scope: Construct, around: Surroundings): Choice {
  const { cluster, service, tasks } = around;
  const stack = Stack.of(scope);
  const primaryArn = rdsArn(stack, around.primary, 'cluster', PRIMARY_CLUSTER);
  const whole = globalClusterArn(stack);

  const refusals = new Map<Refusal, Fail>();
  const refuse = (error: Refusal): Fail => {
    const found = refusals.get(error) ?? refusal(scope, error);
    refusals.set(error, found);
    return found;
  };
  const choose = (id: string) => Choice.jsonata(scope, id);
  const when = (jsonata: string) => Condition.jsonata(`{% ${jsonata} %}`);
  /** Looks, and looks again every 15 seconds until it is so. The workflow's own time limit ends it. */
  const until = (id: string, look: INextable & IChainable, so: string, next: IChainable): IChainable => {
    const wait = Wait.jsonata(scope, `${id}Wait`, { time: EVERY });
    look.next(choose(id).when(when(so), next).otherwise(wait));
    wait.next(look);
    return look;
  };

  const describeWhole = (id: string) =>
    call(scope, id, {
      service: 'rds',
      action: 'DescribeGlobalClusters',
      parameters: { GlobalClusterIdentifier: GLOBAL_CLUSTER },
      on: [whole],
      assign: { whole: '{% $states.result.GlobalClusters[0] %}' },
    });
  const isWriter = (arn: string) =>
    `$whole.GlobalClusterMembers[DbClusterArn = '${arn}'].IsWriter = true and $not(${MOVING})`;

  const setFence = (id: string, code: string) =>
    call(scope, id, {
      service: 'elasticloadbalancingv2',
      action: 'ModifyRule',
      parameters: {
        RuleArn: around.fence,
        Actions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: code } }],
      },
      on: [around.fence],
    });

  // 6. Verify, and say so.
  const done = Pass.jsonata(scope, 'TakenOver', {
    outputs: { writer: cluster.arn, tasks: '{% $service.RunningCount %}', healthyTargets: '{% $healthy %}' },
  });
  const verify = until(
    'EnoughTargets',
    call(scope, 'LookAtTargets', {
      service: 'elasticloadbalancingv2',
      action: 'DescribeTargetHealth',
      parameters: { TargetGroupArn: around.targetGroupArn },
      on: ['*'],
      assign: { healthy: "{% $count($states.result.TargetHealthDescriptions[TargetHealth.State = 'healthy']) %}" },
    }),
    `$healthy >= ${tasks}`,
    done,
  );

  // 5. Scale the service.
  const describeService = (id: string) =>
    call(scope, id, {
      service: 'ecs',
      action: 'DescribeServices',
      parameters: { Cluster: service.cluster, Services: [service.name] },
      on: [service.arn],
      assign: { service: '{% $states.result.Services[0] %}' },
    });
  const scale = describeService('LookAtService');
  scale
    .next(
      call(scope, 'AskForTasks', {
        service: 'ecs',
        action: 'UpdateService',
        // Never fewer than scaling has made of it by now.
        parameters: {
          Cluster: service.cluster,
          Service: service.name,
          DesiredCount: `{% $max([$service.DesiredCount, ${tasks}]) %}`,
        },
        on: [service.arn],
      }),
    )
    .next(
      until(
        'Steady',
        describeService('LookAtTasks'),
        `$service.RunningCount >= ${tasks} and $service.RunningCount = $service.DesiredCount`,
        verify,
      ),
    );

  // 4. Fail over the database.
  const promote = call(scope, 'FailOver', {
    service: 'rds',
    action: 'FailoverGlobalCluster',
    parameters: {
      GlobalClusterIdentifier: GLOBAL_CLUSTER,
      TargetDbClusterIdentifier: cluster.arn,
      AllowDataLoss: true,
    },
    on: [whole, cluster.arn],
  }).addRetry(NOT_YET);
  const lookForWriter = describeWhole('LookForWriter');
  const waitForWriter = Wait.jsonata(scope, 'WaitForWriter', { time: EVERY });
  lookForWriter.next(
    choose('WriterIsHere')
      .when(when(isWriter(cluster.arn)), scale)
      .when(when(MOVING), waitForWriter)
      .otherwise(promote.next(waitForWriter)),
  );
  waitForWriter.next(lookForWriter);

  // 3. An instance, which a failover promotes: a headless cluster has none.
  const lookForInstance = until(
    'InstanceIsThere',
    call(scope, 'LookForInstance', {
      service: 'rds',
      action: 'DescribeDBInstances',
      parameters: { Filters: [{ Name: 'db-cluster-id', Values: [cluster.name] }] },
      // Asked by a filter, it is asked of them all.
      on: [rdsArn(stack, stack.region, 'db', '*')],
      assign: { available: "{% $count($states.result.DbInstances[DbInstanceStatus = 'available']) %}" },
    }),
    '$available > 0',
    lookForWriter,
  );
  const major = DATABASE_VERSION.auroraPostgresMajorVersion;
  const addInstance = call(scope, 'AddInstance', {
    service: 'rds',
    action: 'CreateDBInstance',
    parameters: {
      DbInstanceIdentifier: ADDED_INSTANCE,
      DbClusterIdentifier: cluster.name,
      DbInstanceClass: 'db.serverless',
      Engine: ENGINE,
      PromotionTier: 0,
      PubliclyAccessible: false,
    },
    // With what it takes by default: Amazon RDS User Guide, "Identity-based policy examples for Amazon RDS".
    on: [
      rdsArn(stack, stack.region, 'db', ADDED_INSTANCE),
      cluster.arn,
      rdsArn(stack, stack.region, 'pg', `default.${ENGINE}${major}`),
      rdsArn(stack, stack.region, 'og', `default:${ENGINE}-${major}`),
      rdsArn(stack, stack.region, 'subgrp', cluster.subnetGroup),
    ],
  });
  addInstance.addCatch(lookForInstance, { errors: ['Rds.DbInstanceAlreadyExistsException'] }).next(lookForInstance);

  // 2. Fence: from here on the primary's name is ill to Route 53, also when the primary comes back.
  const toStandby = setFence('RaiseFence', FENCE.up).next(
    choose('IsHeadless').when(when('$own.Instances = 0'), addInstance).otherwise(lookForInstance),
  );

  // The way back: the roles are switched without loss, by the region that has the writer now.
  const switchBack = call(scope, 'SwitchBack', {
    service: 'rds',
    action: 'SwitchoverGlobalCluster',
    parameters: { GlobalClusterIdentifier: GLOBAL_CLUSTER, TargetDbClusterIdentifier: primaryArn },
    on: [whole, primaryArn],
  }).addRetry(NOT_YET);
  const lookBack = describeWhole('LookBack');
  const waitBack = Wait.jsonata(scope, 'WaitBack', { time: EVERY });
  const lowerFence = setFence('LowerFence', FENCE.down).next(
    Pass.jsonata(scope, 'GoneBack', { outputs: { writer: primaryArn } }),
  );
  lookBack.next(
    choose('WriterIsBack')
      .when(when(isWriter(primaryArn)), lowerFence)
      .when(when(MOVING), waitBack)
      .otherwise(switchBack.next(waitBack)),
  );
  waitBack.next(lookBack);

  // 1. Check.
  const target = `($to = 'standby' ? '${cluster.arn}' : '${primaryArn}')`;
  const member = `$whole.GlobalClusterMembers[DbClusterArn = ${target}]`;
  const mayIt = choose('MayIt')
    .when(when(`$not($exists(${member}))`), refuse('NotAMember'))
    .when(when(`${MOVING} and $whole.FailoverState.ToDbClusterArn != ${target}`), refuse('UnderWay'))
    // Begun by an execution that was ended: it goes on from there.
    .when(when(`${MOVING} and $to = 'standby'`), toStandby)
    .when(when(`${MOVING}`), lookBack)
    .when(when('$own.EngineVersion != $whole.EngineVersion'), refuse('OtherVersion'))
    .when(when("$own.Status != 'available'"), refuse('NotWhole'))
    .when(when("$to = 'standby'"), toStandby)
    .when(when(`${member}.IsWriter = true or ${member}.SynchronizationStatus = 'connected'`), lookBack)
    .otherwise(refuse('NotInStep'));
  const look = describeWhole('LookAtWhole');
  look
    .next(
      call(scope, 'LookAtOwn', {
        service: 'rds',
        action: 'DescribeDBClusters',
        parameters: { DbClusterIdentifier: cluster.name },
        on: [cluster.arn],
        assign: {
          own:
            "{% $states.result.DbClusters[0].{'Status': Status, 'EngineVersion': EngineVersion, " +
            "'Instances': $count(DbClusterMembers)} %}",
        },
      }),
    )
    .next(mayIt);

  const readLock = lock(scope, around.lock, refuse('UnderWay'), look);
  return choose('Asked')
    .when(when("$states.input.to = 'standby' or $states.input.to = 'primary'"), readLock, {
      assign: { to: '{% $states.input.to %}' },
    })
    .otherwise(refuse('NotAsked'));
}
