/** The intrinsic functions of a template, as far as our templates use them. */
import { LabError } from '../../errors.ts';

/** Where references lead. */
export interface References {
  /** What `Ref` answers: a pseudo parameter, a parameter or a resource. */
  ref(name: string): string | Promise<string>;
  attribute(logicalId: string, attribute: string): string | Promise<string>;
  /** The template's own, by name. */
  readonly mappings?: Mappings;
}

/** The section `Mappings` of a template: values by two keys, for example by region and by what is wanted of it. */
export type Mappings = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

/** Where a stack is. */
export interface Place {
  readonly partition: string;
  readonly region: string;
  /** 12 digits. */
  readonly account: string;
}

/** What `Ref` answers of CloudFormation's own parameters, as far as our templates use them. */
export const pseudoParameters = (
  { partition, region, account }: Place,
  stackName: string,
): Readonly<Record<string, string>> => ({
  'AWS::AccountId': account,
  'AWS::Partition': partition,
  'AWS::Region': region,
  'AWS::StackName': stackName,
  'AWS::URLSuffix': 'amazonaws.com',
});

/**
 * A value of a template with every reference replaced.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 * @throws LabError `UnknownIntrinsic` for a function that none of our templates used when this was written
 */
export async function resolve(value: unknown, references: References): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map((inner) => resolve(inner, references)));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [name, argument] = entries[0] ?? [];
  if (entries.length !== 1 || !name || (name !== 'Ref' && !name.startsWith('Fn::'))) {
    const resolved = entries.map(async ([key, inner]) => [key, await resolve(inner, references)] as const);
    return Object.fromEntries(await Promise.all(resolved));
  }
  switch (name) {
    case 'Ref':
      return references.ref(argument);
    case 'Fn::GetAtt': {
      const [logicalId, ...attribute] = Array.isArray(argument) ? argument : String(argument).split('.');
      return references.attribute(logicalId, attribute.join('.'));
    }
    case 'Fn::Join': {
      const [separator, parts] = (await resolve(argument, references)) as [string, string[]];
      return parts.join(separator);
    }
    case 'Fn::Split': {
      const [separator, text] = (await resolve(argument, references)) as [string, string];
      return text.split(separator);
    }
    case 'Fn::Select': {
      const [index, list] = (await resolve(argument, references)) as [string | number, unknown[]];
      return list[Number(index)];
    }
    case 'Fn::FindInMap': {
      const [mapping, first, second] = (await resolve(argument, references)) as [string, string, string];
      return references.mappings?.[mapping]?.[first]?.[second];
    }
    case 'Fn::GetAZs': {
      // As most accounts have them: no rule and no reader compares a zone by its name.
      const region = (await resolve(argument, references)) || (await references.ref('AWS::Region'));
      return ['a', 'b', 'c'].map((letter) => `${region}${letter}`);
    }
    case 'Fn::Sub':
      return substitute(argument, references);
    default:
      throw new LabError(
        'UnknownIntrinsic',
        `The lab cannot resolve ${name} yet: add it to lib/lab/deployed/resolve.ts.`,
      );
  }
}

async function substitute(argument: unknown, references: References): Promise<string> {
  const [text, variables] = (Array.isArray(argument) ? argument : [argument, {}]) as [string, Record<string, unknown>];
  const parts = text.split(/(\$\{[^}]+\})/).map(async (part) => {
    const name = /^\$\{([^}]+)\}$/.exec(part)?.[1];
    if (name === undefined) return part;
    // `${!Name}` is how a template writes `${Name}` itself.
    if (name.startsWith('!')) return `\${${name.slice(1)}}`;
    if (Object.hasOwn(variables, name)) return String(await resolve(variables[name], references));
    const [logicalId, ...attribute] = name.split('.');
    return attribute.length > 0 ? references.attribute(logicalId as string, attribute.join('.')) : references.ref(name);
  });
  return (await Promise.all(parts)).join('');
}
