/** Decrypts on the emulator with the context of the call; whether the key policy lets it pass says iam-simulate. */
import { runInNewContext } from 'node:vm';
import type { Context, Encrypted } from '../../../lambda/shared/questions/security/key-and-context.ts';
import type { Bench, RunProof } from '../run.ts';
import { isAllowed, type Statement } from './simulate.ts';

const ACCOUNT = '111122223333';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/reader`;
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const TEXT = 'what was encrypted';

/** What the grant lets pass: names in any case, values as they are; with `Equals` as many pairs as it has. */
function granted(grant: NonNullable<Encrypted['grant']>, given: Context): boolean {
  const pairs = new Set(Object.entries(given).map(([name, value]) => `${name.toLowerCase()}=${value}`));
  const { EncryptionContextEquals: all, EncryptionContextSubset: some } = grant.constraints ?? {};
  const asked = Object.entries({ ...all, ...some }).map(([name, value]) => `${name.toLowerCase()}=${value}`);
  return asked.every((pair) => pairs.has(pair)) && (!all || pairs.size === asked.length);
}

/**
 * The key policy by iam-simulate, which knows nothing of grants: one is put beside it as a statement where it lets the
 * context pass, so that a Deny outweighs it as it outweighs an Allow.
 */
function passes({ policy, grant }: Encrypted, given: Context): Promise<boolean> {
  const to = { Action: 'kms:Decrypt', Resource: '*', Principal: { AWS: ROLE } };
  const statements: Statement[] = [
    ...(policy ? [{ ...to, Effect: policy.effect, ...(policy.condition && { Condition: policy.condition }) }] : []),
    ...(grant && granted(grant, given) ? [{ ...to, Effect: 'Allow' as const }] : []),
  ];
  if (statements.length === 0) return Promise.resolve(false);
  const keys = Object.keys(given);
  return isAllowed({
    ...{ action: 'kms:Decrypt', resource: KEY, principal: ROLE, owner: ACCOUNT, identity: [] },
    resourcePolicy: statements,
    // Where a call gives no context, the key is not in the request at all.
    ...(keys.length > 0 && { context: { 'kms:EncryptionContextKeys': keys } }),
  });
}

async function decrypted({ kms }: Bench, KeyId: string | undefined, encryptedWith: Context, given: Context) {
  const { CiphertextBlob } = await kms.encrypt({
    ...{ KeyId, Plaintext: Buffer.from(TEXT), EncryptionContext: encryptedWith },
  });
  try {
    const { Plaintext } = await kms.decrypt({ CiphertextBlob, EncryptionContext: given });
    return Buffer.from(Plaintext ?? []).toString() === TEXT ? 'text' : 'another text';
  } catch (error) {
    if ((error as Error).name === 'InvalidCiphertextException') return 'invalid';
    throw error;
  }
}

const NORTH = { tenant: 'north', kind: 'bill' };

export const keyAndContextProof: RunProof<Encrypted> = {
  standsOn: ['lib/questions/security/key-and-context.ts', 'lib/questions/security/simulate.ts'],
  async perform(setting, code, bench) {
    let given: Context = {};
    const decrypt = ({ EncryptionContext }: { EncryptionContext: Context }) => {
      // A copy: what comes out of another context has another prototype.
      given = { ...EncryptionContext };
    };
    runInNewContext(code, { decrypt, blob: undefined }, { timeout: 10_000 });
    if (!(await passes(setting, given))) return { first: 'denied', second: 'denied' };
    const { KeyMetadata } = await bench.kms.createKey({ Description: 'certlab question' });
    const [first, second] = setting.contexts;
    try {
      return {
        first: await decrypted(bench, KeyMetadata?.KeyId, first, given),
        second: await decrypted(bench, KeyMetadata?.KeyId, second, given),
      };
    } finally {
      await bench.kms.scheduleKeyDeletion({ KeyId: KeyMetadata?.KeyId, PendingWindowInDays: 7 });
    }
  },
  vectors: [
    {
      source:
        'AWS KMS Developer Guide, "Encryption context": decryption needs an exact match, in which the order of pairs does not count',
      setting: { policy: { effect: 'Allow' }, contexts: [NORTH, { tenant: 'north' }] },
      code: "decrypt({ CiphertextBlob: blob, EncryptionContext: { kind: 'bill', tenant: 'north' } })",
      leaves: { first: 'text', second: 'invalid' },
    },
    {
      source: 'the same page: the match is case-sensitive',
      setting: { policy: { effect: 'Allow' }, contexts: [NORTH, {}] },
      code: "decrypt({ CiphertextBlob: blob, EncryptionContext: { Tenant: 'north', kind: 'bill' } })",
      leaves: { first: 'invalid', second: 'invalid' },
    },
    {
      source: '"Condition keys for AWS KMS", kms:EncryptionContextKeys: ForAnyValue asks that a name be there',
      setting: {
        policy: {
          effect: 'Allow',
          condition: { 'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': 'tenant' } },
        },
        contexts: [{ kind: 'bill' }, {}],
      },
      code: "decrypt({ CiphertextBlob: blob, EncryptionContext: { kind: 'bill' } })",
      leaves: { first: 'denied', second: 'denied' },
    },
    {
      source: 'IAM User Guide, "Set operators": ForAllValues is true as well where the key is not in the request',
      setting: {
        policy: {
          effect: 'Allow',
          condition: { 'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': 'tenant' } },
        },
        contexts: [{ kind: 'bill' }, {}],
      },
      code: 'decrypt({ CiphertextBlob: blob, EncryptionContext: {} })',
      leaves: { first: 'invalid', second: 'text' },
    },
    {
      source:
        'AWS KMS API Reference, "GrantConstraints": with EncryptionContextEquals the context of the request has to be the same',
      setting: { grant: { constraints: { EncryptionContextEquals: { tenant: 'north' } } }, contexts: [NORTH, {}] },
      code: "decrypt({ CiphertextBlob: blob, EncryptionContext: { kind: 'bill', tenant: 'north' } })",
      leaves: { first: 'denied', second: 'denied' },
    },
    {
      source: 'the same page: with EncryptionContextSubset it has to include these pairs, and may have others',
      setting: { grant: { constraints: { EncryptionContextSubset: { tenant: 'north' } } }, contexts: [NORTH, {}] },
      code: "decrypt({ CiphertextBlob: blob, EncryptionContext: { kind: 'bill', tenant: 'north' } })",
      leaves: { first: 'text', second: 'invalid' },
    },
    {
      source: 'the same page: a constraint compares names without regard to case, and decryption does not',
      setting: { grant: { constraints: { EncryptionContextSubset: { tenant: 'north' } } }, contexts: [NORTH, {}] },
      code: "decrypt({ CiphertextBlob: blob, EncryptionContext: { kind: 'bill', Tenant: 'north' } })",
      leaves: { first: 'invalid', second: 'invalid' },
    },
    {
      source:
        'AWS KMS Developer Guide, "KMS key access and permissions": a permission has to be given explicitly, by policy or grant, and denied by none',
      setting: {
        policy: { effect: 'Deny', condition: { Null: { 'kms:EncryptionContextKeys': 'true' } } },
        grant: {},
        contexts: [NORTH, {}],
      },
      code: 'decrypt({ CiphertextBlob: blob, EncryptionContext: {} })',
      leaves: { first: 'denied', second: 'denied' },
    },
  ],
};
