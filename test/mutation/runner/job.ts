/** What the run asks one test process to do, and what that process writes down: one JSON document per line. */

export interface Job {
  /** Path of the test file, from the root of the repository. */
  readonly testFile: string;
  /** Where the lines go. */
  readonly out: string;
  /** One turn of the test file for each; none means a turn without a mutant that writes down what covers what. */
  readonly turns: readonly Turn[];
}

export interface Turn {
  /** undefined in a control: without a mutant everything has to pass, or the turns since the last control prove nothing. */
  readonly mutant?: string;
  /** Full names of the tests that reach the mutant, the fastest first in time; the others are passed over. */
  readonly tests: readonly string[];
  /** For each test, in milliseconds; who is not done by then hangs. */
  readonly timeLimit: number;
  /** How often the mutated place may be passed before a loop counts as endless. */
  readonly hitLimit: number;
}

/** Written when a turn begins, so that a process that hangs is known by what it hangs on. */
export interface Begun {
  readonly begun: number;
  readonly pid: number;
}

export interface Ended {
  readonly ended: number;
  readonly outcome: 'passed' | 'failed' | 'timeout';
}

/** A test of a run without a mutant. */
export interface Covered {
  readonly name: string;
  readonly milliseconds: number;
  readonly passed: boolean;
  /** How often each mutant's place was passed. */
  readonly hits: Readonly<Record<string, number>>;
}

/** What a run without a mutant shows. */
export interface Coverage {
  readonly tests: readonly Covered[];
  /** What is passed while modules load or hooks run: any test may depend on it. */
  readonly outside: Readonly<Record<string, number>>;
  /** The process was ended before all tests had run: those that it had come to are here. */
  readonly cut: boolean;
}

/** A test is written down as it ends, so that one that hangs takes no other with it. */
export type Line =
  | Begun
  | Ended
  | { readonly covered: Covered }
  | { readonly outside: Readonly<Record<string, number>> };
