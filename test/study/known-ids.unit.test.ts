/**
 * Evidence of learners names families, wrong ideas and drills by their ids, for years. Every id that was published stands in
 * known-ids.json: it is there still, or lib/study/log/retired.ts says what it became. Where this fails, something was renamed
 * or deleted: add it there. A new id is added to known-ids.json when it is released, and is never taken out.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Stored } from '../../lambda/shared/evidence/stored.ts';
import { DRAFTED, FAMILIES, WRITTEN } from '../../lambda/shared/questions/bank.ts';
import { allDrills } from '../../lib/lab/drills/catalogue.ts';
import { CURRICULUM } from '../../lib/projects/registry.ts';
import { cardsOf } from '../../lib/study/cards.ts';
import { itemOf } from '../../lib/study/items.ts';
import { logOf } from '../../lib/study/log/log.ts';
import { answerTo } from '../../lib/study/log/records.ts';
import { nowCalled, RETIRED, type Retired } from '../../lib/study/log/retired.ts';

type Kind = keyof Retired;
const known: Readonly<Record<Kind, readonly string[]>> = JSON.parse(
  readFileSync(new URL('known-ids.json', import.meta.url), 'utf8'),
);
const KINDS = Object.keys(RETIRED) as Kind[];
const sources = [...FAMILIES, ...DRAFTED];
const there: Readonly<Record<Kind, ReadonlySet<string>>> = {
  families: new Set(sources.map(({ id }) => id)),
  misconceptions: new Set(sources.flatMap(({ misconceptions }) => Object.keys(misconceptions))),
  drills: new Set((await allDrills({ projects: CURRICULUM })).map(({ id }) => id)),
};

/** Published ids that lead nowhere, and retired ones that are used again or lead in a circle. */
function faultsOf(kind: Kind, published: readonly string[], present: ReadonlySet<string>, retired: Retired): string[] {
  const names = retired[kind];
  return [
    ...published
      .filter((id) => !present.has(id) && !Object.hasOwn(names, id))
      .map((id) => `${id} is gone: say in retired.ts what it became`),
    ...Object.keys(names)
      .filter((id) => present.has(id))
      .map((id) => `${id} was retired and is used again: give the new one another id`),
    ...Object.entries(names)
      .filter(([id, to]) => to !== null && !present.has(nowCalled(id, names) ?? ''))
      .map(([id]) => `${id} leads to nothing that is there`),
  ];
}

describe.each(KINDS)('the ids of %s', (kind) => {
  it('that were published are there, or are known by what they became', () => {
    expect(known[kind].length).toBeGreaterThan(20);
    expect(new Set(known[kind]).size).toBe(known[kind].length);
    expect(faultsOf(kind, known[kind], there[kind], RETIRED)).toEqual([]);
  });
});

it.each<[string, Retired['families'], RegExp | undefined]>([
  ['deleted without a word', {}, /^old is gone/],
  ['retired for nothing', { old: null }, undefined],
  ['renamed', { old: 'new' }, undefined],
  ['renamed twice', { old: 'middle', middle: 'new' }, undefined],
  ['renamed to what is not there', { old: 'elsewhere' }, /^old leads to nothing/],
  ['renamed in a circle', { old: 'middle', middle: 'old' }, /^old leads to nothing/],
  ['used again', { old: null, new: 'old' }, /^new was retired and is used again/],
])('an id that was %s is found out', (_, families, fault) => {
  const faults = faultsOf('families', ['old', 'new'], new Set(['new']), { ...RETIRED, families });
  if (fault) expect(faults.join('\n')).toMatch(fault);
  else expect(faults).toEqual([]);
});

it('evidence under an old id counts for what it became', () => {
  const item = itemOf('iam-doors/3');
  const wrong = item.options.findIndex(({ misconception }) => misconception !== undefined);
  const idea = item.options[wrong]?.misconception as string;
  const now = answerTo(item, [wrong], 'sure', { at: Date.UTC(2026, 10, 27) });
  const before = { ...now, family: 'doors', item: 'doors/3', misconceptions: ['old-idea'] };
  const retired = { families: { doors: 'iam-doors' }, misconceptions: { 'old-idea': idea }, drills: {} };
  const { answers } = logOf([before as unknown as Stored], retired);
  expect(answers).toEqual([now]);
  expect(cardsOf(answers)).toEqual(cardsOf([now]));
  // What nothing took the place of keeps its name, and goes on counting for its tasks.
  expect(logOf([before as unknown as Stored], { ...retired, families: { doors: null } }).answers).toMatchObject([
    { family: 'doors', item: 'doors/3', tasks: now.tasks },
  ]);
});

it('a written question is asked under the id by which it is known', () => {
  expect(WRITTEN.filter(({ id }) => !there.families.has(id))).toEqual([]);
});
