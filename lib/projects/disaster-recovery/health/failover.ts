/** That the failover needs nothing of the region that is lost, and that there is a way back. */
import type { Finding, Probe } from '../../../lab/drills/drill.ts';
import { FAILOVER_WORKFLOW } from '../names.ts';
import { inStandby, type Lab, type Output, outputsOfStandby, primaryOf, standby } from './regions.ts';
import { type Answering, rehearse } from './rehearsal.ts';

/** As the fence answers: failover/steps.ts. */
const [UP, DOWN] = ['200', '404'];
/** Tasks that a region serves with: strategy.ts. */
const TASKS = 2;

export const ofWorkflow = (lab: Lab) => ({
  arn: `arn:aws:states:${inStandby.region}:${primaryOf(lab).account}:stateMachine:${FAILOVER_WORKFLOW}`,
  ...inStandby,
});

/** Both clusters by ARN, with the versions as they are. */
interface Clusters {
  readonly primary: string;
  readonly standby: string;
  readonly version: string;
}

/** How things stand while the workflow is rehearsed. */
interface World {
  readonly lost: string | undefined;
  writer: string;
  instances: number;
  tasks: number;
  fence: string;
  /** What of it was not as it has to be, on the way. */
  readonly wrong: string[];
}

/** What the services of the region that waits would answer, and what each call changes. */
function answering(world: World, clusters: Clusters): Answering {
  const lost = 'the region does not answer';
  const member = (arn: string) => ({
    ...{ DbClusterArn: arn, IsWriter: world.writer === arn },
    // With a region that is lost nobody promises what it says.
    ...(world.lost === undefined && { SynchronizationStatus: 'connected' }),
  });
  const become = (writer: string) => {
    if (world.instances === 0) return { error: 'Rds.InvalidDbClusterStateException', cause: 'no instance to promote' };
    if (writer === clusters.standby && world.fence !== UP) world.wrong.push('the first region is not kept out before');
    world.writer = writer;
    return { result: {} };
  };
  const switchOver = (to: unknown) =>
    world.lost === undefined
      ? become(String(to))
      : { error: 'Rds.InvalidGlobalClusterStateException', cause: `to switch over takes both, and ${lost}` };
  const calls: Readonly<Record<string, (args: Readonly<Record<string, unknown>>) => ReturnType<Answering>>> = {
    'ecs:describeServices': () => ({
      result: { Services: [{ DesiredCount: world.tasks, RunningCount: world.tasks, Status: 'ACTIVE' }] },
    }),
    'ecs:updateService': ({ DesiredCount }) => {
      world.tasks = Number(DesiredCount ?? world.tasks);
      return { result: {} };
    },
    'elasticloadbalancingv2:describeTargetHealth': () => ({
      result: {
        TargetHealthDescriptions: Array.from({ length: world.tasks }, () => ({ TargetHealth: { State: 'healthy' } })),
      },
    }),
    'elasticloadbalancingv2:modifyRule': ({ Actions }) => {
      const [action] = (Actions ?? []) as { readonly FixedResponseConfig?: { readonly StatusCode?: string } }[];
      world.fence = action?.FixedResponseConfig?.StatusCode ?? world.fence;
      return { result: {} };
    },
    'rds:createDBInstance': () => {
      world.instances += 1;
      return { result: {} };
    },
    'rds:describeDBClusters': () => ({
      result: {
        DbClusters: [
          {
            ...{ DbClusterArn: clusters.standby, Status: 'available', EngineVersion: clusters.version },
            DbClusterMembers: Array.from({ length: world.instances }, () => ({})),
          },
        ],
      },
    }),
    'rds:describeDBInstances': () => ({
      result: { DbInstances: Array.from({ length: world.instances }, () => ({ DbInstanceStatus: 'available' })) },
    }),
    'rds:describeGlobalClusters': () => ({
      result: {
        GlobalClusters: [
          {
            ...{ Status: 'available', EngineVersion: clusters.version },
            GlobalClusterMembers: [member(clusters.primary), member(clusters.standby)],
          },
        ],
      },
    }),
    // RDS API Reference, FailoverGlobalCluster: without AllowDataLoss it is a switchover.
    'rds:failoverGlobalCluster': ({ AllowDataLoss, TargetDbClusterIdentifier: to }) => {
      if (AllowDataLoss !== true) return switchOver(to);
      if (world.lost === undefined) world.wrong.push('answers are given up although both regions are there');
      return become(String(to));
    },
    'rds:switchoverGlobalCluster': ({ TargetDbClusterIdentifier: to }) => switchOver(to),
    'sfn:describeExecution': () => ({ result: { Status: 'SUCCEEDED' } }),
  };
  return (service, action, args) => {
    const known = calls[`${service}:${action}`];
    if (known) return known(args);
    // Of what nobody here knows: what is named of the lost region fails, and the rest does what it is for.
    const abroad = world.lost !== undefined && JSON.stringify(args).includes(world.lost);
    return abroad ? { error: 'States.TaskFailed', cause: lost } : { result: {} };
  };
}

