/** Decrypts on the emulator with the context of the call; whether the key policy lets it pass says iam-simulate. */
import { runInNewContext } from 'node:vm';
import type { Context, Encrypted } from '../../../lambda/shared/questions/security/key-and-context.ts';
import type { Bench, RunProof } from '../run.ts';
import { isAllowed, type Statement } from './simulate.ts';

const ACCOUNT = '111122223333';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/reader`;
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const TEXT = 'what was encrypted';

function passes({ condition }: Encrypted, given: Context): Promise<boolean> {
  const statement: Statement = {
    ...{ Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*', Principal: { AWS: ROLE } },
    ...(condition && { Condition: condition }),
  };
  const keys = Object.keys(given);
  return isAllowed({
    ...{ action: 'kms:Decrypt', resource: KEY, principal: ROLE, owner: ACCOUNT, identity: [] },
    resourcePolicy: [statement],
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
      setting: { contexts: [NORTH, { tenant: 'north' }] },
      code: "decrypt({ CiphertextBlob: blob, EncryptionContext: { kind: 'bill', tenant: 'north' } })",
      leaves: { first: 'text', second: 'invalid' },
    },
    {
      source: 'the same page: the match is case-sensitive',
      setting: { contexts: [NORTH, {}] },
      code: "decrypt({ CiphertextBlob: blob, EncryptionContext: { Tenant: 'north', kind: 'bill' } })",
      leaves: { first: 'invalid', second: 'invalid' },
    },
    {
      source: '"Condition keys for AWS KMS", kms:EncryptionContextKeys: ForAnyValue asks that a name be there',
      setting: {
        condition: { 'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': 'tenant' } },
        contexts: [{ kind: 'bill' }, {}],
      },
      code: "decrypt({ CiphertextBlob: blob, EncryptionContext: { kind: 'bill' } })",
      leaves: { first: 'denied', second: 'denied' },
    },
    {
      source: 'IAM User Guide, "Set operators": ForAllValues is true as well where the key is not in the request',
      setting: {
        condition: { 'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': 'tenant' } },
        contexts: [{ kind: 'bill' }, {}],
      },
      code: 'decrypt({ CiphertextBlob: blob, EncryptionContext: {} })',
      leaves: { first: 'invalid', second: 'text' },
    },
  ],
};
