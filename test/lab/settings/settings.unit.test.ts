/**
 * Every setting that a drill can break: read as it is, written back as it was, everything beside it left alone, and gone
 * only when its service says so. What the emulator does with these calls, the proofs of the
 * drills see.
 */
import { describe, expect, it } from 'vitest';
import { type AwsClients, awsClients, clientsIn, withRegions } from '../../../lib/lab/aws/aws-clients.ts';
import { sameValue, settingOf } from '../../../lib/lab/settings/settings.ts';
import { type Answers, answeringAws, refusal } from '../../support/fakes/answering-aws.ts';
import { REGION_CASES } from './region-cases.ts';
import { ABSENT, INDEX, STORE_CASES, TABLE } from './store-cases.ts';
import { TRAFFIC_CASES } from './traffic-cases.ts';
import { WEB_CASES } from './web-cases.ts';

const CASES = [...STORE_CASES, ...TRAFFIC_CASES, ...WEB_CASES, ...REGION_CASES];

/** The same answers in every region. */
const everywhere = (answers: Answers) => {
  const { aws, calls } = answeringAws(answers);
  return { aws: withRegions(aws, () => aws), calls };
};

const isRead = (call: string) => /\.(get|describe|list|head)/.test(call);

describe.each(CASES.map((one) => [one.kind, one] as const))('%s', (kind, one) => {
  const setting = settingOf(kind);
  const read = (answers: Answers) => setting.read(everywhere(answers).aws, one.target);
  const [first] = Object.keys(one.answers) as [string];

  it('belongs to its resource, and is read as it is', async () => {
    expect(setting.resource(one.target)).toBe(one.resource);
    expect(await read(one.answers)).toEqual(one.value);
    for (const [answers, value] of one.also ?? []) expect(await read(answers)).toEqual(value);
  });

  it('is gone with its resource, and not for who may not look', async () => {
    if (one.gone) expect(await read(one.gone)).toBeUndefined();
    await expect(read({ ...one.answers, [first]: refusal('AccessDenied') })).rejects.toMatchObject({
      name: 'AccessDenied',
    });
  });

  it('is written as it was, and what stands beside it stays', async () => {
    for (const [value, wanted] of one.writes) {
      const done = Object.fromEntries(wanted.map(([call]) => [call, {}]));
      const { aws, calls } = everywhere({ ...one.answers, ...done });
      await setting.write(aws, one.target, value);
      expect(calls.filter(([call]) => !isRead(call))).toEqual(wanted);
    }
  });
});

it('an index is only made when the one before it is gone', async () => {
  let there = true;
  const { aws, calls } = answeringAws({
    'dynamodb.describeTable': () => ({ Table: there ? TABLE : { ...TABLE, GlobalSecondaryIndexes: [] } }),
    'dynamodb.updateTable': () => {
      there = false;
      return {};
    },
  });
  await settingOf('table-index').write(aws, { tableName: 't', indexName: 'i' }, null);
  await settingOf('table-index').write(aws, { tableName: 't', indexName: 'i' }, INDEX);
  const updates = calls.filter(([call]) => !isRead(call)).map(([, input]) => input as Record<string, object[]>);
  expect(updates.map((update) => Object.keys(update.GlobalSecondaryIndexUpdates?.[0] ?? {}))).toEqual([
    ['Delete'],
    ['Create'],
  ]);
});

it('a permission that is not there can be taken away again', async () => {
  const { aws } = answeringAws({ 'lambda.removePermission': refusal(ABSENT) });
  const target = { functionName: 'f', alias: 'live', statementId: 's' };
  await expect(settingOf('function-permission').write(aws, target, null)).resolves.toBeUndefined();
});

it('is that of the region which its target names', async () => {
  const target = { bucket: 'b', region: 'us-west-2' };
  expect(settingOf('bucket-policy').resource(target)).toBe('s3:bucket:b in us-west-2');
  const aws = awsClients({ region: 'us-east-1', endpoint: 'http://127.0.0.1:9' });
  const regionOf = (region?: string) => clientsIn(aws, region).s3.config.region();
  expect(await Promise.all([regionOf('us-west-2'), regionOf('us-east-1'), regionOf()])).toEqual([
    ...['us-west-2', 'us-east-1', 'us-east-1'],
  ]);
  expect(clientsIn(aws, 'us-west-2')).toBe(clientsIn(aws, 'us-west-2'));
  expect(() => clientsIn(answeringAws({}).aws, 'us-west-2')).toThrow('us-west-2');
});

