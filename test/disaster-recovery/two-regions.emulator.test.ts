/**
 * Both regions of a pilot light as the real CDK deploys them: what is made in each, and what the one has of the other; and the
 * lab's commands, after a failover too. RELIABILITY_SIZE=full resets as well, which deploys everything again, twice.
 */
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { Route53 } from '@aws-sdk/client-route-53';
import { S3 } from '@aws-sdk/client-s3';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runningEmulator } from '../../lib/emulator/emulator.ts';
import { setRegionState } from '../../lib/emulator/web/region-control.ts';
import { SPEED } from '../../lib/emulator/web/service.ts';
import { awsClients } from '../../lib/lab/aws/aws-clients.ts';
import { compare } from '../../lib/lab/deployed/back-to-deployed.ts';
import { openTarget } from '../../lib/lab/target.ts';
import { settingsIn } from '../../lib/project-settings.ts';
import { FENCE } from '../../lib/projects/disaster-recovery/failover/fence.ts';
import { ADDED_INSTANCE, DATABASE_SECRET, PROGRESS_TABLE } from '../../lib/projects/disaster-recovery/names.ts';
import { disasterRecovery } from '../../lib/projects/disaster-recovery/project.ts';
import { inRegion } from '../../lib/target.ts';
import { until } from '../../lib/until.ts';
import { runLab } from '../support/processes/lab-process.ts';
import { get } from '../support/web/requests.ts';
import { type DeployedRegions, deployRegions, PRIMARY, STANDBY } from './deployed-regions.ts';
import { goTo } from './recovery/workflow.ts';

const full = process.env.RELIABILITY_SIZE === 'full';

let regions: DeployedRegions;

beforeAll(async () => {
  // The workflow's waits take a tenth.
  vi.stubEnv(SPEED, '10');
  regions = await deployRegions('pilot-light');
}, 240_000);

afterAll(async () => {
  vi.unstubAllEnvs();
  await regions?.stop();
});

describe('the region in use', () => {
  it('has two tasks behind its balancer, and a writer with a reader', async () => {
    const { BalancerName } = regions.outputs.primary;
    const answers = async () => (await get(`${await regions.addressOf(BalancerName)}/health`)).status;
    expect(await until(async () => (await answers()) === 200, 60, 200)).toBe(true);
    const roles = async () => (await regions.containers(PRIMARY)).map(({ role, task }) => (task ? 'task' : role));
    expect(await until(async () => String((await roles()).toSorted()) === 'reader,task,task,writer', 30, 200)).toBe(
      true,
    );
  });

  it('brings its schema by the migration task', async () => {
    expect(await regions.migrate()).toBe(0);
  });
});

describe('the region that waits', () => {
  it('has a balancer without a task, and keeps the database without an instance', async () => {
    const { BalancerName } = regions.outputs.standby;
    expect((await get(`${await regions.addressOf(BalancerName)}/health`)).status).toBe(503);
    expect(await until(() => regions.isInStep(STANDBY), 60, 200)).toBe(true);
    expect((await regions.containers(STANDBY)).map(({ name }) => name)).toEqual([
      expect.stringMatching(/^certlab-storage-/),
    ]);
  });

  it('has the files, the items and the password of the other', async () => {
    const [from, to] = [PRIMARY, STANDBY].map((region) => ({ ...regions.config(region), forcePathStyle: true }));
    const Bucket = regions.outputs.primary.FilesBucketName;
    await new S3(from as object).putObject({ Bucket, Key: 'a-file', Body: 'kept' });
    const copy = await new S3(to as object).getObject({
      Bucket: regions.outputs.standby.FilesBucketName,
      Key: 'a-file',
    });
    expect(await copy.Body?.transformToString()).toBe('kept');

    const Key = { pk: { S: 'learner' }, sk: { S: 'progress' } };
    await new DynamoDB(from as object).putItem({ TableName: PROGRESS_TABLE, Item: Key });
    expect((await new DynamoDB(to as object).getItem({ TableName: PROGRESS_TABLE, Key })).Item).toEqual(Key);

    const secrets = [from, to].map((config) =>
      new SecretsManager(config as object).getSecretValue({ SecretId: DATABASE_SECRET }),
    );
    const [here, there] = await Promise.all(secrets);
    expect(JSON.parse(there?.SecretString ?? '{}')).toEqual(JSON.parse(here?.SecretString ?? ''));
    expect(there?.ARN).toContain(STANDBY);
  });

  it('is led to by a record whose first answer has a health check', async () => {
    const route53 = new Route53(regions.config(PRIMARY));
    const { ResourceRecordSets = [] } = await route53.listResourceRecordSets({ HostedZoneId: regions.zone });
    const site = ResourceRecordSets.filter(({ Failover }) => Failover);
    expect(site.map(({ Failover }) => Failover).toSorted()).toEqual(['PRIMARY', 'SECONDARY']);
    const HealthCheckId = site.find(({ Failover }) => Failover === 'PRIMARY')?.HealthCheckId;
    const read = async (id: string | undefined) =>
      (await route53.getHealthCheck({ HealthCheckId: id })).HealthCheck?.HealthCheckConfig;
    const { ChildHealthChecks = [], ...both } = (await read(HealthCheckId)) ?? {};
    expect(both).toMatchObject({ Type: 'CALCULATED', HealthThreshold: 2 });
    expect(await Promise.all(ChildHealthChecks.map(read))).toMatchObject([
      { Type: 'HTTPS', FailureThreshold: 3, RequestInterval: 10 },
      { Type: 'HTTPS', FailureThreshold: 1, Inverted: true },
    ]);
  });
});

