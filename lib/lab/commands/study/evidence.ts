import { readFileSync, statSync } from 'node:fs';
import { Command } from 'commander';
import { UsageError } from '../../../errors.ts';
import { addEvidence } from '../../../study/evidence.ts';
import { exportText, type Imported, importText, MAX_FILE_BYTES, UnreadableLog } from '../../../study/log/exchange.ts';
import { hasCome } from '../../../study/log/log.ts';
import type { Lab } from '../../lab.ts';
import { gatherEvidence } from '../../learner.ts';
import { withExamples } from '../../terminal/help.ts';
import { printJson, runToExit } from '../../terminal/output.ts';
import { wrap } from '../../terminal/screen.ts';
import { jsonOption } from '../shared-options.ts';
import { writeNew } from './write-new.ts';

/** `lab evidence export` and `lab evidence import`: what you did, as a file to keep, and to take to another machine. */
export function evidenceCommand(lab: Lab): Command {
  return new Command('evidence')
    .description('what you did here (answers, drills, exams), to a file and from one')
    .addCommand(exportCommand(lab))
    .addCommand(importCommand(lab));
}

function exportCommand(lab: Lab): Command {
  const command = new Command('export')
    .description('write every record, as JSON Lines')
    .argument('[file]', 'a file that is not there yet; standard output by default')
    .action((file: string | undefined) =>
      runToExit(async () => {
        const records = await gatherEvidence(lab);
        const text = exportText(records, Date.now());
        if (file === undefined) process.stdout.write(text);
        else {
          writeNew(file, text);
          console.log(wrap(`${counted(text.split('\n').length - 2)} written to ${file}.`));
        }
        return undefined;
      }, false),
    );
  return withExamples(command, ['lab evidence export my-evidence.jsonl', 'before a machine is given away']);
}

/** With `--json` `{records, added, later, ahead}`. */
function importCommand(lab: Lab): Command {
  const command = new Command('import')
    .description('add the records of such a file; what is here already stays as it is')
    .argument('<file>', 'a file that `lab evidence export` or a page wrote')
    .addOption(jsonOption())
    .action((file: string, { json }: { json?: boolean }) =>
      runToExit(async () => {
        const { records, later } = importedFrom(file);
        await gatherEvidence(lab);
        const added = addEvidence(lab.stateFolder, records);
        const ahead = records.filter((record) => !hasCome(record, Date.now())).length;
        if (json) printJson({ records: records.length, added, later, ahead });
        else console.log(importedText(records.length, added, later, ahead));
        return undefined;
      }, json ?? false),
    );
  return withExamples(command, ['lab evidence import my-evidence.jsonl', 'twice is as good as once']);
}

/** @throws UsageError `NoSuchFile`, or `WrongValue` where it is not taken */
function importedFrom(file: string): Imported {
  const text = textOf(file);
  try {
    return importText(text);
  } catch (error) {
    if (error instanceof UnreadableLog) throw new UsageError('WrongValue', `${file}: ${error.message}`);
    throw error;
  }
}

function textOf(file: string): string {
  try {
    const { size } = statSync(file);
    if (size <= MAX_FILE_BYTES) return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError('NoSuchFile', `${file} cannot be read (${code}): name the file that was exported.`);
  }
  throw new UsageError(
    'WrongValue',
    `${file} is larger than ${MAX_FILE_BYTES / 1_000_000} MB, which no log of a learner is. Nothing was imported.`,
  );
}

const counted = (records: number) => `${records} ${records === 1 ? 'record' : 'records'}`;

function importedText(records: number, added: number, later: number, ahead: number): string {
  return [
    `${counted(added)} added; ${records - added} of the file ${records - added === 1 ? 'was' : 'were'} here already.`,
    ...(later > 0 ? [`${later} come from a later certlab: they are kept, and count once this one is updated.`] : []),
    ...(ahead > 0
      ? [
          `${ahead} are of a time that has not come yet: a clock was wrong, there or here. They are kept, and count from then on.`,
        ]
      : []),
  ]
    .map((line) => wrap(line))
    .join('\n');
}
