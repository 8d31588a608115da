/** What a stack's template lets whom do, and what IAM and the services say now: both sides of "nobody may do more". */
import { describe, expect, it } from 'vitest';
import { type Actor, actors, deployedRoles, policyHolders } from '../../../lib/lab/access/holders.ts';
import { resourcePolicyNow, roleAsDeployed, roleNow, rolesNow } from '../../../lib/lab/access/read-access.ts';
import { widerThan } from '../../../lib/lab/access/wider.ts';
import { deployedStack } from '../../../lib/lab/deployed/template.ts';
import { type Answers, answeringAws, refusal } from '../../support/fakes/answering-aws.ts';

const ACCOUNT = '111122223333';
const REGION = 'eu-west-1';
const arn = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;
const allow = (action: string) => ({ Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] });
const encoded = (document: unknown) => encodeURIComponent(JSON.stringify(document));

/** Type, physical id and properties, by logical id. */
const RESOURCES: Readonly<Record<string, readonly [type: string, physicalId: string, properties?: object]>> = {
  Role: [
    'AWS::IAM::Role',
    'worker',
    {
      AssumeRolePolicyDocument: allow('sts:AssumeRole'),
      Policies: [{ PolicyName: 'own', PolicyDocument: allow('a:Own') }],
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/M', { Ref: 'Managed' }],
      PermissionsBoundary: 'arn:aws:iam::aws:policy/B',
    },
  ],
  Plain: ['AWS::IAM::Role', 'plain', { AssumeRolePolicyDocument: allow('sts:AssumeRole') }],
  Policy: ['AWS::IAM::Policy', 'attached', { Roles: [{ Ref: 'Role' }], PolicyDocument: allow('a:Attached') }],
  RolePolicy: ['AWS::IAM::RolePolicy', 'single', { RoleName: { Ref: 'Role' }, PolicyDocument: allow('a:Single') }],
  Managed: ['AWS::IAM::ManagedPolicy', 'arn:m', { Roles: [{ Ref: 'Role' }], PolicyDocument: allow('a:Managed') }],
  Worker: ['AWS::Lambda::Function', 'f', { Role: { 'Fn::GetAtt': ['Role', 'Arn'] } }],
  Pipe: ['AWS::Pipes::Pipe', 'p', { RoleArn: { 'Fn::GetAtt': ['Plain', 'Arn'] } }],
  Machine: ['AWS::StepFunctions::StateMachine', arn('states', 'stateMachine:w'), { RoleArn: arn('iam', 'role/plain') }],
  Tasks: [
    'AWS::ECS::TaskDefinition',
    arn('ecs', 'task-definition/t:1'),
    { TaskRoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] }, ExecutionRoleArn: arn('iam', 'role/plain') },
  ],
  Service: ['AWS::ECS::Service', arn('ecs', 'service/c/s'), { Cluster: 'c', TaskDefinition: { Ref: 'Tasks' } }],
  Secret: ['AWS::SecretsManager::Secret', arn('secretsmanager', 'secret:s-AbCdEf')],
  SecretPolicy: [
    'AWS::SecretsManager::ResourcePolicy',
    'sp',
    { SecretId: { Ref: 'Secret' }, ResourcePolicy: allow('secretsmanager:GetSecretValue') },
  ],
  Queue: ['AWS::SQS::Queue', `https://sqs/${ACCOUNT}/q`],
  QueuePolicy: [
    'AWS::SQS::QueuePolicy',
    'qp',
    { Queues: [{ Ref: 'Queue' }], PolicyDocument: allow('sqs:SendMessage') },
  ],
  Topic: ['AWS::SNS::Topic', arn('sns', 't')],
  Table: [
    'AWS::DynamoDB::GlobalTable',
    'table',
    { Replicas: [{ ResourcePolicy: { PolicyDocument: allow('dynamodb:GetItem') } }] },
  ],
  Reader: ['AWS::Lambda::EventSourceMapping', 'uuid', { EventSourceArn: { 'Fn::GetAtt': ['Table', 'StreamArn'] } }],
  Key: ['AWS::KMS::Key', 'k', { KeyPolicy: allow('kms:Decrypt') }],
  Bus: ['AWS::Events::EventBus', 'bus', { Name: { 'Fn::GetAtt': ['Queue', 'QueueName'] } }],
  BusPolicy: [
    'AWS::Events::EventBusPolicy',
    'bp',
    { EventBusName: { Ref: 'Bus' }, StatementId: 's', Action: 'events:PutEvents', Principal: '*' },
  ],
  Rule: ['AWS::Events::Rule', 'rule', { EventBusName: { Ref: 'Bus' } }],
  Bucket: ['AWS::S3::Bucket', 'b'],
  Api: ['AWS::ApiGatewayV2::Api', 'api'],
  Alarm: ['AWS::CloudWatch::Alarm', 'al'],
  Build: ['AWS::CodeBuild::Project', 'cb'],
  Log: ['AWS::Logs::LogGroup', '/l'],
  Invoke: [
    'AWS::Lambda::Permission',
    'perm',
    {
      Action: 'lambda:InvokeFunction',
      FunctionName: { Ref: 'Worker' },
      Principal: 'sns.amazonaws.com',
      SourceArn: 'src',
    },
  ],
  InvokeLive: [
    'AWS::Lambda::Permission',
    'perm2',
    { Action: 'x', FunctionName: `${arn('lambda', 'function:f')}:live`, Principal: ACCOUNT, SourceAccount: ACCOUNT },
  ],
};

