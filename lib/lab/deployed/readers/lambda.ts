/** Reads functions back, and what belongs to them: versions, aliases, permissions and event source mappings. */
import { createHash } from 'node:crypto';
import type { LoggingConfig } from '@aws-sdk/client-lambda';
import type { AwsClients } from '../../aws/aws-clients.ts';
import { orMissing } from '../../aws/missing.ts';
import { type Found, type Reader, unless } from '../reader.ts';

interface CodeInS3 {
  readonly S3Bucket: string;
  readonly S3Key: string;
}

/** Lambda forgets where code came from and keeps a hash of it: it is the template's when the file there has that hash. */
async function codeOf(aws: AwsClients, asked: CodeInS3 | undefined, sha256: string | undefined): Promise<unknown> {
  if (!asked) return undefined;
  const file = await orMissing(aws.s3.getObject({ Bucket: asked.S3Bucket, Key: asked.S3Key }));
  // Gone from the staging bucket (a rehearsal publishes it again, `cdk gc` removes it): nobody can say that it differs.
  if (!file) return asked;
  const bytes = await file.Body?.transformToByteArray();
  const hash = createHash('sha256')
    .update(bytes ?? '')
    .digest('base64');
  return hash === sha256 ? asked : { CodeSha256: sha256 };
}

const partsOf = (arn: string) => {
  const [, , , , , , name = arn, qualifier] = arn.split(':');
  return { name, qualifier };
};

/** A level that is what it is without being set is left out, unless the template names it. */
function loggingOf(found: LoggingConfig | undefined, asked: LoggingConfig | undefined): LoggingConfig | undefined {
  return (
    found && {
      ...found,
      ApplicationLogLevel: asked?.ApplicationLogLevel
        ? found.ApplicationLogLevel
        : unless(found.ApplicationLogLevel, 'INFO'),
      SystemLogLevel: asked?.SystemLogLevel ? found.SystemLogLevel : unless(found.SystemLogLevel, 'INFO'),
    }
  );
}

export const lambdaFunction: Reader = async (aws, { physicalId, properties }) => {
  const found = await orMissing(aws.lambda.getFunction({ FunctionName: physicalId }));
  if (!found?.Configuration) return undefined;
  const { Configuration: configuration, Concurrency, Tags } = found;
  const concurrency = Concurrency?.ReservedConcurrentExecutions;
  return {
    properties: {
      Architectures: configuration.Architectures,
      Code: await codeOf(aws, properties.Code as CodeInS3 | undefined, configuration.CodeSha256),
      DeadLetterConfig: configuration.DeadLetterConfig,
      Description: configuration.Description,
      Environment: configuration.Environment && { Variables: configuration.Environment.Variables },
      EphemeralStorage: configuration.EphemeralStorage,
      Handler: configuration.Handler,
      KmsKeyArn: configuration.KMSKeyArn,
      Layers: configuration.Layers?.map(({ Arn }) => Arn),
      LoggingConfig: loggingOf(configuration.LoggingConfig, properties.LoggingConfig as LoggingConfig | undefined),
      MemorySize: configuration.MemorySize,
      ReservedConcurrentExecutions: concurrency,
      Role: configuration.Role,
      Runtime: configuration.Runtime,
      Tags,
      Timeout: configuration.Timeout,
      TracingConfig: configuration.TracingConfig,
      VpcConfig: configuration.VpcConfig?.VpcId ? configuration.VpcConfig : undefined,
    },
    defaults: {
      Architectures: ['x86_64'],
      EphemeralStorage: { Size: 512 },
      Environment: { Variables: {} },
      MemorySize: 128,
      Timeout: 3,
      TracingConfig: { Mode: 'PassThrough' },
    },
    attributes: { Arn: configuration.FunctionArn as string },
  };
};

export const version: Reader = async (aws, { physicalId, properties }) => {
  const { name, qualifier } = partsOf(physicalId);
  const found = await orMissing(aws.lambda.getFunctionConfiguration({ FunctionName: name, Qualifier: qualifier }));
  if (!found) return undefined;
  const FunctionName = properties.FunctionName as string;
  return {
    properties: { FunctionName: found.FunctionName === partsOf(FunctionName).name ? FunctionName : found.FunctionName },
    attributes: { Version: found.Version as string, FunctionArn: physicalId },
  };
};

export const alias: Reader = async (aws, { physicalId, properties }) => {
  const { name, qualifier } = partsOf(physicalId);
  const found = await orMissing(aws.lambda.getAlias({ FunctionName: name, Name: qualifier }));
  if (!found) return undefined;
  const weights = Object.entries(found.RoutingConfig?.AdditionalVersionWeights ?? {});
  return {
    properties: {
      Description: found.Description,
      FunctionName: properties.FunctionName,
      FunctionVersion: found.FunctionVersion,
      Name: found.Name,
      RoutingConfig: weights.length
        ? {
            AdditionalVersionWeights: weights.map(([FunctionVersion, FunctionWeight]) => ({
              FunctionVersion,
              FunctionWeight,
            })),
          }
        : undefined,
    },
    attributes: { AliasArn: physicalId },
  };
};

interface Statement {
  readonly Sid: string;
  readonly Action: string;
  readonly Principal: { readonly Service?: string } | string;
  readonly Condition?: { readonly ArnLike?: Readonly<Record<string, string>> };
}

/** A permission is the statement of the function's policy that bears its id. */
export const permission: Reader = async (aws, { physicalId, properties }): Promise<Found | undefined> => {
  const FunctionName = properties.FunctionName as string;
  const { name, qualifier } = partsOf(FunctionName);
  const found = await orMissing(aws.lambda.getPolicy({ FunctionName: name, Qualifier: qualifier }));
  const { Statement = [] } = JSON.parse(found?.Policy ?? '{}') as { Statement?: Statement[] };
  const statement = Statement.find(({ Sid }) => Sid === physicalId);
  if (!statement) return undefined;
  const { Action, Principal, Condition } = statement;
  const [SourceArn] = Object.values(Condition?.ArnLike ?? {});
  return {
    properties: {
      Action,
      FunctionName,
      Principal: typeof Principal === 'string' ? Principal : Principal.Service,
      SourceArn,
    },
  };
};

export const eventSourceMapping: Reader = async (aws, { physicalId, properties }) => {
  const found = await orMissing(aws.lambda.getEventSourceMapping({ UUID: physicalId }));
  if (!found || found.State === 'Deleting') return undefined;
  const { Tags } = await aws.lambda.listTags({ Resource: found.EventSourceMappingArn });
  const FunctionName = properties.FunctionName as string;
  return {
    properties: {
      BatchSize: found.BatchSize,
      Enabled: !found.State?.startsWith('Disabl'),
      EventSourceArn: found.EventSourceArn,
      FilterCriteria: found.FilterCriteria,
      FunctionName:
        partsOf(found.FunctionArn ?? '').name === partsOf(FunctionName).name ? FunctionName : found.FunctionArn,
      FunctionResponseTypes: found.FunctionResponseTypes,
      MaximumBatchingWindowInSeconds: found.MaximumBatchingWindowInSeconds,
      ScalingConfig: found.ScalingConfig,
      Tags,
    },
    defaults: { Enabled: true, FilterCriteria: { Filters: [] }, MaximumBatchingWindowInSeconds: 0 },
  };
};
