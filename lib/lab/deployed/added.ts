/** What was added by hand to resources of a stack, where no property of theirs says so: policies, mappings, rules, routes. */
import type { AwsClients } from '../aws/aws-clients.ts';
import { orMissing } from '../aws/missing.ts';
import { OF_SERVICES } from '../settings/autoscaling.ts';
import { groupRules, isSameRule, type Way } from '../settings/ec2.ts';
import type { ReadBack } from './as-deployed.ts';
import { groupRule, inlineRules } from './readers/ec2.ts';

export interface Added {
  /** The resource of the stack that it belongs to. */
  readonly to: ReadBack;
  /** What kind of thing, and its name or id. */
  readonly name: string;
  readonly remove: () => Promise<unknown>;
  /** Something of the same kind is gone from the stack: this may be what stands in for it. */
  readonly standsIn: boolean;
}

type Found = Omit<Added, 'to'>;

/** What belongs to a resource and is not in its stack. */
type Lister = (aws: AwsClients, resource: ReadBack, stack: readonly ReadBack[]) => Promise<Found[]>;

/** The ids of the stack's resources of a type, as its own service calls them: the emulator puts an API's before its route's. */
const idsOf = (stack: readonly ReadBack[], type: string) =>
  new Set(
    stack.filter((each) => each.type === type).map(({ physicalId }) => physicalId.split(/[|/]/).at(-1) as string),
  );

const isGone = (stack: readonly ReadBack[], type: string) => stack.some((each) => each.type === type && !each.found);

interface Kind {
  /** As it is called in a sentence. */
  readonly called: string;
  /** CloudFormation type of those that the stack holds. */
  readonly type: string;
  readonly remove: (id: string) => Promise<unknown>;
}

const beyond = (
  { called, type, remove }: Kind,
  found: readonly (string | undefined)[],
  stack: readonly ReadBack[],
  known: { has(id: string): boolean } = idsOf(stack, type),
): Found[] =>
  found
    .filter((id) => id !== undefined && !known.has(id))
    .map((id) => ({
      name: `${called} ${id}`,
      remove: () => remove(id as string),
      standsIn: isGone(stack, type),
    }));

const policiesOfRole: Lister = async (aws, { physicalId: RoleName, properties }, stack) => {
  const { PolicyNames = [] } = (await orMissing(aws.iam.listRolePolicies({ RoleName }))) ?? {};
  const own = ((properties.Policies ?? []) as readonly { PolicyName: string }[]).map(({ PolicyName }) => PolicyName);
  const attached = stack
    .filter(
      ({ type, properties: { Roles = [] } }) => type === 'AWS::IAM::Policy' && (Roles as string[]).includes(RoleName),
    )
    .map(({ properties: { PolicyName } }) => PolicyName as string);
  const kind = {
    ...{ called: 'inline policy', type: 'AWS::IAM::Policy' },
    remove: (PolicyName: string) => aws.iam.deleteRolePolicy({ RoleName, PolicyName }),
  };
  return beyond(kind, PolicyNames, stack, new Set([...own, ...attached]));
};

/** A function's mappings, and who may invoke it and its aliases. */
const doorsOfFunction: Lister = async (aws, { physicalId: FunctionName }, stack) => {
  const aliases = stack
    .filter(({ type }) => type === 'AWS::Lambda::Alias')
    .filter(({ physicalId }) => physicalId.includes(`:${FunctionName}:`))
    .map(({ properties: { Name } }) => Name as string);
  const [mappings, ...policies] = await Promise.all([
    aws.lambda.listEventSourceMappings({ FunctionName }),
    ...[undefined, ...aliases].map((Qualifier) => orMissing(aws.lambda.getPolicy({ FunctionName, Qualifier }))),
  ]);
  const there = (mappings.EventSourceMappings ?? []).filter(({ State }) => State !== 'Deleting');
  const mapping = {
    ...{ called: 'event source mapping', type: 'AWS::Lambda::EventSourceMapping' },
    remove: (UUID: string) => aws.lambda.deleteEventSourceMapping({ UUID }),
  };
  const permissions = policies.flatMap((policy, index) => {
    const Qualifier = [undefined, ...aliases][index];
    const { Statement = [] } = JSON.parse(policy?.Policy ?? '{}') as { Statement?: readonly { Sid: string }[] };
    const permission = {
      ...{ called: 'permission', type: 'AWS::Lambda::Permission' },
      remove: (StatementId: string) => aws.lambda.removePermission({ FunctionName, Qualifier, StatementId }),
    };
    return beyond(
      permission,
      Statement.map(({ Sid }) => Sid),
      stack,
    );
  });
  return [
    ...beyond(
      mapping,
      there.map(({ UUID }) => UUID),
      stack,
    ),
    ...permissions,
  ];
};

