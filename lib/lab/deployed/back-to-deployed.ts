/** A deployed project back to how its stack was deployed, as far as single calls lead; and what is left then. */
import type { Project } from '../../project.ts';
import { inRegion, type Target } from '../../target.ts';
import { awsClients } from '../aws/aws-clients.ts';
import type { Incident } from '../drills/journal.ts';
import { type PlacedStack, stacksOf } from '../stacks/places.ts';
import { presentStacks } from '../stacks/stacks.ts';
import { type Drift, driftOf, notComparedOf } from './drift.ts';
import { type Parked, parkedIn, purged } from './parked.ts';

/** A project that is deployed, and in what it is not as deployed; undefined where nobody knows its template. */
export interface Compared {
  readonly project: Project;
  readonly found: readonly Drift[] | undefined;
  /** Parts of it of which nothing is read back: a database, a network. */
  readonly notCompared: readonly string[];
  readonly parked: readonly (Parked & { readonly region: string })[];
}

/** What became of it: `found` is what still is not as deployed. */
export interface LedBack extends Omit<Compared, 'parked'> {
  readonly ledBack: readonly Drift[];
  readonly cleared: readonly Parked[];
}

/** The builds that ran before a drill put another in their place, which `lab restore` puts back: SHA-256 in base64. */
export function buildsBeforeDrills(incidents: readonly Incident[]): ReadonlySet<string> {
  const changes = incidents.flatMap((incident) => incident.changes).filter(({ kind }) => kind === 'function-code');
  return new Set(changes.flatMap(({ before }) => Object.values(before as object).map(String)));
}

interface Context {
  readonly target: Target;
  readonly stateFolder: string;
  readonly ownCode: ReadonlySet<string>;
}

export async function compare(project: Project, context: Context): Promise<Compared> {
  const stacks = await stacksOfDeployed(project, context);
  const [found, ...each] = await Promise.all([
    lookFor(stacks, context),
    ...stacks.map(async ({ stackName, target }) => {
      const aws = awsClients(target.clientConfig);
      const notCompared = await notComparedOf(stackName, target, aws, context.stateFolder);
      return {
        notCompared,
        parked: (await parkedIn(stackName, aws)).map((queue) => ({ ...queue, region: target.region })),
      };
    }),
  ]);
  const notCompared = [...new Set(each.flatMap((one) => one.notCompared))].sort();
  return { project, found, notCompared, parked: each.flatMap(({ parked }) => parked) };
}

/** Of a project that is deployed: one stack, or those of several that are there. */
const stacksOfDeployed = async (project: Project, { target }: Context): Promise<readonly PlacedStack[]> =>
  project.stacks ? presentStacks([project], target) : stacksOf([project], target);

/** Undefined where of one of its stacks nobody knows the template. */
async function lookFor(
  stacks: readonly PlacedStack[],
  { stateFolder, ownCode }: Context,
): Promise<readonly Drift[] | undefined> {
  const drifts = await Promise.all(
    stacks.map(({ stackName, target }) =>
      driftOf(stackName, target, awsClients(target.clientConfig), stateFolder, ownCode),
    ),
  );
  return drifts.some((drift) => !drift) ? undefined : drifts.flatMap((drift) => drift ?? []);
}

const waysOf = (found: readonly Drift[] | undefined) =>
  new Set((found ?? []).map(({ leadBack }) => leadBack).filter((way) => way !== undefined));

/** Whether {@link leadBack} would write anything. */
export const canLeadBack = ({ found, parked }: Compared): boolean => parked.length > 0 || waysOf(found).size > 0;

/** What stands in for something that is gone is only taken away once that is there again. */
const ROUNDS = 2;

/** Takes every way back that there is, and looks again: what a service refused is left, with the rest. */
export async function leadBack({ project, found, notCompared, parked }: Compared, context: Context): Promise<LedBack> {
  const cleared = await purgedByRegion(parked, context);
  const stacks = await stacksOfDeployed(project, context);
  const told = new Map((found ?? []).map((each) => [keyOf(each), each]));
  let left = found;
  for (let round = 0; round < ROUNDS && waysOf(left).size > 0; round++) {
    // One after the other: two of them may be of one function, which takes one change at a time.
    for (const way of waysOf(left)) await way().catch(() => {});
    left = await lookFor(stacks, context);
  }
  const still = new Set((left ?? []).map(keyOf));
  const ledBack = [...told.values()].filter((each) => !still.has(keyOf(each)));
  return { project, ledBack, found: left, notCompared, cleared };
}

async function purgedByRegion(parked: Compared['parked'], { target }: Context): Promise<Parked[]> {
  const regions = [...new Set(parked.map(({ region }) => region))];
  const each = regions.map((region) =>
    purged(
      awsClients(inRegion(target, region).clientConfig),
      parked.filter((queue) => queue.region === region).map(({ region: _, ...queue }) => queue),
    ),
  );
  return (await Promise.all(each)).flat();
}

const keyOf = ({ stack, resource, change, what }: Drift) => [stack, resource, change, what].join(' ');
