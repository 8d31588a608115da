/**
 * Turns a synthesized cloud assembly into one that the emulator can deploy. Stacks and `bin/app.ts` know nothing of
 * this: the assembly that goes to AWS is the one that comes in here (docs/decisions/0001-adapt-the-assembly.md).
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EMULATOR_ACCOUNT } from '../target.ts';
import { EMULATOR_REGION } from './environment.ts';
import { type Gap, gapOf, ignoredOf } from './gaps.ts';
import { refsOnAws, withRefsOnAws } from './references.ts';
import { withRunnableContainers } from './web/task-definition.ts';

export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
  readonly UpdatePolicy?: Readonly<Record<string, unknown>>;
}

export interface Template {
  readonly Resources?: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown }>>;
}

/** Outputs with this prefix carry what CloudFormation resolved for a resource that was left out; see `fill-gaps.ts`. */
export const GAP_OUTPUT = 'CertlabGap';

/** What one stack does without on the emulator, or gets by another way. */
export interface LeftOutOfStack {
  readonly logicalId: string;
  readonly type: string;
  /** The property that is passed over, where the resource itself is made. */
  readonly ignores?: string;
  /** What `make` is given, with `{ CertlabGap: <name of an output> }` for each reference; nothing where nothing is made. */
  readonly properties: Readonly<Record<string, unknown>>;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const isReference = (value: Record<string, unknown>): boolean => {
  const [name, ...more] = Object.keys(value);
  return more.length === 0 && (name === 'Ref' || name?.startsWith('Fn::') === true);
};

/** `value` with each reference in it as an output of its own, named by the place where it stands. */
function referencesAsOutputs(value: unknown, place: string, outputs: Map<string, unknown>): unknown {
  if (!isObject(value)) return value;
  if (!Array.isArray(value) && isReference(value)) {
    outputs.set(place, value);
    return { [GAP_OUTPUT]: place };
  }
  const inner = (name: string | number, part: unknown) => referencesAsOutputs(part, `${place}${name}`, outputs);
  if (Array.isArray(value)) return value.map((part, i) => inner(i, part));
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, inner(name, part)]));
}

/** What `Ref` of a resource that was left out says on the emulator. */
export const leftOutName = (logicalId: string) => `left-out-${logicalId}`;

/** What any attribute of a resource that was left out says on the emulator. */
export const leftOutArn = (logicalId: string) => `arn:aws:left-out:${EMULATOR_REGION}:${EMULATOR_ACCOUNT}:${logicalId}`;

/** `value` with each reference to a resource that is gone replaced by a name that says so. */
function withoutReferences(value: unknown, gone: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((inner) => withoutReferences(inner, gone));
  if (!isObject(value)) return value;
  const ref = value.Ref;
  if (typeof ref === 'string' && gone.has(ref)) return leftOutName(ref);
  const getAtt = value['Fn::GetAtt'];
  if (Array.isArray(getAtt) && gone.has(getAtt[0])) return leftOutArn(getAtt[0]);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutReferences(inner, gone)]));
}

const mentions = (value: unknown, gone: ReadonlySet<string>): boolean =>
  JSON.stringify(withoutReferences(value, gone)) !== JSON.stringify(value);

/** The emulator's CloudFormation hands this property on as it is, to an API Gateway that looks for its API's spelling. */
function withCorsAsTheApiSpellsIt(resource: Resource): Resource {
  const cors = resource.Properties?.CorsConfiguration;
  if (resource.Type !== 'AWS::ApiGatewayV2::Api' || !isObject(cors)) return resource;
  const spelled = Object.entries(cors).map(([key, value]) => [key.charAt(0).toLowerCase() + key.slice(1), value]);
  return { ...resource, Properties: { ...resource.Properties, CorsConfiguration: Object.fromEntries(spelled) } };
}

/** The gaps of what this resource asks for and the emulator passes over. */
const passedOver = ({ Type, Properties = {} }: Resource): readonly Gap[] =>
  ignoredOf(Type).filter(({ ignores = '' }) => {
    const [property = '', ...inside] = ignores.split('.');
    const [part] = [Properties[property]].flat();
    return inside.reduce<unknown>((outer, name) => (isObject(outer) ? outer[name] : undefined), part) !== undefined;
  });

/** The same where no `Ref` in it is answered otherwise on AWS. */
function withRefs<Any>(part: Any, refs: ReadonlyMap<string, unknown>): Any {
  const adapted = withRefsOnAws(part, refs) as Any;
  return JSON.stringify(adapted) === JSON.stringify(part) ? part : adapted;
}

