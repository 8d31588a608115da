/** What dashboards of more than one project are made of. */
import { GraphWidget, type IMetric, LogQueryVisualizationType, LogQueryWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';

/** A graph as wide as a third of a dashboard, whose columns are 24. */
export const graph = (title: string, left: IMetric[]): GraphWidget =>
  new GraphWidget({ title, left, width: 8, liveData: true });

/** The last twenty lines of a log that tell of a failure, in CloudWatch Logs Insights' query language. */
export const newestFailures = (
  log: ILogGroup,
  { fields, filter, width }: { readonly fields: string; readonly filter: string; readonly width: number },
): LogQueryWidget =>
  new LogQueryWidget({
    title: 'Newest failures',
    logGroupNames: [log.logGroupName],
    view: LogQueryVisualizationType.TABLE,
    queryLines: [`fields ${fields}`, `filter ${filter}`, 'sort @timestamp desc', 'limit 20'],
    width,
  });
