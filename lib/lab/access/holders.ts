/** Whose policies are compared, and what they say as deployed: read from the stack's template. */
import type { DeployedResource, DeployedStack } from '../deployed/template.ts';
import type { NamedPolicy, Policy, RawStatement } from './statements.ts';
import type { Access } from './wider.ts';

/** A role as the template makes it. Policies that stand elsewhere are given by ARN. */
export interface DeployedRole {
  readonly roleName: string;
  readonly arn: string;
  readonly policies: readonly NamedPolicy[];
  readonly managedPolicyArns: readonly string[];
  readonly boundaryArn?: string;
  readonly trust: Policy;
}

const ofType = ({ resources }: DeployedStack, ...types: readonly string[]) =>
  resources.filter(({ type }) => types.includes(type));

/** The roles of a stack. */
export function deployedRoles(stack: DeployedStack): DeployedRole[] {
  const attached = ofType(stack, 'AWS::IAM::Policy', 'AWS::IAM::RolePolicy', 'AWS::IAM::ManagedPolicy');
  return ofType(stack, 'AWS::IAM::Role').map(({ physicalId, arn, properties }) => ({
    roleName: physicalId,
    arn,
    policies: [
      ...((properties.Policies ?? []) as { PolicyName: string; PolicyDocument: Policy }[]).map(inline),
      ...attached
        .filter((policy) => [policy.properties.Roles ?? policy.properties.RoleName ?? []].flat().includes(physicalId))
        .map((policy) => inline({ PolicyName: policy.physicalId, PolicyDocument: policy.properties.PolicyDocument })),
    ],
    managedPolicyArns: ((properties.ManagedPolicyArns ?? []) as string[]).filter(
      (managed) => !attached.some((policy) => policy.physicalId === managed),
    ),
    boundaryArn: properties.PermissionsBoundary,
    trust: properties.AssumeRolePolicyDocument,
  }));
}

const inline = ({ PolicyName, PolicyDocument }: { PolicyName: string; PolicyDocument: Policy }): NamedPolicy => ({
  name: `the policy "${PolicyName}"`,
  policy: PolicyDocument,
});

/** What runs under which roles: the properties that say so, by type. */
const ROLE_PROPERTIES = {
  'AWS::ECS::Service': ['TaskRoleArn', 'ExecutionRoleArn'],
  'AWS::Lambda::Function': ['Role'],
  'AWS::Pipes::Pipe': ['RoleArn'],
  'AWS::StepFunctions::StateMachine': ['RoleArn'],
} as const;

/** What acts, and by which of its properties under which role as the template has it. */
export interface Actor {
  readonly resource: DeployedResource;
  readonly property: (typeof ROLE_PROPERTIES)[keyof typeof ROLE_PROPERTIES][number];
  readonly roleName: string;
}

/** The resources that act. A service of ECS does under the roles of its task definition. */
export function actors({ resources }: DeployedStack): Actor[] {
  const byId = new Map(resources.map((resource) => [resource.physicalId, resource]));
  return resources.flatMap((resource) => {
    const { type, properties } = resource;
    const says = type === 'AWS::ECS::Service' ? byId.get(properties.TaskDefinition)?.properties : properties;
    return (ROLE_PROPERTIES[type as keyof typeof ROLE_PROPERTIES] ?? []).flatMap((property) => {
      const role = says?.[property] as string | undefined;
      return role ? [{ resource, property, roleName: role.split('/').at(-1) as string }] : [];
    });
  });
}

/** A resource with a policy of its own, and what that says as deployed. */
export interface DeployedPolicyHolder {
  readonly resource: DeployedResource;
  readonly deployed: Access;
}

/** Where the template says what a resource's own policy is: which type of it, and which property names the resources. */
const POLICY_OF: Readonly<Record<string, { readonly type: string; readonly names: string }>> = {
  'AWS::Events::EventBus': { type: 'AWS::Events::EventBusPolicy', names: 'EventBusName' },
  'AWS::S3::Bucket': { type: 'AWS::S3::BucketPolicy', names: 'Bucket' },
  'AWS::SecretsManager::Secret': { type: 'AWS::SecretsManager::ResourcePolicy', names: 'SecretId' },
  'AWS::SNS::Topic': { type: 'AWS::SNS::TopicPolicy', names: 'Topics' },
  'AWS::SQS::Queue': { type: 'AWS::SQS::QueuePolicy', names: 'Queues' },
};