const STACK: Answers = {
  'cloudformation.getTemplate': {
    TemplateBody: JSON.stringify({
      Resources: {
        ...Object.fromEntries(
          Object.entries(RESOURCES).map(([id, [Type, , Properties]]) => [id, { Type, Properties }]),
        ),
        NeverMade: { Type: 'AWS::SQS::Queue' },
      },
    }),
  },
  'cloudformation.listStackResources': {
    StackResourceSummaries: Object.entries(RESOURCES).map(
      ([LogicalResourceId, [ResourceType, PhysicalResourceId]]) => ({
        ...{ LogicalResourceId, ResourceType, PhysicalResourceId, ResourceStatus: 'CREATE_COMPLETE' },
      }),
    ),
  },
  'cloudformation.describeStacks': { Stacks: [{ StackId: arn('cloudformation', 'stack/S/1') }] },
  'dynamodb.describeTable': { Table: { LatestStreamArn: 'stream' } },
};
const stackNow = (answers: Answers = {}) => deployedStack(answeringAws({ ...STACK, ...answers }).aws, 'S');
const only = async (logicalId: string, answers?: Answers) => {
  const found = (await stackNow(answers)).resources.find((one) => one.logicalId === logicalId);
  if (!found) throw new Error(`No ${logicalId} in the stack.`);
  return found;
};

const actor = async (logicalId: string, property: Actor['property'] = 'Role') => ({
  resource: await only(logicalId),
  property,
});

describe('a stack as its template has it', () => {
  it.each([
    ['cloudformation.getTemplate', {}],
    ['cloudformation.listStackResources', { StackResourceSummaries: [] }],
    ['cloudformation.describeStacks', { Stacks: [] }],
  ])('is not taken for one of nothing where %s says nothing', async (call, answer) => {
    await expect(stackNow({ [call]: answer })).rejects.toThrow(
      'CloudFormation did not say what the stack S consists of',
    );
  });

  it('is not known where a table does not say what it has', async () => {
    await expect(stackNow({ 'dynamodb.describeTable': refusal('ThrottlingException') })).rejects.toThrow('Throttling');
  });

  it.each([
    ['Role', `arn:aws:iam::${ACCOUNT}:role/worker`],
    ['Worker', arn('lambda', 'function:f')],
    ['Pipe', arn('pipes', 'pipe/p')],
    ['Machine', arn('states', 'stateMachine:w')],
    ['Queue', arn('sqs', 'q')],
    ['Table', arn('dynamodb', 'table/table')],
    ['Key', arn('kms', 'key/k')],
    ['Bus', arn('events', 'event-bus/bus')],
    ['Rule', arn('events', 'rule/bus/rule')],
    ['Bucket', 'arn:aws:s3:::b'],
    ['Alarm', arn('cloudwatch', 'alarm:al')],
    ['Build', arn('codebuild', 'project/cb')],
    ['Log', arn('logs', 'log-group:/l:*')],
    ['Topic', arn('sns', 't')],
  ])('knows the ARN of %s', async (logicalId, wanted) => {
    expect((await only(logicalId)).arn).toBe(wanted);
  });

  it('has its references replaced, and lacks what was never made', async () => {
    const stack = await stackNow();
    expect(stack).toMatchObject({ partition: 'aws', region: REGION, account: ACCOUNT });
    expect(stack.resources.map(({ logicalId }) => logicalId)).toEqual(Object.keys(RESOURCES));
    expect((await only('Worker')).properties).toEqual({ Role: `arn:aws:iam::${ACCOUNT}:role/worker` });
    expect((await only('Reader')).properties).toEqual({ EventSourceArn: 'stream' });
    expect((await only('Bus')).properties).toEqual({ Name: 'q' });
  });

  it('names a stream that nothing has when its table is gone', async () => {
    const gone = { 'dynamodb.describeTable': refusal('ResourceNotFoundException') };
    expect((await only('Reader', gone)).properties.EventSourceArn).toBe(
      `${arn('dynamodb', 'table/table')}/stream/none`,
    );
  });
});

