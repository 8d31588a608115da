/**
 * Types whose `Ref` says something else on the emulator than on AWS. The adaptation writes what AWS answers in place of
 * each such `Ref`, so that a stack which is wrong on AWS is wrong here too.
 */
type Value = unknown;
type Properties = Readonly<Record<string, Value>>;

/**
 * By type: what AWS's `Ref` is, put together from the emulator's own; undefined where both are the same.
 * Sources: each type's page in the CloudFormation template reference, "Return values"; for rules on a custom bus
 * aws-cloudformation/cloudformation-coverage-roadmap #1131; for policies of buckets the primary identifier of the type.
 */
export const REF_ON_AWS: Readonly<Record<string, (ref: Value, properties: Properties) => Value | undefined>> = {
  // `<bus>|<rule>`, and the name alone on the default bus.
  'AWS::Events::Rule': (ref, { EventBusName: bus }) =>
    bus === undefined || bus === 'default' ? undefined : { 'Fn::Join': ['|', [bus, ref]] },
  // The route's own id; the emulator puts the API's before it.
  'AWS::ApiGatewayV2::Route': (ref) => ({ 'Fn::Select': [1, { 'Fn::Split': ['/', ref] }] }),
  // The bucket's name; the emulator adds `-policy`.
  'AWS::S3::BucketPolicy': (_, { Bucket }) => Bucket,
  // The ARN; the emulator answers with the name.
  'AWS::SecretsManager::Secret': (ref) => ({ 'Fn::GetAtt': [(ref as { Ref: string }).Ref, 'Arn'] }),
};

/** What AWS answers to `Ref` of these resources, by logical id; those where the emulator answers the same are left out. */
export function refsOnAws(
  resources: readonly (readonly [string, { readonly Type: string; readonly Properties?: Properties }])[],
): ReadonlyMap<string, Value> {
  return new Map(
    resources.flatMap(([logicalId, { Type, Properties = {} }]) => {
      const value = REF_ON_AWS[Type]?.({ Ref: logicalId }, Properties);
      return value === undefined ? [] : [[logicalId, value] as const];
    }),
  );
}

/** `value` with each `Ref`, and each `${name}` of a `Fn::Sub`, as AWS answers it; the same where there is none. */
export function withRefsOnAws(value: Value, refs: ReadonlyMap<string, Value>): Value {
  if (typeof value !== 'object' || value === null || refs.size === 0) return value;
  if (Array.isArray(value)) return value.map((inner) => withRefsOnAws(inner, refs));
  const { Ref: ref, 'Fn::Sub': sub } = value as { Ref?: Value; 'Fn::Sub'?: Value };
  if (typeof ref === 'string' && refs.has(ref)) return refs.get(ref);
  if (sub !== undefined) return substituted(sub, refs);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withRefsOnAws(inner, refs)]));
}

function substituted(sub: Value, refs: ReadonlyMap<string, Value>): Value {
  const [text, given = {}] = [sub].flat() as [string, Properties?];
  const own = withRefsOnAws(given, refs) as Properties;
  const named = [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name);
  const added = named.filter((name) => !(name in own) && refs.has(name)).map((name) => [name, refs.get(name)] as const);
  const variables = { ...own, ...Object.fromEntries(added) };
  return { 'Fn::Sub': Object.keys(variables).length > 0 ? [text, variables] : text };
}
