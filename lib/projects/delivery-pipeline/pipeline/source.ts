import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import type { Construct, Node } from 'constructs';
import { SettingError } from '../../../constructs/setting-error.ts';
import { BOOTSTRAP_VERSION } from '../bootstrap.ts';

/** Where the pipeline takes its source from. */
export type PipelineSource =
  /** An object `source.zip` in a bucket of the stack's own: needs no connection, and the upload starts a run. */
  | { readonly kind: 'bucket' }
  /** A branch of a repository behind a CodeConnections connection, made and confirmed once in the console. */
  | {
      readonly kind: 'connection';
      readonly connectionArn: string;
      readonly owner: string;
      readonly repository: string;
      readonly branch: string;
    };

const CONNECTION_ARN =
  /^arn:(aws|aws-cn|aws-us-gov):(codeconnections|codestar-connections):([a-z0-9-]+):(\d{12}):connection\/[0-9a-f-]{36}$/;

/** What git accepts as a branch, https://git-scm.com/docs/git-check-ref-format, without the rarities. */
const BRANCH = /^(?!.*(\.\.|\/\/|@\{|\.lock$|\.$|\/$))[A-Za-z0-9_][A-Za-z0-9_./@-]*$/;

/** What a repository's owner and name consist of; both end up in a shell command of the buildspec. */
const REPOSITORY = /^([A-Za-z0-9_.-]+)\/([A-Za-z0-9_.-]+)$/;

/**
 * Reads the source from the app's context: `connectionArn`, `repository` (`owner/name`) and `branch` together, or none
 * of the three for the bucket.
 * @throws SettingError
 */
export function sourceFromContext(node: Node): PipelineSource {
  const [connectionArn, repository, branch] = ['connectionArn', 'repository', 'branch'].map((key) => {
    const value: unknown = node.tryGetContext(key);
    return value === undefined ? undefined : String(value);
  });
  if (connectionArn === undefined && repository === undefined && branch === undefined) return { kind: 'bucket' };

  if (!CONNECTION_ARN.test(connectionArn ?? '')) {
    throw new SettingError(
      'Context connectionArn',
      connectionArn,
      'the ARN of a connection, as `aws codeconnections list-connections` prints it',
    );
  }
  const [, owner, name] = REPOSITORY.exec(repository ?? '') ?? [];
  if (!owner || !name) throw new SettingError('Context repository', repository, 'owner/name');
  if (!BRANCH.test(branch ?? '')) {
    throw new SettingError('Context branch', branch, 'the name of a branch, for example main');
  }
  return {
    kind: 'connection',
    connectionArn: connectionArn as string,
    owner,
    repository: name,
    branch: branch as string,
  };
}

/** The same settings as arguments of `cdk synth`, for the pipeline's own synthesis: nothing to look up there. */
export function sourceArguments(source: PipelineSource): string {
  if (source.kind === 'bucket') return '';
  const { connectionArn, owner, repository, branch } = source;
  return ` -c connectionArn=${connectionArn} -c repository=${owner}/${repository} -c branch=${branch} -c lookups=done`;
}

/**
 * Refuses what the template alone would let through until its first run: a branch that the clone's remote does not
 * have, an account without `cdk bootstrap`, a connection that is not there or not confirmed. The account is asked by
 * the CDK's own context lookups. The pipeline's own synthesis says `lookups=done`: there the source stage has just
 * used connection and branch, and its role may look nothing up.
 * @param clone the repository that the app is synthesized in
 * @throws SettingError
 */
export function assertSourceExists(scope: Construct, source: PipelineSource, clone: string): void {
  if (source.kind === 'bucket' || scope.node.tryGetContext('lookups') === 'done') return;
  const { connectionArn, branch } = source;

  const branches = remoteBranches(clone);
  if (branches.length > 0 && !branches.includes(branch)) {
    throw new SettingError('Context branch', branch, `a branch of origin, as last fetched: ${branches.join(', ')}`);
  }

  const [, , , region, account] = connectionArn.split(':');
  const bootstrap = lookUp(scope, 'ssm', { account, region, parameterName: BOOTSTRAP_VERSION });
  if (bootstrap.failed) {
    throw new SettingError(
      'The account of the connection',
      `aws://${account}/${region}, where the CDK found no bootstrap stack (${bootstrap.failed})`,
      `one prepared by \`npx cdk bootstrap aws://${account}/${region}\``,
    );
  }

  const connection = lookUp<readonly { readonly ConnectionStatus: string }[]>(scope, 'cc-api-provider', {
    account,
    region,
    typeName: 'AWS::CodeConnections::Connection',
    exactIdentifier: connectionArn,
    propertiesToReturn: ['ConnectionStatus'],
  });
  const status = connection.failed ?? connection.found?.[0]?.ConnectionStatus ?? 'AVAILABLE';
  if (status !== 'AVAILABLE') {
    throw new SettingError(
      'Context connectionArn',
      `${connectionArn} (${status})`,
      'a connection that is AVAILABLE; a PENDING one is confirmed in the console, under Developer Tools, Connections',
    );
  }
}

/**
 * What the CDK's toolkit found, or why it did not; neither while it has not looked. It looks after the app has ended,
 * and then runs the app again.
 */
function lookUp<Found>(
  scope: Construct,
  provider: string,
  props: Readonly<Record<string, unknown>>,
): { readonly found?: Found; readonly failed?: string } {
  const key = `certlab:${provider}:${JSON.stringify(props)}`;
  const value: unknown = scope.node.tryGetContext(key);
  const failed = (value as { $providerError?: string } | undefined)?.$providerError;
  if (value === undefined) {
    Stack.of(scope).reportMissingContextKey({ key, provider: provider as never, props: props as never });
    return {};
  }
  return failed === undefined ? { found: value as Found } : { failed };
}

/** Branches of `origin` that the clone knows, without asking anyone; empty where there is no clone, as in CodeBuild. */
function remoteBranches(clone: string): string[] {
  const loose = join(clone, '.git', 'refs', 'remotes', 'origin');
  const packed = join(clone, '.git', 'packed-refs');
  const fromFolders = existsSync(loose)
    ? readdirSync(loose, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(loose.length + 1))
    : [];
  const fromFile = existsSync(packed)
    ? [...readFileSync(packed, 'utf8').matchAll(/refs\/remotes\/origin\/(\S+)$/gm)].map((match) => match[1] as string)
    : [];
  return [...new Set([...fromFolders, ...fromFile])].filter((branch) => branch !== 'HEAD').sort();
}
