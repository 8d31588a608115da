/** All that was measured of a deployed project, as `lab metrics` shows it and the incident room. */
import type { Project } from '../../project.ts';
import type { Target } from '../../target.ts';
import { awsClients } from '../aws/aws-clients.ts';
import type { PlacedStack } from '../stacks/places.ts';
import { stackResources } from '../stacks/stack-resources.ts';
import { presentStacks } from '../stacks/stacks.ts';
import { type AlarmView, alarmsOf } from './alarms.ts';
import { balancerMeasurements } from './balancers.ts';
import { type QueueDepth, queueDepths, type TableSize, tableSizes } from './depths.ts';
import { readLogs } from './logs.ts';
import { type Measurement, measurementsIn, type Series, seriesOf, type Window } from './metrics.ts';
import { workflowMeasurements } from './workflows.ts';

export interface Measured {
  /** Slug. */
  readonly project: string;
  readonly series: readonly Series[];
  readonly queues: readonly QueueDepth[];
  readonly tables: readonly TableSize[];
  readonly alarms: readonly AlarmView[];
}

export async function measure(project: Project, target: Target, window: Window): Promise<Measured> {
  const lines = [];
  for await (const line of readLogs([project], target, { since: new Date(window.from), follow: false })) {
    lines.push(line);
  }
  const logged = measurementsIn(lines);
  const stacks = await presentStacks([project], target);
  const each = await Promise.all(stacks.map((stack) => measureStack(stack, logged, target, window)));
  return {
    project: project.slug,
    series: seriesOf([...each.flatMap(({ measurements }) => measurements), ...logged], window),
    queues: each.flatMap(({ queues }) => queues),
    tables: each.flatMap(({ tables }) => tables),
    alarms: each.flatMap(({ alarms }) => alarms),
  };
}

/** What has no log, of one stack; what is measured elsewhere than in the target's region is named with its region. */
async function measureStack(
  stack: PlacedStack,
  logged: readonly Measurement[],
  { region }: Target,
  { from, to }: Window,
) {
  const aws = awsClients(stack.target.clientConfig);
  const since = new Date(from);
  const [queues, tables, workflows, resources] = await Promise.all([
    queueDepths(stack, aws),
    tableSizes(stack, aws),
    workflowMeasurements(stack, aws, since),
    stackResources(stack.stackName, aws),
  ]);
  const own = [...workflows, ...(await balancerMeasurements(resources, aws, since))];
  const judgedBy = { resources, measurements: [...own, ...logged], queues, now: to };
  const place = stack.target.region === region ? '' : `@${stack.target.region}`;
  return {
    measurements: own.map((each) => ({ ...each, source: `${each.source}${place}` })),
    queues: queues.map((each) => ({ ...each, queue: `${each.queue}${place}` })),
    tables: tables.map((each) => ({ ...each, table: `${each.table}${place}` })),
    alarms: (await alarmsOf(judgedBy, stack.target, aws)).map((each) => ({ ...each, alarm: `${each.alarm}${place}` })),
  };
}
