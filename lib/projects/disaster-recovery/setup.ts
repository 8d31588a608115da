/** What the lab's commands know of the two regions beyond their stacks. */
import type { Route53 } from '@aws-sdk/client-route-53';
import { SettingError } from '../../constructs/setting-error.ts';
import { UsageError } from '../../errors.ts';
import { awsClients } from '../../lab/aws/aws-clients.ts';
import { orMissing } from '../../lab/aws/missing.ts';
import type { ProjectSetup } from '../../lab/stacks/setup.ts';
import { deleteVault } from '../../lab/stacks/vaults.ts';
import type { Settings } from '../../project-settings.ts';
import { inRegion, type Target } from '../../target.ts';
import { until } from '../../until.ts';
import { ADDED_INSTANCE, FAILOVER_WORKFLOW, GLOBAL_CLUSTER, VAULT } from './names.ts';
import { disasterRecovery, STANDBY_REGION } from './project.ts';
import { FORMS, IDLE_USD, settingsOf } from './strategy.ts';

/** Of the zone that the lab makes on the emulator. */
const DOMAIN = 'exam.example.com';
/** Has the form of an id, until the zone is there. */
const NO_ZONE = 'Z000000';
/** RDS takes minutes to let a cluster go, and longer to delete an instance. */
const PATIENCE_SECONDS = 1_200;

export const setup: ProjectSetup = {
  settings: FORMS,

  complete(asked, before, target) {
    const own: Settings = target.name === 'emulator' ? { domain: DOMAIN, zone: NO_ZONE } : {};
    for (const name of ['domain', 'zone']) {
      if (target.name === 'emulator' && name in asked) {
        throw new UsageError(
          'OptionNeedsAws',
          `-c ${name} belongs to --target aws; on the emulator the lab makes the zone.`,
        );
      }
    }
    const settings: Settings = { dr: 'pilot-light', standby: 'waiting', ...before, ...asked, ...own };
    if (target.region === STANDBY_REGION) {
      throw new UsageError(
        'WrongSetting',
        `The standby is in ${STANDBY_REGION}, so that the primary cannot be there. Name another region by --region; other pairs of regions are deployed by npx cdk (${PAGE}).`,
      );
    }
    const isBackups = (dr: string | undefined) => dr === 'backup-restore';
    if (before.dr !== undefined && isBackups(before.dr) !== isBackups(settings.dr)) {
      throw new UsageError(
        'WrongSetting',
        `-c dr: it is deployed as ${before.dr}, and ${settings.dr} keeps its data in another way. \`lab down ${disasterRecovery.slug}\` first.`,
      );
    }
    const regions = [target.region, STANDBY_REGION].join();
    try {
      settingsOf({ tryGetContext: (name: string) => ({ ...settings, regions })[name] });
    } catch (cause) {
      if (!(cause instanceof SettingError)) throw cause;
      throw new UsageError('WrongSetting', `${cause.message.replace(/^Context /, '-c ')} What it means: ${PAGE}.`, {
        cause,
      });
    }
    return { ...settings, regions };
  },

  idleUsdPerMonth(settings) {
    const { strategy, standbyIs } = settingsOf({ tryGetContext: (name: string) => settings[name] });
    return IDLE_USD[strategy][standbyIs];
  },

  noDrills({ dr, standby }) {
    if (dr === undefined || (dr === 'pilot-light' && standby !== 'serving')) return undefined;
    const { slug, title } = disasterRecovery;
    const change =
      dr === 'backup-restore'
        ? `\`lab down ${slug}\`, then \`lab up ${slug}\``
        : `\`lab up ${slug} -c dr=pilot-light -c standby=waiting\``;
    const serving = standby === 'serving' ? ' that serves in the other region already' : '';
    return `${title} is deployed as ${dr}${serving}, and its drills are about a pilot light that waits. ${change} makes it one.`;
  },

  async beforeUp(settings, target) {
    if (target.name === 'aws') return settings;
    const { route53 } = awsClients(target.clientConfig);
    const zone = (await zoneOf(route53)) ?? (await made(route53));
    return { ...settings, zone };
  },

  async beforeDown(target, progress) {
    await endFailovers(target, progress);
    await leaveGlobalDatabase(target, progress);
    await deleteAddedInstance(target, progress);
  },

  async afterDown(target) {
    if (target.name === 'aws') return;
    for (const region of [target.region, STANDBY_REGION]) await deleteVault(target.endpoint as string, region, VAULT);
    const { route53 } = awsClients(target.clientConfig);
    const HostedZoneId = await zoneOf(route53);
    if (!HostedZoneId) return;
    const { ResourceRecordSets = [] } = await route53.listResourceRecordSets({ HostedZoneId });
    const others = ResourceRecordSets.filter(({ Type }) => Type !== 'NS' && Type !== 'SOA');
    const Changes = others.map((ResourceRecordSet) => ({ Action: 'DELETE' as const, ResourceRecordSet }));
    if (Changes.length > 0) await route53.changeResourceRecordSets({ HostedZoneId, ChangeBatch: { Changes } });
    await route53.deleteHostedZone({ Id: HostedZoneId });
  },
};

