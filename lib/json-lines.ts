/** Files of JSON lines that are only ever appended to, and survive a process that is killed while it writes. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/** Adds a record on a line of its own, whatever a killed process left before it; it is on the disk when this returns. */
export const appendLine = (file: string, record: object): void => appendLines(file, [record]);

/** The same for several records, by one write. */
export function appendLines(file: string, records: readonly object[]): void {
  if (records.length === 0) return;
  const lines = records.map((record) => `\n${JSON.stringify(record)}\n`).join('');
  appendFileSync(file, lines, { flush: true, mode: 0o600 });
}

/** Every record in the order of writing, `[]` where there is no file; a half line is passed over. */
export function readLines<T>(file: string): T[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => parsed<T>(line) ?? []);
}

function parsed<T>(line: string): T | undefined {
  if (!line.startsWith('{') || !line.endsWith('}')) return undefined;
  try {
    return JSON.parse(line) as T;
  } catch {
    // Half a line may end in a brace too.
    return undefined;
  }
}
