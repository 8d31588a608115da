import { Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { HANDLERS, TTL_ATTRIBUTE } from '../../../lambda/event-pipeline/env.ts';
import { handlerAsset } from '../../bundle.ts';
import { publishOutputs } from '../../constructs/publish-outputs.ts';
import { ActivityApi } from './activity-api.ts';
import { ActivityBus } from './activity-bus.ts';
import { LearnerTable } from './learner-table.ts';
import { MilestoneAward } from './milestone-award.ts';
import { Monitoring } from './monitoring.ts';
import { eventPipeline } from './project.ts';
import { QueueWorker } from './queue-worker.ts';

/**
 * Activity → bus → queue → worker → standing, with milestones going on to a workflow and review cards taking a FIFO
 * queue of their own. Every arrow delivers at least once; the workers make that once.
 */
export class EventPipelineStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    const bundle = (name: string) => handlerAsset(eventPipeline.slug, name);

    const standings = new LearnerTable(this, 'Standings', { timeToLiveAttribute: TTL_ATTRIBUTE });
    const milestones = new MilestoneAward(this, 'Milestones', { bundle: bundle(HANDLERS.awardMilestone) });

    const activity = new QueueWorker(this, 'Activity', {
      bundle: bundle(HANDLERS.applyActivity),
      description: 'Applies study activity to standings, each event once',
      fifo: false,
      environment: { STANDINGS_TABLE_NAME: standings.tableName, MILESTONES_TABLE_NAME: milestones.table.tableName },
    });
    // A transaction asks for the permissions of what is in it; there is none for the transaction.
    activity.worker.addToRolePolicy(
      new PolicyStatement({ actions: ['dynamodb:PutItem', 'dynamodb:UpdateItem'], resources: [standings.tableArn] }),
    );
    activity.worker.addToRolePolicy(
      new PolicyStatement({ actions: ['dynamodb:PutItem'], resources: [milestones.table.tableArn] }),
    );

    const cards = new QueueWorker(this, 'Cards', {
      bundle: bundle(HANDLERS.moveCard),
      description: 'Moves review cards, the answers to each in the order they were given',
      fifo: true,
      environment: { STANDINGS_TABLE_NAME: standings.tableName },
    });
    cards.worker.addToRolePolicy(
      new PolicyStatement({
        actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
        resources: [standings.tableArn],
      }),
    );

    const activityBus = new ActivityBus(this, 'Bus', activity);
    const api = new ActivityApi(this, 'Api', { bus: activityBus.bus, cardQueue: cards.queue, standings });
    const monitoring = new Monitoring(this, 'Operations', { api, activityBus, activity, cards, milestones });

    for (const invoked of [activity.worker, cards.worker, milestones.task]) {
      Validations.of(invoked).acknowledge({
        id: 'Serverless-LambdaDLQ',
        reason:
          'Invoked synchronously, by an event source mapping or a workflow: what fails stays in the queue or is ' +
          'caught, and each of those has a dead-letter queue.',
      });
    }

    publishOutputs(this, eventPipeline.outputs, {
      ApiUrl: api.http.apiEndpoint,
      ApiId: api.http.apiId,
      ActivityBusName: activityBus.bus.eventBusName,
      ActivityBusArn: activityBus.bus.eventBusArn,
      ActivityRuleName: activityBus.ruleName,
      ActivityQueueUrl: activity.queue.queueUrl,
      ActivityDeadLetterQueueUrl: activity.deadLetterQueue.queueUrl,
      ActivityWorkerName: activity.worker.functionName,
      ActivityWorkerRoleName: activity.worker.role.roleName,
      ActivityWorkerLogGroupName: activity.worker.logGroup.logGroupName,
      ActivityMappingId: activity.mapping.eventSourceMappingId,
      CardQueueUrl: cards.queue.queueUrl,
      CardDeadLetterQueueUrl: cards.deadLetterQueue.queueUrl,
      CardWorkerName: cards.worker.functionName,
      CardWorkerLogGroupName: cards.worker.logGroup.logGroupName,
      CardMappingId: cards.mapping.eventSourceMappingId,
      AcceptFunctionName: api.accept.functionName,
      AcceptFunctionLogGroupName: api.accept.logGroup.logGroupName,
      ReadFunctionName: api.read.functionName,
      StandingsTableName: standings.tableName,
      MilestonesTableName: milestones.table.tableName,
      MilestonePipeName: milestones.pipe.ref,
      MilestoneMachineArn: milestones.machine.stateMachineArn,
      MilestoneTopicArn: milestones.topic.topicArn,
      MilestoneDeadLetterQueueUrl: milestones.deadLetterQueue.queueUrl,
      AwardFunctionName: milestones.task.functionName,
      DashboardName: monitoring.dashboard.dashboardName,
    });
  }
}