const PAGE = 'lib/projects/disaster-recovery/README.md';

const idOf = (id: string | undefined) => id?.split('/').at(-1);

/** The zone that the lab made. */
async function zoneOf(route53: Route53): Promise<string | undefined> {
  const { HostedZones = [] } = await route53.listHostedZonesByName({ DNSName: DOMAIN });
  return idOf(HostedZones.find(({ Name }) => Name === `${DOMAIN}.`)?.Id);
}

async function made(route53: Route53): Promise<string> {
  const { HostedZone } = await route53.createHostedZone({ Name: DOMAIN, CallerReference: `certlab-${Date.now()}` });
  return idOf(HostedZone?.Id) as string;
}

/** An execution that goes on would add an instance to a cluster that is being deleted. */
async function endFailovers(target: Target, progress: (line: string) => void): Promise<void> {
  const { sfn } = awsClients(inRegion(target, STANDBY_REGION).clientConfig);
  const stateMachineArn = `arn:aws:states:${STANDBY_REGION}:${target.account}:stateMachine:${FAILOVER_WORKFLOW}`;
  const running = sfn.listExecutions({ stateMachineArn, statusFilter: 'RUNNING' });
  for (const { executionArn } of (await orMissing(running))?.executions ?? []) {
    progress(`${FAILOVER_WORKFLOW} in ${STANDBY_REGION} is stopped`);
    await sfn.stopExecution({ executionArn, cause: 'The project is taken down.' });
  }
}

/**
 * Lets every cluster go, the writer last, whichever that is after a failover: RDS deletes no cluster that is a member of a
 * global database, and lets its writer go when it is alone (Aurora User Guide, "Removing a cluster from an Amazon Aurora
 * global database").
 */
async function leaveGlobalDatabase(target: Target, progress: (line: string) => void): Promise<void> {
  const named = { GlobalClusterIdentifier: GLOBAL_CLUSTER };
  const { rds } = awsClients(target.clientConfig);
  const whole = async () => (await orMissing(rds.describeGlobalClusters(named)))?.GlobalClusters?.[0];
  const members = async () => (await whole())?.GlobalClusterMembers ?? [];
  // RDS lets nobody go while roles change (RDS API Reference, FailoverState).
  await until(async () => !(await whole())?.FailoverState?.ToDbClusterArn, PATIENCE_SECONDS, POLL_MS);
  const writerLast = (await members()).toSorted((a, b) => Number(a.IsWriter) - Number(b.IsWriter));
  for (const { DBClusterArn: arn = '' } of writerLast) {
    const [region = '', name = ''] = [arn.split(':')[3], arn.split(':').at(-1)];
    progress(`${name} in ${region} leaves the global database`);
    await awsClients(inRegion(target, region).clientConfig).rds.removeFromGlobalCluster({
      ...named,
      DbClusterIdentifier: arn,
    });
    await until(
      async () => !(await members()).some(({ DBClusterArn }) => DBClusterArn === arn),
      PATIENCE_SECONDS,
      POLL_MS,
    );
  }
}

/** What the failover workflow added is in no template, and keeps its cluster from being deleted. */
async function deleteAddedInstance(target: Target, progress: (line: string) => void): Promise<void> {
  const { rds } = awsClients(inRegion(target, STANDBY_REGION).clientConfig);
  const named = { DBInstanceIdentifier: ADDED_INSTANCE };
  const isThere = async () => ((await orMissing(rds.describeDBInstances(named)))?.DBInstances ?? []).length > 0;
  if (!(await isThere())) return;
  progress(`${ADDED_INSTANCE} in ${STANDBY_REGION} is deleted`);
  await rds.deleteDBInstance({ ...named, SkipFinalSnapshot: true });
  await until(async () => !(await isThere()), PATIENCE_SECONDS, POLL_MS);
}

const POLL_MS = 500;
