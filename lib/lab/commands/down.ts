import { Command } from 'commander';
import { runningEmulator, stopEmulator } from '../../emulator/emulator.ts';
import { makeRegionsWell } from '../../emulator/web/region-control.ts';
import type { Project } from '../../project.ts';
import type { Target, TargetOptions } from '../../target.ts';
import { chooseProjects, type Lab } from '../lab.ts';
import type { Survivor } from '../stacks/left/survivors.ts';
import type { PlacedStack } from '../stacks/places.ts';
import { presentStacks } from '../stacks/stacks.ts';
import { openTarget, refuseAwsOptions } from '../target.ts';
import { EXIT, printJson, runToExit } from '../terminal/output.ts';
import { wrap } from '../terminal/screen.ts';
import { withTargetOptions } from './shared-options.ts';

/**
 * `lab down [project…]`: destroys what is deployed, lists what survived, and exits with 1 if anything did; what stays on
 * purpose is named too. With no project named it also stops the emulator. With `--json`
 * `{destroyed, survivors, stays, emulatorStopped}`.
 */
export function downCommand(lab: Lab): Command {
  return withTargetOptions(new Command('down'))
    .description('destroy projects (all by default) and stop the emulator; says what survived')
    .argument('[project...]', 'slugs of projects')
    .action((named: string[], options: TargetOptions & { json?: boolean }) =>
      runToExit(async () => {
        const chosen = chooseProjects(lab, named);
        const progress = options.json ? () => {} : (line: string) => console.log(`  ${line}`);
        if (options.target === 'emulator') refuseAwsOptions(options);
        const emulator = options.target === 'emulator' ? await runningEmulator(lab.stateFolder) : undefined;
        if (options.target === 'emulator' && !emulator) {
          if (options.json) printJson({ destroyed: [], survivors: [], stays: [], emulatorStopped: false });
          else console.log('The emulator is not running, so there is nothing to take down.');
          return;
        }
        const target = await openTarget(options, lab.stateFolder);
        for (const region of await makeRegionsWell(emulator?.engineFolder))
          progress(`The region ${region} is well again.`);
        const present = await presentStacks(chosen, target);
        const deployed = chosen.filter(({ slug }) => present.some((stack) => stack.slug === slug));
        const stages = target.name === 'aws' ? await guard(lab, chosen, deployed, target) : [];
        // Taken down from the end: the project first, so that it deploys no stage again, then its stages.
        const stacks = [...stages, ...present];
        const { destroyProjects } = await import('../stacks/down.ts');
        const idle = stacks.length === 0 && target.name === 'emulator';
        const { survivors, stays } = idle
          ? { survivors: [], stays: [] }
          : await destroyProjects(lab, stacks, target, { chosen, progress });
        const stop = emulator && named.length === 0;
        if (stop) await stopEmulator(lab.stateFolder, emulator);
        const destroyed = stacks.map(({ stackName }) => stackName);
        if (options.json) {
          printJson({ destroyed, survivors, stays, emulatorStopped: Boolean(stop) });
        } else {
          console.log(destroyed.length > 0 ? `Destroyed ${destroyed.join(', ')}.` : nothingIn(target));
          printLeft('Still there, and should be gone:', survivors);
          printLeft('Stays on purpose:', stays);
          if (stop) console.log('The emulator is stopped.');
        }
        return survivors.length > 0 ? EXIT.failed : undefined;
      }, options.json ?? false),
    );
}

/** A command stands on a line of its own, unbroken: it is there to be copied. */
function printLeft(heading: string, left: readonly Survivor[]): void {
  if (left.length === 0) return;
  console.log(`\n${heading}`);
  for (const { what, why, remove } of left) {
    console.log(wrap(`${what}: ${why}.`, '  '));
    if (remove) console.log(`    ${remove}`);
  }
}

const nothingIn = ({ name, account, region }: Target) =>
  name === 'aws' ? `Nothing was deployed in account ${account}, region ${region}.` : 'Nothing was deployed.';

/** The guards of an account, and the stages that would stay: named in the question, and destroyed with the rest. */
async function guard(
  lab: Lab,
  chosen: readonly Project[],
  deployed: readonly Project[],
  target: Target,
): Promise<readonly PlacedStack[]> {
  const [{ confirmOnAws, refuseForeignStacks }, { deployedStages }] = await Promise.all([
    import('../aws/aws-guards.ts'),
    import('../stacks/stages.ts'),
  ]);
  await refuseForeignStacks(target, deployed);
  const all = lab.projects.map(({ project }) => project);
  const stages = await deployedStages(chosen, all, target);
  if (deployed.length === 0 && stages.length === 0) return [];
  const also = stages.map(({ stackName }) => stackName).join(', ');
  const what = deployed.length > 0 ? 'Destroy' : `Destroy ${also}`;
  const more = deployed.length > 0 && also ? [`${also}, which a pipeline deployed, go as well.`] : [];
  await confirmOnAws(target, deployed, what, more);
  return stages;
}