describe('the lab', () => {
  const run = async (...command: string[]) => {
    const { code, out, err } = await runLab([...command, '--json'], regions.lab.stateFolder);
    expect(out, err).not.toBe('');
    return { answer: JSON.parse(out), exitCode: code };
  };
  const own = async () =>
    (await run('status')).answer.projects.find(({ slug }: { slug: string }) => slug === disasterRecovery.slug);
  const target = async () => openTarget({ target: 'emulator' }, regions.lab.stateFolder);

  it('says what stands in which region, and where each balancer answers', async () => {
    const { state, stacks, outputs } = await own();
    expect(state).toBe('deployed');
    expect(stacks.map(({ stack, region, state: is }: Record<string, string>) => [stack, region, is])).toEqual([
      ['DisasterRecoveryCopies', STANDBY, 'deployed'],
      ['DisasterRecovery', PRIMARY, 'deployed'],
      ['DisasterRecoveryStandby', STANDBY, 'deployed'],
    ]);
    expect(stacks.map(({ balancer }: { balancer?: string }) => balancer !== undefined)).toEqual([false, true, true]);
    expect(settingsIn(outputs.Settings)).toMatchObject({ dr: 'pilot-light', standby: 'waiting', zone: regions.zone });
  });

  it('finds both regions as they were deployed', async () => {
    const context = { target: await target(), stateFolder: regions.lab.stateFolder, ownCode: new Set<string>() };
    const { found, notCompared } = await compare(disasterRecovery, context);
    expect(found?.map(({ stack, resource, change, what }) => [stack, resource, change, what])).toEqual([]);
    expect(notCompared).toContain('database');
  });

  it('says that a lost region does not answer, and brings it back by deploying again what it deployed', async () => {
    await setRegionState((await runningEmulator(regions.lab.stateFolder))?.engineFolder, PRIMARY, 'lost');
    expect((await own()).state).toBe('unreachable');
    const before = regions.outputs.primary;
    const { answer, exitCode } = await run('up', disasterRecovery.slug);
    expect([exitCode, answer.projects?.[0]?.state, answer]).toEqual([0, 'deployed', expect.anything()]);
    const { Settings, DatabaseClusterArn } = answer.projects[0].outputs;
    expect([Settings, DatabaseClusterArn]).toEqual([before.Settings, before.DatabaseClusterArn]);
  }, 120_000);

  const rdsIn = async (region: string) => awsClients(inRegion(await target(), region).clientConfig).rds;
  const fence = async () => (await get(new URL(FENCE.path, (await own()).stacks[2].balancer).href)).status;

  /** The region in use is lost, and the other one has taken over. */
  async function failOver(): Promise<void> {
    // What is lost before its first copy was made, nobody takes over.
    expect(await until(() => regions.isInStep(STANDBY), 60, 200)).toBe(true);
    await setRegionState((await runningEmulator(regions.lab.stateFolder))?.engineFolder, PRIMARY, 'lost');
    await (await goTo(regions, 'standby')).end();
    const rds = await rdsIn(STANDBY);
    const members = (await rds.describeGlobalClusters()).GlobalClusters?.[0]?.GlobalClusterMembers ?? [];
    expect(members.find(({ IsWriter }) => IsWriter)?.DBClusterArn).toContain(`:${STANDBY}:`);
    expect((await rds.describeDBInstances()).DBInstances).toMatchObject([{ DBInstanceIdentifier: ADDED_INSTANCE }]);
  }

  if (full) {
    const all = { title: 'everything', slugs: [] };
    const alone = { title: 'this project', slugs: [disasterRecovery.slug] };
    it.each([all, alone])(
      'resets $title to as deployed after a failover: roles, instance, fence and tasks',
      async ({ slugs }) => {
        await failOver();
        const { answer, exitCode } = await run('reset', ...slugs);
        expect([exitCode, answer.projects?.[0]?.state, answer]).toEqual([0, 'deployed', expect.anything()]);
        const rds = await rdsIn(PRIMARY);
        const members = (await rds.describeGlobalClusters()).GlobalClusters?.[0]?.GlobalClusterMembers ?? [];
        expect(members.map(({ DBClusterArn, IsWriter }) => [DBClusterArn?.split(':')[3], IsWriter])).toEqual([
          [PRIMARY, true],
          [STANDBY, false],
        ]);
        expect((await (await rdsIn(STANDBY)).describeDBInstances()).DBInstances ?? []).toEqual([]);
        const context = { target: await target(), stateFolder: regions.lab.stateFolder, ownCode: new Set<string>() };
        expect((await compare(disasterRecovery, context)).found).toEqual([]);
        expect(await fence()).toBe(Number(FENCE.down));
        const written = async () => (await regions.containers(PRIMARY)).some(({ role }) => role === 'writer');
        expect(await until(written, 30, 200)).toBe(true);
        expect(await until(() => regions.isInStep(STANDBY), 60, 200)).toBe(true);
      },
      240_000,
    );
  }

  it('takes down what a failover left as well, after a region was lost', async () => {
    const rds = await rdsIn(STANDBY);
    await failOver();
    const { answer, exitCode } = await run('down', disasterRecovery.slug);
    expect([exitCode, answer]).toEqual([
      0,
      {
        ...{ survivors: [], stays: [], emulatorStopped: false },
        destroyed: ['DisasterRecoveryCopies', 'DisasterRecovery', 'DisasterRecoveryStandby'],
      },
    ]);
    expect((await own()).state).toBe('not-deployed');
    expect((await rds.describeGlobalClusters()).GlobalClusters ?? []).toEqual([]);
    expect((await rds.describeDBInstances()).DBInstances ?? []).toEqual([]);
    const { HostedZones } = await new Route53(regions.config(PRIMARY)).listHostedZones();
    expect(HostedZones ?? []).toEqual([]);
  }, 240_000);
});
