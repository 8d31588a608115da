/** The password of an account: of the environment or typed without being shown, and a clear refusal without either. */
import { PassThrough } from 'node:stream';
import { afterEach, expect, it, vi } from 'vitest';
import { askPassword } from '../../lib/lab/account.ts';

const stdin = Object.getOwnPropertyDescriptor(process, 'stdin') as PropertyDescriptor;
const input = (isTTY: boolean) => {
  const stream = Object.assign(new PassThrough(), { isTTY });
  Object.defineProperty(process, 'stdin', { ...stdin, get: () => stream });
  return stream;
};
afterEach(() => {
  Object.defineProperty(process, 'stdin', stdin);
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

it('is that of the environment, and nobody is asked', async () => {
  vi.stubEnv('CERTLAB_PASSWORD', 'of-the-environment');
  input(false);
  expect(await askPassword('ada@example.org')).toBe('of-the-environment');
});

it('is typed on a terminal, which does not show it', async () => {
  const shown: string[] = [];
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((text) => shown.push(String(text)) > 0);
  const typing = input(true);
  const asked = askPassword('ada@example.org');
  typing.write('typed-by-hand\n');
  expect(await asked).toBe('typed-by-hand');
  expect(shown.join('')).toBe('Password of ada@example.org: \n');
});

it('is refused where there is neither, with what to set', async () => {
  input(false);
  await expect(askPassword('ada@example.org')).rejects.toMatchObject({
    code: 'NotConfirmed',
    message: expect.stringContaining('set CERTLAB_PASSWORD to the password of ada@example.org'),
  });
});