/** The template without what the emulator lacks, or the same where it lacks nothing, and what that was. Pure. */
export function adaptTemplate(template: Template): { template: Template; leftOut: LeftOutOfStack[] } {
  const all = Object.entries(template.Resources ?? {});
  const refs = refsOnAws(all);
  const resources = all.map(
    ([logicalId, resource]) =>
      [logicalId, withRefs(withRunnableContainers(withCorsAsTheApiSpellsIt(resource)), refs)] as const,
  );
  const asked = withRefs(template.Outputs ?? {}, refs);
  const gone = new Set(all.filter(([, { Type }]) => gapOf(Type) !== undefined).map(([logicalId]) => logicalId));
  const ignored = resources.flatMap(([logicalId, resource]) =>
    passedOver(resource).map((gap) => ({ logicalId, resource, gap })),
  );
  const same =
    resources.every(([logicalId, resource]) => resource === template.Resources?.[logicalId]) &&
    asked === (template.Outputs ?? asked);
  if (gone.size === 0 && ignored.length === 0 && same) {
    return { template, leftOut: [] };
  }

  const kept = resources
    .filter(([logicalId]) => !gone.has(logicalId))
    .map(([logicalId, resource]) => {
      const dependsOn = [resource.DependsOn ?? []].flat().filter((dependency) => !gone.has(dependency));
      const { DependsOn, UpdatePolicy, ...rest } = resource;
      const adapted = {
        ...(withoutReferences(rest, gone) as Resource),
        ...(dependsOn.length > 0 && { DependsOn: dependsOn }),
        // An update policy that names a deployment group which is gone would stop the update of the alias.
        ...(UpdatePolicy && !mentions(UpdatePolicy, gone) && { UpdatePolicy }),
      };
      return [logicalId, adapted] as const;
    });

  const outputs = Object.entries(asked).filter(([, { Value }]) => !mentions(Value, gone));
  const leftOut: LeftOutOfStack[] = [];
  const leaveOut = (logicalId: string, { type, ignores, make }: Gap, asked: Readonly<Record<string, unknown>>) => {
    const references = new Map<string, unknown>();
    const properties = make ? referencesAsOutputs(asked, `${GAP_OUTPUT}${logicalId}X`, references) : {};
    const added = [...references].map(([name, value]) => [name, { Value: withoutReferences(value, gone) }] as const);
    outputs.push(...added.map(([name, value]): (typeof outputs)[number] => [name, value]));
    leftOut.push({ logicalId, type, ...(ignores && { ignores }), properties: properties as typeof asked });
  };
  for (const [logicalId, { Type, Properties = {} }] of resources) {
    const gap = gapOf(Type);
    if (gap) leaveOut(logicalId, gap, Properties);
  }
  for (const { logicalId, resource, gap } of ignored) {
    const [property = ''] = gap.ignores?.split('.') ?? [];
    const names = [property, ...(gap.needs ?? [])].filter((name) => resource.Properties?.[name] !== undefined);
    const asked = Object.fromEntries(names.map((name) => [name, resource.Properties?.[name]]));
    leaveOut(logicalId, gap, { Ref: { Ref: logicalId }, ...asked });
  }
  return {
    template: { ...template, Resources: Object.fromEntries(kept), Outputs: Object.fromEntries(outputs) },
    leftOut,
  };
}

/** The roles that `cdk bootstrap` makes cannot be assumed here: their policies use a condition key that is unknown. */
const BOOTSTRAP_ROLES = ['assumeRoleArn', 'cloudFormationExecutionRoleArn', 'lookupRole'];

function withoutBootstrapRoles(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutBootstrapRoles);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !BOOTSTRAP_ROLES.includes(key))
      .map(([key, inner]) => [key, withoutBootstrapRoles(inner)]),
  );
}

const readJson = (file: string) => JSON.parse(readFileSync(file, 'utf8'));

/** Rewrites the assembly in `folder` for the emulator, and says by stack what was left out. */
export function adaptAssembly(folder: string): Readonly<Record<string, readonly LeftOutOfStack[]>> {
  const leftOut: Record<string, LeftOutOfStack[]> = {};
  /** A template is an asset named by the hash of its bytes: changed bytes need a new name, or an old upload is used. */
  const renamed = new Map<string, string>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.template.json'))) {
    const before = readFileSync(join(folder, file));
    const template = JSON.parse(before.toString());
    const adapted = adaptTemplate(template);
    leftOut[file.replace('.template.json', '')] = adapted.leftOut;
    if (adapted.template === template) continue;
    const after = JSON.stringify(adapted.template);
    renamed.set(createHash('sha256').update(before).digest('hex'), createHash('sha256').update(after).digest('hex'));
    writeFileSync(join(folder, file), after);
  }
  for (const file of readdirSync(folder).filter((name) => name === 'manifest.json' || name.endsWith('.assets.json'))) {
    let text = JSON.stringify(withoutBootstrapRoles(readJson(join(folder, file))));
    for (const [before, after] of renamed) text = text.replaceAll(before, after);
    writeFileSync(`${join(folder, file)}.new`, text);
    renameSync(`${join(folder, file)}.new`, join(folder, file));
  }
  return leftOut;
}
