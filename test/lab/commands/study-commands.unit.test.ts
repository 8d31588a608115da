/** Questions at the command line: asked without their key, answered with every reason, proven before the learner's eyes. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keyOf } from '../../../lambda/shared/questions/family.ts';
import { allDrills } from '../../../lib/lab/drills/catalogue.ts';
import { append, type Entry, openJournal } from '../../../lib/lab/drills/journal.ts';
import { type Lab, openLab } from '../../../lib/lab/lab.ts';
import { learnerLog } from '../../../lib/lab/learner.ts';
import { CURRICULUM } from '../../../lib/projects/registry.ts';
import { doneBy } from '../../../lib/study/due.ts';
import { readEvidence, readSittings } from '../../../lib/study/evidence.ts';
import { drawItems, itemOf, misconceptionText } from '../../../lib/study/items.ts';
import { answerTo } from '../../../lib/study/log/records.ts';
import { figuresHeld } from '../../../lib/study/sittings.ts';
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
/** The first that a family made: a written one has no seed, and no proof. */
const first = async () => {
  const one = (await questions()).find(({ id }) => id.includes('/'));
  if (!one) throw new Error('No question of a family was asked.');
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

  it('runs what needs no emulator, and says where it reads the record of a run instead', async () => {
    expect((await json('prove tokens-let-in/1')).verdicts).toMatchObject(Array(4).fill({ ran: 'now' }));
    expect((await run('prove tokens-let-in/1')).out).toContain('Each option was run just now.');
    const recorded = await json('prove only-once/3');
    expect(recorded).toMatchObject({ agrees: true, verdicts: Array(4).fill({ ran: 'recorded' }), code: 0 });
    expect((await run('prove only-once/3')).out.replace(/\s+/g, ' ')).toContain(
      'These are the runs that were recorded when the question was written. To see them run, start the emulator',
    );
    expect((await json('prove drill-fixes/1')).verdicts).toMatchObject(Array(4).fill({ ran: 'recorded' }));
    expect((await json('prove iam-doors/1')).verdicts[0]).not.toHaveProperty('ran');
  });

  it('refuses what it does not know', async () => {
    expect(await run('prove nothing/1')).toMatchObject({ code: 64, out: '' });
  });
});

describe('lab report-item', () => {
  it('says id, seed, edition, what was shown and what was chosen, and changes no answer', async () => {
    const { id, options } = await first();
    const [family, seed] = id.split('/');
    const before = readEvidence(folder);
    const { out, code } = await run(`report-item ${id}`);
    expect(code).toBe(0);
    expect(out).toContain(`family: ${family}, seed: ${seed}`);
    expect(out).toMatch(/edition: certlab \d+\.\d+\.\d+, text [0-9a-f]{16}, facts as of 2026-/);
    expect(out).toMatch(/chosen: A( and B)?; the key says [A-E]/);
    const item = itemOf(id);
    expect(out).toContain(item.stem);
    for (const { text, reason } of item.options) {
      expect(out).toContain(text);
      expect(out).toContain(reason);
    }
    expect(options.every(({ letter }) => out.includes(`- ${letter}: `))).toBe(true);
    expect(readEvidence(folder)).toEqual(before);
    expect((await run('report-item iam-doors/2')).out).toContain('chosen: not answered');
  });

  it('writes a file that is not there yet', async () => {
    const file = join(folder, 'report.md');
    expect(await run(`report-item iam-doors/2 --out ${file}`)).toMatchObject({ code: 0 });
    expect(readFileSync(file, 'utf8').trim()).toBe((await json('report-item iam-doors/2')).report.trim());
    expect(await run(`report-item iam-doors/2 --out ${file}`)).toMatchObject({
      code: 64,
      err: expect.stringMatching(/is there already: name another/),
    });
    const nowhere = await run(`report-item iam-doors/2 --out ${join(folder, 'no', 'report.md')}`);
    expect(nowhere).toMatchObject({ code: 64, err: expect.stringMatching(/cannot be written \(ENOENT\)/) });
    expect((await run('report-item nothing/1')).code).toBe(64);
  });
});

