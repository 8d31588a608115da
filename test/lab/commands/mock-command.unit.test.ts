/** A mock exam at the command line: begun, answered, flagged, reviewed and handed in, and no reason before its end. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keyOf } from '../../../lambda/shared/questions/family.ts';
import { type Lab, openLab } from '../../../lib/lab/lab.ts';
import { readEvidence } from '../../../lib/study/evidence.ts';
import { itemOf } from '../../../lib/study/items.ts';
import { openMocks } from '../../../lib/study/mock.ts';
import { runCommand } from '../../support/processes/run-command.ts';

const MINUTE = 60_000;
const BEGUN = Date.UTC(2026, 10, 27, 9);
const { CERTLAB_STATE } = process.env;
let folder: string;
let lab: Lab;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'certlab-mock-'));
  process.env.CERTLAB_STATE = folder;
  lab = openLab([], folder);
  vi.useFakeTimers({ toFake: ['Date'], now: BEGUN });
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
  if (CERTLAB_STATE === undefined) delete process.env.CERTLAB_STATE;
  else process.env.CERTLAB_STATE = CERTLAB_STATE;
});

const run = (line: string) => runCommand(lab, `mock ${line}`.trim());
const json = async (line = '') => {
  const { out, code, err } = await run(`${line} --json`.trim());
  expect(err).toBe('');
  return { ...JSON.parse(out), code };
};
const items = () => (openMocks(folder).records[0] as unknown as { items: string[] }).items;
/** The letters of the key of a question, by its number. */
const key = (number: number) =>
  keyOf(itemOf(items()[number - 1] as string))
    .map((place) => 'ABCDE'[place])
    .join('');
const wrong = (number: number) => {
  const { choose, options } = itemOf(items()[number - 1] as string);
  return [...'ABCDE'.slice(0, options.length)].toReversed().slice(0, choose).toSorted().join('') === key(number)
    ? 'ABCDE'.slice(0, choose)
    : [...'ABCDE'.slice(0, options.length)].toReversed().slice(0, choose).toSorted().join('');
};

