/** One call of AWS in the words of the AWS CLI: which operation of which SDK, and its input. */
import { createRequire } from 'node:module';
import { search } from '@jmespath-community/jmespath';
import { NormalizedSchema } from '@smithy/core/schema';
import { UsageError } from '../../errors.ts';
import { AWS_SERVICES, type AwsService } from './aws-clients.ts';
import { parameterValue, type Schema } from './aws-values.ts';

/** The services of `lab aws`, by the names that the AWS CLI gives them. */
export const CLI_SERVICES: ReadonlyMap<string, AwsService> = new Map(
  Object.values(AWS_SERVICES)
    .map((service) => [service.cli, service] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1)),
);

interface SdkCommand {
  readonly schema: readonly unknown[];
}
export interface SdkClient {
  send(command: SdkCommand): Promise<Record<string, unknown>>;
}

export interface AwsCall {
  readonly command: SdkCommand;
  readonly client: (config: object) => SdkClient;
  /** A JMESPath expression over the answer. */
  readonly query?: string;
  /** Where to call, if not in the target's own region. */
  readonly region?: string;
}

/** The AWS CLI's spelling of a member: `KMSKeyArn` is `kms-key-arn`. */
export const flagOf = (name: string): string =>
  `--${name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .toLowerCase()}`;

/**
 * What `<service> <operation> <words…>` asks for.
 * @throws UsageError `UnknownService`, `UnknownOperation`, `UnknownParameter`, or as {@link parameterValue}
 */
export function callOf(service: string, operation: string, words: readonly string[]): AwsCall {
  const named = CLI_SERVICES.get(service);
  if (!named) {
    const known = [...CLI_SERVICES.keys()].join(', ');
    throw new UsageError('UnknownService', `No such service: ${service}. There are ${known}.`);
  }
  const sdk = createRequire(import.meta.url)(named.module) as Record<string, unknown>;
  const commandName = Object.keys(sdk).find(
    (exported) => exported.toLowerCase() === `${operation.replaceAll('-', '')}command`.toLowerCase(),
  );
  if (!commandName) {
    const hint = 'Operations are named as in the AWS CLI, for example get-function';
    throw new UsageError('UnknownOperation', `${service} has no operation ${operation}. ${hint}.`);
  }
  const Operation = sdk[commandName] as new (input: object) => SdkCommand;
  const Client = sdk[`${named.className}Client`] as new (config: object) => SdkClient;
  const schema = NormalizedSchema.of(new Operation({}).schema[4] as never);
  const { input, query, region } = inputOf(words, schema, `${service} ${operation}`);
  return {
    command: new Operation(input),
    // A bucket's own host name does not resolve everywhere below localhost; other services ignore it.
    client: (config) => new Client({ ...config, forcePathStyle: 'endpoint' in config }),
    query,
    region,
  };
}

/** The parameters of the AWS CLI itself that the lab knows; it prints JSON, and pages nothing. */
const OWN = new Set(['query', 'output', 'region', 'cli-binary-format', 'no-cli-pager', 'no-paginate']);

function inputOf(
  words: readonly string[],
  schema: Schema,
  call: string,
): { input: object; query?: string; region?: string } {
  const members = new Map(
    Object.entries(schema.getMemberSchemas()).map(([name, part]) => [plain(name), { name, part }]),
  );
  const own: Record<string, string> = {};
  const given: [flag: string, values: string[]][] = [];
  for (const word of words) {
    const [, flag, value] = /^(--[^=]+)(?:=(.*))?$/s.exec(word) ?? [];
    if (flag) given.push([flag, value === undefined ? [] : [value]]);
    else if (given.length > 0) given.at(-1)?.[1].push(word);
    else throw new UsageError('UnknownParameter', `${call}: ${word} follows no --parameter.`);
  }
  for (const [flag, values] of given) if (OWN.has(flag.slice(2))) own[flag.slice(2)] = values.join(' ');
  if (own.output !== undefined && own.output !== 'json') {
    throw new UsageError('WrongValue', `--output needs json: \`lab aws\` prints nothing else; got ${own.output}`);
  }
  const raw = own['cli-binary-format'] === 'raw-in-base64-out';
  const input: Record<string, unknown> = {};
  for (const [flag, values] of given) {
    if (OWN.has(flag.slice(2))) continue;
    const bare = plain(flag.slice(2));
    const denied = !members.has(bare) && bare.startsWith('no') ? members.get(bare.slice(2)) : undefined;
    if (denied?.part.isBooleanSchema() && values.length === 0) {
      input[denied.name] = false;
      continue;
    }
    const member = members.get(bare);
    if (!member) {
      const known = [...members.values()].map(({ name }) => flagOf(name)).join(' ');
      throw new UsageError('UnknownParameter', `${call} takes no ${flag}. It takes ${known || 'nothing'}.`);
    }
    if (member.name in input) throw new UsageError('TooManyValues', `${flag} is given twice.`);
    input[member.name] = parameterValue(member.part, values, flag, raw);
  }
  return { input, query: own.query, region: own.region };
}

const plain = (name: string) => name.replaceAll('-', '').toLowerCase();

/** An SDK's complaint about what is not in the input, as the parameter that is missing; undefined for any other error. */
export function missingParameter(error: unknown): string | undefined {
  const said = (error as Error).message ?? '';
  const name =
    /(?:No|Empty) value provided for input HTTP label: (\w+)/.exec(said)?.[1] ??
    /^(?:Required parameter missing: |Missing required parameter: )?'?(\w+)'? (?:is a required|is required|must be provided)/i.exec(
      said,
    )?.[1];
  return name === undefined ? undefined : flagOf(name);
}

/** What the query selects of an answer. @throws UsageError `WrongQuery` */
export function selected(answer: unknown, query: string | undefined): unknown {
  if (query === undefined) return answer;
  try {
    return search(answer as never, query);
  } catch (error) {
    throw new UsageError('WrongQuery', `--query is not JMESPath: ${(error as Error).message}`);
  }
}

/** Members of answers that hold a document for people: they are shown as text, and other bytes as base64. */
const DOCUMENTS = new Set(['Payload', 'Body']);

/** An answer as plain JSON, with streams read, and policies as they were before IAM encoded them for URLs. */
export async function readable(answer: Record<string, unknown>): Promise<unknown> {
  const entries = Object.entries(answer).map(async ([name, value]) => {
    const stream = value as { transformToString?: () => Promise<string> } | undefined;
    if (stream?.transformToString) return [name, await stream.transformToString()];
    return [name, DOCUMENTS.has(name) && value instanceof Uint8Array ? Buffer.from(value).toString() : base64(value)];
  });
  return JSON.parse(
    JSON.stringify(Object.fromEntries(await Promise.all(entries)), (_, value) =>
      typeof value === 'string' && value.startsWith('%7B') ? JSON.parse(decodeURIComponent(value)) : value,
    ),
  );
}

/** Bytes anywhere in a value as base64. */
function base64(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(base64);
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, base64(part)]));
}