async function clustersOf(lab: Lab): Promise<Clusters> {
  const { DatabaseClusterArn } = await outputsOfStandby(lab);
  const { DBClusters = [] } = await standby(lab).rds.describeDBClusters({
    DBClusterIdentifier: DatabaseClusterArn.split(':').at(-1),
  });
  return {
    ...{ primary: lab.outputs.DatabaseClusterArn, standby: DatabaseClusterArn },
    version: DBClusters[0]?.EngineVersion ?? '',
  };
}

async function rehearsed(
  lab: Lab,
  to: 'standby' | 'primary',
): Promise<{ ended: string; world: World; clusters: Clusters }> {
  const [machine, clusters] = await Promise.all([
    standby(lab).sfn.describeStateMachine({ stateMachineArn: ofWorkflow(lab).arn }),
    clustersOf(lab),
  ]);
  const world: World =
    to === 'standby'
      ? {
          lost: primaryOf(lab).region,
          writer: clusters.primary,
          instances: 0,
          tasks: 0,
          fence: DOWN as string,
          wrong: [],
        }
      : { lost: undefined, writer: clusters.standby, instances: 1, tasks: TASKS, fence: UP as string, wrong: [] };
  const { ended } = await rehearse(standby(lab).sfn, machine, { to }, answering(world, clusters));
  return { ended, world, clusters };
}

/** By a rehearsal: to see it the region would have to be lost. */
export const failsOverAlone: Probe<Output> = {
  expects: 'With the region in use lost, the failover ends with a writer and tasks in the other',
  async look(lab): Promise<Finding> {
    const { ended, world, clusters } = await rehearsed(lab, 'standby');
    const wanted = 'it does, by what is in that region alone';
    const no = (saw: string): Finding => ({ ok: false, saw, wanted });
    if (world.writer !== clusters.standby) return no('nobody could write afterwards');
    if (ended !== 'SUCCEEDED') return no('it does not come to its end');
    if (world.tasks < TASKS) return no('nobody would serve afterwards');
    const [wrong] = world.fence === UP ? world.wrong : ['the first region would get candidates again'];
    return wrong === undefined ? { ok: true, saw: wanted, wanted } : no(wrong);
  },
};

/** By a rehearsal as well: the way back ends what nobody has begun. */
export const goesBackWithoutLoss: Probe<Output> = {
  expects: 'Once the first region is back, there is a way back to it, and no answer is lost by it',
  async look(lab): Promise<Finding> {
    const { ended, world, clusters } = await rehearsed(lab, 'primary');
    const wanted = 'there is, without loss';
    const no = (saw: string): Finding => ({ ok: false, saw, wanted });
    if (world.writer !== clusters.primary || ended !== 'SUCCEEDED') return no('the first region would not write again');
    if (world.fence !== DOWN) return no('nobody would be led to the first region');
    const [wrong] = world.wrong;
    return wrong === undefined ? { ok: true, saw: wanted, wanted } : no(wrong);
  },
};
