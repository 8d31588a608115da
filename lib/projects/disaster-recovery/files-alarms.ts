import { Duration, Stack } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { RunbookAlarm } from '../../constructs/runbook-alarm.ts';
import { filesBucket } from './names.ts';
import { disasterRecovery } from './project.ts';

export const RULE_ID = 'Everything';
const RUNBOOK = `${disasterRecovery.slug}#what-is-watched` as const;

/** Amazon S3 User Guide, "Using S3 Replication metrics" and "Amazon S3 metrics and dimensions". */
function replicationMetric(stack: Stack, metricName: string, statistic: string, from: string, to: string): Metric {
  const dimensionsMap = {
    SourceBucket: filesBucket(stack, from),
    DestinationBucket: filesBucket(stack, to),
    RuleId: RULE_ID,
  };
  return new Metric({ namespace: 'AWS/S3', metricName, statistic, period: Duration.minutes(1), dimensionsMap });
}

/** For the stack whose files are copied: a failure is a metric of the source's region. */
export function alarmOnFailedCopies(scope: Construct, to: string): void {
  const stack = Stack.of(scope);
  new RunbookAlarm(scope, 'FailedAlarm', {
    metric: replicationMetric(stack, 'OperationsFailedReplication', Stats.SUM, stack.region, to),
    atLeast: 1,
    means: 'a file is in one region alone, and S3 does not try it again.',
    investigate: 'its replication status by HeadObject; the role of the rule, and the key of the other region.',
    resolve: 'put right what refused it, then copy what failed by S3 Batch Replication.',
    runbook: RUNBOOK,
  });
}

/** For the stack that is copied into: how far behind it is, is a metric of the destination's region. */
export function alarmOnLateCopies(scope: Construct, from: string): void {
  const stack = Stack.of(scope);
  new RunbookAlarm(scope, 'LateAlarm', {
    metric: replicationMetric(stack, 'ReplicationLatency', Stats.MAXIMUM, from, stack.region),
    // Seconds: what S3 promises for 99.9 % of the objects.
    atLeast: 900,
    minutes: { breaching: 5, of: 5 },
    means: 'files of the last quarter of an hour are in the other region alone.',
    investigate:
      'BytesPendingReplication and OperationsPendingReplication: very many files at once, or none that goes through.',
    resolve: 'wait with a planned switch until it has caught up.',
    runbook: RUNBOOK,
  });
}
