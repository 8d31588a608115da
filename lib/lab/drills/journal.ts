/**
 * One file for each incident: JSON lines, only ever appended to, each on the disk before the lab goes on. Everything the
 * lab remembers is read back from these files: what to restore, which hints were taken, what was solved.
 */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { LabError } from '../../errors.ts';

export type Verdict = 'fixed' | 'not-yet' | 'could-not-look';

/** A setting that the fault is about to change. `before` is what to put back, `after` what the fault left. */
export interface Change {
  readonly kind: string;
  readonly target: unknown;
  readonly before: unknown;
  readonly after: unknown;
}

/** What was sent while its incident was open, and must not be lost: of whom, what, and how many. */
export interface Sent {
  readonly of: string;
  /** A word of the project's own, which knows what it has to come to. */
  readonly kind: string;
  readonly count: number;
}

/** What was sent, as the journal has it. */
export interface NotedSent extends Sent {
  /** Just before it was sent; milliseconds since 1970. */
  readonly at: number;
}

/** Some of what a table held before the fault. */
export interface StoredItems {
  readonly table: string;
  readonly items: readonly {
    readonly key: Readonly<Record<string, string>>;
    /** By name: empty, or of what is binary a hash. */
    readonly attributes: Readonly<Record<string, string>>;
  }[];
}

/** Which versions of a function were published before the fault, by number. */
export interface StoredVersions {
  readonly functionName: string;
  readonly versions: readonly string[];
}

/** How many messages a queue held before the fault, those in flight included. */
export interface StoredMessages {
  readonly queueUrl: string;
  readonly messages: number;
}

/** Since when a log or an archive was there before the fault, in milliseconds since 1970. */
export interface StoredPast {
  readonly since: number;
  /** Name of a log group; `streams` are those of it that were written to last. */
  readonly log?: string;
  readonly streams?: readonly string[];
  /** Name of an archive. */
  readonly archive?: string;
}

/** Who might do all of a service before the fault, and not only on what is named. */
export interface StoredUnlimited {
  /** Name of the stack whose services are meant. */
  readonly stack: string;
  /** By whom, for example `the user admin`: the services, as IAM's actions begin. */
  readonly unlimited: Readonly<Record<string, readonly string[]>>;
}

/** What a probe remembered of the time before the fault; which of them it is, its properties say. */
export type Stored = StoredItems | StoredVersions | StoredMessages | StoredPast | StoredUnlimited;

/** What can stand on a line. */
export type Entry =
  | { readonly entry: 'opened'; readonly drill: string; readonly seed: number | null; readonly stackId?: string }
  | ({ readonly entry: 'change' } & Change)
  | { readonly entry: 'workbench'; readonly folder: string; readonly handler: string }
  | ({ readonly entry: 'sent' } & Sent)
  | ({ readonly entry: 'stored' } & Stored)
  | { readonly entry: 'broken' }
  | { readonly entry: 'hint' }
  | { readonly entry: 'solution-shown' }
  | { readonly entry: 'checked'; readonly verdict: Verdict }
  | { readonly entry: 'solved' }
  | { readonly entry: 'restored' };

/** What a journal says, read from its first line to its last. Times are milliseconds since 1970. */
export interface Incident {
  readonly id: string;
  readonly file: string;
  /** Id of the drill. */
  readonly drill: string;
  readonly seed: number | null;
  /** Of the stack that was broken: every deployment has another. */
  readonly stackId?: string;
  readonly openedAt: number;
  /** When the fault was complete; without it the fault was interrupted. */
  readonly brokenAt?: number;
  readonly solvedAt?: number;
  /** When nothing was left to put back. */
  readonly restoredAt?: number;
  readonly changes: readonly Change[];
  readonly sent?: readonly NotedSent[];
  readonly stored?: readonly Stored[];
  /** Where the sources stand that the learner is to fix, and which handler (`<slug>/<verb-noun>`) is built from them. */
  readonly workbench?: { readonly folder: string; readonly handler: string };
  readonly hintsTaken: number;
  readonly solutionShown: boolean;
  readonly checks: readonly Verdict[];
}