describe('who may do what, as deployed', () => {
  it('is in the role and in every policy that names it', async () => {
    const [worker, plain] = deployedRoles(await stackNow());
    expect(worker).toMatchObject({
      ...{ roleName: 'worker', boundaryArn: 'arn:aws:iam::aws:policy/B', trust: allow('sts:AssumeRole') },
      managedPolicyArns: ['arn:aws:iam::aws:policy/M'],
    });
    const actions = (worker?.policies ?? []).map(({ policy }) => [policy.Statement].flat()[0]?.Action);
    expect(actions).toEqual(['a:Own', 'a:Attached', 'a:Single', 'a:Managed']);
    expect(plain).toMatchObject({ policies: [], managedPolicyArns: [], boundaryArn: undefined });
  });

  it('is done by what runs under a role', async () => {
    expect(actors(await stackNow()).map(({ resource, roleName }) => [resource.logicalId, roleName])).toEqual([
      ['Worker', 'worker'],
      ['Pipe', 'plain'],
      ['Machine', 'plain'],
      ['Service', 'worker'],
      ['Service', 'plain'],
    ]);
  });

  it('is in the policy of each resource that can have one, by whatever template resource it was made', async () => {
    const holders = policyHolders(await stackNow());
    const statements = Object.fromEntries(
      holders.map(({ resource, deployed }) => [
        resource.logicalId,
        deployed.policies.flatMap(({ policy }) => [policy.Statement].flat()),
      ]),
    );
    expect(Object.keys(statements).sort()).toEqual([
      'Bucket',
      'Bus',
      'Key',
      'Queue',
      'Secret',
      'Table',
      'Topic',
      'Worker',
    ]);
    expect(statements.Queue).toMatchObject([{ Action: 'sqs:SendMessage' }]);
    expect(statements.Table).toMatchObject([{ Action: 'dynamodb:GetItem' }]);
    expect(statements.Key).toMatchObject([{ Action: 'kms:Decrypt' }]);
    expect(statements.Bucket).toEqual([]);
    expect(statements.Bus).toEqual([
      { Sid: 's', Effect: 'Allow', Action: 'events:PutEvents', Principal: { AWS: '*' } },
    ]);
    expect(statements.Topic).toMatchObject([
      { Principal: { AWS: '*' }, Condition: { StringEquals: { 'AWS:SourceOwner': ACCOUNT } } },
    ]);
    const f = arn('lambda', 'function:f');
    expect(statements.Worker).toEqual([
      {
        ...{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: f },
        ...{ Principal: { Service: 'sns.amazonaws.com' }, Condition: { ArnLike: { 'AWS:SourceArn': 'src' } } },
      },
      {
        ...{ Effect: 'Allow', Action: 'x', Resource: `${f}:live`, Principal: { AWS: ACCOUNT } },
        Condition: { StringEquals: { 'AWS:SourceAccount': ACCOUNT } },
      },
    ]);
  });
});

const IAM: Answers = {
  'iam.getRole': {
    Role: {
      AssumeRolePolicyDocument: encoded(allow('sts:AssumeRole')),
      PermissionsBoundary: { PermissionsBoundaryArn: 'boundary' },
    },
  },
  'iam.listRolePolicies': { PolicyNames: ['one'] },
  'iam.listAttachedRolePolicies': { AttachedPolicies: [{ PolicyArn: 'managed' }] },
  'iam.getRolePolicy': ({ PolicyName }: Record<string, string>) => ({
    PolicyDocument: encoded(allow(`in:${PolicyName}`)),
  }),
  'iam.getPolicy': ({ PolicyArn }: Record<string, string>) => ({ Policy: { DefaultVersionId: `of-${PolicyArn}` } }),
  'iam.getPolicyVersion': ({ VersionId }: Record<string, string>) => ({
    PolicyVersion: { Document: JSON.stringify(allow(`v:${VersionId}`)) },
  }),
};

