/**
 * What things cost on AWS: list prices of us-east-1 without the free tier, as known 2026-11 from each service's page
 * (https://aws.amazon.com/<service>/pricing/), and what a template costs while nobody uses it. Every price in a README,
 * and the one in the question of `lab up --target aws`, comes from here.
 */
import { FREE_WHEN_IDLE } from './free-when-idle.ts';

/** When these prices were last looked at, year and month. */
export const PRICES_KNOWN = '2026-11';
export const HOURS_PER_MONTH = 730;

/** USD per unit, by meter. `…PerMillion` is per million of them, `…Month` per thing that exists for a month. */
export const PRICES = {
  apiGatewayHttpRequestsPerMillion: 1.0,
  albHour: 0.0225,
  alarmMetricMonth: 0.1,
  auroraCapacityUnitHour: 0.12,
  cacheT4gMicroValkeyHour: 0.0128,
  /** An alarm with a period under a minute. */
  highResolutionAlarmMetricMonth: 0.3,
  compositeAlarmMonth: 0.5,
  customMetricMonth: 0.3,
  dashboardMonth: 3.0,
  logsIngestedGb: 0.5,
  logsStoredGbMonth: 0.03,
  codeBuildArmSmallMinute: 0.0034,
  codePipelineV1Month: 1.0,
  codePipelineV2Minute: 0.002,
  dataTransferOutGb: 0.09,
  dynamoDbReadUnitsPerMillion: 0.125,
  dynamoDbWriteUnitsPerMillion: 0.625,
  dynamoDbStoredGbMonth: 0.25,
  dynamoDbRecoveryGbMonth: 0.2,
  dynamoDbStreamReadsPerMillion: 0.2,
  eventBridgeArchivedGb: 0.1,
  eventBridgeArchiveStoredGbMonth: 0.023,
  eventBridgeCustomEventsPerMillion: 1.0,
  eventBridgePipeRequestsPerMillion: 0.4,
  fargateArmGbHour: 0.00356,
  fargateArmVcpuHour: 0.03238,
  interfaceEndpointZoneHour: 0.01,
  kmsKeyMonth: 1.0,
  kmsRequestsPerMillion: 3.0,
  lambdaArmGbSecond: 0.0000133334,
  lambdaRequestsPerMillion: 0.2,
  natGatewayHour: 0.045,
  natGatewayGb: 0.045,
  publicAddressHour: 0.005,
  /** Of an endpoint on AWS; each of HTTPS, a fast interval, a string to match and latency is an option more. */
  route53HealthCheckMonth: 0.5,
  route53HealthCheckOptionMonth: 1.0,
  s3StoredGbMonth: 0.023,
  secretMonth: 0.4,
  snsPublishesPerMillion: 0.5,
  sqsFifoRequestsPerMillion: 0.5,
  sqsRequestsPerMillion: 0.4,
  stateTransitionsPerMillion: 25.0,
  webAclMonth: 5.0,
  webAclRuleMonth: 1.0,
  xrayTracesPerMillion: 5.0,
} as const;

/** One line of a bill. */
export interface Charge {
  /** What is counted, in the plural. */
  readonly what: string;
  readonly count: number;
  /** USD for one of them for a month. */
  readonly each: number;
}

/** The resources of a template, as CloudFormation has them. */
export type Resources = Readonly<
  // biome-ignore lint/suspicious/noExplicitAny: a template is any JSON, and only what costs something is looked into.
  Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, any>> }>
>;

const SECONDS_PER_MONTH = HOURS_PER_MONTH * 3_600;
/**
 * Lambda keeps five long polls of 20 seconds open on an empty queue, and a pipe asks each shard of a stream four times a
 * second (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html, …/with-ddb.html).
 */
const QUEUE_POLLS_PER_MONTH = (5 * SECONDS_PER_MONTH) / 20;
const STREAM_POLLS_PER_MONTH = 4 * SECONDS_PER_MONTH;

