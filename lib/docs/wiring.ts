/**
 * What a synthesized template wires to what, in the words people use: parts (an API, a queue) and arrows between them.
 * What only serves another resource (a role, a version, an integration, a permission) becomes an arrow or nothing.
 */
import { type Json, tierArrows } from './wiring-tiers.ts';

/** A resource that a person would draw, by its logical id in the template. */
export interface Part {
  readonly id: string;
  readonly name: string;
  /** What it is: `table`, `dead-letter queue`, … */
  readonly kind: string;
}

/** What goes from one part to another. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  /** The way that only failures take. */
  readonly failure: boolean;
}

/** One stage of a pipeline, with its actions in the order they run. */
export interface Stage {
  readonly name: string;
  readonly actions: readonly string[];
}

/** The picture of one stack, before it is drawn. */
export interface Wiring {
  readonly parts: readonly Part[];
  readonly arrows: readonly Arrow[];
  /** By the id of the pipeline. */
  readonly stages: Readonly<Record<string, readonly Stage[]>>;
  readonly alarms: number;
}

export type Resources = Readonly<Record<string, { readonly Type: string; readonly Properties?: Json }>>;
/** The resources of every stack of the app, by the stack's name. */
export type Stacks = Readonly<Record<string, Resources>>;

/** What is drawn: how it is called, and which words its construct id may end in that say no more than that. */
const DRAWN: Readonly<Record<string, { readonly kind: string; readonly implied: RegExp }>> = {
  'AWS::ApiGatewayV2::Api': { kind: 'HTTP API', implied: /Http$/ },
  'AWS::Lambda::Function': { kind: 'function', implied: /Function$/ },
  'AWS::DynamoDB::GlobalTable': { kind: 'table', implied: /Table$/ },
  'AWS::SQS::Queue': { kind: 'queue', implied: /(Queue|DeadLetters)$/ },
  'AWS::SNS::Topic': { kind: 'topic', implied: /Topic$/ },
  'AWS::Events::EventBus': { kind: 'event bus', implied: /EventBus$/ },
  'AWS::Events::Archive': { kind: 'archive', implied: /Archive$/ },
  'AWS::Pipes::Pipe': { kind: 'pipe', implied: /Pipe$/ },
  'AWS::StepFunctions::StateMachine': { kind: 'state machine', implied: /Machine$/ },
  'AWS::S3::Bucket': { kind: 'bucket', implied: /Bucket$/ },
  'AWS::Cognito::UserPool': { kind: 'user pool', implied: /Pool$/ },
  'AWS::CodePipeline::Pipeline': { kind: 'pipeline', implied: /Pipeline$/ },
  'AWS::CloudFront::Distribution': { kind: 'CloudFront distribution', implied: /Distribution$/ },
  'AWS::WAFv2::WebACL': { kind: 'web ACL', implied: /WebAcl$/ },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': { kind: 'load balancer', implied: /Balancer$/ },
  'AWS::ECS::Service': { kind: 'service', implied: /Service$/ },
  'AWS::ECS::TaskDefinition': { kind: 'task', implied: /Task$/ },
  'AWS::RDS::DBCluster': { kind: 'database cluster', implied: /Database$/ },
  'AWS::RDS::DBInstance': { kind: 'database instance', implied: /$^/ },
  'AWS::ElastiCache::ReplicationGroup': { kind: 'cache', implied: /Cache$/ },
  'AWS::Route53::HealthCheck': { kind: 'health check', implied: /$^/ },
  'AWS::Route53::RecordSet': { kind: 'DNS record', implied: /$^/ },
};

/** What is no part of its own: it shows as an arrow, as a word at a part, or serves a part that is drawn. */
const HELPERS: readonly string[] = [
  'AWS::ApiGatewayV2::Authorizer',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::ApplicationAutoScaling::ScalableTarget',
  'AWS::ApplicationAutoScaling::ScalingPolicy',
  'AWS::CDK::Metadata',
  'AWS::CertificateManager::Certificate',
  'AWS::CloudFront::OriginAccessControl',
  'AWS::CloudFront::VpcOrigin',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::CodeBuild::Project',
  'AWS::CodeBuild::ReportGroup',
  'AWS::CodeDeploy::Application',
  'AWS::CodeDeploy::DeploymentGroup',
  'AWS::Cognito::UserPoolClient',
  'AWS::EC2::FlowLog',
  'AWS::EC2::InternetGateway',
  'AWS::EC2::Route',
  'AWS::EC2::RouteTable',
  'AWS::EC2::SecurityGroup',
  'AWS::EC2::SecurityGroupEgress',
  'AWS::EC2::SecurityGroupIngress',
  'AWS::EC2::Subnet',
  'AWS::EC2::SubnetRouteTableAssociation',
  'AWS::EC2::VPC',
  'AWS::EC2::VPCEndpoint',
  'AWS::EC2::VPCGatewayAttachment',
  'AWS::ECS::Cluster',
  'AWS::ElastiCache::SubnetGroup',
  'AWS::ElasticLoadBalancingV2::Listener',
  'AWS::ElasticLoadBalancingV2::ListenerRule',
  'AWS::ElasticLoadBalancingV2::TargetGroup',
  'AWS::Events::Rule',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::KMS::Alias',
  'AWS::KMS::Key',
  'AWS::Lambda::Alias',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Permission',
  'AWS::Lambda::Version',
  'AWS::Logs::LogGroup',
  'AWS::RDS::DBClusterParameterGroup',
  'AWS::RDS::DBSubnetGroup',
  'AWS::RDS::GlobalCluster',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::SecretsManager::Secret',
  'AWS::SecretsManager::SecretTargetAttachment',
  'Custom::S3AutoDeleteObjects',
  'Custom::Trigger',
];

