/**
 * What a stack's template says that is deployed, with its references resolved to what CloudFormation made: the one
 * account of "as deployed" that no change by hand reaches.
 */
import type { Stack } from '@aws-sdk/client-cloudformation';
import { LabError } from '../../errors.ts';
import type { AwsClients } from '../aws/aws-clients.ts';
import { orMissing } from '../aws/missing.ts';
import { physicalIdsOf } from '../stacks/stack-resources.ts';
import { type Mappings, type Place, pseudoParameters, type References, resolve } from './resolve.ts';

/** One resource of a stack. `Properties` are as in the template, with names and ARNs in place of references. */
export interface DeployedResource {
  readonly logicalId: string;
  /** CloudFormation type, for example `AWS::SQS::Queue`. */
  readonly type: string;
  /** What CloudFormation calls the physical id: a name, a URL or an ARN, by type. */
  readonly physicalId: string;
  readonly arn: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is any JSON, and each rule reads the part that it knows
  readonly properties: any;
}

export interface DeployedStack extends Place {
  readonly resources: readonly DeployedResource[];
}

/**
 * Reads a stack's template and resolves it.
 * @throws LabError `StackUnread` where nothing of it can be read: against nothing, whatever is there would be as deployed
 */
export async function deployedStack(aws: AwsClients, stackName: string): Promise<DeployedStack> {
  const [{ TemplateBody }, made, described] = await Promise.all([
    aws.cloudformation.getTemplate({ StackName: stackName, TemplateStage: 'Processed' }),
    physicalIdsOf(stackName, aws),
    aws.cloudformation.describeStacks({ StackName: stackName }),
  ]);
  const [, partition = '', , region = '', account = ''] = (described.Stacks?.[0]?.StackId ?? '').split(':');
  const place = { partition, region, account };
  if (!TemplateBody || made.size === 0 || account === '') {
    throw new LabError('StackUnread', `CloudFormation did not say what the stack ${stackName} consists of: try again.`);
  }
  const {
    Mappings: mappings,
    Resources = {},
    Outputs = {},
  } = JSON.parse(TemplateBody) as {
    Mappings?: Mappings;
    Resources?: Record<string, { Type: string; Properties?: unknown }>;
    Outputs?: TemplateOutputs;
  };
  const published = publishedAttributes(Outputs, described.Stacks?.[0]);
  const known = new Map<string, Known>();
  for (const [logicalId, { Type, Properties }] of Object.entries(Resources)) {
    const physicalId = made.get(logicalId);
    if (physicalId === undefined) continue;
    const bus = (Properties as { EventBusName?: { Ref?: string } } | undefined)?.EventBusName?.Ref;
    // The ARN of a rule on a bus of one's own has the bus in it, which not every physical id does.
    const id = bus && !physicalId.includes('|') ? `${made.get(bus)}|${physicalId}` : physicalId;
    known.set(logicalId, { physicalId, arn: arnOf(Type, id, place) });
  }
  await Promise.all(
    Object.entries(Resources)
      .filter(([logicalId, { Type }]) => Type.startsWith('AWS::DynamoDB::') && known.has(logicalId))
      .map(async ([logicalId]) => {
        const { physicalId, arn } = known.get(logicalId) as Known;
        known.set(logicalId, { physicalId, arn, streamArn: await streamOf(aws, physicalId) });
      }),
  );
  await Promise.all(
    Object.entries(Resources)
      .filter(([logicalId, { Type }]) => Type === 'AWS::SecretsManager::Secret' && known.has(logicalId))
      .map(async ([logicalId]) => {
        const { physicalId } = known.get(logicalId) as Known;
        const arn = await secretArn(aws, physicalId);
        known.set(logicalId, { physicalId: arn, arn });
      }),
  );
  const pseudo = pseudoParameters(place, stackName);
  const references: References = {
    ref: (name) => pseudo[name] ?? known.get(name)?.physicalId ?? name,
    attribute: (logicalId, attribute) =>
      published.get(`${logicalId}.${attribute}`) ?? attributeOf(logicalId, attribute, known),
    mappings,
  };
  const resources = await Promise.all(
    [...known].map(async ([logicalId, { physicalId, arn }]) => {
      const { Type: type, Properties = {} } = Resources[logicalId] as { Type: string; Properties?: unknown };
      return { logicalId, type, physicalId, arn, properties: await resolve(Properties, references) };
    }),
  );
  return { ...place, resources };
}

/** Of a template, as far as they are attributes of resources. */
export type TemplateOutputs = Readonly<
  Record<string, { readonly Value: { readonly 'Fn::GetAtt'?: readonly [logicalId: string, attribute: string] } }>
