/** What drills change of Lambda functions. */
import { readFileSync } from 'node:fs';
import type { FunctionConfiguration, UpdateFunctionConfigurationRequest } from '@aws-sdk/client-lambda';
import { LabError } from '../../errors.ts';
import { until } from '../../until.ts';
import type { AwsClients } from '../aws/aws-clients.ts';
import { orMissing } from '../aws/missing.ts';

/** A function, and the alias that its callers use, if they use one. */
interface FunctionTarget {
  readonly functionName: string;
  readonly alias?: string;
}

/**
 * One value in the two places where a function with an alias has it: in the version that callers get (`live`), and in
 * `$LATEST`, which the console shows first. Without an alias both are the same.
 */
export interface LiveAndLatest<Value> {
  readonly live: Value;
  readonly latest: Value;
}

/** The same in both places, which is how a deployment leaves it. */
export function liveAndLatest<Value>(value: Value): LiveAndLatest<Value> {
  return { live: value, latest: value };
}

const resource = ({ functionName }: FunctionTarget) => `lambda:function:${functionName}`;

type SettingTarget = FunctionTarget & { readonly field: 'Timeout' | 'MemorySize' };

/** A number of the configuration: `Timeout` in seconds, or `MemorySize` in MB. */
export const functionSetting = {
  resource: (target: SettingTarget) => resource(target),
  read: (aws: AwsClients, target: SettingTarget) =>
    readBoth(aws, target, (configuration) => configuration[target.field] as number),
  write: (aws: AwsClients, target: SettingTarget, value: LiveAndLatest<number>) =>
    writeBoth(aws, target, value, (part) => configure(aws, target, { [target.field]: part })),
};

type VariableTarget = FunctionTarget & { readonly name: string };

/** One environment variable; `null` when it is not set. */
export const functionVariable = {
  resource: (target: VariableTarget) => resource(target),
  read: (aws: AwsClients, target: VariableTarget) =>
    readBoth(aws, target, ({ Environment }) => Environment?.Variables?.[target.name] ?? null),
  write: (aws: AwsClients, target: VariableTarget, value: LiveAndLatest<string | null>) =>
    writeBoth(aws, target, value, async (part) => {
      // The call replaces the whole map: what others have set since is read again and goes along.
      const { Environment } = await aws.lambda.getFunctionConfiguration({ FunctionName: target.functionName });
      const { [target.name]: _, ...others } = Environment?.Variables ?? {};
      const Variables = part === null ? others : { ...others, [target.name]: part };
      await configure(aws, target, { Environment: { Variables } });
    }),
};

type CodeTarget = FunctionTarget & {
  /** The folder with every build that may have to be deployed again, as `<sha256 in base64url>.zip`. */
  readonly builds: string;
};

/** The build a function runs, as the SHA-256 of its archive in base64 (what AWS calls `CodeSha256`). */
export const functionCode = {
  resource: (target: CodeTarget) => resource(target),
  read: (aws: AwsClients, target: CodeTarget) => readBoth(aws, target, ({ CodeSha256 }) => CodeSha256 ?? ''),
  write: (aws: AwsClients, target: CodeTarget, value: LiveAndLatest<string>) =>
    writeBoth(aws, target, value, async (sha256) => {
      const ZipFile = readFileSync(buildFile(target.builds, sha256));
      await aws.lambda.updateFunctionCode({ FunctionName: target.functionName, ZipFile });
      await settled(aws, target);
    }),
};

/** Where the build with this hash is kept. */
export function buildFile(builds: string, sha256: string): string {
  return `${builds}/${Buffer.from(sha256, 'base64').toString('base64url')}.zip`;
}

async function readBoth<Value>(
  aws: AwsClients,
  { functionName, alias }: FunctionTarget,
  pick: (configuration: FunctionConfiguration) => Value,
): Promise<LiveAndLatest<Value> | undefined> {
  const latest: FunctionConfiguration | undefined = await orMissing(
    aws.lambda.getFunctionConfiguration({ FunctionName: functionName }),
  );
  const live: FunctionConfiguration | undefined = alias
    ? await orMissing(aws.lambda.getFunctionConfiguration({ FunctionName: functionName, Qualifier: alias }))
    : latest;
  return latest && live && { live: pick(live), latest: pick(latest) };
}

