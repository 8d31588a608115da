import { Duration } from 'aws-cdk-lib';
import { type Alarm, AlarmStatusWidget, Dashboard, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Operation } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { graph, newestFailures } from '../../constructs/dashboard-widgets.ts';
import { RunbookAlarm } from '../../constructs/runbook-alarm.ts';
import type { ComparisonApi } from './comparison-api.ts';
import type { ContentTable } from './content-table.ts';
import type { LearnerAccounts } from './learner-accounts.ts';
import type { StudySite } from './study-site.ts';

export interface MonitoringProps {
  readonly api: ComparisonApi;
  readonly site: StudySite;
  readonly accounts: LearnerAccounts;
  readonly table: ContentTable;
}

/**
 * The alarms of the API, of the site and of the accounts, and one dashboard. Alarms notify nobody: a sandbox has no one on call to write to, and
 * the lab reads their state (docs/decisions/0008-alarms-without-a-topic.md).
 */
export class Monitoring extends Construct {
  readonly alarms: readonly Alarm[];
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, { api, site, accounts, table }: MonitoringProps) {
    super(scope, id);
    const minute = { period: Duration.minutes(1) };

    this.alarms = [
      new RunbookAlarm(this, 'FunctionErrors', {
        metric: api.live.metricErrors(minute),
        atLeast: 1,
        minutes: { breaching: 1, of: 1 },
        means: 'An invocation failed: a crash, a timeout, memory used up, or a start without its configuration.',
        investigate:
          'Filter the function log by level ERROR or a report whose status is not success; follow one request id.',
        resolve: 'Move the alias live back to the version before, or restore what the log says is missing.',
        runbook: 'serverless-api#function-errors',
      }),
      new RunbookAlarm(this, 'FunctionThrottles', {
        metric: api.live.metricThrottles(minute),
        atLeast: 1,
        minutes: { breaching: 2, of: 5 },
        means: 'Lambda refused invocations: no concurrency was left for the function.',
        investigate: 'Compare ConcurrentExecutions with the reserved concurrency and with the quota of the account.',
        resolve: 'Remove or raise the reservation; shorten the duration; ask for a higher quota.',
        runbook: 'serverless-api#function-throttles',
      }),
      new RunbookAlarm(this, 'SlowResponses', {
        metric: api.http.metricLatency({ ...minute, statistic: Stats.percentile(99) }),
        atLeast: 1000,
        minutes: { breaching: 3, of: 5 },
        means: 'One caller in a hundred waits longer than a second (p99 of the API, in milliseconds).',
        investigate:
          'Subtract integrationLatencyMs from latencyMs in the access log; look for cold starts, then at DynamoDB.',
        resolve: 'Give the function its memory back, lift the throttling of the table, or undo the last deployment.',
        runbook: 'serverless-api#slow-responses',
      }),
      new RunbookAlarm(this, 'ServerErrors', {
        metric: api.http.metricServerError({ ...minute, statistic: Stats.SUM }),
        atLeast: 1,
        minutes: { breaching: 2, of: 5 },
        means: 'Callers were answered with a status of 500 or above.',
        investigate: 'Take the request id of one answer from the access log, and look for it in the function log.',
        resolve:
          'No content: invoke the seed function. AccessDenied: `cdk deploy --revert-drift`. Nothing logged: see integrationError.',
        runbook: 'serverless-api#server-errors',
      }),
      new RunbookAlarm(this, 'SiteErrors', {
        metric: site.function.metricErrors(minute),
        atLeast: 1,
        means: 'A page was not handed out: a crash, a timeout, or a start without the files that the build makes.',
        investigate: 'Read the log of the function of the site: a start that fails names the file that it lacks.',
        resolve: 'Deploy again: the build makes the pages. Or deploy the commit before.',
        runbook: 'serverless-api#site-errors',
      }),
      new RunbookAlarm(this, 'AccountErrors', {
        metric: accounts.function.metricErrors(minute),
        atLeast: 1,
        means: 'Somebody who is signed in was not answered: a crash, a timeout, or a start without its configuration.',
        investigate: 'Read the log of the function of the accounts by level ERROR and by reports that are no success.',
        resolve: 'Restore what the log says is missing: `cdk deploy --revert-drift`. Pages send again what waits.',
        runbook: 'serverless-api#account-errors',
      }),
    ];

    this.dashboard = new Dashboard(this, 'Dashboard', { defaultInterval: Duration.hours(3) });
    this.dashboard.addWidgets(
      new AlarmStatusWidget({ title: 'Alarms', alarms: [...this.alarms], width: 24, height: 2 }),
    );
    this.dashboard.addWidgets(
      graph('Requests', [
        api.http.metricCount({ ...minute, label: 'all' }),
        api.http.metricClientError({ ...minute, statistic: Stats.SUM, label: '4xx' }),
        api.http.metricServerError({ ...minute, statistic: Stats.SUM, label: '5xx' }),
      ]),
      graph('Latency, ms', [
        api.http.metricLatency({ ...minute, statistic: Stats.percentile(50), label: 'API p50' }),
        api.http.metricLatency({ ...minute, statistic: Stats.percentile(99), label: 'API p99' }),
        api.live.metricDuration({ ...minute, statistic: Stats.percentile(99), label: 'function p99' }),
      ]),
      graph('Function', [
        api.live.metricErrors({ ...minute, label: 'errors' }),
        api.live.metricThrottles({ ...minute, label: 'throttles' }),
        site.function.metricErrors({ ...minute, label: 'errors of the site' }),
        accounts.function.metricErrors({ ...minute, label: 'errors of the accounts' }),
        api.function.metric('ConcurrentExecutions', { ...minute, statistic: Stats.MAXIMUM, label: 'concurrency' }),
      ]),
    );
    this.dashboard.addWidgets(
      graph('Table', [
        table.metricConsumedReadCapacityUnits({ ...minute, label: 'read units' }),
        table.metricConsumedWriteCapacityUnits({ ...minute, label: 'write units' }),
        table.metricThrottledRequestsForOperation(Operation.QUERY, { ...minute, label: 'throttled queries' }),
        table.metricThrottledRequestsForOperation(Operation.GET_ITEM, { ...minute, label: 'throttled gets' }),
        accounts.table.metricConsumedWriteCapacityUnits({ ...minute, label: "write units of the learners' table" }),
      ]),
      newestFailures(api.accessLog, {
        fields: '@timestamp, status, method, path, integrationError, requestId',
        filter: 'status >= 500',
        width: 16,
      }),
    );
  }
}
