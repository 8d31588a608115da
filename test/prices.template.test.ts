import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { idleCharges, PRICES, PRICES_KNOWN, usdOf } from '../lib/prices.ts';
import { stackNames } from '../lib/project.ts';
import { CURRICULUM } from '../lib/projects/registry.ts';
import { repository } from '../lib/repository.ts';
import { type Synthesized, synthesize } from './support/synthesize.ts';

let stacks: Synthesized[];
beforeAll(async () => {
  stacks = await synthesize();
});

const readme = (slug: string) => readFileSync(join(repository, 'lib/projects', slug, 'README.md'), 'utf8');
const projects = CURRICULUM.map(({ project }) => project);

describe.each(projects)('$title', (project) => {
  const { slug, idleUsdPerMonth, stagesUsdPerMonth = 0 } = project;
  const isOwn = ({ name }: Synthesized) => stackNames(project).includes(name);
  const together = (some: readonly Synthesized[]) =>
    some.reduce((sum, { resources }) => sum + usdOf(idleCharges(resources)), 0);

  it('costs idle what its templates count up to', () => {
    expect(idleUsdPerMonth).toBeCloseTo(together(stacks.filter(isOwn)), 2);
  });

  it('costs as much more as the stages that it deploys count up to', () => {
    const stages = stacks.filter((stack) => stack.tags.certlab === slug && !isOwn(stack));
    expect(stagesUsdPerMonth).toBeCloseTo(together(stages), 2);
  });

  it('names its idle price, and with its stages where it deploys some', () => {
    const all = stacks.filter(({ tags }) => tags.certlab === slug);
    const sentence = /\*\*Idle, a month: ([^*]+)\*\*/.exec(readme(slug))?.[1];
    expect(sentence).toContain(`$${idleUsdPerMonth.toFixed(2)}`);
    expect(sentence).toContain(`$${together(all).toFixed(2)}`);
  });

  it('reckons with the prices of the list alone', () => {
    const text = readme(slug);
    const unit = /\$(\d+(?:\.\d+)?) (?:(a|per) (million|GB|month|GB-second|minute)|$)|(?:[×@]|at) \$(\d+(?:\.\d+)?)/gm;
    const named = [...text.matchAll(unit)].map(([, before, , , after]) => Number(before ?? after));
    const known: readonly number[] = [
      ...Object.values(PRICES),
      ...stacks.flatMap(({ resources }) => idleCharges(resources).map(({ each }) => Number(each.toFixed(2)))),
    ];
    expect(named.length).toBeGreaterThan(1);
    expect(named.filter((price) => !known.includes(price))).toEqual([]);
    expect(text).toContain(`as known ${PRICES_KNOWN}`);
  });
});

describe('the count', () => {
  it.each(['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::Dashboard', 'AWS::KMS::Key'])(
    'is another with one more %s, so that no price goes on as it was',
    (type) => {
      const planted = stacks.flatMap(({ resources }) => {
        const [id, made] = Object.entries(resources).find(([, { Type }]) => Type === type) ?? [];
        return id && made ? [{ resources, more: { ...resources, [`${id}Planted`]: made } }] : [];
      });
      expect(planted.length).toBeGreaterThan(0);
      for (const { resources, more } of planted) {
        expect(usdOf(idleCharges(more)) - usdOf(idleCharges(resources))).toBeGreaterThan(0.05);
      }
    },
  );
});
