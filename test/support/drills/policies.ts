import { runSimulation } from '@cloud-copilot/iam-simulate';
import type { Synthesized } from '../synthesize.ts';

const ACCOUNT = '111122223333';
const REGION = 'us-east-1';

/** A policy statement with every reference replaced by an ARN or a name that a real deployment could have. */
export interface Statement {
  /** Where it stands: logical id of the policy or role. */
  readonly in: string;
  /** Logical ids of the roles that it is attached to; none for a resource policy. */
  readonly roles: readonly string[];
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly raw: object;
}

/** The ARN that a resource of the template gets, as the IAM simulation sees it. */
export function arnOf(resources: Synthesized['resources'], logicalId: string): string {
  const type = resources[logicalId]?.Type;
  const arn = ARNS[type ?? ''];
  if (!arn)
    throw new Error(`What is the ARN of ${logicalId} (${type})? Add the type to test/support/drills/policies.ts.`);
  return arn(logicalId);
}

const regional = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;

const ARNS: Readonly<Record<string, (id: string) => string>> = {
  'AWS::CodeBuild::Project': (id) => regional('codebuild', `project/${id}`),
  'AWS::CodeBuild::ReportGroup': (id) => regional('codebuild', `report-group/${id}`),
  'AWS::CloudWatch::Alarm': (id) => regional('cloudwatch', `alarm:${id}`),
  'AWS::DynamoDB::GlobalTable': (id) => regional('dynamodb', `table/${id}`),
  'AWS::EC2::VPCEndpoint': (id) => regional('ec2', `vpc-endpoint/${id}`),
  'AWS::ECS::Cluster': (id) => regional('ecs', `cluster/${id}`),
  'AWS::ECS::Service': (id) => regional('ecs', `service/cluster/${id}`),
  'AWS::ECS::TaskDefinition': (id) => regional('ecs', `task-definition/${id}:1`),
  'AWS::ElasticLoadBalancingV2::ListenerRule': (id) =>
    regional('elasticloadbalancing', `listener-rule/app/balancer/0/0/${id}`),
  'AWS::Events::EventBus': (id) => regional('events', `event-bus/${id}`),
  'AWS::Events::Rule': (id) => regional('events', `rule/${id}`),
  'AWS::IAM::Role': (id) => `arn:aws:iam::${ACCOUNT}:role/${id}`,
  'AWS::KMS::Key': (id) => regional('kms', `key/${id}`),
  'AWS::Lambda::Alias': (id) => regional('lambda', `function:${id}:live`),
  'AWS::Lambda::Version': (id) => regional('lambda', `function:${id}:1`),
  'AWS::Lambda::Function': (id) => regional('lambda', `function:${id}`),
  'AWS::Logs::LogGroup': (id) => regional('logs', `log-group:${id}:*`),
  'AWS::RDS::DBCluster': (id) => regional('rds', `cluster:${id}`),
  'AWS::S3::Bucket': (id) => `arn:aws:s3:::${id.toLowerCase()}`,
  'AWS::SNS::Topic': (id) => regional('sns', id),
  'AWS::SecretsManager::Secret': (id) => regional('secretsmanager', `secret:${id}-AbCdEf`),
  'AWS::SQS::Queue': (id) => regional('sqs', id),
  'AWS::StepFunctions::StateMachine': (id) => regional('states', `stateMachine:${id}`),
};

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::AccountId': ACCOUNT,
  'AWS::Partition': 'aws',
  'AWS::Region': REGION,
  'AWS::URLSuffix': 'amazonaws.com',
};

/** Replaces the intrinsic functions that the CDK writes, by ARNs and names that a real deployment could have. */
// biome-ignore lint/suspicious/noExplicitAny: a template is any JSON.
export function resolve(resources: Synthesized['resources'], value: any): any {
  const within = (inner: unknown) => resolve(resources, inner);
  if (Array.isArray(value)) return value.map(within);
  if (typeof value !== 'object' || value === null) return value;
  if ('Ref' in value) {
    if (PSEUDO[value.Ref]) return PSEUDO[value.Ref];
    // `Ref` of these types is the ARN; of all others that policies name, it is the name.
    const byArn = [
      'AWS::ECS::Service',
      'AWS::ECS::TaskDefinition',
      'AWS::ElasticLoadBalancingV2::ListenerRule',
      'AWS::Lambda::Alias',
      'AWS::Lambda::Version',
      'AWS::SNS::Topic',
      'AWS::SecretsManager::Secret',
      'AWS::StepFunctions::StateMachine',
    ];
    return byArn.includes(resources[value.Ref]?.Type ?? '') ? arnOf(resources, value.Ref) : value.Ref;
  }
  if ('Fn::GetAtt' in value) {
    const [id, attribute] = value['Fn::GetAtt'];
    // Of a database whose password RDS keeps.
    if (attribute === 'MasterUserSecret.SecretArn')
      return regional('secretsmanager', `secret:rds!cluster-${id}-AbCdEf`);
    if (/Arn$/.test(attribute)) {
      return attribute === 'StreamArn'
        ? `${arnOf(resources, id)}/stream/2026-01-01T00:00:00.000`
        : arnOf(resources, id);
    }
    return `${id}.${attribute}`;
  }
  if ('Fn::Join' in value) return value['Fn::Join'][1].map(within).join(value['Fn::Join'][0]);
  if ('Fn::Sub' in value && typeof value['Fn::Sub'] === 'string') {
    return value['Fn::Sub'].replace(/\$\{([^}]+)\}/g, (_: string, name: string) => within({ Ref: name }));
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, within(inner)]));
}

const listed = <T>(value: T | readonly T[] | undefined): readonly T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value as T];

/** Every statement of every policy of the stack but the trust policies of roles. */
export function statementsOf(resources: Synthesized['resources']): Statement[] {
  return Object.entries(resources).flatMap(([id, { Type, Properties }]) => {
    const documents =
      Type === 'AWS::IAM::Role'
        ? listed<{ PolicyDocument: unknown }>(Properties.Policies).map((policy) => policy.PolicyDocument)
        : listed(Properties?.PolicyDocument ?? Properties?.ResourcePolicy?.PolicyDocument ?? Properties?.KeyPolicy);
    const roles = Type === 'AWS::IAM::Role' ? [id] : listed<{ Ref: string }>(Properties?.Roles).map((role) => role.Ref);
    return documents
      .flatMap((document) => listed(resolve(resources, document).Statement))
      .map((raw) => ({
        in: id,
        roles,
        effect: raw.Effect,
        actions: listed<string>(raw.Action),
        resources: listed<string>(raw.Resource),
        raw,
      }));
  });
}

/** What IAM answers to a role of the stack that asks for `action` on `resource`, from its identity policies alone. */
export async function decide(statements: readonly Statement[], role: string, action: string, resource: string) {
  const own = statements.filter(({ roles }) => roles.includes(role));
  const simulation = await runSimulation(
    {
      identityPolicies: [{ name: role, policy: { Version: '2012-10-17', Statement: own.map(({ raw }) => raw) } }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      request: {
        action,
        principal: `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/session`,
        resource: { resource, accountId: ACCOUNT },
        contextVariables: {},
      },
    },
    {},
  );
  if (simulation.resultType === 'error') throw new Error(`${action} on ${resource}: ${simulation.errors.message}`);
  return simulation.overallResult;
}
