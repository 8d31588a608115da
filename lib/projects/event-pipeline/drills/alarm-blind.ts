import { type CheckContext, defineDrill } from '../../../lab/drill.ts';
import { first } from '../../../lab/probes.ts';
import { eventPipeline } from '../project.ts';
import type { Output } from './event-pipeline.ts';

/** The alarm on the worker's errors, known by its page in the runbook: names are made by CloudFormation. */
async function errorsAlarm({ aws }: CheckContext<Output>) {
  const { MetricAlarms = [] } = await aws.cloudwatch.describeAlarms({ AlarmNamePrefix: `${eventPipeline.stackName}-` });
  const alarm = MetricAlarms.find(({ AlarmDescription }) => AlarmDescription?.includes('#activityworkererrors'));
  return { alarmName: alarm?.AlarmName as string };
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
      'The metric shows the errors of the night clearly. The alarm is enabled, has its actions, and its graph is an ' +
      'empty box. It says OK.',
  },
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
      promise: "The alarm watches a metric that exists: that of the worker's errors",
      async look(lab) {
        const alarm = await lab.get('metric-alarm', await errorsAlarm(lab));
        // Whoever was never invoked has no metrics. This one fails, and so is counted.
        await lab.aws.lambda.invoke({ FunctionName: lab.outputs.ActivityWorkerName, Payload: '{}' });
        return lab.eventually(async () => {
          const { Metrics = [] } = await lab.aws.cloudwatch.listMetrics({
            Namespace: alarm.namespace,
            MetricName: alarm.metric,
            Dimensions: Object.entries(alarm.dimensions).map(([Name, Value]) => ({ Name, Value })),
          });
          const watched = `${alarm.namespace} ${alarm.metric} ${JSON.stringify(alarm.dimensions)}`;
          const ofWorker = alarm.dimensions.FunctionName === lab.outputs.ActivityWorkerName;
          return {
            ok: Metrics.length > 0 && alarm.metric === 'Errors' && ofWorker,
            saw: `${watched}: ${Metrics.length > 0 ? 'has data' : 'nobody writes it'}`,
            wanted: `AWS/Lambda Errors of ${lab.outputs.ActivityWorkerName}`,
          };
        }, 3);
      },
    },
    {
      promise: 'One error is enough to be told, and silence is not an error',
      async look(lab) {
        const { threshold, missingData } = await lab.get('metric-alarm', await errorsAlarm(lab));
        return first(
          { ok: threshold <= 1, saw: `threshold ${threshold}`, wanted: 'threshold 1 or less' },
          { ok: missingData === 'notBreaching', saw: `missing data is ${missingData}`, wanted: 'notBreaching' },
        );
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
  shortcuts: [
    {
      title: 'Makes missing data an alarm, so that the box is not empty any more',
      async apply(lab) {
        const target = await errorsAlarm(lab);
        await lab.set('metric-alarm', target, { ...(await lab.get('metric-alarm', target)), missingData: 'breaching' });
      },
    },
  ],
});
