/** Which tests reach a file, and how near they are to it, by what they import. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { repository } from '../../../lib/repository.ts';

const IMPORTED = /(?:\bfrom|\bimport)\s*\(?\s*'(\.{1,2}\/[^']+\.ts)'/g;

const imports = new Map<string, readonly string[]>();

function importsOf(file: string): readonly string[] {
  const known = imports.get(file);
  if (known) return known;
  const found = [...readFileSync(join(repository, file), 'utf8').matchAll(IMPORTED)]
    .map(([, path]) => normalize(join(dirname(file), path as string)))
    // An import that stands in a text, such as code that a test writes, may lead nowhere.
    .filter((path) => existsSync(join(repository, path)));
  imports.set(file, found);
  return found;
}

/** Every file that a test loads, with the number of imports that lead there: 1 for what it imports itself. */
export function distancesFrom(test: string): ReadonlyMap<string, number> {
  const distances = new Map([[test, 0]]);
  for (const [file, distance] of distances) {
    for (const next of importsOf(file)) if (!distances.has(next)) distances.set(next, distance + 1);
  }
  return distances;
}