describe('lab readiness', () => {
  it('says how often each wrong idea was chosen of the times it was offered', async () => {
    expect((await run('readiness --misconceptions')).out).toMatch(/chose nothing that is false yet/);
    const item = itemOf('iam-doors/2');
    const wrong = item.options.findIndex(({ misconception }) => misconception);
    for (const _ of [1, 2, 3]) await run(`answer ${item.id} ${'ABCD'[wrong]}`);
    await run(`answer ${item.id} ${'ABCD'[keyOf(item)[0] as number]} --sure`);
    const { misconceptions } = await json('readiness --misconceptions');
    const id = item.options[wrong]?.misconception as string;
    expect(misconceptions).toEqual([{ id, chosen: 3, offered: 4 }]);
    const { out } = await run('readiness --misconceptions');
    expect(out.replace(/\s+/g, ' ')).toContain(`3 of 4 times: ${misconceptionText(id)}`);
  });

  it('notes an exam that was sat, once, and shows what was said before it', async () => {
    expect((await json('readiness --exam SAA-C03 --sat pass --date 2026-11-20')).sat).toEqual([
      { exam: 'SAA-C03', on: '2026-11-20', passed: true },
    ]);
    expect((await json('readiness')).sat).toHaveLength(1);
    const { out } = await run('readiness');
    expect(out).toMatch(/SAA-C03\s+2026-11-20\s+passed\s+not enough evidence/);
    expect(out).not.toContain('with a figure');
    expect(await run('readiness --sat fail --date 2026-11-20')).toMatchObject({
      code: 64,
      err: expect.stringMatching(/is noted already, as passed/),
    });
    expect(readEvidence(folder)).toEqual([]);
  });

  it.each([
    ['--sat maybe', /Allowed choices are pass, fail/],
    ['--date 2026-11-20', /add --sat pass or --sat fail/],
    ['--sat pass --date yesterday', /"yesterday" is no day of the calendar/],
    ['--sat pass --date 2026-02-30', /"2026-02-30" is no day of the calendar/],
    ['--sat pass --date 2999-01-01', /has not come yet/],
    ['--sat pass --exam DVA-C03 --date 2026-11-20', /could not be sat on 2026-11-20: it was still to come/],
    ['--sat pass --misconceptions', /cannot be used with/],
  ])('refuses %s', async (line, sentence) => {
    const { code, err } = await run(`readiness ${line}`);
    expect(code).toBe(64);
    expect(err.replace(/\s+/g, ' ')).toMatch(sentence);
    expect(readSittings(folder)).toEqual([]);
  });
});

describe('a drill that was given up', () => {
  const journal = (id: string, ...entries: readonly Entry['entry'][]) => {
    const file = openJournal(join(folder, 'drills', 'emulator'), id, 1);
    for (const entry of entries) append(file, { entry } as Entry);
  };

  it('is one whose solution was looked at, or that was put back; not one that is open, or solved', async () => {
    const drills = openLab(CURRICULUM, folder);
    const all = await allDrills(drills);
    const [shown, putBack, solved, open] = all.slice(0, 4).map(({ id }) => id) as [string, string, string, string];
    journal(shown, 'broken', 'solution-shown', 'solved');
    journal(putBack, 'broken', 'restored');
    journal(solved, 'broken', 'solved', 'restored');
    journal(open, 'broken', 'hint');
    const { failedDrills } = doneBy(await learnerLog(drills));
    const tasksOf = (id: string) => all.find((drill) => drill.id === id)?.exam;
    expect(failedDrills.map(({ tasks }) => tasks)).toEqual([tasksOf(shown), tasksOf(putBack)]);
  });
});

describe('what was said before an exam', () => {
  const DAY = 86_400_000;
  const day = Date.UTC(2026, 10, 20);
  const sitting = { kind: 'sat', id: 'x', at: day + DAY - 1, exam: 'SAA-C03', passed: true } as const;
  // Of a family two count, and two more a month later.
  const answers = [65, 33, 1].flatMap((days) =>
    drawItems({ exam: 'SAA-C03' }, 65, days).map((item, n) =>
      answerTo(item, keyOf(item), 'sure', { at: day - days * DAY + n }),
    ),
  );

  it('is computed from what came before its day alone', () => {
    const [held] = figuresHeld([sitting], answers, []);
    expect(held?.told).toBeGreaterThan(0.9);
    const late = answers.map((answer) => ({ ...answer, at: answer.at + 66 * DAY }));
    expect(figuresHeld([sitting], late, [])).toEqual([{ exam: 'SAA-C03', on: '2026-11-20', passed: true }]);
    expect(figuresHeld([sitting], [...answers, ...late], [])).toEqual([held]);
    const drill = { tasks: ['SAA-C03/1.1'], hints: 0, solutionShown: false } as const;
    expect(figuresHeld([sitting], answers, [{ ...drill, at: day - DAY }])).not.toEqual([held]);
    expect(figuresHeld([sitting], answers, [{ ...drill, at: day }])).toEqual([held]);
  });
});
