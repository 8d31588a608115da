/** What a run has found out so far, on disk: a run that is killed goes on where it was. */
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, globSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../../../lib/repository.ts';
import type { Answer } from './asking.ts';
import type { Coverage } from './job.ts';

/** One line of the notebook. */
type Note =
  | { readonly code: string; readonly files: readonly string[] }
  | { readonly testFile: string; readonly coverage: Coverage }
  | Answer;

export interface Notebook {
  /** What was written down of the same code and files; it is emptied when either has changed. */
  readonly notes: readonly Note[];
  write(note: Note): void;
}

/** A hash over the sources and their tests: what was found out of other code says nothing of this. */
function codeHash(): string {
  const hash = createHash('sha256');
  for (const path of globSync('{lambda,lib,test}/**/*.{ts,json}', { cwd: repository }).sort())
    hash.update(path).update(readFileSync(join(repository, path)));
  return hash.digest('hex');
}

/** Opens the notebook of a run over these files. */
export function openNotebook(folder: string, files: readonly string[]): Notebook {
  const path = join(folder, 'notes.jsonl');
  const head: Note = { code: codeHash(), files };
  // The last line may be half a line: the run was killed over it.
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
  const notes = lines[0] === JSON.stringify(head) ? lines.map((line) => JSON.parse(line) as Note) : [];
  const write = (note: Note) => appendFileSync(path, `${JSON.stringify(note)}\n`);
  if (notes.length === 0) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    write(head);
  }
  return { notes, write };
}
