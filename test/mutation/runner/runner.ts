/**
 * Vitest's runner with a mutant switched on. A test file is loaded once for each mutant in one process: modules of the
 * repository are loaded again, so that none remembers the mutant before, packages once, which is what makes a turn take
 * milliseconds.
 */
import { appendFileSync, readFileSync } from 'node:fs';
import { type RunnerTask, type RunnerTestCase, type RunnerTestFile, TestRunner, vi } from 'vitest';
import type { Job, Line } from './job.ts';

/** Where the instrumented code looks for the mutant that is on, and counts what it passes (Stryker's instrumenter). */
interface Switches {
  activeMutant?: string;
  currentTestId?: string;
  hitCount?: number;
  hitLimit?: number;
  mutantCoverage?: { static: Record<string, number>; perTest: Record<string, Record<string, number>> };
}
const world = globalThis as { __stryker__?: Switches };
world.__stryker__ ??= {};
const switches = world.__stryker__;
const job = JSON.parse(readFileSync(process.env.MUTATION_JOB as string, 'utf8')) as Job;
const environment = { ...process.env };
const say = (line: Line) => appendFileSync(job.out, `${JSON.stringify(line)}\n`);

function nameOf(task: RunnerTask): string {
  return task.suite && task.suite !== task.file ? `${nameOf(task.suite)} > ${task.name}` : task.name;
}

const testsOf = (tasks: readonly RunnerTask[]): RunnerTestCase[] =>
  tasks.flatMap((task) => (task.type === 'test' ? [task] : testsOf(task.tasks)));

export default class MutantRunner extends TestRunner {
  #turn = -1;
  #failed = false;

  override onCollectStart(file: RunnerTestFile): void {
    this.#turn += 1;
    this.#failed = false;
    say({ begun: this.#turn, pid: process.pid });
    // A test that a mutant ended early has not put back what it changed.
    vi.useRealTimers();
    vi.unstubAllGlobals();
    for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
    Object.assign(process.env, environment);
    vi.resetModules();
    const turn = job.turns[this.#turn];
    switches.activeMutant = turn?.mutant;
    switches.hitCount = 0;
    switches.hitLimit = turn?.hitLimit;
    switches.mutantCoverage = { static: {}, perTest: {} };
    if (turn) Object.assign(this.config, { testTimeout: turn.timeLimit, hookTimeout: turn.timeLimit });
    super.onCollectStart(file);
  }

  override async onBeforeRunTask(test: RunnerTask): Promise<void> {
    const turn = job.turns[this.#turn];
    if (turn && (this.#failed || !turn.tests.includes(nameOf(test)))) test.mode = 'skip';
    await super.onBeforeRunTask(test);
  }

  override onBeforeTryTask(test: RunnerTask, options: Parameters<TestRunner['onBeforeTryTask']>[1]): void {
    switches.currentTestId = nameOf(test);
    super.onBeforeTryTask(test, options);
  }

  override onAfterTryTask(test: RunnerTestCase): void {
    switches.currentTestId = undefined;
    super.onAfterTryTask(test);
  }

  override onAfterRunTask(test: RunnerTask): void {
    if (test.result?.state === 'fail') this.#failed = true;
    if (job.turns.length === 0) sayCovered(test);
    super.onAfterRunTask(test);
  }

  override onAfterRunFiles(files: RunnerTestFile[]): void {
    switches.activeMutant = undefined;
    switches.currentTestId = undefined;
    const [file] = files as [RunnerTestFile];
    if (job.turns.length === 0) say({ outside: coverage().static });
    else say({ ended: this.#turn, outcome: outcomeOf(file) });
    super.onAfterRunFiles(files);
  }
}

const coverage = () => switches.mutantCoverage as NonNullable<Switches['mutantCoverage']>;

/** What a machine lacks, such as another shell, a test skips: it covers nothing. */
function sayCovered(test: RunnerTask): void {
  const state = test.result?.state;
  if (test.type !== 'test' || (state !== 'pass' && state !== 'fail')) return;
  const name = nameOf(test);
  const milliseconds = test.result?.duration ?? 0;
  say({ covered: { name, milliseconds, passed: state === 'pass', hits: coverage().perTest[name] ?? {} } });
}

function outcomeOf(file: RunnerTestFile): 'passed' | 'failed' | 'timeout' {
  if (file.result?.state !== 'fail') return 'passed';
  const errors = testsOf(file.tasks).flatMap((test) => test.result?.errors ?? []);
  return errors.some(({ message }) => /^Test timed out|Hit count limit/.test(message)) ? 'timeout' : 'failed';
}