const OWN_POLICY: Readonly<Record<string, (properties: DeployedResource['properties']) => Policy | undefined>> = {
  'AWS::DynamoDB::GlobalTable': ({ Replicas }) => Replicas?.[0]?.ResourcePolicy?.PolicyDocument,
  'AWS::DynamoDB::Table': ({ ResourcePolicy }) => ResourcePolicy?.PolicyDocument,
  'AWS::KMS::Key': ({ KeyPolicy }) => KeyPolicy,
};

/** The resources of a stack that can have a policy of their own. */
export function policyHolders(stack: DeployedStack): DeployedPolicyHolder[] {
  return stack.resources.flatMap((resource): DeployedPolicyHolder[] => {
    const { type, physicalId, properties } = resource;
    if (type === 'AWS::Lambda::Function') return [{ resource, deployed: access(permissionsOf(stack, resource)) }];
    if (OWN_POLICY[type]) return [{ resource, deployed: access([OWN_POLICY[type](properties) ?? []].flat()) }];
    const place = POLICY_OF[type];
    if (!place) return [];
    const documents = ofType(stack, place.type)
      .filter((policy) => [policy.properties[place.names] ?? []].flat().includes(physicalId))
      .map(documentOf);
    if (type === 'AWS::SNS::Topic' && documents.length === 0) {
      return [{ resource, deployed: access([topicPolicyByDefault(stack, resource)]) }];
    }
    return [{ resource, deployed: access(documents) }];
  });
}

/**
 * What SNS gives a topic that is made without a policy: anyone who is of its own account may use it, as the Pulumi
 * registry's page of `aws.sns.TopicPolicy` quotes it.
 */
function topicPolicyByDefault({ account }: DeployedStack, { arn }: DeployedResource): Policy {
  const actions = ['AddPermission', 'DeleteTopic', 'GetTopicAttributes', 'ListSubscriptionsByTopic', 'Publish'];
  const others = ['Receive', 'RemovePermission', 'SetTopicAttributes', 'Subscribe'];
  return {
    Statement: {
      Effect: 'Allow',
      Principal: { AWS: '*' },
      Action: [...actions, ...others].map((action) => `SNS:${action}`),
      Resource: arn,
      Condition: ownedBy(account),
    },
  };
}

/** The condition of that statement. */
export const ownedBy = (account: string) => ({ StringEquals: { 'AWS:SourceOwner': account } });

const access = (documents: readonly Policy[]): Access => ({
  policies: documents.map((policy) => ({ name: 'the policy as deployed', policy })),
});

/** A bus's policy may stand as one statement with a property each; every other has a document, a secret's under a name of its own. */
function documentOf({ properties }: DeployedResource): Policy {
  const document = properties.PolicyDocument ?? properties.ResourcePolicy;
  if (document) return document;
  const { Statement, Action, Principal, StatementId } = properties;
  return { Statement: Statement ?? { Sid: StatementId, Effect: 'Allow', Action, Principal: { AWS: Principal } } };
}

/** The statements that `AWS::Lambda::Permission` makes, of the function and of its versions and aliases. */
function permissionsOf(stack: DeployedStack, { physicalId, arn }: DeployedResource): Policy[] {
  const Statement = ofType(stack, 'AWS::Lambda::Permission')
    .map(({ properties }) => properties)
    .filter(({ FunctionName }) => [physicalId, arn].includes(FunctionName) || FunctionName.startsWith(`${arn}:`))
    .map(({ Action, FunctionName, Principal, SourceArn, SourceAccount }): RawStatement => {
      const account = SourceAccount && { StringEquals: { 'AWS:SourceAccount': SourceAccount } };
      const source = SourceArn && { ArnLike: { 'AWS:SourceArn': SourceArn } };
      return {
        Effect: 'Allow',
        Action,
        Principal: Principal.endsWith('.amazonaws.com') ? { Service: Principal } : { AWS: Principal },
        Resource: FunctionName.startsWith('arn:') ? FunctionName : arn,
        Condition: { ...account, ...source },
      };
    });
  return [{ Statement }];
}
