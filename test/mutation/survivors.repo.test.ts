/** The list of survivors is about the code as it stands, and excuses single mutants alone. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { repository } from '../../lib/repository.ts';
import { knownSurvivors } from './report.ts';
import { mutatedFiles, oneLine } from './runner/mutants.ts';

const mutated = new Set(mutatedFiles());

it.each(Object.entries(knownSurvivors()))('%s', (reason, names) => {
  expect(reason).toMatch(/^[A-Z].{30,}\.$/);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) {
    const [file = '', mutator = '', ...rest] = name.split(' | ');
    expect(mutated.has(file) && existsSync(join(repository, file)), `${file} is mutated`).toBe(true);
    expect(mutator).toMatch(/^[A-Z][A-Za-z]+$/);
    const lines = readFileSync(join(repository, file), 'utf8').split('\n').map(oneLine);
    const line = lines.find((each) => rest.join(' | ').startsWith(`${each} | `));
    expect(line, `${file} holds the line of ${name}`).toBeTruthy();
    expect(rest.join(' | ').slice(line?.length), `${name} is a single mutant`).toContain(' → ');
  }
});