const millions = (count: number, price: number) => (count / 1_000_000) * price;

function alarmCharge(properties: Readonly<Record<string, unknown>> = {}): Charge {
  // biome-ignore lint/suspicious/noExplicitAny: as the template has it.
  const metrics = (properties.Metrics as any[] | undefined)?.flatMap(({ MetricStat }) => MetricStat ?? []);
  const periods = metrics ? metrics.map(({ Period }) => Period) : [properties.Period];
  // Exam: an alarm is paid per metric that it watches, so metric math over three metrics costs three times as much.
  return periods.some((period) => period < 60)
    ? { what: 'high-resolution alarm metrics', count: periods.length, each: PRICES.highResolutionAlarmMetricMonth }
    : { what: 'alarm metrics', count: periods.length, each: PRICES.alarmMetricMonth };
}

/** The logical id that a value refers to, directly or by an attribute. */
function referenceOf(value: unknown): string | undefined {
  const { Ref, 'Fn::GetAtt': attribute } = (value ?? {}) as { Ref?: string; 'Fn::GetAtt'?: readonly [string, string] };
  return Ref ?? attribute?.[0];
}

/** What polls for a mapping or a pipe cost when nothing comes, or undefined where its source is not polled for money. */
function pollingCharge(source: unknown, poller: string, resources: Resources): Charge | undefined {
  const polled = resources[referenceOf(source) ?? ''];
  if (polled?.Type === 'AWS::SQS::Queue') {
    const price = polled.Properties?.FifoQueue ? PRICES.sqsFifoRequestsPerMillion : PRICES.sqsRequestsPerMillion;
    const what = `${poller} that poll a ${polled.Properties?.FifoQueue ? 'FIFO' : 'standard'} queue`;
    return { what, count: 1, each: millions(QUEUE_POLLS_PER_MONTH, price) };
  }
  // Exam: reads of a DynamoDB stream are free for Lambda's own trigger; of those by a pipe AWS's pages do not say it.
  if (polled?.Type.startsWith('AWS::DynamoDB::') && poller === 'pipes') {
    const each = millions(STREAM_POLLS_PER_MONTH, PRICES.dynamoDbStreamReadsPerMillion);
    return { what: 'pipes that poll a stream, at most', count: 1, each };
  }
  return undefined;
}

/** What exists by the hour. */
const hourly = (what: string, hour: number, count = 1): Charge => ({ what, count, each: hour * HOURS_PER_MONTH });

/** The tasks that a service always runs; those that it scales out to are use. */
function taskCharge(service: NonNullable<Resources[string]['Properties']>, resources: Resources): Charge {
  const { Cpu, Memory } = resources[referenceOf(service.TaskDefinition) ?? '']?.Properties ?? {};
  const isPublic = service.NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp === 'ENABLED';
  const hour =
    (Number(Cpu) / 1024) * PRICES.fargateArmVcpuHour +
    (Number(Memory) / 1024) * PRICES.fargateArmGbHour +
    (isPublic ? PRICES.publicAddressHour : 0);
  return hourly(isPublic ? 'tasks, each with a public address' : 'tasks', hour, service.DesiredCount);
}

function healthCheckCharge({ Type, RequestInterval = 30, MeasureLatency }: Record<string, unknown>): Charge {
  const options = [
    String(Type).startsWith('HTTPS'),
    String(Type).endsWith('STR_MATCH'),
    RequestInterval === 10,
    MeasureLatency,
  ];
  const paid = options.filter(Boolean).length;
  const each = PRICES.route53HealthCheckMonth + paid * PRICES.route53HealthCheckOptionMonth;
  return { what: `health checks with ${paid} option${paid === 1 ? '' : 's'}`, count: 1, each };
}