/** Rules of a bus; an archive makes one of its own, which EventBridge manages. */
const rulesOfBus: Lister = async (aws, { physicalId: EventBusName }, stack) => {
  const { Rules = [] } = (await orMissing(aws.eventbridge.listRules({ EventBusName }))) ?? {};
  const byHand = Rules.filter(({ ManagedBy }) => !ManagedBy).map(({ Name }) => Name);
  const remove = async (Name: string) => {
    const { Targets = [] } = await aws.eventbridge.listTargetsByRule({ Rule: Name, EventBusName });
    const Ids = Targets.map(({ Id }) => Id as string);
    if (Ids.length > 0) await aws.eventbridge.removeTargets({ Rule: Name, EventBusName, Ids });
    await aws.eventbridge.deleteRule({ Name, EventBusName });
  };
  return beyond({ called: 'rule', type: 'AWS::Events::Rule', remove }, byHand, stack);
};

const policyOfQueue: Lister = async (aws, { physicalId: QueueUrl }, stack) => {
  const named = stack
    .filter(({ type }) => type === 'AWS::SQS::QueuePolicy')
    .some(({ properties: { Queues = [] } }) => (Queues as string[]).includes(QueueUrl));
  if (named) return [];
  const found = await orMissing(aws.sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['Policy'] }));
  if (!found?.Attributes?.Policy) return [];
  const remove = () => aws.sqs.setQueueAttributes({ QueueUrl, Attributes: { Policy: '' } });
  return [{ name: 'a queue policy', remove, standsIn: false }];
};

const partsOfApi: Lister = async (aws, { physicalId: ApiId }, stack) => {
  const [routes, integrations, stages] = await Promise.all([
    orMissing(aws.apigateway.getRoutes({ ApiId })),
    orMissing(aws.apigateway.getIntegrations({ ApiId })),
    orMissing(aws.apigateway.getStages({ ApiId })),
  ]);
  const type = 'AWS::ApiGatewayV2::Stage';
  const named = stack
    .filter((each) => each.type === type && each.properties.ApiId === ApiId)
    .map(({ properties }) => properties.StageName as string);
  const remove = (StageName: string) => aws.apigateway.deleteStage({ ApiId, StageName });
  const stageNames = (stages?.Items ?? []).map(({ StageName }) => StageName);
  const routeIds = (routes?.Items ?? []).map(({ RouteId }) => RouteId);
  const integrationIds = (integrations?.Items ?? []).map(({ IntegrationId }) => IntegrationId);
  const route = {
    ...{ called: 'route', type: 'AWS::ApiGatewayV2::Route' },
    remove: (RouteId: string) => aws.apigateway.deleteRoute({ ApiId, RouteId }),
  };
  const integration = {
    ...{ called: 'integration', type: 'AWS::ApiGatewayV2::Integration' },
    remove: (IntegrationId: string) => aws.apigateway.deleteIntegration({ ApiId, IntegrationId }),
  };
  // Routes first: an integration that a route leads to cannot be deleted.
  return [
    ...beyond(route, routeIds, stack),
    ...beyond(integration, integrationIds, stack),
    ...beyond({ called: 'stage', type, remove }, stageNames, stack, new Set(named)),
  ];
};

const subscriptionsOfTopic: Lister = async (aws, { physicalId: TopicArn }, stack) => {
  const { Subscriptions = [] } = (await orMissing(aws.sns.listSubscriptionsByTopic({ TopicArn }))) ?? {};
  const arns = Subscriptions.map(({ SubscriptionArn }) => SubscriptionArn);
  const remove = (SubscriptionArn: string) => aws.sns.unsubscribe({ SubscriptionArn });
  return beyond({ called: 'subscription', type: 'AWS::SNS::Subscription', remove }, arns, stack, {
    // The ARN of a type whose physical id is one.
    has: (arn) => stack.some(({ physicalId }) => physicalId === arn),
  });
};

