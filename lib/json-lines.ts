/** Files of JSON lines that are only ever appended to, and survive a process that is killed while it writes. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/** Adds a record on a line of its own, whatever a killed process left before it; it is on the disk when this returns. */
export function appendLine(file: string, record: object): void {
  appendFileSync(file, `\n${JSON.stringify(record)}\n`, { flush: true, mode: 0o600 });
}

/** Every record in the order of writing, `[]` where there is no file; a half line is passed over. */
export function readLines<T>(file: string): T[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as T);
}
