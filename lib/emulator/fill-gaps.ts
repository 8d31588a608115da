/** Makes or sets, through the services' own APIs, what the emulator's CloudFormation does not. */
import { LabError } from '../errors.ts';
import type { Target } from '../target.ts';
import { GAP_OUTPUT, type LeftOutOfStack } from './adapt-assembly.ts';
import { gapOf, ignoredOf, type LeftOut } from './gaps.ts';

/**
 * Runs after each deployment of a stack; what is there already is set to what its template asks.
 * @param outputs all outputs of the deployed stack
 * @throws LabError `GapNotFilled` when the API refuses
 */
export async function fillGaps(
  stackName: string,
  leftOut: readonly LeftOutOfStack[],
  outputs: Readonly<Record<string, string>>,
  target: Target,
): Promise<void> {
  for (const { logicalId, type, ignores, properties } of leftOut) {
    const gap = ignores ? ignoredOf(type).find((passedOver) => passedOver.ignores === ignores) : gapOf(type);
    const make = gap?.make;
    if (!make) continue;
    try {
      await make(
        { stackName, logicalId, properties: withOutputs(properties, outputs) as LeftOut['properties'] },
        target,
      );
    } catch (cause) {
      throw new LabError(
        'GapNotFilled',
        `${ignores ? `${ignores} of ` : ''}${type} ${logicalId} of ${stackName} could not be made on the emulator: ${(cause as Error).message}`,
        { cause },
      );
    }
  }
}

/** `value` with each reference as CloudFormation resolved it. */
function withOutputs(value: unknown, outputs: Readonly<Record<string, string>>): unknown {
  if (Array.isArray(value)) return value.map((inner) => withOutputs(inner, outputs));
  if (typeof value !== 'object' || value === null) return value;
  if (GAP_OUTPUT in value) return outputs[value[GAP_OUTPUT] as string];
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withOutputs(inner, outputs)]));
}
