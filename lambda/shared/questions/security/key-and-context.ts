/** Who may decrypt what, by the key policy and by the encryption context that the call gives? */
import { defineVariants, type Outcome, type Variant } from '../variants.ts';

export type Context = Readonly<Record<string, string>>;
/** A condition of the statement that allows the caller to decrypt; none where it is undefined. */
export type KeyCondition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

export interface Encrypted {
  readonly condition?: KeyCondition;
  /** With which two texts were encrypted. */
  readonly contexts: readonly [Context, Context];
}

const KEYS = 'kms:EncryptionContextKeys';
const MUST_NAME: KeyCondition = { 'ForAnyValue:StringEquals': { [KEYS]: 'tenant' } };
const NOTHING_ELSE: KeyCondition = { 'ForAllValues:StringEquals': { [KEYS]: ['tenant', 'kind'] } };
const BOTH_OR_NONE: KeyCondition = { 'ForAllValues:StringEquals': { [KEYS]: 'tenant' } };
const ANY_CONTEXT: KeyCondition = { Null: { [KEYS]: 'false' } };

const CONDITIONS: readonly { condition?: KeyCondition; lets(keys: readonly string[]): boolean }[] = [
  { lets: () => true },
  { condition: MUST_NAME, lets: (keys) => keys.includes('tenant') },
  { condition: NOTHING_ELSE, lets: (keys) => keys.every((key) => key === 'tenant' || key === 'kind') },
  { condition: BOTH_OR_NONE, lets: (keys) => keys.every((key) => key === 'tenant') },
  { condition: ANY_CONTEXT, lets: (keys) => keys.length > 0 },
];

const isEqual = (one: Context, other: Context) =>
  Object.keys({ ...one, ...other }).every((key) => one[key] === other[key]);

const isAllowed = ({ condition }: Encrypted, given: Context) =>
  CONDITIONS.some((one) => JSON.stringify(one.condition) === JSON.stringify(condition) && one.lets(Object.keys(given)));

function leaves(setting: Encrypted, given: Context): Outcome {
  const each = (context: Context) =>
    !isAllowed(setting, given) ? 'denied' : isEqual(context, given) ? 'text' : 'invalid';
  return { first: each(setting.contexts[0]), second: each(setting.contexts[1]) };
}

const variant = (said: string, given: Context, misconception: string): Variant<Encrypted> => ({
  code: `decrypt({ CiphertextBlob: blob, EncryptionContext: ${said} })`,
  leaves: (setting) => leaves(setting, given),
  why: (setting) =>
    isAllowed(setting, given)
      ? 'The policy lets the call pass, and a text comes back where the context is the one of its encryption.'
      : 'The condition does not hold for the names in this context, so that the policy allows nothing.',
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
  variant("{ kind: 'bill' }", { kind: 'bill' }, 'a-part-of-the-context-is-enough'),
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
    { guide: 'AWS Identity and Access Management User Guide', page: 'Set operators for multivalued context keys' },
  ],
  asOf: '2026-11-27',
  names: STORES,
  misconceptions: {
    'a-part-of-the-context-is-enough': 'It is enough to give a part of the encryption context.',
    'the-order-of-pairs-matters': 'The pairs of a context have to come in the order of the encryption.',
    'the-value-is-checked-by-its-name': 'A context is checked by its names; the values are for the log.',
    'the-case-of-letters-does-not-matter': 'Names in a context are compared without regard to case.',
    'a-context-may-be-left-out': 'Who may decrypt with a key may leave the context out.',
    'more-context-does-no-harm': 'A context may hold more than that of the encryption.',
  },
  variants: VARIANTS,
  setting(random) {
    const { condition } = random.pick(CONDITIONS);
    const drawn = random.some(CONTEXTS, 2);
    const contexts = CONTEXTS.filter((one) => drawn.includes(one)) as [Context, Context];
    return condition ? { condition, contexts } : { contexts };
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
  code: ({ condition }, code) => ({
    text: [
      `{ "Effect": "Allow", "Principal": { "AWS": "…:role/reader" },`,
      `  "Action": "kms:Decrypt", "Resource": "*"${condition ? ',' : ' }'}`,
      ...(condition
        ? [
            `  "Condition": ${JSON.stringify(condition)
              .replace(/([:,{])(?=["{[])/g, '$1 ')
              .replaceAll('}', ' }')} }`,
          ]
        : []),
      ...(code ? [code] : []),
    ].join('\n'),
    words:
      `A statement of a key policy allows the role reader to decrypt, ${condition ? `on the condition ${JSON.stringify(condition)}` : 'without a condition'}.` +
      (code ? ` Then the call ${code}` : ''),
  }),
});

const story = ({ contexts: [first, second] }: Encrypted, random: { pick<T>(of: readonly T[]): T }) =>
  `Two files of ${random.pick(STORES)} were encrypted with one KMS key: the first with ${text(first)}; the second with ${text(second)}. The ` +
  'statement below is all that lets the role reader decrypt, and blob is the ciphertext of the file.';
