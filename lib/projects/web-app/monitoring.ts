import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  type IWidget,
  Metric,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { HttpCodeElb, HttpCodeTarget } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { graph, newestFailures } from '../../constructs/dashboard-widgets.ts';
import { RunbookAlarm } from '../../constructs/runbook-alarm.ts';
import type { DataTier } from './data-tier.ts';
import type { WebTier } from './web-tier.ts';

export interface MonitoringProps {
  readonly web: WebTier;
  readonly data: DataTier;
}

/** Seven alarms, and one dashboard with a row for each tier. Alarms notify nobody (docs/decisions/0008-alarms-without-a-topic.md). */
export class Monitoring extends Construct {
  readonly alarms: readonly Alarm[];
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, { web, data }: MonitoringProps) {
    super(scope, id);
    const minute = { period: Duration.minutes(1) };
    const { balancer, targets, service } = web;
    const { database, cache } = data;
    const ofCache = (metricName: string, label: string) =>
      new Metric({
        namespace: 'AWS/ElastiCache',
        metricName,
        // Exam: ElastiCache reports by node; a group's first node is always numbered 001.
        dimensionsMap: { CacheClusterId: `${cache.ref}-001` },
        statistic: Stats.AVERAGE,
        label,
        ...minute,
      });
    const capacityUsed = database.metricACUUtilization({ ...minute, statistic: Stats.MAXIMUM });
    const connections = database.metricDatabaseConnections({ ...minute, statistic: Stats.MAXIMUM });

    this.alarms = [
      new RunbookAlarm(this, 'UnhealthyTargets', {
        metric: targets.metrics.unhealthyHostCount({ ...minute, statistic: Stats.MAXIMUM }),
        atLeast: 1,
        minutes: { breaching: 3, of: 5 },
        means: 'Tasks fail their health check again and again, and are replaced.',
        investigate:
          'Read the reason in the health of the targets: Target.Timeout is a security group, Target.ResponseCodeMismatch the path or the code.',
        resolve: 'Put back the health check, the rule from the balancer to the tasks, or the version before.',
        runbook: 'web-app#unhealthy-targets',
      }),
      new RunbookAlarm(this, 'ServerErrors', {
        metric: targets.metrics.httpCodeTarget(HttpCodeTarget.TARGET_5XX_COUNT, minute),
        atLeast: 5,
        minutes: { breaching: 2, of: 5 },
        means: 'The program answered with a status of 500 or above: 503 is the database, 500 a fault of its own.',
        investigate: 'Filter its log by level ERROR; look for "database not available" and who holds the connections.',
        resolve: 'Let the failover end, give the database room, or deploy the version before.',
        runbook: 'web-app#server-errors',
      }),
      new RunbookAlarm(this, 'BalancerErrors', {
        metric: balancer.metrics.httpCodeElb(HttpCodeElb.ELB_5XX_COUNT, minute),
        atLeast: 1,
        minutes: { breaching: 2, of: 5 },
        means:
          'The balancer found nobody to answer: 502 a connection that broke, 503 no target, 504 no answer in time.',
        investigate: 'Look at healthy targets by zone, at stopped tasks and their reasons, and at the refused packets.',
        resolve: 'Bring tasks back, in both zones; give the deregistration delay its 25 seconds back.',
        runbook: 'web-app#balancer-errors',
      }),
      new RunbookAlarm(this, 'SlowResponses', {
        metric: targets.metrics.targetResponseTime({ ...minute, statistic: Stats.percentile(99) }),
        atLeast: 1,
        minutes: { breaching: 3, of: 5 },
        means: 'One request in a hundred takes the program longer than a second.',
        investigate: 'Compare the CPU of the tasks, the capacity of the database and whether the cache answers.',
        resolve: 'Let it scale out, raise the most that it may have, bring the cache back.',
        runbook: 'web-app#slow-responses',
      }),
      new RunbookAlarm(this, 'BusyTasks', {
        metric: service.metricCpuUtilization({ ...minute, statistic: Stats.AVERAGE }),
        atLeast: 80,
        minutes: { breaching: 5, of: 5 },
        means: 'Tasks have been busy for five minutes: scaling out did not help, or is not allowed to.',
        investigate: 'Compare the number of tasks with the most that scaling may start, and read its activities.',
        resolve: 'Raise that bound; lower the requests that a task has to bear.',
        runbook: 'web-app#busy-tasks',
      }),
      new RunbookAlarm(this, 'DatabaseAtItsCeiling', {
        metric: capacityUsed,
        atLeast: 95,
        minutes: { breaching: 5, of: 5 },
        means: 'The database uses all of the capacity that it may have.',
        investigate:
          'Look for a statement that reads too much, and for reads that the reader or the cache should have.',
        resolve: 'Raise the most capacity; bring the cache back; roll back the release that reads more.',
        runbook: 'web-app#database-at-its-ceiling',
      }),
      new RunbookAlarm(this, 'ManyConnections', {
        metric: connections,
        // Twelve tasks, as many as there are while six are replaced, with eight connections each come to 96.
        atLeast: 100,
        minutes: { breaching: 2, of: 5 },
        means: 'More connections are open than the pools of all tasks come to.',
        investigate: 'Count connections by application and state; multiply the tasks by the size of their pools.',
        resolve: 'Lower the pools or the number of tasks; end what holds on.',
        runbook: 'web-app#many-connections',
      }),
    ];

    this.dashboard = new Dashboard(this, 'Dashboard', { defaultInterval: Duration.hours(3) });
    const rows: [string, ...IWidget[]][] = [
      [
        'Entry tier',
        graph('Requests', [
          balancer.metrics.requestCount({ ...minute, label: 'all' }),
          targets.metrics.httpCodeTarget(HttpCodeTarget.TARGET_5XX_COUNT, { ...minute, label: '5xx of the program' }),
          balancer.metrics.httpCodeElb(HttpCodeElb.ELB_5XX_COUNT, { ...minute, label: '5xx of the balancer' }),
        ]),
        graph('Response time, s', [
          targets.metrics.targetResponseTime({ ...minute, statistic: Stats.percentile(50), label: 'p50' }),
          targets.metrics.targetResponseTime({ ...minute, statistic: Stats.percentile(99), label: 'p99' }),
        ]),
        graph('Targets', [
          targets.metrics.healthyHostCount({ ...minute, label: 'healthy' }),
          targets.metrics.unhealthyHostCount({ ...minute, label: 'unhealthy' }),
        ]),
      ],
      [
        'Web tier',
        graph('Tasks, %', [
          service.metricCpuUtilization({ ...minute, label: 'CPU' }),
          service.metricMemoryUtilization({ ...minute, label: 'memory' }),
        ]),
        graph('Requests for each task', [targets.metrics.requestCountPerTarget({ ...minute, statistic: Stats.SUM })]),
        newestFailures(web.log, {
          fields: '@timestamp, message, status, method, path, requestId',
          filter: "level = 'ERROR'",
          width: 8,
        }),
      ],
      [
        'Data tier',
        graph('Database, % of its most capacity', [capacityUsed.with({ label: 'used' })]),
        graph('Connections', [connections.with({ label: 'open' })]),
        graph('Cache', [
          ofCache('CacheHits', 'hits'),
          ofCache('CacheMisses', 'misses'),
          ofCache('Evictions', 'evictions'),
        ]),
      ],
    ];
    this.dashboard.addWidgets(
      new AlarmStatusWidget({ title: 'Alarms', alarms: [...this.alarms], width: 24, height: 2 }),
    );
    for (const [title, ...widgets] of rows) {
      this.dashboard.addWidgets(new TextWidget({ markdown: `## ${title}`, width: 24, height: 1 }));
      this.dashboard.addWidgets(...widgets);
    }
  }
}
