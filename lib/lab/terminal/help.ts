/** How `--help` reads: it fits the screen, and every command comes with lines to copy. */
import type { Command } from 'commander';
import { EXAMPLES, type Example } from './examples.ts';
import { screenWidth, wrap } from './screen.ts';

/** Names of commands and options longer than this have their explanation under them instead of beside. */
const WIDEST_TERM = 26;
const WIDTH = 80;

/** `up [project...]`: a command with its arguments. */
export function usageOf(command: Command): string {
  const words = command.registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  return [command.name(), ...words].join(' ');
}

/** Adds examples to the end of a command's help; those of the lab's own table where none are given. */
export function withExamples(command: Command, ...given: readonly Example[]): Command {
  const examples = given.length > 0 ? given : (EXAMPLES[command.name()] ?? []);
  return command.addHelpText('after', () => {
    const lines = examples.flatMap(([line, does]) => [wrap(does, '  # '), wrap(line, '  ')]);
    return lines.length === 0 ? '' : ['', 'Examples:', ...lines].join('\n');
  });
}

/** Lets the help of a command, and of those below it, fit the screen without breaking a word. */
export function fitHelp(command: Command): void {
  const width = screenWidth() ?? WIDTH;
  command
    .configureHelp({
      helpWidth: width,
      // Every command has options; saying so in each line of the list leaves no room for what it does.
      subcommandTerm: usageOf,
      styleUsage: (usage) => wrap(usage, ' '.repeat('Usage: '.length), width, ''),
      padWidth: () => WIDEST_TERM,
      formatItem: (term, termWidth, description) => {
        const text = (indent: number) => wrap(description, ' '.repeat(indent), width);
        const column = 2 + termWidth + 2;
        // Beside its name only where there is room for a few words.
        return term.length > termWidth || width - column < 30
          ? `${wrap(term, '  ', width)}\n${text(6)}`
          : `  ${term.padEnd(termWidth + 2)}${text(column).trimStart()}`;
      },
      boxWrap: (text) => wrap(text, '', width),
    })
    .configureOutput({
      outputError: (text, write) => write(`${wrap(text.trimEnd(), '', screenWidth(process.stderr) ?? 10_000)}\n`),
    })
    // A command that is added does not inherit this of the program.
    .showHelpAfterError('(`lab --help` lists the commands, `lab <command> --help` explains one)');
  for (const subcommand of command.commands) fitHelp(subcommand);
}