describe('a role', () => {
  it('has now what is in it and attached to it, within its boundary', async () => {
    expect(await roleNow(answeringAws(IAM).aws, 'r')).toEqual({
      own: {
        policies: [
          { name: 'the inline policy "one"', policy: allow('in:one') },
          { name: 'the managed policy managed', policy: allow('v:of-managed') },
        ],
        boundary: [{ name: 'the managed policy boundary', policy: allow('v:of-boundary') }],
      },
      trust: { policies: [{ name: 'the trust policy', policy: allow('sts:AssumeRole') }] },
    });
  });

  it('that is gone has nothing, and one without a boundary has none', async () => {
    expect(await roleNow(answeringAws({ 'iam.getRole': refusal('NoSuchEntityException') }).aws, 'r')).toBeUndefined();
    const bare = {
      ...IAM,
      'iam.getRole': { Role: { AssumeRolePolicyDocument: '{}' } },
      'iam.listRolePolicies': {},
      'iam.listAttachedRolePolicies': {},
    };
    expect(await roleNow(answeringAws(bare).aws, 'r')).toEqual({
      own: { policies: [] },
      trust: { policies: [{ name: 'the trust policy', policy: {} }] },
    });
  });

  it.each(['iam.getRolePolicy', 'iam.getPolicyVersion'])(
    'is not known where %s has no text of a policy',
    async (call) => {
      await expect(roleNow(answeringAws({ ...IAM, [call]: {} }).aws, 'r')).rejects.toThrow('IAM did not say what');
    },
  );

  it('had as deployed what the template says, and what stands outside as IAM has it', async () => {
    const [worker, plain] = deployedRoles(await stackNow());
    const { aws } = answeringAws(IAM);
    const deployed = worker && (await roleAsDeployed(aws, worker));
    expect(deployed?.own.policies).toHaveLength(5);
    expect(deployed?.own.policies.at(-1)).toMatchObject({ policy: allow('v:of-arn:aws:iam::aws:policy/M') });
    expect(deployed?.own.boundary).toMatchObject([{ policy: allow('v:of-arn:aws:iam::aws:policy/B') }]);
    expect(plain && (await roleAsDeployed(aws, plain))).toEqual({
      own: { policies: [] },
      trust: { policies: [{ name: 'the trust policy', policy: allow('sts:AssumeRole') }] },
    });
  });
});

describe('what runs', () => {
  it('runs under its role, and a function under that of each alias too', async () => {
    const { aws } = answeringAws({
      'lambda.listAliases': { Aliases: [{ Name: 'live' }, { Name: 'gone' }] },
      'lambda.getFunctionConfiguration': ({ Qualifier }: Record<string, string | undefined>) =>
        Qualifier === 'gone' ? refusal('ResourceNotFoundException') : { Role: `x/role/${Qualifier ?? 'latest'}` },
      'pipes.describePipe': { RoleArn: 'x/role/pipe' },
      'sfn.describeStateMachine': { roleArn: 'x/role/machine' },
    });
    expect(await rolesNow(aws, await actor('Worker'))).toEqual(['latest', 'live']);
    expect(await rolesNow(aws, await actor('Pipe'))).toEqual(['pipe']);
    expect(await rolesNow(aws, await actor('Machine'))).toEqual(['machine']);
  });

  it('runs as a service under the two roles of the revision that it has now', async () => {
    const revision = { taskDefinition: 't:7' };
    const { aws, calls } = answeringAws({
      'ecs.describeServices': { services: [{ status: 'ACTIVE', ...revision }] },
      'ecs.describeTaskDefinition': {
        taskDefinition: { taskRoleArn: 'x/role/other', executionRoleArn: 'x/role/plain' },
      },
    });
    expect(await rolesNow(aws, await actor('Service', 'TaskRoleArn'))).toEqual(['other']);
    expect(await rolesNow(aws, await actor('Service', 'ExecutionRoleArn'))).toEqual(['plain']);
    expect(calls.at(0)).toEqual(['ecs.describeServices', { cluster: 'c', services: [arn('ecs', 'service/c/s')] }]);
    expect(calls.at(1)).toEqual(['ecs.describeTaskDefinition', revision]);
  });

  it('runs under none when it is gone', async () => {
    const { aws } = answeringAws({
      'lambda.listAliases': refusal('ResourceNotFoundException'),
      'lambda.getFunctionConfiguration': refusal('ResourceNotFoundException'),
      'pipes.describePipe': refusal('NotFoundException'),
      'sfn.describeStateMachine': refusal('StateMachineDoesNotExist'),
      'ecs.describeServices': { services: [] },
    });
    expect(await rolesNow(aws, await actor('Service', 'TaskRoleArn'))).toEqual([]);
    for (const one of ['Worker', 'Pipe', 'Machine']) expect(await rolesNow(aws, await actor(one))).toEqual([]);
  });
});

