/**
 * Proofs that run the options of a family of variants. A run that takes the emulator is recorded when it is written
 * (`recorded/<family>.json`), so that a test of a second can hold the bank to it; `npm run test:reliability` runs all of
 * them again, and `lab prove` those of an item, on an emulator that is up.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import type { EventBridge } from '@aws-sdk/client-eventbridge';
import type { IAM } from '@aws-sdk/client-iam';
import type { KMS } from '@aws-sdk/client-kms';
import type { Lambda } from '@aws-sdk/client-lambda';
import type { SFN } from '@aws-sdk/client-sfn';
import type { SQS } from '@aws-sdk/client-sqs';
import type { Family, Made } from '../../lambda/shared/questions/model.ts';
import type { Case, Outcome, Said } from '../../lambda/shared/questions/variants.ts';
import { repository } from '../repository.ts';
import type { ProvenFamily, Verdict } from './proof.ts';

/** Where a run takes place: clients of the emulator. */
export interface Bench {
  readonly dynamodb: DynamoDB;
  readonly eventbridge: EventBridge;
  readonly iam: IAM;
  readonly kms: KMS;
  readonly lambda: Lambda;
  readonly logs: CloudWatchLogs;
  readonly sfn: SFN;
  readonly sqs: SQS;
  /**
   * Breaks a deployed project by a drill, applies a fix of a drill (`<drill id>: <title>`), asks the drill's probes, and puts
   * everything back: whether what was reported is over, and whether all else is as it was. Absent where nothing is deployed
   * that may be broken.
   */
  readonly tryFix?: (drill: string, fix: string) => Promise<{ readonly symptom: boolean; readonly rest: boolean }>;
}

/** A case that a page of AWS's works out, or states: what `perform` itself is held to. */
interface RunVector<S> {
  readonly source: string;
  readonly setting: S;
  readonly code: string;
  readonly leaves: Outcome;
}

/** One option's run. */
interface Run<S> {
  readonly setting: S;
  readonly code: string;
}

/** The second proof of a family whose options are run: what a code leaves, worked out without running it. */
export type Reckon<S> = (setting: S, code: string) => Outcome;

export interface RunProof<S> {
  /** Runs it, and leaves nothing behind on the bench. */
  perform(setting: S, code: string, bench: Bench): Promise<Outcome>;
  /** The files that the outcome depends on, from the root of the repository: with another text they have to run again. */
  readonly standsOn: readonly [string, ...string[]];
  readonly vectors: readonly [RunVector<S>, ...RunVector<S>[]];
  /** It breaks deployed projects: it runs where the bench has `tryFix`. */
  readonly onProjects?: true;
  /** An outcome for `lab prove`. @default its fields with their values */
  readonly inWords?: (seen: Outcome) => string;
}

/** What the file of a family holds. */
export interface RunRecord {
  /** A digest of each file that the runs stand on, as it was when they ran. */
  readonly standsOn: Readonly<Record<string, string>>;
  /** By the digest of what ran. */
  readonly runs: Readonly<Record<string, Outcome>>;
}

/** A family whose proof is a run on the emulator. */
export interface RecordedFamily extends ProvenFamily {
  /** Every run that the items of these seeds and the worked examples need, by its digest. */
  runsOf(seeds: readonly number[]): ReadonlyMap<string, (bench: Bench) => Promise<Outcome>>;
  readonly standsOn: readonly string[];
  /** Whether its runs break deployed projects. */
  readonly onProjects: boolean;
  record(): RunRecord;
}

/** What a run stands on besides its own files: which emulator it was. */
const EMULATOR = 'lib/emulator/requirements.txt';
const HOW = 'run `npm run record-runs`, and look at what changes';

const digest = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12);
const keyOfRun = ({ setting, code }: Run<unknown>) => digest(JSON.stringify([setting, code]));
const isSame = (one: Outcome, other: Outcome) =>
  Object.keys({ ...one, ...other }).every((field) => one[field] === other[field]);
const inWords = (seen: Outcome) =>
  Object.entries(seen)
    .map(([field, value]) => `${field} ${value}`)
    .join(', ');

/** The path of a family's record, from the root of the repository. */
export const recordPath = (family: string): string => `lib/questions/recorded/${family}.json`;

const digestsOf = (paths: readonly string[]) =>
  Object.fromEntries(paths.map((path) => [path, digest(readFileSync(join(repository, path), 'utf8'))]));

/** The file of a family in the form that the formatter leaves alone, a run a line. */
export function recordText(standsOn: readonly string[], runs: ReadonlyMap<string, Outcome>): string {
  const lines = (entries: readonly string[]) => entries.map((entry) => `    ${entry}`).join(',\n');
  const sorted = [...runs].sort(([a], [b]) => (a < b ? -1 : 1));
  const fields = (seen: Outcome) =>
    Object.entries(seen)
      .map(([field, value]) => `${JSON.stringify(field)}: ${JSON.stringify(value)}`)
      .join(', ');
  return [
    '{',
    '  "standsOn": {',
    lines(Object.entries(digestsOf(standsOn)).map(([path, of]) => `${JSON.stringify(path)}: "${of}"`)),
    '  },',
    '  "runs": {',
    lines(sorted.map(([key, seen]) => `"${key}": { ${fields(seen)} }`)),
    '  }',
    '}',
    '',
  ].join('\n');
}

