/** Both regions of a pilot light as the real CDK deploys them: what is made in each, and what the one has of the other. */
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { Route53 } from '@aws-sdk/client-route-53';
import { S3 } from '@aws-sdk/client-s3';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DATABASE_SECRET, PROGRESS_TABLE } from '../../lib/projects/disaster-recovery/names.ts';
import { until } from '../../lib/until.ts';
import { get } from '../support/web/requests.ts';
import { type DeployedRegions, deployRegions, PRIMARY, STANDBY } from './deployed-regions.ts';

let regions: DeployedRegions;

beforeAll(async () => {
  regions = await deployRegions('pilot-light');
}, 240_000);

afterAll(async () => {
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
