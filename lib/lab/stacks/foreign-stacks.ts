/** Which stacks of an account the lab may touch: its own, and none that is tagged as production. */
import type { Stack, Tag } from '@aws-sdk/client-cloudformation';
import { LabError } from '../../errors.ts';
import type { Target } from '../../target.ts';

/** The first tag that says production by its value, as people write it: `prod`, `Prod`, `PRODUCTION`, ` production `. */
export function isProduction(tags: readonly Tag[]): Tag | undefined {
  return tags.find(({ Value = '' }) => /^prod(uction)?$/i.test(Value.trim()));
}

/**
 * Refuses a stack that is not the lab's, or is tagged as production. Pure.
 * @throws LabError `NotOurStack` or `TaggedProduction`
 */
export function refuseForeignStack({ StackName, Tags = [] }: Stack, { account, region }: Target): void {
  const production = isProduction(Tags);
  if (production) {
    throw new LabError(
      'TaggedProduction',
      `Stack ${StackName} in account ${account}, region ${region}, is tagged ${production.Key}=${production.Value}. The lab does not touch production.`,
    );
  }
  if (!Tags.some(({ Key }) => Key === 'certlab')) {
    throw new LabError(
      'NotOurStack',
      `Account ${account} has a stack named ${StackName} in ${region} that certlab did not make (it has no certlab tag). Rename or remove it, or use another account.`,
    );
  }
}
