/** Each thing that can be wrong with a bank, planted, and the sentence that says so. */
import { describe, expect, it } from 'vitest';
import { defineFamily } from '../../lambda/shared/questions/family.ts';
import type { Claimed, FamilySpec, Item } from '../../lambda/shared/questions/model.ts';
import { dynamodbCapacity } from '../../lambda/shared/questions/performance/dynamodb-capacity.ts';
import { disagreement, type Proof, provenBy } from '../../lib/questions/proof.ts';
import { faultsOf, itemsOf } from '../../lib/questions/rules.ts';
import { alike, memorizerScore } from '../../lib/questions/tells.ts';

interface Sum {
  readonly a: number;
  readonly b: number;
}
const reason = 'The two numbers are added, and that is the result.';
const option = (n: number, misconception?: string): Claimed<number> => ({
  text: `${n}`,
  claim: n,
  reason,
  ...(misconception && { misconception }),
});

const spec: FamilySpec<Sum, number> = {
  id: 'sums',
  kind: 'proven',
  tasks: ['SAA-C03/3.3'],
  level: 'apply',
  read: [{ guide: 'A guide', page: 'A page' }],
  asOf: '2026-11-27',
  misconceptions: { 'off-by-one': 'Counts the first one twice.' },
  draw: (random) => ({ a: random.whole(1, 500), b: random.whole(1, 500) }),
  write: ({ a, b }) => ({
    stem: `How many are ${a} and ${b}?`,
    decides: 'and',
    options: [option(a + b), ...[1, 2, 3].map((off) => option(a + b + off, 'off-by-one'))],
  }),
};
const proof: Proof<Sum, number> = {
  holds: ({ a, b }, claim) => claim - b === a,
  explain: ({ a, b }, claim) => [`${claim} - ${b} = ${claim - b}, which ${claim - b === a ? 'is' : 'is not'} ${a}`],
  vectors: [{ source: 'school', parameters: { a: 2, b: 2 }, claim: 4, holds: true }],
};
const verdictOn = async (more: Partial<FamilySpec<Sum, number>>) => {
  const said = await provenBy(defineFamily({ ...spec, ...more }), proof).prove(1);
  return said && disagreement(said.item, said.verdicts);
};
const item = itemsOf(defineFamily(spec), 1)[0] as Item;
const faults = (more: Partial<Item>, today = '2026-11-28') =>
  faultsOf({ ...item, ...more }, spec.misconceptions, today);
const [first, ...others] = item.options as [Item['options'][number], ...Item['options']];

