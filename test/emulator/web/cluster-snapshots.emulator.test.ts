/**
 * Snapshots of Aurora's clusters with their data, by RDS and by AWS Backup: what was there when one was taken is in the cluster that is
 * restored from its copy in another region, and nothing of what came later; what AWS refuses is refused.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KMS } from '@aws-sdk/client-kms';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Emulator, startEmulator, stopEmulator } from '../../../lib/emulator/emulator.ts';
import { EMULATOR_CREDENTIALS } from '../../../lib/emulator/environment.ts';
import { type EmulatorCallError, emulatorApi } from '../../../lib/emulator/web/api.ts';
import { runningEngine, startEngine } from '../../../lib/emulator/web/service.ts';
import { until } from '../../../lib/until.ts';
import { backupApi } from '../../support/web/backup-api.ts';

const [EAST, WEST] = ['us-east-1', 'us-west-2'];
const ACCOUNT = '000000000000';
const ENGINE = { Engine: 'aurora-postgresql', EngineVersion: '17.7' };
const MASTER = { user: 'exam_room', password: 'a-long-password', database: 'exams' };
const EAST_ARN = `arn:aws:rds:${EAST}:${ACCOUNT}:cluster:east`;
const snapshotArn = (region: string, name: string) => `arn:aws:rds:${region}:${ACCOUNT}:cluster-snapshot:${name}`;
const vaultArn = (region: string, name: string) => `arn:aws:backup:${region}:${ACCOUNT}:backup-vault:${name}`;

interface Instance {
  readonly region: string;
  readonly status: string;
  readonly address: string;
  readonly role?: string;
}

let emulator: Emulator;
let engine: string;
const folder = mkdtempSync(join(tmpdir(), 'certlab-snapshots-'));
const rds = (region: string, action: string, parameters: Record<string, string> = {}) =>
  emulatorApi(emulator.endpoint, region).query('rds', action, parameters);
const backup = (region: string) => backupApi(emulator.endpoint, region);
const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'none',
    ({ code }: EmulatorCallError) => code,
  );

beforeAll(async () => {
  emulator = await startEmulator(folder);
  const { pid: emulatorPid, endpoint } = emulator;
  engine = (await startEngine({ folder: emulator.engineFolder as string, endpoint, emulatorPid })).url;
  await fetch(`${engine}/regions/${WEST}`, { method: 'PUT' });
  await rds(EAST, 'CreateDBCluster', {
    ...{ ...ENGINE, DBClusterIdentifier: 'east', StorageEncrypted: 'true', KmsKeyId: await keyIn(EAST) },
    ...{ MasterUsername: MASTER.user, MasterUserPassword: MASTER.password, DatabaseName: MASTER.database },
  });
  await createInstance(EAST, 'east');
  await sql(EAST, 'CREATE TABLE answer (id integer PRIMARY KEY)');
}, 120_000);

afterAll(async () => {
  await stopEmulator(folder, emulator);
  rmSync(folder, { recursive: true, force: true });
});

const keys = new Map<string, string>();
async function keyIn(region: string): Promise<string> {
  const kms = new KMS({ region, endpoint: emulator.endpoint, credentials: EMULATOR_CREDENTIALS });
  const made = keys.get(region) ?? ((await kms.createKey({})).KeyMetadata?.Arn as string);
  keys.set(region, made);
  return made;
}

async function createInstance(region: string, cluster: string): Promise<void> {
  const named = { DBInstanceIdentifier: `${cluster}-1` };
  const asked = { ...named, DBClusterIdentifier: cluster, DBInstanceClass: 'db.serverless', Engine: ENGINE.Engine };
  await rds(region, 'CreateDBInstance', asked);
  const status = async () =>
    (await rds(region, 'DescribeDBInstances', named)).list('DBInstances')[0]?.text('DBInstanceStatus');
  expect(await until(async () => (await status()) === 'available', 60, 100)).toBe(true);
  expect(await until(async () => (await writerIn(region)) !== undefined, 60, 100)).toBe(true);
}

const writerIn = async (region: string) =>
  ((await (await fetch(`${engine}/containers`)).json()) as Instance[]).find(
    (each) => each.region === region && each.status === 'running' && each.role === 'writer',
  );

/** As the user of the database, by the password that it was created with. */
async function sql(region: string, text: string): Promise<readonly { readonly id: number }[]> {
  const client = new pg.Client({ ...MASTER, host: (await writerIn(region))?.address, port: 5_432 });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

const idsIn = async (region: string) =>
  (await sql(region, 'SELECT id FROM answer ORDER BY id')).map(({ id }) => Number(id));

async function snapshotStatus(region: string, name: string): Promise<string | undefined> {
  const found = await rds(region, 'DescribeDBClusterSnapshots', { DBClusterSnapshotIdentifier: name });
  return found.list('DBClusterSnapshots')[0]?.text('Status');
}

const isAvailable = (region: string, name: string) =>
  until(async () => (await snapshotStatus(region, name)) === 'available', 60, 50);

const take = (name: string) =>
  rds(EAST, 'CreateDBClusterSnapshot', { DBClusterIdentifier: 'east', DBClusterSnapshotIdentifier: name });
const copyTo = (region: string, source: string, name: string, KmsKeyId?: string) =>
  rds(region, 'CopyDBClusterSnapshot', {
    ...{ SourceDBClusterSnapshotIdentifier: source, TargetDBClusterSnapshotIdentifier: name },
    ...(KmsKeyId && { KmsKeyId }),
  });
const restore = (region: string, snapshot: string, cluster: string) =>
  rds(region, 'RestoreDBClusterFromSnapshot', {
    ...{ ...ENGINE, SnapshotIdentifier: snapshot, DBClusterIdentifier: cluster },
  });

/** Until it is there, without an instance. */
async function restored(region: string, snapshot: string, cluster: string) {
  await restore(region, snapshot, cluster);
  const now = async () =>
    (await rds(region, 'DescribeDBClusters', { DBClusterIdentifier: cluster })).list('DBClusters')[0];
  expect(await until(async () => (await now())?.text('Status') === 'available', 60, 50)).toBe(true);
  return now();
}

/** Calls while the engine stands still, so that nothing that it is to make is there yet. */
async function meanwhile<Value>(work: () => Promise<Value>): Promise<Value> {
  const { pid } = runningEngine(emulator.engineFolder as string) as { pid: number };
  process.kill(pid, 'SIGSTOP');
  try {
    return await work();
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}

/** Gone with its instance. */
async function deleteCluster(region: string, cluster: string): Promise<void> {
  const named = { DBInstanceIdentifier: `${cluster}-1` };
  await rds(region, 'DeleteDBInstance', { ...named, SkipFinalSnapshot: 'true' });
  await until(async () => (await codeOf(rds(region, 'DescribeDBInstances', named))) === 'DBInstanceNotFound', 60, 100);
  await rds(region, 'DeleteDBCluster', { DBClusterIdentifier: cluster, SkipFinalSnapshot: 'true' });
}

it('what was there is restored in the other region, with its password, and nothing of what came later', async () => {
  await sql(EAST, 'INSERT INTO answer SELECT generate_series(1, 1000)');
  await take('first');
  expect(await isAvailable(EAST, 'first')).toBe(true);
  await sql(EAST, 'INSERT INTO answer VALUES (1001)');

  await copyTo(WEST, snapshotArn(EAST, 'first'), 'copied', await keyIn(WEST));
  expect(await isAvailable(WEST, 'copied')).toBe(true);
  const cluster = await restored(WEST, 'copied', 'west');
  expect([cluster?.text('KmsKeyId'), cluster?.text('MasterUsername')]).toEqual([await keyIn(WEST), MASTER.user]);
  expect(cluster?.list('DBClusterMembers')).toEqual([]);
  expect(await writerIn(WEST)).toBeUndefined();

  await createInstance(WEST, 'west');
  expect(await idsIn(WEST)).toEqual(Array.from({ length: 1_000 }, (_, at) => at + 1));
  // Two databases from here on.
  await sql(WEST, 'INSERT INTO answer VALUES (2000)');
  expect((await idsIn(EAST)).at(-1)).toBe(1_001);
  await deleteCluster(WEST, 'west');
}, 120_000);

it('a snapshot that is being made can be neither copied nor restored, nor a cluster have an instance before it is', async () => {
  const waits = await meanwhile(async () => {
    await take('slow');
    await copyTo(WEST, snapshotArn(EAST, 'first'), 'slow-copy', await keyIn(WEST));
    await restore(WEST, 'copied', 'slow-cluster');
    return {
      statuses: [await snapshotStatus(EAST, 'slow'), await snapshotStatus(WEST, 'slow-copy')],
      copied: await codeOf(copyTo(EAST, 'slow', 'of-slow')),
      restored: [await codeOf(restore(EAST, 'slow', 'x')), await codeOf(restore(WEST, 'slow-copy', 'x'))],
      instance: await codeOf(
        rds(WEST, 'CreateDBInstance', {
          ...{ DBInstanceIdentifier: 'x', DBClusterIdentifier: 'slow-cluster', DBInstanceClass: 'db.serverless' },
          Engine: ENGINE.Engine,
        }),
      ),
    };
  });
  expect(waits).toEqual({
    statuses: ['creating', 'copying'],
    copied: 'InvalidDBClusterSnapshotStateFault',
    restored: ['InvalidDBClusterSnapshotStateFault', 'InvalidDBClusterSnapshotStateFault'],
    instance: 'InvalidDBClusterStateFault',
  });
  expect(await isAvailable(EAST, 'slow')).toBe(true);
  expect(await isAvailable(WEST, 'slow-copy')).toBe(true);
}, 120_000);

it('what is not there, has no key of its region, or has its name already is refused', async () => {
  const first = snapshotArn(EAST, 'first');
  expect({
    nothing: await codeOf(copyTo(WEST, snapshotArn(EAST, 'none'), 'x', await keyIn(WEST))),
    withoutKey: await codeOf(copyTo(WEST, first, 'x')),
    keyOfOther: await codeOf(copyTo(WEST, first, 'x', await keyIn(EAST))),
    twice: await codeOf(copyTo(WEST, first, 'copied', await keyIn(WEST))),
    restored: await codeOf(restore(WEST, 'none', 'x')),
    // A snapshot is restored in its own region.
    elsewhere: await codeOf(restore(WEST, first, 'x')),
    there: await codeOf(restore(EAST, 'first', 'east')),
  }).toEqual({
    nothing: 'DBClusterSnapshotNotFoundFault',
    withoutKey: 'InvalidParameterValue',
    keyOfOther: 'KMSKeyNotAccessibleFault',
    twice: 'DBClusterSnapshotAlreadyExistsFault',
    restored: 'DBClusterSnapshotNotFoundFault',
    elsewhere: 'DBClusterSnapshotNotFoundFault',
    there: 'DBClusterAlreadyExistsFault',
  });
});

it('AWS Backup makes a recovery point and copies it to the vault of the other region, by the key of that', async () => {
  await backup(EAST).createVault('here');
  await backup(WEST).createVault('there', await keyIn(WEST));
  const ids = await idsIn(EAST);
  const made = await backup(EAST).backupEnded((await backup(EAST).startBackup('here', EAST_ARN)).BackupJobId);
  expect(made).toMatchObject({
    State: 'COMPLETED',
    RecoveryPointArn: expect.stringMatching(/cluster-snapshot:awsbackup:job-/),
  });
  const arn = made.RecoveryPointArn as string;
  const { CopyJobId } = await backup(EAST).startCopy('here', arn, vaultArn(WEST, 'there'));
  const copied = await backup(EAST).copyEnded(CopyJobId);
  expect(copied.State).toBe('COMPLETED');
  const [point, ...more] = await backup(WEST).pointsIn('there');
  expect(point).toMatchObject({
    ...{ RecoveryPointArn: copied.DestinationRecoveryPointArn, ResourceArn: EAST_ARN, Status: 'COMPLETED' },
    EncryptionKeyArn: await keyIn(WEST),
  });
  expect(more).toEqual([]);

  await restored(WEST, point?.RecoveryPointArn as string, 'restored');
  // The snapshot may go: the cluster has data of its own.
  await backup(WEST).deletePoint('there', point?.RecoveryPointArn as string);
  await createInstance(WEST, 'restored');
  expect(await idsIn(WEST)).toEqual(ids);
  await deleteCluster(WEST, 'restored');
}, 120_000);

it('AWS Backup refuses what is not there, and what it made is not deleted by RDS', async () => {
  const [{ RecoveryPointArn: arn } = { RecoveryPointArn: '' }] = await backup(EAST).pointsIn('here');
  const name = arn.split(':cluster-snapshot:')[1] as string;
  const start = (vault: string, resource: string) => codeOf(backup(EAST).startBackup(vault, resource));
  expect({
    vault: await start('none', EAST_ARN),
    cluster: await start('here', EAST_ARN.replace('east', 'none')),
    point: await codeOf(backup(EAST).startCopy('here', `${arn}0`, vaultArn(WEST, 'there'))),
    full: await codeOf(backup(EAST).deleteVault('here')),
    byRds: await codeOf(rds(EAST, 'DeleteDBClusterSnapshot', { DBClusterSnapshotIdentifier: name })),
  }).toEqual({
    ...{ vault: 'ResourceNotFoundException', cluster: 'ResourceNotFoundException', point: 'ResourceNotFoundException' },
    ...{ full: 'InvalidRequestException', byRds: 'InvalidDBClusterSnapshotStateFault' },
  });
});

it('from a region that is lost nothing is copied, and what was copied before is restored', async () => {
  const [{ RecoveryPointArn: arn } = { RecoveryPointArn: '' }] = await backup(EAST).pointsIn('here');
  await fetch(`${engine}/regions/${EAST}/isolated`, { method: 'PUT' });
  const { CopyJobId } = await backup(EAST).startCopy('here', arn, vaultArn(WEST, 'there'));
  expect(await backup(EAST).copyEnded(CopyJobId)).toMatchObject({ State: 'FAILED' });
  expect(await backup(WEST).pointsIn('there')).toEqual([]);
  await fetch(`${engine}/regions/${EAST}/lost`, { method: 'PUT' });
  await restored(WEST, 'copied', 'after');
  await createInstance(WEST, 'after');
  expect((await idsIn(WEST)).length).toBe(1_000);
}, 120_000);
