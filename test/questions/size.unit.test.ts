/**
 * How much the bank is. Items are distinct where their texts differ once numbers are taken out, and strictly so where the
 * names that a family draws from are as well; of one family twelve count at most, so that seeds do not make up for thought.
 */
import { describe, expect, it } from 'vitest';
import { BLUEPRINTS } from '../../lambda/shared/exams/blueprints.ts';
import { FAMILIES, WRITTEN } from '../../lambda/shared/questions/bank.ts';
import type { Item } from '../../lambda/shared/questions/model.ts';
import { maskedItem } from '../../lambda/shared/questions/shown.ts';
import { itemsOf } from '../../lib/questions/rules.ts';

const OF_A_FAMILY = 12;
const distinctBy = (kindOf: (item: Item, names?: readonly string[]) => string): readonly Item[] => [
  ...FAMILIES.flatMap((family) =>
    [...new Map(itemsOf(family, 100).map((item) => [kindOf(item, family.names), item])).values()].slice(0, OF_A_FAMILY),
  ),
  ...WRITTEN,
];
const distinct = distinctBy((item) => maskedItem(item));
const strictly = distinctBy(maskedItem);
const shareOf = (is: (item: Item) => boolean) => strictly.filter(is).length / strictly.length;

describe('the bank', () => {
  it('has 400 distinct items, 240 of them proven or run', () => {
    expect(distinct.length).toBeGreaterThanOrEqual(400);
    expect(strictly.length).toBeGreaterThanOrEqual(400);
    expect(strictly.filter(({ kind }) => kind !== 'written').length).toBeGreaterThanOrEqual(240);
  });

  it('has eight for each of the 26 tasks', () => {
    const tasks = [BLUEPRINTS['SAA-C03'], BLUEPRINTS['DVA-C03']].flatMap(({ code, domains }) =>
      domains.flatMap((domain) => domain.tasks.map(({ id }) => `${code}/${id}`)),
    );
    expect(tasks).toHaveLength(26);
    const few = tasks.filter((task) => strictly.filter((item) => item.tasks.some((one) => one === task)).length < 8);
    expect(few).toEqual([]);
  });

  it('asks for two in about one item of seven, and for what is remembered in a fifth at most', () => {
    expect(shareOf(({ choose }) => choose > 1)).toBeGreaterThan(1 / 8);
    expect(shareOf(({ choose }) => choose > 1)).toBeLessThan(1 / 5);
    expect(shareOf(({ level }) => level === 'recall')).toBeLessThanOrEqual(0.2);
  });
});
