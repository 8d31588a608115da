import type { Command } from 'commander';
import { labProgram } from '../lab/program.ts';
import { usageOf } from '../lab/terminal/help.ts';
import { markdownTable } from '../markdown-table.ts';
import { CURRICULUM } from '../projects/registry.ts';
import { repository } from '../repository.ts';

/** Every command of the lab, as a table. */
export async function commandReference(): Promise<string> {
  // The commands are only described, so nothing is read from the state folder, and none is made.
  return commandTable(await labProgram({ projects: CURRICULUM, repository, stateFolder: '' }));
}

/** The commands of a program by group, the hidden ones and commander's own `help` left out. */
export function commandTable(program: Command): string {
  const rows: [string, string][] = [];
  for (const command of program.createHelp().visibleCommands(program)) {
    if (command.name() === 'help') continue;
    const group = `**${command.helpGroup().replace(/:$/, '')}**`;
    if (!rows.some(([title]) => title === group)) rows.push([group, '']);
    rows.push([`\`${usageOf(command)}\``, command.description()]);
  }
  return markdownTable(['command', 'does'], rows);
}
