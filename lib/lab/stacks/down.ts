/** Takes projects down by the real CDK, and looks for what survived. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Target } from '../../target.ts';
import { awsClients } from '../aws/aws-clients.ts';
import type { Lab } from '../lab.ts';
import { isGone } from './is-gone.ts';
import { statusOf } from './stacks.ts';
import type { DeployedStage } from './stages.ts';
import { pollingOf, withCdk } from './toolkit.ts';

/** Of the cloud assembly's format; any version that knows stacks will do, and the toolkit reads older ones. */
const ASSEMBLY_SCHEMA = '36.0.0';

export interface Survivor {
  readonly what: string;
  readonly why: string;
}

/** Resources that still bear the tag of one of these projects, as ARNs; without what its own service says is gone. */
async function stillTagged(slugs: readonly string[], target: Target): Promise<string[]> {
  const { ResourceGroupsTaggingAPIClient, paginateGetResources } = await import(
    '@aws-sdk/client-resource-groups-tagging-api'
  );
  const client = new ResourceGroupsTaggingAPIClient(target.clientConfig);
  const found: string[] = [];
  for await (const page of paginateGetResources({ client }, { TagFilters: [{ Key: 'certlab', Values: [...slugs] }] })) {
    found.push(...(page.ResourceTagMappingList ?? []).map(({ ResourceARN }) => ResourceARN as string));
  }
  const aws = awsClients(target.clientConfig);
  const gone = await Promise.all(found.map((arn) => isGone(arn, aws)));
  return found.filter((_, index) => !gone[index]);
}

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

const STILL_LISTED = {
  emulator: 'it still bears the certlab tag',
  aws: 'the tagging index still lists it; the index lags minutes to hours behind, so look at it before you delete it',
} as const;

/**
 * Destroys the projects' stacks, the last of the curriculum first, and says what is left of them afterwards.
 * @throws LabError `DestroyFailed`
 */
export async function destroyProjects(
  lab: Lab,
  projects: readonly DeployedStage[],
  target: Target,
  progress: (line: string) => void,
): Promise<Survivor[]> {
  const assembly = namesOnly(join(lab.stateFolder, 'assembly-down'), projects, target);
  for (const { stackName } of projects.toReversed()) {
    await withCdk('DestroyFailed', `Destroying ${stackName}`, { target, progress }, async (toolkit, library) => {
      const source = await toolkit.fromAssemblyDirectory(assembly);
      await toolkit.destroy(source, {
        stacks: { strategy: library.StackSelectionStrategy.PATTERN_MUST_MATCH_SINGLE, patterns: [stackName] },
        ...pollingOf(target),
      });
    });
  }
  const stacks = (await statusOf(projects, target)).filter(({ state }) => state !== 'not-deployed');
  const tagged = await stillTagged(
    projects.map(({ slug }) => slug),
    target,
  );
  return [
    ...stacks.map(({ stack, stackStatus }) => ({ what: `stack ${stack}`, why: `it is ${stackStatus}` })),
    ...tagged.map((arn) => ({ what: arn, why: STILL_LISTED[target.name] })),
  ];
}
