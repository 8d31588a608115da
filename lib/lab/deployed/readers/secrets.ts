/** That a secret is there; what it holds is nobody's to compare, and a policy of it is told as added. */
import { orMissing } from '../../aws/missing.ts';
import type { Reader } from '../reader.ts';

export const secret: Reader = async (aws, { physicalId, properties }) => {
  const found = await orMissing(aws.secrets.describeSecret({ SecretId: physicalId }));
  return found && !found.DeletedDate ? { properties } : undefined;
};
