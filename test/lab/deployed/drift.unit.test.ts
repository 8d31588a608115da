/** What `lab restore` calls gone, added and changed, and where it knows a way back: the judgement, on answers made up. */
import { describe, expect, it } from 'vitest';
import { buildsBeforeDrills } from '../../../lib/lab/deployed/back-to-deployed.ts';
import { driftOf } from '../../../lib/lab/deployed/drift.ts';
import type { Incident } from '../../../lib/lab/drills/journal.ts';
import { type Answers, answeringAws, refusal } from '../../support/fakes/answering-aws.ts';

/** On an account the template is CloudFormation's own. */
const ON_AWS = { name: 'aws', region: 'eu-west-1', account: '111122223333' } as const;
const ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:worker';
const resource = (LogicalResourceId: string, ResourceType: string, PhysicalResourceId: string) => ({
  LogicalResourceId,
  ResourceType,
  PhysicalResourceId,
});
const policy = (Action: string) => ({ Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });

/** A stack of one function with an alias and a mapping, under a role with one policy. */
const STACK: Answers = {
  'cloudformation.getTemplate': {
    TemplateBody: JSON.stringify({
      Resources: {
        Role: { Type: 'AWS::IAM::Role', Properties: { ManagedPolicyArns: ['arn:basic'] } },
        Policy: {
          Type: 'AWS::IAM::Policy',
          Properties: { PolicyName: 'own', PolicyDocument: policy('sqs:*'), Roles: [{ Ref: 'Role' }] },
        },
        Worker: { Type: 'AWS::Lambda::Function', Properties: { Code: { S3Bucket: 'b', S3Key: 'k' }, Timeout: 9 } },
        Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Worker' } } },
        Alias: {
          Type: 'AWS::Lambda::Alias',
          Properties: {
            FunctionName: { Ref: 'Worker' },
            Name: 'live',
            FunctionVersion: { 'Fn::GetAtt': ['Version', 'Version'] },
          },
        },
        Mapping: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: { FunctionName: { Ref: 'Worker' }, EventSourceArn: 'arn:queue', BatchSize: 10 },
        },
      },
    }),
  },
  'cloudformation.describeStacks': { Stacks: [{ Tags: [] }] },
  'cloudformation.listStackResources': {
    StackResourceSummaries: [
      resource('Role', 'AWS::IAM::Role', 'role'),
      resource('Policy', 'AWS::IAM::Policy', 'own'),
      resource('Worker', 'AWS::Lambda::Function', 'worker'),
      resource('Version', 'AWS::Lambda::Version', `${ARN}:3`),
      resource('Alias', 'AWS::Lambda::Alias', `${ARN}:live`),
      resource('Mapping', 'AWS::Lambda::EventSourceMapping', 'uuid-1'),
    ],
  },
  'iam.getRole': { Role: { Arn: 'arn:role', AssumeRolePolicyDocument: undefined } },
  'iam.listRoleTags': { Tags: [] },
  'iam.listAttachedRolePolicies': { AttachedPolicies: [{ PolicyArn: 'arn:basic' }] },
  'iam.listRolePolicies': { PolicyNames: ['own'] },
  'iam.getRolePolicy': { PolicyDocument: encodeURIComponent(JSON.stringify(policy('sqs:*'))) },
  's3.getObject': { Body: { transformToByteArray: async () => Buffer.from('code') } },
  'lambda.getFunction': {
    // The SHA-256 of `code`.
    Configuration: { FunctionArn: ARN, Timeout: 9, CodeSha256: 'VpTQii5T/8rgwxA+Wtb2B2q9lg6x+KVldwQLwQKPcCs=' },
  },
  'lambda.getFunctionConfiguration': ({ Qualifier }: { Qualifier: string }) => ({
    FunctionName: 'worker',
    Version: Qualifier,
    Timeout: Qualifier === '5' ? 1 : 9,
    CodeSha256: Qualifier === '6' ? 'other' : 'deployed',
    LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: Qualifier === '7' ? 'ERROR' : 'INFO' },
  }),
  'lambda.getAlias': { Name: 'live', FunctionVersion: '3' },
  'lambda.getEventSourceMapping': {
    BatchSize: 10,
    EventSourceArn: 'arn:queue',
    EventSourceMappingArn: 'arn:mapping',
    FunctionArn: ARN,
    State: 'Enabled',
  },
  'lambda.listTags': { Tags: {} },
  'lambda.listEventSourceMappings': { EventSourceMappings: [{ UUID: 'uuid-1', FunctionArn: ARN }] },
  'lambda.listAliases': { Aliases: [{ Name: 'live', AliasArn: `${ARN}:live` }] },
  'lambda.getPolicy': refusal('ResourceNotFoundException'),
};

