/** What the run asks a test process to do, and what that process writes down: one JSON document per line. */

export interface Job {
  /** Where the lines go. */
  readonly out: string;
  /** One after the other, in one process. */
  readonly turns: readonly (ReachTurn | Turn)[];
}

/** Runs all tests of a file without a mutant, and writes down what reaches what. */
export interface ReachTurn {
  /** Path from the root of the repository. */
  readonly testFile: string;
  readonly tests?: undefined;
}

export interface Turn {
  /** Path from the root of the repository. */
  readonly testFile: string;
  /** undefined in a control: without a mutant everything has to pass, or the turns before it prove nothing. */
  readonly mutant?: string;
  /** Full names of the tests that reach the mutant; the others are passed over. */
  readonly tests: readonly string[];
  /** For each test, in milliseconds; one that is not done by then hangs. */
  readonly timeLimit: number;
  /** How often the mutated place may be passed before a loop counts as endless. */
  readonly hitLimit: number;
}

/** Written when a turn begins, so that a process that hangs is known by what it hangs on. */
export interface Begun {
  readonly begun: number;
}

export interface Ended {
  readonly ended: number;
  readonly outcome: 'passed' | 'failed' | 'timeout';
  /** Of a reach turn: how often each mutant's place was passed while modules loaded or hooks ran. Any test may depend on it. */
  readonly outside?: Readonly<Record<string, number>>;
  /** Of a reach turn: milliseconds until the file's first test could begin; more where it was the first to load a package. */
  readonly loading?: number;
}

/** A test of a reach turn, written down as it ends, so that one that hangs takes no other with it. */
export interface Covered {
  readonly name: string;
  readonly milliseconds: number;
  readonly passed: boolean;
  /** How often each mutant's place was passed. */
  readonly hits: Readonly<Record<string, number>>;
}

/** What a test file reaches. */
export interface Coverage {
  readonly tests: readonly Covered[];
  readonly outside: Readonly<Record<string, number>>;
  /** Milliseconds that every turn takes before its first test. */
  readonly loading: number;
  /** The process was ended before all tests had run: those that it had come to are here. */
  readonly cut: boolean;
}

export type Line = Begun | Ended | { readonly turn: number; readonly covered: Covered };
