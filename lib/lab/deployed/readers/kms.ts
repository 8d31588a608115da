/** Reads keys back. */
import { orMissing } from '../../aws/missing.ts';
import type { Reader } from '../reader.ts';

export const key: Reader = async (aws, { physicalId, properties }) => {
  const KeyId = physicalId;
  const found = (await orMissing(aws.kms.describeKey({ KeyId })))?.KeyMetadata;
  if (!found || found.KeyState === 'PendingDeletion') return undefined;
  const [{ Policy }, { KeyRotationEnabled }, { Tags = [] }] = await Promise.all([
    aws.kms.getKeyPolicy({ KeyId }),
    aws.kms.getKeyRotationStatus({ KeyId }),
    aws.kms.listResourceTags({ KeyId }),
  ]);
  return {
    properties: {
      Description: found.Description,
      Enabled: found.Enabled,
      EnableKeyRotation: KeyRotationEnabled,
      KeyPolicy: Policy,
      // Only a key that is being deleted has it: it is kept by CloudFormation, which uses it then.
      PendingWindowInDays: properties.PendingWindowInDays,
      Tags: Tags.map(({ TagKey, TagValue }) => ({ Key: TagKey, Value: TagValue })),
    },
    defaults: { Enabled: true, EnableKeyRotation: false },
    attributes: { Arn: found.Arn as string },
  };
};