async function drift(answers: Answers = {}, ownCode?: ReadonlySet<string>) {
  const { aws, calls } = answeringAws({ ...STACK, ...answers });
  const found = (await driftOf('S', ON_AWS, aws, '/no/state', ownCode)) ?? [];
  const said = found.map(({ change, resource: which, what, leadBack }) =>
    [change, which, what, leadBack ? 'back' : 'no way'].filter((word) => word !== '').join(' '),
  );
  return { said, found, calls };
}
const saidOf = async (answers: Answers, ownCode?: ReadonlySet<string>) => (await drift(answers, ownCode)).said;

describe('as deployed', () => {
  it('is a stack that nobody touched', async () => {
    expect(await saidOf({})).toEqual([]);
  });

  it('is a mapping whose filters were taken away: no filter and an empty list of them are the same', async () => {
    const mapping = STACK['lambda.getEventSourceMapping'] as object;
    const answers = { 'lambda.getEventSourceMapping': { ...mapping, FilterCriteria: { Filters: [] } } };
    expect(await saidOf(answers)).toEqual([]);
  });

  it('is the build that ran before a drill, though the stack was deployed since from a fix', async () => {
    const Configuration = { FunctionArn: ARN, Timeout: 9, CodeSha256: 'other' };
    const before = { live: 'other', latest: 'other' };
    const incident = { changes: [{ kind: 'function-code', target: {}, before, after: {} }] } as unknown as Incident;
    const answers = { 'lambda.getFunction': { Configuration } };
    expect(await saidOf(answers, buildsBeforeDrills([incident]))).toEqual([]);
    expect(await saidOf(answers, buildsBeforeDrills([]))).toContain('changed Worker Code.CodeSha256 no way');
    const variable = { changes: [{ ...incident.changes[0], kind: 'function-variable' }] } as unknown as Incident;
    expect(await saidOf(answers, buildsBeforeDrills([variable])), 'a variable is no build').toContain(
      'changed Worker Code.CodeSha256 no way',
    );
  });

  it('is an alias on a later version that does the same: what puts code back publishes it again', async () => {
    expect(await saidOf({ 'lambda.getAlias': { Name: 'live', FunctionVersion: '4' } })).toEqual([]);
  });
});

