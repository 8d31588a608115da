/** What policies say now, as IAM and the services answer. */
import { EMULATOR_ACCOUNT } from '../../target.ts';
import type { AwsClients } from '../aws/aws-clients.ts';
import { orMissing } from '../aws/missing.ts';
import type { DeployedResource } from '../deployed/template.ts';
import { CouldNotLook } from '../drills/drill.ts';
import { definitionNow } from '../settings/ecs.ts';
import { type Actor, type DeployedRole, ownedBy } from './holders.ts';
import type { NamedPolicy, Policy } from './statements.ts';
import type { Access } from './wider.ts';

/** What a role may do, and who may take it on. */
export interface RoleAccess {
  readonly own: Access;
  readonly trust: Access;
}

/**
 * A policy as IAM answers with it.
 * @throws CouldNotLook without its text: taken for an empty policy, it would allow nothing whatever it says
 */
export function named(name: string, text: string | undefined): NamedPolicy {
  if (!text) throw new CouldNotLook(`IAM did not say what ${name} allows: check again`);
  // IAM answers with documents URL-encoded.
  return { name, policy: JSON.parse(text.startsWith('%') ? decodeURIComponent(text) : text) };
}

/** A role as it is now; undefined when there is none of that name. */
export async function roleNow({ iam }: AwsClients, RoleName: string): Promise<RoleAccess | undefined> {
  const found = await orMissing(iam.getRole({ RoleName }));
  if (!found?.Role) return undefined;
  const [{ PolicyNames = [] }, { AttachedPolicies = [] }] = await Promise.all([
    iam.listRolePolicies({ RoleName }),
    iam.listAttachedRolePolicies({ RoleName }),
  ]);
  const [inline, managed, boundary] = await Promise.all([
    Promise.all(
      PolicyNames.map(async (PolicyName) => {
        const { PolicyDocument } = await iam.getRolePolicy({ RoleName, PolicyName });
        return named(`the inline policy "${PolicyName}"`, PolicyDocument);
      }),
    ),
    Promise.all(AttachedPolicies.map(({ PolicyArn }) => managedPolicy(iam, PolicyArn as string))),
    boundaryOf(iam, found.Role.PermissionsBoundary?.PermissionsBoundaryArn),
  ]);
  return {
    own: { policies: [...inline, ...managed], ...(boundary && { boundary }) },
    trust: { policies: [named('the trust policy', found.Role.AssumeRolePolicyDocument)] },
  };
}

/** A role as the template has it; policies that stand outside of the template are as IAM has them. */
export async function roleAsDeployed({ iam }: AwsClients, role: DeployedRole): Promise<RoleAccess> {
  const [managed, boundary] = await Promise.all([
    Promise.all(role.managedPolicyArns.map((arn) => managedPolicy(iam, arn))),
    boundaryOf(iam, role.boundaryArn),
  ]);
  return {
    own: { policies: [...role.policies, ...managed], ...(boundary && { boundary }) },
    trust: { policies: [{ name: 'the trust policy', policy: role.trust }] },
  };
}

async function boundaryOf(iam: AwsClients['iam'], arn: string | undefined): Promise<NamedPolicy[] | undefined> {
  return arn === undefined ? undefined : [await managedPolicy(iam, arn)];
}

/** A managed policy, as it is now. */
export async function managedPolicy(iam: AwsClients['iam'], PolicyArn: string): Promise<NamedPolicy> {
  const { Policy: policy } = await iam.getPolicy({ PolicyArn });
  const { PolicyVersion } = await iam.getPolicyVersion({ PolicyArn, VersionId: policy?.DefaultVersionId });
  return named(`the managed policy ${PolicyArn}`, PolicyVersion?.Document);
}

/** How what acts is asked for the roles that it runs under, by type. */
const ROLES: Readonly<Record<string, (aws: AwsClients, actor: Acting) => Promise<readonly (string | undefined)[]>>> = {
  'AWS::ECS::Service': async (aws, { resource: { physicalId: service, properties }, property }) => {
    // Of the revision that it runs, or is being rolled over to.
    const definition = await orMissing(definitionNow(aws, { cluster: properties.Cluster, service }));
    return [property === 'TaskRoleArn' ? definition?.taskRoleArn : definition?.executionRoleArn];
  },
  'AWS::Lambda::Function': (aws, { resource }) => functionRoles(aws, resource.physicalId),
  'AWS::Pipes::Pipe': async ({ pipes }, { resource }) => [
    (await orMissing(pipes.describePipe({ Name: resource.physicalId })))?.RoleArn,
  ],
  'AWS::StepFunctions::StateMachine': async ({ sfn }, { resource }) => [
    (await orMissing(sfn.describeStateMachine({ stateMachineArn: resource.arn })))?.roleArn,
  ],
};

