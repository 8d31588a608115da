/** Which tests each mutant is asked of, and in what order: most die of the first. */
import { basename } from 'node:path';
import { inParallel, inRows } from './in-parallel.ts';
import type { Coverage, Covered, Ended, Turn } from './job.ts';
import type { Mutant } from './mutants.ts';
import { outcomesOf, type Stretch, type Workplace } from './process.ts';
import { distancesFrom } from './related.ts';

/** What one mutant may take of one test file, in milliseconds: the fast tests are asked, and slower ones left out. */
const SLOW = 2_000;
/**
 * How many test files one mutant is asked of at most, beside the one of its file's name: what the nearest by import do not
 * see, the others hardly do.
 */
const ASKED = 4;
/** Turns of one test file between two controls. */
const BETWEEN_CONTROLS = 25;
/** What one process may take, in milliseconds: many turns share the loading of packages, few leave no core without work. */
const TOGETHER = 30_000;

/** A test that fails without a mutant proves nothing. */
export const isUsable = ({ passed, milliseconds }: Covered) => passed && milliseconds <= SLOW;

/** Whether a test is called as the mutant's file is: it is asked first, however near others are. */
const isNamedAfter = (testFile: string, { file }: Mutant) =>
  basename(testFile, '.unit.test.ts') === basename(file, '.ts');

/** What came of a mutant with one test file. */
export interface Answer {
  readonly mutant: string;
  readonly by: string;
  readonly outcome: Ended['outcome'];
}

/** A turn, with the milliseconds that it takes without a mutant. */
type Asking = Stretch['turns'][number] & { readonly milliseconds: number };

/** The fastest usable tests of a file that reach the mutant, undefined where none does. */
function turnOf(testFile: string, { tests, outside, loading }: Coverage, { id: mutant }: Mutant): Asking | undefined {
  let milliseconds = 0;
  const reaching = tests
    .filter((test) => isUsable(test) && (mutant in outside || mutant in test.hits))
    .sort((one, other) => one.milliseconds - other.milliseconds)
    .filter((test) => {
      if (milliseconds + test.milliseconds > SLOW) return false;
      milliseconds += test.milliseconds;
      return true;
    });
  if (reaching.length === 0) return undefined;
  const passed = reaching.reduce((sum, { hits }) => sum + (hits[mutant] ?? 0), outside[mutant] ?? 0);
  return {
    testFile,
    mutant,
    tests: reaching.map(({ name }) => name),
    timeLimit: 2_000 + 5 * Math.max(...reaching.map(({ milliseconds }) => milliseconds)),
    hitLimit: 1_000 + 100 * passed,
    milliseconds: loading + milliseconds,
  };
}

/** All usable tests of a file, without a mutant. */
const controlOf = (testFile: string, { tests }: Coverage): Turn => ({
  testFile,
  tests: tests.filter(isUsable).map(({ name }) => name),
  timeLimit: 10_000,
  hitLimit: Number.MAX_SAFE_INTEGER,
});

/**
 * Stretches of whole files, so that a process loads few of them, in packs for one process each: the longest first, lest it
 * be begun last and the other cores wait for it.
 */
function packed(turns: readonly Asking[], coverage: ReadonlyMap<string, Coverage>): Stretch[][] {
  const stretches = [...Map.groupBy(turns, ({ testFile }) => testFile)].flatMap(([testFile, ofFile]) =>
    inRows(ofFile, BETWEEN_CONTROLS).map((row) => ({
      turns: row,
      control: controlOf(testFile, coverage.get(testFile) as Coverage),
    })),
  );
  const packs: { stretches: Stretch[]; milliseconds: number }[] = [];
  for (const stretch of stretches) {
    const milliseconds = stretch.turns.reduce((sum, turn) => sum + turn.milliseconds, 0);
    const last = packs.at(-1);
    if (last && last.milliseconds + milliseconds <= TOGETHER) {
      last.stretches.push(stretch);
      last.milliseconds += milliseconds;
    } else packs.push({ stretches: [stretch], milliseconds });
  }
  return packs.toSorted((one, other) => other.milliseconds - one.milliseconds).map(({ stretches: own }) => own);
}

/**
 * Asks the tests in rounds: all mutants of the test file that is nearest by import, fast before slow, those that are left
 * of the next, and so on.
 * @param known what came of it in an earlier run
 * @param tell hears each new answer as soon as it is certain
 */
export async function ask(
  place: Workplace,
  mutants: readonly Mutant[],
  coverage: ReadonlyMap<string, Coverage>,
  known: readonly Answer[],
  tell: (answer: Answer) => void,
): Promise<void> {
  const distances = new Map([...coverage.keys()].map((file) => [file, distancesFrom(file)]));
  const distance = (testFile: string, { file }: Mutant) =>
    distances.get(testFile)?.get(file) ?? Number.MAX_SAFE_INTEGER;
  const answers = new Map(known.map(({ mutant, by, outcome }) => [`${mutant} ${by}`, outcome]));
  let left: Asking[][] = mutants.map((mutant) =>
    [...coverage]
      .map(([testFile, reached]) => turnOf(testFile, reached, mutant))
      .filter((turn) => turn !== undefined)
      .sort(
        (one, other) =>
          Number(isNamedAfter(other.testFile, mutant)) - Number(isNamedAfter(one.testFile, mutant)) ||
          distance(one.testFile, mutant) - distance(other.testFile, mutant) ||
          one.milliseconds - other.milliseconds,
      )
      .slice(0, ASKED + 1),
  );
  for (let round = 0; round <= ASKED; round++) {
    left = left.filter((turns) => turns.length > round);
    const answerTo = (turn: Asking) => answers.get(`${turn.mutant} ${turn.testFile}`);
    const open = left.map((turns) => turns[round] as Asking).filter((turn) => !answerTo(turn));
    await inParallel(packed(open, coverage), (pack) =>
      outcomesOf(place, pack, ({ mutant, testFile }, outcome) => {
        answers.set(`${mutant} ${testFile}`, outcome);
        tell({ mutant, by: testFile, outcome });
      }),
    );
    left = left.filter((turns) => answerTo(turns[round] as Asking) === 'passed');
  }
}
