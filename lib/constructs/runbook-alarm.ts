import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

export interface RunbookAlarmProps {
  readonly metric: IMetric;
  readonly atLeast: number;
  /**
   * How many of the last minutes have to be bad.
   * @default - one of one
   */
  readonly minutes?: { readonly breaching: number; readonly of: number };
  readonly means: string;
  readonly investigate: string;
  readonly resolve: string;
  /** Where its runbook stands: `<slug>#<heading in the project's README>`. */
  readonly runbook: `${string}#${string}`;
}

/** An alarm whose description is the first page of its runbook: the person it wakes reads nothing else first. */
export class RunbookAlarm extends Alarm {
  constructor(scope: Construct, id: string, props: RunbookAlarmProps) {
    const { breaching, of } = props.minutes ?? { breaching: 1, of: 1 };
    const [slug, heading] = props.runbook.split('#');
    super(scope, id, {
      metric: props.metric,
      threshold: props.atLeast,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      datapointsToAlarm: breaching,
      evaluationPeriods: of,
      // Exam: a service that nobody calls, and a queue that nothing touched for six hours, report no metrics. Silence
      // is not a failure here.
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: [
        `Means: ${props.means}`,
        `Investigate: ${props.investigate}`,
        `Resolve: ${props.resolve}`,
        `Runbook: lib/projects/${slug}/README.md#${heading}`,
      ].join('\n'),
    });
  }
}
