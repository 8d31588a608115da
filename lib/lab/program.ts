/** The tree of the lab's commands. */
import { Command } from 'commander';
import { UsageError } from '../errors.ts';
import { awsCommand } from './commands/aws.ts';
import { completionCommand } from './commands/completion.ts';
import { doctorCommand } from './commands/doctor.ts';
import { downCommand } from './commands/down.ts';
import { breakCommand } from './commands/drill/break.ts';
import { checkCommand } from './commands/drill/check.ts';
import { drillCommand } from './commands/drill/drill.ts';
import { drillsCommand } from './commands/drill/drills.ts';
import { examCommand } from './commands/drill/exam.ts';
import { gameDayCommand } from './commands/drill/game-day.ts';
import { hintCommand } from './commands/drill/hint.ts';
import { paperCommand } from './commands/drill/paper.ts';
import { reportCommand } from './commands/drill/report.ts';
import { resetCommand } from './commands/drill/reset.ts';
import { restoreCommand } from './commands/drill/restore.ts';
import { solutionCommand } from './commands/drill/solution.ts';
import { ticketCommand } from './commands/drill/ticket.ts';
import { watchCommand } from './commands/drill/watch.ts';
import { envCommand } from './commands/env.ts';
import { logsCommand } from './commands/logs.ts';
import { metricsCommand } from './commands/metrics.ts';
import { openCommand } from './commands/open.ts';
import { startCommand } from './commands/start.ts';
import { statusCommand } from './commands/status.ts';
import { answerCommand } from './commands/study/answer.ts';
import { evidenceCommand } from './commands/study/evidence.ts';
import { mockCommand } from './commands/study/mock.ts';
import { proveCommand } from './commands/study/prove.ts';
import { quizCommand } from './commands/study/quiz.ts';
import { readinessCommand } from './commands/study/readiness.ts';
import { reportItemCommand } from './commands/study/report-item.ts';
import { upCommand } from './commands/up.ts';
import type { Lab } from './lab.ts';
import { fitHelp, withExamples } from './terminal/help.ts';
import { EXIT, printJson, runToExit } from './terminal/output.ts';

const GROUPS = {
  'Deploy:': [
    startCommand,
    upCommand,
    openCommand,
    downCommand,
    statusCommand,
    logsCommand,
    metricsCommand,
    envCommand,
  ],
  'Drills:': [
    drillsCommand,
    breakCommand,
    ticketCommand,
    hintCommand,
    checkCommand,
    watchCommand,
    solutionCommand,
    restoreCommand,
    resetCommand,
    reportCommand,
    examCommand,
    gameDayCommand,
    paperCommand,
    awsCommand,
  ],
  'Study:': [
    quizCommand,
    answerCommand,
    proveCommand,
    reportItemCommand,
    mockCommand,
    readinessCommand,
    evidenceCommand,
  ],
  'Authors:': [drillCommand],
  'The machine:': [doctorCommand, completionCommand],
} as const;

/** `lab` with every command, those of the projects among them. */
export async function labProgram(lab: Lab): Promise<Command> {
  const program = new Command('lab')
    .description('certlab: deploy practice projects, break them, and have the repair graded')
    // What follows `lab aws` is its own: `--version`, for one, is a parameter of somebody's operation.
    .enablePositionalOptions();
  for (const [group, commands] of Object.entries(GROUPS)) {
    program.commandsGroup(group);
    for (const command of commands) program.addCommand(withExamples(command(lab)));
  }
  program.commandsGroup('Projects:');
  for (const { command } of lab.projects) if (command) program.addCommand(await command(lab));
  for (const [old, name] of Object.entries(RENAMED)) program.addCommand(renamed(old, name), { hidden: true });
  fitHelp(program);
  exitOnUsage(program);
  return program;
}

/** Earlier names of commands, and what they are called now. */
const RENAMED = { pipeline: 'events', 'pipeline-run': 'rehearse' } as const;

/** Answers an earlier name with the new one: it does nothing else. */
function renamed(old: string, name: string): Command {
  return new Command(old)
    .argument('[words...]')
    .helpOption(false)
    .allowUnknownOption()
    .action((words: string[]) =>
      runToExit(() => {
        const line = ['lab', name, ...words].join(' ');
        throw new UsageError('WrongArguments', `\`lab ${old}\` is \`lab ${name}\` now. Run \`${line}\`.`);
      }, words.includes('--json')),
    );
}

/** Help that was asked for is a success; anything else that commander refuses is a mistake in the arguments. */
function exitOnUsage(command: Command): void {
  command.exitOverride((error) => {
    // A program that asked for JSON gets the refusal as a document too.
    if (error.exitCode !== 0 && process.argv.includes('--json')) {
      printJson({ error: { code: 'WrongArguments', message: error.message.replace(/^error: /, '') } });
    }
    process.exit(error.exitCode === 0 ? 0 : EXIT.usage);
  });
  for (const subcommand of command.commands) exitOnUsage(subcommand);
}
