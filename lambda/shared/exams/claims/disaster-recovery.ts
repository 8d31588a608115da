import type { Claim } from './claim.ts';

const RECOVERY = 'lib/projects/disaster-recovery';
/** What it shares with the web application. */
const TIERS = 'lib/constructs/multi-tier';

export const disasterRecovery: readonly Claim[] = [
  {
    project: 'disaster-recovery',
    what: 'Four strategies of one code: what waits in the other region, by what may be lost and for how long, and at what price',
    path: `${RECOVERY}/strategy.ts`,
    contains: "'pilot-light': { instances: 0",
    core: ['SAA-C03/2.2'],
    partial: ['SAA-C03/4.2', 'SAA-C03/4.3'],
  },
  {
    project: 'disaster-recovery',
    what: 'A name that leads to the other region by health checks alone: nothing is called in the hour of need',
    path: `${RECOVERY}/entrance.ts`,
    contains: 'HealthCheckType.CALCULATED',
    core: ['SAA-C03/2.2', 'SAA-C03/3.4'],
  },
  {
    project: 'disaster-recovery',
    what: 'A failover, and the way back, as a workflow in the region that waits: each step can be done twice, and the old writer is fenced',
    path: `${RECOVERY}/failover/steps.ts`,
    contains: "'FailoverGlobalCluster'",
    core: ['SAA-C03/2.2'],
  },
  {
    project: 'disaster-recovery',
    what: 'A cluster that follows another region, with an instance or without: a replica to read from, and one that only keeps data',
    path: `${RECOVERY}/standby-database.ts`,
    contains: 'globalClusterIdentifier: from.globalCluster',
    core: ['SAA-C03/3.3'],
    partial: ['SAA-C03/2.2', 'SAA-C03/4.3'],
  },
  {
    project: 'disaster-recovery',
    what: 'A writer and a reader in two zones: what a region survives by itself, before another is asked',
    path: `${TIERS}/serverless-database.ts`,
    contains: 'readers: Array.from',
    partial: ['SAA-C03/2.2', 'SAA-C03/3.3'],
  },
  {
    project: 'disaster-recovery',
    what: 'Tasks that wait at none or one, and grow by requests once the region serves',
    path: `${TIERS}/web-tier.ts`,
    contains: ".scaleOnRequestCount('Requests'",
    partial: ['SAA-C03/3.2', 'SAA-C03/4.2'],
  },
  {
    project: 'disaster-recovery',
    what: 'A key in each region by which each copy is encrypted again; versions of files that expire after thirty days',
    path: `${RECOVERY}/copies.ts`,
    contains: 'noncurrentVersionExpiration: Duration.days(30)',
    core: ['SAA-C03/1.3'],
    partial: ['SAA-C03/4.1', 'DVA-C02/2.2', 'DVA-C03/2.2'],
  },
  {
    project: 'disaster-recovery',
    what: 'Files in the other region within minutes, those that KMS encrypted too, by a role that may do that and nothing else',
    path: `${RECOVERY}/replication.ts`,
    contains: 'sseKmsEncryptedObjects',
    core: ['SAA-C03/1.3'],
    partial: ['SAA-C03/1.1', 'SAA-C03/2.2'],
  },
  {
    project: 'disaster-recovery',
    what: 'Recovery points every hour, copied to a locked vault in the other region, each with an end of its life',
    path: `${RECOVERY}/backups.ts`,
    contains: 'copyActions: [{ destinationBackupVault',
    core: ['SAA-C03/1.3'],
    partial: ['SAA-C03/4.1'],
  },
  {
    project: 'disaster-recovery',
    what: 'A table that takes writes in both regions, and goes back to a point in time: a replica follows a mistake, a backup does not',
    path: `${RECOVERY}/stack.ts`,
    contains: 'pointInTimeRecoveryEnabled: true',
    partial: ['SAA-C03/1.3', 'SAA-C03/3.3', 'DVA-C02/1.3', 'DVA-C03/1.3'],
  },
  {
    project: 'disaster-recovery',
    what: 'Alarms on copies that are late or failed: a copy that nobody watches is found missing when it is needed',
    path: `${RECOVERY}/files-alarms.ts`,
    contains: "'ReplicationLatency'",
    partial: ['SAA-C03/2.2', 'DVA-C02/4.2', 'DVA-C03/4.2'],
  },
];
