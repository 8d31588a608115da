/** Who may decrypt what, by key policy and grant, and by the encryption context that the call gives? */
import { defineVariants, type Outcome, type Variant } from '../variants.ts';

export type Context = Readonly<Record<string, string>>;
/** A condition of the statement that allows the caller to decrypt; none where it is undefined. */
export type KeyCondition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** What a grant is bound to: the context of the call has to have these pairs, and with `Equals` no others. */
export interface GrantConstraints {
  readonly EncryptionContextEquals?: Context;
  readonly EncryptionContextSubset?: Context;
}

/** What is said of the caller: a statement of the key policy, a grant, or both. */
export interface Door {
  /** @default none: the key policy does not name the caller */
  readonly policy?: { readonly effect: 'Allow' | 'Deny'; readonly condition?: KeyCondition };
  /** @default the caller has none */
  readonly grant?: { readonly constraints?: GrantConstraints };
}

export interface Encrypted extends Door {
  /** With which two texts were encrypted. */
  readonly contexts: readonly [Context, Context];
}

const KEYS = 'kms:EncryptionContextKeys';
const MUST_NAME: KeyCondition = { 'ForAnyValue:StringEquals': { [KEYS]: 'tenant' } };
const NOTHING_ELSE: KeyCondition = { 'ForAllValues:StringEquals': { [KEYS]: ['tenant', 'kind'] } };
const BOTH_OR_NONE: KeyCondition = { 'ForAllValues:StringEquals': { [KEYS]: 'tenant' } };
const NO_CONTEXT: KeyCondition = { Null: { [KEYS]: 'true' } };

const NORTH_BILL: Context = { tenant: 'north', kind: 'bill' };
/** Whether the pair is there; a grant compares names without regard to case, and values with it. */
const has = (given: Context, name: string, value: string) =>
  Object.entries(given).some(([key, said]) => key.toLowerCase() === name && said === value);

const DOORS: readonly (Door & { lets(given: Context): boolean })[] = [
  { policy: { effect: 'Allow' }, lets: () => true },
  { policy: { effect: 'Allow', condition: MUST_NAME }, lets: (given) => 'tenant' in given },
  {
    policy: { effect: 'Allow', condition: NOTHING_ELSE },
    lets: (given) => Object.keys(given).every((key) => key === 'tenant' || key === 'kind'),
  },
  {
    policy: { effect: 'Allow', condition: BOTH_OR_NONE },
    lets: (given) => Object.keys(given).every((key) => key === 'tenant'),
  },
  {
    grant: { constraints: { EncryptionContextEquals: NORTH_BILL } },
    lets: (given) => Object.keys(given).length === 2 && has(given, 'tenant', 'north') && has(given, 'kind', 'bill'),
  },
  {
    grant: { constraints: { EncryptionContextSubset: { tenant: 'north' } } },
    lets: (given) => has(given, 'tenant', 'north'),
  },
  {
    policy: { effect: 'Allow', condition: BOTH_OR_NONE },
    grant: { constraints: { EncryptionContextSubset: { kind: 'bill' } } },
    lets: (given) => Object.keys(given).every((key) => key === 'tenant') || has(given, 'kind', 'bill'),
  },
  {
    policy: { effect: 'Deny', condition: NO_CONTEXT },
    grant: {},
    lets: (given) => Object.keys(given).length > 0,
  },
];

const isEqual = (one: Context, other: Context) =>
  Object.keys({ ...one, ...other }).every((key) => one[key] === other[key]);

const doorOf = ({ policy, grant }: Encrypted) =>
  DOORS.find((one) => JSON.stringify([one.policy, one.grant]) === JSON.stringify([policy, grant]));

const isAllowed = (setting: Encrypted, given: Context) => doorOf(setting)?.lets(given) ?? false;

function leaves(setting: Encrypted, given: Context): Outcome {
  const each = (context: Context) =>
    !isAllowed(setting, given) ? 'denied' : isEqual(context, given) ? 'text' : 'invalid';
  return { first: each(setting.contexts[0]), second: each(setting.contexts[1]) };
}

function whyDenied({ policy, grant }: Encrypted): string {
  if (policy?.effect === 'Deny')
    return 'An explicit Deny in the key policy outweighs a grant, and its condition holds here.';
  if (!grant) return 'The condition does not hold for the names in this context, so that the policy allows nothing.';
  return `The grant asks for pairs that this context lacks, or for no others${policy ? ', and the condition of the policy does not hold either' : ''}.`;
}

const variant = (said: string, given: Context, misconception: string): Variant<Encrypted> => ({
  code: `decrypt({ CiphertextBlob: blob, EncryptionContext: ${said} })`,
  leaves: (setting) => leaves(setting, given),
  why: (setting) =>
    isAllowed(setting, given)
      ? 'The call is let pass, and a text comes back where the context is exactly the one of its encryption.'
      : whyDenied(setting),
  misconception,
});

const VARIANTS: readonly Variant<Encrypted>[] = [
  variant("{ tenant: 'north', kind: 'bill' }", { tenant: 'north', kind: 'bill' }, 'a-part-of-the-context-is-enough'),
  variant("{ kind: 'bill', tenant: 'north' }", { tenant: 'north', kind: 'bill' }, 'the-order-of-pairs-matters'),
  variant("{ tenant: 'north' }", { tenant: 'north' }, 'a-part-of-the-context-is-enough'),
  variant("{ tenant: 'south' }", { tenant: 'south' }, 'the-value-is-checked-by-its-name'),
  variant(
    "{ Tenant: 'north', kind: 'bill' }",
    { Tenant: 'north', kind: 'bill' },
    'the-case-of-letters-does-not-matter',
  ),
  variant('{}', {}, 'a-context-may-be-left-out'),
  variant(
    "{ tenant: 'north', kind: 'bill', day: '7' }",
    { tenant: 'north', kind: 'bill', day: '7' },
    'more-context-does-no-harm',
  ),
  variant("{ kind: 'bill' }", { kind: 'bill' }, 'a-grant-opens-whatever-the-context'),
  variant("{ tenant: 'south', kind: 'bill' }", { tenant: 'south', kind: 'bill' }, 'the-value-is-checked-by-its-name'),
];

