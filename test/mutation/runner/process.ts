/** Starts the processes that run tests, watches over them, and reads what they wrote down. */
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { repository } from '../../../lib/repository.ts';
import type { Coverage, Ended, Job, Line, Turn } from './job.ts';

/** A process that has written nothing for so long, in milliseconds, hangs: no test of its own limit could end it. */
const SILENCE = 20_000;
/** The first line waits for the packages to load, and a test that reaches something may take its time. */
const LONG_SILENCE = 60_000;

export interface Workplace {
  /** Where the instrumented sources are. */
  readonly sources: string;
  /** Where jobs and what came of them go. */
  readonly folder: string;
}

let jobs = 0;

/**
 * One process for these turns, which share the loading of packages; it is ended when it falls silent.
 * @returns the lines that it wrote
 */
async function runJob({ sources, folder }: Workplace, turns: Job['turns']): Promise<Line[]> {
  const path = join(folder, `job-${++jobs}`);
  mkdirSync(folder, { recursive: true });
  rmSync(`${path}.out`, { force: true });
  writeFileSync(`${path}.json`, JSON.stringify({ out: `${path}.out`, turns } satisfies Job));
  const errors = openSync(`${path}.err`, 'w');
  const child = spawn(process.execPath, [join(import.meta.dirname, 'turns.ts')], {
    cwd: repository,
    env: { ...process.env, MUTATION_JOB: `${path}.json`, MUTATION_SOURCES: sources, NODE_ENV: 'test' },
    stdio: ['ignore', 'ignore', errors],
    // A group of its own, to be ended whole.
    detached: true,
  });
  const over = new Promise<void>((done) => child.on('exit', () => done()));
  let heard = 0;
  let since = performance.now();
  while (child.exitCode === null && child.signalCode === null) {
    await Promise.race([over, sleep(1_000, undefined, { ref: false })]);
    const size = existsSync(`${path}.out`) ? statSync(`${path}.out`).size : 0;
    if (size !== heard) [heard, since] = [size, performance.now()];
    if (performance.now() - since > (heard === 0 || !turns.some(({ tests }) => tests) ? LONG_SILENCE : SILENCE)) {
      process.kill(-(child.pid as number), 'SIGKILL');
      await over;
    }
  }
  closeSync(errors);
  if (heard === 0) throw new Error(`${turns[0]?.testFile} wrote nothing down: ${path}.err says why.`);
  const lines = readFileSync(`${path}.out`, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Line);
}

/**
 * What each test file reaches. One whose tests fail or hang beside others is run again in a process of its own, and one
 * that hangs there is cut.
 * @param tell hears what came of each file, once
 */
export async function coverageOf(
  place: Workplace,
  testFiles: readonly string[],
  tell: (testFile: string, coverage: Coverage) => void,
): Promise<void> {
  let waiting = [...testFiles];
  const alone: string[] = [];
  while (waiting.length > 0) {
    const lines = await runJob(
      place,
      waiting.map((testFile) => ({ testFile })),
    );
    const ended = new Map(lines.flatMap((line) => ('ended' in line ? [[line.ended, line] as const] : [])));
    const covered = Map.groupBy(
      lines.filter((line) => 'covered' in line),
      ({ turn }) => turn,
    );
    const last = Math.max(...lines.flatMap((line) => ('begun' in line ? [line.begun] : [])));
    for (const [turn, testFile] of waiting.slice(0, last + 1).entries()) {
      const end = ended.get(turn);
      const tests = (covered.get(turn) ?? []).map((line) => line.covered);
      if (end?.outcome === 'passed' || testFiles.length === 1)
        tell(testFile, { tests, outside: end?.outside ?? {}, loading: end?.loading ?? 0, cut: end === undefined });
      else alone.push(testFile);
    }
    waiting = waiting.slice(last + 1);
  }
  for (const testFile of alone) await coverageOf(place, [testFile], tell);
}

/** Turns of one test file; what comes of them counts once the control after them has passed. */
export interface Stretch {
  readonly turns: readonly (Turn & { readonly mutant: string })[];
  readonly control: Turn;
}

/**
 * Takes test files through mutants, all in one process for as long as the controls pass; what a failed one throws into
 * doubt runs again, by halves.
 * @param tell hears what came of each turn, once, as soon as it is certain
 */
export async function outcomesOf(
  place: Workplace,
  stretches: readonly Stretch[],
  tell: (turn: Stretch['turns'][number], outcome: Ended['outcome']) => void,
): Promise<void> {
  let waiting = [...stretches];
  while (waiting.length > 0) {
    const lines = await runJob(
      place,
      waiting.flatMap(({ turns, control }) => [...turns, control]),
    );
    const ended = new Map(lines.flatMap((line) => ('ended' in line ? [[line.ended, line.outcome] as const] : [])));
    let from = 0;
    const doubtful = waiting.findIndex(({ turns }) => {
      if (ended.get(from + turns.length) !== 'passed') return true;
      for (const [nth, turn] of turns.entries()) tell(turn, ended.get(from + nth) as Ended['outcome']);
      from += turns.length + 1;
      return false;
    });
    if (doubtful === -1) return;
    const { turns, control } = waiting[doubtful] as Stretch;
    const hanging = turns.findIndex((_, nth) => !ended.has(from + nth));
    const half = Math.ceil(turns.length / 2);
    let again: (typeof turns)[];
    if (hanging >= 0) {
      // The process may have ended between two turns: then it is the doing of one before.
      const began = lines.some((line) => 'begun' in line && line.begun === from + hanging);
      if (began) tell(turns[hanging] as Stretch['turns'][number], 'timeout');
      again = [turns.slice(0, hanging), turns.slice(began ? hanging + 1 : hanging)];
    } else if (turns.length === 1) {
      // First in a new process or not, there is no other mutant that the failed control could be the doing of.
      tell(turns[0] as Stretch['turns'][number], ended.get(from) as Ended['outcome']);
      again = [];
    } else again = [turns.slice(0, half), turns.slice(half)];
    waiting = [
      ...again.filter((part) => part.length > 0).map((part) => ({ turns: part, control })),
      ...waiting.slice(doubtful + 1),
    ];
  }
}