describe('a planted fault', () => {
  it('is not seen where there is none', async () => {
    expect(await verdictOn({})).toBeUndefined();
    expect(faults({})).toEqual([]);
  });

  it('is seen: a wrong key', async () => {
    const write: typeof spec.write = ({ a, b }) => ({
      stem: `How many are ${a} and ${b}?`,
      decides: 'and',
      options: [option(a + b + 1), option(a + b, 'off-by-one'), option(1000, 'off-by-one'), option(2000, 'off-by-one')],
    });
    expect(await verdictOn({ write })).toMatch(/^sums\/1: .* and the proof says otherwise\.$/);
  });

  it('is seen: a distractor that is right as well', async () => {
    const write: typeof spec.write = ({ a, b }) => ({
      stem: `How many are ${a} and ${b}?`,
      decides: 'and',
      options: [
        option(a + b),
        { ...option(a + b, 'off-by-one'), text: `${a} plus ${b}` },
        option(1, 'off-by-one'),
        option(2, 'off-by-one'),
      ],
    });
    expect(await verdictOn({ write })).toMatch(/^sums\/1: 2 of its options hold, and 1 should: /);
  });

  it('is seen: a second proof that disagrees with the first', async () => {
    const said = await provenBy(defineFamily(spec), { ...proof, second: () => true }).prove(1);
    expect(said && disagreement(said.item, said.verdicts)).toMatch(/says otherwise/);
  });

  it('is seen: a proof that gets a worked example wrong', async () => {
    const vectors: typeof proof.vectors = [{ source: 'school', parameters: { a: 2, b: 2 }, claim: 5, holds: true }];
    expect(await provenBy(defineFamily(spec), { ...proof, vectors }).failedVectors()).toEqual(['school']);
  });

  it('is seen: a stale fact, and one of tomorrow', () => {
    expect(faults({}, '2027-05-26')).toEqual([]);
    expect(faults({}, '2027-05-27')).toEqual([
      `${item.id}, asOf: 2026-11-27 is 181 days ago; read its pages again, and set the day.`,
    ]);
    expect(faults({}, '2026-11-01')).toEqual([`${item.id}, asOf: 2026-11-27 has not come yet.`]);
  });

  it('is seen: a shape that is right each time', () => {
    const shapely = defineFamily({
      ...spec,
      write: (parameters, random) => {
        const { options, ...draft } = spec.write(parameters, random) as NonNullable<ReturnType<typeof spec.write>>;
        return {
          ...draft,
          options: options.map((one) => ({ ...one, text: `${one.text}${one.misconception ? ' or so' : ''}` })),
        };
      },
    });
    const items = itemsOf(shapely, 200);
    expect(memorizerScore(items.slice(0, 100), items.slice(100))).toBe(1);
    const plain = itemsOf(defineFamily(spec), 200);
    expect(memorizerScore(plain.slice(0, 100), plain.slice(100))).toBeLessThan(0.4);
  });

  it('is seen: two shapes that are right each time, and nothing else is taken for whole', () => {
    const item = (right: readonly string[], wrong: readonly string[]): Item => ({
      ...(itemsOf(defineFamily(spec), 1)[0] as Item),
      choose: 2,
      options: [
        ...right.map((text) => ({ text, reason })),
        ...wrong.map((text) => ({ text, reason, misconception: 'off-by-one' })),
      ],
    });
    const seen = [item(['a', 'b'], ['c', 'd', 'e'])];
    expect(memorizerScore(seen, seen)).toBe(1);
    // One of the two is known, and the other is one of four that look alike: whole in a quarter of the guesses.
    expect(memorizerScore(seen, [item(['a', 'x'], ['y', 'z', 'w'])])).toBe(0.25);
    expect(memorizerScore(seen, [item(['x', 'y'], ['a', 'b', 'z'])])).toBe(0);
    expect(memorizerScore([], seen)).toBeCloseTo(0.1);
  });

  it('is seen: a copied item', () => {
    const [original] = itemsOf(dynamodbCapacity, 1) as [Item];
    const copy: Item = {
      ...original,
      id: 'copy',
      family: 'copy',
      stem: original.stem.replace('At its peak', 'At noon'),
    };
    expect(alike([original, copy, item])).toEqual([[original.id, 'copy']]);
  });

  it.each<[string, Partial<Item>, RegExp]>([
    [
      'two rights',
      { options: item.options.map(({ text, reason: why }) => ({ text, reason: why })) },
      /options: 4 are right, and 1 must be/,
    ],
    [
      'no right',
      { options: item.options.map((one) => ({ ...one, misconception: 'off-by-one' })) },
      /options: 0 are right, and 1 must be/,
    ],
    ['three options', { options: others }, /options: 3 are shown; give 4/],
    [
      'two of one text',
      { options: [first, ...others.map((one) => ({ ...one, text: first.text }))] },
      /two have the same text/,
    ],
    ['no reason', { options: [{ ...first, reason: '' }, ...others] }, /options\[0\]\.reason: too short/],
    [
      'an unknown misconception',
      { options: item.options.map((one) => ({ ...one, ...(one.misconception && { misconception: 'x' }) })) },
      /"x" is not in the list/,
    ],
    [
      'an option about the others',
      { options: [{ ...first, text: 'All of the above' }, ...others] },
      /about the other options/,
    ],
    ['an absolute', { options: [{ ...first, text: 'It never fits' }, ...others] }, /an absolute tells/],
    [
      'a long option',
      { options: [{ ...first, text: 'a number of which much could be said' }, ...others] },
      /twice as long/,
    ],
    ['a long stem', { stem: `and ${'word '.repeat(111)}` }, /112 words; 110 are the most/],
    [
      'a question for what is not',
      { stem: 'This and that. Which of them is not one of these?' },
      /asks for what is false/,
    ],
    ['code of 13 lines', { code: { text: 'x\n'.repeat(12), words: 'x' } }, /longer than 12 lines/],
    ['words that decide, and are not there', { decides: 'or else' }, /"or else" does not stand in the stem/],
    ['a task that no exam has', { tasks: ['SAA-C03/9.9' as 'SAA-C03/1.1'] }, /no exam has a task "SAA-C03\/9.9"/],
    ['nothing to read', { read: [] }, /names nothing/],
  ])('is seen: %s', (_, more, sentence) => {
    expect(faults(more).join('\n')).toMatch(sentence);
  });

  it('is seen: a family that makes nothing, and one that does not end', () => {
    expect(() => itemsOf(defineFamily({ ...spec, draw: () => undefined }), 1)).toThrow(
      'sums: seeds 1 to 201 make no item; widen what `draw` draws.',
    );
    const endless = defineFamily<Sum, number>({
      ...spec,
      draw: (random) => {
        for (;;) if (random.next() > 1) return { a: 1, b: 1 };
      },
    });
    expect(() => itemsOf(endless, 1)).toThrow(/^sums, seed 1: The maker drew 10000 numbers for one item/);
  });
});
