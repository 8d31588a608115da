/** The records of runs: that they are current, and what is said where they are not. */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FAMILIES } from '../../lambda/shared/questions/bank.ts';
import { onlyOnce } from '../../lambda/shared/questions/integration/only-once.ts';
import type { Family } from '../../lambda/shared/questions/model.ts';
import { drillFixes } from '../../lambda/shared/questions/operations/drill-fixes.ts';
import type { Case, Outcome, Said } from '../../lambda/shared/questions/variants.ts';
import { fixNamed } from '../../lib/lab/author/try-fix.ts';
import type { ProjectDrill } from '../../lib/lab/drills/drill.ts';
import { disagreement } from '../../lib/questions/proof.ts';
import { RECORDED } from '../../lib/questions/proofs.ts';
import { type Bench, outdated, type RunProof, recordedBy, recordPath, recordText } from '../../lib/questions/run.ts';
import { repository } from '../../lib/repository.ts';
import { everyDrill } from '../support/drills/fix-bench.ts';

const seeds = (count: number) => Array.from({ length: count }, (_, at) => at + 1);
/** Nothing on it is touched by the runs below. */
const bench = {} as Bench;

describe.each(RECORDED.map((family) => ({ id: family.id, family })))('the record of $id', ({ id, family }) => {
  it('is of the code as it stands', () => {
    expect(outdated(id, family.standsOn, family.record())).toEqual([]);
  });

  it('has the runs that the items need', () => {
    const needed = [...family.runsOf(seeds(200)).keys()];
    expect(needed.length).toBeGreaterThan(40);
    expect(needed.filter((key) => !family.record().runs[key])).toEqual([]);
  });
});

it('stands beside no record of a family that is gone', () => {
  const recorded = readdirSync(join(repository, 'lib/questions/recorded')).map((file) => basename(file, '.json'));
  expect(recorded.sort()).toEqual(RECORDED.map(({ id }) => id).sort());
  expect(FAMILIES.filter(({ kind }) => kind === 'run').map(({ id }) => id)).toEqual(expect.arrayContaining(recorded));
});

describe('the record of drill-fixes', () => {
  const family = RECORDED.find(({ id }) => id === 'drill-fixes');
  const cases = seeds(400).flatMap((seed) => {
    const made = drillFixes.make(seed);
    return (made?.claims ?? []).map((claim) => ({
      drill: made?.parameters.setting.drill as string,
      fix: (claim as { code: string }).code,
    }));
  });

  it('is of fixes that the drills have', async () => {
    const drills = await everyDrill();
    expect(cases.filter(({ drill }) => !drills.some(({ id }) => id === drill))).toEqual([]);
    expect(cases.map(({ fix }) => fixNamed(drills, fix).title).length).toBe(cases.length);
  });

  it('calls repaired what the proofs of the drills accept, and nothing that they refuse', async () => {
    const drills = await everyDrill();
    const wrong: string[] = [];
    for (const seed of seeds(400)) {
      const said = await family?.prove(seed);
      const made = drillFixes.make(seed);
      if (!said || !made) continue;
      const { setting, asked } = made.parameters;
      const drill = drills.find(({ id }) => id === setting.drill) as ProjectDrill;
      const right = ['solution', ...drill.otherFixes.map(({ title }) => title)].map((title) => `${drill.id}: ${title}`);
      const isAsked = 'seen' in asked && asked.seen.left === 'repaired';
      made.claims.forEach((claim, place) => {
        const isRight = right.includes((claim as { code: string }).code);
        if (isAsked && said.verdicts[place]?.holds !== isRight) wrong.push(`${said.item.id}: ${JSON.stringify(claim)}`);
      });
    }
    expect(wrong).toEqual([]);
  });
});

describe('a fix by its name', () => {
  it('is told from one that no drill has', async () => {
    const drills = await everyDrill();
    expect(() => fixNamed(drills, 'serverless-api/query-denied: Hopes')).toThrow(
      /^"serverless-api\/query-denied: Hopes": serverless-api\/query-denied has no such fix\. It has: solution; Allows/,
    );
    expect(() => fixNamed(drills, 'nowhere/at-all: solution')).toThrow('no drill is called nowhere/at-all.');
  });
});

describe('a record that is not of what stands there', () => {
  const [family] = RECORDED.filter(({ id }) => id === 'only-once');
  const record = family?.record() ?? { standsOn: {}, runs: {} };
  const [path = ''] = family?.standsOn ?? [];

  it('is named with the file that changed, and with what to do', () => {
    expect(outdated('only-once', [path], { ...record, standsOn: { ...record.standsOn, [path]: 'another' } })).toEqual([
      `lib/questions/recorded/only-once.json: ${path} is not what it was when these runs were recorded; run \`npm run record-runs\`, and look at what changes.`,
    ]);
    expect(outdated('only-once', [path], { standsOn: {}, runs: {} })).toHaveLength(1);
  });

  /** A proof that leaves what the maker says, or something else. */
  const proofThat = (leaves: (code: string) => Outcome): RunProof<unknown> => ({
    standsOn: ['package.json'],
    perform: async (_, code) => leaves(code),
    vectors: [{ source: 'a page', setting: 'nowhere', code: 'nothing', leaves: {} }],
  });
  const anyOnce = onlyOnce as unknown as Family<Case<unknown>, Said>;

  it('is named with the code that never ran', async () => {
    const unknown: typeof anyOnce = {
      ...anyOnce,
      make: (seed) => {
        const made = anyOnce.make(seed);
        return made && { ...made, parameters: { ...made.parameters, setting: { amount: 7 } } };
      },
    };
    await expect(
      recordedBy(
        unknown,
        proofThat(() => ({})),
      ).prove(1),
    ).rejects.toThrow(
      /^lib\/questions\/recorded\/only-once\.json: ".+" was not run with \{"amount":7\}; run `npm run record-runs`/,
    );
  });

  it('is held against the run before the learner’s eyes', async () => {
    const said = await recordedBy(
      anyOnce,
      proofThat(() => ({ first: -1, second: -1 })),
    ).prove(1, bench);
    expect(said?.verdicts.map(({ ran, holds }) => [ran, holds])).toEqual(said?.verdicts.map(() => ['now', false]));
    expect(said?.verdicts[0]?.steps.join('\n')).toMatch(/just now, it left: first -1, second -1$/m);
    expect(said && disagreement(said.item, said.verdicts)).toMatch(/0 of its options hold/);
    expect((await family?.prove(1))?.verdicts.every(({ ran }) => ran === 'recorded')).toBe(true);
  });

  it('is written a run a line, sorted', () => {
    const text = recordText(
      ['package.json'],
      new Map<string, Outcome>([
        ['b', { n: 1, ok: true }],
        ['a', { error: 'No' }],
      ]),
    );
    expect(text).toMatch(/"runs": \{\n {4}"a": \{ "error": "No" \},\n {4}"b": \{ "n": 1, "ok": true \}\n {2}\}\n\}\n$/);
    expect(JSON.parse(text).standsOn['package.json']).toMatch(/^[0-9a-f]{12}$/);
    expect(recordPath('a')).toBe('lib/questions/recorded/a.json');
  });
});
