import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, MathExpression, Metric, SingleValueWidget, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Pipeline } from 'aws-cdk-lib/aws-codepipeline';
import { AttributeType, Billing, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import {
  DELIVERY_METRICS,
  metricDimensions,
  PARTITION_KEY,
  RECORD_DELIVERY,
  RECORD_DELIVERY_ACTIONS,
  TTL_ATTRIBUTE,
} from '../../../lambda/delivery-pipeline/env.ts';
import { handlerAsset } from '../../bundle.ts';
import { HandlerFunction } from '../../constructs/handler-function.ts';
import { deliveryPipeline } from './project.ts';

export interface DeliveryFiguresProps {
  readonly pipeline: Pipeline;
  /** Stage and action whose failure is a failed deployment to production. */
  readonly production: { readonly stage: string; readonly action: string };
  /** Keeps the events that could not be recorded. */
  readonly undelivered: Queue;
}

/** The four DORA figures, from the pipeline's events: how often, how fast and how safely is delivered, and how soon a failure is fixed. */
export class DeliveryFigures extends Construct {
  readonly function: HandlerFunction;
  readonly table: TableV2;
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, { pipeline, production, undelivered }: DeliveryFiguresProps) {
    super(scope, id);

    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: PARTITION_KEY, type: AttributeType.STRING },
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.dynamoOwnedKey(),
      timeToLiveAttribute: TTL_ATTRIBUTE,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    Validations.of(this.table).acknowledge({
      id: 'AwsSolutions-DDB3',
      reason: 'Holds a few items about runs that have not ended; the pipeline itself keeps the history.',
    });

    this.function = new HandlerFunction(this, 'Function', {
      description: 'Records each run of the pipeline that begins, succeeds, or fails in production',
      bundle: handlerAsset(deliveryPipeline.slug, RECORD_DELIVERY),
      environment: { DELIVERY_TABLE_NAME: this.table.tableName },
      memorySize: 256,
      timeout: Duration.seconds(10),
      deadLetterQueue: undelivered,
    });
    this.function.addToRolePolicy(
      new PolicyStatement({ actions: [...RECORD_DELIVERY_ACTIONS], resources: [this.table.tableArn] }),
    );

    this.on(
      'Runs',
      'Runs of the pipeline that begin, or succeed',
      'CodePipeline Pipeline Execution State Change',
      {
        pipeline: [pipeline.pipelineName],
        state: ['STARTED', 'SUCCEEDED'],
      },
      undelivered,
    );
    this.on(
      'FailedDeployments',
      'Deployments to production that fail',
      'CodePipeline Action Execution State Change',
      {
        pipeline: [pipeline.pipelineName],
        stage: [production.stage],
        action: [production.action],
        state: ['FAILED'],
      },
      undelivered,
    );

    this.dashboard = new Dashboard(this, 'Dashboard', { defaultInterval: Duration.days(30) });
    const metric = (metricName: string, statistic: string, label: string) =>
      new Metric({
        namespace: DELIVERY_METRICS.namespace,
        metricName,
        dimensionsMap: metricDimensions(pipeline.pipelineName),
        statistic,
        period: Duration.days(1),
        label,
      });
    const deployments = metric(DELIVERY_METRICS.deployments, Stats.SUM, 'deployments');
    const failures = metric(DELIVERY_METRICS.failures, Stats.SUM, 'failed deployments');
    const failureRate = new MathExpression({
      expression: '100 * failures / (deployments + failures)',
      usingMetrics: { deployments, failures },
      period: Duration.days(1),
      label: 'change failure rate, %',
    });
    const leadTime = metric(DELIVERY_METRICS.leadTime, Stats.percentile(50), 'lead time, s (median)');
    const restore = metric(DELIVERY_METRICS.timeToRestore, Stats.percentile(50), 'time to restore, s (median)');
    this.dashboard.addWidgets(
      new SingleValueWidget({
        title: 'The last 30 days',
        metrics: [deployments, failureRate, leadTime, restore],
        setPeriodToTimeRange: true,
        width: 24,
        height: 4,
      }),
    );
    this.dashboard.addWidgets(
      new GraphWidget({ title: 'Deployment frequency, a day', left: [deployments, failures], width: 12 }),
      new GraphWidget({ title: 'Lead time and time to restore, s', left: [leadTime, restore], width: 12 }),
    );
  }

  private on(id: string, description: string, detailType: string, detail: object, undelivered: Queue): void {
    new Rule(this, id, {
      description,
      eventPattern: { source: ['aws.codepipeline'], detailType: [detailType], detail: { ...detail } },
      targets: [new LambdaTarget(this.function, { deadLetterQueue: undelivered, retryAttempts: 8 })],
    });
  }
}
