/**
 * Whatever no rule knows a meaning of is as deployed after a repair (docs/decisions/0120): what is left over when every difference
 * from the template that a rule judges is taken away.
 */

import { EMULATOR_ACCOUNT } from '../../target.ts';
import type { AwsClients } from '../aws/aws-clients.ts';
import { type ReadBack, readStack, refersToGone, type Template } from '../deployed/as-deployed.ts';
import { withoutGaps } from '../deployed/drift.ts';
import type { DeployedStack } from '../deployed/template.ts';
import { judgeOf } from './accepted.ts';

/** The resources of a stack, each as its template wants it and as it is: read once for all rules. */
export async function readNow(aws: AwsClients, stackName: string, stack: DeployedStack): Promise<readonly ReadBack[]> {
  const { TemplateBody } = await aws.cloudformation.getTemplate({ StackName: stackName, TemplateStage: 'Processed' });
  const { Resources, ...rest } = JSON.parse(TemplateBody ?? '{"Resources":{}}') as Template;
  return readStack(stackName, { ...rest, Resources: withoutCode(Resources) }, aws, stack);
}

/** To compare code is to fetch it: what it does is asked by the contract. */
const withoutCode = (resources: Template['Resources']): Template['Resources'] =>
  Object.fromEntries(
    Object.entries(resources).map(([logicalId, resource]) => {
      if (resource.Type !== 'AWS::Lambda::Function') return [logicalId, resource];
      const { Code: _, ...Properties } = resource.Properties ?? {};
      return [logicalId, { ...resource, Properties }];
    }),
  );

/** Whether something of a resource differs from its template and is nobody's to judge. What the emulator cannot make is no difference. */
export function isChanged(one: ReadBack, { account }: Pick<DeployedStack, 'account'>): boolean {
  const differing = account === EMULATOR_ACCOUNT ? withoutGaps(one) : one.differences;
  return differing.some(({ path, expected }) => !refersToGone(expected) && judgeOf(one.type, path) === '');
}
