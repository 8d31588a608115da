/**
 * What a stack is by its template, and what it is now: every resource read back from the service that holds it.
 *
 * The test of every property compares each stack with its template as for AWS; `lab reset` compares it with the
 * template that CloudFormation deployed (`GetTemplate`). Use: `const stack = await readStack(name, template, target's
 * clients)`, then for each of `stack` the `differences`: none, or where it differs, or `gone`.
 */
import type { Stack } from '@aws-sdk/client-cloudformation';
import { leftOutArn, leftOutName } from '../../emulator/adapt-assembly.ts';
import { gapOf } from '../../emulator/gaps.ts';
import { LabError } from '../../errors.ts';
import type { Target } from '../../target.ts';
import type { AwsClients } from '../aws/aws-clients.ts';
import { physicalIdsOf } from '../stacks/stack-resources.ts';
import { type Difference, differences } from './normal-form.ts';
import { type Found, isPassedOver, type Properties, type Reader, type ToRead } from './reader.ts';
import { READERS } from './readers.ts';
import { type Mappings, pseudoParameters, type References, resolve } from './resolve.ts';
import { publishedAttributes, secretArn, type TemplateOutputs } from './template.ts';

export interface Template {
  readonly Parameters?: Readonly<Record<string, { readonly Default?: unknown }>>;
  readonly Mappings?: Mappings;
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties?: Properties }>>;
  readonly Outputs?: TemplateOutputs;
}

const OF_GONE = ' of a resource that is gone';

/** Whether an expected value names an attribute of a resource that is gone, so that nobody can say what it should be. */
export const refersToGone = (expected: unknown): boolean => String(expected).includes(OF_GONE);

/** One resource as it should be and as it is. */
export interface ReadBack extends ToRead {
  /** `undefined` when it is gone. */
  readonly found: Found | undefined;
  /** Where it differs from its template; one difference at `''` when it is gone. */
  readonly differences: readonly Difference[];
}

/**
 * Reads every resource of a stack that is deployed, but for those that are passed over (`isPassedOver`).
 * @param template as synthesized or as deployed; what the emulator's copy leaves out is read as gone
 * @throws LabError `NoReader` for a type that has no reader and is not listed without one
 */
export async function readStack(
  stackName: string,
  template: Template,
  aws: AwsClients,
  { region, account }: Pick<Target, 'region' | 'account'>,
): Promise<ReadBack[]> {
  const [physicalIds, { Stacks: [described] = [] }] = await Promise.all([
    physicalIdsOf(stackName, aws),
    aws.cloudformation.describeStacks({ StackName: stackName }),
  ]);
  const stackTags = tagsOf(described);
  const published = publishedAttributes(template.Outputs ?? {}, described);
  const pseudo = pseudoParameters({ partition: 'aws', region, account }, stackName);
  const reading = new Map<string, Promise<ReadBack | undefined>>();

  const references: References = {
    ref: (name) => {
      const physicalId = physicalIds.get(name);
      if (physicalId !== undefined && template.Resources[name]?.Type === 'AWS::SecretsManager::Secret')
        return secretArn(aws, physicalId);
      return pseudo[name] ?? physicalId ?? (template.Parameters?.[name]?.Default as string) ?? leftOutName(name);
    },
    attribute: async (logicalId, attribute) => {
      if (!physicalIds.has(logicalId)) return leftOutArn(logicalId);
      const told = (await read(logicalId))?.found?.attributes?.[attribute];
      const value = told ?? published.get(`${logicalId}.${attribute}`);
      // A resource that is gone has no attributes any more; what refers to it then differs, which is true.
      return value ?? `${logicalId}.${attribute}${OF_GONE}`;
    },
    mappings: template.Mappings,
  };
  const readNow = async (logicalId: string): Promise<ReadBack | undefined> => {
    const { Type: type, Properties = {} } = template.Resources[logicalId] as Template['Resources'][string];
    if (isPassedOver(type)) return undefined;
    const properties = (await resolve(Properties, references)) as Properties;
    const physicalId = physicalIds.get(logicalId) ?? gapOf(type)?.physicalId?.({ stackName, logicalId, properties });
    const resource = { stackName, logicalId, type, physicalId: physicalId ?? '', properties };
    const found = physicalId === undefined ? undefined : await readerOf(resource)(aws, resource);
    return { ...resource, found, differences: found ? whatDiffers(properties, found, stackTags) : [gone(properties)] };
  };
  const read = (logicalId: string) => {
    const known = reading.get(logicalId) ?? readNow(logicalId);
    reading.set(logicalId, known);
    return known;
  };
  const all = await Promise.all(Object.keys(template.Resources).map(read));
  return all.filter((each) => each !== undefined);
}

function readerOf({ type, logicalId, stackName }: ToRead): Reader {
  const reader = READERS[type];
  if (reader) return reader;
  throw new LabError(
    'NoReader',
    `No reader knows ${type}, of which ${logicalId} of ${stackName} is one: add it to lib/lab/deployed/readers.ts.`,
  );
}

const gone = (properties: Properties): Difference => ({ path: '', expected: properties, found: undefined });

const isEmpty = (value: unknown) =>
  value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);

/** The differences that somebody made: not a property that nobody named and that is as it always is. */
function whatDiffers(properties: Properties, { properties: found, defaults = {} }: Found, stackTags: Properties) {
  const added = Object.entries(found).filter(([name, value]) => {
    if (name in properties) return true;
    if (name === 'Tags') return differences({ Tags: stackTags }, { Tags: value }).length > 0;
    return !isEmpty(value) && (!(name in defaults) || differences(defaults[name], value).length > 0);
  });
  return differences(properties, Object.fromEntries(added));
}

/** CloudFormation gives a stack's tags to each of its resources. */
const tagsOf = (stack: Stack | undefined): Properties =>
  Object.fromEntries((stack?.Tags ?? []).map(({ Key, Value }) => [Key as string, Value]));