/** What a resource costs, and what comes with it. */
function chargesOf(id: string, resources: Resources): readonly Charge[] {
  const { Type, Properties = {} } = resources[id] as Resources[string];
  const charge = chargeOf(id, resources);
  const charges = charge ? [charge] : [];
  // Exam: a balancer on the internet has an address in each of its zones, and every public IPv4 address is paid for.
  if (Type === 'AWS::ElasticLoadBalancingV2::LoadBalancer' && Properties.Scheme === 'internet-facing') {
    charges.push(hourly('public addresses of balancers', PRICES.publicAddressHour, Properties.Subnets.length));
  }
  if (Type === 'AWS::SecretsManager::Secret' && Properties.ReplicaRegions) {
    charges.push({ what: 'replicas of secrets', count: Properties.ReplicaRegions.length, each: PRICES.secretMonth });
  }
  return charges;
}

function chargeOf(id: string, resources: Resources): Charge | undefined {
  const { Type, Properties = {} } = resources[id] as Resources[string];
  switch (Type) {
    case 'AWS::CloudWatch::Alarm':
      return alarmCharge(Properties);
    case 'AWS::CloudWatch::CompositeAlarm':
      return { what: 'composite alarms', count: 1, each: PRICES.compositeAlarmMonth };
    case 'AWS::CloudWatch::Dashboard':
      return { what: 'dashboards', count: 1, each: PRICES.dashboardMonth };
    case 'AWS::EC2::VPCEndpoint':
      return Properties.VpcEndpointType === 'Interface'
        ? hourly('interface endpoints, each in one zone', PRICES.interfaceEndpointZoneHour, Properties.SubnetIds.length)
        : undefined;
    case 'AWS::ECS::Service':
      return taskCharge(Properties, resources);
    case 'AWS::ElastiCache::ReplicationGroup': {
      const { CacheNodeType: node, Engine, NumCacheClusters } = Properties;
      if (node === 'cache.t4g.micro' && Engine === 'valkey')
        return hourly('cache nodes', PRICES.cacheT4gMicroValkeyHour, NumCacheClusters);
      throw new Error(`What does a node ${node} of ${Engine} cost (${id})? Say so in lib/prices.ts.`);
    }
    case 'AWS::ElasticLoadBalancingV2::LoadBalancer':
      return hourly('application load balancers', PRICES.albHour);
    case 'AWS::RDS::DBCluster':
      return Properties.ManageMasterUserPassword ? { what: 'secrets', count: 1, each: PRICES.secretMonth } : undefined;
    case 'AWS::RDS::DBInstance': {
      // Exam: an instance that may go down to 0 ACU costs nothing but its storage while nobody is connected.
      const cluster = resources[referenceOf(Properties.DBClusterIdentifier) ?? ''];
      const least = cluster?.Properties?.ServerlessV2ScalingConfiguration?.MinCapacity;
      if (Properties.DBInstanceClass === 'db.serverless' && least !== undefined)
        return least > 0
          ? hourly(`database instances at ${least} ACU`, least * PRICES.auroraCapacityUnitHour)
          : undefined;
      throw new Error(`What does the database instance ${id} cost? Say so in lib/prices.ts.`);
    }
    case 'AWS::Route53::HealthCheck':
      return healthCheckCharge(Properties.HealthCheckConfig);
    case 'AWS::SecretsManager::Secret':
      return { what: 'secrets', count: 1, each: PRICES.secretMonth };
    case 'AWS::WAFv2::WebACL': {
      const rules: number = Properties.Rules.length;
      const each = PRICES.webAclMonth + rules * PRICES.webAclRuleMonth;
      return { what: `web ACLs of ${rules} rule${rules === 1 ? '' : 's'}`, count: 1, each };
    }
    case 'AWS::KMS::Key':
      return { what: 'keys', count: 1, each: PRICES.kmsKeyMonth };
    case 'AWS::CodePipeline::Pipeline':
      return Properties.PipelineType === 'V2'
        ? undefined
        : { what: 'pipelines of type V1', count: 1, each: PRICES.codePipelineV1Month };
    case 'AWS::Lambda::EventSourceMapping':
      return Properties.Enabled === false
        ? undefined
        : pollingCharge(Properties.EventSourceArn, 'event source mappings', resources);
    case 'AWS::Pipes::Pipe':
      return Properties.DesiredState === 'STOPPED' ? undefined : pollingCharge(Properties.Source, 'pipes', resources);
    case 'AWS::DynamoDB::GlobalTable':
    case 'AWS::DynamoDB::Table': {
      const billing = Properties.BillingMode;
      if (billing === 'PAY_PER_REQUEST') return undefined;
      throw new Error(
        `${id} has provisioned capacity (${billing}), which costs by the hour: count it in lib/prices.ts`,
      );
    }
    default:
      if (FREE_WHEN_IDLE.has(Type) || Type.startsWith('Custom::')) return undefined;
      throw new Error(`What does ${id} (${Type}) cost while nobody uses it? Say so in lib/prices.ts.`);
  }
}

