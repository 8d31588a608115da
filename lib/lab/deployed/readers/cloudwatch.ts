/** Reads alarms, dashboards and log groups back. */
import { orMissing } from '../../aws/missing.ts';
import type { Reader } from '../reader.ts';

export const alarm: Reader = async (aws, { physicalId }) => {
  const found = (await aws.cloudwatch.describeAlarms({ AlarmNames: [physicalId] })).MetricAlarms?.[0];
  if (!found) return undefined;
  const ResourceARN = found.AlarmArn as string;
  const { Tags } = await aws.cloudwatch.listTagsForResource({ ResourceARN });
  return {
    properties: {
      ActionsEnabled: found.ActionsEnabled,
      AlarmActions: found.AlarmActions,
      AlarmDescription: found.AlarmDescription,
      ComparisonOperator: found.ComparisonOperator,
      DatapointsToAlarm: found.DatapointsToAlarm,
      Dimensions: found.Dimensions,
      EvaluationPeriods: found.EvaluationPeriods,
      ExtendedStatistic: found.ExtendedStatistic,
      InsufficientDataActions: found.InsufficientDataActions,
      MetricName: found.MetricName,
      Metrics: found.Metrics,
      Namespace: found.Namespace,
      OKActions: found.OKActions,
      Period: found.Period,
      // The emulator names one where a percentile was asked for.
      Statistic: found.ExtendedStatistic ? undefined : found.Statistic,
      Tags,
      Threshold: found.Threshold,
      TreatMissingData: found.TreatMissingData,
      Unit: found.Unit,
    },
    defaults: { ActionsEnabled: true },
    attributes: { Arn: ResourceARN },
  };
};

export const dashboard: Reader = async (aws, { physicalId }) => {
  const found = await orMissing(aws.cloudwatch.getDashboard({ DashboardName: physicalId }));
  if (!found) return undefined;
  const tags = await orMissing(aws.cloudwatch.listTagsForResource({ ResourceARN: found.DashboardArn }));
  return { properties: { DashboardBody: found.DashboardBody, Tags: tags?.Tags } };
};

export const logGroup: Reader = async (aws, { physicalId, properties }) => {
  const { logGroups } = await aws.logs.describeLogGroups({ logGroupNamePrefix: physicalId });
  const found = logGroups?.find(({ logGroupName }) => logGroupName === physicalId);
  if (!found) return undefined;
  const { tags } = await aws.logs.listTagsForResource({ resourceArn: found.arn?.replace(/:\*$/, '') });
  return {
    properties: {
      KmsKeyId: found.kmsKeyId,
      LogGroupName: properties.LogGroupName && found.logGroupName,
      RetentionInDays: found.retentionInDays,
      Tags: tags,
    },
    attributes: { Arn: found.arn as string },
  };
};
