/** Signs the tokens, and asks a verifier of aws-jwt-verify, with the keys of its pool, which of them it lets in. */
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import type { Token, Tokens } from '../../../lambda/shared/questions/security/tokens-let-in.ts';
import type { Outcome } from '../../../lambda/shared/questions/variants.ts';
import type { RunProof } from '../run.ts';

const OWN = 'us-east-1_Own000001';
const OTHER = 'us-east-1_Other0001';
const CLIENTS = { web: 'client-of-web', app: 'client-of-app' };
const issuer = (pool: string) => `https://cognito-idp.us-east-1.amazonaws.com/${pool}`;

/** A key pair for each pool, made when the first token is signed. */
const pools = new Map<string, { readonly privateKey: KeyObject; readonly publicKey: KeyObject }>();
function keysOf(pool: string) {
  const keys = pools.get(pool) ?? generateKeyPairSync('rsa', { modulusLength: 2048 });
  pools.set(pool, keys);
  return keys;
}

const part = (of: object) => Buffer.from(JSON.stringify(of)).toString('base64url');

function signed({ use, client, and }: Token): string {
  const now = Math.floor(Date.now() / 1_000);
  const pool = and === 'other-pool' ? OTHER : OWN;
  const claims = {
    sub: 'somebody',
    iss: issuer(pool),
    token_use: use,
    ...(use === 'id' ? { aud: CLIENTS[client] } : { client_id: CLIENTS[client] }),
    ...(use === 'access' && { scope: and === 'write' ? 'read write' : 'read' }),
    'cognito:groups': and === 'admin' ? ['admins'] : ['readers'],
    iat: now - 3_600,
    exp: and === 'late' ? now - 120 : now + 3_600,
  };
  const head = part({ alg: 'RS256', kid: pool });
  const signature = sign('RSA-SHA256', Buffer.from(`${head}.${part(claims)}`), keysOf(pool).privateKey);
  const sent = and === 'changed' ? { ...claims, scope: 'read write' } : claims;
  return `${head}.${part(sent)}.${signature.toString('base64url')}`;
}

/** The settings as text, and of each token what the guide has a verifier look at; nothing is signed and nobody is asked. */
export function reckonTokensLetIn({ tokens }: Tokens, code: string): Outcome {
  const said = (name: string) => new RegExp(`${name}: ([^\\[,}]+|\\[.*?\\])`).exec(code)?.[1]?.replace(/'/g, '').trim();
  const [use, clients] = [said('tokenUse'), said('clientId')];
  const grace = Number(said('graceSeconds') ?? 0);
  const lets = tokens.map((token) => {
    if (token.and === 'changed' || token.and === 'other-pool') return false;
    // What is late ended 120 seconds ago.
    if (token.and === 'late' && grace <= 120) return false;
    if (use !== 'null' && token.use !== use) return false;
    if (clients !== 'null' && !clients?.match(/\w+/g)?.includes(token.client)) return false;
    if (said('scope') === 'write' && (token.use !== 'access' || token.and !== 'write')) return false;
    return said('groups') !== 'admins' || token.and === 'admin';
  });
  const [first = false, second = false, third = false] = lets;
  return { first, second, third };
}

const three = (...tokens: [Token, Token, Token]): Tokens => ({ tokens });
const access: Token = { use: 'access', client: 'web' };

export const tokensLetInProof: Omit<RunProof<Tokens>, 'standsOn'> = {
  async perform({ tokens }, code) {
    const { CognitoJwtVerifier } = await import('aws-jwt-verify');
    const settings = runInNewContext(`(${code})`, CLIENTS, { timeout: 10_000 }) as Parameters<
      typeof CognitoJwtVerifier.create
    >[0];
    const verifier = CognitoJwtVerifier.create({ ...settings, userPoolId: OWN });
    const jwk = { ...keysOf(OWN).publicKey.export({ format: 'jwk' }), kid: OWN, alg: 'RS256', use: 'sig' };
    // The keys of the pool are at hand: nothing is fetched.
    verifier.cacheJwks({ keys: [{ ...jwk, kty: 'RSA' }] });
    const lets = await Promise.all(
      tokens.map((token) =>
        verifier.verify(signed(token), settings as never).then(
          () => true,
          () => false,
        ),
      ),
    );
    const [first = false, second = false, third = false] = lets;
    return { first, second, third };
  },
  vectors: [
    {
      source: 'Amazon Cognito Developer Guide, "Verifying JSON web tokens": signature, issuer and expiry are verified',
      setting: three(access, { ...access, and: 'changed' }, { ...access, and: 'late' }),
      code: "{ tokenUse: 'access', clientId: web }",
      leaves: { first: true, second: false, third: false },
    },
    {
      source: 'the same page: token_use is access or id, and aud or client_id the app client',
      setting: three({ use: 'id', client: 'web' }, access, { use: 'id', client: 'app' }),
      code: "{ tokenUse: 'id', clientId: web }",
      leaves: { first: true, second: false, third: false },
    },
    {
      source: 'the same page: the issuer is the user pool that the application trusts',
      setting: three({ ...access, and: 'other-pool' }, { ...access, and: 'write' }, access),
      code: "{ tokenUse: 'access', clientId: web, scope: 'write' }",
      leaves: { first: false, second: true, third: false },
    },
  ],
};
