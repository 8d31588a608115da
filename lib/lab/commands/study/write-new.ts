import { existsSync, writeFileSync } from 'node:fs';
import { UsageError } from '../../../errors.ts';

/**
 * Writes a file that is not there yet.
 * @throws UsageError `WrongValue` where it is there, or cannot be made
 */
export function writeNew(file: string, text: string): void {
  if (existsSync(file)) throw new UsageError('WrongValue', `${file} is there already: name another file.`);
  try {
    writeFileSync(file, text, { flag: 'wx' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError('WrongValue', `${file} cannot be written (${code}): name a file in a folder that is there.`);
  }
}
