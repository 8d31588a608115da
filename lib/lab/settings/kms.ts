/** What drills change of AWS KMS. */
import type { AwsClients } from '../aws/aws-clients.ts';
import { orMissing } from '../aws/missing.ts';

interface KeyTarget {
  /** Id or ARN: an alias may lead to another key tomorrow. */
  readonly key: string;
}

/** Deleted in some days, unless somebody asks for it back; until then as good as disabled. */
export type KeyState = 'enabled' | 'disabled' | 'going away';

/** The least that KMS waits before it deletes a key (AWS KMS API Reference, "ScheduleKeyDeletion"). */
const DAYS = 7;

/** Whether a key can be used. One that was to be deleted is disabled when it is had back ("CancelKeyDeletion"). */
export const keyState = {
  resource: ({ key }: KeyTarget) => `kms:${key}`,
  async read({ kms }: AwsClients, { key }: KeyTarget): Promise<KeyState | undefined> {
    const state = (await orMissing(kms.describeKey({ KeyId: key })))?.KeyMetadata?.KeyState;
    if (state === undefined) return undefined;
    return state === 'Enabled' ? 'enabled' : state === 'PendingDeletion' ? 'going away' : 'disabled';
  },
  async write(aws: AwsClients, target: KeyTarget, value: KeyState): Promise<void> {
    const now = await keyState.read(aws, target);
    if (now === value) return;
    const named = { KeyId: target.key };
    if (value === 'going away') {
      await aws.kms.scheduleKeyDeletion({ ...named, PendingWindowInDays: DAYS });
      return;
    }
    if (now === 'going away') await aws.kms.cancelKeyDeletion(named);
    if (value === 'enabled') await aws.kms.enableKey(named);
    else if (now === 'enabled') await aws.kms.disableKey(named);
  },
};
