/** That the database has a connection for every task that there may be, and for all who come at once. */
import { connectionsByDefault, RESERVED_CONNECTIONS } from '../../../aurora.ts';
import { CouldNotLook, type Finding, type Probe } from '../../../lab/drills/drill.ts';
import { clusterNow } from '../../../lab/settings/rds.ts';
import { type OPTIONAL_VARIABLES, poolOf, readerPool } from '../app/env.ts';
import { ofService } from './service.ts';
import { join, type Lab, type Output, patiently } from './sitting.ts';

export const ofCluster = ({ outputs }: Lab) => ({ cluster: outputs.DatabaseClusterId });
/** How many connections a task may have (app/env.ts). */
export const POOL_VARIABLE = 'DATABASE_POOL' satisfies keyof typeof OPTIONAL_VARIABLES;
/** Of the migration, and of somebody who looks by hand. */
const OTHERS = 5;

/** Nobody starts all of the tasks for it: what they would come to is counted, twice of them where a release replaces them all. */
export const connectionsSuffice: Probe<Output> = {
  expects:
    'The database has a connection for each that its callers may open, in the busiest hour too, and has the memory for as many',
  guards: true,
  async look(lab): Promise<Finding> {
    const [scaling, rollout, pool, connections, cluster] = await Promise.all([
      lab.get('service-scaling', ofService(lab)),
      lab.get('service-rollout', ofService(lab)),
      lab.get('task-variable', { ...ofService(lab), name: POOL_VARIABLE }),
      lab.get('cluster-connections', ofCluster(lab)),
      clusterNow(lab.aws, ofCluster(lab)),
    ]);
    const { MinCapacity: least, MaxCapacity: most } = cluster?.ServerlessV2ScalingConfiguration ?? {};
    if (!scaling || least === undefined || most === undefined) {
      throw new CouldNotLook('AWS does not say how large service and database may get: check again');
    }
    const bears = connectionsByDefault({ least, most });
    const allowed = connections ?? bears;
    const each = poolOf(pool ?? undefined);
    const opened = Math.ceil((scaling.most * rollout.maximumPercent) / 100) * (each + readerPool(each)) + OTHERS;
    const waits = (cluster?.DBClusterMembers ?? []).some(
      ({ DBClusterParameterGroupStatus }) => DBClusterParameterGroupStatus === 'pending-reboot',
    );
    const wanted = 'as many as may be opened, in effect, and no more than there is memory for';
    const saw = waits
      ? 'what is written down is not in effect'
      : allowed > bears
        ? `${allowed}, and memory for ${bears}`
        : `${opened} may be opened, of ${allowed - RESERVED_CONNECTIONS}`;
    return { ok: !waits && allowed <= bears && opened <= allowed - RESERVED_CONNECTIONS, saw, wanted };
  },
};

/** More than two tasks have connections for, each of whom takes a moment. */
export const AT_ONCE = 60;

export async function joinAtOnce(lab: Lab): Promise<Finding> {
  const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => join(lab)));
  const refused = answers.filter(({ candidate }) => !candidate);
  return {
    ok: refused.length === 0,
    saw: refused.length === 0 ? 'all of them' : `${refused.length} of ${AT_ONCE} got ${refused[0]?.answer.status}`,
    wanted: 'all of them',
  };
}

export const allGetIn: Probe<Output> = {
  expects: `${AT_ONCE} candidates who come in the same moment are all let in`,
  look: (lab) => patiently(lab, () => joinAtOnce(lab)),
};
