/** Policies in a normal form, what is within what, and which requests a statement is tried with. */
import { describe, expect, it } from 'vitest';
import { actionsIn, resourcesFor, type World } from '../../../lib/lab/access/actions.ts';
import { globMatches } from '../../../lib/lab/access/glob.ts';
import {
  covers,
  inSet,
  partsOf,
  type RawStatement,
  type Statement,
  statementsOf,
} from '../../../lib/lab/access/statements.ts';

const ACCOUNT = '111122223333';
const ROOT = `arn:aws:iam::${ACCOUNT}:root`;
const QUEUE = `arn:aws:sqs:us-east-1:${ACCOUNT}:q`;

function one(raw: Partial<RawStatement>): Statement {
  const policy = { Statement: { Effect: 'Allow', Action: 'sqs:*', Resource: '*', ...raw } };
  return statementsOf([{ name: 'P', policy }])[0] as Statement;
}

describe('a pattern', () => {
  it.each([
    ['*', 'anything', true],
    ['sqs:send', 'sqs:send', true],
    ['sqs:send', 'sqs:sendmore', false],
    ['sqs:*', 'sqs:', true],
    ['sqs:?end', 'sqs:send', true],
    ['sqs:?end', 'sqs:end', false],
    ['a.c', 'abc', false],
    ['a*c', 'a\nc', true],
    ['*c', 'ab', false],
    // A pattern that stands for one character is not within one that stands for any text.
    ['s?s', 's*s', false],
  ])('%j on %j: %s', (pattern, text, matches) => {
    // Twice: the second time it is compiled already.
    expect([globMatches(pattern, text), globMatches(pattern, text)]).toEqual([matches, matches]);
  });
});

describe('a statement', () => {
  it('is known by its Sid, or by its number from one', () => {
    const named = statementsOf([
      { name: 'P', policy: { Statement: [{ Effect: 'Deny', Sid: 'Own' }, { Effect: 'Allow' }] } },
      { name: 'empty', policy: {} },
    ]);
    expect(named.map(({ where, allows }) => [where, allows])).toEqual([
      ['statement "Own" of P', false],
      ['statement 2 of P', true],
    ]);
    expect(named[0]).toMatchObject({ actions: { except: false, patterns: ['*'] }, principals: [], conditions: [] });
  });

  it.each<[string, RawStatement['Principal'], readonly string[]]>([
    ['nobody', undefined, []],
    ['everybody', '*', ['*']],
    ['everybody, spelled as an account', { AWS: '*' }, ['*']],
    ['every service, which is not everybody', { Service: '*' }, ['Service:*']],
    ['an account by its number', { AWS: ACCOUNT }, [`AWS:${ROOT}`]],
    ['an account by its root', { AWS: [ROOT] }, [`AWS:${ROOT}`]],
    ['a longer number, which is no account', { AWS: `${ACCOUNT}4` }, [`AWS:${ACCOUNT}4`]],
    ['a name that ends in a number', { AWS: `x${ACCOUNT}` }, [`AWS:x${ACCOUNT}`]],
    ['a number that is no account', { Federated: ACCOUNT }, [`Federated:${ACCOUNT}`]],
    ['two kinds', { AWS: ROOT, Service: ['a', 'b'] }, [`AWS:${ROOT}`, 'Service:a', 'Service:b']],
  ])('names %s', (_, Principal, principals) => {
    expect(one({ Principal }).principals).toEqual(principals);
  });

  it('that leaves somebody out is for everybody', () => {
    expect(one({ NotPrincipal: { AWS: ROOT } }).principals).toEqual(['*']);
  });

  it('has conditions in small letters, each value a text', () => {
    const Condition = { ArnEquals: { 'aws:SourceArn': QUEUE }, Bool: { 'aws:SecureTransport': [true] } };
    expect(one({ Condition }).conditions).toEqual([
      { operator: 'arnlike', key: 'aws:sourcearn', values: [QUEUE] },
      { operator: 'bool', key: 'aws:securetransport', values: ['true'] },
    ]);
    expect(one({ Condition: { ArnNotEquals: { k: 'v' } } }).conditions[0]?.operator).toBe('arnnotlike');
  });

  it('names the stages and routes of an API by one star or by two', () => {
    const API = `arn:aws:execute-api:us-east-1:${ACCOUNT}:api`;
    const from = (...sources: string[]) =>
      one({ Condition: { ArnLike: { 'AWS:SourceArn': sources } } }).conditions[0]?.values;
    expect(from(`${API}/*`, `${API}/*/*`)).toEqual([`${API}/*/*`, `${API}/*/*`]);
    const others = [`${API}*`, `${API}/prod/*`, `${API}/*/GET/*`, `arn:aws:execute-api:us-east-1:${ACCOUNT}:*`, QUEUE];
    expect(from(...others)).toEqual(others);
    expect(one({ Condition: { ArnLike: { k: `${API}/*` } } }).conditions[0]?.values).toEqual([`${API}/*`]);
  });

  it('falls into parts, one for each action, resource and principal', () => {
    const whole = one({ Action: ['sqs:A', 'sqs:B'], Resource: [QUEUE, '*'], Principal: { Service: ['s', 't'] } });
    const parts = partsOf(whole);
    expect(parts).toHaveLength(8);
    expect(new Set(parts.map((part) => JSON.stringify([part.actions, part.resources, part.principals]))).size).toBe(8);
    expect(parts[0]).toMatchObject({ actions: { except: false, patterns: ['sqs:a'] }, principals: ['Service:s'] });
    const but = one({ Action: undefined, NotAction: ['sqs:A', 'sqs:B'] });
    expect(partsOf(but)).toEqual([but]);
  });

  it('means an action that is named, or is none of those that are left out', () => {
    const { actions: named } = one({ Action: ['sqs:Send*', 'sqs:Get*'] });
    expect(['sqs:sendmessage', 'sqs:getqueueurl', 'sqs:purgequeue'].map((name) => inSet(named, name))).toEqual([
      ...[true, true, false],
    ]);
    const { actions: but } = one({ Action: undefined, NotAction: ['sqs:Send*', 'sqs:Get*'] });
    expect(['sqs:sendmessage', 'sqs:getqueueurl', 'sqs:purgequeue'].map((name) => inSet(but, name))).toEqual([
      ...[false, false, true],
    ]);
  });
});

