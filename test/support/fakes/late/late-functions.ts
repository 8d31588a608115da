/** Lambda, as far as drills work with it: settings and code of functions, their versions and aliases. */
import { createHash } from 'node:crypto';
import type { UpdateFunctionConfigurationRequest } from '@aws-sdk/client-lambda';
import { ARN, missing, REGION, roleArn } from './late-roles.ts';
import type { LateSettings } from './late-settings.ts';

export interface Configuration {
  readonly variables: Readonly<Record<string, string>>;
  readonly timeout: number;
  readonly memory: number;
  /** SHA-256 of the archive, in base64. */
  readonly code: string;
}

export interface LateFunction {
  readonly latest: Configuration;
  readonly versions: Readonly<Record<string, Configuration>>;
  /** Version that an alias points at. */
  readonly aliases: Readonly<Record<string, string>>;
  readonly role: string;
  readonly concurrency: number | null;
  /** The first build that was deployed after the original: that of a fault in code. */
  readonly defective?: string;
}

export type Functions = Readonly<Record<string, LateFunction>>;

const ARCHIVE = Buffer.from('the build as deployed');
const hashOf = (archive: Uint8Array) => createHash('sha256').update(archive).digest('base64');

/** A function as deployed, with the alias `live` where it has one. */
export const deployedFunction = (role: string, variables: Configuration['variables'], alias?: 'live'): LateFunction => {
  const latest: Configuration = { variables, timeout: 10, memory: 1024, code: hashOf(ARCHIVE) };
  return { latest, versions: { 1: latest }, aliases: alias ? { [alias]: '1' } : {}, role, concurrency: null };
};

/** What callers of a function meet: the version that the alias points at, or `$LATEST`. */
export const called = ({ aliases, versions, latest }: LateFunction): Configuration =>
  versions[aliases.live ?? ''] ?? latest;

/** Whether callers meet the build of a fault. */
export const isDefective = (made: LateFunction | undefined): boolean =>
  made?.defective !== undefined && called(made).code === made.defective;

type Named = { readonly FunctionName: string };

export function lateFunctions(settings: LateSettings<{ functions: Functions }>) {
  const functionOf = (name: string) => settings.now.functions[name] ?? missing('ResourceNotFoundException', name);
  const change = (name: string, edit: (made: LateFunction) => Partial<LateFunction>) => {
    const made = functionOf(name);
    settings.change('functions', { ...settings.now.functions, [name]: { ...made, ...edit(made) } });
    return {};
  };
  return {
    async getFunctionConfiguration({ FunctionName, Qualifier }: Named & { Qualifier?: string }) {
      const made = functionOf(FunctionName);
      const { variables, timeout, memory, code } = Qualifier ? called(made) : made.latest;
      return {
        FunctionArn: `${ARN}:lambda:${REGION}:function:${FunctionName}`,
        Environment: { Variables: variables },
        Timeout: timeout,
        MemorySize: memory,
        CodeSha256: code,
        Role: roleArn(made.role),
        LastUpdateStatus: settings.isSettling('functions') ? 'InProgress' : 'Successful',
      };
    },
    async updateFunctionConfiguration(wanted: UpdateFunctionConfigurationRequest & Named) {
      return change(wanted.FunctionName, ({ latest }) => ({
        latest: {
          ...latest,
          variables: wanted.Environment?.Variables ?? latest.variables,
          timeout: wanted.Timeout ?? latest.timeout,
          memory: wanted.MemorySize ?? latest.memory,
        },
      }));
    },
    async getFunction() {
      return { Code: { Location: `data:application/zip;base64,${ARCHIVE.toString('base64')}` } };
    },
    async updateFunctionCode({ FunctionName, ZipFile }: Named & { ZipFile: Uint8Array }) {
      const code = hashOf(ZipFile);
      return change(FunctionName, ({ latest, defective = code }) => ({ latest: { ...latest, code }, defective }));
    },
    async publishVersion({ FunctionName }: Named) {
      const Version = String(Object.keys(functionOf(FunctionName).versions).length + 1);
      change(FunctionName, ({ versions, latest }) => ({ versions: { ...versions, [Version]: latest } }));
      return { Version };
    },
    async getAlias({ FunctionName, Name }: Named & { Name: string }) {
      return { FunctionVersion: functionOf(FunctionName).aliases[Name] };
    },
    async updateAlias(wanted: Named & { Name: string; FunctionVersion: string }) {
      return change(wanted.FunctionName, ({ aliases }) => ({
        aliases: { ...aliases, [wanted.Name]: wanted.FunctionVersion },
      }));
    },
    async getFunctionConcurrency({ FunctionName }: Named) {
      return { ReservedConcurrentExecutions: functionOf(FunctionName).concurrency ?? undefined };
    },
    async putFunctionConcurrency(wanted: Named & { ReservedConcurrentExecutions: number }) {
      return change(wanted.FunctionName, () => ({ concurrency: wanted.ReservedConcurrentExecutions }));
    },
    async deleteFunctionConcurrency({ FunctionName }: Named) {
      return change(FunctionName, () => ({ concurrency: null }));
    },
  };
}
