import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { repository } from '../../../lib/repository.ts';

/** The clone. */

/** What is installed or made, and so is not ours to check; .gitignore has the same. */
const MADE = ['node_modules', '.git', '.certlab', 'build', 'cdk.out', 'coverage'];

/** Every file of the repository, whether it is committed yet or not, as a path with `/`. */
export function sourceFiles(): string[] {
  return globSync(['**/*', '**/.*', '.ci/*'], {
    cwd: repository,
    withFileTypes: true,
    exclude: ({ name }) => MADE.includes(name) || name.endsWith('.log'),
  })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(repository.length + 1)
        .replaceAll(sep, '/'),
    )
    .toSorted();
}

/** A file's text. */
export const readSource = (path: string): string => readFileSync(join(repository, path), 'utf8');
