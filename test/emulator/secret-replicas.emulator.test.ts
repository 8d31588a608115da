/** Replicas of secrets, in two regions of the emulator: promoted, taken away, and not made over a secret that is there. */
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { beforeEach, expect, it } from 'vitest';
import { clientConfigOf, deployedTarget } from '../support/deployed-target.ts';

const OTHER = 'us-west-2';
const target = await deployedTarget();
const here = new SecretsManager(clientConfigOf(target));
const there = new SecretsManager({ ...clientConfigOf(target), region: OTHER });
const AddReplicaRegions = [{ Region: OTHER }];

let SecretId = '';
let made = 0;
const valueThere = async () => (await there.getSecretValue({ SecretId })).SecretString;

beforeEach(async () => {
  made += 1;
  SecretId = `replicated-${made}`;
  await here.createSecret({ Name: SecretId, SecretString: 'first' });
  await here.replicateSecretToRegions({ SecretId, AddReplicaRegions });
});

it('one that was promoted has the same ARN but for the region, and what it holds, and follows no more', async () => {
  const { ARN } = await here.describeSecret({ SecretId });
  const promoted = await there.stopReplicationToReplica({ SecretId });
  expect(promoted.ARN).toBe(ARN?.replace('us-east-1', OTHER));
  expect((await there.describeSecret({ SecretId })).PrimaryRegion).toBeUndefined();
  expect((await here.describeSecret({ SecretId })).ReplicationStatus ?? []).toEqual([]);

  await here.putSecretValue({ SecretId, SecretString: 'second' });
  expect(await valueThere()).toBe('first');
  await there.putSecretValue({ SecretId, SecretString: 'its own' });
  expect(await valueThere()).toBe('its own');
});

it('one is promoted once, where it is, and no primary is', async () => {
  await expect(here.stopReplicationToReplica({ SecretId })).rejects.toMatchObject({ name: 'InvalidRequestException' });
  await there.stopReplicationToReplica({ SecretId });
  await expect(there.stopReplicationToReplica({ SecretId })).rejects.toMatchObject({ name: 'InvalidRequestException' });
});

it('a secret that is there is overwritten only when that is asked for: otherwise the replication has failed', async () => {
  await there.stopReplicationToReplica({ SecretId });
  await there.putSecretValue({ SecretId, SecretString: 'its own' });
  const { ReplicationStatus } = await here.replicateSecretToRegions({ SecretId, AddReplicaRegions });
  expect(ReplicationStatus).toMatchObject([{ Region: OTHER, Status: 'Failed' }]);
  expect(await valueThere()).toBe('its own');

  await here.replicateSecretToRegions({ SecretId, AddReplicaRegions, ForceOverwriteReplicaSecret: true });
  expect((await here.describeSecret({ SecretId })).ReplicationStatus).toMatchObject([{ Status: 'InSync' }]);
  expect(await valueThere()).toBe('first');
  await here.putSecretValue({ SecretId, SecretString: 'second' });
  expect(await valueThere()).toBe('second');
});

it('one that is taken away is gone, and the primary is not', async () => {
  const { ReplicationStatus } = await here.removeRegionsFromReplication({ SecretId, RemoveReplicaRegions: [OTHER] });
  expect(ReplicationStatus).toEqual([]);
  await expect(valueThere()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  expect((await here.getSecretValue({ SecretId })).SecretString).toBe('first');
  await expect(here.removeRegionsFromReplication({ SecretId, RemoveReplicaRegions: [OTHER] })).rejects.toMatchObject({
    name: 'InvalidParameterException',
  });
});
