/** What `Ref` says on AWS, in the template that the emulator gets. */
import { expect, it } from 'vitest';
import { adaptTemplate } from '../../lib/emulator/adapt-assembly.ts';
import { refsOnAws, withRefsOnAws } from '../../lib/emulator/references.ts';

const RULE = { Type: 'AWS::Events::Rule', Properties: { EventBusName: { Ref: 'Bus' } } };
const ON_AWS = { 'Fn::Join': ['|', [{ Ref: 'Bus' }, { Ref: 'Rule' }]] };
/** A variable in the text of a `Fn::Sub`. */
const the = (name: string) => `\${${name}}`;
const adapted = (value: unknown, rule: object = RULE) =>
  adaptTemplate({ Resources: { Rule: rule as typeof RULE }, Outputs: { Out: { Value: value } } }).template.Outputs?.Out
    ?.Value;

it('is bus and name for a rule on a custom bus, wherever it is asked for', () => {
  expect(adapted({ Ref: 'Rule' })).toEqual(ON_AWS);
  expect(adapted({ 'Fn::Join': ['/', ['x', { Ref: 'Rule' }]] })).toEqual({ 'Fn::Join': ['/', ['x', ON_AWS]] });
  expect(adapted({ 'Fn::Sub': `a ${the('Rule')} ${the('AWS::Region')}` })).toEqual({
    'Fn::Sub': [`a ${the('Rule')} ${the('AWS::Region')}`, { Rule: ON_AWS }],
  });
  expect(adapted({ 'Fn::Sub': [`${the('Rule')} ${the('x')}`, { x: { Ref: 'Rule' } }] })).toEqual({
    'Fn::Sub': [`${the('Rule')} ${the('x')}`, { x: ON_AWS, Rule: ON_AWS }],
  });
  const uses = { Type: 'AWS::SQS::Queue', Properties: { QueueName: { Ref: 'Rule' } } };
  const { template } = adaptTemplate({ Resources: { Rule: RULE, Uses: uses } });
  expect(template.Resources?.Uses?.Properties).toEqual({ QueueName: ON_AWS });
});

it.each([
  [
    'of a rule on the default bus',
    { Ref: 'Rule' },
    { Type: 'AWS::Events::Rule', Properties: { EventBusName: 'default' } },
  ],
  ['of a rule without a bus', { Ref: 'Rule' }, { Type: 'AWS::Events::Rule' }],
  ['of anything else', { Ref: 'Bus' }, RULE],
  ['by an attribute', { 'Fn::GetAtt': ['Rule', 'Arn'] }, RULE],
  ['by a variable of that name', { 'Fn::Sub': [the('Rule'), { Rule: 'own' }] }, RULE],
])('is left as it is %s', (_, value, rule) => {
  expect(adapted(value, rule)).toEqual(value);
});

it('is the id alone for a route, the bucket for its policy, and the ARN of a secret', () => {
  const refs = refsOnAws([
    ['Route', { Type: 'AWS::ApiGatewayV2::Route' }],
    ['Policy', { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: { Ref: 'Files' } } }],
    ['Password', { Type: 'AWS::SecretsManager::Secret' }],
  ]);

  expect(withRefsOnAws([{ Ref: 'Route' }, { Ref: 'Policy' }, { Ref: 'Password' }], refs)).toEqual([
    { 'Fn::Select': [1, { 'Fn::Split': ['/', { Ref: 'Route' }] }] },
    { Ref: 'Files' },
    { 'Fn::GetAtt': ['Password', 'Arn'] },
  ]);
});
