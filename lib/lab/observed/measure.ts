/** All that was measured of a deployed project, as `lab metrics` shows it and the incident room. */
import type { Project } from '../../project.ts';
import type { Target } from '../../target.ts';
import { awsClients } from '../aws/aws-clients.ts';
import { stackResources } from '../stacks/stack-resources.ts';
import { type AlarmView, alarmsOf } from './alarms.ts';
import { balancerMeasurements } from './balancers.ts';
import { type QueueDepth, queueDepths, type TableSize, tableSizes } from './depths.ts';
import { readLogs } from './logs.ts';
import { measurementsIn, type Series, seriesOf, type Window } from './metrics.ts';
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
  const aws = awsClients(target.clientConfig);
  const lines = [];
  for await (const line of readLogs([project], target, { since: new Date(window.from), follow: false })) {
    lines.push(line);
  }
  const [queues, tables, workflows, resources] = await Promise.all([
    queueDepths(project, aws),
    tableSizes(project, aws),
    workflowMeasurements(project, aws, new Date(window.from)),
    stackResources(project.stackName, aws),
  ]);
  const balancers = await balancerMeasurements(resources, aws, new Date(window.from));
  const measurements = [...workflows, ...balancers, ...measurementsIn(lines)];
  const alarms = await alarmsOf({ resources, measurements, queues, now: window.to }, target, aws);
  return { project: project.slug, series: seriesOf(measurements, window), queues, tables, alarms };
}
