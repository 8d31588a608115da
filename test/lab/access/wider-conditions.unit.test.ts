import { describe, expect, test } from 'vitest';
import type { World } from '../../../lib/lab/access/actions.ts';
import { refusing } from '../../../lib/lab/access/refusing.ts';
import type { RawStatement } from '../../../lib/lab/access/statements.ts';
import { type Access, widerThan } from '../../../lib/lab/access/wider.ts';

const ACCOUNT = '111122223333';
const TABLE = `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/Content-1A2B`;
const WORLD: World = { account: ACCOUNT, region: 'us-east-1', arns: [TABLE] };
const access = (...Statement: readonly RawStatement[]): Access => ({
  policies: [{ name: 'the policy "P"', policy: { Version: '2012-10-17', Statement } }],
});
const READING: RawStatement = { Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:Query'], Resource: TABLE };

describe('a permission too wide is too wide on any condition', () => {
  test.each<[RawStatement['Condition']]>([
    [{ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }],
    [{ IpAddress: { 'aws:SourceIp': ['192.0.2.0/24', '2001:db8::/32'] } }],
    [{ NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }],
    [{ DateLessThan: { 'aws:CurrentTime': '2031-01-01T00:00:00Z' } }],
    [
      {
        DateGreaterThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' },
        DateLessThan: { 'aws:CurrentTime': '2031-01-01T00:00:00Z' },
      },
    ],
    [{ NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } }],
    [{ NumericGreaterThanEquals: { 'aws:MultiFactorAuthAge': '1' } }],
    [{ Null: { 'aws:TokenIssueTime': 'false' } }],
    [{ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }],
    [{ StringLike: { 'aws:PrincipalTag/team': 'o*s' } }],
    [{ StringNotEquals: { 'aws:PrincipalTag/team': 'theirs' } }],
    [{ StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-example' } }],
    [{ 'ForAnyValue:StringEquals': { 'aws:CalledVia': 'athena.amazonaws.com' } }],
  ])('%j', async (Condition) => {
    const now = access(READING, { Effect: 'Allow', Action: 'dynamodb:*', Resource: '*', Condition });
    expect(await widerThan(now, access(READING), WORLD)).toMatchObject({ action: expect.stringMatching(/^dynamodb:/) });
  });
});

test('all but one service is too wide in a service that nothing here is named of', async () => {
  const before = access(READING, { Effect: 'Allow', Action: 'xray:PutTraceSegments', Resource: '*' });
  const now = access(READING, { Effect: 'Allow', NotAction: 'dynamodb:*', Resource: '*' });
  expect(await widerThan(now, before, WORLD)).toMatchObject({ action: expect.stringMatching(/^xray:/) });
});

describe('a refusal takes away what it is meant for, on whatever it depends', () => {
  const withDenial = (Condition: RawStatement['Condition']) =>
    access(READING, { Effect: 'Deny', Action: 'dynamodb:Query', Resource: TABLE, Condition });

  test.each<[RawStatement['Condition']]>([
    [{ 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': ['*#PROJECT#*'] } }],
    [{ DateGreaterThan: { 'aws:CurrentTime': '2031-01-01T00:00:00Z' } }],
    [{ NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }],
  ])('%j', async (Condition) => {
    const lost = await widerThan(access(READING), refusing(withDenial(Condition)), WORLD);
    expect(lost).toMatchObject({ action: 'dynamodb:Query', resource: TABLE });
  });

  test.each<[RawStatement['Condition']]>([
    [{ Bool: { 'aws:SecureTransport': 'false' } }],
    [{ StringNotEquals: { 'aws:RequestedRegion': 'us-east-1' } }],
  ])('but for what no request of ours is: %j', async (Condition) => {
    expect(refusing(withDenial(Condition))).toEqual(withDenial(Condition));
  });
});

describe('a condition with another value beside that of before', () => {
  const of = (...teams: string[]) =>
    access({ ...READING, Condition: { StringEquals: { 'aws:PrincipalTag/team': teams } } });

  test.each([
    [['theirs', 'ours'], ['ours']],
    [['ours', 'theirs'], ['ours']],
  ])('is wider: %j', async (now, before) => {
    expect(await widerThan(of(...now), of(...before), WORLD)).toMatchObject({ resource: TABLE });
  });

  test('is not wider in another order, or with one of them', async () => {
    expect(await widerThan(of('theirs', 'ours'), of('ours', 'theirs'), WORLD)).toBeUndefined();
    expect(await widerThan(of('theirs'), of('ours', 'theirs'), WORLD)).toBeUndefined();
  });
});

describe('a grant on a condition is narrower', () => {
  const lost = (Condition: RawStatement['Condition']) =>
    widerThan(access(READING), refusing(access({ ...READING, Condition })), { ...WORLD, hasOthers: false });

  test.each<[RawStatement['Condition']]>([
    [{ StringEquals: { 'aws:RequestedRegion': 'us-east-1' } }],
    [{ StringEquals: { 'aws:PrincipalAccount': ACCOUNT } }],
    [{ Bool: { 'aws:SecureTransport': 'true' } }],
  ])('but not on what every request carries: %j', async (Condition) => {
    expect(await lost(Condition)).toBeUndefined();
  });

  test.each<[RawStatement['Condition']]>([
    [{ StringEquals: { 'aws:RequestedRegion': 'eu-west-3' } }],
    [{ StringEquals: { 'aws:PrincipalAccount': '999999999999' } }],
    [{ Bool: { 'aws:SecureTransport': 'false' } }],
    [{ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }],
    [{ DateLessThan: { 'aws:CurrentTime': '2031-01-01T00:00:00Z' } }],
    [{ StringEquals: { 'aws:RequestedRegion': 'us-east-1' }, Bool: { 'aws:MultiFactorAuthPresent': 'true' } }],
  ])('%j', async (Condition) => {
    expect(await lost(Condition)).toMatchObject({ resource: TABLE });
  });
});

describe("a resource's own policy refuses whatever it refused as deployed", () => {
  const QUEUE = `arn:aws:sqs:us-east-1:${ACCOUNT}:Activity`;
  const world: World = { ...WORLD, arns: [QUEUE] };
  const RULE: RawStatement = {
    Effect: 'Allow',
    Action: 'sqs:SendMessage',
    Resource: QUEUE,
    Principal: { Service: 'events.amazonaws.com' },
    Condition: { ArnEquals: { 'aws:SourceArn': `arn:aws:events:us-east-1:${ACCOUNT}:rule/bus/ToQueue` } },
  };
  const TLS: RawStatement = {
    Effect: 'Deny',
    Action: 'sqs:*',
    Resource: QUEUE,
    Principal: { AWS: '*' },
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
  const { Action: _, ...UNNAMED } = TLS;
  const found = (...now: readonly RawStatement[]) => widerThan(access(...now), access(RULE, TLS), world, QUEUE);

  test.each<[string, readonly RawStatement[], string | RegExp]>([
    ['gone', [RULE], /^sqs:/],
    ['gone, with all of the policy', [], /^sqs:/],
    ['of one action alone', [RULE, { ...TLS, Action: 'sqs:SendMessage' }], /^sqs:(?!SendMessage$)/],
    ['of all but one action', [RULE, { ...UNNAMED, NotAction: 'sqs:PurgeQueue' }], 'sqs:PurgeQueue'],
    ['of one service alone', [RULE, { ...TLS, Principal: { Service: 'events.amazonaws.com' } }], /^sqs:/],
    ['the other way about', [RULE, { ...TLS, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }], /^sqs:/],
    ['of another queue', [RULE, { ...TLS, Resource: `${QUEUE}-other` }], /^sqs:/],
  ])('its denial of what is not TLS is %s', async (_, now, action) => {
    const wider = await found(...now);
    expect(wider?.action).toMatch(action);
    expect(wider?.where).toBe('the lack of statement 2 of the policy "P"');
  });

  test.each<[string, readonly RawStatement[]]>([
    ['as it was', [RULE, TLS]],
    ['first, and with a name', [{ Sid: 'OnlyTls', ...TLS, Principal: '*' }, RULE]],
    ['in two statements', [RULE, { ...TLS, Action: 'sqs:Send*' }, { ...UNNAMED, NotAction: 'sqs:Send*' }]],
    ['of every action', [RULE, { ...TLS, Action: '*', Resource: '*' }]],
    ['by a comparison of text', [RULE, { ...TLS, Condition: { StringEquals: { 'aws:SecureTransport': 'false' } } }]],
    ['on no condition', [{ ...TLS, Condition: {} }]],
  ])('its denial of what is not TLS is there: %s', async (_, now) => {
    expect(await found(...now)).toBeUndefined();
  });
});
