/** The list of survivors is about the code as it stands. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { repository } from '../../lib/repository.ts';
import { knownSurvivors } from './report.ts';

it.each(Object.entries(knownSurvivors()))('%s', (reason, beginnings) => {
  expect(reason).toMatch(/^[A-Z].{30,}\.$/);
  const gone = beginnings
    .map((name) => name.split(' | ')[0] as string)
    .filter((file) => !existsSync(join(repository, file)));
  expect(gone).toEqual([]);
});
