import { defineProject } from '../../project.ts';

/** The event-driven pipeline: study activity in, each learner's standing out, nothing lost and nothing done twice. */
export const eventPipeline = defineProject({
  slug: 'event-pipeline',
  title: 'Event-driven pipeline',
  summary:
    'A bus, queues, idempotent workers and a workflow that turn study activity into standings: how to lose nothing ' +
    'and do nothing twice when everything is delivered at least once.',
  stackName: 'EventPipeline',
  outputs: {
    ApiUrl: 'Address of the API, without a slash at its end',
    ApiId: 'Id of the HTTP API',
    ActivityBusName: 'Name of the bus that study activity is published to',
    ActivityBusArn: 'ARN of that bus; its archive is found by it',
    ActivityRuleName: 'Name of the rule that carries activity from the bus to the queue',
    ActivityQueueUrl: 'URL of the queue in front of the worker',
    ActivityDeadLetterQueueUrl: 'URL of the queue where activity is parked that could not be applied',
    ActivityWorkerName: 'Name of the function that applies activity to standings',
    ActivityWorkerRoleName: 'Name of the role that this function runs under',
    ActivityWorkerLogGroupName: 'Log group of this function',
    ActivityMappingId: 'Id of the event source mapping between the queue and this function',
    CardQueueUrl: 'URL of the FIFO queue of review cards',
    CardDeadLetterQueueUrl: 'URL of the FIFO queue where an answer is parked that could not be applied',
    CardWorkerName: 'Name of the function that moves review cards',
    CardWorkerLogGroupName: 'Log group of this function',
    CardMappingId: 'Id of the event source mapping between the FIFO queue and this function',
    AcceptFunctionName: 'Name of the function behind POST /v1/activity',
    AcceptFunctionLogGroupName: 'Log group of this function',
    ReadFunctionName: 'Name of the function that serves standings and cards',
    StandingsTableName: 'Name of the table of standings, review cards and dedupe records',
    MilestonesTableName: 'Name of the table of milestones, whose stream starts the workflow',
    MilestonePipeName: 'Name of the pipe from that stream to the workflow',
    MilestoneMachineArn: 'ARN of the workflow that awards a milestone',
    MilestoneTopicArn: 'ARN of the topic that tells of an awarded milestone',
    MilestoneDeadLetterQueueUrl: 'URL of the queue where a milestone is parked that could not be awarded',
    AwardFunctionName: "Name of the function that is the workflow's task",
    DashboardName: "Name of the dashboard that shows a message's way through",
  },
  // Counted from the template (lib/prices.ts, test/prices.template.test.ts).
  idleUsdPerMonth: 6.69,
  // cost/bill.ts
  worstDayUsd: 204,
});
