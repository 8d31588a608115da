import { Argument, Command } from 'commander';
import { allDrills } from '../drills/catalogue.ts';
import type { Lab } from '../lab.ts';
import { completionScript, SHELLS_TO_COMPLETE, type ShellToComplete } from '../terminal/completion.ts';
import { runToExit } from '../terminal/output.ts';

/** `lab completion <shell>`: the text that makes a shell complete commands, projects and drills after `lab`. */
export function completionCommand(lab: Lab): Command {
  const command = new Command('completion')
    .description('print what makes a shell complete commands, projects and drills')
    .addArgument(new Argument('<shell>', 'whose syntax to print').choices(SHELLS_TO_COMPLETE));
  return command.action((shell: ShellToComplete) =>
    runToExit(async () => {
      const program = command.parent as Command;
      const commands = program.createHelp().visibleCommands(program);
      const drills = (await allDrills(lab)).map(({ number }) => number);
      const projects = lab.projects.map(({ project }) => project.slug);
      const words = commands.map((each) => ({
        command: each.name(),
        after: [
          ...each.registeredArguments.flatMap((argument) =>
            argument.name() === 'drill'
              ? drills
              : argument.name() === 'project'
                ? projects
                : (argument.argChoices ?? []),
          ),
          ...each.commands.map((below) => below.name()),
          ...each.options.flatMap(({ long }) => long ?? []),
        ],
      }));
      console.log(completionScript(shell, words));
      return undefined;
    }, false),
  );
}
