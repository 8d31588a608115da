/** Which tokens does a verifier let in, by the pool, the client, the use and the scope that it asks for? */
import { defineVariants, type Outcome, ofThree, type Variant } from '../variants.ts';

/** A token as the question describes it; each is signed by the user pool that it names. */
export interface Token {
  readonly use: 'access' | 'id';
  readonly client: 'web' | 'app';
  /** What makes it special, if anything. */
  readonly and?: 'write' | 'admin' | 'late' | 'changed' | 'other-pool';
}

export interface Tokens {
  readonly tokens: readonly [Token, Token, Token];
}

type Lets = (token: Token) => boolean;

/** What no setting of a verifier for this pool lets in. */
const isSound = ({ and }: Token) => and !== 'changed' && and !== 'other-pool';
const inTime = ({ and }: Token) => and !== 'late';

const leaves =
  (lets: Lets) =>
  ({ tokens }: Tokens): Outcome => {
    const [first, second, third] = tokens.map((token) => isSound(token) && lets(token)) as [boolean, boolean, boolean];
    return { first, second, third };
  };

const VARIANTS: readonly Variant<Tokens>[] = [
  {
    code: "{ tokenUse: 'access', clientId: web }",
    leaves: leaves((token) => token.use === 'access' && token.client === 'web' && inTime(token)),
    why: () => 'It lets in access tokens of the one client, whatever their scopes and groups.',
    misconception: 'an-id-token-is-good-for-access',
  },
  {
    code: "{ tokenUse: 'id', clientId: web }",
    leaves: leaves((token) => token.use === 'id' && token.client === 'web' && inTime(token)),
    why: () => 'It lets in ID tokens whose audience is the one client, and no access token.',
    misconception: 'an-access-token-tells-who-somebody-is',
  },
  {
    code: "{ tokenUse: 'access', clientId: [web, app] }",
    leaves: leaves((token) => token.use === 'access' && inTime(token)),
    why: () => 'It lets in access tokens of either client.',
    misconception: 'a-list-of-clients-asks-for-all-of-them',
  },
  {
    code: '{ tokenUse: null, clientId: web }',
    leaves: leaves((token) => token.client === 'web' && inTime(token)),
    why: () => 'It does not look at the use: ID tokens and access tokens of the one client come in.',
    misconception: 'null-stands-for-the-usual-check',
  },
  {
    code: "{ tokenUse: 'access', clientId: null }",
    leaves: leaves((token) => token.use === 'access' && inTime(token)),
    why: () => 'It does not look at the client: access tokens of every client of the pool come in.',
    misconception: 'null-stands-for-the-usual-check',
  },
  {
    code: "{ tokenUse: 'access', clientId: web, scope: 'write' }",
    leaves: leaves((token) => token.use === 'access' && token.client === 'web' && token.and === 'write'),
    why: () => 'It lets in access tokens of the one client that have the scope write.',
    misconception: 'a-group-stands-for-a-scope',
  },
  {
    code: "{ tokenUse: 'access', clientId: web, groups: 'admins' }",
    leaves: leaves((token) => token.use === 'access' && token.client === 'web' && token.and === 'admin'),
    why: () => 'It lets in access tokens of the one client whose user is in the group admins.',
    misconception: 'a-scope-stands-for-a-group',
  },
  {
    code: "{ tokenUse: 'access', clientId: web, graceSeconds: 300 }",
    leaves: leaves((token) => token.use === 'access' && token.client === 'web'),
    why: () => 'It lets in access tokens of the one client up to five minutes after their end.',
    misconception: 'a-grace-asks-for-time-that-is-left',
  },
  {
    code: "{ tokenUse: 'id', clientId: null, graceSeconds: 300 }",
    leaves: leaves((token) => token.use === 'id'),
    why: () => 'It lets in ID tokens of every client, up to five minutes after their end.',
    misconception: 'null-stands-for-the-usual-check',
  },
];

const KINDS: readonly Token[] = [
  { use: 'access', client: 'web' },
  { use: 'access', client: 'app' },
  { use: 'id', client: 'web' },
  { use: 'id', client: 'app' },
  { use: 'access', client: 'web', and: 'write' },
  { use: 'access', client: 'web', and: 'admin' },
  { use: 'access', client: 'web', and: 'late' },
  { use: 'id', client: 'web', and: 'late' },
  { use: 'access', client: 'web', and: 'changed' },
  { use: 'access', client: 'web', and: 'other-pool' },
];

const AND: Readonly<Record<NonNullable<Token['and']>, string>> = {
  write: 'with the scope write',
  admin: 'of a user in the group admins',
  late: 'which ended two minutes ago',
  changed: 'to which the scope write was added after signing',
  'other-pool': 'signed by another user pool',
};

const SERVICES = ['An order service', 'A booking service', 'A photo service', 'A map service'];

const textOf = ({ use, client, and }: Token) =>
  `${use === 'id' ? 'ID' : 'access'} token of ${client}${and ? `, ${AND[and]}` : ''}`;

export const tokensLetIn = defineVariants<Tokens>({
  id: 'tokens-let-in',
  tasks: ['DVA-C03/2.1', 'SAA-C03/1.2'],
  level: 'apply',
  read: [
    { guide: 'Amazon Cognito Developer Guide', page: 'Verifying JSON web tokens' },
    { guide: 'Amazon Cognito Developer Guide', page: 'Understanding user pool JSON web tokens (JWTs)' },
  ],
  asOf: '2026-11-27',
  names: SERVICES,
  misconceptions: {
    'an-id-token-is-good-for-access': 'A verifier for access tokens takes ID tokens of the same client as well.',
    'an-access-token-tells-who-somebody-is': 'A verifier for ID tokens takes access tokens of the same client as well.',
    'a-list-of-clients-asks-for-all-of-them': 'With a list of clients a token has to be of all of them.',
    'null-stands-for-the-usual-check': 'Where a check is set to null, its default is used.',
    'a-group-stands-for-a-scope': 'Who is in a group of administrators has every scope.',
    'a-scope-stands-for-a-group': 'Who has a scope that allows writing counts as an administrator.',
    'a-grace-asks-for-time-that-is-left': 'A grace period asks for tokens that go on for that long.',
  },
  variants: VARIANTS,
  setting: (random) => ({ tokens: random.some(KINDS, 3) as [Token, Token, Token] }),
  say: (seen) => ofThree(seen, 'lets in', 'refuses'),
  which(_, seen, random) {
    return {
      stem:
        `${random.pick(SERVICES)} verifies tokens of its own Cognito user pool with aws-jwt-verify. Of the three tokens below the verifier ` +
        `${seen}. Which settings does it have?`,
      decides: seen,
    };
  },
  what(_, random) {
    return {
      stem:
        `${random.pick(SERVICES)} verifies tokens of its own Cognito user pool with aws-jwt-verify, the settings of the verifier being the ` +
        'last line below. What does it do with the three tokens?',
      decides: 'its own Cognito user pool',
    };
  },
  code: ({ tokens }, code) => ({
    text: [...tokens.map((token, place) => `${place + 1}. ${textOf(token)}`), ...(code ? [code] : [])].join('\n'),
    words: `Three tokens: ${tokens.map(textOf).join('; ')}.${code ? ` The settings: ${code}` : ''}`,
  }),
});
