/** What drills change of the instances of a database cluster (Amazon RDS). */
import { LabError } from '../../errors.ts';
import { until } from '../../until.ts';
import type { AwsClients } from '../aws/aws-clients.ts';
import { orMissing } from '../aws/missing.ts';
import { clusterNow } from './rds.ts';

interface InstanceTarget {
  readonly cluster: string;
  readonly instance: string;
}

/** What an instance of a cluster is made by; the rest is the cluster's. */
interface Instance {
  readonly class: string;
  /** 0 is promoted first, 15 last. */
  readonly tier: number;
}

/** RDS takes some minutes to make an instance, and deletes none that is not made yet. */
const MADE_SECONDS = 900;

async function instanceNow({ rds }: AwsClients, { instance }: InstanceTarget) {
  const found = await orMissing(rds.describeDBInstances({ DBInstanceIdentifier: instance }));
  return found?.DBInstances?.[0];
}

/** One instance of a cluster; `null` where the cluster has none of this name, or soon has not. */
export const clusterInstance = {
  resource: ({ instance }: InstanceTarget) => `rds:db:${instance}`,
  async read(aws: AwsClients, target: InstanceTarget): Promise<Instance | null | undefined> {
    const found = await instanceNow(aws, target);
    if (!found) return (await clusterNow(aws, target)) ? null : undefined;
    if (found.DBInstanceStatus === 'deleting') return null;
    return { class: found.DBInstanceClass ?? '', tier: found.PromotionTier ?? 1 };
  },
  async write(aws: AwsClients, target: InstanceTarget, value: Instance | null): Promise<void> {
    const { cluster: DBClusterIdentifier, instance: DBInstanceIdentifier } = target;
    const now = await clusterInstance.read(aws, target);
    if (value === null) {
      if (now) await aws.rds.deleteDBInstance({ DBInstanceIdentifier });
      return;
    }
    if (now) return;
    const isGone = async () => (await instanceNow(aws, target)) === undefined;
    await until(isGone, MADE_SECONDS);
    const cluster = await clusterNow(aws, target);
    await aws.rds.createDBInstance({
      ...{ DBClusterIdentifier, DBInstanceIdentifier, DBInstanceClass: value.class, Engine: cluster?.Engine },
      ...{ PromotionTier: value.tier, PubliclyAccessible: false },
    });
    const isThere = async () => (await instanceNow(aws, target))?.DBInstanceStatus === 'available';
    if (await until(isThere, MADE_SECONDS)) return;
    throw new LabError(
      'UpdateStuck',
      `${DBInstanceIdentifier} is not available after ${MADE_SECONDS / 60} minutes: look at its events, then go on.`,
    );
  },
};
