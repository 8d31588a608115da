/**
 * No stack takes a name from a `Ref` that says something else: of a rule on a custom bus it is `<bus>|<rule>`, which no
 * metric and no API call knows. What is needed stands in an attribute.
 */
import { beforeAll, expect, it } from 'vitest';
import { refsOnAws, withRefsOnAws } from '../../lib/emulator/references.ts';
import { recoveryStacks } from '../disaster-recovery/synthesize-recovery.ts';
import { type Synthesized, synthesize } from '../support/synthesize.ts';

let stacks: Synthesized[];
beforeAll(async () => {
  stacks = [...(await synthesize()), ...(await recoveryStacks())];
});

interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Record<string, unknown> }>
  >;
  readonly Outputs?: Readonly<Record<string, unknown>>;
}

/** Of a secret `Ref` is the ARN on AWS, which is what the CDK takes it for; nothing else says it. */
const RIGHT_ON_AWS = ['AWS::SecretsManager::Secret'];

/** Where a `Ref` of such a resource stands, as the names of the resource or output around it. */
function misread({ Resources, Outputs = {} }: Template): string[] {
  const refs = refsOnAws(Object.entries(Resources).filter(([, { Type }]) => !RIGHT_ON_AWS.includes(Type)));
  return Object.entries({ ...Resources, ...Outputs }).flatMap(([name, part]) =>
    JSON.stringify(withRefsOnAws(part, refs)) === JSON.stringify(part) ? [] : [name],
  );
}

it('no stack asks for one', () => {
  expect(stacks.flatMap(({ template }) => misread(template.toJSON() as Template))).toEqual([]);
});

it('notices one in a dimension, in a policy and in an output', () => {
  const Resources = stacks
    .map(({ template }) => (template.toJSON() as Template).Resources)
    .find((all) => Object.values(all).some(({ Type }) => Type === 'AWS::Events::EventBus')) as Template['Resources'];
  const [rule] = Object.entries(Resources).find(([, { Type }]) => Type === 'AWS::Events::Rule') as [string, unknown];
  const planted = {
    Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { Dimensions: [{ Name: 'RuleName', Value: { Ref: rule } }] } },
    Policy: {
      Type: 'AWS::IAM::Policy',
      Properties: { Resource: { 'Fn::Sub': `arn:aws:events:*:*:rule/\${${rule}}` } },
    },
  };

  expect(misread({ Resources: { ...Resources, ...planted }, Outputs: { Name: { Value: { Ref: rule } } } })).toEqual([
    'Alarm',
    'Policy',
    'Name',
  ]);
});
