/**
 * Whom trust policies let in, by the emulator's `AssumeRole`: the second proof of `assume-role`, beside `iam-simulate`
 * (docs/decisions/0066-an-oracle-is-tried-first.md).
 */
import { STS } from '@aws-sdk/client-sts';
import { afterAll, expect, it } from 'vitest';
import { assumeRole, type Trust } from '../../../lambda/shared/questions/security/assume-role.ts';
import { awsClients } from '../../../lib/lab/aws/aws-clients.ts';
import { getsIn } from '../../../lib/questions/security/assume-role.ts';
import { clientConfigOf, deployedTarget } from '../../support/deployed-target.ts';

const target = await deployedTarget();
/** Whose role is taken on. */
const OWN = '111122223333';
const undo: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const step of undo.reverse()) await step();
});

it('whom a trust policy lets in from another account, by external id, MFA and organization', async () => {
  const tried: [Trust, string][] = [];
  for (let seed = 1; tried.length < 24; seed++) {
    const made = assumeRole.make(seed);
    for (const claim of made?.claims ?? []) if (made) tried.push([claim, made.parameters.token]);
  }
  const said: string[] = [];
  for (const [trust, token] of tried) {
    const [, account = '', role = 'reader'] = /::(\d+):(?:root|role\/(\w+))$/.exec(trust.principal) ?? [];
    const RoleArn = await roleOf(OWN, 'ours', trust);
    for (const [from, name] of [
      [account, role],
      [account, 'another'],
      ['999900001111', role],
    ] as const) {
      const sts = await callerOf(from, name);
      for (const ExternalId of [token, 'other', undefined]) {
        // A session of a role says of MFA that it had none (IAM User Guide, "AWS global condition context keys").
        const context = {
          'aws:MultiFactorAuthPresent': 'false',
          ...(ExternalId !== undefined && { 'sts:ExternalId': ExternalId }),
        };
        const expected = await getsIn(trust, { principal: `arn:aws:iam::${from}:role/${name}`, context });
        const isIn = await sts
          .assumeRole({ RoleArn, RoleSessionName: 'asked', ExternalId })
          .then(() => true, isRefused);
        expect(isIn, `${from} ${name} ${ExternalId} at ${JSON.stringify(trust)}`).toBe(expected);
        said.push(`${isIn}`);
      }
    }
  }
  expect(new Set(said)).toEqual(new Set(['true', 'false']));
});

/** What an attempt comes to where it fails: refused, or a test that is wrong. */
const isRefused = (error: Error): false => {
  if (error.name !== 'AccessDenied') throw error;
  return false;
};

/** A role of an account that trusts as said, and may take on every role; gone with the file. */
async function roleOf(account: string, RoleName: string, { principal, condition }: Trust): Promise<string> {
  const { iam } = clientsOf(account);
  const allow = (statement: object) =>
    JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', ...statement } });
  const trust = allow({ Principal: { AWS: principal }, Condition: condition });
  const made = await iam.createRole({ RoleName, AssumeRolePolicyDocument: trust }).catch((error: Error) => {
    if (error.name !== 'EntityAlreadyExistsException') throw error;
  });
  if (made) {
    await iam.putRolePolicy({ RoleName, PolicyName: 'take', PolicyDocument: allow({ Resource: '*' }) });
    undo.push(async () => {
      await iam.deleteRolePolicy({ RoleName, PolicyName: 'take' });
      await iam.deleteRole({ RoleName });
    });
  } else await iam.updateAssumeRolePolicy({ RoleName, PolicyDocument: trust });
  return `arn:aws:iam::${account}:role/${RoleName}`;
}

/** Calls as a session of a role of another account. */
async function callerOf(account: string, name: string): Promise<STS> {
  const RoleArn = await roleOf(account, name, { principal: `arn:aws:iam::${account}:root`, condition: {} });
  const { Credentials } = await clientsOf(account).sts.assumeRole({ RoleArn, RoleSessionName: 'caller' });
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken } = Credentials ?? {};
  const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  return new STS({ ...clientConfigOf(target), credentials });
}

/** On the emulator the twelve digits of an account are a key of its root. */
const clientsOf = (account: string) =>
  awsClients({ ...clientConfigOf(target), credentials: { accessKeyId: account, secretAccessKey: 'test' } });
