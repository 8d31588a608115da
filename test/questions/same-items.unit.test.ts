/**
 * An item's id names the same question in every release: what learners answered is kept under it, and `lab answer` and a
 * shared quiz find it by it (docs of `Item.id`). Held here is what makes it that question, seed by seed: its tasks, what it
 * sends to read, which options hold, what idea each wrong one stands for, and every figure. Wording may change.
 *
 * Where this fails, an id of a family means another question than before. If it must (the old one was wrong), put the new
 * text beside the family in same-items.json, and say so in the changelog. A new family is added once its items are asked of anybody.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FAMILIES } from '../../lambda/shared/questions/bank.ts';
import type { AnyFamily } from '../../lambda/shared/questions/model.ts';

const SEEDS = 40;
const released = JSON.parse(readFileSync(new URL('same-items.json', import.meta.url), 'utf8')) as Record<
  string,
  string
>;

const figures = (text = '') => text.match(/\d[\d.,]*/g) ?? [];

function digest(family: AnyFamily): string {
  const items = Array.from({ length: SEEDS }, (_, seed) => family.make(seed)?.item);
  const held = items.map(
    (item) =>
      item && [
        ...[item.id, item.kind, item.tasks, item.level, item.choose, item.read, figures(item.stem)],
        figures(item.code?.text),
        item.options.map(({ text, reason, misconception }) => [figures(text), figures(reason), misconception]),
      ],
  );
  return createHash('sha256').update(JSON.stringify(held)).digest('hex').slice(0, 16);
}

it('is held for every family', () => {
  expect(Object.keys(released).sort()).toEqual(FAMILIES.map(({ id }) => id).sort());
});

describe.each(Object.entries(released))('the items of %s', (id, before) => {
  it('are the questions that they were', () => {
    const family = FAMILIES.find((one) => one.id === id);
    expect(family && digest(family)).toBe(before);
  });
});
