import { createRequire } from 'node:module';
import { Command } from 'commander';
import { LabError, UsageError } from '../../errors.ts';
import type { TargetOptions } from '../../target.ts';
import type { Lab } from '../lab.ts';
import { printJson, runToExit } from '../output.ts';
import { openTarget } from '../target.ts';
import { profileOption, regionOption, targetOption } from './shared-options.ts';

/** The services whose SDK the lab has, by the names that the AWS CLI gives them. */
const PACKAGES: Readonly<Record<string, string>> = {
  apigatewayv2: '@aws-sdk/client-apigatewayv2',
  cloudformation: '@aws-sdk/client-cloudformation',
  cloudwatch: '@aws-sdk/client-cloudwatch',
  dynamodb: '@aws-sdk/client-dynamodb',
  events: '@aws-sdk/client-eventbridge',
  iam: '@aws-sdk/client-iam',
  lambda: '@aws-sdk/client-lambda',
  logs: '@aws-sdk/client-cloudwatch-logs',
  pipes: '@aws-sdk/client-pipes',
  s3api: '@aws-sdk/client-s3',
  sns: '@aws-sdk/client-sns',
  sqs: '@aws-sdk/client-sqs',
  stepfunctions: '@aws-sdk/client-sfn',
};

/**
 * `lab aws <service> <operation> [--parameter value …]`: one call in the words of the AWS CLI, for machines without it.
 * Structures and lists are given as JSON; there is no shorthand and no --query.
 */
export function awsCommand(lab: Lab): Command {
  return new Command('aws')
    .description('call AWS as the AWS CLI would: lab aws lambda get-function-configuration --function-name …')
    .argument('<service>', Object.keys(PACKAGES).join(', '))
    .argument('<operation>', 'in the words of the AWS CLI, for example list-routes')
    .argument('[parameters...]', '--parameter value; structures and lists as JSON')
    .addOption(targetOption())
    .addOption(profileOption())
    .addOption(regionOption())
    .passThroughOptions()
    .allowUnknownOption()
    .action((service: string, operation: string, parameters: string[], options: TargetOptions) =>
      runToExit(async () => {
        const { client: makeClient, command } = callOf(service, operation, parameters);
        const target = await openTarget(options, lab.stateFolder);
        try {
          const { $metadata: _, ...answer } = await makeClient(target.clientConfig).send(command);
          printJson(await readable(answer));
        } catch (error) {
          // What the service refuses is an answer, and a learner's to read.
          const { name, message, $metadata } = error as Error & { $metadata?: unknown };
          if (!$metadata) throw error;
          throw new LabError(name, `${name}: ${message}`, { cause: error });
        }
      }, false),
    );
}

interface SdkCommand {
  readonly input: Record<string, unknown>;
  /** The fifth makes the schema of the input: its kind, namespace, name, traits, member names, and their schemas. */
  readonly schema: readonly [number, string, string, unknown, () => readonly unknown[], unknown];
}
interface SdkClient {
  send(command: SdkCommand): Promise<Record<string, unknown>>;
}

function callOf(service: string, operation: string, words: readonly string[]) {
  const name = PACKAGES[service];
  if (!name) {
    throw new UsageError(
      'UnknownService',
      `No such service: ${service}. There are ${Object.keys(PACKAGES).join(', ')}.`,
    );
  }
  const sdk = createRequire(import.meta.url)(name) as Record<string, unknown>;
  const wanted = `${operation.replaceAll('-', '')}command`.toLowerCase();
  const commandName = Object.keys(sdk).find((exported) => exported.toLowerCase() === wanted);
  if (!commandName) {
    throw new UsageError(
      'UnknownOperation',
      `${service} has no operation ${operation}. Names are those of the AWS CLI.`,
    );
  }
  const Operation = sdk[commandName] as new (input: object) => SdkCommand;
  const members = membersOf(new Operation({}));
  const clientName = Object.keys(sdk).find(
    (exported) => /^[A-Za-z0-9]+Client$/.test(exported) && exported !== '__Client',
  );
  const Client = sdk[clientName as string] as new (config: object) => SdkClient;
  return {
    command: new Operation(inputOf(words, members, `${service} ${operation}`)),
    client: (config: object) => new Client(config),
  };
}

