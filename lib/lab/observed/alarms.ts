/**
 * What the alarms of a project say. On AWS CloudWatch says it. The emulator keeps no metrics but a balancer's, so there each other
 * alarm is judged by its definition on what was measured ("Evaluating an alarm" in the Amazon CloudWatch User Guide); one that
 * hears of something that leaves no trace there has no state.
 */
import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { Target } from '../../target.ts';
import type { AwsClients } from '../aws/aws-clients.ts';
import { type StackResource, shortId } from '../stacks/stack-resources.ts';
import type { QueueDepth } from './depths.ts';
import type { Measurement, Sample } from './metrics.ts';

export interface AlarmView {
  readonly alarm: string;
  /** The resources of the stack that its dimensions name, in their order: a rule and its bus, a service and its cluster. */
  readonly of: readonly string[];
  /** When it rings, by its definition. */
  readonly when: string;
  /** In CloudWatch's words; null where nothing was left behind to judge it by. */
  readonly state: 'ALARM' | 'OK' | 'INSUFFICIENT_DATA' | null;
  /** What its description says that it means; the whole of it where that says nothing of the kind. */
  readonly means: string;
}

/** What an alarm may be judged by. */
export interface Looked {
  readonly resources: readonly StackResource[];
  readonly measurements: readonly Measurement[];
  readonly queues: readonly QueueDepth[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The alarms of a stack in CloudFormation's order. */
export async function alarmsOf(looked: Looked, { name: place }: Target, aws: AwsClients): Promise<AlarmView[]> {
  const own = looked.resources.filter(({ type }) => type === 'AWS::CloudWatch::Alarm');
  if (own.length === 0) return [];
  const { MetricAlarms = [] } = await aws.cloudwatch.describeAlarms({
    AlarmNames: own.map(({ physicalId }) => physicalId),
    MaxRecords: 100,
  });
  return own.flatMap(({ logicalId, physicalId }) => {
    const alarm = MetricAlarms.find(({ AlarmName }) => AlarmName === physicalId);
    if (!alarm) return [];
    const isMeasured = place === 'aws' || alarm.Namespace === 'AWS/ApplicationELB';
    const state = isMeasured ? (alarm.StateValue ?? null) : judged(alarm, looked);
    return [{ alarm: shortId(logicalId), of: heard(alarm, looked), when: whenOf(alarm), state, means: meansOf(alarm) }];
  });
}

function judged(alarm: MetricAlarm, looked: Looked): AlarmView['state'] {
  const samples = samplesFor(alarm, looked);
  return samples ? stateOf(alarm, samples, looked.now) : null;
}

const ofAlarm = ({ Dimensions = [] }: MetricAlarm, name: string) => Dimensions.find(({ Name }) => Name === name)?.Value;

/**
 * The resources that an alarm's dimensions name, each once. A queue's physical id is its URL, which ends with its name; on AWS that
 * of a rule is `<bus>|<rule>` (CloudFormation User Guide, "AWS::Events::Rule", return values).
 */
const heard = ({ Dimensions = [] }: MetricAlarm, { resources }: Looked): string[] => {
  const named = Dimensions.flatMap(({ Value }) => {
    const isNamed = ({ physicalId }: StackResource) =>
      physicalId === Value || ['/', '|'].some((before) => physicalId.endsWith(`${before}${Value}`));
    return (Value && resources.find(isNamed)) || [];
  });
  return [...new Set(named.map(({ logicalId }) => shortId(logicalId)))];
};

/** Metrics of API Gateway, by the names that observed/metrics.ts gives them. */
const OF_APIS: Readonly<Record<string, string>> = { '4xx': '4xx', '5xx': '5xx', Count: 'Requests', Latency: 'Latency' };
const OF_QUEUES: Readonly<Record<string, keyof Omit<QueueDepth, 'queue'>>> = {
  ApproximateNumberOfMessagesVisible: 'waiting',
  ApproximateNumberOfMessagesNotVisible: 'inFlight',
  ApproximateNumberOfMessagesDelayed: 'delayed',
};

/** What was measured of an alarm's metric; undefined where the emulator leaves no trace of it. */
function samplesFor(alarm: MetricAlarm, looked: Looked): readonly Sample[] | undefined {
  const { Namespace = '', MetricName = '' } = alarm;
  const { measurements, queues, resources, now } = looked;
  const of = heard(alarm, looked);
  switch (Namespace) {
    case 'AWS/SQS': {
      const depth = queues.find(({ queue }) => of.includes(queue));
      const what = OF_QUEUES[MetricName];
      return depth && what && [{ at: now, value: depth[what] }];
    }
    case 'AWS/ApiGateway': {
      const apis = resources.filter(({ type }) => type === 'AWS::ApiGatewayV2::Api');
      const metric = OF_APIS[MetricName];
      // An access log does not say of which API it is.
      if (!metric || apis.length !== 1 || apis[0]?.physicalId !== ofAlarm(alarm, 'ApiId')) return undefined;
      return measurements.filter((one) => one.metric === metric);
    }
    case 'AWS/States':
      return measurements.filter(({ source, metric }) => of.includes(source) && metric === MetricName);
    default:
      return Namespace.startsWith('AWS/') || !MetricName
        ? undefined
        : measurements.filter(({ metric }) => metric === MetricName);
  }
}

const BREACHES: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
};
const SIGNS: Readonly<Record<string, string>> = {
  GreaterThanOrEqualToThreshold: '≥',
  GreaterThanThreshold: '>',
  LessThanOrEqualToThreshold: '≤',
  LessThanThreshold: '<',
};

/** What CloudWatch would say of an alarm, the minute that has not ended among its periods. */
export function stateOf(alarm: MetricAlarm, samples: readonly Sample[], now: number): NonNullable<AlarmView['state']> {
  const { Period = 60, EvaluationPeriods = 1, DatapointsToAlarm = EvaluationPeriods, TreatMissingData } = alarm;
  const breaches = BREACHES[alarm.ComparisonOperator ?? ''];
  const last = Math.floor(now / 1_000 / Period);
  const points = Array.from({ length: EvaluationPeriods }, (_, place) =>
    statistic(
      alarm,
      samples.flatMap(({ at, value }) => (Math.floor(at / 1_000 / Period) === last - place ? [value] : [])),
    ),
  );
  const breaching = points.filter((point) =>
    point === undefined ? TreatMissingData === 'breaching' : breaches?.(point, alarm.Threshold ?? 0),
  ).length;
  if (breaching >= DatapointsToAlarm) return 'ALARM';
  const isSilent = points.every((point) => point === undefined);
  return isSilent && !/reaching$/i.test(TreatMissingData ?? '') ? 'INSUFFICIENT_DATA' : 'OK';
}

function statistic({ Statistic, ExtendedStatistic }: MetricAlarm, values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  const sum = sorted.reduce((a, b) => a + b, 0);
  // The emulator says a statistic beside an extended one, where AWS says one of the two.
  const percent = Number(/^p([\d.]+)$/.exec(ExtendedStatistic ?? '')?.[1] ?? Number.NaN);
  if (!Number.isNaN(percent)) return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
  switch (Statistic) {
    case 'Average':
      return sum / sorted.length;
    case 'Maximum':
      return sorted.at(-1);
    case 'Minimum':
      return sorted[0];
    case 'SampleCount':
      return sorted.length;
    default:
      return sum;
  }
}

function whenOf(alarm: MetricAlarm): string {
  const { MetricName, Statistic, ExtendedStatistic, ComparisonOperator = '', Threshold, Period } = alarm;
  const { EvaluationPeriods = 1, DatapointsToAlarm = EvaluationPeriods } = alarm;
  const often = EvaluationPeriods === 1 ? '' : `, ${DatapointsToAlarm} times in ${EvaluationPeriods}`;
  return `${ExtendedStatistic || Statistic} of ${MetricName} ${SIGNS[ComparisonOperator] ?? ComparisonOperator} ${Threshold} in ${Period} s${often}`;
}

/** The first line of what lib/constructs/runbook-alarm.ts writes. */
const meansOf = ({ AlarmDescription = '' }: MetricAlarm) =>
  /^Means: (.*)$/m.exec(AlarmDescription)?.[1] ?? AlarmDescription;
