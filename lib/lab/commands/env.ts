import { Command } from 'commander';
import { emulatorEnvironment } from '../../emulator/environment.ts';
import type { Lab } from '../lab.ts';
import { printJson, runToExit } from '../output.ts';
import { openTarget } from '../target.ts';
import { jsonOption } from './shared-options.ts';

/** `eval "$(npm run -s lab -- env)"`: the AWS CLI and any SDK of this shell then speak to the emulator, and only to it. */
export function envCommand(lab: Lab): Command {
  return new Command('env')
    .description('print the environment that points the AWS CLI and SDKs of a shell at the emulator')
    .addOption(jsonOption())
    .action((options: { json?: boolean }) =>
      runToExit(async () => {
        const { endpoint } = await openTarget({ target: 'emulator' }, lab.stateFolder);
        const variables = emulatorEnvironment(endpoint as string, lab.stateFolder, {});
        if (options.json) printJson(variables);
        else for (const [name, value] of Object.entries(variables)) console.log(`export ${name}='${value}'`);
      }, options.json ?? false),
    );
}