describe('lab mock', () => {
  it('begins one of SAA-C03 where nothing else is said, and shows the first question without its key', async () => {
    const first = await json('--seed 7');
    expect(first).toMatchObject({ exam: 'SAA-C03', answered: 0, number: 1, of: 65, flagged: false, code: 0 });
    expect(first.until).toBe(new Date(BEGUN + 130 * MINUTE).toISOString());
    expect(first).not.toHaveProperty('chosen');
    expect(JSON.stringify(first)).not.toMatch(/misconception|reason|decides/);
    expect(first.question.id).toBe(items()[0]);
    const { out } = await run('');
    expect(out).toMatch(/^SAA-C03, question 1 of 65\n/);
    expect(out.replace(/\s+/g, ' ')).toMatch(
      /0 of 65 answered, 2 h 10 min left\. Answer: `npm run lab -- mock 1 --answer AC?`/,
    );
  });

  it('begins one of the exam that is named, the same for the same seed, and none over one that runs', async () => {
    expect(await json('--exam DVA-C03 --seed 3')).toMatchObject({ exam: 'DVA-C03' });
    const drawn = items();
    expect(await json('--exam DVA-C03')).toMatchObject({ error: { code: 'WrongValue' }, code: 64 });
    await run('--end');
    await run('--exam DVA-C03 --seed 3');
    expect((openMocks(folder).records.at(-1) as unknown as { items: string[] }).items).toEqual(drawn);
  });

  it('goes from question to question, keeps the last answer, and comes back to what is open', async () => {
    await run('--seed 7');
    expect(await json(`--answer ${wrong(1)}`)).toMatchObject({ answered: 1, number: 2 });
    expect(await json(`1 --answer ${key(1)}`)).toMatchObject({ answered: 1, number: 1, chosen: key(1) });
    expect(await json(`3 --answer ${key(3)} --flag`)).toMatchObject({ number: 3, chosen: key(3), flagged: true });
    expect(await json()).toMatchObject({ number: 2, answered: 2 });
    const { out } = await run('3');
    expect(out).toMatch(/^SAA-C03, question 3 of 65, flagged\n/);
    expect(out).toContain(`You chose ${key(3)}.`);
    expect(await json('3 --flag')).toMatchObject({ flagged: false });
  });

  it('lists what is open and what is flagged', async () => {
    await run('--seed 7');
    expect((await run('--review')).out).toContain('\n  open: 1–65\n');
    for (let number = 1; number <= 63; number++) await run(`${number} --answer ${key(number)}`);
    await run('2 --flag');
    vi.setSystemTime(BEGUN + 100 * MINUTE);
    const { out } = await run('--review');
    expect(out.split('\n')).toEqual([
      'SAA-C03: 63 of 65 answered, 30 min left',
      '  open: 64, 65',
      '  flagged: 2',
      'Hand in: `npm run lab -- mock --end`',
      '',
    ]);
    const { questions, until } = await json('--review');
    expect(until).toBe(new Date(BEGUN + 130 * MINUTE).toISOString());
    expect(questions).toHaveLength(65);
    expect(questions[1]).toEqual({ number: 2, chosen: key(2), flagged: true });
    expect(questions[63]).toEqual({ number: 64, chosen: null, flagged: false });
  });

  it('gives result and reasons once it is handed in, and notes the answers as evidence, once', async () => {
    await run('--seed 7');
    await run(`1 --answer ${key(1)}`);
    await run(`2 --answer ${wrong(2)}`);
    expect(readEvidence(folder)).toEqual([]);
    vi.setSystemTime(BEGUN + 45 * MINUTE);
    const { out } = await run('--end');
    expect(out).toMatch(/^SAA-C03, mock exam, 45 min of 130 min\n/);
    expect(out).toMatch(/\nall +1 +65 +2 % +\d+ % +\d+ %\n/);
    expect(out.match(/\ndomain \d /g)).toHaveLength(4);
    expect(readEvidence(folder).map(({ item, right }) => [item, right])).toEqual([
      [items()[0], true],
      [items()[1], false],
    ]);
    const shown = await json();
    expect(shown).toMatchObject({ exam: 'SAA-C03', endedAt: new Date(BEGUN + 45 * MINUTE).toISOString() });
    expect(shown.result[0]).toMatchObject({ of: 'SAA-C03', right: 1, questions: 65 });
    expect(readEvidence(folder)).toHaveLength(2);

    const reasons = await run('2 --review');
    expect(reasons.out).toMatch(/^SAA-C03, question 2 of 65\n[\s\S]*Not so: [\s\S]*What decides: /);
    expect((await run('1 --review')).out).toContain(`Right: ${[...key(1)].join(' and ')}.`);
    expect((await run('3 --review')).out).toMatch(/^SAA-C03, question 3 of 65\n[\s\S]*Not so: [\s\S]*What decides: /);
  });

  it('is over with its time, and what was answered till then counts', async () => {
    await run('--seed 7');
    await run(`1 --answer ${key(1)}`);
    vi.setSystemTime(BEGUN + 131 * MINUTE);
    expect(await json()).toMatchObject({ endedAt: new Date(BEGUN + 130 * MINUTE).toISOString() });
    expect(readEvidence(folder)).toHaveLength(1);
    for (const late of ['2 --answer A', '--flag', '2', '--end'])
      expect(await json(late), late).toMatchObject({ error: { code: 'WrongValue' }, code: 64 });
    expect(await json('--exam SAA-C03')).toMatchObject({ answered: 0, number: 1 });
  });

  it.each(['0', '66', '66 --flag', '66 --answer A', '0 --answer A'])(
    'refuses the number in %j with those there are',
    async (line) => {
      await run('--seed 7');
      const refused = await json(line);
      expect(refused).toMatchObject({ error: { code: 'WrongValue' }, code: 64 });
      expect(refused.error.message).toMatch(/^The exam has questions 1 to 65; got (0|66)\.$/);
    },
  );

  it('refuses the reasons of a number that an ended exam does not have, too', async () => {
    await run('--seed 7');
    await run('--end');
    const { error } = await json('66 --review');
    expect(error.message).toBe('The exam has questions 1 to 65; got 66.');
  });

  it.each(['--answer A', '1', '--flag', '--end'])('refuses %s where none runs', async (line) => {
    expect(await json(line)).toMatchObject({ error: { code: 'WrongValue' }, code: 64 });
    expect(openMocks(folder).records).toEqual([]);
  });

  it.each(['-1', '1.5', 'one', '1234567890'])('refuses %s as a number', async (number) => {
    const { code, err } = await run(`-- ${number}`);
    expect(code).not.toBe(0);
    expect(err).toContain('Needs a whole number');
  });
});