describe('not as deployed', () => {
  it.each([
    ['$LATEST', { FunctionVersion: '$LATEST' }, 'FunctionVersion'],
    ['a version with other settings', { FunctionVersion: '5' }, 'FunctionVersion'],
    ['a version with other code', { FunctionVersion: '6' }, 'FunctionVersion'],
    ['a version with another log', { FunctionVersion: '7' }, 'FunctionVersion'],
    [
      'a second version for half of the calls',
      { FunctionVersion: '3', RoutingConfig: { AdditionalVersionWeights: { 5: 0.5 } } },
      'RoutingConfig',
    ],
  ])('is an alias on %s, and goes back to the version of the template', async (_, alias, path) => {
    const answers = { 'lambda.getAlias': { Name: 'live', ...alias }, 'lambda.updateAlias': {} };
    const { said, found, calls } = await drift(answers);
    expect(said).toEqual([`changed Alias ${path} back`]);
    await found[0]?.leadBack?.();
    expect(calls.at(-1)).toEqual([
      'lambda.updateAlias',
      { FunctionName: 'worker', Name: 'live', FunctionVersion: '3', RoutingConfig: { AdditionalVersionWeights: {} } },
    ]);
  });

  it('is a role with more policies, or others, and a boundary: what was added goes, what was lost comes back', async () => {
    const answers = {
      'iam.listRolePolicies': { PolicyNames: ['own', 'mine'] },
      'iam.listAttachedRolePolicies': { AttachedPolicies: [{ PolicyArn: 'arn:admin' }] },
      'iam.getRole': { Role: { Arn: 'arn:role', PermissionsBoundary: { PermissionsBoundaryArn: 'arn:b' } } },
      'iam.deleteRolePolicy': {},
      'iam.detachRolePolicy': {},
      'iam.attachRolePolicy': {},
      'iam.deleteRolePermissionsBoundary': {},
    };
    const { said, found, calls } = await drift(answers);
    expect(said).toEqual([
      'changed Role ManagedPolicyArns back',
      'changed Role PermissionsBoundary back',
      'added Role inline policy mine back',
    ]);
    const before = calls.length;
    for (const way of new Set(found.map(({ leadBack }) => leadBack))) await way?.();
    expect(calls.slice(before)).toEqual([
      ['iam.detachRolePolicy', { RoleName: 'role', PolicyArn: 'arn:admin' }],
      ['iam.attachRolePolicy', { RoleName: 'role', PolicyArn: 'arn:basic' }],
      ['iam.deleteRolePermissionsBoundary', { RoleName: 'role' }],
      ['iam.deleteRolePolicy', { RoleName: 'role', PolicyName: 'mine' }],
    ]);
  });

  it.each([
    ['gone', refusal('NoSuchEntity'), 'gone Policy back'],
    [
      'another',
      { PolicyDocument: encodeURIComponent(JSON.stringify(policy('sqs:SendMessage'))) },
      'changed Policy PolicyDocument.Statement.Action back',
    ],
  ])('is a policy that is %s: it is written as in the template', async (_, answer, what) => {
    const { said, found, calls } = await drift({ 'iam.getRolePolicy': answer, 'iam.putRolePolicy': {} });
    expect(said).toEqual([what]);
    await found[0]?.leadBack?.();
    const PolicyDocument = JSON.stringify(policy('sqs:*'));
    expect(calls.at(-1)).toEqual(['iam.putRolePolicy', { RoleName: 'role', PolicyName: 'own', PolicyDocument }]);
  });

  it('is a mapping made again: the new one stays, since it is what fetches, until the project is reset', async () => {
    const { said, found } = await drift({
      'lambda.getEventSourceMapping': refusal('ResourceNotFoundException'),
      'lambda.listEventSourceMappings': { EventSourceMappings: [{ UUID: 'uuid-2', FunctionArn: ARN }] },
    });
    expect(said).toEqual(['gone Mapping no way', 'added Worker event source mapping uuid-2 no way']);
    expect(found[1]?.remove).toBeDefined();
  });

  it('is a second mapping, and one that is being deleted is none', async () => {
    const EventSourceMappings = [{ UUID: 'uuid-1' }, { UUID: 'uuid-2' }, { UUID: 'uuid-3', State: 'Deleting' }];
    const answers = {
      'lambda.listEventSourceMappings': { EventSourceMappings },
      'lambda.deleteEventSourceMapping': {},
    };
    const { said, found, calls } = await drift(answers);
    expect(said).toEqual(['added Worker event source mapping uuid-2 back']);
    await found[0]?.leadBack?.();
    expect(calls.at(-1)).toEqual(['lambda.deleteEventSourceMapping', { UUID: 'uuid-2' }]);
  });

  it('is a statement that lets in somebody else, and it is removed from the alias that has it', async () => {
    const Policy = JSON.stringify({ Statement: [{ Sid: 'mine' }] });
    const answers = {
      'lambda.getPolicy': ({ Qualifier }: { Qualifier?: string }) =>
        Qualifier ? { Policy } : refusal('ResourceNotFoundException'),
      'lambda.removePermission': {},
    };
    const { said, found, calls } = await drift(answers);
    expect(said).toEqual(['added Worker permission mine back']);
    await found[0]?.leadBack?.();
    expect(calls.at(-1)).toEqual([
      'lambda.removePermission',
      { FunctionName: 'worker', Qualifier: 'live', StatementId: 'mine' },
    ]);
  });

  it('in a way that no single call sets right has no way back, even where a part of it has', async () => {
    const Configuration = { FunctionArn: ARN, Timeout: 1, CodeSha256: 'other' };
    const said = await saidOf({ 'lambda.getFunction': { Configuration } });
    expect(said).toContain('changed Worker Timeout no way');
    expect(said.filter((line) => line.endsWith('back'))).toEqual([]);
  });
});