describe('a statement within another', () => {
  const not = (...NotAction: string[]): Partial<RawStatement> => ({ Action: undefined, NotAction });
  const when = (operator: string, key: string, ...values: string[]): Partial<RawStatement> => ({
    Condition: { [operator]: { [key]: values } },
  });
  type Case = [string, outer: Partial<RawStatement>, inner: Partial<RawStatement>];

  it.each<Case>([
    ['the same', {}, {}],
    ['one action of all', { Action: '*' }, { Action: 'sqs:SendMessage' }],
    ['all but some, of all', { Action: '*' }, not('sqs:*')],
    ['two actions of two', { Action: ['sqs:a', 'sqs:b'] }, { Action: ['sqs:b', 'sqs:a'] }],
    ['a narrower pattern', { Action: 'sqs:*' }, { Action: 'sqs:Send*' }],
    ['all but more', not('sqs:a'), not('sqs:a', 'sqs:b')],
    ['all but what is wider', not('sqs:a'), not('sqs:*')],
    ['one resource', { Resource: '*' }, { Resource: QUEUE }],
    ['one of everybody', { Principal: '*' }, { Principal: { AWS: ROOT } }],
    ['one of two', { Principal: { AWS: [ROOT, 'b'] } }, { Principal: { AWS: 'b' } }],
    ['under a condition, where none was asked for', {}, when('StringEquals', 'k', 'v')],
    ['under the same condition', when('StringEquals', 'k', 'v'), when('StringEquals', 'K', 'v')],
    ['under one of two values', when('StringEquals', 'k', 'v', 'w'), when('StringEquals', 'k', 'w')],
    ['under a value that a pattern means', when('StringLike', 'k', 'v*'), when('StringEquals', 'k', 'vw')],
    ['under a narrower pattern', when('ArnLike', 'k', 'arn:*'), when('ArnLike', 'k', 'arn:aws:*')],
    [
      'under two conditions, one asked for',
      when('Bool', 'k', 'true'),
      {
        Condition: { Bool: { k: 'true' }, Null: { l: 'false' } },
      },
    ],
    ['where a key has to exist', when('StringEqualsIfExists', 'k', 'v'), when('StringEquals', 'k', 'v')],
    ['where the test of it is none of text', when('BoolIfExists', 'k', 'true'), when('Bool', 'k', 'true')],
    ['refusing more values', when('StringNotEquals', 'k', 'v'), when('StringNotEquals', 'k', 'v', 'w')],
    ['asking for a key by the same word', when('Null', 'k', 'false'), when('Null', 'k', 'false')],
  ])('%s', (_, outer, inner) => expect(covers(one(outer), one(inner))).toBe(true));

  it.each<Case>([
    ['all actions', { Action: 'sqs:Send*' }, { Action: 'sqs:*' }],
    ['one action more', { Action: 'sqs:a' }, { Action: ['sqs:a', 'sqs:b'] }],
    ['all but some, of some', { Action: 'sqs:*' }, not('iam:*')],
    ['some, of all but some', not('iam:*'), { Action: 'sqs:*' }],
    ['all but fewer', not('sqs:a', 'sqs:b'), not('sqs:a')],
    ['another resource', { Resource: QUEUE }, { Resource: `${QUEUE}-2` }],
    ['everybody', { Principal: { AWS: ROOT } }, { Principal: '*' }],
    ['one of two that was not meant', { Principal: { AWS: 'a' } }, { Principal: { AWS: ['a', 'b'] } }],
    ['without the condition', when('StringEquals', 'k', 'v'), {}],
    ['under another key', when('StringEquals', 'k', 'v'), when('StringEquals', 'l', 'v')],
    ['under one value more', when('StringEquals', 'k', 'v'), when('StringEquals', 'k', 'v', 'w')],
    ['under a pattern, where one value was asked for', when('StringEquals', 'k', 'v*'), when('StringLike', 'k', 'vw')],
    ['under a wider pattern', when('ArnLike', 'k', 'arn:aws:*'), when('ArnLike', 'k', 'arn:*')],
    ['where a key may be missing', when('StringEquals', 'k', 'v'), when('StringEqualsIfExists', 'k', 'v')],
    ['by another test', when('Bool', 'k', 'true'), when('Null', 'k', 'true')],
    ['by a test of another kind', when('StringEquals', 'k', 'true'), when('Bool', 'k', 'true')],
    [
      'under one of two conditions',
      { Condition: { Bool: { k: 'true' }, Null: { l: 'false' } } },
      when('Bool', 'k', 'true'),
    ],
    ['refusing fewer values', when('StringNotEquals', 'k', 'v', 'w'), when('StringNotEquals', 'k', 'v')],
    ['asking for a key by the other word', when('Null', 'k', 'false'), when('Null', 'k', 'true')],
  ])('not: %s', (_, outer, inner) => expect(covers(one(outer), one(inner))).toBe(false));
});

