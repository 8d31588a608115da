import { Command, Option } from 'commander';
import { EMULATOR_REGION, emulatorEnvironment } from '../../emulator/environment.ts';
import { awsCliAdvice, awsCliVersion } from '../aws/aws-cli.ts';
import type { Lab } from '../lab.ts';
import { openTargetIn } from '../target.ts';
import { complain, printJson, runToExit } from '../terminal/output.ts';
import { wrap } from '../terminal/screen.ts';
import { environmentScript, SHELLS, type Shell, useIn } from '../terminal/shell.ts';
import { jsonOption } from './shared-options.ts';

/** `eval "$(npm run -s lab -- env)"`: the AWS CLI and any SDK of this shell then speak to the emulator, and only to it. */
export function envCommand(lab: Lab): Command {
  return new Command('env')
    .description('print the environment that points the AWS CLI and SDKs of a shell at the emulator')
    .addOption(new Option('--shell <shell>', 'whose syntax to print').choices(SHELLS).default('sh'))
    .option('--region <region>', 'region of the emulator', EMULATOR_REGION)
    .addOption(jsonOption())
    .addHelpText('after', () =>
      ['', 'Use it so:', ...SHELLS.map((shell) => `  ${shell}\n${wrap(useIn(shell), '    ')}`)].join('\n'),
    )
    .action((options: { shell: Shell; region: string; json?: boolean }) =>
      runToExit(async () => {
        // Opening the target takes the user's AWS variables from this process, and the shell still has them.
        const present = { ...process.env };
        const { endpoint, region } = await openTargetIn(options.region, { target: 'emulator' }, lab.stateFolder);
        const variables = {
          ...(emulatorEnvironment(endpoint as string, lab.stateFolder, {}) as Record<string, string>),
          ...{ AWS_REGION: region, AWS_DEFAULT_REGION: region },
        };
        if (options.json) printJson(variables);
        else console.log(environmentScript(options.shell, variables, present));
        // On standard error, where a person sees it and `eval` does not.
        const advice = awsCliAdvice(awsCliVersion());
        if (advice && !options.json) complain(advice);
        return undefined;
      }, options.json ?? false),
    );
}
