/** Comparing a stack with its template: what counts as the same, what as a difference, and how references are replaced. */
import { describe, expect, it } from 'vitest';
import { differences } from '../../../lib/lab/deployed/normal-form.ts';
import { resolve } from '../../../lib/lab/deployed/resolve.ts';

describe('a property is as its template says', () => {
  it.each([
    ['a number in text', { VisibilityTimeout: 30 }, { VisibilityTimeout: '30' }],
    ['truth in text', { FifoQueue: true }, { FifoQueue: 'true' }],
    ['names in another order', { A: { x: 1, y: 2 } }, { A: { y: 2, x: 1 } }],
    ['a list in another order', { KeySchema: [{ a: 1 }, { b: 2 }] }, { KeySchema: [{ b: 2 }, { a: 1 }] }],
    ['a document as text', { RedrivePolicy: { maxReceiveCount: 5 } }, { RedrivePolicy: '{"maxReceiveCount":5}' }],
    ['tags as a map', { Tags: [{ Key: 'a', Value: 'b' }] }, { Tags: { a: 'b', 'aws:cloudformation:stack-name': 'X' } }],
    [
      'tags of a user pool',
      { UserPoolTags: { a: 'b' } },
      { UserPoolTags: { a: 'b', 'aws:cloudformation:stack-name': 'X' } },
    ],
    ['no tags as an empty list', {}, { Tags: [] }],
    [
      "IAM's one value for a list of one",
      { PolicyDocument: { Statement: [{ Action: ['s3:GetObject'], Resource: '*' }] } },
      { PolicyDocument: '{"Statement": [{"Action": "s3:GetObject", "Resource": ["*"]}]}' },
    ],
    [
      "cross-origin settings in the API's spelling",
      { CorsConfiguration: { maxAge: 1 } },
      { CorsConfiguration: { MaxAge: 1 } },
    ],
  ])('also with %s', (_, expected, found) => {
    expect(differences(expected, found)).toEqual([]);
  });
});

describe('a difference is found', () => {
  it.each([
    ['a value that was changed', { Timeout: 10 }, { Timeout: 3 }, [['Timeout', '10', '3']]],
    ['a property that is missing', { Timeout: 10 }, {}, [['Timeout', '10', undefined]]],
    ['one that was added', {}, { Timeout: 3 }, [['Timeout', undefined, '3']]],
    ['deep inside, by its path', { A: { B: [{ C: 1 }] } }, { A: { B: [{ C: 2 }] } }, [['A.B.C', '1', '2']]],
    ['an element too many', { A: ['x'] }, { A: ['x', 'y'] }, [['A', ['x'], ['x', 'y']]]],
    ['another tag', { Tags: [{ Key: 'a', Value: 'b' }] }, { Tags: { a: 'c' } }, [['Tags.a', 'b', 'c']]],
    [
      'another order inside of text, where it means something',
      { DefinitionString: '{"Choices":[1,2]}' },
      { DefinitionString: '{"Choices":[2,1]}' },
      [
        ['DefinitionString.Choices', '1', '2'],
        ['DefinitionString.Choices', '2', '1'],
      ],
    ],
    [
      'one action more in a policy',
      { PolicyDocument: { Statement: [{ Action: 'a:b' }] } },
      { PolicyDocument: { Statement: [{ Action: ['a:b', 'a:c'] }] } },
      [['PolicyDocument.Statement.Action', 'a:b', ['a:b', 'a:c']]],
    ],
    [
      'a pattern that is no list any more',
      { EventPattern: { source: ['a'] } },
      { EventPattern: '{"source":"a"}' },
      [['EventPattern.source', ['a'], 'a']],
    ],
  ])('%s', (_, expected, found, wanted) => {
    expect(differences(expected, found).map(({ path, expected: e, found: f }) => [path, e, f])).toEqual(wanted);
  });
});

describe('references of a template', () => {
  const references = {
    ref: (name: string) => `ref(${name})`,
    attribute: async (logicalId: string, attribute: string) => `att(${logicalId}, ${attribute})`,
    mappings: { Regions: { 'ref(AWS::Region)': { zone1: 'use1-az1' } } },
  };

  it.each([
    [{ Ref: 'A' }, 'ref(A)'],
    [{ 'Fn::GetAtt': ['A', 'Arn'] }, 'att(A, Arn)'],
    [{ 'Fn::GetAtt': 'A.B.C' }, 'att(A, B.C)'],
    [{ 'Fn::Join': ['-', ['x', { Ref: 'A' }]] }, 'x-ref(A)'],
    [{ 'Fn::FindInMap': ['Regions', { Ref: 'AWS::Region' }, 'zone1'] }, 'use1-az1'],
    [{ 'Fn::FindInMap': ['Regions', { Ref: 'AWS::Region' }, 'zone2'] }, undefined],
    [{ 'Fn::Select': [1, { 'Fn::Split': [':', 'a:b:c'] }] }, 'b'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a template's.
    [{ 'Fn::Sub': '${A}/${B.Arn}/${!C}/$d' }, 'ref(A)/att(B, Arn)/${C}/$d'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a template's.
    [{ 'Fn::Sub': ['${V}', { V: { Ref: 'A' } }] }, 'ref(A)'],
    [
      { a: [{ Ref: 'A' }], b: 1, c: { Ref: 'A', other: true } },
      { a: ['ref(A)'], b: 1, c: { Ref: 'A', other: true } },
    ],
  ])('%j', async (value, resolved) => {
    expect(await resolve(value, references)).toEqual(resolved);
  });

  it('refuses a function that it does not know, by name', async () => {
    await expect(resolve({ 'Fn::ImportValue': 'x' }, references)).rejects.toMatchObject({ code: 'UnknownIntrinsic' });
  });
});
