/**
 * Vitest's runner with a mutant switched on. Many turns of many test files share one process: modules of the repository
 * are loaded again for each, so that none remembers the mutant before, packages once, which is what makes a turn take
 * milliseconds.
 */
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RunnerTask, type RunnerTestCase, type RunnerTestFile, TestRunner, vi } from 'vitest';
import { repository } from '../../../lib/repository.ts';
import type { Ended, Job, Line } from './job.ts';

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

  get #asked(): Job['turns'][number] {
    return job.turns[this.#turn] as Job['turns'][number];
  }

  override onCollectStart(file: RunnerTestFile): void {
    this.#turn += 1;
    this.#failed = false;
    const turn = this.#asked;
    if (file.filepath !== join(repository, turn.testFile))
      throw new Error(`Turn ${this.#turn} is of ${turn.testFile}, and Vitest runs ${file.filepath}: see turns.ts.`);
    say({ begun: this.#turn });
    // A test that a mutant ended early has not put back what it changed.
    vi.useRealTimers();
    vi.unstubAllGlobals();
    for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
    Object.assign(process.env, environment);
    vi.resetModules();
    switches.activeMutant = turn.tests && turn.mutant;
    switches.hitCount = 0;
    switches.hitLimit = turn.tests && turn.hitLimit;
    switches.mutantCoverage = { static: {}, perTest: {} };
    if (turn.tests) Object.assign(this.config, { testTimeout: turn.timeLimit, hookTimeout: turn.timeLimit });
    super.onCollectStart(file);
  }

  override async onBeforeRunTask(test: RunnerTask): Promise<void> {
    const { tests } = this.#asked;
    if (tests && (this.#failed || !tests.includes(nameOf(test)))) test.mode = 'skip';
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
    if (!this.#asked.tests) this.#sayCovered(test);
    super.onAfterRunTask(test);
  }

  override onAfterRunFiles(files: RunnerTestFile[]): void {
    switches.activeMutant = undefined;
    switches.currentTestId = undefined;
    const [file] = files as [RunnerTestFile];
    const reach = !this.#asked.tests && { outside: coverage().static, loading: file.collectDuration ?? 0 };
    say({ ended: this.#turn, outcome: outcomeOf(file), ...reach });
    super.onAfterRunFiles(files);
  }

  /** What a machine lacks, such as another shell, a test skips: it covers nothing. */
  #sayCovered(test: RunnerTask): void {
    const state = test.result?.state;
    if (test.type !== 'test' || (state !== 'pass' && state !== 'fail')) return;
    const name = nameOf(test);
    const milliseconds = test.result?.duration ?? 0;
    const hits = coverage().perTest[name] ?? {};
    say({ turn: this.#turn, covered: { name, milliseconds, passed: state === 'pass', hits } });
  }
}

const coverage = () => switches.mutantCoverage as NonNullable<Switches['mutantCoverage']>;

function outcomeOf(file: RunnerTestFile): Ended['outcome'] {
  if (file.result?.state !== 'fail') return 'passed';
  const errors = testsOf(file.tasks).flatMap((test) => test.result?.errors ?? []);
  return errors.some(({ message }) => /^Test timed out|Hit count limit/.test(message)) ? 'timeout' : 'failed';
}
