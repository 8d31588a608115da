/** What DynamoDB asks of a table's own policy, and what it keeps of the ceilings of an index: on the emulator as on AWS. */
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { awsClients } from '../../lib/lab/aws/aws-clients.ts';
import { clientConfigOf, deployedTarget } from '../support/deployed-target.ts';

const target = await deployedTarget();
const aws = awsClients(clientConfigOf(target));
const [TableName, RoleName] = ['tables', 'tables'];
const INDEX = 'byDay';
const key = (AttributeName: string) => [{ AttributeName, KeyType: 'HASH' as const }];
const { TableDescription } = await aws.dynamodb.createTable({
  ...{ TableName, BillingMode: 'PAY_PER_REQUEST', KeySchema: key('pk') },
  AttributeDefinitions: ['pk', 'day'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
  GlobalSecondaryIndexes: [{ IndexName: INDEX, KeySchema: key('day'), Projection: { ProjectionType: 'ALL' } }],
});
const ResourceArn = TableDescription?.TableArn as string;
const { Role } = await aws.iam.createRole({
  RoleName,
  AssumeRolePolicyDocument: JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::000000000000:root' }, Action: 'sts:AssumeRole' }],
  }),
});
const assumed = await aws.sts.assumeRole({ RoleArn: Role?.Arn, RoleSessionName: 'tables' });
const asRole = new DynamoDB({
  ...clientConfigOf(target),
  credentials: {
    accessKeyId: assumed.Credentials?.AccessKeyId as string,
    secretAccessKey: assumed.Credentials?.SecretAccessKey as string,
    sessionToken: assumed.Credentials?.SessionToken,
  },
});

afterEach(() => aws.dynamodb.deleteResourcePolicy({ ResourceArn }));
afterAll(async () => {
  await aws.dynamodb.deleteTable({ TableName });
  for (const PolicyName of (await aws.iam.listRolePolicies({ RoleName })).PolicyNames ?? [])
    await aws.iam.deleteRolePolicy({ RoleName, PolicyName });
  await aws.iam.deleteRole({ RoleName });
});

const statement = (Action: string, Resource: string, more: object = {}) => ({
  ...{ Effect: 'Allow', Principal: { AWS: Role?.Arn }, Action, Resource },
  ...more,
});
const putPolicy = (...Statement: object[]) =>
  aws.dynamodb.putResourcePolicy({ ResourceArn, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) });
const outcome = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    ({ name }: Error) => name,
  );
const get = () => outcome(asRole.getItem({ TableName, Key: { pk: { S: 'a' } } }));
const query = (IndexName?: string) =>
  outcome(
    asRole.query({
      ...{ TableName, IndexName, KeyConditionExpression: '#key = :key' },
      ExpressionAttributeNames: { '#key': IndexName ? 'day' : 'pk' },
      ExpressionAttributeValues: { ':key': { S: 'a' } },
    }),
  );
const REFUSED = 'AccessDeniedException';

describe("a table's own policy", () => {
  it('lets in a role that no policy of its own lets in, to what it names', async () => {
    expect(await get()).toBe(REFUSED);
    await putPolicy(statement('dynamodb:GetItem', ResourceArn));
    expect([await get(), await query(), await query(INDEX)]).toEqual(['done', REFUSED, REFUSED]);
    await putPolicy(statement('dynamodb:Query', `${ResourceArn}/index/${INDEX}`));
    expect([await get(), await query(), await query(INDEX)]).toEqual([REFUSED, REFUSED, 'done']);
  });

  it('lets in nobody whom it does not name, and leaves the whole account to the policies of its roles', async () => {
    await putPolicy(
      statement('dynamodb:*', ResourceArn, { Principal: { AWS: 'arn:aws:iam::000000000000:role/other' } }),
    );
    expect(await get()).toBe(REFUSED);
    await putPolicy(statement('dynamodb:*', ResourceArn, { Principal: { AWS: '000000000000' } }));
    expect(await get()).toBe(REFUSED);
  });

  it('refuses what a policy of the role allows, and is gone once it is deleted', async () => {
    const Statement = [{ Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: ResourceArn }];
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
    await aws.iam.putRolePolicy({ RoleName, PolicyName: 'own', PolicyDocument });
    expect(await get()).toBe('done');
    await putPolicy(statement('dynamodb:GetItem', ResourceArn, { Effect: 'Deny' }));
    expect(await get()).toBe(REFUSED);
    await aws.dynamodb.deleteResourcePolicy({ ResourceArn });
    expect(await get()).toBe('done');
  });
});

describe('the ceilings of an index', () => {
  const hold = (OnDemandThroughput: object) =>
    aws.dynamodb.updateTable({
      TableName,
      GlobalSecondaryIndexUpdates: [{ Update: { IndexName: INDEX, OnDemandThroughput } }],
    });
  const held = async () =>
    (await aws.dynamodb.describeTable({ TableName })).Table?.GlobalSecondaryIndexes?.[0]?.OnDemandThroughput;

  it('are what was said last of each, and none where -1 is said', async () => {
    const { TableDescription: told } = await hold({ MaxReadRequestUnits: 5 });
    expect(told?.GlobalSecondaryIndexes?.[0]?.OnDemandThroughput).toMatchObject({ MaxReadRequestUnits: 5 });
    await hold({ MaxWriteRequestUnits: 7 });
    expect(await held()).toEqual({ MaxReadRequestUnits: 5, MaxWriteRequestUnits: 7 });
    await hold({ MaxReadRequestUnits: -1, MaxWriteRequestUnits: -1 });
    expect(await held()).toEqual({ MaxReadRequestUnits: -1, MaxWriteRequestUnits: -1 });
  });

  it('are at least one', async () => {
    expect(await outcome(hold({ MaxReadRequestUnits: 0 }))).toBe('ValidationException');
  });
});
