/** Starts the processes that run tests, watches over them, and reads what they wrote down. */
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { repository } from '../../../lib/repository.ts';
import type { Coverage, Covered, Ended, Job, Line, Turn } from './job.ts';

/** A process that has written nothing for so long, in milliseconds, hangs: no test of its own limit could end it. */
const SILENCE = 20_000;

export interface Workplace {
  /** Where the instrumented sources are. */
  readonly sources: string;
  /** Where jobs and what came of them go. */
  readonly folder: string;
}

let jobs = 0;

/** One process for one job; it is ended when it falls silent. @returns the lines that it wrote */
async function runJob({ sources, folder }: Workplace, testFile: string, turns: readonly Turn[]): Promise<Line[]> {
  const path = join(folder, `job-${++jobs}`);
  mkdirSync(folder, { recursive: true });
  rmSync(`${path}.out`, { force: true });
  writeFileSync(`${path}.json`, JSON.stringify({ testFile, out: `${path}.out`, turns } satisfies Job));
  const errors = openSync(`${path}.err`, 'w');
  const child = spawn(process.execPath, [join(import.meta.dirname, 'turns.ts')], {
    cwd: repository,
    env: { ...process.env, MUTATION_JOB: `${path}.json`, MUTATION_SOURCES: sources, NODE_ENV: 'test' },
    stdio: ['ignore', 'ignore', errors],
    // A group of its own, to be ended whole.
    detached: true,
  });
  const over = new Promise<void>((done) => child.on('exit', () => done()));
  const linesSoFar = () =>
    existsSync(`${path}.out`)
      ? readFileSync(`${path}.out`, 'utf8')
          .split('\n')
          .slice(0, -1)
          .map((line) => JSON.parse(line) as Line)
      : [];
  let heard = 0;
  let since = performance.now();
  while (child.exitCode === null && child.signalCode === null) {
    await Promise.race([over, sleep(1_000, undefined, { ref: false })]);
    const count = linesSoFar().length;
    if (count !== heard) [heard, since] = [count, performance.now()];
    // The first line waits for the packages to load.
    if (performance.now() - since > (heard <= 1 ? 3 * SILENCE : SILENCE)) {
      process.kill(-(child.pid as number), 'SIGKILL');
      await over;
    }
  }
  closeSync(errors);
  const lines = linesSoFar();
  if (lines.length === 0) throw new Error(`${testFile} wrote nothing down: ${path}.err says why.`);
  return lines;
}

/** What a test file reaches, and how fast. */
export async function coverageOf(place: Workplace, testFile: string): Promise<Coverage> {
  const tests: Covered[] = [];
  for (const line of await runJob(place, testFile, [])) {
    if ('covered' in line) tests.push(line.covered);
    if ('outside' in line) return { tests, outside: line.outside, cut: false };
  }
  return { tests, outside: {}, cut: true };
}

/** Without a control of its own a turn's outcome may be the doing of the turn before it. */
const TURNS_BETWEEN_CONTROLS = 25;

/**
 * Takes one test file through the mutants; what a failed control throws into doubt runs again in its own process.
 * @param tell hears what came of each, once, as soon as it is certain
 */
export async function outcomesOf(
  place: Workplace,
  testFile: string,
  turns: readonly (Turn & { readonly mutant: string })[],
  control: Turn,
  tell: (mutant: string, outcome: Ended['outcome']) => void,
): Promise<void> {
  let waiting = [...turns];
  let together = TURNS_BETWEEN_CONTROLS;
  while (waiting.length > 0) {
    const batch = together === 1 ? waiting.slice(0, 1) : waiting;
    const outcomes = new Map<string, Ended['outcome']>();
    const withControls = batch.flatMap((turn, index) =>
      (index + 1) % together === 0 || index === batch.length - 1 ? [turn, control] : [turn],
    );
    const lines = await runJob(place, testFile, withControls);
    const ended = new Map(lines.flatMap((line) => ('ended' in line ? [[line.ended, line.outcome] as const] : [])));
    let proven = new Map<string, Ended['outcome']>();
    let doubt = false;
    let hanging: string | undefined;
    for (const [index, { mutant }] of withControls.entries()) {
      const outcome = ended.get(index);
      if (outcome === undefined) {
        // The process was ended here; what came before it in this stretch stands or falls with the next control.
        hanging = mutant;
        break;
      }
      if (mutant !== undefined) proven.set(mutant, outcome);
      else if (outcome !== 'passed') {
        doubt = true;
        break;
      } else {
        for (const [name, value] of proven) outcomes.set(name, value);
        proven = new Map();
      }
    }
    if (hanging !== undefined) outcomes.set(hanging, 'timeout');
    if (together === 1 && doubt) {
      // Alone in a new process, it is the mutant itself that leaves the mess behind.
      for (const [name, value] of proven) outcomes.set(name, value);
    }
    for (const [mutant, outcome] of outcomes) tell(mutant, outcome);
    const before = waiting.length;
    waiting = waiting.filter(({ mutant }) => !outcomes.has(mutant));
    if (doubt && together > 1) together = 1;
    else if (waiting.length === before) throw new Error(`${testFile} gets no further: its last .err file says why.`);
    else together = TURNS_BETWEEN_CONTROLS;
  }
}