describe("a resource's own policy", () => {
  const Policy = JSON.stringify(allow('now'));
  const ANSWERS: Answers = {
    'dynamodb.getResourcePolicy': { Policy },
    'eventbridge.describeEventBus': { Policy },
    'kms.getKeyPolicy': { Policy },
    'lambda.listAliases': { Aliases: [{ Name: 'live' }] },
    'lambda.getPolicy': ({ Qualifier }: Record<string, string>) =>
      Qualifier ? { Policy } : refusal('ResourceNotFoundException'),
    's3.getBucketPolicy': { Policy },
    'secrets.getResourcePolicy': { ResourcePolicy: Policy },
    'sns.getTopicAttributes': { Attributes: { Policy } },
    'sqs.getQueueAttributes': { Attributes: { Policy } },
  };
  const NONE = Object.fromEntries(Object.keys(ANSWERS).map((call) => [call, refusal('ResourceNotFoundException')]));

  it.each(['Table', 'Bus', 'Key', 'Worker', 'Bucket', 'Secret', 'Topic', 'Queue'])(
    'of %s is what its service says',
    async (one) => {
      const resource = await only(one);
      expect(await resourcePolicyNow(answeringAws(ANSWERS).aws, resource)).toEqual({
        policies: [{ name: "the resource's own policy", policy: allow('now') }],
      });
      expect(await resourcePolicyNow(answeringAws(NONE).aws, resource)).toEqual({ policies: [] });
    },
  );

  it('of a topic of the emulator has the condition that AWS gives the statement of its own, and no other has', async () => {
    const open = { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sns:Publish', Resource: '*' };
    const Statement = [{ ...open, Sid: '__default_statement_ID' }, open];
    const answers = { 'sns.getTopicAttributes': { Attributes: { Policy: JSON.stringify({ Statement }) } } };
    const saidOf = async (account: string) => {
      const resource = { ...(await only('Topic')), arn: `arn:aws:sns:${REGION}:${account}:t` };
      const { policies } = await resourcePolicyNow(answeringAws(answers).aws, resource);
      return policies[0]?.policy.Statement;
    };
    const Condition = { StringEquals: { 'AWS:SourceOwner': '000000000000' } };
    expect(await saidOf('000000000000')).toEqual([{ ...Statement[0], Condition }, open]);
    expect(await saidOf(ACCOUNT)).toEqual(Statement);
  });

  it('of a topic of the emulator is wider by one more statement for everybody, and not as it is made', async () => {
    const [account, physicalId] = ['000000000000', `arn:aws:sns:${REGION}:000000000000:t`];
    const topic = { logicalId: 'T', type: 'AWS::SNS::Topic', physicalId, arn: physicalId, properties: {} };
    const [holder] = policyHolders({ partition: 'aws', region: REGION, account, resources: [topic] });
    const world = { partition: 'aws', region: REGION, account, arns: [physicalId] };
    const statement = { Effect: 'Allow', Principal: { AWS: '*' }, Resource: physicalId };
    const made = {
      ...{ ...statement, Sid: '__default_statement_ID' },
      Action: ['SNS:Publish', 'SNS:Subscribe', 'SNS:Receive'],
    };
    const wider = async (...more: object[]) => {
      const Policy = JSON.stringify({ Version: '2008-10-17', Statement: [made, ...more] });
      const { aws } = answeringAws({ 'sns.getTopicAttributes': { Attributes: { Policy } } });
      return widerThan(await resourcePolicyNow(aws, topic), holder?.deployed, world, physicalId);
    };
    expect(await wider()).toBeUndefined();
    for (const Principal of ['*', { AWS: '*' }])
      expect(await wider({ ...statement, Principal, Action: 'sns:Publish' })).toMatchObject({ action: 'sns:Publish' });
  });

  it('is none where the type has none', async () => {
    expect(await resourcePolicyNow(answeringAws({}).aws, await only('Api'))).toEqual({ policies: [] });
  });
});
