/** What was added by hand to resources of a stack, where no property of theirs says so: policies, mappings, rules, routes. */
import type { AwsClients } from '../aws/aws-clients.ts';
import { orMissing } from '../aws/missing.ts';
import type { ReadBack } from './as-deployed.ts';

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
  const [routes, integrations] = await Promise.all([
    orMissing(aws.apigateway.getRoutes({ ApiId })),
    orMissing(aws.apigateway.getIntegrations({ ApiId })),
  ]);
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
  return [...beyond(route, routeIds, stack), ...beyond(integration, integrationIds, stack)];
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

const LISTERS: Readonly<Record<string, Lister>> = {
  'AWS::ApiGatewayV2::Api': partsOfApi,
  'AWS::Events::EventBus': rulesOfBus,
  'AWS::IAM::Role': policiesOfRole,
  'AWS::Lambda::Function': doorsOfFunction,
  'AWS::SNS::Topic': subscriptionsOfTopic,
  'AWS::SQS::Queue': policyOfQueue,
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