it('refuses a kind of another version of the lab', () => {
  expect(() => settingOf('toString')).toThrow(expect.objectContaining({ code: 'UnknownSetting' }));
});

it('values are the same in whatever order their keys are', () => {
  expect(sameValue({ a: 1, b: [2] }, { b: [2], a: 1 })).toBe(true);
  expect(sameValue({ a: 1 }, { a: 1, b: undefined })).toBe(false);
});

/** A secret of its own in us-west-2, and clients of both regions that note every call with its region. */
function secretOfItsOwn() {
  const calls: [region: string, operation: string, input: unknown][] = [];
  let follows: string | undefined;
  const clients = (region: string): AwsClients => {
    const answers: Record<string, (input: never) => unknown> = {
      describeSecret: () => ({ PrimaryRegion: follows, KmsKeyId: 'k', VersionIdsToStages: { mine: ['AWSCURRENT'] } }),
      send: () => ({ SecretString: '{"username":"exam_room","password":"old"}' }),
      getRandomPassword: () => ({ RandomPassword: 'new' }),
      putSecretValue: () => ({}),
      replicateSecretToRegions: () => {
        follows = region;
      },
    };
    const secrets = new Proxy(
      {},
      {
        get: (_, operation) => async (input: never) => {
          if (!/^(describe|get|send)/.test(String(operation))) calls.push([region, String(operation), input]);
          return answers[String(operation)]?.(input);
        },
      },
    );
    return withRegions({ secrets } as AwsClients, clients);
  };
  return { aws: clients('us-west-2'), calls };
}

const REPLICA = { secret: 'database', region: 'us-west-2' };

it('a secret of its own follows again by a call in the region of the other, over what is there', async () => {
  const { aws, calls } = secretOfItsOwn();
  await settingOf('secret-replica').write(aws, REPLICA, { follows: 'us-east-1', version: 'any' });
  const AddReplicaRegions = [{ Region: 'us-west-2', KmsKeyId: 'k' }];
  expect(calls).toEqual([
    [
      'us-east-1',
      'replicateSecretToRegions',
      { SecretId: 'database', AddReplicaRegions, ForceOverwriteReplicaSecret: true },
    ],
  ]);
});

it('a version that is not there is made, with another password for the same user', async () => {
  const { aws, calls } = secretOfItsOwn();
  await settingOf('secret-replica').write(aws, REPLICA, { follows: null, version: 'another' });
  const SecretString = '{"username":"exam_room","password":"new"}';
  expect(calls).toEqual([
    ['us-west-2', 'putSecretValue', { SecretId: 'database', ClientRequestToken: 'another', SecretString }],
  ]);
});

it('an instance is made once the one of its name is gone, and is there when it is available', async () => {
  const { aws, calls } = answeringAws({
    'rds.describeDBClusters': { DBClusters: [{ Engine: 'aurora-postgresql' }] },
    'rds.describeDBInstances': () => {
      const status = ['deleting', 'deleting', undefined, 'creating', 'available'][asked++];
      return { DBInstances: status ? [{ DBInstanceStatus: status }] : [] };
    },
    'rds.createDBInstance': {},
  });
  let asked = 0;
  await settingOf('cluster-instance').write(aws, { cluster: 'c', instance: 'i' }, { class: 'db.serverless', tier: 1 });
  expect(calls.map(([call]) => call).filter((call) => call !== 'rds.describeDBClusters')).toEqual([
    ...Array.from({ length: 3 }, () => 'rds.describeDBInstances'),
    'rds.createDBInstance',
    ...Array.from({ length: 2 }, () => 'rds.describeDBInstances'),
  ]);
  expect(calls.find(([call]) => call === 'rds.createDBInstance')?.[1]).toEqual({
    ...{ DBClusterIdentifier: 'c', DBInstanceIdentifier: 'i', DBInstanceClass: 'db.serverless' },
    ...{ Engine: 'aurora-postgresql', PromotionTier: 1, PubliclyAccessible: false },
  });
});
