/** The log of a lab's learner: a file of JSON lines beside the journals, only ever appended to. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { faultOf, type Stored } from '../../lambda/shared/evidence/stored.ts';
import { appendLine, appendLines, readLines } from '../json-lines.ts';
import { type Log, logOf } from './log/log.ts';
import { type Answer, type EvidenceRecord, newDevice, type Sitting } from './log/records.ts';
import { missingIn } from './log/stored.ts';
import { EXAMS } from './weights.ts';

/** Where the evidence of a lab stands. */
export const evidenceFile = (stateFolder: string): string => join(stateFolder, 'evidence.jsonl');

/** Every record of the file, in the order of writing, those that this version does not know too; a half line is passed over. */
export const storedIn = (stateFolder: string): Stored[] =>
  readLines<Stored>(evidenceFile(stateFolder)).filter((record) => !faultOf(record));

/** Adds what is not there yet, by one write. Gives how many that were. */
export function addEvidence(stateFolder: string, records: readonly Stored[]): number {
  const missing = missingIn(storedIn(stateFolder), records);
  appendLines(evidenceFile(stateFolder), missing);
  return missing.length;
}

export function noteEvidence(stateFolder: string, record: EvidenceRecord): void {
  appendLine(evidenceFile(stateFolder), record);
}

export const readLog = (stateFolder: string): Log => logOf(storedIn(stateFolder));

/** Every answer in the order of time. */
export const readEvidence = (stateFolder: string): readonly Answer[] => readLog(stateFolder).answers;

/** Every exam that was sat, as `readEvidence`, of the exams that this version knows. */
export const readSittings = (stateFolder: string): readonly Sitting[] =>
  readLog(stateFolder).sittings.filter(({ exam }) => EXAMS.includes(exam));

/** The name of this lab in the ids of its records, made at its first record. */
export function deviceOf(stateFolder: string): string {
  const file = join(stateFolder, 'device');
  if (!existsSync(file)) {
    try {
      writeFileSync(file, newDevice(), { flag: 'wx', mode: 0o600 });
    } catch (error) {
      // Another command made it in between.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  return readFileSync(file, 'utf8').trim();
}
