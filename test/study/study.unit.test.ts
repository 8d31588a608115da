import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { keyOf } from '../../lambda/shared/questions/family.ts';
import { cardsOf, misconceptionsOf } from '../../lib/study/cards.ts';
import { dueItems, dueKeys } from '../../lib/study/due.ts';
import { evidenceFile, noteEvidence, readEvidence } from '../../lib/study/evidence.ts';
import { drawItems, itemOf } from '../../lib/study/items.ts';
import { answerTo } from '../../lib/study/log/records.ts';
import { EXAMS, weightsOf } from '../../lib/study/weights.ts';

function newFolder(): string {
  const made = mkdtempSync(join(tmpdir(), 'certlab-study-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

const DAY = 86_400_000;
const at = Date.UTC(2026, 10, 27, 9);
const item = itemOf('dynamodb-capacity/2');
const key = keyOf(item);
const wrong = item.options.findIndex(({ misconception }) => misconception !== undefined);
const misconception = item.options[wrong]?.misconception as string;

describe('an item', () => {
  it.each([
    ['nothing/1', /has no "nothing"\. An item is <family>\/<seed>; the families are [a-z-]+, /],
    ['iam-doors', /must be a whole number from 1 to 999999, as in iam-doors\/1/],
    ['iam-doors/0', /must be a whole number/],
    ['iam-doors/1.5', /must be a whole number/],
    ['iam-doors/1e3', /must be a whole number/],
    ['iam-doors/9999999', /must be a whole number/],
    ['', /has no ""/],
    ['x'.repeat(5_000), /has no "x{60}"/],
  ])('is refused: %s', (id, sentence) => {
    expect(() => itemOf(id)).toThrow(sentence);
  });

  it('is drawn the same for the same seed, and in the proportions of the exam', () => {
    expect(drawItems({ exam: 'SAA-C03' }, 10, 7)).toEqual(drawItems({ exam: 'SAA-C03' }, 10, 7));
    expect(drawItems({ exam: 'SAA-C03' }, 10, 7)).not.toEqual(drawItems({ exam: 'SAA-C03' }, 10, 8));
    for (const one of drawItems({ exam: 'DVA-C03', task: '1.3' }, 5, 1)) expect(one.tasks).toContain('DVA-C03/1.3');
  });

  it('does not come twice in an exam', () => {
    for (const exam of ['SAA-C03', 'DVA-C03'] as const) {
      const ids = drawItems({ exam }, 65, 3).map(({ id }) => id);
      expect(new Set(ids).size, exam).toBe(65);
    }
  });

  it('is refused where no question trains what is asked for', () => {
    expect(() => drawItems({ exam: 'SAA-C03', task: '9.9' }, 1, 1)).toThrow(
      /no question for SAA-C03 9\.9 yet\. It has some for SAA-C03\/1\.1/,
    );
    // An exam of the blueprints that no question is for.
    expect(() => drawItems({ exam: 'DVA-C02' }, 1, 1)).toThrow(
      'The bank has no question for DVA-C02 yet. It has some for DVA-C03, SAA-C03.',
    );
  });
});

it.each(EXAMS)('weighs the tasks of %s to 100', (exam) => {
  const total = [...weightsOf(exam).values()].reduce((sum, weight) => sum + weight, 0);
  expect(total).toBeCloseTo(100);
});

describe('evidence', () => {
  it('survives a half line, and counts a record once', () => {
    const folder = newFolder();
    expect(readEvidence(folder)).toEqual([]);
    const first = answerTo(item, key, 'sure', { at });
    noteEvidence(folder, first);
    appendFileSync(evidenceFile(folder), '{"kind":"answer","id":"half');
    const second = answerTo(item, [wrong], 'guess', { at: at - 1 });
    noteEvidence(folder, second);
    noteEvidence(folder, second);
    expect(readEvidence(folder)).toEqual([second, first]);
  });

  it('says what was chosen, and what was resisted', () => {
    expect(answerTo(item, key, 'sure')).toMatchObject({ right: true, misconceptions: [] });
    const answer = answerTo(item, [wrong], 'unsure');
    expect(answer).toMatchObject({ right: false, misconceptions: [misconception] });
    expect(answer.resisted).not.toContain(misconception);
    expect(answer.resisted.length).toBeGreaterThan(0);
    expect(answer).not.toHaveProperty('milliseconds');
    expect(answerTo(item, [wrong, wrong], 'guess', { milliseconds: 0 })).toMatchObject({
      chose: [wrong],
      milliseconds: 0,
    });
  });
});

describe('cards', () => {
  const dueAfter = (answers: Parameters<typeof cardsOf>[0], which: string) =>
    ((cardsOf(answers).find((card) => card.key === which)?.due as number) - at) / DAY;
  const task = `task:${item.tasks[0]}`;

  it('come back soonest after a wrong answer, and later after a sure one than after a guess', () => {
    const [again, hard, good] = [
      dueAfter([answerTo(item, [wrong], 'sure', { at })], task),
      dueAfter([answerTo(item, key, 'guess', { at })], task),
      dueAfter([answerTo(item, key, 'sure', { at }), answerTo(item, key, 'sure', { at: at + 15 * 60_000 })], task),
    ] as [number, number, number];
    expect(again).toBeLessThan(hard);
    expect(hard).toBeLessThan(good);
    expect(good).toBeGreaterThan(1);
  });

  it('know nothing of a misconception that a wrong answer went past', () => {
    const keys = cardsOf([answerTo(item, [wrong], 'sure', { at })]).map((card) => card.key);
    expect(keys.filter((one) => one.startsWith('misconception:'))).toEqual([`misconception:${misconception}`]);
  });

  it('are the same whatever order the records came in', () => {
    const answers = [0, 1, 2, 3].map((n) => answerTo(item, n % 2 ? key : [wrong], 'sure', { at: at + n * DAY }));
    const folder = newFolder();
    for (const answer of answers.toReversed()) noteEvidence(folder, answer);
    expect(cardsOf(readEvidence(folder))).toEqual(cardsOf(answers));
  });

  it('are asked with a fresh seed that shows the misconception', () => {
    const answers = [answerTo(item, [wrong], 'sure', { at })];
    expect(dueKeys({ answers, failedDrills: [] }, at)).toEqual([]);
    expect(dueKeys({ answers, failedDrills: [] }, at + DAY)).toContain(`misconception:${misconception}`);
    const asked = dueItems({ answers, failedDrills: [] }, {}, 10, 3, at + DAY);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.map(({ id }) => id)).not.toContain(item.id);
    const shown = asked.flatMap(({ options }) => options.map((option) => option.misconception));
    expect(shown).toContain(misconception);
    expect(dueItems({ answers, failedDrills: [] }, { task: '1.1' }, 10, 3, at + DAY)).toEqual([]);
  });

  it('are added by a drill that was given up, for its tasks', () => {
    const tasks = ['SAA-C03/2.1', 'DVA-C03/1.1'] as const;
    const failedDrills = [{ at, tasks }];
    expect(
      cardsOf([], failedDrills)
        .map((card) => card.key)
        .sort(),
    ).toEqual(tasks.map((one) => `task:${one}`).sort());
    expect(dueKeys({ answers: [], failedDrills }, at)).toEqual([]);
    expect(dueKeys({ answers: [], failedDrills }, at + DAY)).toContain('task:SAA-C03/2.1');
    const [asked] = dueItems({ answers: [], failedDrills }, { exam: 'SAA-C03' }, 1, 3, at + DAY);
    // An item of this exam may train the other task as well, whose card is due too.
    expect(asked?.tasks.filter((one) => tasks.some((due) => due === one))).not.toEqual([]);
    expect(asked?.tasks.some((one) => one.startsWith('SAA-C03/'))).toBe(true);
    const known = [0, 1, 2].map((n) => answerTo(item, key, 'sure', { at: at + n * DAY }));
    const due = (failed: typeof failedDrills) =>
      cardsOf(known, failed).find((card) => card.key === task)?.due as number;
    expect(due([{ at: at + 3 * DAY, tasks: [item.tasks[0]] as unknown as typeof tasks }])).toBeLessThan(due([]));
  });

  it('are ordered by when they are due, whatever order the drills and answers came in', () => {
    const answers = [answerTo(item, [wrong], 'sure', { at })];
    const later = { at: at + 5 * DAY, tasks: ['SAA-C03/2.1'] as const };
    const earlier = { at: at - 5 * DAY, tasks: ['SAA-C03/3.1'] as const };
    const cards = cardsOf(answers, [later, earlier]);
    expect(cards.map(({ due }) => due)).toEqual(cards.map(({ due }) => due).toSorted((a, b) => a - b));
    expect([cards[0]?.key, cards.at(-1)?.key]).toEqual(['task:SAA-C03/3.1', 'task:SAA-C03/2.1']);
    // What is due at the same moment comes by its name.
    const alike = cardsOf([], [{ at, tasks: ['SAA-C03/2.2', 'SAA-C03/1.2'] }]);
    expect(alike.map(({ key }) => key)).toEqual(['task:SAA-C03/1.2', 'task:SAA-C03/2.2']);
  });

  it('come back later after a sure answer than after an unsure one', () => {
    expect(dueAfter([answerTo(item, key, 'unsure', { at })], task)).toBeLessThan(
      dueAfter([answerTo(item, key, 'sure', { at })], task),
    );
    const lapses = cardsOf([0, 1, 2].map((n) => answerTo(item, n === 2 ? [wrong] : key, 'sure', { at: at + n * DAY })));
    expect(lapses.find((card) => card.key === task)?.lapses).toBe(1);
  });

  it('count how often a misconception was chosen of the times it was offered', () => {
    const answers = [answerTo(item, [wrong], 'sure'), answerTo(item, key, 'sure'), answerTo(item, [wrong], 'guess')];
    expect(misconceptionsOf(answers)).toEqual([{ id: misconception, chosen: 2, offered: 3 }]);
  });
});
