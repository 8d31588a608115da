import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { markdownTable } from '../markdown-table.ts';
import { repository } from '../repository.ts';

const lab = join(repository, 'bin', 'lab.ts');

/** What `lab --help` says of the commands, as a table. */
export function commandReference(): string {
  // The lab makes its state folder when it starts, and a page is no reason to have one in the clone.
  const state = mkdtempSync(join(tmpdir(), 'certlab-docs-'));
  try {
    const env = { ...process.env, CERTLAB_STATE: state };
    return commandTable(execFileSync(process.execPath, [lab, '--help'], { encoding: 'utf8', env }));
  } finally {
    rmSync(state, { recursive: true });
  }
}

/** Commander's help as a table: its groups in bold, options and `help` itself left out. */
export function commandTable(help: string): string {
  const rows: [string, string][] = [];
  for (const line of help.split('\n')) {
    const group = /^(?<title>\S.*):$/.exec(line)?.groups?.title;
    const command = /^ {2}(?<term>\S.*?) {2,}(?<does>\S.*)$/.exec(line)?.groups;
    const more = /^ {8,}(?<does>\S.*)$/.exec(line)?.groups?.does;
    const last = rows.at(-1);
    if (group) rows.push([`**${group}**`, '']);
    else if (command) rows.push([`\`${command.term?.replace(' [options]', '')}\``, command.does as string]);
    else if (more && last) last[1] += ` ${more}`;
  }
  const start = rows.findIndex(([term]) => term === '**Options**');
  const own = rows.findIndex(([term], index) => index > start && term.startsWith('**'));
  const end = rows.findIndex(([term]) => term === '**Commands**');
  return markdownTable(['command', 'does'], rows.slice(own, end));
}
