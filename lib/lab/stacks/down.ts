/** Takes projects down by the real CDK, and looks for what survived. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Target } from '../../target.ts';
import { awsClients } from '../aws/aws-clients.ts';
import type { Lab } from '../lab.ts';
import { refuseHalfDeleted } from './left/half-deleted.ts';
import { type RecordedResource, recordOf } from './left/stack-record.ts';
import type { Survivor } from './left/survivors.ts';
import { type Left, whatIsLeft } from './left/what-is-left.ts';
import { type Placed, type PlacedStack, regionsOf, stacksOf } from './places.ts';
import { setupsOf } from './setup.ts';
import { describeStack } from './stacks.ts';
import { pollingOf, withCdk } from './toolkit.ts';

/** Of the cloud assembly's format; any version that knows stacks will do, and the toolkit reads older ones. */
const ASSEMBLY_SCHEMA = '36.0.0';

/**
 * A cloud assembly that says no more than which stacks there are: the app that made them may be broken, or changed,
 * and what is deployed must come down all the same.
 */
function namesOnly(folder: string, stacks: readonly PlacedStack[]): string {
  const templateFile = 'empty.template.json';
  const artifacts = stacks.map(({ stackName, target: { account, region } }) => [
    stackName,
    {
      type: 'aws:cloudformation:stack',
      environment: `aws://${account}/${region}`,
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

/** A resource of a stack that was destroyed, and the region of that stack. */
type Recorded = RecordedResource & { readonly region: string };

/**
 * Destroys stacks, the last of the curriculum first, and what stands around those of a project that has a setup.
 * @returns CloudFormation's records of what they were made of
 * @throws LabError `DestroyFailed`, with what could not be deleted and why
 */
export async function destroyStacks(
  lab: Lab,
  stacks: readonly PlacedStack[],
  target: Target,
  progress: (line: string) => void,
): Promise<Recorded[]> {
  const setups = await setupsOf(lab, stacks);
  for (const { setup } of setups) await setup.beforeDown(target, progress);
  const assembly = namesOnly(join(lab.stateFolder, 'assembly-down'), stacks);
  const order = stacks.toReversed();
  const records: Recorded[] = [];
  for (const [index, { stackName, target: place }] of order.entries()) {
    const aws = awsClients(place.clientConfig);
    // By its id alone CloudFormation finds a stack that it has deleted.
    const stackId = (await describeStack(stackName, place))?.StackId;
    try {
      await withCdk(
        'DestroyFailed',
        `Destroying ${stackName}`,
        { target: place, progress },
        async (toolkit, library) => {
          const source = await toolkit.fromAssemblyDirectory(assembly);
          await toolkit.destroy(source, {
            stacks: { strategy: library.StackSelectionStrategy.PATTERN_MUST_MATCH_SINGLE, patterns: [stackName] },
            ...pollingOf(place),
          });
        },
      );
    } catch (cause) {
      if (!stackId) throw cause;
      const untouched = order.slice(index + 1).map((stack) => stack.stackName);
      await refuseHalfDeleted(cause, { stackName, stackId, untouched }, place, aws);
    }
    const found = stackId ? await recordOf(stackId, aws) : [];
    records.push(...found.map((resource) => ({ ...resource, region: place.region })));
  }
  for (const { setup } of setups) await setup.afterDown(target);
  return records;
}

/**
 * Destroys the projects' stacks, and says what is left of them afterwards.
 * @param chosen the projects that were meant, deployed or not
 * @throws as {@link destroyStacks}
 */
export async function destroyProjects(
  lab: Lab,
  stacks: readonly PlacedStack[],
  target: Target,
  { chosen, progress }: { readonly chosen: readonly Placed[]; readonly progress: (line: string) => void },
): Promise<Left> {
  const records = await destroyStacks(lab, stacks, target, progress);
  const survivors: Survivor[] = [];
  for (const { stackName, target: place } of stacks) {
    const still = await describeStack(stackName, place);
    if (still) survivors.push({ what: `stack ${stackName}`, why: `it is ${still.StackStatus}` });
  }
  const meant = [...stacks.toReversed(), ...stacksOf(chosen, target)];
  const slugs = chosen.map(({ slug }) => slug);
  const stays: Survivor[] = [];
  for (const place of regionsOf(meant)) {
    const here = meant.filter((stack) => stack.target.region === place.region);
    const left = await whatIsLeft({
      stackNames: [...new Set(here.map(({ stackName }) => stackName))],
      records: records.filter(({ region }) => region === place.region),
      ...{ slugs, target: place, aws: awsClients(place.clientConfig) },
    });
    survivors.push(...left.survivors);
    stays.push(...left.stays);
  }
  return { survivors, stays };
}
