/**
 * `npm run test:mutation [-- --all] [--seed n|random] [--one-in n] [PATH…]`: breaks the code in every way that Stryker's
 * instrumenter knows, one at a time, and asks the unit tests; by default the same sample of the mutants each time, with
 * `--all` or paths every one. Without paths it plants the faults of `faults/faults.ts` as well. A run that is killed goes
 * on where it was.
 */
import { globSync, rmSync, writeFileSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';
import { parseArgs } from 'node:util';
import { repository } from '../../lib/repository.ts';
import { plantFaults } from './faults/plant.ts';
import { type Result, report } from './report.ts';
import { type Answer, ask, isUsable } from './runner/asking.ts';
import { inParallel, inRows } from './runner/in-parallel.ts';
import type { Coverage } from './runner/job.ts';
import { instrument, mutatedFiles } from './runner/mutants.ts';
import { openNotebook } from './runner/notebook.ts';
import { coverageOf, type Workplace } from './runner/process.ts';
import { distancesFrom } from './runner/related.ts';
import { stratified } from './runner/sample.ts';

/**
 * The sample: of so many mutants one, by this seed. As many as end within ten minutes on two cores, and the same each time,
 * so that each of its survivors can have a test or a reason.
 */
const SAMPLE = { oneIn: 40, seed: 40_683 };
/** Of the 24 faults so many have to be seen. */
const LEAST_FAULTS = 22;
/** Test files of a process that measures what they reach. */
const FILES_TOGETHER = 12;
/**
 * What works by processes of its own: a mutant lives in the process of the test. The last two only play whole drills or
 * thousands of learners: none of their tests is fast enough to be asked, and to measure what they reach takes minutes.
 */
const NOT_ASKED = [
  'test/repo/**',
  'test/emulator/python.unit.test.ts',
  'test/lab/author/new-drill.unit.test.ts',
  'test/lab/commands/{arguments,every-command}.unit.test.ts',
  'test/lab/drills/aws-drills.unit.test.ts',
  'test/study/readiness.unit.test.ts',
];

const started = performance.now();
const { values, positionals: asked } = parseArgs({
  allowPositionals: true,
  options: { all: { type: 'boolean' }, seed: { type: 'string' }, 'one-in': { type: 'string' } },
});
function numberOf(option: 'seed' | 'one-in', least: number, otherwise: number): number {
  const number = Number(values[option] ?? otherwise);
  if (values[option] !== '' && Number.isSafeInteger(number) && number >= least) return number;
  throw new Error(`--${option} ${values[option]}: give a whole number from ${least} on.`);
}
const seed = values.seed === 'random' ? Date.now() % 100_000 : numberOf('seed', 0, SAMPLE.seed);
const oneIn = numberOf('one-in', 1, SAMPLE.oneIn);
const folder = join(repository, 'build', 'mutation');
const everyFile = mutatedFiles();
const files = asked.length === 0 ? everyFile : everyFile.filter((file) => asked.some((part) => file.startsWith(part)));
if (files.length === 0)
  throw new Error(`No file that is mutated begins with ${asked.join(' or ')}: try lambda/shared.`);
const notebook = openNotebook(folder, files);
const place: Workplace = { sources: join(folder, 'sources'), folder: join(folder, 'jobs') };
rmSync(place.folder, { recursive: true, force: true });
const everyMutant = await instrument(files, place.sources);

const whole = values.all === true || (asked.length > 0 && values['one-in'] === undefined);
const isDefault = !whole && seed === SAMPLE.seed && oneIn === SAMPLE.oneIn;
const mutants = whole
  ? everyMutant
  : stratified(everyMutant, oneIn, seed, { stratumOf: ({ file }) => file, nameOf: ({ name }) => name });

const unitTests = globSync('test/**/*.unit.test.ts', { cwd: repository })
  .filter((file) => !NOT_ASKED.some((pattern) => matchesGlob(file, pattern)))
  .sort();
const testFiles = unitTests.filter((test) => {
  const loaded = distancesFrom(test);
  return files.some((file) => loaded.has(file));
});
console.log(
  `${mutants.length} of ${everyMutant.length} mutants in ${files.length} files` +
    `${whole ? '' : ` (one in ${oneIn}, seed ${seed})`}, ${testFiles.length} test files`,
);

const coverage = new Map<string, Coverage>(
  notebook.notes.flatMap((note) => ('coverage' in note ? [[note.testFile, note.coverage] as const] : [])),
);
const unmeasured = testFiles.filter((testFile) => !coverage.has(testFile));
await inParallel(inRows(unmeasured, FILES_TOGETHER), (row) =>
  coverageOf(place, row, (testFile, found) => {
    coverage.set(testFile, found);
    notebook.write({ testFile, coverage: found });
  }),
);
console.log(`What the tests reach is known after ${Math.round((performance.now() - started) / 1_000)} s.`);

const unfit = [...coverage].flatMap(([file, { tests, cut }]) => [
  ...(cut ? [`${file}: ended after ${tests.length} tests, since it fell silent`] : []),
  ...tests
    .filter((test) => !isUsable(test))
    .map(
      ({ name, passed, milliseconds }) => `${file}: ${name} (${passed ? `${Math.round(milliseconds)} ms` : 'fails'})`,
    ),
]);

const outcomes = new Map<string, Exclude<Result['outcome'], 'not reached'>>();
function note({ mutant, outcome }: Answer): void {
  if (outcome !== 'passed') outcomes.set(mutant, outcome === 'timeout' ? 'timeout' : 'killed');
  else if (!outcomes.has(mutant)) outcomes.set(mutant, 'survived');
}
const known = notebook.notes.filter((line) => 'mutant' in line);
known.forEach(note);
await ask(place, mutants, coverage, known, (answer) => {
  note(answer);
  notebook.write(answer);
});

const results: Result[] = mutants.map((mutant) => ({ ...mutant, outcome: outcomes.get(mutant.id) ?? 'not reached' }));
writeFileSync(join(folder, 'report.json'), JSON.stringify({ unfit, results }, undefined, 1));
const seconds = Math.round((performance.now() - started) / 1_000);
let good = report(results, { sampled: !whole, isDefault, unfit, seconds });
if (asked.length === 0) {
  const { seen, of } = await plantFaults();
  console.log(`${seen} of the ${of} faults that a reviewer planted were seen.`);
  good &&= seen >= LEAST_FAULTS;
}
console.log(`The whole run took ${Math.round((performance.now() - started) / 1_000)} s.`);
process.exitCode = good ? 0 : 1;
