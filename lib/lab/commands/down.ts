import { Command } from 'commander';
import { runningEmulator, stopEmulator } from '../../emulator/emulator.ts';
import type { TargetOptions } from '../../target.ts';
import { chooseProjects, type Lab } from '../lab.ts';
import { EXIT, printJson, printTable, runToExit } from '../output.ts';
import { statusOf } from '../stacks.ts';
import { openTarget, refuseAwsOptions } from '../target.ts';
import { withTargetOptions } from './shared-options.ts';

/**
 * `lab down [project…]`: destroys what is deployed, lists what survived, and exits with 1 if anything did.
 * With no project named it also stops the emulator.
 */
export function downCommand(lab: Lab): Command {
  return withTargetOptions(new Command('down'))
    .description('destroy projects (all by default) and stop the emulator; says what survived')
    .argument('[project...]', 'slugs of projects')
    .action((slugs: string[], options: TargetOptions & { json?: boolean }) =>
      runToExit(async () => {
        const chosen = chooseProjects(lab, slugs);
        const progress = options.json ? () => {} : (line: string) => console.log(`  ${line}`);
        if (options.target === 'emulator') refuseAwsOptions(options);
        const emulator = options.target === 'emulator' ? await runningEmulator(lab.stateFolder) : undefined;
        if (options.target === 'emulator' && !emulator) {
          if (options.json) printJson({ destroyed: [], survivors: [], emulatorStopped: false });
          else console.log('The emulator is not running, so there is nothing to take down.');
          return;
        }
        const target = await openTarget(options, lab.stateFolder);
        const statuses = await statusOf(chosen, target);
        const deployed = chosen.filter((_, index) => statuses[index]?.state !== 'not-deployed');
        if (target.name === 'aws' && deployed.length > 0) {
          const { confirmOnAws, refuseForeignStacks } = await import('../aws-guards.ts');
          await refuseForeignStacks(target, deployed);
          await confirmOnAws(target, deployed, 'Destroy');
        }
        const { destroyProjects } = await import('../down.ts');
        const survivors = deployed.length > 0 ? await destroyProjects(lab, deployed, target, progress) : [];
        const stop = emulator && slugs.length === 0;
        if (stop) await stopEmulator(lab.stateFolder, emulator);
        const destroyed = deployed.map(({ stackName }) => stackName);
        if (options.json) {
          printJson({ destroyed, survivors, emulatorStopped: Boolean(stop) });
        } else {
          console.log(destroyed.length > 0 ? `Destroyed ${destroyed.join(', ')}.` : 'Nothing was deployed.');
          if (survivors.length > 0)
            printTable(
              ['survived', 'why'],
              survivors.map(({ what, why }) => [what, why]),
            );
          if (stop) console.log('The emulator is stopped.');
        }
        return survivors.length > 0 ? EXIT.failed : undefined;
      }, options.json ?? false),
    );
}