/** A sentence for each file that has another text than when the runs were recorded. */
export function outdated(id: string, standsOn: readonly string[], record: RunRecord): string[] {
  return Object.entries(digestsOf(standsOn))
    .filter(([path, now]) => record.standsOn[path] !== now)
    .map(([path]) => `${recordPath(id)}: ${path} is not what it was when these runs were recorded; ${HOW}.`);
}

type Variants<S> = Family<Case<S>, Said>;

/** What of a case and an option is run: the one of them says the code. */
function runOf<S>({ setting, asked }: Case<S>, claim: Said): Run<S> {
  const code = 'code' in asked ? asked.code : 'code' in claim ? claim.code : undefined;
  if (code === undefined) throw new Error('Neither stem nor option says what is to be run.');
  return { setting, code };
}

/** What the other of them says that it leaves. */
const claimed = ({ asked }: Case<unknown>, claim: Said): Outcome =>
  'seen' in asked ? asked.seen : 'seen' in claim ? claim.seen : {};

/** The verdicts on an item, its options run by `leave`; the same run is made once. */
async function verdictsOn<S>(
  { item, parameters, claims }: Made<Case<S>, Said>,
  ran: 'now' | 'recorded',
  words: (seen: Outcome) => string,
  leave: (run: Run<S>) => Promise<Outcome>,
  reckon: Reckon<S> | undefined,
): Promise<Verdict[]> {
  const left = new Map<string, Promise<Outcome>>();
  const verdicts: Verdict[] = [];
  for (const [place, { text, misconception }] of item.options.entries()) {
    const claim = claims[place] as Said;
    const run = runOf(parameters, claim);
    const key = keyOfRun(run);
    const leaving = left.get(key) ?? leave(run);
    left.set(key, leaving);
    const seen = await leaving;
    const asked = claimed(parameters, claim);
    verdicts.push({
      text,
      right: misconception === undefined,
      holds: isSame(seen, asked),
      ...(reckon && { second: isSame(reckon(run.setting, run.code), asked) }),
      ran,
      steps: [
        `${ran === 'now' ? 'run just now' : 'when it was recorded'}, it left: ${words(seen)}`,
        `asked for: ${words(asked)}`,
      ],
    });
  }
  return verdicts;
}

/** A family whose runs need nothing but this process: they are made whenever somebody asks. */
export function ranBy<S>(family: Variants<S>, proof: Omit<RunProof<S>, 'standsOn'>, reckon?: Reckon<S>): ProvenFamily {
  // For anyone who asks: a proof that reached for it would fail.
  const nothing = {} as Bench;
  return {
    id: family.id,
    async prove(seed) {
      const made = family.make(seed);
      const leave = ({ setting, code }: Run<S>) => proof.perform(setting, code, nothing);
      const words = proof.inWords ?? inWords;
      return made && { item: made.item, verdicts: await verdictsOn(made, 'now', words, leave, reckon) };
    },
    async failedVectors() {
      const failed: string[] = [];
      for (const { source, setting, code, leaves } of proof.vectors)
        if (
          !isSame(await proof.perform(setting, code, nothing), leaves) ||
          !isSame(reckon?.(setting, code) ?? leaves, leaves)
        )
          failed.push(source);
      return failed;
    },
  };
}

/** A family whose runs take the emulator. */
export function recordedBy<S>(family: Variants<S>, proof: RunProof<S>, reckon?: Reckon<S>): RecordedFamily {
  let kept: RunRecord | undefined;
  const record = (): RunRecord => {
    const path = join(repository, recordPath(family.id));
    kept ??= existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as RunRecord) : { standsOn: {}, runs: {} };
    return kept;
  };
  const recorded = (run: Run<S>): Outcome => {
    const seen = record().runs[keyOfRun(run)];
    if (seen) return seen;
    throw new Error(`${recordPath(family.id)}: "${run.code}" was not run with ${JSON.stringify(run.setting)}; ${HOW}.`);
  };
  return {
    id: family.id,
    standsOn: [...proof.standsOn, EMULATOR],
    onProjects: proof.onProjects ?? false,
    record,
    async prove(seed, given) {
      const made = family.make(seed);
      if (!made) return undefined;
      const bench = proof.onProjects && !given?.tryFix ? undefined : given;
      const leave = async (run: Run<S>) => (bench ? proof.perform(run.setting, run.code, bench) : recorded(run));
      const words = proof.inWords ?? inWords;
      return { item: made.item, verdicts: await verdictsOn(made, bench ? 'now' : 'recorded', words, leave, reckon) };
    },
    async failedVectors() {
      const isWrong = (vector: RunProof<S>['vectors'][number]) =>
        [recorded(vector), reckon?.(vector.setting, vector.code) ?? vector.leaves].some(
          (seen) => !isSame(seen, vector.leaves),
        );
      return proof.vectors.filter(isWrong).map(({ source }) => source);
    },
    runsOf(seeds) {
      const runs = new Map<string, (bench: Bench) => Promise<Outcome>>();
      const add = ({ setting, code }: Run<S>) =>
        runs.set(keyOfRun({ setting, code }), (bench) => proof.perform(setting, code, bench));
      for (const vector of proof.vectors) add(vector);
      for (const seed of seeds) {
        const made = family.make(seed);
        for (const claim of made?.claims ?? []) if (made) add(runOf(made.parameters, claim));
      }
      return runs;
    },
  };
}
