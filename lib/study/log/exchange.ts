/** The log as one file: JSON Lines, a line that says what it is, then a line per record. For people to keep and to move. */
import { faultOf, isKnown, type Stored } from '../../../lambda/shared/evidence/stored.ts';
import { union } from './stored.ts';

export const MAX_FILE_BYTES = 50_000_000;
const FORMAT = 1;

/** Why a file was not taken, in a sentence that says what to do. Nothing of it was taken. */
export class UnreadableLog extends Error {
  override readonly name = 'UnreadableLog';
}

export function exportText(records: readonly Stored[], now: number): string {
  const head = { certlab: 'evidence', version: FORMAT, exported: new Date(now).toISOString(), records: records.length };
  return [head, ...union(records)].map((line) => `${JSON.stringify(line)}\n`).join('');
}

export interface Imported {
  readonly records: readonly Stored[];
  /** How many of them a later version of certlab wrote: they are kept, and not counted here yet. */
  readonly later: number;
}

/**
 * The records of a file, all of them or none.
 * @throws UnreadableLog
 */
export function importText(file: string): Imported {
  const lines = file.replace(/^\uFEFF/, '').split(/\r?\n/);
  const last = lines.findLastIndex((line) => line.trim() !== '');
  const read = lines.flatMap((line, at) => (line.trim() === '' ? [] : [{ at, value: parsed(line, at, at === last) }]));
  if (isHead(read[0]?.value)) refuseLater(read.shift()?.value as Head);
  const records = read.map(({ at, value }) => {
    const fault = faultOf(value);
    if (fault) throw new UnreadableLog(`Line ${at + 1} ${fault}. ${NOTHING} Correct or delete that line.`);
    return value as Stored;
  });
  if (records.length === 0) throw new UnreadableLog(`The file has no records. ${NOTHING} ${WHICH}`);
  return { records, later: records.filter((record) => !isKnown(record)).length };
}

const NOTHING = 'Nothing was imported.';
const WHICH = 'It should be what `lab evidence export` or the page of your data wrote.';

interface Head {
  readonly certlab: unknown;
  readonly version?: unknown;
}

const isHead = (value: unknown): value is Head => typeof value === 'object' && value !== null && 'certlab' in value;

function refuseLater({ certlab, version }: Head): void {
  if (certlab !== 'evidence') throw new UnreadableLog(`The file is another one of certlab's. ${NOTHING} ${WHICH}`);
  if (version === FORMAT) return;
  throw new UnreadableLog(
    `The file has format ${String(JSON.stringify(version)).slice(0, 20)}, and this certlab reads format ${FORMAT}. ${NOTHING} Update certlab, and import it again.`,
  );
}

function parsed(line: string, at: number, isLast: boolean): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new UnreadableLog(
      at === 0
        ? `The file is no JSON Lines. ${NOTHING} ${WHICH}`
        : isLast
          ? `Line ${at + 1}, the last, is cut off: the file is not whole. ${NOTHING} Export it again, or delete that line if it is all you have.`
          : `Line ${at + 1} is no JSON. ${NOTHING} Correct or delete that line.`,
    );
  }
}
