/** A quiz on a terminal, typed line by line, and what readiness says of what came of it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keyOf } from '../../../lambda/shared/questions/family.ts';
import type { Item } from '../../../lambda/shared/questions/model.ts';
import { type Lab, openLab } from '../../../lib/lab/lab.ts';
import { noteEvidence, readEvidence } from '../../../lib/study/evidence.ts';
import { drawItems, misconceptionText } from '../../../lib/study/items.ts';
import { answerTo } from '../../../lib/study/log/records.ts';
import { runCommand } from '../../support/processes/run-command.ts';

const { CERTLAB_STATE } = process.env;
const stdin = Object.getOwnPropertyDescriptor(process, 'stdin') as PropertyDescriptor;
let folder: string;
let lab: Lab;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'certlab-quiz-'));
  process.env.CERTLAB_STATE = folder;
  lab = openLab([], folder);
});
afterEach(() => {
  vi.useRealTimers();
  Object.defineProperty(process, 'stdin', stdin);
  rmSync(folder, { recursive: true });
  if (CERTLAB_STATE === undefined) delete process.env.CERTLAB_STATE;
  else process.env.CERTLAB_STATE = CERTLAB_STATE;
});

const ITEMS = drawItems({}, 3, 7);
const letters = (places: readonly number[]) => places.map((place) => 'ABCDE'[place]).join('');
const key = (at: number) => letters(keyOf(ITEMS[at] as Item));
/** As many options as are to choose, none of them right. */
const wrong = (at: number) => {
  const { options, choose } = ITEMS[at] as Item;
  const places = options.flatMap(({ misconception }, place) => (misconception === undefined ? [] : [place]));
  return places.slice(0, choose);
};

/** Types the lines as somebody at a terminal would, each once it is asked for; the end of them is Ctrl-D. */
async function typed(...lines: string[]) {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  Object.defineProperty(process, 'stdin', { ...stdin, get: () => input });
  const said = runCommand(lab, 'quiz --count 3 --seed 7');
  const prompts = () => vi.mocked(process.stdout.write).mock.calls.filter(([text]) => /\): $/.test(String(text)));
  for (const [at, line] of [...lines, undefined].entries()) {
    // After `q` nothing is asked any longer.
    if (/^q$/i.test(lines[at - 1] ?? '')) break;
    await vi.waitFor(() => expect(prompts()).toHaveLength(at + 1), { timeout: 20_000, interval: 5 });
    if (line === undefined) input.end();
    else input.write(`${line}\n`);
  }
  const { out, code } = await said;
  return { out: out.replace(/\s+/g, ' '), code };
}
const kept = () => readEvidence(folder).map(({ item, right, sureness }) => [item, right, sureness]);

describe('lab quiz on a terminal', () => {
  it('asks one by one, keeps each answer with how sure it was, and sums up', async () => {
    const { out, code } = await typed(key(0), 's', '', letters(wrong(1)), 'guess', '', key(2).toLowerCase(), 'U', 'q');
    expect(code).toBe(0);
    expect(kept()).toEqual([
      [ITEMS[0]?.id, true, 'sure'],
      [ITEMS[1]?.id, false, 'guess'],
      [ITEMS[2]?.id, true, 'unsure'],
    ]);
    for (const [at, item] of ITEMS.entries()) expect(out).toContain(`${at + 1} of 3: ${item.id}`);
    expect(out).toContain('2 of 3 right.');
    expect(out).not.toContain('quiz --due');
    const worst = ITEMS[1]?.options[wrong(1)[0] as number]?.misconception as string;
    expect(out).toContain(`1 of 1 times: ${misconceptionText(worst).replace(/\s+/g, ' ')}`);
    expect(readEvidence(folder).every(({ milliseconds = -1 }) => milliseconds >= 0)).toBe(true);
  });

  it('asks again for what it cannot read, and takes nothing for it', async () => {
    const { out } = await typed('Z', key(0), 'perhaps', 's', 'q');
    expect(out).toContain('Type s, u or g.');
    expect(out.match(/Your choice/g)).toHaveLength(2);
    expect(kept()).toEqual([[ITEMS[0]?.id, true, 'sure']]);
    expect(out).toContain('1 of 1 right.');
  });

  it.each([
    ['q at the choice', ['q'], 0],
    ['Q at how sure', [key(0), 'Q'], 0],
    ['q after the answer', [key(0), 's', 'q'], 1],
    ['Ctrl-D at the choice', [], 0],
    ['Ctrl-D after the answer', [key(0), 's'], 1],
  ])('ends with %s, and what was answered is kept', async (_, lines, answered) => {
    const { out, code } = await typed(...lines);
    expect(code).toBe(0);
    expect(kept()).toHaveLength(answered);
    expect(out).toContain(`${answered} of ${answered} right.`);
  });

  it('reports the question on the way, and goes on with the same', async () => {
    const { out } = await typed(key(0), 's', 'r', '', 'q');
    expect(out).toContain(`# Question ${ITEMS[0]?.id}`);
    expect(out).toContain('2 of 3: ');
    expect(kept()).toHaveLength(1);
  });
});

