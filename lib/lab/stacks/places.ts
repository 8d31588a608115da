/** Where the stacks of projects stand: most have one, some have several, each in its region. */
import type { Project } from '../../project.ts';
import { inRegion, type Target } from '../../target.ts';

/** What has to be known of a project to find its stacks. */
export type Placed = Pick<Project, 'slug' | 'stackName' | 'stacks'>;

export interface PlacedStack {
  /** Of its project. */
  readonly slug: string;
  readonly stackName: string;
  /** In the region of this stack. */
  readonly target: Target;
}

/** The stacks of projects in the order of their deployment; they are destroyed the other way round. */
export const stacksOf = (projects: readonly Placed[], target: Target): readonly PlacedStack[] =>
  projects.flatMap(({ slug, stackName, stacks = [{ name: stackName }] }) =>
    stacks.map(({ name, region = target.region }) => ({ slug, stackName: name, target: inRegion(target, region) })),
  );

/** The regions that stacks are in, each once, as a target there. */
export const regionsOf = (stacks: readonly PlacedStack[]): readonly Target[] => [
  ...new Map(stacks.map(({ target }) => [target.region, target])).values(),
];

/** How a stack is called where its project has others elsewhere: `DisasterRecovery in us-east-1`. */
export const placeText = ({ stackName, target }: PlacedStack, apart: boolean): string =>
  apart ? `${stackName} in ${target.region}` : stackName;
