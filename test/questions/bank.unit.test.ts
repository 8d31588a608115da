/** The bank as a whole: every key proven, every rule kept, nothing that tells the answer to who knows nothing. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DRAFTED, FAMILIES, WRITTEN } from '../../lambda/shared/questions/bank.ts';
import { maskedItem } from '../../lambda/shared/questions/shown.ts';
import { disagreement } from '../../lib/questions/proof.ts';
import { PROVEN } from '../../lib/questions/proofs.ts';
import { faultsOf, itemsOf } from '../../lib/questions/rules.ts';
import * as tells from '../../lib/questions/tells.ts';
import { repository } from '../../lib/repository.ts';
import { readSource, sourceFiles } from '../support/sources/source-files.ts';

/** Seeds of each family that are proven here; `npm run test:reliability` proves 2,000. */
const PROVEN_SEEDS = process.env.RELIABILITY_SIZE === 'full' ? 2_000 : 25;
const today = new Date().toISOString().slice(0, 10);
const all = [...FAMILIES.flatMap((family) => itemsOf(family, 25)), ...WRITTEN];

describe.each(FAMILIES.map((family) => ({ id: family.id, family })))('$id', ({ id, family }) => {
  const proven = PROVEN.find((one) => one.id === id);

  it('has a proof that gets the worked examples of AWS right', { timeout: 60_000 }, async () => {
    expect(await proven?.failedVectors()).toEqual([]);
  });

  it('has the key that its proof finds', { timeout: 600_000 }, async () => {
    const wrong: string[] = [];
    let made = 0;
    for (let seed = 1; made < PROVEN_SEEDS; seed++) {
      const said = await proven?.prove(seed);
      if (!said) continue;
      made++;
      const sentence = disagreement(said.item, said.verdicts);
      if (sentence) wrong.push(sentence);
    }
    expect(wrong).toEqual([]);
  });

  it('keeps to the rules of an item', () => {
    expect(itemsOf(family, 100).flatMap((item) => faultsOf(item, family.misconceptions, today))).toEqual([]);
  });

  it('leaves no gap in its sentences', () => {
    const said = itemsOf(family, 100).flatMap(({ stem, options }) => [
      stem,
      ...options.flatMap(({ text, reason }) => [text, reason]),
    ]);
    // Programs among the options may say `undefined`.
    const sentences = said.filter((text) => !/[;{}=]/.test(text));
    expect(sentences.filter((text) => /\bundefined\b|\bNaN\b|\[object /.test(text))).toEqual([]);
  });

  it('makes the same item of the same seed', () => {
    expect(itemsOf(family, 5)).toEqual(itemsOf(family, 5));
  });

  it('makes at least 40 different items of 100 seeds, of at least 12 kinds', () => {
    const items = itemsOf(family, 100);
    const texts = items.map(({ stem, code, options }) =>
      [stem, code?.text, ...options.map(({ text }) => text).sort()].join('\n'),
    );
    expect(new Set(texts).size).toBeGreaterThanOrEqual(40);
    expect(new Set(items.map((item) => maskedItem(item))).size).toBeGreaterThanOrEqual(12);
  });

  it('is not learned by the look of what was right', () => {
    const items = itemsOf(family, 200);
    expect(tells.memorizerScore(items.slice(0, 100), items.slice(100), family.names)).toBeLessThanOrEqual(
      (family.choose ?? 1) > 1 ? 0.25 : 0.4,
    );
  });

  it('uses each of its misconceptions in more than one item', () => {
    const used = itemsOf(family, 100).flatMap(({ options }) =>
      options.flatMap(({ misconception }) => misconception ?? []),
    );
    const rare = Object.keys(family.misconceptions).filter((id) => used.filter((one) => one === id).length < 2);
    expect(rare).toEqual([]);
  });
});

describe('the whole bank', () => {
  it('has proofs that take nothing but types from what they prove', () => {
    const taken = sourceFiles()
      .filter((path) => /^lib\/questions\/[\w-]+\//.test(path))
      .flatMap((path) =>
        [...readSource(path).matchAll(/^import (?!type )[^;]*\/questions\/\w+\/[^;]*;/gm)].map(
          ([line]) => `${path}: ${line}`,
        ),
      );
    expect(taken).toEqual([]);
  });

  it('has every family proven once, under one name', () => {
    expect(PROVEN.map(({ id }) => id).sort()).toEqual(FAMILIES.map(({ id }) => id).sort());
    expect(new Set(FAMILIES.map(({ id }) => id)).size).toBe(FAMILIES.length);
  });

  it('sends to a page of AWS’s for each question, and to nothing here that is not there', () => {
    const sources = [...FAMILIES, ...DRAFTED];
    expect(sources.filter(({ read }) => !read.some((one) => 'page' in one)).map(({ id }) => id)).toEqual([]);
    const gone = sources.flatMap(({ id, read }) =>
      read.flatMap((one) => {
        if (!('path' in one)) return [];
        const text = existsSync(join(repository, one.path)) ? readSource(one.path) : undefined;
        return text?.includes(one.contains ?? '') ? [] : [`${id}: ${one.path}`];
      }),
    );
    expect(gone).toEqual([]);
  });

  it('calls a page of AWS’s by one name, and not by the beginning of another’s', () => {
    const read = [...FAMILIES, ...DRAFTED].flatMap((one) => one.read).filter((one) => 'page' in one);
    const names = [...new Set(read.map(({ page }) => page))];
    expect(names.filter((name) => names.some((other) => other.startsWith(`${name} `)))).toEqual([]);
    const guides = new Set(read.map(({ guide }) => guide));
    expect([...guides].filter((guide) => /^(?:IAM|KMS|VPC|ECS|S3|EC2)\b/.test(guide))).toEqual([]);
  });

  it('has its keys in every place', () => {
    expect(tells.placeChiSquared(all)).toBeLessThan(11.34);
    expect(tells.placeChiSquared(all, 2)).toBeLessThan(9.96);
  });

  it('does not have the longest option right more often than chance would', () => {
    expect(tells.longestIsRight(all)).toBeLessThanOrEqual(0.33);
  });

  it('is not solved by the surface of the options', { timeout: 60_000 }, () => {
    const items = FAMILIES.flatMap((family) => itemsOf(family, 100));
    expect(tells.surfaceSolverScore(items)).toBeLessThanOrEqual(0.3);
    expect(tells.surfaceSolverScore(items, 2)).toBeLessThanOrEqual(0.15);
  });

  it('has no two items alike across families', () => {
    const familyOf = new Map(all.map(({ id, family }) => [id, family]));
    expect(tells.alike(all).filter(([a, b]) => familyOf.get(a) !== familyOf.get(b))).toEqual([]);
  });
});
