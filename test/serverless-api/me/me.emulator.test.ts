import { createHmac, createPublicKey, type JsonWebKey } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { learnersOf, type Tokens } from '../../support/api/learners.ts';
import { deployedTarget } from '../../support/deployed-target.ts';

const target = await deployedTarget();
const { cognito, clientId, outputs, signUp, signIn, ask } = learnersOf(target);
const UserPoolId = outputs.UserPoolId as string;
const bearer = (token: string) => `Bearer ${token}`;
const record = (id: string) => ({ kind: 'sat', id, at: 1, exam: 'SAA-C03', passed: true });
const OTHER = '00000000-0000-4000-8000-000000000000';

let ada: Tokens;
let adasMail: string;
let bob: Tokens;
let adasEpoch: string;

beforeAll(async () => {
  adasMail = await signUp();
  [ada, bob] = await Promise.all([signIn(adasMail), signUp().then((mail) => signIn(mail))]);
  const added = await ask(bearer(ada.access), 'POST', '/v1/me/evidence', { epoch: null, records: [record('ada-1')] });
  adasEpoch = ((await added.json()) as { epoch: string }).epoch;
});

const logOf = async (tokens: Tokens) => {
  const answer = await ask(bearer(tokens.access), 'GET', '/v1/me/evidence');
  const { items } = (await answer.json()) as { items: { id: string }[] };
  return items.map(({ id }) => id);
};

const ROUTES = [
  ['GET', '/v1/me', undefined],
  ['HEAD', '/v1/me', undefined],
  ['DELETE', '/v1/me', undefined],
  ['GET', '/v1/me/evidence', undefined],
  ['POST', '/v1/me/evidence', { epoch: null, records: [record('of a stranger')] }],
] as const;

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const parts = (token: string) => token.split('.') as [string, string, string];
const claimsOf = (token: string) => JSON.parse(Buffer.from(parts(token)[1], 'base64url').toString());
const headerOf = (token: string) => JSON.parse(Buffer.from(parts(token)[0], 'base64url').toString());

/** The pool's public key as text: what a verifier that lets the token choose the algorithm would take for a secret. */
async function hmacByPublicKey(token: string): Promise<string> {
  const { keys } = (await (await fetch(`${target.endpoint}/${UserPoolId}/.well-known/jwks.json`)).json()) as {
    keys: (JsonWebKey & { kid: string })[];
  };
  const header = headerOf(token);
  const key = keys.find(({ kid }) => kid === header.kid) as JsonWebKey;
  const pem = createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
  const signed = `${part({ ...header, alg: 'HS256' })}.${parts(token)[1]}`;
  return `${signed}.${createHmac('sha256', pem).update(signed).digest('base64url')}`;
}

/** A token of a client that the API does not know, in the same pool. */
async function ofAnotherClient(): Promise<string> {
  const { UserPoolClient } = await cognito.createUserPoolClient({
    UserPoolId,
    ClientName: 'another',
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  });
  const { access } = await learnersOf(target, UserPoolClient?.ClientId).signIn(adasMail);
  return access;
}

/** A token that has expired: the client's tokens live for seconds while it is made, which AWS would not take (5 minutes). */
async function expired(): Promise<string> {
  const { UserPoolClient: was = {} } = await cognito.describeUserPoolClient({ UserPoolId, ClientId: clientId });
  const { ExplicitAuthFlows, TokenValidityUnits, AccessTokenValidity } = was;
  const change = (validity: object) =>
    cognito.updateUserPoolClient({ UserPoolId, ClientId: clientId, ExplicitAuthFlows, ...validity });
  try {
    await change({ AccessTokenValidity: 1, TokenValidityUnits: { ...TokenValidityUnits, AccessToken: 'seconds' } });
    const { access } = await signIn(adasMail);
    await sleep(2_100);
    return access;
  } finally {
    await change({ AccessTokenValidity, TokenValidityUnits });
  }
}