type Acting = Pick<Actor, 'resource' | 'property'>;

/** The names of the roles that a resource runs under now; a function may have one more in the versions of its aliases. */
export async function rolesNow(aws: AwsClients, actor: Acting): Promise<string[]> {
  const roles = (await ROLES[actor.resource.type]?.(aws, actor)) ?? [];
  return [...new Set(roles.flatMap((role) => role?.split('/').at(-1) ?? []))];
}

async function functionRoles({ lambda }: AwsClients, FunctionName: string): Promise<(string | undefined)[]> {
  const qualifiers = [undefined, ...(await aliasesOf(lambda, FunctionName))];
  return Promise.all(
    qualifiers.map(
      async (Qualifier) => (await orMissing(lambda.getFunctionConfiguration({ FunctionName, Qualifier })))?.Role,
    ),
  );
}

async function aliasesOf(lambda: AwsClients['lambda'], FunctionName: string): Promise<string[]> {
  const { Aliases = [] } = (await orMissing(lambda.listAliases({ FunctionName }))) ?? {};
  return Aliases.map(({ Name }) => Name as string);
}

type Reader = (aws: AwsClients, resource: DeployedResource) => Promise<readonly (string | undefined)[]>;

/** How a resource's own policy is asked for, by type. */
const READERS: Readonly<Record<string, Reader>> = {
  'AWS::DynamoDB::GlobalTable': tablePolicy,
  'AWS::DynamoDB::Table': tablePolicy,
  'AWS::Events::EventBus': async ({ eventbridge }, { physicalId }) => [
    (await orMissing(eventbridge.describeEventBus({ Name: physicalId })))?.Policy,
  ],
  'AWS::KMS::Key': async ({ kms }, { physicalId }) => [
    (await orMissing(kms.getKeyPolicy({ KeyId: physicalId, PolicyName: 'default' })))?.Policy,
  ],
  'AWS::Lambda::Function': async ({ lambda }, { physicalId }) => {
    const qualifiers = [undefined, ...(await aliasesOf(lambda, physicalId))];
    const asked = qualifiers.map((Qualifier) => orMissing(lambda.getPolicy({ FunctionName: physicalId, Qualifier })));
    return (await Promise.all(asked)).map((answer) => answer?.Policy);
  },
  'AWS::S3::Bucket': async ({ s3 }, { physicalId }) => [
    (await orMissing(s3.getBucketPolicy({ Bucket: physicalId })))?.Policy,
  ],
  'AWS::SecretsManager::Secret': async ({ secrets }, { physicalId }) => [
    (await orMissing(secrets.getResourcePolicy({ SecretId: physicalId })))?.ResourcePolicy,
  ],
  'AWS::SNS::Topic': async ({ sns }, { arn }) => {
    const text = (await orMissing(sns.getTopicAttributes({ TopicArn: arn })))?.Attributes?.Policy;
    return [text && withOwner(text, arn.split(':')[4] as string)];
  },
  'AWS::SQS::Queue': async ({ sqs }, { physicalId }) => {
    const asked = sqs.getQueueAttributes({ QueueUrl: physicalId, AttributeNames: ['Policy'] });
    return [(await orMissing(asked))?.Attributes?.Policy];
  },
};

/** The emulator leaves the condition out of the statement that a topic has by default; every other statement is somebody's. */
function withOwner(text: string, account: string): string {
  const policy = JSON.parse(text) as Policy;
  const Statement = [policy.Statement ?? []]
    .flat()
    .map((statement) =>
      account === EMULATOR_ACCOUNT && statement.Sid === '__default_statement_ID' && !statement.Condition
        ? { ...statement, Condition: ownedBy(account) }
        : statement,
    );
  return JSON.stringify({ ...policy, Statement });
}

async function tablePolicy({ dynamodb }: AwsClients, { arn }: DeployedResource) {
  return [(await orMissing(dynamodb.getResourcePolicy({ ResourceArn: arn })))?.Policy];
}

/** What a resource's own policy says now; no policy, and no resource, let nobody in. */
export async function resourcePolicyNow(aws: AwsClients, resource: DeployedResource): Promise<Access> {
  const texts = await READERS[resource.type]?.(aws, resource);
  const policies = (texts ?? []).filter((text) => text).map((text) => JSON.parse(text as string) as Policy);
  return { policies: policies.map((policy) => ({ name: "the resource's own policy", policy })) };
}
