import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  Metric,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { METRICS, METRICS_NAMESPACE } from '../../../lambda/event-pipeline/env.ts';
import { RunbookAlarm } from '../../constructs/runbook-alarm.ts';
import type { ActivityApi } from './activity-api.ts';
import type { ActivityBus } from './activity-bus.ts';
import type { MilestoneAward } from './milestone-award.ts';
import type { QueueWorker } from './queue-worker.ts';

export interface MonitoringProps {
  readonly api: ActivityApi;
  readonly activityBus: ActivityBus;
  readonly activity: QueueWorker;
  readonly cards: QueueWorker;
  readonly milestones: MilestoneAward;
}

const minute = { period: Duration.minutes(1) };

/** The alarms of the pipeline, and a dashboard that follows a message from the edge to the standing. */
export class Monitoring extends Construct {
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, { api, activityBus, activity, cards, milestones }: MonitoringProps) {
    super(scope, id);
    const ruleMetric = (metricName: string) =>
      new Metric({
        ...minute,
        namespace: 'AWS/Events',
        metricName,
        statistic: Stats.SUM,
        dimensionsMap: { EventBusName: activityBus.bus.eventBusName, RuleName: activityBus.ruleName },
      });

    const alarms = [
      new RunbookAlarm(this, 'ActivityParked', {
        metric: activity.deadLetterQueue.metricApproximateNumberOfMessagesVisible({ ...minute, statistic: 'max' }),
        atLeast: 1,
        means: 'Activity lies in the dead-letter queue: its effect is missing from a standing.',
        investigate: 'Run `lab events drain-report`: it groups what lies there by reason.',
        resolve: 'Fix the cause, then `lab events redrive`. Sending again is harmless: nothing is applied twice.',
        runbook: 'event-pipeline#activityparked',
      }),
      new RunbookAlarm(this, 'AnswersParked', {
        metric: cards.deadLetterQueue.metricApproximateNumberOfMessagesVisible({ ...minute, statistic: 'max' }),
        atLeast: 1,
        means: 'Answers to review cards lie in the FIFO dead-letter queue.',
        investigate: 'Run `lab events drain-report`, and read the line of the cards.',
        resolve: 'As ActivityParked. An answer older than the card is recorded as late and moves nothing.',
        runbook: 'event-pipeline#answersparked',
      }),
      new RunbookAlarm(this, 'MilestonesParked', {
        metric: milestones.deadLetterQueue.metricApproximateNumberOfMessagesVisible({ ...minute, statistic: 'max' }),
        atLeast: 1,
        means: 'A milestone was reached and could not be awarded, or its learner could not be told.',
        investigate: 'Read the message: it holds the record and the error. Then the execution in the workflow.',
        resolve: 'Fix the cause and start the workflow with `[record]` as its input.',
        runbook: 'event-pipeline#milestonesparked',
      }),
      new RunbookAlarm(this, 'ActivityWaits', {
        metric: activity.queue.metricApproximateAgeOfOldestMessage({ ...minute, statistic: 'max' }),
        atLeast: 600,
        means:
          'The oldest activity has waited for ten minutes (seconds): the worker does not keep up, or does not run.',
        investigate: 'Is the event source mapping enabled? Is the worker throttled, or failing?',
        resolve: 'Enable the mapping, raise its concurrency, or fix what makes the worker fail.',
        runbook: 'event-pipeline#activitywaits',
      }),
      new RunbookAlarm(this, 'AnswersWait', {
        metric: cards.queue.metricApproximateAgeOfOldestMessage({ ...minute, statistic: 'max' }),
        atLeast: 600,
        means: 'The oldest answer has waited for ten minutes (seconds): one that fails holds up its own card.',
        investigate: 'Look for `failed` in the log of the card worker; its receiveCount tells how far it is.',
        resolve: 'As ActivityWaits. After five deliveries SQS parks the answer, and the card goes on.',
        runbook: 'event-pipeline#answerswait',
      }),
      new RunbookAlarm(this, 'ActivityWorkerErrors', {
        metric: activity.worker.metricErrors(minute),
        atLeast: 1,
        means:
          'The worker ended without answering for its batch: a crash, a timeout, or configuration that is missing.',
        investigate: 'The last lines of its log; `Task timed out` names a slow dependency.',
        resolve: 'Undo the last change of its code, configuration or role.',
        runbook: 'event-pipeline#activityworkererrors',
      }),
      new RunbookAlarm(this, 'CardWorkerErrors', {
        metric: cards.worker.metricErrors(minute),
        atLeast: 1,
        means: 'The card worker ended without answering for its batch.',
        investigate: 'As ActivityWorkerErrors, in the log of the card worker.',
        resolve: 'Undo the last change of its code, configuration or role.',
        runbook: 'event-pipeline#cardworkererrors',
      }),
      new RunbookAlarm(this, 'Undelivered', {
        metric: ruleMetric('FailedInvocations'),
        atLeast: 1,
        means: 'EventBridge gave up on delivering an event to the queue.',
        investigate: "The queue's policy: does it let this rule send? The dead-letter message names the error.",
        resolve: 'Restore the policy, then `lab events redrive`, or replay from the archive.',
        runbook: 'event-pipeline#undelivered',
      }),
      new RunbookAlarm(this, 'WorkflowFailed', {
        metric: milestones.machine.metricFailed(minute),
        atLeast: 1,
        means: 'An execution failed as a whole: not a task, which is caught, but the workflow around it.',
        investigate: 'The history of the execution: most often an expression met an input it did not expect.',
        resolve: 'Fix the definition and redrive the execution.',
        runbook: 'event-pipeline#workflowfailed',
      }),
      new RunbookAlarm(this, 'EdgeErrors', {
        metric: api.http.metricServerError({ ...minute, statistic: Stats.SUM }),
        atLeast: 1,
        means: 'Producers were answered with a status of 500 or above: they have to send again.',
        investigate: 'The access log by status; then `not handed on` in the log of the accepting function.',
        resolve: 'Restore the permission to publish, or the bus.',
        runbook: 'event-pipeline#edgeerrors',
      }),
    ];

    this.dashboard = new Dashboard(this, 'Dashboard', { defaultInterval: Duration.hours(3) });
    this.dashboard.addWidgets(
      new AlarmStatusWidget({ title: 'Alarms', alarms, width: 24, height: 2 }),
      new TextWidget({
        markdown: 'A message goes from left to right: edge, bus, queue, worker, standing; then milestone and workflow.',
        width: 24,
        height: 1,
      }),
    );
    this.dashboard.addWidgets(
      graph('1. Edge', [
        counted('accepted'),
        counted('refused'),
        api.http.metricServerError({ ...minute, label: '5xx' }),
      ]),
      graph('2. Bus', [
        ruleMetric('MatchedEvents'),
        ruleMetric('Invocations'),
        ruleMetric('FailedInvocations'),
        ruleMetric('InvocationsSentToDlq'),
      ]),
      graph('3. Queue', [
        activity.queue.metricNumberOfMessagesSent(minute),
        activity.queue.metricApproximateNumberOfMessagesVisible(minute),
        activity.queue.metricApproximateNumberOfMessagesNotVisible(minute),
        activity.queue.metricApproximateAgeOfOldestMessage(minute),
      ]),
      graph('4. Worker', [
        counted('applied'),
        counted('duplicate'),
        counted('failed'),
        activity.worker.metricErrors(minute),
        activity.worker.metricThrottles(minute),
      ]),
    );
    this.dashboard.addWidgets(
      graph('Parked', [
        activity.deadLetterQueue.metricApproximateNumberOfMessagesVisible({ ...minute, label: 'activity' }),
        cards.deadLetterQueue.metricApproximateNumberOfMessagesVisible({ ...minute, label: 'answers' }),
        milestones.deadLetterQueue.metricApproximateNumberOfMessagesVisible({ ...minute, label: 'milestones' }),
      ]),
      graph('Cards, in order', [
        cards.queue.metricNumberOfMessagesSent(minute),
        cards.queue.metricApproximateAgeOfOldestMessage(minute),
        counted('late'),
        cards.worker.metricErrors(minute),
      ]),
      graph('Milestones', [
        milestones.machine.metricStarted(minute),
        milestones.machine.metricSucceeded(minute),
        milestones.machine.metricFailed(minute),
        milestones.topic.metricNumberOfMessagesPublished(minute),
      ]),
      graph('Time in the worker, ms', [
        activity.worker.metricDuration({ ...minute, statistic: Stats.percentile(50), label: 'p50' }),
        activity.worker.metricDuration({ ...minute, statistic: Stats.percentile(99), label: 'p99' }),
      ]),
    );
  }
}

/** A metric of the handlers, over all reasons. */
function counted(metric: keyof typeof METRICS): IMetric {
  return new Metric({
    ...minute,
    namespace: METRICS_NAMESPACE,
    metricName: METRICS[metric],
    dimensionsMap: { service: 'event-pipeline' },
    statistic: Stats.SUM,
    label: metric,
  });
}

const graph = (title: string, left: IMetric[]) => new GraphWidget({ title, left, width: 6, liveData: true });
