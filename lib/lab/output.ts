/** How commands speak: progress and sentences to people, one JSON document to programs, never both on one stream. */
import Table from 'cli-table3';
import { LabError } from './errors.ts';

/** Ends a command that failed. The full list is in docs/exit-codes.md. */
export const EXIT = { failed: 1, couldNotLook: 2, usage: 64, interrupted: 130 } as const;

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** Columns under a bold heading, without a grid: rows of text are easier to read that way. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const none = {
    top: '',
    bottom: '',
    left: '',
    right: '',
    middle: ' ',
    mid: '',
    'left-mid': '',
    'mid-mid': '',
    'right-mid': '',
  };
  const corners = {
    'top-mid': '',
    'top-left': '',
    'top-right': '',
    'bottom-mid': '',
    'bottom-left': '',
    'bottom-right': '',
  };
  const colours = process.stdout.isTTY && !process.env.NO_COLOR;
  const table = new Table({
    head: [...head],
    chars: { ...none, ...corners },
    style: { head: colours ? ['bold'] : [], border: [], 'padding-left': 0, 'padding-right': 1 },
  });
  table.push(...rows.map((row) => [...row]));
  console.log(table.toString());
}

/**
 * Runs a command to its exit code. A failure the lab foresaw is one sentence; any other is a defect of ours and keeps
 * its stack trace. With `--json` a failure is `{ "error": { "code", "message" } }` on standard output.
 */
export async function runToExit(run: () => Promise<number | undefined>, json: boolean): Promise<void> {
  try {
    const code = await run();
    if (code) process.exitCode = code;
  } catch (error) {
    process.exitCode = EXIT.failed;
    if (!(error instanceof LabError)) throw error;
    if (json) printJson({ error: { code: error.code, message: error.message } });
    else console.error(`certlab: ${error.message}`);
  }
}