/** What a permission is in plain words. What is not here shows in other resources, or is nothing to draw. */
const VERBS: Readonly<Record<string, string>> = {
  'dynamodb:GetItem': 'reads',
  'dynamodb:Query': 'reads',
  'dynamodb:PutItem': 'writes',
  'dynamodb:UpdateItem': 'writes',
  'dynamodb:DeleteItem': 'writes',
  'events:PutEvents': 'publishes',
  'sns:Publish': 'publishes',
  'sqs:SendMessage': 'sends',
  'lambda:InvokeFunction': 'invokes',
  'ecs:RunTask': 'runs',
  'ecs:UpdateService': 'scales',
  'rds:FailoverGlobalCluster': 'promotes',
};

/** Made by the CDK to run custom resources while it deploys: no part of what was designed. */
const isVended = (id: string) => id.includes('CustomResourceProvider');

/** Every logical id that a value refers to. */
function references(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (typeof value !== 'object' || value === null) return [];
  if (typeof value.Ref === 'string') return [value.Ref];
  if (Array.isArray(value['Fn::GetAtt'])) return [value['Fn::GetAtt'][0]];
  return Object.values(value).flatMap(references);
}

/** `ActivityQueue5B8068FC` as a name: without CDK's hash, without what the kind says already, in words. */
function nameOf(id: string, implied: RegExp): string {
  const path = id.replace(/[0-9A-F]{8}$/, '');
  const words = (path.replace(implied, '') || path).replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The actions of each stage; one that releases a stack by CodeDeploy says how it moves the traffic. */
function stagesOf(pipeline: Json, stacks: Stacks): Stage[] {
  const nameOfAction = ({ Name, Configuration = {} }: Json): string => {
    const changes = ['CREATE_UPDATE', 'CHANGE_SET_EXECUTE'].includes(Configuration.ActionMode);
    const deployed = Object.values((changes && stacks[Configuration.StackName]) || {});
    const group = deployed.find(({ Type }) => Type === 'AWS::CodeDeploy::DeploymentGroup');
    const how = group?.Properties.DeploymentConfigName?.replace('CodeDeployDefault.Lambda', '');
    return how ? `${Name} by ${how}` : Name;
  };
  return pipeline.Stages.map(({ Name, Actions }: Json) => ({
    name: Name,
    actions: Actions.toSorted((a: Json, b: Json) => a.RunOrder - b.RunOrder).map(nameOfAction),
  }));
}

/** Every value of a key, however deep: settings such as `DeadLetterConfig` stand in several places of a resource. */
function valuesOf(key: string, value: Json): Json[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => (name === key ? [inner] : valuesOf(key, inner)));
}

/**
 * The parts and arrows of a template; the order is the template's own, so that the same stack is drawn the same.
 * @param stacks what a pipeline in it may deploy
 * @throws Error for a resource type that is neither drawn nor known as a helper: it would be left out without a word
 */
