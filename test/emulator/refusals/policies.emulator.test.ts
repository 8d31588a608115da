import { afterAll, describe, expect, it } from 'vitest';
import { awsClients } from '../../../lib/lab/aws/aws-clients.ts';
import { clientConfigOf, deployedTarget } from '../../support/deployed-target.ts';
import { itRefuses } from './refusal-table.ts';

const { iam } = awsClients(clientConfigOf(await deployedTarget()));
const RoleName = 'refusals-role';
const PolicyName = 'refusals';
const MALFORMED = 'MalformedPolicyDocumentException';
const LIMIT = 'LimitExceededException';

const document = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const trust = (statement: object = {}) =>
  document({
    ...{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ...statement,
  });

const { Role } = await iam.createRole({ RoleName, AssumeRolePolicyDocument: trust() });
const attached = await Promise.all(
  Array.from({ length: 11 }, async (_, number) => {
    const made = await iam.createPolicy({ PolicyName: `refusals-${number}`, PolicyDocument: allow({}) });
    return made.Policy?.Arn as string;
  }),
);

afterAll(async () => {
  for (const PolicyArn of attached) {
    await iam.detachRolePolicy({ RoleName, PolicyArn }).catch(() => {});
    await iam.deletePolicy({ PolicyArn });
  }
  await iam.deleteRolePolicy({ RoleName, PolicyName });
  await iam.deleteRole({ RoleName });
});

/** A policy of one statement that IAM takes, but for these elements; undefined leaves one out. */
function allow(elements: object): string {
  return document({ Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: '*', ...elements });
}

const put = (PolicyDocument: string) => iam.putRolePolicy({ RoleName, PolicyName, PolicyDocument });

describe('IAM on the emulator refuses what AWS refuses', () => {
  itRefuses<string>('a policy', put, [
    ['{', MALFORMED, allow({}), /Syntax errors/],
    [allow({ Foo: 1 }), MALFORMED, allow({ Sid: 'Foo' }), /Syntax errors/],
    [allow({ Effect: 'allow' }), MALFORMED, allow({ Effect: 'Deny' })],
    [allow({ Effect: undefined }), MALFORMED, allow({})],
    [allow({ Action: undefined }), MALFORMED, allow({ Action: '*' }), /must contain actions/],
    [allow({ Action: [] }), MALFORMED, allow({ Action: ['dynamodb:Query'] }), /must contain actions/],
    [allow({ Action: 'GetItem' }), MALFORMED, allow({ Action: 'dynamodb:Get*' }), /prefaced by a vendor/],
    [allow({ Action: 'dynamodb:GetItem:x' }), MALFORMED, allow({ Action: 'dynamodb:*' }), /one colon/],
    [allow({ Action: ['dynamodb:Query', 7] }), MALFORMED, allow({ Action: ['dynamodb:Query', 's3:*'] })],
    [allow({ Action: 'dynamodb.amazonaws.com:Get' }), MALFORMED, allow({ Action: 'execute-api:Invoke' }), /Vendor/],
    [allow({ NotAction: 's3:*' }), MALFORMED, allow({ Action: undefined, NotAction: 's3:*' })],
    [allow({ Resource: undefined }), MALFORMED, allow({ Resource: ['*'] }), /must contain resources/],
    [allow({ Resource: 'table/x' }), MALFORMED, allow({ Resource: 'arn:aws:dynamodb:*:*:table/x' }), /ARN format/],
    [allow({ Resource: 'arn:aws:*:::x' }), MALFORMED, allow({ Resource: 'arn:aws:s3:::x*' }), /vendor/],
    [allow({ Principal: '*' }), MALFORMED, allow({}), /not specify a principal/],
    [allow({ Condition: { Foo: { 'aws:x': 'y' } } }), MALFORMED, allow({ Condition: { Bool: { 'aws:x': 'true' } } })],
    [allow({ Condition: { 'aws:x': 'y' } }), MALFORMED, allow({ Condition: { StringLike: { 'aws:x': ['y', 'z'] } } })],
    [
      allow({ Condition: { StringEquals: { region: 'y' } } }),
      MALFORMED,
      allow({ Condition: { 'ForAnyValue:StringEqualsIfExists': { 'aws:TagKeys': 'y' }, Null: { 'aws:x': 'true' } } }),
    ],
    [allow({ Sid: 'a b' }), MALFORMED, allow({ Sid: 'ab' }), /alpha-numeric/],
    [
      document(
        { Sid: 'A', ...JSON.parse(allow({})).Statement[0] },
        { Sid: 'A', ...JSON.parse(allow({})).Statement[0] },
      ),
      MALFORMED,
      document(
        { Sid: 'A', ...JSON.parse(allow({})).Statement[0] },
        { Sid: 'B', ...JSON.parse(allow({})).Statement[0] },
      ),
      /unique/,
    ],
    [allow({}).replace('2012', '2020'), MALFORMED, allow({}).replace('2012-10', '2008-10'), /version/],
    [document(), MALFORMED, allow({})],
    // White space does not count; the policy of this row is the role's only one.
    [
      allow({ Sid: 'x'.repeat(10_200) }),
      LIMIT,
      `${allow({ Sid: 'x'.repeat(10_000) })}${' '.repeat(500)}`,
      /10240 bytes/,
    ],
  ]);

  it('what a user may have of its own, by a quota of its own', async () => {
    const UserName = 'refusals-user';
    await iam.createUser({ UserName });
    const give = (length: number) =>
      iam.putUserPolicy({ UserName, PolicyName, PolicyDocument: allow({ Sid: 'x'.repeat(length) }) });
    await expect(give(2_000)).rejects.toHaveProperty('name', LIMIT);
    await give(1_900);
    await iam.deleteUserPolicy({ UserName, PolicyName });
    await iam.deleteUser({ UserName });
  });

  it('a managed policy, and a version of one, by the same grammar', async () => {
    const wrong = allow({ Action: 'GetItem' });
    await expect(iam.createPolicy({ PolicyName: 'refused', PolicyDocument: wrong })).rejects.toHaveProperty(
      'name',
      MALFORMED,
    );
    const version = iam.createPolicyVersion({ PolicyArn: attached[0], PolicyDocument: wrong });
    await expect(version).rejects.toHaveProperty('name', MALFORMED);
    const long = iam.createPolicy({ PolicyName: 'refused', PolicyDocument: allow({ Sid: 'x'.repeat(6_144) }) });
    await expect(long).rejects.toHaveProperty('name', LIMIT);
  });

  itRefuses<string>(
    'the trust of a role',
    (PolicyDocument) => iam.updateAssumeRolePolicy({ RoleName, PolicyDocument }),
    [
      [trust({ Principal: undefined }), MALFORMED, trust(), /Principal/],
      [trust({ Resource: '*' }), MALFORMED, trust(), /prohibited field Resource/],
      [
        trust({ Action: 'lambda:InvokeFunction' }),
        MALFORMED,
        trust({ Action: ['sts:AssumeRole', 'sts:TagSession'] }),
        /STS/,
      ],
      [trust({ Principal: { Service: 'lambda' } }), MALFORMED, trust(), /Invalid principal/],
      [
        trust({ Principal: { AWS: `${Role?.Arn}-none` } }),
        MALFORMED,
        trust({ Principal: { AWS: Role?.Arn } }),
        /Invalid/,
      ],
      [trust({ Principal: { AWS: 'someone' } }), MALFORMED, trust({ Principal: { AWS: '123456789012' } })],
    ],
  );

  it('a role that nobody could ever take, or whose name is none', async () => {
    const nobody = { RoleName: 'refused', AssumeRolePolicyDocument: allow({}) };
    await expect(iam.createRole(nobody)).rejects.toHaveProperty('name', MALFORMED);
    const named = { RoleName: 'a role', AssumeRolePolicyDocument: trust() };
    await expect(iam.createRole(named)).rejects.toHaveProperty('name', 'ValidationError');
  });

  it('more than ten managed policies of one role', async () => {
    for (const PolicyArn of attached.slice(0, 10)) await iam.attachRolePolicy({ RoleName, PolicyArn });
    await expect(iam.attachRolePolicy({ RoleName, PolicyArn: attached[10] })).rejects.toHaveProperty('name', LIMIT);
    await iam.attachRolePolicy({ RoleName, PolicyArn: attached[0] });
  });

  it('names who is not there before it reads what is wrong', async () => {
    const nobody = iam.putRolePolicy({ RoleName: 'refused', PolicyName, PolicyDocument: '{' });
    await expect(nobody).rejects.toHaveProperty('name', 'NoSuchEntityException');
  });
});