/** Rules of a security group, inline or resources by themselves. */
const rulesOfGroup: Lister = async (aws, { physicalId: groupId, properties }, stack) => {
  const own = (way: Way) => [
    ...inlineRules(properties, way),
    ...stack
      .filter(
        ({ type }) => type === (way === 'ingress' ? 'AWS::EC2::SecurityGroupIngress' : 'AWS::EC2::SecurityGroupEgress'),
      )
      .filter((rule) => rule.properties.GroupId === groupId)
      .map((rule) => rule.properties),
  ];
  const found = await Promise.all(
    (['ingress', 'egress'] as const).map(async (way) => {
      const rules = (await groupRules.read(aws, { groupId, way })) ?? [];
      const known = own(way).map(groupRule);
      return rules
        .filter((rule) => !known.some((one) => isSameRule(one, rule)))
        .map((rule) => ({
          name: `rule ${way} ${rule.protocol} ${rule.fromPort ?? 'all'} ${rule.peer}`,
          remove: async () => {
            const now = (await groupRules.read(aws, { groupId, way })) ?? [];
            await groupRules.write(
              aws,
              { groupId, way },
              now.filter((one) => !isSameRule(one, rule)),
            );
          },
          standsIn: false,
        }));
    }),
  );
  return found.flat();
};

/** Routes of a table but those of the VPC itself and of its gateway endpoints, which come and go with these. */
const routesOfTable: Lister = async (aws, { physicalId: RouteTableId }, stack) => {
  const answer = await orMissing(aws.ec2.describeRouteTables({ RouteTableIds: [RouteTableId] }));
  const own = stack
    .filter(({ type, properties }) => type === 'AWS::EC2::Route' && properties.RouteTableId === RouteTableId)
    .map(({ properties }) => properties.DestinationCidrBlock as string);
  const byHand = (answer?.RouteTables?.[0]?.Routes ?? [])
    .filter(({ GatewayId = '' }) => GatewayId !== 'local' && !GatewayId.startsWith('vpce-'))
    .map(({ DestinationCidrBlock }) => DestinationCidrBlock);
  const kind = {
    ...{ called: 'route', type: 'AWS::EC2::Route' },
    remove: (DestinationCidrBlock: string) => aws.ec2.deleteRoute({ RouteTableId, DestinationCidrBlock }),
  };
  return beyond(kind, byHand, stack, new Set(own));
};

const policiesOfScaling: Lister = async (aws, { properties }, stack) => {
  const ResourceId = properties.ResourceId as string;
  const of = { ...OF_SERVICES, ResourceId };
  const { ScalingPolicies = [] } = await aws.autoscaling.describeScalingPolicies(of);
  const type = 'AWS::ApplicationAutoScaling::ScalingPolicy';
  const own = stack.filter((each) => each.type === type).map(({ properties: { PolicyName } }) => PolicyName as string);
  const kind = {
    ...{ called: 'scaling policy', type },
    remove: (PolicyName: string) => aws.autoscaling.deleteScalingPolicy({ ...of, PolicyName }),
  };
  return beyond(
    kind,
    ScalingPolicies.map(({ PolicyName }) => PolicyName),
    stack,
    new Set(own),
  );
};

/** A secret of ours has none. */
const policyOfSecret: Lister = async (aws, { physicalId: SecretId }) => {
  const found = await orMissing(aws.secrets.getResourcePolicy({ SecretId }));
  if (!found?.ResourcePolicy) return [];
  return [{ name: 'a resource policy', remove: () => aws.secrets.deleteResourcePolicy({ SecretId }), standsIn: false }];
};

/** A table of ours has none either. */
const policyOfTable: Lister = async (aws, { found }) => {
  const ResourceArn = found?.attributes?.Arn;
  const policy = await orMissing(aws.dynamodb.getResourcePolicy({ ResourceArn }));
  if (!policy?.Policy) return [];
  return [
    { name: 'a resource policy', remove: () => aws.dynamodb.deleteResourcePolicy({ ResourceArn }), standsIn: false },
  ];
};

const LISTERS: Readonly<Record<string, Lister>> = {
  'AWS::ApiGatewayV2::Api': partsOfApi,
  'AWS::ApplicationAutoScaling::ScalableTarget': policiesOfScaling,
  'AWS::DynamoDB::GlobalTable': policyOfTable,
  'AWS::EC2::RouteTable': routesOfTable,
  'AWS::EC2::SecurityGroup': rulesOfGroup,
  'AWS::Events::EventBus': rulesOfBus,
  'AWS::IAM::Role': policiesOfRole,
  'AWS::Lambda::Function': doorsOfFunction,
  'AWS::SNS::Topic': subscriptionsOfTopic,
  'AWS::SQS::Queue': policyOfQueue,
  'AWS::SecretsManager::Secret': policyOfSecret,
};

/** Everything that was added to what a stack holds and is still there. */
export async function addedTo(stack: readonly ReadBack[], aws: AwsClients): Promise<Added[]> {
  const added = await Promise.all(
    stack
      .filter(({ found, type }) => found && LISTERS[type])
      .map(async (to) => ((await LISTERS[to.type]?.(aws, to, stack)) ?? []).map((found) => ({ to, ...found }))),
  );
  return added.flat();
}
