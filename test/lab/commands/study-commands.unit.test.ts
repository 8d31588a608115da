/** Questions at the command line: asked without their key, answered with every reason, proven before the learner's eyes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Lab, openLab } from '../../../lib/lab/lab.ts';
import { runCommand } from '../../support/processes/run-command.ts';

let folder: string;
let lab: Lab;
const { CERTLAB_STATE } = process.env;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'certlab-study-'));
  process.env.CERTLAB_STATE = folder;
  lab = openLab([], folder);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  if (CERTLAB_STATE === undefined) delete process.env.CERTLAB_STATE;
  else process.env.CERTLAB_STATE = CERTLAB_STATE;
});

const run = (line: string) => runCommand(lab, line);
const json = async (line: string) => {
  const { out, code } = await run(`${line} --json`);
  return { ...JSON.parse(out), code };
};
const questions = async (more = ''): Promise<{ id: string; choose: number; options: { letter: string }[] }[]> =>
  (await json(`quiz --seed 7${more}`)).questions;
const first = async () => {
  const [one] = await questions();
  if (!one) throw new Error('No question was asked.');
  return { ...one, key: (await json(`answer ${one.id} ${'ABCDE'.slice(0, one.choose)}`)).key as string[] };
};

describe('lab quiz', () => {
  it('asks as many as it is asked for, the same for the same seed, and gives no key away', async () => {
    const asked = await questions();
    expect(asked).toHaveLength(5);
    expect(asked).toEqual(await questions());
    expect(await questions(' --count 2')).toHaveLength(2);
    expect(JSON.stringify(asked)).not.toMatch(/misconception|reason|decides/);
    for (const { options } of asked) expect(options.map(({ letter }) => letter).join('')).toMatch(/^ABCDE?$/);
  });

  it('is read where nobody types, and says how to answer', async () => {
    const [one] = await questions();
    const { out } = await run('quiz --seed 7');
    expect(out).toContain(`1 of 5: ${one?.id}`);
    expect(out.replace(/\s+/g, ' ')).toContain(`lab -- answer ${one?.id} A`);
  });

  it('has nothing due before anything was answered, and says which of both it is', async () => {
    expect((await run('quiz --due')).out).toMatch(/nothing was answered yet/);
    const { id, key } = await first();
    await run(`answer ${id} ${key.join('')} --sure`);
    expect((await run('quiz --due')).out).not.toMatch(/nothing was answered yet/);
  });

  it.each(['--count 0', '--count 66', '--count 1.5', '--seed -1', '--seed 1234567890', '--exam SAA-C02'])(
    'refuses %s',
    async (option) => {
      expect(await run(`quiz ${option}`)).toMatchObject({ code: 64, out: '' });
    },
  );

  it('takes a whole exam', async () => {
    expect(await questions(' --count 65')).toHaveLength(65);
  });
});

describe('lab answer', () => {
  it('ends with 0 for what holds and with 1 for what does not, and gives every reason', async () => {
    const { id, key, options } = await first();
    const right = await json(`answer ${id} ${key.join('').toLowerCase()} --sure`);
    expect(right).toMatchObject({ item: id, right: true, code: 0 });
    expect(right.options).toHaveLength(options.length);
    for (const option of right.options) {
      expect(option.reason).not.toBe('');
      expect(option.right).toBe(key.includes(option.letter));
      expect('misconception' in option).toBe(!option.right);
    }
    const wrong = options.map(({ letter }) => letter).filter((letter) => !key.includes(letter));
    const chosen = wrong.slice(0, key.length).join('');
    expect(await json(`answer ${id} ${chosen} --guess`)).toMatchObject({ right: false, code: 1 });
    expect((await run(`answer ${id} ${key.join(',')}`)).code).toBe(0);
    expect((await run(`answer ${id} ${chosen}`)).code).toBe(1);
  });

  it.each([
    ['a letter that is not there', 'Z'],
    ['more letters than hold', 'ABCD'],
  ])('refuses %s, and names what may be chosen', async (_, choice) => {
    const { id } = await first();
    expect(await run(`answer ${id} ${choice}`)).toMatchObject({ code: 64, err: expect.stringMatching(/A to [DE]/) });
  });

  it('refuses a question that does not exist, and two ways of being sure', async () => {
    const { id } = await first();
    expect(await run('answer no-such-family/1 A')).toMatchObject({ code: 64 });
    expect(await run(`answer ${id} A --sure --guess`)).toMatchObject({ code: 64 });
  });
});

describe('lab prove', () => {
  it('finds what the key says', async () => {
    const { id, key, options } = await first();
    const proof = await json(`prove ${id}`);
    expect(proof).toMatchObject({ item: id, agrees: true, code: 0 });
    expect(proof.verdicts).toHaveLength(options.length);
    expect(proof.verdicts.filter(({ holds }: { holds: boolean }) => holds)).toHaveLength(key.length);
    expect(await run(`prove ${id}`)).toMatchObject({ code: 0, out: expect.stringContaining('what the key says') });
  });

  it('refuses what it does not know', async () => {
    expect(await run('prove nothing/1')).toMatchObject({ code: 64, out: '' });
  });
});