export function wiringOf(resources: Resources, stacks: Stacks = {}): Wiring {
  const unknown = Object.values(resources).find(({ Type }) => !DRAWN[Type] && !HELPERS.includes(Type));
  if (unknown) {
    throw new Error(`The picture does not know ${unknown.Type}: add it to DRAWN or to HELPERS in lib/docs/wiring.ts.`);
  }
  const ofType = (type: string): { id: string; is: Json }[] =>
    Object.entries(resources).flatMap(([id, { Type, Properties: is = {} }]) => (Type === type ? [{ id, is }] : []));
  const deadLetters = ['deadLetterTargetArn', 'DeadLetterConfig'].flatMap((key) =>
    references(valuesOf(key, resources)),
  );

  // What a service runs is no part beside it; a task that is run once is one.
  const isOfAService = (id: string) =>
    ofType('AWS::ECS::Service').some(({ is }) => references(is.TaskDefinition).includes(id));

  const parts = Object.entries(resources).flatMap(([id, { Type, Properties }]) => {
    const drawn = DRAWN[Type];
    if (!drawn || isVended(id) || isOfAService(id)) return [];
    const alias = ofType('AWS::Lambda::Alias').find(({ is }) => references(is.FunctionName).includes(id));
    const fifo = Properties?.FifoQueue ? 'FIFO ' : '';
    const kind = `${fifo}${deadLetters.includes(id) ? 'dead-letter ' : ''}${drawn.kind}`;
    return [{ id, name: nameOf(id, drawn.implied), kind: alias ? `${kind}, alias ${alias.is.Name}` : kind }];
  });

  /** The first part that a value refers to, by way of aliases and versions. */
  const partIn = (value: Json): string | undefined => {
    for (const id of references(value)) {
      if (parts.some((part) => part.id === id)) return id;
      const resource = resources[id];
      const standsFor = /^AWS::Lambda::(Alias|Version)$/.test(resource?.Type ?? '');
      const behind = standsFor && partIn(resource?.Properties?.FunctionName);
      if (behind) return behind;
    }
    return undefined;
  };

  const arrows: Arrow[] = [];
  const draw = (from: string | undefined, to: string | undefined, label: string, failure = false) => {
    if (from && to && from !== to) arrows.push({ from, to, label, failure });
  };

  for (const { id } of ofType('AWS::ApiGatewayV2::Api')) {
    draw('caller', id, 'HTTPS');
    for (const { is } of ofType('AWS::ApiGatewayV2::Authorizer')) {
      if (references(is.ApiId).includes(id)) draw(id, partIn(is.JwtConfiguration?.Issuer), 'checks tokens');
    }
    const routes = ofType('AWS::ApiGatewayV2::Route').filter(({ is }) => references(is.ApiId).includes(id));
    const rest = routes.length > 1 ? 'any other' : 'any request';
    for (const { is } of routes.toSorted((a, b) => b.is.RouteKey.localeCompare(a.is.RouteKey))) {
      const integration = resources[references(is.Target)[0] ?? '']?.Properties;
      draw(id, partIn(integration?.IntegrationUri), is.RouteKey === '$default' ? rest : is.RouteKey.split(' ')[0]);
    }
  }
  for (const { is } of ofType('AWS::Lambda::EventSourceMapping')) {
    draw(partIn(is.EventSourceArn), partIn(is.FunctionName), `batches of ${is.BatchSize}`);
  }
  for (const { id, is } of ofType('AWS::SQS::Queue')) {
    const redrive = is.RedrivePolicy ?? {};
    draw(id, partIn(redrive.deadLetterTargetArn), `after ${redrive.maxReceiveCount} receives`, true);
  }
  for (const { is } of ofType('AWS::Events::Rule')) {
    // Events of AWS's own services come by the default bus: what they tell of stands in the pattern.
    const from = partIn(is.EventBusName ?? is.EventPattern);
    for (const target of is.Targets) {
      draw(from, partIn(target.Arn), 'rule');
      draw(from, partIn(target.DeadLetterConfig), 'undelivered', true);
    }
  }
  for (const { id, is } of ofType('AWS::Events::Archive')) {
    draw(partIn(is.SourceArn), id, `keeps ${is.RetentionDays} days`);
  }
  for (const { id, is } of ofType('AWS::Pipes::Pipe')) {
    draw(partIn(is.Source), id, 'stream');
    draw(id, partIn(is.Target), 'starts');
  }
  tierArrows({ ofType, references, draw });
  for (const { is } of ofType('Custom::Trigger')) draw('deployment', partIn(is.HandlerArn), 'triggers');

  // What is left to see of who uses what are the permissions; those that make one of the arrows above work add nothing.
  const wired = new Set(arrows.flatMap(({ from, to }) => [`${from} ${to}`, `${to} ${from}`]));
  for (const { is } of ofType('AWS::IAM::Policy')) {
    const roles = references(is.Roles);
    const holds = ({ id }: Part) => {
      const { Role, RoleArn } = resources[id]?.Properties ?? {};
      return references(Role ?? RoleArn).some((role) => roles.includes(role));
    };
    const holder = parts.find((part) => holds(part) && part.kind !== 'pipeline')?.id;
    for (const { Action, Resource } of is.PolicyDocument.Statement) {
      const to = partIn(Resource);
      if (!to || wired.has(`${holder} ${to}`)) continue;
      const failure = deadLetters.includes(to);
      for (const verb of [Action].flat().flatMap((action: string) => VERBS[action] ?? [])) {
        draw(holder, to, failure ? 'parks' : verb, failure);
      }
    }
  }

  return {
    parts,
    arrows: merged(arrows),
    stages: Object.fromEntries(ofType('AWS::CodePipeline::Pipeline').map(({ id, is }) => [id, stagesOf(is, stacks)])),
    alarms: ofType('AWS::CloudWatch::Alarm').length,
  };
}

/** One arrow for all that go the same way, with each of their labels once. */
function merged(arrows: readonly Arrow[]): Arrow[] {
  const ways = Map.groupBy(arrows, ({ from, to, failure }) => `${from} ${to} ${failure}`);
  return [...ways.values()].map((same) => {
    const labels = new Set(same.map(({ label }) => label));
    return { ...(same[0] as Arrow), label: [...labels].join(', ') };
  });
}
