/** Functions as they are called, and the mappings that feed them. */
import type { EventSourceMappingConfiguration, FunctionConfiguration } from '@aws-sdk/client-lambda';
import { orMissing } from '../aws/missing.ts';
import type { DeployedResource } from '../deployed/template.ts';
import { COPY } from './asked-otherwise.ts';
import { atLeast, same } from './compare.ts';
import type { Keeps, Present } from './settings-kept.ts';

/**
 * Reserved concurrency: less holds back a mapping of ten and the callers of an API, more takes it from all others; of what runs once
 * at a time, as a deployment calls it, already what is above `alone`.
 */
const ROOM = { alone: 50, callers: 10, most: 500 };
const LOUD = ['TRACE', 'DEBUG', 'INFO'];

/**
 * What these variables change is read by the runtime, Node.js, the SDK or the libraries, and by no handler: which certificates
 * are believed, what is loaded first, what is logged. AWS Lambda Developer Guide, "Defined runtime environment variables";
 * Node.js, "Command-line API: environment variables"; Powertools for AWS Lambda (TypeScript), "Environment variables".
 */
const READ_BY_OTHERS =
  /^(AWS_|LAMBDA_|LD_|NODE_|OPENSSL_|POWERTOOLS_|SSL_CERT_|UV_|_)|^(DEBUG|TZ|LOG_LEVEL|(ALL|HTTPS?|NO)_PROXY)$/i;

/** What callers get runs with what it was deployed with: more memory or time is fine, within reason. */
export const functionRuns: Keeps = async (resource, present) => {
  const { physicalId: FunctionName, properties } = resource;
  const { lambda } = present.aws;
  const [now, reserved, addresses, aside] = await Promise.all([
    servedConfiguration(resource, present),
    orMissing(lambda.getFunctionConcurrency({ FunctionName })),
    orMissing(lambda.listFunctionUrlConfigs({ FunctionName })),
    orMissing(lambda.listFunctionEventInvokeConfigs({ FunctionName })),
  ]);
  if (!now || hasOwnAddress(addresses, resource, present)) return false;
  // No template of ours sends what becomes of a call anywhere, nor gives one up early.
  if ((aside?.FunctionEventInvokeConfigs ?? []).length > 0) return false;
  const { ReservedConcurrentExecutions: room } = reserved ?? {};
  const variables = Object.entries<string>(properties.Environment?.Variables ?? {});
  const { LogGroup, LogFormat } = properties.LoggingConfig ?? {};
  return (
    variables.every(([name, value]) => now.Environment?.Variables?.[name] === value) &&
    Object.keys(now.Environment?.Variables ?? {}).every(
      (name) => properties.Environment?.Variables?.[name] !== undefined || !READ_BY_OTHERS.test(name),
    ) &&
    atLeast(now.MemorySize, properties.MemorySize ?? 128, 4) &&
    atLeast(now.Timeout, properties.Timeout ?? 3, 3) &&
    (room === undefined || hasRoom(room, resource, present)) &&
    same(now.TracingConfig?.Mode ?? 'PassThrough', properties.TracingConfig?.Mode ?? 'PassThrough') &&
    (LogGroup === undefined || now.LoggingConfig?.LogGroup === LogGroup) &&
    (LogFormat === undefined || now.LoggingConfig?.LogFormat === LogFormat) &&
    LOUD.includes(now.LoggingConfig?.ApplicationLogLevel ?? 'INFO') &&
    // On WARN there is no line `platform.report`: no duration, no memory.
    LOUD.includes(now.LoggingConfig?.SystemLogLevel ?? 'INFO') &&
    runsAsPlain(now, properties) &&
    now.Handler === properties.Handler &&
    now.Runtime === properties.Runtime &&
    !now.VpcConfig?.VpcId
  );
};

/** Nothing stands before the code, beside it or behind it that was not there: layers, disks, keys, another kind of processor. */
function runsAsPlain(now: FunctionConfiguration, deployed: DeployedResource['properties']): boolean {
  const {
    Architectures = ['x86_64'],
    DeadLetterConfig,
    EphemeralStorage,
    FileSystemConfigs = [],
    Layers = [],
  } = deployed;
  return (
    same(now.Architectures ?? ['x86_64'], Architectures) &&
    same(now.DeadLetterConfig?.TargetArn || undefined, DeadLetterConfig?.TargetArn) &&
    same(now.EphemeralStorage?.Size ?? 512, EphemeralStorage?.Size ?? 512) &&
    same(now.FileSystemConfigs ?? [], FileSystemConfigs) &&
    same(now.KMSKeyArn || undefined, deployed.KmsKeyArn) &&
    same(
      (now.Layers ?? []).map(({ Arn }) => Arn),
      Layers,
    )
  );
}