describe('a token is asked for, and a good one', () => {
  const BAD: Record<string, () => Promise<string | undefined> | string | undefined> = {
    'no token': () => undefined,
    'an empty header': () => '',
    garbage: () => bearer('garbage'),
    'three parts of garbage': () => bearer('a.b.c'),
    'another subject under the same signature': () => {
      const [header, , signature] = parts(ada.access);
      return bearer(`${header}.${part({ ...claimsOf(ada.access), sub: claimsOf(bob.access).sub })}.${signature}`);
    },
    'no signature, by algorithm none': () =>
      bearer(`${part({ ...headerOf(ada.access), alg: 'none' })}.${parts(ada.access)[1]}.`),
    'an HMAC by the public key': async () => bearer(await hmacByPublicKey(ada.access)),
    'a token of another client': async () => bearer(await ofAnotherClient()),
    'a token that has expired': async () => bearer(await expired()),
  };
  it.each(Object.entries(BAD))('refuses %s with 401 on every route, and does nothing', async (_, make) => {
    const authorization = await make();
    for (const [method, path, body] of ROUTES) {
      const answer = await ask(authorization, method, path, body);
      expect([method, path, answer.status]).toEqual([method, path, 401]);
    }
    expect(await logOf(ada)).toEqual(['ada-1']);
  });

  // A refresh token of AWS is encrypted, and so none that an authorizer reads: 401 there.
  it.each(['id', 'refresh'] as const)('refuses the other token of a sign-in, which has no scope: %s', async (kind) => {
    for (const [method, path, body] of ROUTES) {
      const answer = await ask(bearer(ada[kind]), method, path, body);
      expect([method, path, answer.status]).toEqual([method, path, 403]);
    }
    expect(await logOf(ada)).toEqual(['ada-1']);
  });

  it('takes a token without the word Bearer, as API Gateway does', async () => {
    expect((await ask(ada.access, 'GET', '/v1/me')).status).toBe(200);
  });

  it('takes a token whose sign-in was revoked until it expires, while nobody gets another by it', async () => {
    const tokens = await signIn(adasMail);
    await cognito.revokeToken({ ClientId: clientId, Token: tokens.refresh });
    expect((await ask(bearer(tokens.access), 'GET', '/v1/me')).status).toBe(200);
    const again = cognito.initiateAuth({
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      ClientId: clientId,
      AuthParameters: { REFRESH_TOKEN: tokens.refresh },
    });
    await expect(again).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    const { exp, iat } = claimsOf(tokens.access);
    expect(exp - iat).toBe(15 * 60);
  });

  it('says without a token where to sign in', async () => {
    const answer = await ask(undefined, 'GET', '/v1/sign-in');
    expect(await answer.json()).toEqual({
      endpoint: `https://cognito-idp.${target.region}.amazonaws.com/`,
      clientId,
    });
  });
});

describe('two learners', () => {
  const cases: readonly [string, () => [Tokens, Tokens]][] = [
    ['one', () => [ada, bob]],
    ['the other', () => [bob, ada]],
  ];
  it.each(cases)('%s sees and changes nothing of the other on any route', async (_, both) => {
    const [me, other] = both();
    const before = await logOf(other);
    const { epoch } = (await (await ask(bearer(other.access), 'GET', '/v1/me')).json()) as { epoch: string | null };

    const theirs = { epoch: epoch ?? OTHER, records: [record('by another')] };
    expect((await ask(bearer(me.access), 'POST', '/v1/me/evidence', theirs)).status).toBe(409);
    expect((await ask(bearer(me.access), 'GET', `/v1/me/evidence?since=0.${epoch ?? OTHER}`)).status).toBe(409);
    expect(await logOf(me)).not.toEqual(before);
    const head = (await (await ask(bearer(me.access), 'GET', '/v1/me')).json()) as { epoch: string | null };
    expect(head.epoch).not.toBe(epoch);
    expect(await logOf(other)).toEqual(before);
  });

  it('deletes one’s own log alone, at once, and refuses the old one from a device that comes back', async () => {
    const begun = await ask(bearer(bob.access), 'POST', '/v1/me/evidence', { epoch: null, records: [record('bob-1')] });
    const { epoch } = (await begun.json()) as { epoch: string };
    expect(await (await ask(bearer(bob.access), 'DELETE', '/v1/me')).json()).toEqual({ finished: true });
    expect([await logOf(bob), await logOf(ada)]).toEqual([[], ['ada-1']]);

    const late = { epoch, records: [record('bob-2')] };
    const refused = await ask(bearer(bob.access), 'POST', '/v1/me/evidence', late);
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([409, 'AnotherLog']);
    expect(await logOf(bob)).toEqual([]);
  });

  it('deletes the account by its own token, after which nobody signs in to it', async () => {
    const mail = await signUp();
    const tokens = await signIn(mail);
    await cognito.deleteUser({ AccessToken: tokens.access });
    await expect(signIn(mail)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });
});

it('keeps records once, however often and by however many devices they are sent', async () => {
  const mail = await signUp();
  const [phone, laptop] = [await signIn(mail), await signIn(mail)];
  const first = await ask(bearer(phone.access), 'POST', '/v1/me/evidence', { epoch: null, records: [record('a')] });
  const { epoch } = (await first.json()) as { epoch: string };
  const send = (tokens: Tokens, ids: string[]) =>
    ask(bearer(tokens.access), 'POST', '/v1/me/evidence', { epoch, records: ids.map(record) });
  const answers = await Promise.all([
    send(phone, ['a', 'b', 'c']),
    send(laptop, ['b', 'c', 'd']),
    send(phone, ['e', 'a']),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect((await logOf(laptop)).toSorted()).toEqual(['a', 'b', 'c', 'd', 'e']);
});

afterAll(async () => {
  const { UserPoolClients = [] } = await cognito.listUserPoolClients({ UserPoolId });
  for (const { ClientId } of UserPoolClients)
    if (ClientId !== clientId) await cognito.deleteUserPoolClient({ UserPoolId, ClientId });
  expect(adasEpoch).toMatch(/^[\da-f-]{36}$/);
});
