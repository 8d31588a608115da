/** Who may do everything, or all of a service, after a repair and might not before it: remembered and compared on fakes. */
import { describe, expect, it } from 'vitest';
import { nothingWider } from '../../../lib/lab/access/no-wider.ts';
import { unlimitedBefore } from '../../../lib/lab/access/unlimited.ts';
import type { CheckContext } from '../../../lib/lab/drills/drill.ts';
import type { Stored } from '../../../lib/lab/drills/journal.ts';
import { answeringAws } from '../../support/fakes/answering-aws.ts';

const ACCOUNT = '111122223333';
const STACK_ID = `arn:aws:cloudformation:eu-west-1:${ACCOUNT}:stack/S/1`;
const RESOURCES = { Table: 'AWS::DynamoDB::Table', Queue: 'AWS::SQS::Queue', Policy: 'AWS::IAM::Policy' };
const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';
const POWER_USER = 'arn:aws:iam::aws:policy/PowerUserAccess';
const READER = 'arn:aws:iam::aws:policy/ReadOnlyAccess';

const allow = (Action: string | string[], Resource = '*') => ({ Effect: 'Allow', Action, Resource });
const text = (...Statement: object[]) => encodeURIComponent(JSON.stringify({ Version: '2012-10-17', Statement }));
const inline = (...statements: object[]) => [{ PolicyName: 'p', PolicyDocument: text(...statements) }];
const OF_AWS: Readonly<Record<string, string>> = {
  [ADMINISTRATOR]: text(allow('*')),
  [POWER_USER]: text({ Effect: 'Allow', NotAction: ['iam:*', 'organizations:*'], Resource: '*' }),
  [READER]: text(allow(['dynamodb:Get*', 'dynamodb:Query', 'sqs:Get*'])),
};

/** An account with a stack of a table and a queue, and with these people and roles. */
const account = (details: object) =>
  answeringAws({
    'cloudformation.getTemplate': {
      TemplateBody: JSON.stringify({
        Resources: Object.fromEntries(Object.entries(RESOURCES).map(([id, Type]) => [id, { Type }])),
      }),
    },
    'cloudformation.listStackResources': {
      StackResourceSummaries: Object.entries(RESOURCES).map(([LogicalResourceId, ResourceType]) => ({
        ...{ LogicalResourceId, ResourceType, PhysicalResourceId: `${LogicalResourceId}-t` },
      })),
    },
    'cloudformation.describeStacks': { Stacks: [{ StackId: STACK_ID }] },
    'dynamodb.describeTable': {},
    'dynamodb.getResourcePolicy': {},
    'sqs.getQueueAttributes': {},
    'iam.getAccountAuthorizationDetails': details,
    'iam.getPolicy': ({ PolicyArn }: { PolicyArn: string }) =>
      OF_AWS[PolicyArn] ? { Policy: { DefaultVersionId: 'v1' } } : Object.assign(new Error(), { name: 'NoSuchEntity' }),
    'iam.getPolicyVersion': ({ PolicyArn }: { PolicyArn: string }) => ({
      PolicyVersion: { Document: OF_AWS[PolicyArn] },
    }),
  });

const user = (UserName: string, more: object = {}) => ({ UserDetailList: [{ UserName, ...more }] });
const role = (RoleName: string, more: object = {}) => ({ RoleDetailList: [{ RoleName, Path: '/', ...more }] });
const attached = (...arns: string[]) => ({ AttachedManagedPolicies: arns.map((PolicyArn) => ({ PolicyArn })) });

/** What the probe finds in an account that has become `now` and was `before`. */
async function found(now: object, before: object = {}) {
  const probe = nothingWider('S');
  const remembered = await probe.remember?.({ aws: account(before).aws } as CheckContext);
  return look(now, remembered);
}
const look = (now: object, remembered: readonly Stored[] = []) =>
  nothingWider('S').look({ aws: account(now).aws, remembered: () => remembered } as unknown as CheckContext);

