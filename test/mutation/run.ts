/**
 * `npm run test:mutation [-- --all] [--seed n] [--size n] [PATH…]`: breaks the code in every way that Stryker's
 * instrumenter knows, one at a time, and asks the unit tests; by default a sample of the mutants, with `--all` or paths
 * every one. Without paths it plants the faults of `faults/faults.ts` as well. A run that is killed goes on where it was.
 */
import { globSync, rmSync, writeFileSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';
import { parseArgs } from 'node:util';
import { repository } from '../../lib/repository.ts';
import { plantFaults } from './faults/plant.ts';
import { type Result, report } from './report.ts';
import { inParallel } from './runner/in-parallel.ts';
import type { Coverage, Covered, Ended, Turn } from './runner/job.ts';
import { instrument, type Mutant, mutatedFiles } from './runner/mutants.ts';
import { openNotebook } from './runner/notebook.ts';
import { coverageOf, outcomesOf, type Workplace } from './runner/process.ts';
import { distancesFrom } from './runner/related.ts';
import { stratified } from './runner/sample.ts';

/** Mutants of a sample: of such samples 95 % find each room within six points of what a run over all finds. */
const SAMPLE = 500;
/** A test that takes longer, in milliseconds, is left out: it would take its time for each mutant that it reaches. */
const SLOW = 1_000;
/** Of the 24 faults so many have to be seen. */
const LEAST_FAULTS = 22;
/** How many test files one mutant is asked of at most. */
const ASKED = 4;
/** What starts processes of its own: a mutant lives in the process of the test. */
const NOT_ASKED = ['test/repo/**', 'test/emulator/python.unit.test.ts'];

const started = performance.now();
const { values, positionals: asked } = parseArgs({
  allowPositionals: true,
  options: { all: { type: 'boolean' }, seed: { type: 'string' }, size: { type: 'string' } },
});
const folder = join(repository, 'build', 'mutation');
const everyFile = mutatedFiles();
const files = asked.length === 0 ? everyFile : everyFile.filter((file) => asked.some((part) => file.startsWith(part)));
if (files.length === 0)
  throw new Error(`No file that is mutated begins with ${asked.join(' or ')}: try lambda/shared.`);
const notebook = openNotebook(folder, files);
const place: Workplace = { sources: join(folder, 'sources'), folder: join(folder, 'jobs') };
rmSync(place.folder, { recursive: true, force: true });
const everyMutant = await instrument(files, place.sources);

const drawn = notebook.notes.findLast((note) => 'seed' in note || 'over' in note);
const [unfinished] = drawn && 'seed' in drawn ? [drawn] : [];
const whole = values.all === true || (asked.length > 0 && values.size === undefined);
const seed = Number(values.seed ?? unfinished?.seed ?? Date.now() % 100_000);
const size = whole ? everyMutant.length : Number(values.size ?? unfinished?.size ?? SAMPLE);
notebook.write({ seed, size });
const mutants = stratified(everyMutant, size, seed, ({ file }) => file);

const unitTests = globSync('test/**/*.unit.test.ts', { cwd: repository })
  .filter((file) => !NOT_ASKED.some((pattern) => matchesGlob(file, pattern)))
  .sort();
const distances = new Map(unitTests.map((test) => [test, distancesFrom(test)]));
const testFiles = unitTests.filter((test) => files.some((file) => distances.get(test)?.has(file)));
console.log(
  `${mutants.length} of ${everyMutant.length} mutants in ${files.length} files` +
    `${mutants.length < everyMutant.length ? ` (seed ${seed})` : ''}, ${testFiles.length} test files`,
);

const coverage = new Map<string, Coverage>(
  notebook.notes.flatMap((note) => ('coverage' in note ? [[note.testFile, note.coverage] as const] : [])),
);
await inParallel(
  testFiles.filter((testFile) => !coverage.has(testFile)),
  async (testFile) => {
    const found = await coverageOf(place, testFile);
    coverage.set(testFile, found);
    notebook.write({ testFile, coverage: found });
  },
);
console.log(`What the tests reach is known after ${Math.round((performance.now() - started) / 1_000)} s.`);

/** What a mutant is asked of: a test that fails without one proves nothing. */
const usable = ({ passed, milliseconds }: Covered) => passed && milliseconds <= SLOW;
const unfit = [...coverage].flatMap(([file, { tests, cut }]) => [
  ...(cut ? [`${file}: ended after ${tests.length} tests, since it fell silent`] : []),
  ...tests
    .filter((test) => !usable(test))
    .map(
      ({ name, passed, milliseconds }) => `${file}: ${name} (${passed ? `${Math.round(milliseconds)} ms` : 'fails'})`,
    ),
]);

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

const outcomes = new Map<string, Exclude<Result['outcome'], 'not reached'>>();
const answered = new Set<string>();
function note(mutant: string, by: string, outcome: Ended['outcome']): void {
  answered.add(`${mutant} ${by}`);
  if (outcome !== 'passed') outcomes.set(mutant, outcome === 'timeout' ? 'timeout' : 'killed');
  else if (!outcomes.has(mutant)) outcomes.set(mutant, 'survived');
}
for (const known of notebook.notes) if ('mutant' in known) note(known.mutant, known.by, known.outcome);

/** Turns of one process: many share the loading of packages, few keep one core from working while the other waits. */
const TURNS_TOGETHER = 25;
const units = testFiles
  .toSorted((one, other) => costOf(one) - costOf(other))
  .flatMap((file) => {
    const ofFile = mutants.filter(({ id }) => nearest.get(id)?.includes(file) && !answered.has(`${id} ${file}`));
    return Array.from({ length: Math.ceil(ofFile.length / TURNS_TOGETHER) }, (_, nth) => ({
      file,
      together: ofFile.slice(nth * TURNS_TOGETHER, (nth + 1) * TURNS_TOGETHER),
    }));
  });
await inParallel(units, async ({ file, together }) => {
  const turns = together
    .filter(({ id }) => (outcomes.get(id) ?? 'survived') === 'survived')
    .map((mutant) => turnOf(file, mutant))
    .filter((turn) => turn !== undefined);
  if (turns.length === 0) return;
  const tests = (coverage.get(file) as Coverage).tests.filter(usable);
  const control = { tests: tests.map(({ name }) => name), timeLimit: 10_000, hitLimit: Number.MAX_SAFE_INTEGER };
  await outcomesOf(place, file, turns, control, (mutant, outcome) => {
    note(mutant, file, outcome);
    notebook.write({ mutant, by: file, outcome });
  });
});

const results: Result[] = mutants.map((mutant) => ({ ...mutant, outcome: outcomes.get(mutant.id) ?? 'not reached' }));
writeFileSync(join(folder, 'report.json'), JSON.stringify({ unfit, results }, undefined, 1));
notebook.write({ over: true });
const seconds = Math.round((performance.now() - started) / 1_000);
let good = report(results, { sampled: !whole, unfit, seconds });
if (asked.length === 0) {
  const { seen, of } = await plantFaults();
  console.log(`${seen} of the ${of} faults that a reviewer planted were seen.`);
  good &&= seen >= LEAST_FAULTS;
}
console.log(`The whole run took ${Math.round((performance.now() - started) / 1_000)} s.`);
process.exitCode = good ? 0 : 1;