/**
 * What a template costs for a month while nobody uses it, line by line, the dearest first.
 * @throws Error for a resource type of which this module does not say what it costs
 */
export function idleCharges(resources: Resources): readonly Charge[] {
  const charges = new Map<string, Charge>();
  for (const id of Object.keys(resources)) {
    for (const charge of chargesOf(id, resources).filter((each) => each.count > 0)) {
      const count = charge.count + (charges.get(charge.what)?.count ?? 0);
      charges.set(charge.what, { ...charge, count });
    }
  }
  return [...charges.values()].sort((a, b) => usdOf([b]) - usdOf([a]));
}

/** The sum of these charges in USD. */
export const usdOf = (charges: readonly Charge[]) => charges.reduce((sum, { count, each }) => sum + count * each, 0);

/** An amount as people read it: `$3.40`. */
export const usd = (amount: number) => `$${amount.toFixed(2)}`;

/** A document in a template (a dashboard, a workflow) as JSON, with a name in the place of each reference. */
export function documentIn(text: unknown): unknown {
  const parts = (text as { 'Fn::Join'?: [string, unknown[]] })['Fn::Join']?.[1] ?? [text];
  return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : (referenceOf(part) ?? 'x'))).join(''));
}

interface Dashboard {
  readonly widgets?: readonly { readonly properties?: { readonly metrics?: unknown[][] } }[];
}

/**
 * The custom metrics that dashboards and alarms of a template watch, as `namespace name dimensions`. Each costs
 * {@link PRICES}.customMetricMonth for a month in which it is published, and nothing while nobody uses the project.
 */
export function customMetricsWatched(resources: Resources): readonly string[] {
  const found = new Set<string>();
  const note = (namespace: unknown, ...rest: readonly unknown[]) => {
    if (typeof namespace === 'string' && !namespace.startsWith('AWS/')) found.add([namespace, ...rest].join(' '));
  };
  for (const { Type, Properties = {} } of Object.values(resources)) {
    if (Type === 'AWS::CloudWatch::Alarm') {
      const stats = (Properties.Metrics ?? []).map(
        (each: { MetricStat?: { Metric: object } }) => each.MetricStat?.Metric,
      );
      for (const { Namespace, MetricName, Dimensions = [] } of [Properties, ...stats.filter(Boolean)]) {
        note(Namespace, MetricName, ...Dimensions.flatMap((each: object) => Object.values(each)));
      }
    }
    if (Type === 'AWS::CloudWatch::Dashboard') {
      const metrics = ((documentIn(Properties.DashboardBody) as Dashboard).widgets ?? []).flatMap(
        ({ properties }) => properties?.metrics ?? [],
      );
      for (const metric of metrics) {
        const [namespace, ...rest] = metric.filter((part) => typeof part === 'string');
        note(namespace, ...rest);
      }
    }
  }
  return [...found].sort();
}
