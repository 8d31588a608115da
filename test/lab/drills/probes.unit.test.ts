import { expect, test } from 'vitest';
import { withRegions } from '../../../lib/lab/aws/aws-clients.ts';
import type { CheckContext, Probe } from '../../../lib/lab/drills/drill.ts';
import {
  allowing,
  askedIn,
  equal,
  first,
  inlinePolicy,
  refused,
  shortened,
  status,
  without,
} from '../../../lib/lab/drills/probes.ts';
import type { PolicyDocument } from '../../../lib/lab/settings/iam.ts';
import { answeringAws } from '../../support/fakes/answering-aws.ts';

const words = 'The table does not have the specified index. '.repeat(8).trim();

test('a long body is cut between words, and says that it was', () => {
  for (let most = 20; most < words.length; most++) {
    const text = shortened(words, most);
    expect(text.length).toBeLessThanOrEqual(most);
    expect(text.endsWith('…')).toBe(true);
    const kept = text.slice(0, -1);
    expect(words.startsWith(kept)).toBe(true);
    expect(words[kept.length]).toBe(' ');
  }
});

test('what fits stays whole, and what has no words is cut where it must', () => {
  expect(shortened(words, words.length)).toBe(words);
  expect(shortened('x'.repeat(30), 10)).toBe(`${'x'.repeat(9)}…`);
});

test('a finding about a status ends its body at a word', () => {
  const { ok, saw } = status({ status: 500, headers: new Headers(), text: words }, 200);
  expect(ok).toBe(false);
  expect(saw).toMatch(/^HTTP 500: The table [\s\S]* \w+\.?…$/);
});

test('a cut falls behind a word that ends just there', () => {
  expect(shortened('abc def ghi', 8)).toBe('abc def…');
  expect(shortened('abc def ghi', 7)).toBe('abc…');
});

test('a status that is right, or that the emulator gave a cause for, has no body to read', () => {
  const answer = (status: number, text: string) => ({ status, headers: new Headers(), text });
  expect(status(answer(200, 'the page'), 200)).toEqual({ ok: true, saw: 'HTTP 200', wanted: 'HTTP 200' });
  expect(status(answer(500, '{"errorType":"TypeError"}'), 200)).toEqual({
    ok: false,
    saw: 'HTTP 500',
    wanted: 'HTTP 200',
  });
});

test('values are equal by their kind too', () => {
  expect(equal(10, 10)).toEqual({ ok: true, saw: '10', wanted: '10' });
  expect(equal('10', 10)).toMatchObject({ ok: false });
  expect(equal(undefined, 1)).toEqual({ ok: false, saw: 'undefined', wanted: '1' });
});

test('of several findings the first that is not ok counts, else the last', () => {
  const finding = (ok: boolean, saw: string) => ({ ok, saw, wanted: '' });
  expect(first(finding(true, 'a'), finding(false, 'b'), finding(false, 'c')).saw).toBe('b');
  expect(first(finding(true, 'a'), finding(true, 'b')).saw).toBe('b');
});

test.each([
  ['allowed', false],
  ['implicitDeny', true],
  ['explicitDeny', true],
])('where the simulator says %s, refused is %s', async (EvalDecision, ok) => {
  const { aws, calls } = answeringAws({
    'iam.getRole': { Role: { Arn: 'arn:role' } },
    'iam.simulatePrincipalPolicy': { EvaluationResults: [{ EvalDecision }] },
  });
  const finding = await refused(aws, 'reader', 's3:GetObject', 'arn:bucket/key');
  expect(finding.ok).toBe(ok);
  expect(finding.saw).toContain(EvalDecision);
  expect(calls).toEqual([
    ['iam.getRole', { RoleName: 'reader' }],
    [
      'iam.simulatePrincipalPolicy',
      { PolicySourceArn: 'arn:role', ActionNames: ['s3:GetObject'], ResourceArns: ['arn:bucket/key'] },
    ],
  ]);
});

test.each([{}, { EvaluationResults: [] }, { EvaluationResults: [{}] }])(
  'where the simulator says nothing (%j), nobody can tell whether it is refused',
  async (answer) => {
    const { aws } = answeringAws({
      'iam.getRole': { Role: { Arn: 'arn:role' } },
      'iam.simulatePrincipalPolicy': answer,
    });
    await expect(refused(aws, 'reader', 's3:GetObject', 'arn:bucket/key')).rejects.toThrow(
      /gave no result for s3:GetObject/,
    );
  },
);

const POLICY: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: ['dynamodb:Query', 'dynamodb:GetItem'],
      Resource: ['arn:table/one', 'arn:table/one/index/x'],
    },
    { Effect: 'Allow', Action: 'dynamodb:Query', Resource: 'arn:table/one' },
    { Effect: 'Allow', Action: 'dynamodb:Query', Resource: 'arn:table/two' },
  ],
};

test('a policy without an action keeps the rest, and drops a statement that is left with nothing', () => {
  expect(without(POLICY, 'dynamodb:Query', 'table/one')).toEqual({
    Version: '2012-10-17',
    Statement: [{ ...POLICY.Statement[0], Action: ['dynamodb:GetItem'] }, POLICY.Statement[2]],
  });
  expect(without(POLICY, 'dynamodb:PutItem', 'table/two').Statement).toEqual([
    ...POLICY.Statement.slice(0, 2),
    { ...POLICY.Statement[2], Action: ['dynamodb:Query'] },
  ]);
});

test('a policy with one statement more keeps all that it has', () => {
  expect(allowing(POLICY, 's3:GetObject', '*')).toEqual({
    Version: '2012-10-17',
    Statement: [...POLICY.Statement, { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
  });
});

test("the role's own policy is the first that IAM lists", async () => {
  const { aws, calls } = answeringAws({ 'iam.listRolePolicies': { PolicyNames: ['Default', 'by-hand'] } });
  expect(await inlinePolicy(aws, 'reader')).toEqual({ roleName: 'reader', policyName: 'Default' });
  expect(calls).toEqual([['iam.listRolePolicies', { RoleName: 'reader' }]]);
});

test('a probe that is asked of another region remembers that one as well', async () => {
  const there = answeringAws({}).aws;
  const lab = { aws: withRegions(answeringAws({}).aws, () => there) } as CheckContext;
  const asked: CheckContext['aws'][] = [];
  const probe: Probe = {
    expects: 'It is asked',
    remember: async ({ aws }) => {
      asked.push(aws);
      return [];
    },
    look: async ({ aws }) => ({ ok: asked.push(aws) > 0, saw: '', wanted: '' }),
  };
  const { remember, look, expects } = askedIn('eu-west-3', probe);
  await remember?.(lab);
  await look(lab);
  expect(asked.map((aws) => aws === there)).toEqual([true, true]);
  expect(expects).toBe('It is asked (eu-west-3)');
  expect(askedIn('eu-west-3', { expects, look: probe.look })).not.toHaveProperty('remember');
});
