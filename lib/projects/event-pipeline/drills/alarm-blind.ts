import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { type CheckContext, defineDrill, type FixContext } from '../../../lab/drills/drill.ts';
import { allAlarms, ringsAsDeployed } from '../../../lab/health/alarms.ts';
import { same } from '../../../lab/health/compare.ts';
import { eventPipeline } from '../project.ts';
import type { Output } from './event-pipeline.ts';

/** The alarm on the worker's errors. CloudFormation makes its name out of the one that it has in the stack. */
async function errorsAlarm({ aws }: CheckContext<Output>) {
  const { MetricAlarms = [] } = await aws.cloudwatch.describeAlarms({ AlarmNamePrefix: `${eventPipeline.stackName}-` });
  const alarm = MetricAlarms.find(({ AlarmName }) => AlarmName?.includes('ActivityWorkerErrors'));
  return { alarmName: alarm?.AlarmName as string };
}

/** The metric that the alarm has to watch. */
const watched = ({ outputs }: CheckContext<Output>) => ({
  Namespace: 'AWS/Lambda',
  MetricName: 'Errors',
  Dimensions: [{ Name: 'FunctionName', Value: outputs.ActivityWorkerName }],
});

/**
 * The alarms that hear of the worker's errors, whatever their names. Lambda writes this metric for every function. Asking
 * for it by ListMetrics would tell nothing for the first 15 minutes of a new one (CloudWatch API Reference, ListMetrics).
 */
async function watching(lab: CheckContext<Output>) {
  const { Namespace, MetricName, Dimensions } = watched(lab);
  return (await allAlarms(lab.aws)).filter(
    (alarm) => alarm.Namespace === Namespace && alarm.MetricName === MetricName && same(alarm.Dimensions, Dimensions),
  );
}

/** Puts the alarm as it is, but for what is given. */
async function putAlarm(lab: FixContext<Output>, differently: Partial<PutMetricAlarmInput>): Promise<void> {
  const { alarmName } = await errorsAlarm(lab);
  const { MetricAlarms = [] } = await lab.aws.cloudwatch.describeAlarms({ AlarmNames: [alarmName] });
  const before = MetricAlarms[0] as PutMetricAlarmInput;
  lab.undoBy(() => lab.aws.cloudwatch.putMetricAlarm(before));
  await lab.aws.cloudwatch.putMetricAlarm({ ...before, ...differently });
}

