/** Written items: the rules of the bank for those that wait for reviewers as well, and what makes one count. */
import { describe, expect, it } from 'vitest';
import { DRAFTED, FAMILIES, WRITTEN } from '../../lambda/shared/questions/bank.ts';
import { keyOf } from '../../lambda/shared/questions/family.ts';
import type { Item } from '../../lambda/shared/questions/model.ts';
import { IDEAS } from '../../lambda/shared/questions/written/ideas.ts';
import reviews from '../../lambda/shared/questions/written/reviews.json' with { type: 'json' };
import { isAgreed, printOf, type Review } from '../../lambda/shared/questions/written.ts';
import { blindText, differences, reviewOf } from '../../lib/questions/review.ts';
import { faultsOf, itemsOf } from '../../lib/questions/rules.ts';
import * as tells from '../../lib/questions/tells.ts';

const today = new Date().toISOString().slice(0, 10);
const families = FAMILIES.flatMap((family) => itemsOf(family, 25));

describe('written items', () => {
  it('are forty at least, by names of their own, and keep to the rules of an item', () => {
    expect(DRAFTED.length).toBeGreaterThanOrEqual(40);
    expect(new Set([...DRAFTED, ...FAMILIES].map(({ id }) => id)).size).toBe(DRAFTED.length + FAMILIES.length);
    expect(DRAFTED.flatMap((item) => faultsOf(item, item.misconceptions, today))).toEqual([]);
  });

  it('are about judgement: a fifth at most asks for what is remembered', () => {
    expect(DRAFTED.filter(({ level }) => level === 'recall').length / DRAFTED.length).toBeLessThanOrEqual(0.2);
  });

  it('share every wrong idea with another item', () => {
    for (const idea of Object.keys(IDEAS)) {
      const items = DRAFTED.filter(({ options }) => options.some(({ misconception }) => misconception === idea));
      expect(items.length, idea).toBeGreaterThanOrEqual(2);
    }
  });

  it('do not give their keys away by place, length or look', { timeout: 60_000 }, () => {
    expect(tells.placeChiSquared(DRAFTED)).toBeLessThan(11.34);
    expect(tells.longestIsRight(DRAFTED)).toBeLessThanOrEqual(0.33);
    expect(tells.surfaceSolverScore([...families, ...DRAFTED])).toBeLessThanOrEqual(0.3);
    expect(
      tells.alike([...families, ...DRAFTED]).filter((pair) => DRAFTED.some(({ id }) => pair.includes(id))),
    ).toEqual([]);
  });

  it('have at least eight for AI-assisted development, and some for each thin task', () => {
    const of = (task: string) => DRAFTED.filter(({ tasks }) => (tasks as readonly string[]).includes(task)).length;
    for (const task of ['SAA-C03/3.5', 'DVA-C03/1.1', 'DVA-C03/3.2']) expect(of(task), task).toBeGreaterThanOrEqual(6);
    for (const task of ['SAA-C03/4.1', 'SAA-C03/4.4', 'DVA-C03/2.3', 'DVA-C03/4.1'])
      expect(of(task), task).toBeGreaterThanOrEqual(4);
  });
});

describe('a written item counts', () => {
  const [item, other] = DRAFTED as unknown as [Item, Item];
  const key = keyOf(item)
    .map((place) => 'ABCDE'[place])
    .join('');
  const wrong = 'ABCDE'[item.options.findIndex(({ misconception }) => misconception !== undefined)] as string;
  const review = (chose: string, print = printOf(item)): Review => ({
    on: '2026-11-27',
    by: 'somebody',
    answers: { [item.id]: { chose, print } },
  });

  it('once two answered it as its key does, and nobody otherwise', () => {
    expect(isAgreed(item, [])).toBe(false);
    expect(isAgreed(item, [review(key)])).toBe(false);
    expect(isAgreed(item, [review(key), review(key)])).toBe(true);
    expect(isAgreed(item, [review(key), review(wrong)])).toBe(false);
    expect(isAgreed(item, [review(key), review(key), review(wrong)])).toBe(false);
    expect(isAgreed(other, [review(key), review(key)])).toBe(false);
    const options = item.options.map((option, place) => (place === 0 ? { ...option, text: 'Another text.' } : option));
    expect(isAgreed({ ...item, options }, [review(key), review(key)])).toBe(false);
  });

  it('as it was read: with another word it is to be answered again', () => {
    const changed = { ...item, stem: item.stem.replace(/\w+/, 'Something') };
    expect(isAgreed(changed, [review(key), review(key)])).toBe(false);
    expect(isAgreed(item, [review(key), review(key, 1)])).toBe(false);
  });

  it('and nothing else is in the bank', () => {
    expect(WRITTEN).toEqual(DRAFTED.filter((one) => isAgreed(one, reviews as Review[])));
  });
});

describe('reviewers', () => {
  it('see stems and options, and nothing that says which holds', () => {
    const text = blindText(DRAFTED);
    for (const { id, stem, options, misconceptions } of DRAFTED) {
      expect(text).toContain(`## ${id}\n`);
      expect(text).toContain(stem);
      for (const option of options) {
        expect(text).toContain(option.text);
        expect(text).not.toContain(option.reason);
      }
      for (const idea of Object.keys(misconceptions)) expect(text).not.toContain(idea);
    }
  });

  it('are kept with what they chose, and said where they differ', () => {
    const items = DRAFTED.slice(0, 2) as Item[];
    const letters = items.map((item) => 'ABCDE'.slice(0, item.choose));
    const given = Object.fromEntries(items.map(({ id }, at) => [id, letters[at]?.toLowerCase()]));
    const review = reviewOf(items, 'somebody', '2026-11-27', given);
    expect(Object.values(review.answers).map((one) => one?.chose)).toEqual(letters);
    const keys = items.map((item) =>
      keyOf(item)
        .map((place) => 'ABCDE'[place])
        .join(''),
    );
    expect(differences(items, [review])).toHaveLength(keys.filter((one, at) => one !== letters[at]).length);
  });

  it.each<[string, unknown, RegExp]>([
    ['no object', ['A'], /one object: an id for each item/],
    ['an unknown item', { nothing: 'A' }, /No written item is called "nothing"/],
    ['an item left out', {}, /1 of the letters A to D are to be chosen; got undefined/],
    ['a letter that is not there', { [DRAFTED[0]?.id as string]: 'E' }, /got "E"/],
    ['two for one', { [DRAFTED[0]?.id as string]: 'AB' }, /got "AB"/],
  ])('are refused with a sentence: %s', (_, given, sentence) => {
    expect(() => reviewOf(DRAFTED.slice(0, 1), 'somebody', '2026-11-27', given)).toThrow(sentence);
  });
});
