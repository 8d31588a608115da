/**
 * `npm run test:mutation [-- FILE…]`: breaks the code in every way that Stryker's instrumenter knows, one at a time, and
 * asks the unit tests. Fails below the bar, and on a survivor that is not on the list (survivors.json).
 */
import { globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, matchesGlob } from 'node:path';
import { repository } from '../../lib/repository.ts';
import type { Coverage, Turn } from './job.ts';
import { instrument, type Mutant, mutatedFiles } from './mutants.ts';
import { coverageOf, outcomesOf, type Workplace } from './process.ts';
import { distancesFrom } from './related.ts';
import { type Result, report } from './report.ts';

/** A test that takes longer, in milliseconds, is left out: it would take its time for each mutant that it reaches. */
const SLOW = 1_000;
/** How many test files one mutant is asked of at most. */
const ASKED = 4;
/** What starts processes of its own: a mutant lives in the process of the test. */
const NOT_ASKED = ['test/repo/**', 'test/lab/drill-cycle.unit.test.ts', 'test/emulator/python.unit.test.ts'];

async function inParallel<T>(items: Iterable<T>, work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items][Symbol.iterator]();
  await Promise.all(
    Array.from({ length: availableParallelism() }, async () => {
      for (const item of queue) await work(item);
    }),
  );
}

const started = performance.now();
const folder = join(repository, 'build', 'mutation');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const place: Workplace = { sources: join(folder, 'sources'), folder: join(folder, 'jobs') };

const asked = process.argv.slice(2);
const all = mutatedFiles();
const files = asked.length === 0 ? all : all.filter((file) => asked.some((part) => file.startsWith(part)));
if (files.length === 0)
  throw new Error(`No file that is mutated begins with ${asked.join(' or ')}: try lambda/shared.`);
const mutants = await instrument(files, place.sources);
const unitTests = globSync('test/**/*.unit.test.ts', { cwd: repository })
  .filter((file) => !NOT_ASKED.some((pattern) => matchesGlob(file, pattern)))
  .sort();
const distances = new Map(unitTests.map((test) => [test, distancesFrom(test)]));
const testFiles = unitTests.filter((test) => files.some((file) => distances.get(test)?.has(file)));
console.log(`${mutants.length} mutants in ${files.length} files, ${testFiles.length} test files`);

const coverage = new Map<string, Coverage>();
await inParallel(testFiles, async (file) => {
  coverage.set(file, await coverageOf(place, file));
});
type Asked = Coverage['tests'][number];
/** What a mutant is asked of: a test that fails without one proves nothing. */
const usable = ({ passed, milliseconds }: Asked) => passed && milliseconds <= SLOW;
const unfit = [...coverage].flatMap(([file, { tests }]) =>
  tests
    .filter((test) => !usable(test))
    .map(
      ({ name, passed, milliseconds }) => `${file}: ${name} (${passed ? `${Math.round(milliseconds)} ms` : 'fails'})`,
    ),
);

/** The fast tests of a file that reach the mutant. */
function turnOf(file: string, mutant: Mutant): (Turn & { readonly mutant: string }) | undefined {
  const { tests, outside } = coverage.get(file) as Coverage;
  const reaching = tests.filter((test) => usable(test) && (mutant.id in outside || mutant.id in test.hits));
  if (reaching.length === 0) return undefined;
  const passed = reaching.reduce((sum, { hits }) => sum + (hits[mutant.id] ?? 0), outside[mutant.id] ?? 0);
  return {
    mutant: mutant.id,
    tests: reaching.map(({ name }) => name),
    timeLimit: 1_500 + 5 * Math.max(...reaching.map(({ milliseconds }) => milliseconds)),
    hitLimit: 1_000 + 100 * passed,
  };
}

/** Milliseconds that a file's tests take: the fast files go first, since most mutants die in them. */
const costOf = (file: string) => (coverage.get(file)?.tests ?? []).reduce((sum, test) => sum + test.milliseconds, 0);
const distanceTo = (test: string, { file }: Mutant) => distances.get(test)?.get(file) ?? Number.MAX_SAFE_INTEGER;

/** The test files that a mutant is asked of: what the nearest by import do not see, the others hardly do. */
const nearest = new Map(
  mutants.map((mutant) => [
    mutant.id,
    testFiles
      .filter((test) => turnOf(test, mutant))
      .sort((one, other) => distanceTo(one, mutant) - distanceTo(other, mutant) || costOf(one) - costOf(other))
      .slice(0, ASKED),
  ]),
);

const outcomes = new Map<string, 'killed' | 'timeout' | 'survived'>();
await inParallel(
  testFiles.toSorted((one, other) => costOf(one) - costOf(other)),
  async (file) => {
    const turns = mutants
      .filter(({ id }) => nearest.get(id)?.includes(file) && (outcomes.get(id) ?? 'survived') === 'survived')
      .map((mutant) => turnOf(file, mutant))
      .filter((turn) => turn !== undefined);
    if (turns.length === 0) return;
    const tests = (coverage.get(file) as Coverage).tests.filter(usable);
    const control = { tests: tests.map(({ name }) => name), timeLimit: 10_000, hitLimit: Number.MAX_SAFE_INTEGER };
    for (const [id, outcome] of await outcomesOf(place, file, turns, control)) {
      if (outcome !== 'passed') outcomes.set(id, outcome === 'timeout' ? 'timeout' : 'killed');
      else if (!outcomes.has(id)) outcomes.set(id, 'survived');
    }
  },
);

const results: Result[] = mutants.map((mutant) => ({ ...mutant, outcome: outcomes.get(mutant.id) ?? 'not reached' }));
writeFileSync(join(folder, 'report.json'), JSON.stringify({ unfit, results }, undefined, 1));
const seconds = Math.round((performance.now() - started) / 1_000);
process.exitCode = report(results, { whole: asked.length === 0, unfit, seconds }) ? 0 : 1;
