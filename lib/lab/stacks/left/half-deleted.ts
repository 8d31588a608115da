/** A stack that CloudFormation could not delete as a whole. */
import { LabError } from '../../../errors.ts';
import type { Target } from '../../../target.ts';
import type { AwsClients } from '../../aws/aws-clients.ts';
import { recordOf } from './stack-record.ts';
import { removalOf, typed } from './survivors.ts';

/**
 * Throws what CloudFormation could not delete, each with its reason and what to do about it; or `cause`, where it has no
 * such resource on record.
 * @param stack.untouched names of the stacks that were to come after it
 * @throws LabError `DestroyFailed`
 */
export async function refuseHalfDeleted(
  cause: unknown,
  {
    stackName,
    stackId,
    untouched,
  }: { readonly stackName: string; readonly stackId: string; readonly untouched: readonly string[] },
  target: Target,
  aws: AwsClients,
): Promise<never> {
  const failed = (await recordOf(stackId, aws)).filter(({ status }) => status === 'DELETE_FAILED');
  if (failed.length === 0) throw cause;
  const lines = failed.map((resource) => {
    const remove = removalOf(resource, target);
    const first = resource.type === 'AWS::S3::Bucket' ? 'Empty it, its old versions too, then: ' : 'By hand: ';
    return `  ${resource.type} ${resource.logicalId} (${resource.id}): ${resource.reason}${remove ? `\n    ${first}${remove}` : ''}`;
  });
  const force = ['cloudformation', 'delete-stack', '--stack-name', stackName];
  throw new LabError(
    'DestroyFailed',
    [
      `Stack ${stackName} is DELETE_FAILED: CloudFormation could not delete`,
      ...lines,
      '  Take away what holds it, or remove it by hand, and run `lab down` again: it goes on where this one stopped.',
      '  To give up what cannot be deleted, and keep it without its stack:',
      `    ${typed([...force, '--deletion-mode', 'FORCE_DELETE_STACK'], target)}`,
      ...(untouched.length > 0 ? [`  Not touched yet: ${untouched.join(', ')}.`] : []),
    ].join('\n'),
    { cause },
  );
}
