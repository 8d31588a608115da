/** How commands speak: progress and sentences to people, one JSON document to programs, never both on one stream. */
import { LabError, UsageError } from '../../errors.ts';
import { screenWidth, wrap } from './screen.ts';

/** Ends a command that failed. The full list is in docs/exit-codes.md. */
export const EXIT = { failed: 1, couldNotLook: 2, usage: 64, interrupted: 130 } as const;

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
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
    else complain(failure.message);
  }
}

/** A sentence on standard error; as one line where nobody says how wide that is. */
export function complain(message: string): void {
  console.error(wrap(`certlab: ${message}`, '', screenWidth(process.stderr) ?? Number.POSITIVE_INFINITY));
}

/** The failure as the lab foresaw it; undefined for a defect of ours. */
export function foreseen(error: unknown): LabError | undefined {
  if (error instanceof LabError) return error;
  const { code } = error as NodeJS.ErrnoException;
  // Any command may meet it: the emulator was stopped, or the network went, while it was at work.
  if (code !== 'ECONNREFUSED' && code !== 'ECONNRESET') return undefined;
  return new LabError(
    'ConnectionLost',
    'The connection to the emulator, or to AWS, was lost. `npm run lab -- status` says what is running.',
    {
      cause: error,
    },
  );
}