describe('anyone who may do everything and might not before is found', () => {
  it.each([
    [
      'a user, by a policy of its own',
      user('eve', { UserPolicyList: inline(allow('*')) }),
      /^the user eve: may call \* on/,
    ],
    ['a user, by a policy of AWS', user('eve', attached(READER, ADMINISTRATOR)), /^the user eve: .*Administrator/],
    ['a new role, by a policy of AWS', role('new', attached(ADMINISTRATOR)), /^the role new: may call \* on \*, by/],
    [
      'a user, by a policy of the account',
      { Policies: [{ Arn: 'mine', PolicyVersionList: [{ IsDefaultVersion: true, Document: text(allow('*')) }] }] },
      /^the user eve: .*policy mine/,
    ],
    [
      'a user, by a policy of a group',
      { GroupDetailList: [{ GroupName: 'admins', GroupPolicyList: inline(allow('*')) }] },
      /^the user eve: .*of the group admins/,
    ],
    [
      'a user, by a policy of AWS that a group has',
      { GroupDetailList: [{ GroupName: 'admins', ...attached(ADMINISTRATOR) }] },
      /^the user eve: .*of the group admins/,
    ],
  ])('%s', async (_, now, saw) => {
    const eve = user('eve', { GroupList: ['admins', 'gone'], ...attached('mine') });
    const { ok, ...finding } = await found({ ...eve, ...now });
    expect([ok, finding.saw]).toEqual([false, expect.stringMatching(saw)]);
    expect(finding.saw).toMatch(/take that away again$/);
  });

  it.each<[string, object]>([
    ['all of a service that the stack has', allow('dynamodb:*')],
    ['in other letters, beside something small', allow(['sns:Publish', 'DynamoDB:*'])],
    ['every action of every service', allow('*:*')],
    ['on every table, in so many words', allow('dynamodb:*', 'arn:aws:dynamodb:*:*:table/*')],
    ['on all but one', { Effect: 'Allow', Action: 'sqs:*', NotResource: 'arn:aws:sqs:::of-the-boss' }],
    ['all but another service', { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }],
    ['all but one action', { Effect: 'Allow', NotAction: 'dynamodb:DeleteTable', Resource: '*' }],
    ['on a condition', { ...allow('*'), Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }],
  ])('%s', async (_, statement) => {
    expect(await found(user('eve', { UserPolicyList: inline(statement) }))).toMatchObject({ ok: false });
  });

  it('who was there before, and might less or all of another service', async () => {
    const might = (statement: object) => user('eve', { UserPolicyList: inline(statement) });
    for (const before of [allow('dynamodb:Query'), allow('sqs:*'), allow('*', 'arn:aws:s3:::files/*')])
      expect(await found(might(allow('dynamodb:*')), might(before))).toMatchObject({ ok: false });
  });

  it('who was there before, as the group was that it is in since', async () => {
    const team = (...GroupList: string[]) => ({
      ...user('eve', { GroupList }),
      GroupDetailList: [{ GroupName: 'admins', ...attached(ADMINISTRATOR) }],
    });
    expect(await found(team('admins'), team())).toMatchObject({ ok: false });
    expect(await found(team('admins'), team('admins'))).toMatchObject({ ok: true });
  });

  it('once for each statement, and not again where it names a resource of the stack', async () => {
    const named = inline(allow('dynamodb:*', `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/Table-t`));
    expect((await found(user('eve', { UserPolicyList: named }))).saw).toMatch(/"p"$/);
    expect((await found(user('eve', attached(ADMINISTRATOR, POWER_USER)))).saw).toMatch(/; and 1 more$/);
    expect((await found(user('eve', attached(POWER_USER)))).saw).toMatch(/may call nearly everything on \*, by/);
  });
});

