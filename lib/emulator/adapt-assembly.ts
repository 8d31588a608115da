/**
 * Turns a synthesized cloud assembly into one that the emulator can deploy. Stacks and `bin/app.ts` know nothing of
 * this: the assembly that goes to AWS is the one that comes in here (docs/decisions/0001-adapt-the-assembly.md).
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EMULATOR_ACCOUNT, EMULATOR_REGION } from './environment.ts';
import { gapOf } from './gaps.ts';

interface Resource {
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
  /** Properties that hold no reference; the others come back as outputs named `CertlabGap<logicalId>X<property>`. */
  readonly literals: Readonly<Record<string, unknown>>;
  readonly resolved: readonly string[];
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const holdsReference = (value: unknown): boolean =>
  isObject(value) &&
  Object.entries(value).some(([key, inner]) => key === 'Ref' || key.startsWith('Fn::') || holdsReference(inner));

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

const demandsTls = (statement: unknown): boolean =>
  isObject(statement) &&
  statement.Effect === 'Deny' &&
  JSON.stringify(statement.Condition) === '{"Bool":{"aws:SecureTransport":"false"}}';

/**
 * The emulator speaks plain HTTP, on loopback alone, and evaluates `aws:SecureTransport` as it is: a policy that refuses
 * whatever is not TLS would refuse everything here. Such statements go, and a policy that holds nothing else goes too.
 */
export function withoutTlsDemand<Any extends Resource>(resource: Any): Any | undefined {
  const document = resource.Properties?.PolicyDocument;
  if (!isObject(document) || !Array.isArray(document.Statement)) return resource;
  const statements = document.Statement.filter((statement) => !demandsTls(statement));
  if (statements.length === document.Statement.length) return resource;
  if (statements.length === 0) return undefined;
  return {
    ...resource,
    Properties: { ...resource.Properties, PolicyDocument: { ...document, Statement: statements } },
  };
}

/** The emulator's CloudFormation hands this property on as it is, to an API Gateway that looks for its API's spelling. */
function withCorsAsTheApiSpellsIt(resource: Resource): Resource {
  const cors = resource.Properties?.CorsConfiguration;
  if (resource.Type !== 'AWS::ApiGatewayV2::Api' || !isObject(cors)) return resource;
  const spelled = Object.entries(cors).map(([key, value]) => [key.charAt(0).toLowerCase() + key.slice(1), value]);
  return { ...resource, Properties: { ...resource.Properties, CorsConfiguration: Object.fromEntries(spelled) } };
}

const isLeftOut = (type: string): boolean => {
  const gap = gapOf(type);
  return gap !== undefined && gap.ignores === undefined;
};

/** What has to be set on a resource that is made, because the emulator passes over a property of it. */
const ignoredOf = ({ Type, Properties }: Resource): unknown => Properties?.[gapOf(Type)?.ignores ?? ''];

/** The template without what the emulator lacks, or the same where it lacks nothing, and what that was. Pure. */
export function adaptTemplate(template: Template): { template: Template; leftOut: LeftOutOfStack[] } {
  const all = Object.entries(template.Resources ?? {});
  const resources = all.flatMap(([logicalId, resource]) => {
    const adapted = withoutTlsDemand(resource);
    return adapted ? [[logicalId, withCorsAsTheApiSpellsIt(adapted)] as const] : [];
  });
  const gone = new Set(
    all
      .filter(([logicalId, { Type }]) => isLeftOut(Type) || !resources.some(([kept]) => kept === logicalId))
      .map(([logicalId]) => logicalId),
  );
  const ignored = resources.filter(([, resource]) => ignoredOf(resource) !== undefined);
  const same = resources.every(([logicalId, resource]) => resource === template.Resources?.[logicalId]);
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

  const outputs = Object.entries(template.Outputs ?? {}).filter(([, { Value }]) => !mentions(Value, gone));
  const leftOut: LeftOutOfStack[] = [];
  for (const [logicalId, { Type, Properties = {} }] of resources) {
    if (!gone.has(logicalId)) continue;
    const entries = Object.entries(Properties);
    const resolved = gapOf(Type)?.make ? entries.filter(([, value]) => holdsReference(value)) : [];
    for (const [property, value] of resolved) {
      outputs.push([`${GAP_OUTPUT}${logicalId}X${property}`, { Value: withoutReferences(value, gone) }]);
    }
    leftOut.push({
      logicalId,
      type: Type,
      literals: Object.fromEntries(entries.filter(([, value]) => !holdsReference(value))),
      resolved: resolved.map(([property]) => property),
    });
  }
  for (const [logicalId, resource] of ignored) {
    const property = gapOf(resource.Type)?.ignores as string;
    outputs.push([`${GAP_OUTPUT}${logicalId}XRef`, { Value: { Ref: logicalId } }]);
    leftOut.push({
      logicalId,
      type: resource.Type,
      literals: { [property]: ignoredOf(resource) },
      resolved: ['Ref'],
    });
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
