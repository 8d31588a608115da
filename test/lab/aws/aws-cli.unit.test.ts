/** Whose AWS CLI will do, and what is said of one that is not there. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { awsCliAdvice, awsCliVersion } from '../../../lib/lab/aws/aws-cli.ts';

const path = process.env.PATH;
const folder = mkdtempSync(join(tmpdir(), 'certlab-aws-cli-'));
afterEach(() => {
  process.env.PATH = path;
  rmSync(folder, { recursive: true, force: true });
});

it('is known by the first line of what it says, where it says one', () => {
  process.env.PATH = folder;
  expect(awsCliVersion()).toBeUndefined();
  const program = join(folder, 'aws');
  writeFileSync(program, '#!/bin/sh\n[ "$1" = --version ] && echo " aws-cli/2.31.0 Python/3.13 " && echo more\n');
  chmodSync(program, 0o755);
  expect(awsCliVersion()).toBe('aws-cli/2.31.0 Python/3.13');
});

it.each([
  ['aws-cli/1.44.2 Python/3.12', true],
  ['aws-cli/2.31.0 Python/3.13', false],
  ['aws-cli/10.0.0', false],
  ['not aws-cli/1.0.0', false],
  [undefined, false],
])('%s needs advice: %s', (version, needed) => {
  expect(awsCliAdvice(version) !== undefined).toBe(needed);
});