const CONTEXTS: readonly Context[] = [
  { tenant: 'north', kind: 'bill' },
  { tenant: 'south', kind: 'bill' },
  { tenant: 'north' },
  {},
];

const text = (context: Context) =>
  Object.keys(context).length === 0
    ? 'no context'
    : Object.entries(context)
        .map(([name, value]) => `${name} ${value}`)
        .join(', ');

const SAID: Readonly<Record<string, string>> = {
  text: 'its text',
  denied: 'AccessDeniedException',
  invalid: 'InvalidCiphertextException',
};

const STORES = ['a shop', 'a clinic', 'a library', 'a bank', 'a school'];

export const keyAndContext = defineVariants<Encrypted>({
  id: 'key-and-context',
  tasks: ['SAA-C03/1.3', 'DVA-C03/2.2'],
  level: 'analyse',
  read: [
    { guide: 'AWS Key Management Service Developer Guide', page: 'Encryption context' },
    { guide: 'AWS Key Management Service Developer Guide', page: 'Condition keys for AWS KMS' },
    { guide: 'AWS Key Management Service Developer Guide', page: 'Creating grants' },
    { guide: 'AWS Identity and Access Management User Guide', page: 'Set operators for multivalued context keys' },
  ],
  asOf: '2026-11-28',
  names: STORES,
  misconceptions: {
    'a-part-of-the-context-is-enough': 'It is enough to give a part of the encryption context.',
    'the-order-of-pairs-matters': 'The pairs of a context have to come in the order of the encryption.',
    'the-value-is-checked-by-its-name': 'A context is checked by its names; the values are for the log.',
    'the-case-of-letters-does-not-matter': 'Names in a context are compared without regard to case.',
    'a-context-may-be-left-out': 'Who may decrypt with a key may leave the context out.',
    'more-context-does-no-harm': 'A context may hold more than that of the encryption.',
    'a-grant-opens-whatever-the-context': 'Who has a grant may decrypt, whatever the key policy and the context say.',
  },
  variants: VARIANTS,
  evenly: true,
  setting(random) {
    const { policy, grant } = random.pick(DOORS);
    const drawn = random.some(CONTEXTS, 2);
    const contexts = CONTEXTS.filter((one) => drawn.includes(one)) as [Context, Context];
    return { ...(policy && { policy }), ...(grant && { grant }), contexts };
  },
  say: ({ first, second }) => `gives ${SAID[`${first}`]} for the first and ${SAID[`${second}`]} for the second`,
  which(setting, seen, random) {
    return {
      stem: `${story(setting, random)} The same call for either of them ${seen}. Which call is it?`,
      decides: seen,
    };
  },
  what(setting, random) {
    return {
      stem: `${story(setting, random)} What does the call at the end of the code give for either of them?`,
      decides: `${text(setting.contexts[0])}; the second with ${text(setting.contexts[1])}`,
    };
  },
  code: ({ policy, grant }, code) => ({
    text: [...(policy ? statement(policy) : []), ...(grant ? createGrant(grant) : []), ...(code ? [code] : [])].join(
      '\n',
    ),
    words:
      (policy
        ? `A statement of the key policy ${policy.effect === 'Allow' ? 'allows' : 'denies'} the role reader to decrypt, ${policy.condition ? `on the condition ${JSON.stringify(policy.condition)}` : 'without a condition'}. `
        : '') +
      (grant
        ? `A grant lets the role reader decrypt, ${grant.constraints ? `with the constraint ${JSON.stringify(grant.constraints)}` : 'without a constraint'}. `
        : '') +
      (code ? `Then the call ${code}` : ''),
  }),
});

const spaced = (value: object) =>
  JSON.stringify(value)
    .replace(/([:,{])(?=["{[])/g, '$1 ')
    .replaceAll('}', ' }');

const statement = ({ effect, condition }: NonNullable<Door['policy']>) => [
  `{ "Effect": "${effect}", "Principal": { "AWS": "…:role/reader" },`,
  `  "Action": "kms:Decrypt", "Resource": "*"${condition ? ',' : ' }'}`,
  ...(condition ? [`  "Condition": ${spaced(condition)} }`] : []),
];

const createGrant = ({ constraints }: NonNullable<Door['grant']>) => [
  `aws kms create-grant --operations Decrypt --grantee-principal …:role/reader${constraints ? ' \\' : ''}`,
  ...(constraints ? [`  --constraints '${spaced(constraints)}'`] : []),
];

const WHO = {
  policy: 'The statement of the key policy below is all that lets the role reader decrypt',
  grant: 'The grant below is all that lets the role reader decrypt; the key policy does not name it',
  both: 'The statement of the key policy and the grant below are all that is said of the role reader',
};

const story = ({ policy, grant, contexts: [first, second] }: Encrypted, random: { pick<T>(of: readonly T[]): T }) =>
  `Two files of ${random.pick(STORES)} were encrypted with one KMS key: the first with ${text(first)}; the second with ${text(second)}. ` +
  `${WHO[policy && grant ? 'both' : policy ? 'policy' : 'grant']}, and blob is the ciphertext of the file.`;