async function writeBoth<Value>(
  aws: AwsClients,
  target: FunctionTarget,
  { live, latest }: LiveAndLatest<Value>,
  update: (part: Value) => Promise<void>,
): Promise<void> {
  await update(live);
  if (target.alias) {
    const { Version } = await aws.lambda.publishVersion({ FunctionName: target.functionName });
    await aws.lambda.updateAlias({ FunctionName: target.functionName, Name: target.alias, FunctionVersion: Version });
  }
  if (latest !== live) await update(latest);
}

/** Changes the configuration of `$LATEST`, and returns when AWS has taken it. */
export async function configure(
  aws: AwsClients,
  target: FunctionTarget,
  configuration: Partial<UpdateFunctionConfigurationRequest>,
): Promise<void> {
  await aws.lambda.updateFunctionConfiguration({ ...configuration, FunctionName: target.functionName });
  await settled(aws, target);
}

/** An update is answered at once and goes on behind it: until it has ended the next call would be refused. */
async function settled(aws: AwsClients, { functionName }: FunctionTarget): Promise<void> {
  const ended = async () => {
    const { LastUpdateStatus } = await aws.lambda.getFunctionConfiguration({ FunctionName: functionName });
    return LastUpdateStatus !== 'InProgress';
  };
  if (await until(ended, 60)) return;
  throw new LabError(
    'UpdateStuck',
    `The update of ${functionName} has not ended within a minute: look at it, then go on.`,
  );
}

/** Reserved concurrency; `null` when none is reserved. */
export const functionConcurrency = {
  resource,
  async read(aws: AwsClients, { functionName }: FunctionTarget): Promise<number | null | undefined> {
    const answer = await orMissing(aws.lambda.getFunctionConcurrency({ FunctionName: functionName }));
    return answer && (answer.ReservedConcurrentExecutions ?? null);
  },
  async write(aws: AwsClients, { functionName }: FunctionTarget, value: number | null): Promise<void> {
    if (value === null) await aws.lambda.deleteFunctionConcurrency({ FunctionName: functionName });
    else {
      await aws.lambda.putFunctionConcurrency({ FunctionName: functionName, ReservedConcurrentExecutions: value });
    }
  },
};

/** The share of an alias's calls that goes to a second version, by version number; empty when there is none. */
export const aliasWeights = {
  resource: (target: Required<FunctionTarget>) => resource(target),
  async read(aws: AwsClients, { functionName, alias }: Required<FunctionTarget>) {
    const answer = await orMissing(aws.lambda.getAlias({ FunctionName: functionName, Name: alias }));
    return answer?.FunctionVersion ? (answer.RoutingConfig?.AdditionalVersionWeights ?? {}) : undefined;
  },
  async write(
    aws: AwsClients,
    { functionName, alias }: Required<FunctionTarget>,
    AdditionalVersionWeights: Readonly<Record<string, number>>,
  ): Promise<void> {
    await aws.lambda.updateAlias({
      FunctionName: functionName,
      Name: alias,
      RoutingConfig: { AdditionalVersionWeights },
    });
  },
};

/** A statement of a function's resource policy that lets an AWS service invoke it. */
export interface Permission {
  readonly principal: string;
  readonly sourceArn: string | null;
}

type PermissionTarget = FunctionTarget & { readonly statementId: string };

/** Who may invoke a function through its alias; `null` when the statement is not there. */
export const functionPermission = {
  resource: (target: PermissionTarget) => resource(target),
  async read(aws: AwsClients, { functionName, alias, statementId }: PermissionTarget) {
    if (!(await orMissing(aws.lambda.getFunctionConfiguration({ FunctionName: functionName })))) return undefined;
    const answer = await orMissing(aws.lambda.getPolicy({ FunctionName: functionName, Qualifier: alias }));
    const statements: { Sid: string; Principal: { Service: string }; Condition?: Conditions }[] = answer?.Policy
      ? JSON.parse(answer.Policy).Statement
      : [];
    const found = statements.find(({ Sid }) => Sid === statementId);
    if (!found) return null;
    return { principal: found.Principal.Service, sourceArn: found.Condition?.ArnLike?.['AWS:SourceArn'] ?? null };
  },
  async write(aws: AwsClients, target: PermissionTarget, value: Permission | null): Promise<void> {
    const statement = { FunctionName: target.functionName, Qualifier: target.alias, StatementId: target.statementId };
    await orMissing(aws.lambda.removePermission(statement));
    if (!value) return;
    await aws.lambda.addPermission({
      ...statement,
      Action: 'lambda:InvokeFunction',
      Principal: value.principal,
      SourceArn: value.sourceArn ?? undefined,
    });
  },
};

type Conditions = { readonly ArnLike?: Readonly<Record<string, string>> };
