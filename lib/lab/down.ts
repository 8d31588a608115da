/** Takes projects down by the real CDK, and looks for what survived. */
import { join } from 'node:path';
import type { Lab } from './lab.ts';
import type { Project } from './project.ts';
import { statusOf } from './stacks.ts';
import type { Target } from './target.ts';
import { pollingOf, synthesize, withCdk } from './toolkit.ts';

export interface Survivor {
  readonly what: string;
  readonly why: string;
}

/** Resources that still bear the tag of one of these projects, as ARNs. */
async function stillTagged(slugs: readonly string[], target: Target): Promise<string[]> {
  const { ResourceGroupsTaggingAPIClient, paginateGetResources } = await import(
    '@aws-sdk/client-resource-groups-tagging-api'
  );
  const client = new ResourceGroupsTaggingAPIClient(target.clientConfig);
  const found: string[] = [];
  for await (const page of paginateGetResources({ client }, { TagFilters: [{ Key: 'certlab', Values: [...slugs] }] })) {
    found.push(...(page.ResourceTagMappingList ?? []).map(({ ResourceARN }) => ResourceARN as string));
  }
  return found;
}

/**
 * Destroys the projects' stacks, the last of the curriculum first, and says what is left of them afterwards.
 * @throws LabError `DestroyFailed`
 */
export async function destroyProjects(
  lab: Lab,
  projects: readonly Project[],
  target: Target,
  progress: (line: string) => void,
): Promise<Survivor[]> {
  const assembly = join(lab.stateFolder, 'assembly-down');
  await synthesize(
    lab.repository,
    assembly,
    projects.map(({ slug }) => slug),
    { progress },
  );
  for (const { stackName } of projects.toReversed()) {
    await withCdk('DestroyFailed', `Destroying ${stackName}`, { progress }, async (toolkit, library) => {
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
    ...tagged.map((arn) => ({ what: arn, why: 'it still bears the certlab tag' })),
  ];
}
