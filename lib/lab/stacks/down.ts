/** Takes projects down by the real CDK, and looks for what survived. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Target } from '../../target.ts';
import { awsClients } from '../aws/aws-clients.ts';
import type { Lab } from '../lab.ts';
import { refuseHalfDeleted } from './left/half-deleted.ts';
import { type RecordedResource, recordOf } from './left/stack-record.ts';
import { type Left, whatIsLeft } from './left/what-is-left.ts';
import { describeStack, statusOf } from './stacks.ts';
import type { DeployedStage } from './stages.ts';
import { pollingOf, withCdk } from './toolkit.ts';

/** Of the cloud assembly's format; any version that knows stacks will do, and the toolkit reads older ones. */
const ASSEMBLY_SCHEMA = '36.0.0';

/**
 * A cloud assembly that says no more than which stacks there are: the app that made them may be broken, or changed,
 * and what is deployed must come down all the same.
 */
function namesOnly(folder: string, projects: readonly DeployedStage[], target: Target): string {
  const templateFile = 'empty.template.json';
  const artifacts = projects.map(({ stackName }) => [
    stackName,
    {
      type: 'aws:cloudformation:stack',
      environment: `aws://${target.account}/${target.region}`,
      properties: { templateFile },
    },
  ]);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, templateFile), '{"Resources":{}}');
  writeFileSync(
    join(folder, 'manifest.json'),
    JSON.stringify({ version: ASSEMBLY_SCHEMA, artifacts: Object.fromEntries(artifacts) }),
  );
  return folder;
}

/**
 * Destroys stacks, the last of the curriculum first.
 * @returns CloudFormation's records of what they were made of
 * @throws LabError `DestroyFailed`, with what could not be deleted and why
 */
export async function destroyStacks(
  { stateFolder }: Lab,
  stacks: readonly DeployedStage[],
  target: Target,
  progress: (line: string) => void,
): Promise<RecordedResource[]> {
  const aws = awsClients(target.clientConfig);
  const assembly = namesOnly(join(stateFolder, 'assembly-down'), stacks, target);
  const order = stacks.map(({ stackName }) => stackName).reverse();
  const records: RecordedResource[] = [];
  for (const [index, stackName] of order.entries()) {
    // By its id alone CloudFormation finds a stack that it has deleted.
    const stackId = (await describeStack(stackName, target))?.StackId;
    try {
      await withCdk('DestroyFailed', `Destroying ${stackName}`, { target, progress }, async (toolkit, library) => {
        const source = await toolkit.fromAssemblyDirectory(assembly);
        await toolkit.destroy(source, {
          stacks: { strategy: library.StackSelectionStrategy.PATTERN_MUST_MATCH_SINGLE, patterns: [stackName] },
          ...pollingOf(target),
        });
      });
    } catch (cause) {
      if (!stackId) throw cause;
      await refuseHalfDeleted(cause, { stackName, stackId, untouched: order.slice(index + 1) }, target, aws);
    }
    if (stackId) records.push(...(await recordOf(stackId, aws)));
  }
  return records;
}

/**
 * Destroys the projects' stacks, and says what is left of them afterwards.
 * @param chosen the projects that were meant, deployed or not
 * @throws as {@link destroyStacks}
 */
export async function destroyProjects(
  lab: Lab,
  stacks: readonly DeployedStage[],
  target: Target,
  { chosen, progress }: { readonly chosen: readonly DeployedStage[]; readonly progress: (line: string) => void },
): Promise<Left> {
  const records = await destroyStacks(lab, stacks, target, progress);
  const still = (await statusOf(stacks, target)).filter(({ state }) => state !== 'not-deployed');
  const stackNames = [...new Set([...stacks.toReversed(), ...chosen].map(({ stackName }) => stackName))];
  const slugs = chosen.map(({ slug }) => slug);
  const left = await whatIsLeft({ stackNames, records, slugs, target, aws: awsClients(target.clientConfig) });
  const survivors = still.map(({ stack, stackStatus }) => ({ what: `stack ${stack}`, why: `it is ${stackStatus}` }));
  return { survivors: [...survivors, ...left.survivors], stays: left.stays };
}