/** An address of its own leads past the limits and the log of the API; a template that wants one says so. */
function hasOwnAddress(
  found: { readonly FunctionUrlConfigs?: readonly unknown[] } | undefined,
  { physicalId, arn }: DeployedResource,
  { stack }: Present,
): boolean {
  const asked = stack.resources.some(
    ({ type, properties }) => type === 'AWS::Lambda::Url' && [physicalId, arn].includes(properties.TargetFunctionArn),
  );
  return !asked && (found?.FunctionUrlConfigs ?? []).length > 0;
}

/**
 * Whether a function that no template has runs under the role of one of the stack: who may call or change it may do what that one may.
 * Copies that probes of the same check make go by themselves. Asked for all of them together: it lists what the account has.
 */
export async function isRoleShared({ aws, stack }: Present): Promise<boolean> {
  const own = stack.resources.filter(({ type }) => type === 'AWS::Lambda::Function');
  const names = new Set(own.map(({ physicalId }) => physicalId));
  const roles = new Set(own.map(({ properties: { Role } }) => Role));
  let Marker: string | undefined;
  for (let more = own.length > 0; more; more = Marker !== undefined) {
    const page = await aws.lambda.listFunctions({ Marker });
    for (const { FunctionName = '', Role } of page.Functions ?? [])
      if (roles.has(Role) && !names.has(FunctionName) && !FunctionName.startsWith(COPY)) return true;
    Marker = page.NextMarker;
  }
  return false;
}

/** What is called by nobody but a deployment or a workflow needs room for one, and a deployment calls one at a time. */
function hasRoom(room: number, { physicalId, arn, properties }: DeployedResource, { stack }: Present): boolean {
  const callers = stack.resources.filter(
    ({ type, properties: asked }) =>
      type in NAMES_CALLED && [physicalId, arn].some((name) => names(asked[NAMES_CALLED[type] as string], name)),
  );
  const [least, most] = callers.some(({ type }) => CALL_AT_ONCE.includes(type))
    ? [ROOM.callers, ROOM.most]
    : [1, callers.length > 0 ? ROOM.most : ROOM.alone];
  const deployed = properties.ReservedConcurrentExecutions;
  return room >= Math.min(least, deployed ?? least) && room <= Math.max(most, deployed ?? 0);
}

/** What calls functions while the project runs, by the property that says which. */
const NAMES_CALLED: Readonly<Record<string, string>> = {
  'AWS::ApiGatewayV2::Integration': 'IntegrationUri',
  'AWS::Events::Rule': 'Targets',
  'AWS::Lambda::EventSourceMapping': 'FunctionName',
  'AWS::Pipes::Pipe': 'Target',
  'AWS::SNS::Subscription': 'Endpoint',
  'AWS::StepFunctions::StateMachine': 'DefinitionString',
};
const CALL_AT_ONCE = ['AWS::ApiGatewayV2::Integration', 'AWS::Lambda::EventSourceMapping'];

/** Whether a property is a function's name, or has its ARN in it. */
const names = (property: unknown, name: string): boolean =>
  property === name || (name.startsWith('arn:') && JSON.stringify(property ?? '').includes(name));

/** The configuration of the version that the function's alias of the template leads to; without one, of `$LATEST`. */
function servedConfiguration({ physicalId: FunctionName, arn }: DeployedResource, { aws, stack }: Present) {
  const alias = stack.resources.find(
    ({ type, properties }) => type === 'AWS::Lambda::Alias' && [FunctionName, arn].includes(properties.FunctionName),
  );
  return orMissing(aws.lambda.getFunctionConfiguration({ FunctionName, Qualifier: alias?.properties.Name }));
}

