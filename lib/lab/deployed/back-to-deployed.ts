/** A deployed project back to how its stack was deployed, as far as single calls lead; and what is left then. */
import type { Project } from '../../project.ts';
import type { Target } from '../../target.ts';
import { awsClients } from '../aws/aws-clients.ts';
import type { Incident } from '../drills/journal.ts';
import { type Drift, driftOf, notComparedOf } from './drift.ts';
import { type Parked, parkedIn, purged } from './parked.ts';

/** A project that is deployed, and in what it is not as deployed; undefined where nobody knows its template. */
export interface Compared {
  readonly project: Project;
  readonly found: readonly Drift[] | undefined;
  /** Parts of it of which nothing is read back: a database, a network. */
  readonly notCompared: readonly string[];
  readonly parked: readonly Parked[];
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
  const aws = awsClients(context.target.clientConfig);
  const { stackName } = project;
  const [found, notCompared, parked] = await Promise.all([
    lookFor(project, context),
    notComparedOf(stackName, context.target, aws, context.stateFolder),
    parkedIn(stackName, aws),
  ]);
  return { project, found, notCompared, parked };
}

const lookFor = ({ stackName }: Project, { target, stateFolder, ownCode }: Context) =>
  driftOf(stackName, target, awsClients(target.clientConfig), stateFolder, ownCode);

const waysOf = (found: readonly Drift[] | undefined) =>
  new Set((found ?? []).map(({ leadBack }) => leadBack).filter((way) => way !== undefined));

/** Whether {@link leadBack} would write anything. */
export const canLeadBack = ({ found, parked }: Compared): boolean => parked.length > 0 || waysOf(found).size > 0;

/** What stands in for something that is gone is only taken away once that is there again. */
const ROUNDS = 2;

/** Takes every way back that there is, and looks again: what a service refused is left, with the rest. */
export async function leadBack({ project, found, notCompared, parked }: Compared, context: Context): Promise<LedBack> {
  const cleared = await purged(awsClients(context.target.clientConfig), parked);
  const told = new Map((found ?? []).map((each) => [keyOf(each), each]));
  let left = found;
  for (let round = 0; round < ROUNDS && waysOf(left).size > 0; round++) {
    // One after the other: two of them may be of one function, which takes one change at a time.
    for (const way of waysOf(left)) await way().catch(() => {});
    left = await lookFor(project, context);
  }
  const still = new Set((left ?? []).map(keyOf));
  const ledBack = [...told.values()].filter((each) => !still.has(keyOf(each)));
  return { project, ledBack, found: left, notCompared, cleared };
}

const keyOf = ({ resource, change, what }: Drift) => [resource, change, what].join(' ');
