import { Duration, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { publishOutputs } from '../../constructs/publish-outputs.ts';
import { repository } from '../../repository.ts';
import { DeliveryFigures } from './delivery-figures.ts';
import { Notifications } from './notifications.ts';
import { Artifacts } from './pipeline/artifacts.ts';
import { DeliveryStage, type ServiceClass } from './pipeline/delivery-stage.ts';
import { DEPLOY, ReleasePipeline } from './pipeline/pipeline.ts';
import { assertSourceExists, sourceArguments, sourceFromContext } from './pipeline/source.ts';
import { deliveryPipeline } from './project.ts';
import { stageArguments, stagesFromContext, trafficShiftFromContext } from './stages.ts';

/**
 * Commit → build, once → beta, tested → approval → canary in production → news and figures for people.
 * @param service the stack that is delivered, once for each stage
 * @param serviceId its id; a stage's stack is named `<stage>-<serviceId>`
 * @returns the pipeline that delivers it, as a stack like any other of the curriculum
 */
export function deliveryOf(service: ServiceClass, serviceId: string) {
  return class DeliveryPipelineStack extends Stack {
    constructor(scope: Construct, id: string, props: StackProps) {
      super(scope, id, props);

      const settings = sourceFromContext(this.node);
      assertSourceExists(this, settings, repository);
      const stages = stagesFromContext(this.node);
      const trafficShift = trafficShiftFromContext(this.node);

      const tested = stages.slice(0, -1).map((name) => new DeliveryStage(this, name, { service, serviceId }));
      const production = new DeliveryStage(this, stages.at(-1) as string, { service, serviceId, trafficShift });

      const artifacts = new Artifacts(this, 'Artifacts');
      // Exam: EventBridge tries for a day and then drops an event; what it could not deliver is kept here instead.
      const undelivered = new Queue(this, 'Undelivered', { enforceSSL: true, retentionPeriod: Duration.days(14) });
      Validations.of(undelivered).acknowledge({
        id: 'Serverless-SQSRedrivePolicy',
        reason: 'It is the dead-letter queue of every rule here; people read it, no consumer can fail on it.',
      });
      const { pipeline, source } = new ReleasePipeline(this, 'Release', {
        artifacts,
        source: settings,
        synthArguments: sourceArguments(settings) + stageArguments(stages, trafficShift),
        tested: tested.map(({ deployed }) => deployed),
        production: production.deployed,
        undelivered,
      });
      const notifications = new Notifications(this, 'Notifications', { pipeline, key: artifacts.key, undelivered });
      const figures = new DeliveryFigures(this, 'Figures', {
        pipeline,
        production: { stage: production.deployed.name, action: DEPLOY },
        undelivered,
      });

      publishOutputs(this, deliveryPipeline.outputs, {
        PipelineName: pipeline.pipelineName,
        SourceBucketName: source.bucket?.bucketName ?? 'none',
        NotificationTopicArn: notifications.topic.topicArn,
        DeliveryTableName: figures.table.tableName,
        RecordDeliveryFunctionName: figures.function.functionName,
        DashboardName: figures.dashboard.dashboardName,
      });
    }
  };
}
