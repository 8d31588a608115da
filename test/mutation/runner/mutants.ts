/** The mutants: what is mutated, how, and the name by which a mutant is known although lines move. */
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, matchesGlob } from 'node:path';
import { Instrumenter } from '@stryker-mutator/instrumenter';
import { repository } from '../../../lib/repository.ts';

export interface Mutant {
  /** Of this run alone. */
  readonly id: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly mutator: string;
  /** File, mutator, the line's own text, and what replaces what: the same as long as that line is. */
  readonly name: string;
}

const MUTATED = ['lambda/**/*.ts', 'lib/lab/**/*.ts', 'lib/study/**/*.ts'];

/** Tables of facts: their tests hold them to their sources and to each other, and a mutated fact has nothing to break. */
const FACTS = [
  'lambda/shared/content/{career-paths,certifications,difficulty,disagreements,learning-path}.ts',
  'lambda/shared/content/{practice-projects,salary,skills,sources,study-tips,tracks}.ts',
  'lambda/shared/exams/{blueprints/*,practice-map,services}.ts',
  'lambda/shared/questions/written/*.ts',
  'lambda/shared/search/synonyms.ts',
];

/** Texts: most are messages, and tests hold behaviour and codes, never wording (docs/testing.md). */
const LEFT_OUT = ['StringLiteral'];

const silent = () => {};
const logger = {
  ...{ trace: silent, debug: silent, info: silent, warn: silent, error: silent, fatal: silent },
  ...{ isTraceEnabled: () => false, isDebugEnabled: () => false, isInfoEnabled: () => false },
  ...{ isWarnEnabled: () => false, isErrorEnabled: () => false, isFatalEnabled: () => false },
};

/** Every file that is mutated, as a path from the root of the repository. */
export const mutatedFiles = (): string[] =>
  MUTATED.flatMap((pattern) => globSync(pattern, { cwd: repository }))
    .filter((path) => !FACTS.some((pattern) => matchesGlob(path, pattern)))
    .sort();

/**
 * Writes each file with all of its mutants in it, each behind a switch, to the same path under `folder`.
 * @returns the mutants, in the order of the files
 */
export async function instrument(paths: readonly string[], folder: string): Promise<Mutant[]> {
  const sources = new Map(paths.map((path) => [path, readFileSync(join(repository, path), 'utf8')]));
  const { files, mutants } = await new Instrumenter(logger).instrument(
    [...sources].map(([name, content]) => ({ name, content, mutate: true })),
    { plugins: null, ignorers: [], excludedMutations: LEFT_OUT, noHeader: false },
  );
  for (const { name, content } of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return mutants
    .filter(({ status }) => status !== 'Ignored')
    .map(({ id, fileName: file, mutatorName: mutator, location: { start, end }, replacement }) => {
      const lines = (sources.get(file) as string).split('\n');
      const [first = '', last = ''] = [lines[start.line], lines[end.line]];
      const original =
        start.line === end.line
          ? first.slice(start.column, end.column)
          : `${first.slice(start.column)} … ${last.trim()}`;
      const name = `${file} | ${mutator} | ${oneLine(first)} | ${oneLine(original)} → ${oneLine(replacement)}`;
      return { id, file, line: start.line + 1, mutator, name };
    });
}

/** A piece of code as names of mutants have it: without line breaks, and without its middle where it is long. */
export function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 80 ? `${line.slice(0, 60)} … ${line.slice(-15)}` : line;
}
