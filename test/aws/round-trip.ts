/** What `npm run test:aws` does around its tests: it begins where nothing of the lab is, and leaves nothing behind. */
import { LabError } from '../../lib/errors.ts';
import type { Lab } from '../../lib/lab/lab.ts';
import { destroyProjects } from '../../lib/lab/stacks/down.ts';
import { presentStacks } from '../../lib/lab/stacks/stacks.ts';
import { deployedStages } from '../../lib/lab/stacks/stages.ts';
import { HOURS_PER_MONTH, usd } from '../../lib/prices.ts';
import type { Project } from '../../lib/project.ts';
import type { Target } from '../../lib/target.ts';

const projectsOf = ({ projects }: Lab) => projects.map(({ project }) => project);

/** The lab's stacks of this target, stages first: the order in which `destroyProjects` takes them from its end. */
async function stacksOf(lab: Lab, target: Target) {
  const projects = projectsOf(lab);
  return [...(await deployedStages(projects, projects, target)), ...(await presentStacks(projects, target))];
}

/**
 * Whatever is there, somebody works with: it is neither tested on nor destroyed (docs/decisions/0054).
 * @throws LabError `NotOurStack`
 */
export async function refuseWhereDeployed(lab: Lab, target: Target): Promise<void> {
  const there = (await stacksOf(lab, target)).map(({ stackName }) => stackName);
  if (there.length === 0) return;
  throw new LabError(
    'NotOurStack',
    `${there.join(', ')} is deployed in account ${target.account}, region ${target.region}, and the test would destroy ` +
      'it. Give another region, or take it down first: `lab down --target aws`.',
  );
}

/**
 * Around the tests: begins where nothing of the lab is, deploys, and takes down whatever was deployed, also where that broke
 * off half-way.
 * @returns what takes it down, and says whether nothing survived that should be gone
 * @throws LabError `NotOurStack`, and what `deploy` throws, once it is taken down
 */
export async function setUp(
  lab: Lab,
  target: Target,
  deploy: () => Promise<unknown>,
  say: (line: string) => void,
): Promise<() => Promise<boolean>> {
  await refuseWhereDeployed(lab, target);
  const since = Date.now();
  const end = () => takeDown(lab, target, since, say);
  try {
    await deploy();
  } catch (error) {
    await end();
    throw error;
  }
  return end;
}

/** What the time that it stood cost, by the arithmetic of the templates (test/prices.template.test.ts); use comes on top. */
export function costOf(projects: readonly Project[], hours: number): string {
  const month = projects.reduce((sum, each) => sum + each.idleUsdPerMonth + (each.stagesUsdPerMonth ?? 0), 0);
  return (
    `It stood for ${hours.toFixed(2)} hours: ${usd((month * hours) / HOURS_PER_MONTH)} at the most, of ${usd(month)} ` +
    'a month, stages of the pipeline included. On top comes what the tests used, mostly minutes of CodeBuild.'
  );
}

/**
 * Takes everything down, the stages that the pipeline deployed too, and says what it cost and what survived.
 * @returns whether nothing survived that should be gone
 */
async function takeDown(lab: Lab, target: Target, since: number, say: (line: string) => void): Promise<boolean> {
  const chosen = projectsOf(lab);
  const { survivors, stays } = await destroyProjects(lab, await stacksOf(lab, target), target, {
    chosen,
    progress: (line) => say(`  ${line}`),
  });
  say(costOf(chosen, (Date.now() - since) / 3_600_000));
  for (const { what, why, remove = '' } of survivors)
    say(`still there, and should be gone: ${what}: ${why}. ${remove}`);
  for (const { what, why, remove = '' } of stays) say(`stays on purpose: ${what}: ${why}. ${remove}`);
  if (survivors.length === 0) say('Nothing survived that should be gone.');
  return survivors.length === 0;
}
