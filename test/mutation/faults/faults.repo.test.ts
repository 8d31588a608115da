/** The faults of `npm run test:mutation` are about the code as it stands. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repository } from '../../../lib/repository.ts';
import { FAULTS } from './faults.ts';

describe.each(Object.entries(FAULTS))('the faults of %s', (_, faults) => {
  it('are eight', () => {
    expect(faults.length).toBe(8);
  });

  it.each(faults)('$file: $means', ({ file, replace, by, seenBy }) => {
    const text = readFileSync(join(repository, file), 'utf8');
    expect(text.split(replace).length - 1, `${file} holds the text that the fault replaces exactly once`).toBe(1);
    expect(by).not.toBe(replace);
    expect(existsSync(join(repository, seenBy)), `${seenBy} is there`).toBe(true);
  });
});