/** Callers get one published version: it does not change under them, and none of it is kept warm that was not. */
export const aliasIsOneVersion: Keeps = async ({ properties }, { aws }) => {
  const { FunctionName, Name, ProvisionedConcurrencyConfig: asked } = properties;
  const alias = await orMissing(aws.lambda.getAlias({ FunctionName, Name }));
  if (!alias) return false;
  // Paid for by the hour, called or not: AWS Lambda Developer Guide, "Configuring provisioned concurrency for a function".
  const kept = await Promise.all(
    [Name, alias.FunctionVersion].map((Qualifier) =>
      orMissing(aws.lambda.getProvisionedConcurrencyConfig({ FunctionName, Qualifier })),
    ),
  );
  const warm = kept.reduce((sum, config) => sum + (config?.RequestedProvisionedConcurrentExecutions ?? 0), 0);
  const others = Object.values(alias.RoutingConfig?.AdditionalVersionWeights ?? {});
  return (
    alias.FunctionVersion !== '$LATEST' &&
    others.every((weight) => weight === 0) &&
    warm === Number(asked?.ProvisionedConcurrentExecutions ?? 0)
  );
};

/** The name in whatever names a function: a name, an ARN, either with a qualifier. */
const nameOf = (named = '') => (named.startsWith('arn:') ? named.split(':')[6] : named.split(':')[0]);

/** The function gets the messages of its source by a mapping that may have been recreated. */
export const mappingDelivers: Keeps = async ({ properties }, { aws }) => {
  const { EventSourceArn, FunctionName } = properties;
  const { EventSourceMappings = [] } = await aws.lambda.listEventSourceMappings({ EventSourceArn });
  const own = EventSourceMappings.filter(({ FunctionArn }) => nameOf(FunctionArn) === nameOf(FunctionName));
  // What another function takes from the queue, this one never sees.
  if (own.length === 0 || own.length < EventSourceMappings.length) return false;
  const isQueue = EventSourceArn.includes(':sqs:');
  return own.every((mapping) => delivers(mapping, properties)) && (!isQueue || hiddenLongEnough(own, { aws }));
};

function delivers(now: EventSourceMappingConfiguration, deployed: DeployedResource['properties']): boolean {
  const { BatchSize = 10, FilterCriteria, FunctionResponseTypes = [] } = deployed;
  const { MaximumBatchingWindowInSeconds = 0, ScalingConfig } = deployed;
  return (
    ['Creating', 'Enabled', 'Enabling', 'Updating'].includes(now.State ?? '') &&
    Number(now.BatchSize) <= Number(BatchSize) &&
    // Each message alone is an invocation of its own, and a backlog goes down as much more slowly.
    Number(now.BatchSize) >= Number(BatchSize) / 2 &&
    (now.MaximumBatchingWindowInSeconds ?? 0) <= Math.max(5, Number(MaximumBatchingWindowInSeconds)) &&
    // What a filter does not let through is deleted unseen, whatever it is that the filter asks for.
    same(now.FilterCriteria?.Filters ?? [], FilterCriteria?.Filters ?? []) &&
    FunctionResponseTypes.every((type: string) => now.FunctionResponseTypes?.includes(type as never)) &&
    isLimited(now.ScalingConfig?.MaximumConcurrency, ScalingConfig?.MaximumConcurrency)
  );
}

/**
 * A limit leaves a backlog in its queue. Without one a mapping works on up to 1,000 batches at a time (AWS Lambda Developer
 * Guide, "Configuring scaling behavior for SQS event source mappings"), and takes that from every other function.
 */
function isLimited(now: number | undefined, deployed: number | string | undefined): boolean {
  if (deployed !== undefined) return now !== undefined && now >= Number(deployed) / 2 && now <= Number(deployed) * 10;
  return now === undefined || now >= 1;
}

/**
 * A message stays hidden for six times as long as the function may take, or a second worker gets it meanwhile
 * (AWS Lambda Developer Guide, "Creating and configuring an Amazon SQS event source mapping").
 */
async function hiddenLongEnough(
  mappings: readonly EventSourceMappingConfiguration[],
  { aws }: Pick<Present, 'aws'>,
): Promise<boolean> {
  const [{ EventSourceArn = '', FunctionArn } = {}] = mappings;
  const [, , , , QueueOwnerAWSAccountId, QueueName] = EventSourceArn.split(':');
  const { QueueUrl } = await aws.sqs.getQueueUrl({ QueueName, QueueOwnerAWSAccountId });
  const [{ Attributes }, configuration] = await Promise.all([
    aws.sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['VisibilityTimeout'] }),
    orMissing(aws.lambda.getFunctionConfiguration({ FunctionName: FunctionArn })),
  ]);
  // Of a function that is not there nobody can say how long it may take.
  return Number(Attributes?.VisibilityTimeout) >= 6 * Number(configuration?.Timeout);
}
