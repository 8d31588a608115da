/**
 * Back to exactly as deployed, on the emulator: everything is forgotten, and what was deployed is deployed again; or of
 * one project, whose stack is destroyed and deployed again, while the others keep what they hold.
 */
import { type Emulator, runningEmulator } from '../../emulator/emulator.ts';
import { makeRegionsWell } from '../../emulator/web/region-control.ts';
import { LabError } from '../../errors.ts';
import type { Project } from '../../project.ts';
import type { Settings } from '../../project-settings.ts';
import type { Target } from '../../target.ts';
import { awsClients } from '../aws/aws-clients.ts';
import { notesOn } from '../drills/incidents.ts';
import { append, type Incident, readIncidents } from '../drills/journal.ts';
import { chooseProjects, type Lab } from '../lab.ts';
import { destroyStacks } from '../stacks/down.ts';
import type { PlacedStack } from '../stacks/places.ts';
import { completeSettings, deployedWith } from '../stacks/setup.ts';
import { deployedProjects, presentStacks, statusOf } from '../stacks/stacks.ts';
import { type Up, upOnEmulator } from '../stacks/up.ts';
import { emulatorTarget } from '../target.ts';
import { driftOf } from './drift.ts';

/** An emulator that runs. */
type Reachable = Pick<Emulator, 'endpoint' | 'engineFolder'>;

export interface Reset {
  readonly up: Up;
  /** What was deployed before, and is again. */
  readonly projects: readonly Project[];
  /** The incidents that it closed. */
  readonly closed: readonly Incident[];
}

/**
 * Everything as deployed, or with slugs these projects alone.
 * @throws LabError `EmulatorNotRunning`, `EmulatorRefused` or `NotDeployed`, and whatever `upOnEmulator` throws
 */
export async function resetAsDeployed(lab: Lab, slugs: readonly string[], quiet = false): Promise<Reset> {
  const chosen = chooseProjects(lab, slugs);
  const emulator = await runningEmulator(lab.stateFolder);
  if (!emulator) {
    throw new LabError(
      'EmulatorNotRunning',
      'The emulator is not running, so there is nothing to reset. `npm run lab -- up` starts it.',
    );
  }
  return slugs.length > 0 ? resetProjects(lab, emulator, chosen, quiet) : resetEmulator(lab, emulator, quiet);
}

/**
 * Whatever was added, removed or changed by hand is gone with all the rest, since nothing is compared: the emulator forgets
 * its state of every service and ends the functions' processes. Journals and answers are the learner's, and stay.
 * @throws LabError `EmulatorRefused` where the emulator does not reset, and whatever `upOnEmulator` throws
 */
export async function resetEmulator(lab: Lab, { endpoint, engineFolder }: Reachable, quiet = false): Promise<Reset> {
  const target = emulatorTarget(endpoint, lab.stateFolder);
  await makeRegionsWell(engineFolder);
  const projects = await deployedProjects(lab, target);
  const before = await chosenFor(lab, projects, target);
  const response = await fetch(new URL('/_ministack/reset', endpoint), { method: 'POST' }).catch(
    (cause) => cause as Error,
  );
  if (!(response instanceof Response && response.ok)) {
    const why = response instanceof Response ? response.status : response.message;
    throw new LabError(
      'EmulatorRefused',
      `The emulator did not reset (${why}). \`npm run lab -- down\` and \`up\` come to the same.`,
    );
  }
  // Only now: had the emulator refused, what the drills changed would still have to be put back.
  const closed = closeIncidents(lab, () => true);
  return { up: await upOnEmulator(lab, projects, { quiet, before }), projects, closed };
}

/**
 * The same of some projects alone, slower: by CloudFormation, in place of the emulator's own reset, which knows no projects.
 * What was added beside a stack's resources goes first, since it would stay, or keep them from being deleted.
 * @throws LabError `NotDeployed` where one of them is not there
 */
export async function resetProjects(
  lab: Lab,
  { endpoint, engineFolder }: Reachable,
  projects: readonly Project[],
  quiet = false,
): Promise<Reset> {
  const target = emulatorTarget(endpoint, lab.stateFolder);
  await makeRegionsWell(engineFolder);
  const missing = (await statusOf(projects, target)).filter(({ state }) => state === 'not-deployed');
  if (missing.length > 0) {
    const slugs = missing.map(({ slug }) => slug).join(' ');
    throw new LabError('NotDeployed', `Nothing of ${slugs} is deployed: \`npm run lab -- up ${slugs}\` deploys it.`);
  }
  const before = await chosenFor(lab, projects, target);
  const stacks = await presentStacks(projects, target);
  for (const stack of stacks) await removeAdditions(stack, lab);
  await destroyStacks(lab, stacks, target, () => {});
  const closed = closeIncidents(lab, ({ drill }) => projects.some(({ slug }) => drill.startsWith(`${slug}/`)));
  return { up: await upOnEmulator(lab, projects, { quiet, before }), projects, closed };
}

/**
 * What they were deployed with, to be deployed with it again.
 * @throws UsageError `WrongSetting` where that is no longer to be had, before anything is gone
 */
async function chosenFor(lab: Lab, projects: readonly Project[], target: Target): Promise<Settings> {
  const before = await deployedWith(lab, projects, target);
  await completeSettings(lab, projects, { asked: {}, before }, target);
  return before;
}

async function removeAdditions({ stackName, target }: PlacedStack, { stateFolder }: Lab): Promise<void> {
  const drift = (await driftOf(stackName, target, awsClients(target.clientConfig), stateFolder)) ?? [];
  // What cannot be taken away shows when the stack is destroyed.
  for (const { remove, leadBack, type } of drift)
    await (remove ?? (KEEPS_STACK.includes(type) ? leadBack : undefined))?.().catch(() => {});
}

/**
 * What keeps a stack from being deleted where it is not as deployed: a role to which a policy is attached, and a bucket whose policy
 * no longer lets the CDK's function empty it.
 */
const KEEPS_STACK = ['AWS::IAM::Role', 'AWS::IAM::Policy', 'AWS::S3::BucketPolicy'];

function closeIncidents(lab: Lab, which: (incident: Incident) => boolean): Incident[] {
  const open = readIncidents(notesOn(lab, 'emulator')).filter(
    (incident) => incident.restoredAt === undefined && which(incident),
  );
  for (const { file } of open) append(file, { entry: 'restored' });
  return open;
}
