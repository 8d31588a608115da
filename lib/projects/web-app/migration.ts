import { type CfnElement, Duration, Stack, Validations } from 'aws-cdk-lib';
import type { FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Trigger } from 'aws-cdk-lib/triggers';
import { Construct, type IConstruct } from 'constructs';
import { IMAGE_VARIABLE, RUN_MIGRATION } from '../../../lambda/web-app/env.ts';
import { handlerAsset } from '../../bundle.ts';
import { HandlerFunction } from '../../constructs/handler-function.ts';
import type { Network } from '../../constructs/multi-tier/network.ts';
import { ASSETS_PATH, MIGRATE, type OPTIONAL_VARIABLES } from './app/env.ts';
import type { DataTier } from './data-tier.ts';
import { webApp } from './project.ts';
import type { Site } from './site.ts';
import type { Size } from './size.ts';
import type { WebTier } from './web-tier.ts';

export interface MigrationProps {
  readonly network: Network;
  readonly data: DataTier;
  readonly web: WebTier;
  readonly assets: Site['assets'];
  readonly size: Size;
}

/**
 * Schema, questions and assets, brought up to date by one task before the service rolls. A migration that fails fails the
 * deployment: the old version goes on, on the old schema.
 */
export class Migration extends Construct {
  readonly task: FargateTaskDefinition;

  constructor(scope: Construct, id: string, { network, data, web, assets, size }: MigrationProps) {
    super(scope, id);
    this.task = web.taskDefinition(this, 'Task', {
      streamPrefix: 'migration',
      command: ['node', 'server.mjs', MIGRATE],
      environment: { ASSETS_BUCKET: assets.bucketName } satisfies Partial<
        Record<keyof typeof OPTIONAL_VARIABLES, string>
      >,
    });
    // Its role alone may write assets: a task that serves has no use for it.
    this.task.addToTaskRolePolicy(
      new PolicyStatement({
        actions: ['s3:PutObject'],
        resources: [assets.arnForObjects(`${ASSETS_PATH.slice(1)}/*`)],
      }),
    );
    const logicalId = (resource: IConstruct) => Stack.of(this).getLogicalId(resource.node.defaultChild as CfnElement);
    Validations.of(this.task).acknowledge({
      id: `AwsSolutions-IAM5[Resource::<${logicalId(assets)}.Arn>${ASSETS_PATH}/*]`,
      reason: 'The assets of every release are below this one prefix, named by what is in them.',
    });

    const run = new HandlerFunction(this, 'Run', {
      description: 'Runs the migration task while the stack is deployed, and fails where it failed',
      bundle: handlerAsset(webApp.slug, RUN_MIGRATION),
      environment: {
        CLUSTER_ARN: web.cluster.clusterArn,
        TASK_DEFINITION_ARN: this.task.taskDefinitionArn,
        SUBNET_IDS: network.web.map(({ subnetId }) => subnetId).join(','),
        SECURITY_GROUP_ID: network.groups.tasks.securityGroupId,
        PUBLIC_ADDRESS: size.webTier === 'public' ? 'ENABLED' : 'DISABLED',
        [IMAGE_VARIABLE]: this.task.defaultContainer?.imageName ?? '',
      },
      memorySize: 256,
      timeout: TIMEOUT,
    });
    const { cluster } = web;
    const onCluster = { ArnEquals: { 'ecs:cluster': cluster.clusterArn } };
    run.addToRolePolicy(
      new PolicyStatement({
        actions: ['ecs:RunTask'],
        resources: [this.task.taskDefinitionArn],
        conditions: onCluster,
      }),
    );
    run.addToRolePolicy(
      new PolicyStatement({
        actions: ['ecs:DescribeTasks'],
        resources: [
          Stack.of(this).formatArn({ service: 'ecs', resource: 'task', resourceName: `${cluster.clusterName}/*` }),
        ],
        conditions: onCluster,
      }),
    );
    run.addToRolePolicy(
      new PolicyStatement({
        actions: ['iam:PassRole'],
        resources: [this.task.taskRole.roleArn, this.task.obtainExecutionRole().roleArn],
        conditions: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
      }),
    );
    Validations.of(run).acknowledge({ id: 'Serverless-LambdaDLQ', reason: CALLED_SYNCHRONOUSLY });
    Validations.of(run.role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ecs:<AWS::Region>:<AWS::AccountId>:task/<${logicalId(cluster)}>/*]`,
      reason: TASKS_HAVE_NO_NAME_BEFORE,
    });

    const before = new Trigger(this, 'BeforeService', { handler: run, timeout: TIMEOUT });
    before.executeAfter(data, network, this.task);
    before.executeBefore(web.service);
  }
}

/** A new cluster may keep it waiting for two minutes; the schema takes seconds. */
const TIMEOUT = Duration.minutes(10);

const CALLED_SYNCHRONOUSLY =
  'The deployment invokes it synchronously and fails with its error; there is no asynchronous event to lose.';
const TASKS_HAVE_NO_NAME_BEFORE =
  'ecs:DescribeTasks has the tasks of this one cluster as its resource: a task gets its id when it is started.';