/** Whether somebody is still working on it. */
export function isOpen(incident: Incident): boolean {
  return incident.brokenAt !== undefined && incident.solvedAt === undefined && incident.restoredAt === undefined;
}

/** Opens the journal of a new incident in `folder`, and returns its file. */
export function openJournal(folder: string, drill: string, seed: number | null, stackId?: string): string {
  mkdirSync(folder, { recursive: true });
  // By time and project: a listing of the folder shall not give the drill away.
  const nameAt = (time: number) =>
    `${new Date(time).toISOString().replace(/[-:]/g, '').replace('.', '-')}-${drill.split('/')[0]}.jsonl`;
  let opened = Date.now();
  // Of two in one millisecond each has its own.
  while (existsSync(join(folder, nameAt(opened)))) opened += 1;
  const file = join(folder, nameAt(opened));
  append(file, { entry: 'opened', drill, seed, stackId });
  // The name of a new file is on the disk only when its folder is.
  const directory = openSync(dirname(file), 'r');
  fsyncSync(directory);
  closeSync(directory);
  return file;
}

/** Adds an entry; when this returns, it survives the end of the process and of the power. */
export function append(file: string, entry: Entry): void {
  const whole = existsSync(file) ? wholeLines(file) : '';
  // Readable by its owner only: the environment of a function may be in it.
  const handle = openSync(file, existsSync(file) ? 'r+' : 'w', 0o600);
  try {
    // Over the half line that a killed process may have left: what it announced never happened.
    writeSync(handle, `${JSON.stringify({ at: Date.now(), ...entry })}\n`, Buffer.byteLength(whole));
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** All incidents of a folder, the oldest first. */
export function readIncidents(folder: string): Incident[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .map((name) => readIncident(join(folder, name)))
    .filter((incident) => incident !== undefined);
}

/**
 * What one journal says; `undefined` when not even its first line was written.
 * @throws LabError `JournalDamaged`
 */
export function readIncident(file: string): Incident | undefined {
  const [opened, ...entries] = wholeLines(file)
    .split('\n')
    .filter((line) => line !== '')
    .map((line, index) => parse(file, line, index + 1));
  if (!opened) return undefined;
  if (opened.entry !== 'opened') throw damaged(file, 1);
  const first = (wanted: Entry['entry']) => entries.find(({ entry }) => entry === wanted)?.at;
  return {
    id: basename(file, '.jsonl'),
    file,
    drill: opened.drill,
    seed: opened.seed,
    stackId: opened.stackId,
    openedAt: opened.at,
    brokenAt: first('broken'),
    solvedAt: first('solved'),
    restoredAt: first('restored'),
    changes: entries.filter((entry) => entry.entry === 'change'),
    sent: entries.filter((entry) => entry.entry === 'sent'),
    stored: entries.filter((entry) => entry.entry === 'stored'),
    workbench: entries.find((entry) => entry.entry === 'workbench'),
    hintsTaken: entries.filter(({ entry }) => entry === 'hint').length,
    solutionShown: first('solution-shown') !== undefined,
    checks: entries.filter((entry) => entry.entry === 'checked').map(({ verdict }) => verdict),
  };
}

function wholeLines(file: string): string {
  const text = readFileSync(file, 'utf8');
  return text.slice(0, text.lastIndexOf('\n') + 1);
}

function parse(file: string, line: string, number: number): Entry & { readonly at: number } {
  try {
    return JSON.parse(line);
  } catch {
    throw damaged(file, number);
  }
}

function damaged(file: string, line: number): LabError {
  return new LabError(
    'JournalDamaged',
    `Line ${line} of ${file} is not what the lab wrote, so nothing is restored from it. ` +
      'Fix the line, or move the file away and redeploy the project with `lab down` and `lab up`.',
  );
}