describe('lab readiness in words', () => {
  const said = async (line = '') => {
    const { out, code, err } = await runCommand(lab, `readiness ${line}`.trim());
    expect([code, err]).toEqual([0, '']);
    return out.replace(/\s+/g, ' ');
  };

  it('says that there is not enough, why, and what would tell most', async () => {
    const out = await said('--exam DVA-C03');
    expect(out).toMatch(/^DVA-C03, .* Not enough evidence\. 0 answers of DVA-C03 count; 30 are the least\. /);
    expect(out).toMatch(/What would tell most: `npm run lab -- quiz --exam DVA-C03 --task \d\.\d+` 0 answers count\./);
    // Once in the sentence, and beside three tasks.
    expect(out.match(/would tell most/g)).toHaveLength(4);
    expect(out).not.toContain('What you chose although it is false');
  });

  it('counts nothing that a clock that was ahead wrote, until its time has come', async () => {
    const item = ITEMS[0] as Item;
    const exam = `--exam ${item.tasks[0]?.split('/')[0]}`;
    const year = 366 * 86_400_000;
    noteEvidence(folder, answerTo(item, wrong(0), 'sure', { at: Date.now() + year }));
    expect(await said(exam)).toMatch(/ 0 answers count\./);
    expect(await said('--misconceptions')).toMatch(/chose nothing that is false yet/);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + year });
    expect(await said(exam)).not.toMatch(/ 0 answers count\./);
  });

  it('says share and chance once there is enough, and the worst wrong ideas', async () => {
    const DAY = 86_400_000;
    const now = Date.now();
    for (const days of [31, 0])
      for (const item of drawItems({ exam: 'SAA-C03' }, 65, days + 1))
        noteEvidence(folder, answerTo(item, keyOf(item), 'sure', { at: now - days * DAY }));
    const item = ITEMS[1] as Item;
    noteEvidence(folder, answerTo(item, wrong(1), 'sure', { at: now }));
    const out = await said();
    expect(out).toMatch(
      /^SAA-C03, AWS Certified .*On questions like ours you would get about \d\d % right \(\d\d % to \d\d %, four times of five\), and pass with a chance of \d+ %\. [\d.]+ answers count\./,
    );
    expect(out).not.toContain('Not enough evidence');
    expect(out).toMatch(/task of the exam right from to answers 1\.1 \d+ % \d+ % \d+ % \d+ % [\d.]+/);
    expect(out).toMatch(/What you chose although it is false 1 of \d+ times: /);
    const misconceptions = await said('--misconceptions');
    expect(misconceptions).toMatch(/^What you chose although it is false 1 of \d+ times: /);

    await runCommand(lab, 'readiness --sat pass --date 2026-11-20');
    expect(await said()).toMatch(/Exams that you sat exam on result chance the day before SAA-C03 2026-11-20 passed/);
  });

  it('has no wrong ideas before one was chosen', async () => {
    expect(await said('--misconceptions')).toContain('You chose nothing that is false yet.');
  });
});
