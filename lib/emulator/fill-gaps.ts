/** Makes or sets, through the services' own APIs, what the emulator's CloudFormation does not. */
import { LabError } from '../errors.ts';
import type { Target } from '../target.ts';
import { GAP_OUTPUT, type LeftOutOfStack } from './adapt-assembly.ts';
import { gapOf } from './gaps.ts';

/**
 * Runs after each deployment of a stack; making what is there already changes nothing.
 * @param outputs all outputs of the deployed stack
 * @throws LabError `GapNotFilled` when the API refuses
 */
export async function fillGaps(
  stackName: string,
  leftOut: readonly LeftOutOfStack[],
  outputs: Readonly<Record<string, string>>,
  target: Target,
): Promise<void> {
  for (const { logicalId, type, literals, resolved } of leftOut) {
    const make = gapOf(type)?.make;
    if (!make) continue;
    const properties = Object.fromEntries(
      resolved.map((property) => [property, outputs[`${GAP_OUTPUT}${logicalId}X${property}`]]),
    );
    try {
      await make({ stackName, logicalId, properties: { ...literals, ...properties } }, target);
    } catch (cause) {
      throw new LabError(
        'GapNotFilled',
        `${type} ${logicalId} of ${stackName} could not be made on the emulator: ${(cause as Error).message}`,
        { cause },
      );
    }
  }
}
