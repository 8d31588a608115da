#!/usr/bin/env node
/** The lab's command line: arguments in, exit code out. */
import { Command } from 'commander';
import { awsCommand } from '../lib/lab/commands/aws.ts';
import { breakCommand } from '../lib/lab/commands/break.ts';
import { checkCommand } from '../lib/lab/commands/check.ts';
import { devCommand } from '../lib/lab/commands/dev.ts';
import { doctorCommand } from '../lib/lab/commands/doctor.ts';
import { downCommand } from '../lib/lab/commands/down.ts';
import { drillsCommand } from '../lib/lab/commands/drills.ts';
import { envCommand } from '../lib/lab/commands/env.ts';
import { hintCommand } from '../lib/lab/commands/hint.ts';
import { logsCommand } from '../lib/lab/commands/logs.ts';
import { reportCommand } from '../lib/lab/commands/report.ts';
import { restoreCommand } from '../lib/lab/commands/restore.ts';
import { solutionCommand } from '../lib/lab/commands/solution.ts';
import { startCommand } from '../lib/lab/commands/start.ts';
import { statusCommand } from '../lib/lab/commands/status.ts';
import { ticketCommand } from '../lib/lab/commands/ticket.ts';
import { upCommand } from '../lib/lab/commands/up.ts';
import { watchCommand } from '../lib/lab/commands/watch.ts';
import { openLab } from '../lib/lab/lab.ts';
import { EXIT, printJson } from '../lib/lab/output.ts';
import { CURRICULUM } from '../lib/projects/registry.ts';

// Whatever the user's proxy is for, this machine's own addresses are not reached through it.
const { no_proxy, NO_PROXY } = process.env;
process.env.no_proxy = [no_proxy ?? NO_PROXY, 'localhost', '127.0.0.1'].filter(Boolean).join(',');

// `lab up | head`: whoever read has gone. What was begun is finished, and nothing more is said.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const lab = openLab(CURRICULUM);
const program = new Command('lab')
  .description('certlab: deploy practice projects, break them, and have the repair graded')
  // What follows `lab aws` is its own: `--version`, for one, is a parameter of somebody's operation.
  .enablePositionalOptions()
  .showHelpAfterError('(`lab --help` lists the commands, `lab <command> --help` explains one)');

program.commandsGroup('Deploy:');
for (const command of [startCommand, upCommand, downCommand, statusCommand, logsCommand, envCommand, devCommand]) {
  program.addCommand(command(lab));
}
program.commandsGroup('Drills:');
for (const command of [
  drillsCommand,
  breakCommand,
  ticketCommand,
  hintCommand,
  checkCommand,
  watchCommand,
  solutionCommand,
  restoreCommand,
  reportCommand,
  awsCommand,
]) {
  program.addCommand(command(lab));
}
program.commandsGroup('The machine:');
program.addCommand(doctorCommand(lab));

program.commandsGroup('Projects:');
for (const { command } of CURRICULUM) if (command) program.addCommand(await command(lab));

/** Help that was asked for is a success; anything else that commander refuses is a mistake in the arguments. */
function exitOnUsage(command: Command): void {
  // A command that is added does not inherit this of the program.
  command.showHelpAfterError('(`lab --help` lists the commands, `lab <command> --help` explains one)');
  command.exitOverride((error) => {
    // A program that asked for JSON gets the refusal as a document too.
    if (error.exitCode !== 0 && process.argv.includes('--json')) {
      printJson({ error: { code: 'WrongArguments', message: error.message.replace(/^error: /, '') } });
    }
    process.exit(error.exitCode === 0 ? 0 : EXIT.usage);
  });
  for (const subcommand of command.commands) exitOnUsage(subcommand);
}
exitOnUsage(program);

await program.parseAsync();
