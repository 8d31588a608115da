/** What was added by hand to resources of a stack, where no property of theirs says so: policies, mappings, rules, routes. */
import type { AwsClients } from '../aws/aws-clients.ts';
import { orMissing } from '../aws/missing.ts';
import type { ReadBack } from './as-deployed.ts';

export interface Added {
  /** The resource of the stack that it belongs to. */
  readonly to: ReadBack;
  /** What kind of thing, and its name or id. */
  readonly name: string;
}

/** Names of what belongs to a resource and is not in its stack. */
type Lister = (aws: AwsClients, resource: ReadBack, stack: readonly ReadBack[]) => Promise<string[]>;

/** The ids of the stack's resources of a type, as its own service calls them: the emulator puts an API's before its route's. */
const idsOf = (stack: readonly ReadBack[], type: string) =>
  new Set(
    stack.filter((each) => each.type === type).map(({ physicalId }) => physicalId.split(/[|/]/).at(-1) as string),
  );

const beyond = (kind: string, found: readonly (string | undefined)[], known: { has(id: string): boolean }) =>
  found.filter((id) => id !== undefined && !known.has(id)).map((id) => `${kind} ${id}`);

const policiesOfRole: Lister = async (aws, { physicalId: RoleName, properties }, stack) => {
  const { PolicyNames = [] } = (await orMissing(aws.iam.listRolePolicies({ RoleName }))) ?? {};
  const own = ((properties.Policies ?? []) as readonly { PolicyName: string }[]).map(({ PolicyName }) => PolicyName);
  const attached = stack
    .filter(
      ({ type, properties: { Roles = [] } }) => type === 'AWS::IAM::Policy' && (Roles as string[]).includes(RoleName),
    )
    .map(({ properties: { PolicyName } }) => PolicyName as string);
  return beyond('inline policy', PolicyNames, new Set([...own, ...attached]));
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
  const statements = policies.flatMap(
    (policy) => (JSON.parse(policy?.Policy ?? '{}') as { Statement?: readonly { Sid: string }[] }).Statement ?? [],
  );
  const there = (mappings.EventSourceMappings ?? []).filter(({ State }) => State !== 'Deleting');
  return [
    ...beyond(
      'event source mapping',
      there.map(({ UUID }) => UUID),
      idsOf(stack, 'AWS::Lambda::EventSourceMapping'),
    ),
    ...beyond(
      'permission',
      statements.map(({ Sid }) => Sid),
      idsOf(stack, 'AWS::Lambda::Permission'),
    ),
  ];
};

/** Rules of a bus; an archive makes one of its own, which EventBridge manages. */
const rulesOfBus: Lister = async (aws, { physicalId: EventBusName }, stack) => {
  const { Rules = [] } = (await orMissing(aws.eventbridge.listRules({ EventBusName }))) ?? {};
  const byHand = Rules.filter(({ ManagedBy }) => !ManagedBy).map(({ Name }) => Name);
  return beyond('rule', byHand, idsOf(stack, 'AWS::Events::Rule'));
};

const policyOfQueue: Lister = async (aws, { physicalId: QueueUrl }, stack) => {
  const named = stack
    .filter(({ type }) => type === 'AWS::SQS::QueuePolicy')
    .some(({ properties: { Queues = [] } }) => (Queues as string[]).includes(QueueUrl));
  if (named) return [];
  const found = await orMissing(aws.sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['Policy'] }));
  return found?.Attributes?.Policy ? ['a queue policy'] : [];
};

const partsOfApi: Lister = async (aws, { physicalId: ApiId }, stack) => {
  const [routes, integrations] = await Promise.all([
    orMissing(aws.apigateway.getRoutes({ ApiId })),
    orMissing(aws.apigateway.getIntegrations({ ApiId })),
  ]);
  const routeIds = (routes?.Items ?? []).map(({ RouteId }) => RouteId);
  const integrationIds = (integrations?.Items ?? []).map(({ IntegrationId }) => IntegrationId);
  return [
    ...beyond('route', routeIds, idsOf(stack, 'AWS::ApiGatewayV2::Route')),
    ...beyond('integration', integrationIds, idsOf(stack, 'AWS::ApiGatewayV2::Integration')),
  ];
};

const subscriptionsOfTopic: Lister = async (aws, { physicalId: TopicArn }, stack) => {
  const { Subscriptions = [] } = (await orMissing(aws.sns.listSubscriptionsByTopic({ TopicArn }))) ?? {};
  const arns = Subscriptions.map(({ SubscriptionArn }) => SubscriptionArn);
  return beyond('subscription', arns, idsOf(stack, 'AWS::SNS::Subscription'));
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
      .map(async (to) => ((await LISTERS[to.type]?.(aws, to, stack)) ?? []).map((name) => ({ to, name }))),
  );
  return added.flat();
}
