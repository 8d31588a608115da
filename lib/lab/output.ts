/** How commands speak: progress and sentences to people, one JSON document to programs, never both on one stream. */
import Table from 'cli-table3';
import { LabError, UsageError } from '../errors.ts';

/** Ends a command that failed. The full list is in docs/exit-codes.md. */
export const EXIT = { failed: 1, couldNotLook: 2, usage: 64, interrupted: 130 } as const;

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** Widths of columns that fit the terminal: where they do not, the widest gives way, and its words wrap. */
function fitted(cells: readonly (readonly string[])[]): number[] {
  const longest = (texts: readonly string[]) =>
    Math.max(...texts.flatMap((text) => text.split('\n')).map((line) => line.length));
  const widths = (cells[0] ?? []).map((_, column) => longest(cells.map((row) => row[column] ?? '')) + 1);
  let excess = widths.reduce((sum, width) => sum + width + 1, 0) - (process.stdout.columns ?? Number.POSITIVE_INFINITY);
  while (excess > 0) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= NARROWEST) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
    excess -= 1;
  }
  return widths;
}

/** A column of words that is narrower than this reads worse than lines that the terminal breaks. */
const NARROWEST = 16;

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
    colWidths: fitted([head, ...rows]),
    wordWrap: true,
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
    process.exitCode = error instanceof UsageError ? EXIT.usage : EXIT.failed;
    const failure = foreseen(error);
    if (!failure) throw error;
    if (json) printJson({ error: { code: failure.code, message: failure.message } });
    else console.error(`certlab: ${failure.message}`);
  }
}

function foreseen(error: unknown): LabError | undefined {
  if (error instanceof LabError) return error;
  const { code } = error as NodeJS.ErrnoException;
  // Any command may meet it: the emulator was stopped, or the network went, while it was at work.
  if (code !== 'ECONNREFUSED' && code !== 'ECONNRESET') return undefined;
  return new LabError('ConnectionLost', 'Nothing answers any more. `npm run lab -- status` says what is running.', {
    cause: error,
  });
}