>;

/**
 * What a deployed stack publishes of its resources, by `<logical id>.<attribute>`: what is no ARN of its resource, a secret that a
 * database has for example, only CloudFormation can say.
 */
export function publishedAttributes(outputs: TemplateOutputs, stack: Stack | undefined): ReadonlyMap<string, string> {
  const told = (stack?.Outputs ?? []).flatMap(({ OutputKey = '', OutputValue }) => {
    const attribute = outputs[OutputKey]?.Value?.['Fn::GetAtt'];
    return attribute && OutputValue !== undefined ? [[attribute.join('.'), OutputValue] as const] : [];
  });
  return new Map(told);
}

interface Known {
  readonly physicalId: string;
  readonly arn: string;
  readonly streamArn?: string;
}

/** A stream's ARN has the time of its creation in it, which only the table knows; none when the table is gone. */
async function streamOf(aws: AwsClients, TableName: string): Promise<string | undefined> {
  const table = await orMissing(aws.dynamodb.describeTable({ TableName }));
  return table?.Table?.LatestStreamArn;
}

/** CloudFormation's id of a secret is its ARN, which ends in letters that nobody knows before; the emulator's is its name. */
export async function secretArn({ secrets }: AwsClients, id: string): Promise<string> {
  if (id.startsWith('arn:')) return id;
  return (await orMissing(secrets.describeSecret({ SecretId: id })))?.ARN ?? id;
}

/** How the ARN of a type is made of its physical id, where that is not an ARN itself. */
const ARN_OF: Readonly<Record<string, (id: string) => string>> = {
  'AWS::ApiGatewayV2::Api': (id) => `apigateway:::/apis/${id}`,
  'AWS::CloudWatch::Alarm': (id) => `cloudwatch:::alarm:${id}`,
  'AWS::CodeBuild::Project': (id) => `codebuild:::project/${id}`,
  'AWS::Cognito::UserPool': (id) => `cognito-idp:::userpool/${id}`,
  'AWS::DynamoDB::GlobalTable': (id) => `dynamodb:::table/${id}`,
  'AWS::DynamoDB::Table': (id) => `dynamodb:::table/${id}`,
  'AWS::ECS::Cluster': (id) => `ecs:::cluster/${id}`,
  'AWS::Events::EventBus': (id) => `events:::event-bus/${id}`,
  'AWS::Events::Rule': (id) => `events:::rule/${id.replace('|', '/')}`,
  'AWS::IAM::Role': (id) => `iam::-:role/${id}`,
  'AWS::KMS::Key': (id) => `kms:::key/${id}`,
  'AWS::Lambda::Function': (id) => `lambda:::function:${id}`,
  'AWS::Logs::LogGroup': (id) => `logs:::log-group:${id}:*`,
  'AWS::Pipes::Pipe': (id) => `pipes:::pipe/${id}`,
  'AWS::S3::Bucket': (id) => `s3:-:-:${id}`,
  'AWS::SQS::Queue': (id) => `sqs:::${id.split('/').at(-1)}`,
};

/** In the table above an empty part is this deployment's, and a `-` stays empty. */
function arnOf(type: string, physicalId: string, { partition, region, account }: Place): string {
  if (physicalId.startsWith('arn:')) return physicalId;
  const [service, inRegion, ofAccount, ...resource] = (ARN_OF[type]?.(physicalId) ?? `none:::${physicalId}`).split(':');
  const global = type === 'AWS::IAM::Role';
  const part = (given: string | undefined, own: string) => (given === '-' ? '' : given || own);
  return [
    'arn',
    partition,
    service,
    global ? '' : part(inRegion, region),
    global ? account : part(ofAccount, account),
    ...resource,
  ].join(':');
}

function attributeOf(logicalId: string, name: string, known: ReadonlyMap<string, Known>): string {
  const of = known.get(logicalId);
  if (of && name === 'StreamArn') return of.streamArn ?? `${of.arn}/stream/none`;
  if (of && name === 'LoadBalancerFullName') return of.arn.split(':loadbalancer/')[1] ?? of.arn;
  if (of && name === 'TargetGroupFullName') return of.arn.split(':').at(-1) as string;
  if (of && /Arn$/.test(name)) return of.arn;
  // Names and ids of a physical id that is a URL or an ARN: its last part.
  return of && /(Name|Id)$/.test(name) ? (of.physicalId.split(/[/:]/).at(-1) as string) : `${logicalId}.${name}`;
}