describe('what a statement is tried with', () => {
  const WORLD: World = { account: ACCOUNT, region: 'eu-west-3', arns: [QUEUE, `arn:aws:sns:us-east-1:${ACCOUNT}:t`] };
  const field = (name: string) => `\${${name}}`;
  const SEND = {
    name: 'sqs:SendMessage',
    changes: true,
    resources: [`arn:${field('Partition')}:sqs:${field('Region')}:${field('Account')}:${field('QueueName')}`],
  };
  const of = (Resource: string | readonly string[], world = WORLD) =>
    resourcesFor(SEND, one({ Resource }).resources, world).sort();

  it('are resources of its kind: what the lab has, one of the lab nobody has, and one of somebody else', () => {
    const other = `arn:aws:sqs:eu-west-3:${ACCOUNT}:of-somebody-else`;
    expect(of('*')).toEqual([other, QUEUE].sort());
    expect(of(QUEUE)).toEqual([QUEUE]);
    expect(of('arn:aws:sqs:*:*:orders-?')).toEqual(['arn:aws:sqs:ap-south-1:999999999999:orders-x']);
    expect(of('arn:*:sqs:us-east-1:1:a:b*', { ...WORLD, region: 'us-east-1' })).toEqual([
      'arn:aws:sqs:us-east-1:1:a:bof-somebody-else',
    ]);
    expect(of('arn:aws:sns:*:*:*')).toEqual([]);
    expect(of('arn:aws:sqs:*:2:*', { ...WORLD, region: 'us-east-1' })).toEqual([
      'arn:aws:sqs:eu-west-3:2:of-somebody-else',
    ]);
  });

  it('are those of the lab and those that are named alone, where nothing else is asked about', () => {
    const own = { ...WORLD, hasOthers: false };
    expect(of(['*', `${QUEUE}-2`, 'arn:aws:sqs:*:*:x'], own)).toEqual([QUEUE, `${QUEUE}-2`]);
  });

  it('is everything for an action that has no resource, and nothing where one is named', () => {
    const list = { name: 'sqs:ListQueues', changes: false, resources: [] };
    expect(resourcesFor(list, one({ Resource: '*' }).resources, WORLD)).toEqual(['*']);
    expect(resourcesFor(list, one({ Resource: QUEUE }).resources, WORLD)).toEqual([]);
  });

  async function actions(raw: Partial<RawStatement>, first: string[] = []) {
    const found = [];
    for await (const action of actionsIn(one(raw).actions, first)) found.push(action);
    return found;
  }

  it('are the actions that it means, what changes something first', async () => {
    const batches = (await actions({ Action: ['sqs:*MessageBatch', 'sqs:ListQueues'] })).map(({ name }) => name);
    expect(batches.at(-1)).toBe('sqs:ListQueues');
    expect(batches.filter((name) => !/^sqs:(\w+MessageBatch|ListQueues)$/.test(name))).toEqual([]);
    const all = await actions({ Action: 'sqs:*' });
    const [list] = all.filter(({ name }) => name === 'sqs:ListQueues');
    expect(list).toEqual({ name: 'sqs:ListQueues', changes: false, resources: [] });
    const lastChange = all.findLastIndex(({ changes }) => changes);
    expect(all.slice(0, lastChange + 1).every(({ changes }) => changes)).toBe(true);
    expect(all.length).toBeGreaterThan(lastChange + 1);
  });

  it('begin with the services that are near, and leave out what is no service', async () => {
    const services = async (raw: Partial<RawStatement>, first: string[]) => [
      ...new Set((await actions(raw, first)).map(({ name }) => name.split(':')[0])),
    ];
    expect(
      await services({ Action: ['sq?:Get*', 'iam:Get*', 'dynamodb:Get*'] }, ['dynamodb', 'nothing', 'sqs']),
    ).toEqual(['dynamodb', 'sqs', 'iam']);
  });
});
