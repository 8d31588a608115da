import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const lab = join(import.meta.dirname, '..', '..', 'bin', 'lab.ts');

/** What `lab --help` prints, as a fenced block. */
export function commandReference(): string {
  // The lab makes its state folder when it starts, and a page is no reason to have one in the clone.
  const state = mkdtempSync(join(tmpdir(), 'certlab-docs-'));
  try {
    const help = execFileSync(process.execPath, [lab, '--help'], {
      encoding: 'utf8',
      env: { ...process.env, CERTLAB_STATE: state },
    });
    return ['```text', help.trim(), '```'].join('\n');
  } finally {
    rmSync(state, { recursive: true });
  }
}