describe('nobody is found', () => {
  it.each<[string, object]>([
    ['who may do some of a service', user('eve', attached(READER))],
    [
      'who may do all of a service that the stack has nothing of',
      user('eve', { UserPolicyList: inline(allow('s3:*')) }),
    ],
    [
      'who may do all but the services of the stack',
      user('eve', {
        UserPolicyList: inline({ Effect: 'Allow', NotAction: ['dynamodb:*', 'sqs:*', 'none:*'], Resource: '*' }),
      }),
    ],
    ['who may do all elsewhere', user('eve', { UserPolicyList: inline(allow('*', 'arn:aws:s3:::files/*')) })],
    ['who is denied it', user('eve', { UserPolicyList: inline({ ...allow('*'), Effect: 'Deny' }) })],
    ['in a group without members', { GroupDetailList: [{ GroupName: 'admins', ...attached(ADMINISTRATOR) }] }],
    ['whose policy is gone meanwhile', user('eve', attached('arn:aws:iam::aws:policy/Withdrawn'))],
    [
      'that a stack made: the CDK for its deployments, or another project',
      role('cdk-hnb659fds-cfn-exec-role', {
        Tags: [{ Key: 'aws:cloudformation:stack-id', Value: STACK_ID.replace('/S/', '/CDKToolkit/') }],
        ...attached(ADMINISTRATOR),
      }),
    ],
    [
      'that AWS made for a service',
      role('AWSServiceRoleForX', {
        Path: '/aws-service-role/x.amazonaws.com/',
        RolePolicyList: inline(allow('sqs:*')),
      }),
    ],
    [
      'that AWS made for who signs in',
      role('AWSReservedSSO_Admin_1', { Path: '/aws-reserved/sso.amazonaws.com/', ...attached(ADMINISTRATOR) }),
    ],
  ])('%s', async (_, now) => expect(await found(now)).toMatchObject({ ok: true }));

  it('who might do so before, by whatever policy', async () => {
    const admin = user('admin', attached(ADMINISTRATOR));
    expect(await found(admin, admin)).toMatchObject({ ok: true });
    expect(await found(user('admin', { UserPolicyList: inline(allow('dynamodb:*')) }), admin)).toMatchObject({
      ok: true,
    });
    expect(await found(admin, user('admin', { UserPolicyList: inline(allow('dynamodb:*')) }))).toMatchObject({
      ok: false,
    });
  });

  it('where nothing was remembered of this stack, as by what broke it before there was this rule', async () => {
    const eve = user('eve', attached(ADMINISTRATOR));
    expect(await look(eve)).toMatchObject({ ok: true });
    expect(await look(eve, [{ functionName: 'f', versions: ['1'] }])).toMatchObject({ ok: true });
    expect(await look(eve, [{ stack: 'Other', unlimited: {} }])).toMatchObject({ ok: true });
    expect(await look(eve, [{ stack: 'S', unlimited: {} }])).toMatchObject({ ok: false });
  });
});

describe('what is remembered', () => {
  it('is who may do all of which service of the stack, and of nobody else anything', async () => {
    const { aws } = account({
      UserDetailList: [
        { UserName: 'admin', ...attached(ADMINISTRATOR, POWER_USER) },
        { UserName: 'clerk', UserPolicyList: inline(allow(['sqs:*', 's3:*'])) },
        { UserName: 'guest', ...attached(READER) },
        { UserName: 'two', UserPolicyList: inline(allow('sqs:*'), allow('dynamodb:*')) },
      ],
    });
    expect(await unlimitedBefore(aws, 'S')).toEqual({
      stack: 'S',
      unlimited: {
        'the user admin': ['dynamodb', 'sqs'],
        'the user clerk': ['sqs'],
        'the user two': ['sqs', 'dynamodb'],
      },
    });
  });

  it('is read with each policy of AWS once, and compared without another list', async () => {
    const details = {
      UserDetailList: [
        { UserName: 'one', ...attached(ADMINISTRATOR) },
        { UserName: 'two', ...attached(ADMINISTRATOR) },
      ],
    };
    const { aws, calls } = account(details);
    const asked = (call: string) => calls.filter(([made]) => made === call).length;
    const before = await unlimitedBefore(aws, 'S');
    expect([asked('iam.getAccountAuthorizationDetails'), asked('iam.getPolicyVersion')]).toEqual([1, 1]);
    await nothingWider('S').look({ aws, remembered: () => [before] } as unknown as CheckContext);
    expect([asked('iam.getAccountAuthorizationDetails'), asked('iam.getPolicyVersion')]).toEqual([2, 2]);
  });
});