export const alarmBlind = defineDrill(eventPipeline, {
  name: 'alarm-blind',
  title: 'The worker failed all night, and nobody was woken',
  level: 1,
  causes: 1,
  ticket: {
    report:
      'From one to four at night the worker could not reach its table and failed thousands of times. The alarm for ' +
      'exactly that exists, and stayed quiet. The outage is over; find out why nobody was called.',
    impact: 'Nobody at the moment. The next outage will be as quiet as the last one.',
    evidence:
      'The metric shows the errors of the night clearly. The alarm is enabled, and its graph is an empty box. ' +
      'It says OK.',
  },
  evidence: [{ command: 'lab aws cloudwatch describe-alarms', finds: /-blue/ }],
  exam: ['DVA-C03/4.2', 'DVA-C02/4.2', 'SAA-C03/2.2'],
  hints: [
    'The metric has data and the alarm has none. Are they looking at the same metric?',
    'cloudwatch describe-alarms: namespace, metric name, and the dimensions. cloudwatch list-metrics shows what exists.',
    'A dimension with another value is another metric, one that nobody writes. Missing data counts as fine here.',
    'Put the alarm with FunctionName set to ActivityWorkerName, and everything else as it is.',
  ],
  lesson: {
    architect:
      'An alarm is a promise that has to be tested like any other: cause the condition, and see somebody woken. How it ' +
      'treats missing data is a decision; quiet by default means that a typing error is quiet too.',
    developer:
      'A metric is its name together with all of its dimensions. Let the template take the dimensions from the function ' +
      'itself (`metricErrors()`), so that a replaced function takes its alarm along.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    const dimensions = { FunctionName: `${lab.outputs.ActivityWorkerName}-blue` };
    await lab.change('metric-alarm', await errorsAlarm(lab), (before) => ({ ...before, dimensions }));
  },
  check: [
    {
      expects: 'If the worker fails now, an alarm hears of it',
      async look(lab) {
        const ok = (await watching(lab)).length > 0;
        return { ok, saw: ok ? 'one hears of it' : 'none hears of it', wanted: 'one hears of every error' };
      },
    },
    {
      expects: 'One error is enough to be told within minutes, and silence is not an error',
      async look(lab) {
        const wanted = { ...watched(lab), Statistic: 'Sum', Threshold: 1, TreatMissingData: 'notBreaching' } as const;
        const ok = (await watching(lab)).some((alarm) => ringsAsDeployed(alarm, wanted));
        return { ok, saw: ok ? 'somebody is told' : 'nobody is told, or of everything', wanted: 'somebody is told' };
      },
    },
  ],
  solution: {
    steps: ['cloudwatch put-metric-alarm with all it has, and the dimension FunctionName=<ActivityWorkerName>.'],
    async apply(lab) {
      const target = await errorsAlarm(lab);
      const dimensions = { FunctionName: lab.outputs.ActivityWorkerName };
      await lab.set('metric-alarm', target, { ...(await lab.get('metric-alarm', target)), dimensions });
    },
  },
  otherFixes: [
    {
      title: 'Puts the alarm with all that it needs, and forgets its description',
      async apply(lab) {
        const { alarmName } = await errorsAlarm(lab);
        const { MetricAlarms = [] } = await lab.aws.cloudwatch.describeAlarms({ AlarmNames: [alarmName] });
        const before = MetricAlarms[0] as PutMetricAlarmInput;
        lab.undoBy(() => lab.aws.cloudwatch.putMetricAlarm(before));
        await lab.aws.cloudwatch.putMetricAlarm({
          AlarmName: alarmName,
          ...watched(lab),
          Statistic: 'Sum',
          Period: 60,
          EvaluationPeriods: 1,
          Threshold: 1,
          ComparisonOperator: 'GreaterThanOrEqualToThreshold',
          TreatMissingData: 'notBreaching',
          AlarmActions: before.AlarmActions,
        });
      },
    },
    {
      title: 'Asks for more than nought errors in place of one or more',
      apply: (lab) => putAlarm(lab, { ...watched(lab), Threshold: 0, ComparisonOperator: 'GreaterThanThreshold' }),
    },
    {
      title: 'Deletes the alarm and recreates it under its name',
      async apply(lab) {
        const { alarmName } = await errorsAlarm(lab);
        const { MetricAlarms = [] } = await lab.aws.cloudwatch.describeAlarms({ AlarmNames: [alarmName] });
        await lab.aws.cloudwatch.deleteAlarms({ AlarmNames: [alarmName] });
        await lab.aws.cloudwatch.putMetricAlarm({ ...(MetricAlarms[0] as PutMetricAlarmInput), ...watched(lab) });
      },
    },
  ],
  shortcuts: [
    {
      kind: 'hidden',
      title: 'Makes missing data an alarm, so that the box is not empty any more',
      apply: (lab) => putAlarm(lab, { TreatMissingData: 'breaching' }),
    },
    {
      kind: 'hidden',
      title: 'Sets the alarm off by hand, once, to see that somebody is told',
      async apply(lab) {
        const { alarmName: AlarmName } = await errorsAlarm(lab);
        lab.undoBy(() => lab.aws.cloudwatch.setAlarmState({ AlarmName, StateValue: 'OK', StateReason: 'undone' }));
        await lab.aws.cloudwatch.setAlarmState({ AlarmName, StateValue: 'ALARM', StateReason: 'tested by hand' });
      },
    },
    {
      kind: 'too-wide',
      title: 'Takes the dimension away, so that it hears of every function of the account',
      apply: (lab) => putAlarm(lab, { Dimensions: [] }),
    },
    {
      kind: 'elsewhere',
      title: "Watches the worker's invocations, which have data at least",
      apply: (lab) => putAlarm(lab, { ...watched(lab), MetricName: 'Invocations' }),
    },
    {
      kind: 'elsewhere',
      title: 'Watches the errors of the worker of the review cards',
      apply: (lab) => putAlarm(lab, { Dimensions: [{ Name: 'FunctionName', Value: lab.outputs.CardWorkerName }] }),
    },
    {
      kind: 'too-narrow',
      title: 'Watches the right metric, and waits for a hundred errors a minute',
      apply: (lab) => putAlarm(lab, { ...watched(lab), Threshold: 100 }),
    },
    {
      kind: 'too-narrow',
      title: 'Watches the right metric, and compares the wrong way round',
      apply: (lab) => putAlarm(lab, { ...watched(lab), ComparisonOperator: 'LessThanThreshold' }),
    },
    {
      kind: 'too-narrow',
      title: 'Watches the right metric, and has its actions switched off so as not to wake anybody while testing',
      apply: (lab) => putAlarm(lab, { ...watched(lab), ActionsEnabled: false }),
    },
  ],
});
