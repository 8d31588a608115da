/** What the lab tells the room, as far as the page shows it; a test compares it with what the lab's own types say. */

export interface Incident {
  /** The drill's number, and the slug of its project. */
  readonly drill: string;
  readonly project: string;
  readonly title: string;
  readonly level: number;
  readonly seed: number | null;
  readonly openedAt: string;
  readonly ticket: { readonly report: string; readonly impact: string; readonly evidence: string };
  readonly commands: readonly string[];
  readonly workbench?: string | undefined;
  readonly hintsTaken: number;
  readonly hints: number;
  readonly hintsShown: readonly string[];
  readonly solved: boolean;
  readonly lesson?: Lesson;
}

export interface Lesson {
  readonly architect: string;
  readonly developer: string;
  readonly tasks: readonly { readonly task: string; readonly title: string }[];
}

export interface Room {
  readonly open: readonly Incident[];
  readonly last: Incident | null;
  readonly deployed: readonly string[];
  readonly solved: readonly string[];
  readonly exam: boolean;
}

export interface Finding {
  readonly expects: string;
  readonly verdict: 'ok' | 'not-ok' | 'could-not-look';
  readonly saw: string;
  readonly wanted: string;
}

export interface Graded {
  readonly verdict: 'fixed' | 'not-yet' | 'could-not-look';
  readonly error?: { readonly message: string };
  readonly repair?: {
    readonly took: number;
    readonly hintsTaken: number;
    readonly solutionShown: boolean;
    readonly checks: number;
    readonly withoutHelp: boolean;
    readonly leftDifferent: readonly string[];
  };
  readonly next?: { readonly number: string; readonly title: string; readonly level: number };
}

export interface Line {
  /** RFC 3339, UTC. */
  readonly at: string;
  readonly source: string;
  readonly message: string;
}

export interface Lines {
  readonly lines: readonly Line[];
  readonly after: string;
  readonly whole: boolean;
}

export interface Measured {
  readonly series: readonly {
    readonly source: string;
    readonly metric: string;
    readonly unit: 'Count' | 'Milliseconds' | 'Megabytes' | 'Other';
    readonly points: readonly (number | null)[];
    readonly sum: number;
    readonly max: number;
  }[];
  readonly queues: readonly {
    readonly queue: string;
    readonly waiting: number;
    readonly inFlight: number;
    readonly delayed: number;
  }[];
  readonly alarms: readonly Alarm[];
}

export interface Alarm {
  readonly alarm: string;
  readonly of: readonly string[];
  readonly when: string;
  readonly state: 'ALARM' | 'OK' | 'INSUFFICIENT_DATA' | null;
  readonly means: string;
}

export interface PutBack {
  readonly restored: readonly unknown[];
  readonly drift: readonly { readonly resource: string; readonly type: string }[];
  readonly well: boolean;
}
