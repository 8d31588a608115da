/** The bank as learners reach it: what fits, what is drawn, how many of each domain, and how a question is reported. */
import { describe, expect, it } from 'vitest';
import { FAMILIES, WRITTEN } from '../../lambda/shared/questions/bank.ts';
import { keyOf } from '../../lambda/shared/questions/family.ts';
import type { AnyFamily, Item } from '../../lambda/shared/questions/model.ts';
import { randomOf } from '../../lambda/shared/questions/random.ts';
import { itemReport } from '../../lib/study/item-report.ts';
import { textOf } from '../../lib/study/item-text.ts';
import {
  drawFrom,
  drawItems,
  fits,
  hasQuestions,
  itemOf,
  misconceptionText,
  sourcesFor,
} from '../../lib/study/items.ts';
import { domainIn, domainOf } from '../../lib/study/seats.ts';
import { weightsOf } from '../../lib/study/weights.ts';

describe('what fits', () => {
  const tasks = ['SAA-C03/1.1', 'DVA-C03/2.3'];
  it.each([
    [{}, true],
    [{ exam: 'SAA-C03' }, true],
    [{ exam: 'DVA-C02' }, false],
    [{ task: '2.3' }, true],
    [{ task: 'DVA-C03/2.3' }, true],
    [{ task: '3.1' }, false],
    [{ exam: 'DVA-C03', task: '2.3' }, true],
    [{ exam: 'DVA-C03', task: 'DVA-C03/2.3' }, true],
    // The task of one exam under the name of the other.
    [{ exam: 'SAA-C03', task: '2.3' }, false],
  ] as const)('of one that trains two tasks, for %j: %s', (filter, isSo) => {
    expect(fits(tasks, filter)).toBe(isSo);
  });

  it('are families and written items alike, and every one that trains it', () => {
    const found = sourcesFor({ exam: 'SAA-C03' });
    const expected = [...FAMILIES, ...WRITTEN].filter((one) => one.tasks.some((task) => task.startsWith('SAA-C03/')));
    expect(found.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
    expect(found.some((one) => 'make' in one) && found.some((one) => !('make' in one))).toBe(true);
  });

  it('refuses what nothing trains, and names what something does, of that exam alone', () => {
    const refused = (filter: Parameters<typeof sourcesFor>[0]) => {
      try {
        sourcesFor(filter);
        return '';
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(refused({ task: '9.9' })).toMatch(/^The bank has no question for 9\.9 yet\. .*DVA-C0\d\/.*SAA-C03\//);
    const ofExam = refused({ exam: 'SAA-C03', task: '9.9' });
    expect(ofExam).toContain('no question for SAA-C03 9.9 yet');
    expect(ofExam).not.toContain('DVA-C0');
    const named = ofExam.match(/SAA-C03\/[\d.]+\d/g) ?? [];
    expect(named).toEqual([...new Set(named)].toSorted());
  });
});

describe('a draw', () => {
  it.each([1, 3, 10, 65])('of %i questions has of each domain its share, give or take one', (count) => {
    const shares = new Map<string, number>();
    for (const [task, weight] of weightsOf('SAA-C03'))
      shares.set(domainOf(task), (shares.get(domainOf(task)) ?? 0) + weight / 100);
    const sums = new Map<string, number>();
    const draws = count === 65 ? 3 : 60;
    for (let seed = 1; seed <= draws; seed++) {
      const items = drawItems({ exam: 'SAA-C03' }, count, seed);
      expect(items).toHaveLength(count);
      const domains = Map.groupBy(items, (item) => domainIn('SAA-C03', item) as string);
      for (const [domain, share] of shares) {
        const own = domains.get(domain)?.length ?? 0;
        expect(own, domain).toBeGreaterThanOrEqual(Math.floor(share * count));
        expect(own, domain).toBeLessThanOrEqual(Math.ceil(share * count));
        sums.set(domain, (sums.get(domain) ?? 0) + own);
      }
    }
    // What whole shares leave is given by chance, in proportion: over many draws no domain is left out.
    if (count <= 10)
      for (const [domain, share] of shares)
        expect(Math.abs((sums.get(domain) ?? 0) / draws - share * count), domain).toBeLessThan(0.25);
  });

  it('has every source once before one comes again, and no written item twice', () => {
    const filter = { exam: 'SAA-C03', task: '3.1' } as const;
    const sources = sourcesFor(filter);
    const families = sources.filter((one) => 'make' in one);
    const topics = new Set(sources.filter((one) => !('make' in one)).map(({ id }) => id.split('-')[0]));
    const items = drawItems(filter, families.length + topics.size, 5);
    const drawn = items.map(({ id, family }) => (id.includes('/') ? family : id.split('-')[0]));
    expect(drawn.toSorted()).toEqual([...families.map(({ id }) => id), ...topics].toSorted());
    const many = drawItems(filter, 60, 5).filter(({ id }) => !id.includes('/'));
    expect(new Set(many.map(({ id }) => id)).size).toBe(many.length);
  });

  it('is in another order for another seed', () => {
    const ids = (seed: number) => drawItems({ task: '2.1' }, 4, seed).map(({ family }) => family);
    expect(new Set(Array.from({ length: 12 }, (_, seed) => ids(seed + 1).join())).size).toBeGreaterThan(1);
  });

  const source = (make: (seed: number) => unknown): AnyFamily => ({ id: 'fake', make }) as unknown as AnyFamily;
  const made = (seed: number) => ({ item: { id: `fake/${seed}` } });

  it('takes of a source the first item that is wanted, and after 41 tries any', () => {
    const wanted = drawFrom(source(made), randomOf(1), ({ id }) => Number(id.split('/')[1]) > 900_000);
    expect(Number(wanted.id.split('/')[1])).toBeGreaterThan(900_000);
    const seeds: number[] = [];
    const any = drawFrom(
      source((seed) => {
        seeds.push(seed);
        return made(seed);
      }),
      randomOf(1),
      () => false,
    );
    expect(seeds).toHaveLength(41);
    expect(any.id).toBe(`fake/${seeds[0]}`);
    expect(seeds.every((seed) => Number.isInteger(seed) && seed >= 1 && seed <= 999_999)).toBe(true);
  });

  it('takes the first one where any will do, and asks for no more', () => {
    const seeds: number[] = [];
    const counted = source((seed) => made(seeds.push(seed) && seed));
    expect(drawFrom(counted, randomOf(1)).id).toBe(`fake/${seeds[0]}`);
    expect(seeds).toHaveLength(1);
  });

  it('goes on past seeds that make nothing, and says of a source that makes nothing at all', () => {
    let calls = 0;
    const late = source((seed) => (++calls < 300 ? undefined : made(seed)));
    expect(drawFrom(late, randomOf(1)).id).toMatch(/^fake\//);
    expect(() =>
      drawFrom(
        source(() => undefined),
        randomOf(1),
      ),
    ).toThrow('fake made no item of 400 seeds.');
  });

  it('of a written item is the item', () => {
    expect(drawFrom(WRITTEN[0] as (typeof WRITTEN)[number], randomOf(1))).toBe(WRITTEN[0]);
    expect(itemOf((WRITTEN[0] as Item).id)).toBe(WRITTEN[0]);
  });
});

describe('an item', () => {
  it('counts for the domain of its first task in the exam', () => {
    const tasks = ['DVA-C03/3.2', 'SAA-C03/2.1', 'SAA-C03/1.1'] as const;
    expect(domainIn('SAA-C03', { tasks } as unknown as Item)).toBe('SAA-C03/2');
    expect(domainIn('DVA-C02', { tasks } as unknown as Item)).toBeUndefined();
  });

  it('has misconceptions in words, and an id for one that the bank has no longer', () => {
    const [family] = FAMILIES;
    const [id, text] = Object.entries(family?.misconceptions ?? {})[0] as [string, string];
    expect(misconceptionText(id)).toBe(text);
    const [of, words] = Object.entries((WRITTEN[0] as (typeof WRITTEN)[number]).misconceptions)[0] as [string, string];
    expect(misconceptionText(of)).toBe(words);
    expect(misconceptionText('gone')).toBe('gone');
  });

  it('is there for a task, or is not', () => {
    expect(hasQuestions('SAA-C03/1.1')).toBe(true);
    expect(hasQuestions('SAA-C03/9.9')).toBe(false);
  });
});

describe('a report of an item', () => {
  const item = itemOf('iam-doors/3');
  const [key = 0] = keyOf(item);
  const letter = 'ABCDE'[key] as string;

  it('says what was shown, by seed and text, and what is said of each option', () => {
    const lines = itemReport(item, { edition: `certlab 0.1.0, text ${textOf(item)}`, chose: [0, 1] }).split('\n');
    expect(lines.slice(0, 8)).toEqual([
      '# Question iam-doors/3',
      '',
      '- family: iam-doors, seed: 3',
      `- edition: certlab 0.1.0, text ${textOf(item)}, facts as of ${item.asOf}`,
      `- tasks: ${item.tasks.join(', ')}`,
      `- chosen: A and B; the key says ${keyOf(item)
        .map((place) => 'ABCDE'[place])
        .join(' and ')}`,
      '',
      '## What was shown',
    ]);
    expect(lines).toContain(`- ${letter} holds: ${item.options[key]?.reason}`);
    const wrong = item.options.findIndex(({ misconception }) => misconception !== undefined);
    const { misconception, reason } = item.options[wrong] ?? {};
    expect(lines).toContain(`- ${'ABCDE'[wrong]} is wrong (${misconception}): ${reason}`);
  });

  it('of a written item has its name, and of one that was not answered says so', () => {
    const written = WRITTEN[0] as Item;
    const report = itemReport(written, { edition: `certlab 0.1.0, text ${textOf(item)}` });
    expect(report).toContain(`- written item: ${written.id}\n`);
    expect(report).toContain('- chosen: not answered; the key says ');
  });

  it('has the same text for who was shown the same, and another for any other', () => {
    expect(textOf(item)).toMatch(/^[0-9a-f]{16}$/);
    expect(textOf(itemOf('iam-doors/3'))).toBe(textOf(item));
    expect(textOf(itemOf('iam-doors/4'))).not.toBe(textOf(item));
  });
});
