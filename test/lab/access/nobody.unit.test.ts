/** "Nobody may do more, and no part less, than as deployed" over one small stack, from the template to the finding. */
import { describe, expect, it } from 'vitest';
import { narrowerAccess, nothingNarrower, servicesKeptOut } from '../../../lib/lab/access/no-narrower.ts';
import { nothingWider, widerAccess, worldOf } from '../../../lib/lab/access/no-wider.ts';
import { deployedStack } from '../../../lib/lab/deployed/template.ts';
import type { CheckContext } from '../../../lib/lab/drills/drill.ts';
import { type Answers, answeringAws } from '../../support/fakes/answering-aws.ts';

const ACCOUNT = '111122223333';
const QUEUE = `arn:aws:sqs:eu-west-1:${ACCOUNT}:work-q`;
const TABLE = `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/items-t`;
const statement = (Action: string, Resource = QUEUE, Effect = 'Allow') => ({ Effect, Action, Resource });
const stackId = (name: string) => `arn:aws:cloudformation:eu-west-1:${ACCOUNT}:stack/${name}/id`;
const policy = (...Statement: object[]) => ({ Version: '2012-10-17', Statement });
const text = (document: object) => encodeURIComponent(JSON.stringify(document));
const TRUST = policy({ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' });
const INDEX = `${TABLE}/index/by-day`;
const OWN = policy(
  statement('sqs:SendMessage'),
  statement('dynamodb:GetItem', TABLE),
  statement('dynamodb:Query', INDEX),
);
const RULE = `arn:aws:events:eu-west-1:${ACCOUNT}:rule/bus/r`;
const EVENTS = { Service: 'events.amazonaws.com' };
const FROM_RULE = { ArnEquals: { 'aws:SourceArn': RULE } };
const sending = (more: object = {}, Action: string | string[] = 'sqs:SendMessage') => ({
  ...{ Effect: 'Allow', Action, Resource: QUEUE, Principal: EVENTS, Condition: FROM_RULE },
  ...more,
});
const OF_QUEUE = policy(sending({}, ['sqs:SendMessage', 'sqs:GetQueueUrl']));

const RESOURCES: Readonly<Record<string, readonly [type: string, physicalId: string, properties?: object]>> = {
  Role: [
    'AWS::IAM::Role',
    'worker-r',
    { AssumeRolePolicyDocument: TRUST, Policies: [{ PolicyName: 'own', PolicyDocument: OWN }] },
  ],
  Worker: ['AWS::Lambda::Function', 'worker-f', { Role: { 'Fn::GetAtt': ['Role', 'Arn'] } }],
  Queue: ['AWS::SQS::Queue', `https://sqs/${ACCOUNT}/work-q`],
  QueuePolicy: ['AWS::SQS::QueuePolicy', 'qp', { Queues: [{ Ref: 'Queue' }], PolicyDocument: OF_QUEUE }],
  Table: ['AWS::DynamoDB::Table', 'items-t'],
};

/** An account that is as it was deployed, with somebody in it who has nothing to do with the stack. */
function account(change: Answers = {}) {
  const noPolicy = Object.assign(new Error('none'), { name: 'ResourceNotFoundException' });
  return answeringAws({
    'cloudformation.getTemplate': ({ StackName }: { StackName: string }) => ({
      TemplateBody: JSON.stringify({
        Resources:
          StackName === 'S'
            ? Object.fromEntries(
                Object.entries(RESOURCES).map(([id, [Type, , Properties]]) => [id, { Type, Properties }]),
              )
            : {
                Other: {
                  Type: 'AWS::IAM::Role',
                  Properties: {
                    Policies: [{ PolicyName: 'o', PolicyDocument: policy(statement('sqs:ReceiveMessage')) }],
                  },
                },
              },
      }),
    }),
    'cloudformation.listStackResources': ({ StackName }: { StackName: string }) => ({
      StackResourceSummaries: (StackName === 'S'
        ? Object.entries(RESOURCES)
        : [['Other', ['AWS::IAM::Role', 'other-r']] as const]
      ).map(([LogicalResourceId, [ResourceType, PhysicalResourceId]]) => ({
        ...{ LogicalResourceId, ResourceType, PhysicalResourceId },
      })),
    }),
    'cloudformation.describeStacks': {
      Stacks: [{ StackId: `arn:aws:cloudformation:eu-west-1:${ACCOUNT}:stack/S/1` }],
    },
    'dynamodb.describeTable': { Table: { GlobalSecondaryIndexes: [{ IndexName: 'by-day' }] } },
    'dynamodb.getResourcePolicy': noPolicy,
    'lambda.getFunctionConfiguration': { Role: `arn:aws:iam::${ACCOUNT}:role/worker-r` },
    'lambda.listAliases': {},
    'lambda.getPolicy': noPolicy,
    'sqs.getQueueAttributes': { Attributes: { Policy: JSON.stringify(OF_QUEUE) } },
    'iam.getRole': { Role: { AssumeRolePolicyDocument: text(TRUST) } },
    'iam.listRolePolicies': { PolicyNames: ['own'] },
    'iam.listAttachedRolePolicies': {},
    'iam.getRolePolicy': { PolicyDocument: text(OWN) },
    'iam.getAccountAuthorizationDetails': {
      UserDetailList: [{ UserName: 'admin', UserPolicyList: [inline(policy(statement('*', '*')))] }],
    },
    ...change,
  }).aws;
}
/** What a probe looks through where nothing was remembered. */
const looking = (aws: CheckContext['aws']) => ({ aws, remembered: () => [] }) as unknown as CheckContext;
const inline = (document: object) => ({ PolicyName: 'p', PolicyDocument: text(document) });
const inRole = (document: object): Answers => ({ 'iam.getRolePolicy': { PolicyDocument: text(document) } });

describe('an account that is as it was deployed', () => {
  it('lets nobody do more and no part less, in whatever words', async () => {
    const aws = account();
    expect(await widerAccess(aws, 'S')).toEqual([]);
    expect(await narrowerAccess(aws, await deployedStack(aws, 'S'))).toEqual([]);
    const split = policy(...OWN.Statement.slice(1), statement('sqs:SendMess*'));
    expect(await widerAccess(account(inRole(split)), 'S')).toEqual([]);
    const looked = looking(aws);
    expect(await nothingWider('S').look(looked)).toMatchObject({ ok: true });
    expect(await nothingNarrower('S').look(looked)).toMatchObject({ ok: true });
  });

  it('has requests for its tables, their indexes and its queues', async () => {
    const aws = account();
    const { arns, region, account: own } = await worldOf(aws, await deployedStack(aws, 'S'));
    expect([region, own]).toEqual(['eu-west-1', ACCOUNT]);
    expect(arns).toEqual(expect.arrayContaining([QUEUE, TABLE, `${TABLE}/index/by-day`]));
  });
});

describe('more than as deployed is found', () => {
  it('in a role, by an action or by a resource', async () => {
    const [action] = await widerAccess(account(inRole(policy(...OWN.Statement, statement('sqs:PurgeQueue')))), 'S');
    expect(action).toMatchObject({ holder: 'the role worker-r', action: 'sqs:PurgeQueue', resource: QUEUE });
    const finding = await nothingWider('S').look(
      looking(account(inRole(policy(...OWN.Statement, statement('dynamodb:GetItem', `${TABLE}*`))))),
    );
    expect(finding).toMatchObject({
      ok: false,
      saw: expect.stringMatching(/^the role worker-r: may call dynamodb:GetItem/),
    });
  });

  it('in who may take a role on', async () => {
    const open = policy({ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' });
    const found = await widerAccess(
      account({ 'iam.getRole': { Role: { AssumeRolePolicyDocument: text(open) } } }),
      'S',
    );
    expect(found[0]).toMatchObject({ holder: 'the role worker-r', action: 'sts:AssumeRole' });
  });

  it('in the policy of a queue', async () => {
    const anybody = JSON.stringify(policy({ ...statement('sqs:SendMessage'), Principal: '*' }));
    const found = await widerAccess(account({ 'sqs.getQueueAttributes': { Attributes: { Policy: anybody } } }), 'S');
    expect(found[0]).toMatchObject({ holder: `https://sqs/${ACCOUNT}/work-q`, action: 'sqs:SendMessage' });
  });

  it('in another role that a function was given', async () => {
    const change = { 'lambda.getFunctionConfiguration': { Role: `arn:aws:iam::${ACCOUNT}:role/mighty` } };
    const wide = ({ RoleName }: { RoleName: string }) => ({
      PolicyDocument: text(RoleName === 'mighty' ? policy(...OWN.Statement, statement('sqs:DeleteQueue')) : OWN),
    });
    const found = await widerAccess(account({ ...change, 'iam.getRolePolicy': wide }), 'S');
    expect(found).toMatchObject([{ holder: 'the role mighty of worker-f', action: 'sqs:DeleteQueue' }]);
  });
});

describe('a service that was let in', () => {
  const keptOut = async (...now: object[]) => {
    const Policy = JSON.stringify(policy(...now));
    const aws = account({ 'sqs.getQueueAttributes': { Attributes: { Policy } } });
    const { ok } = await nothingNarrower('S').look({ aws } as CheckContext);
    const found = await servicesKeptOut(aws, await deployedStack(aws, 'S'));
    expect(ok).toBe(found.length === 0);
    return found;
  };
  const like = (arn: string) => ({ ArnLike: { 'aws:SourceArn': arn } });

  it.each<[string, object[]]>([
    ['as deployed', OF_QUEUE.Statement],
    ['to act alone, and not to look', [sending()]],
    ['beside somebody else', [sending({ Principal: { AWS: ACCOUNT } }), sending()]],
    ['for its source and whatever is like it', [sending({ Condition: like(`${RULE.slice(0, -1)}*`) })]],
    [
      'of this account, encrypted',
      [
        sending({
          Condition: {
            ...FROM_RULE,
            StringEquals: { 'aws:SourceAccount': ACCOUNT },
            Bool: { 'aws:SecureTransport': 'true' },
          },
        }),
      ],
    ],
    ['with everybody', [sending({ Principal: '*', Condition: undefined })]],
  ])('is: %s', async (_, now) => expect(await keptOut(...now)).toEqual([]));

  it.each<[string, object[]]>([
    ['by a policy for others', [sending({ Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/worker-r` } })]],
    ['by a policy for another service', [sending({ Principal: { Service: 'sns.amazonaws.com' } })]],
    ['by another action', [sending({}, ['sqs:ReceiveMessage', 'sqs:GetQueueUrl'])]],
    ['by another source', [sending({ Condition: like(`${RULE}2`) })]],
    ['by the account of somebody else', [sending({ Condition: { StringEquals: { 'aws:SourceAccount': '1' } } })]],
    ['by what no call of it brings', [sending({ Condition: { ...FROM_RULE, Null: { 'aws:SourceVpc': 'false' } } })]],
    ['by a refusal alone', [sending({ Effect: 'Deny' })]],
    ['by no policy', []],
  ])('is found kept out: %s', async (_, now) =>
    expect(await keptOut(...now)).toEqual([`https://sqs/${ACCOUNT}/work-q`]),
  );
});

describe('somebody from outside who was let in is found', () => {
  const outside = (details: object) => widerAccess(account({ 'iam.getAccountAuthorizationDetails': details }), 'S');
  const toQueue = inline(policy(statement('sqs:ReceiveMessage')));

  it.each([
    ['a user', { UserDetailList: [{ UserName: 'eve', UserPolicyList: [toQueue] }] }, 'the user eve'],
    ['a group', { GroupDetailList: [{ GroupName: 'all', GroupPolicyList: [toQueue] }] }, 'the group all'],
    ['a new role', { RoleDetailList: [{ RoleName: 'new', RolePolicyList: [toQueue] }] }, 'the role new'],
    [
      'a policy of the account',
      {
        Policies: [
          {
            Arn: 'mine',
            PolicyVersionList: [
              { Document: text(policy()) },
              { IsDefaultVersion: true, Document: text(policy(statement('sqs:ReceiveMessage'))) },
            ],
          },
        ],
        UserDetailList: [
          { UserName: 'eve', AttachedManagedPolicies: [{ PolicyArn: 'mine' }, { PolicyArn: 'of-aws' }] },
        ],
      },
      'the user eve',
    ],
  ])('%s', async (_, details, holder) => {
    expect(await outside(details)).toMatchObject([
      { holder, action: expect.stringMatching(/^sqs:receivemessage$/i), resource: QUEUE },
    ]);
  });

  it('on the second page as well', async () => {
    const pages = ({ Marker }: { Marker?: string }) =>
      Marker === undefined
        ? { IsTruncated: true, Marker: 'more' }
        : { UserDetailList: [{ UserName: 'eve', UserPolicyList: [toQueue] }] };
    const found = await widerAccess(account({ 'iam.getAccountAuthorizationDetails': pages }), 'S');
    expect(found).toMatchObject([{ holder: 'the user eve' }]);
  });

  const user = (...statements: object[]) =>
    outside({ UserDetailList: [{ UserName: 'eve', UserPolicyList: [inline(policy(...statements))] }] });

  it.each([
    ['the resource', QUEUE],
    ['it in whatever region and account', 'arn:aws:sqs:*:*:work-q'],
    ['what ends as it does', '*:work-q'],
    ['an index of a table', `${TABLE}/index/by-day`],
    ['whatever belongs to a table', `${TABLE}/*`],
  ])('by %s', async (_, pattern) => {
    expect(await user(statement('sqs:ReceiveMessage', pattern))).toMatchObject([
      { holder: 'the user eve', resource: pattern, where: 'statement 1 of the inline policy "p"' },
    ]);
  });

  it.each([
    ['every queue', `arn:aws:sqs:eu-west-1:${ACCOUNT}:*`],
    ['every queue that begins alike', `arn:aws:sqs:eu-west-1:${ACCOUNT}:*-*`],
    ['a queue whose name goes on', `${QUEUE}-2`],
    ['a table whose name goes on', `${TABLE}2/index/by-day`],
  ])('but not by %s', async (_, pattern) => {
    expect(await user(statement('sqs:ReceiveMessage', pattern))).toEqual([]);
  });

  it('once for each of what is allowed', async () => {
    expect(await user({ Effect: 'Allow', NotAction: 'iam:*', Resource: QUEUE })).toMatchObject([
      { action: 'nearly everything', resource: QUEUE },
    ]);
    expect(await user({ Effect: 'Allow', Action: 'sqs:*', NotResource: QUEUE })).toEqual([]);
    const both = statement('sqs:ReceiveMessage');
    expect(await user({ ...both, Action: ['sqs:ReceiveMessage', 'sqs:PurgeQueue'] })).toHaveLength(2);
    const details = { UserDetailList: [{ UserName: 'eve', UserPolicyList: [inline(policy(both, both))] }] };
    const aws = account({ 'iam.getAccountAuthorizationDetails': details });
    expect((await nothingWider('S').look(looking(aws))).saw).toMatch(/ by statement 1 of .*; and 1 more$/);
    const one = account({
      'iam.getAccountAuthorizationDetails': { UserDetailList: [{ UserName: 'e', UserPolicyList: [toQueue] }] },
    });
    expect((await nothingWider('S').look(looking(one))).saw).toMatch(/"p"$/);
  });

  it('where another stack lets its role in for less', async () => {
    const Tags = [
      { Key: 'certlab', Value: 'S' },
      { Key: 'aws:cloudformation:stack-id', Value: stackId('Other') },
    ];
    const more = inline(policy(statement('sqs:ReceiveMessage'), statement('sqs:PurgeQueue')));
    expect(await outside({ RoleDetailList: [{ RoleName: 'other-r', Tags, RolePolicyList: [more] }] })).toMatchObject([
      { holder: 'the role other-r', action: 'sqs:purgequeue' },
    ]);
    expect(await outside({ RoleDetailList: [{ RoleName: 'third-r', Tags, RolePolicyList: [toQueue] }] })).toHaveLength(
      1,
    );
  });

  it('but not whom another stack lets in, nor who is denied, nor who may do everything everywhere', async () => {
    const Tags = [{ Key: 'aws:cloudformation:stack-id', Value: stackId('Other') }];
    expect(await outside({ RoleDetailList: [{ RoleName: 'other-r', Tags, RolePolicyList: [toQueue] }] })).toEqual([]);
    expect(await outside({ RoleDetailList: [{ RoleName: 'worker-r', RolePolicyList: [toQueue] }] })).toEqual([]);
    for (const harmless of [statement('sqs:ReceiveMessage', QUEUE, 'Deny'), statement('sqs:*', '*')])
      expect(
        await outside({ UserDetailList: [{ UserName: 'u', UserPolicyList: [inline(policy(harmless))] }] }),
      ).toEqual([]);
  });
});

describe('what the policy of a resource grants a role by its name', () => {
  const letsIn = (AWS: string) => {
    const grant = { ...statement('sqs:SendMessage'), Principal: { AWS } };
    const Policy = JSON.stringify({ ...OF_QUEUE, Statement: [...OF_QUEUE.Statement, grant] });
    return account({
      ...inRole(policy(...OWN.Statement.slice(1))),
      'sqs.getQueueAttributes': { Attributes: { Policy } },
    });
  };

  it('it may do, as by a policy of its own; what another is granted it may not', async () => {
    const own = letsIn(`arn:aws:iam::${ACCOUNT}:role/worker-r`);
    expect(await narrowerAccess(own, await deployedStack(own, 'S'))).toEqual([]);
    const other = letsIn(`arn:aws:iam::${ACCOUNT}:role/worker-r2`);
    expect(await narrowerAccess(other, await deployedStack(other, 'S'))).toEqual(['worker-f']);
  });

  it('is about what the resource has below it where the policy says so: an index of a table', async () => {
    const narrower = async (Resource: string) => {
      const grant = { ...statement('dynamodb:Query', Resource) };
      const Principal = { AWS: `arn:aws:iam::${ACCOUNT}:role/worker-r` };
      const aws = account({
        ...inRole(policy(...OWN.Statement.slice(0, 2))),
        'dynamodb.getResourcePolicy': { Policy: JSON.stringify(policy({ ...grant, Principal })) },
      });
      return narrowerAccess(aws, await deployedStack(aws, 'S'));
    };
    for (const which of [INDEX, `${TABLE}/index/*`, `${TABLE}*`, '*']) expect(await narrower(which), which).toEqual([]);
    for (const which of [TABLE, `${TABLE}/index/by-night`, `${TABLE}2/index/by-day`])
      expect(await narrower(which), which).toEqual(['worker-f']);
  });
});

describe('less than as deployed is found', () => {
  it('where the role of a part lost something, or is gone', async () => {
    const less = account(inRole(policy(statement('sqs:SendMessage'))));
    expect(await narrowerAccess(less, await deployedStack(less, 'S'))).toEqual(['worker-f']);
    const denied = account(inRole(policy(...OWN.Statement, statement('sqs:SendMessage', QUEUE, 'Deny'))));
    expect(await narrowerAccess(denied, await deployedStack(denied, 'S'))).toEqual(['worker-f']);
    const gone = account({ 'iam.getRole': Object.assign(new Error('gone'), { name: 'NoSuchEntityException' }) });
    expect(await narrowerAccess(gone, await deployedStack(gone, 'S'))).toEqual(['worker-f']);
    const roleless = account({ 'lambda.getFunctionConfiguration': {} });
    expect(await narrowerAccess(roleless, await deployedStack(roleless, 'S'))).toEqual(['worker-f']);
    expect(await nothingNarrower('S').look({ aws: less } as CheckContext)).toMatchObject({ ok: false });
  });
});