/** The input's members with the kind of their value, which the SDK keeps as a number, or a list where it has parts. */
function membersOf({ schema }: SdkCommand): ReadonlyMap<string, { name: string; kind: unknown }> {
  const input = schema[4]();
  const [names = [], kinds = []] = [input[4] as string[], input[5] as unknown[]];
  return new Map(names.map((name, index) => [name.toLowerCase(), { name, kind: kindOf(kinds[index]) }]));
}

/** A number, or a list for what has parts. Around it there may be a function, traits, or a name for a plain kind. */
function kindOf(schema: unknown): unknown {
  if (typeof schema === 'function') return kindOf(schema());
  if (!Array.isArray(schema)) return schema;
  const [first] = schema;
  if (typeof first === 'function' || schema.length === 2) return kindOf(first);
  return first === NAMED ? kindOf(schema[4]) : schema;
}

function inputOf(words: readonly string[], members: ReturnType<typeof membersOf>, call: string): object {
  const input: Record<string, unknown> = {};
  for (let at = 0; at < words.length; ) {
    const flag = words[at++] as string;
    const plain = flag.replace(/^--/, '').replaceAll('-', '').toLowerCase();
    const negated = !members.has(plain) && plain.startsWith('no');
    const member = members.get(negated ? plain.slice(2) : plain);
    if (!flag.startsWith('--') || !member) {
      const known = [...members.values()].map(({ name }) => `--${kebab(name)}`).join(' ');
      throw new UsageError('UnknownParameter', `${call} takes no ${flag}. It takes ${known || 'nothing'}.`);
    }
    const values: string[] = [];
    while (at < words.length && !words[at]?.startsWith('--')) values.push(words[at++] as string);
    input[member.name] = parameterValue(values, member.kind, negated, flag);
  }
  return input;
}

const TEXT = 0;
/** In a list of five: a plain kind by a name. */
const NAMED = 0;
const NUMBER = 1;
const BOOLEAN = 2;
/** Bytes, at once or as a stream. */
const BYTES = [21, 42];
const LIST_OF_TEXT = 64;

function parameterValue(values: readonly string[], kind: unknown, negated: boolean, flag: string): unknown {
  const [value] = values;
  if (kind === BOOLEAN && values.length === 0) return !negated;
  if (value === undefined) throw new UsageError('MissingValue', `${flag} wants a value.`);
  if (kind === LIST_OF_TEXT && !value.startsWith('[')) return values;
  if (values.length > 1)
    throw new UsageError('TooManyValues', `${flag} wants one value: put it in quotes, or write JSON.`);
  if (kind === TEXT) return value;
  if (kind === NUMBER) return Number(value);
  if (BYTES.some((bytes) => bytes === kind)) return Buffer.from(value);
  try {
    return JSON.parse(value);
  } catch {
    // Names with a fixed set of values, times and the like are written plainly.
    if (!/^[[{]/.test(value)) return value;
    throw new UsageError('NotJson', `${flag} wants JSON, and this is none: ${value}`);
  }
}

const kebab = (name: string) => name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();

/** The answer with bodies and bytes as text, and with policies as they were before IAM encoded them for URLs. */
async function readable(answer: Record<string, unknown>): Promise<unknown> {
  const entries = Object.entries(answer).map(async ([name, value]) => {
    const stream = value as { transformToString?: () => Promise<string> } | undefined;
    return [name, stream?.transformToString ? await stream.transformToString() : value];
  });
  return JSON.parse(
    JSON.stringify(Object.fromEntries(await Promise.all(entries)), (_, value) => {
      if (value instanceof Uint8Array) return Buffer.from(value).toString();
      return typeof value === 'string' && value.startsWith('%7B') ? JSON.parse(decodeURIComponent(value)) : value;
    }),
  );
}
