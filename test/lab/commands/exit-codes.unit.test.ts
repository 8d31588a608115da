/** What commands end with: programs decide by these numbers, so each case is written down. */
import { afterEach, expect, it, vi } from 'vitest';
import { LabError, UsageError } from '../../../lib/errors.ts';
import { EXIT_OF } from '../../../lib/lab/commands/drill/check.ts';
import { runToExit } from '../../../lib/lab/terminal/output.ts';

afterEach(() => {
  process.exitCode = undefined;
  vi.restoreAllMocks();
});

it('a check ends with 0 for fixed alone: what could not be looked at is no success', () => {
  expect(EXIT_OF).toEqual({ fixed: 0, 'not-yet': 1, 'could-not-look': 2 });
});

const failing = (error: Error) => async () => {
  throw error;
};

it.each([
  ['nothing to say', async () => undefined, undefined],
  ['a number of its own', async () => 2, 2],
  ['a failure', failing(new LabError('NotDeployed', 'It is not.')), 1],
  ['a lost connection', failing(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })), 1],
  ['wrong arguments', failing(new UsageError('UnknownDrill', 'There is none.')), 64],
])('a command with %s ends with its number', async (_, run, code) => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  await runToExit(run, false);
  expect(process.exitCode).toBe(code);
});

it('a failure is a document where --json was asked for, and a defect keeps its stack trace', async () => {
  const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  await runToExit(failing(new LabError('NotDeployed', 'It is not.')), true);
  const said = written.mock.calls.map(([text]) => String(text)).join('');
  written.mockRestore();
  expect(JSON.parse(said)).toEqual({ error: { code: 'NotDeployed', message: 'It is not.' } });
  await expect(runToExit(failing(new TypeError('ours')), true)).rejects.toThrow('ours');
});
