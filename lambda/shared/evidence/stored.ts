/**
 * Records of the evidence log as they are kept and exchanged: what is one, and when two are the same. The lab, the pages and
 * the accounts' table ask it the same way. What this version does not know (another kind, a later `version` of one) is kept
 * and passed on, and read by a version that does.
 */

/** How a learner came to the answer, said before the key is shown. */
export const SURENESS = ['sure', 'unsure', 'guess'] as const;

/** The kinds that this version reads; their fields are in `lib/study/log/records.ts`. */
export type Kind = 'answer' | 'drill' | 'mock' | 'sat' | 'setting';

/** At most so many records go in one request, to whatever keeps them. */
export const MOST_AT_ONCE = 25;

/** A record of whatever kind. */
export interface Stored {
  readonly kind: string;
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly [field: string]: unknown;
}

/** A record is small: more than this is none of ours. */
export const MAX_RECORD_CHARACTERS = 16_384;

type Check = (value: unknown) => boolean;
const text =
  (most: number): Check =>
  (value) =>
    typeof value === 'string' && value.length > 0 && value.length <= most;
const whole =
  (most: number): Check =>
  (value) =>
    Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most;
const flag: Check = (value) => typeof value === 'boolean';
const list =
  (each: Check, most: number): Check =>
  (value) =>
    Array.isArray(value) && value.length <= most && value.every(each);
const maybe =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

/** The last moment that a `Date` can name. */
const TIME = whole(8.64e15);
const ID = text(200);
const TASKS = list((value) => typeof value === 'string' && /^[A-Z]{3}-[A-Z]\d\d\/\d+\.\d+$/.test(value), 40);
const EXAM: Check = (value) => typeof value === 'string' && /^[A-Z]{3}-[A-Z]\d\d$/.test(value);

/** What each kind consists of, beside its `kind`. */
const SHAPES: Readonly<Record<Kind, Readonly<Record<string, Check>>>> = {
  answer: {
    ...{ item: ID, family: ID, tasks: TASKS, of: whole(20), choose: whole(20), chose: list(whole(19), 20) },
    ...{ right: flag, sureness: (value) => SURENESS.some((one) => one === value) },
    ...{ misconceptions: list(ID, 20), resisted: list(ID, 20), milliseconds: maybe(TIME) },
  },
  drill: {
    ...{ drill: ID, tasks: TASKS, solved: flag, hints: whole(1_000), checks: whole(1e6) },
    ...{ solutionShown: flag, milliseconds: TIME },
  },
  mock: { exam: EXAM, milliseconds: TIME, answered: whole(1_000), right: whole(1_000), questions: whole(1_000) },
  sat: { exam: EXAM, passed: flag },
  setting: {
    name: text(64),
    value: (value) =>
      value === null ||
      ['boolean', 'number'].includes(typeof value) ||
      (typeof value === 'string' && value.length <= 1_000),
  },
};

/** Why something is no record, in a few words after its place; undefined where it is one, of a known kind or not. */
export function faultOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'is no record: it needs an object';
  const record = value as Record<string, unknown>;
  if (!text(40)(record.kind)) return 'has no "kind"';
  if (!ID(record.id)) return 'has no "id" of 1 to 200 characters';
  if (!TIME(record.at)) return 'has no "at" in milliseconds since 1970';
  if (JSON.stringify(record).length > MAX_RECORD_CHARACTERS)
    return `is longer than ${MAX_RECORD_CHARACTERS} characters`;
  if (!isKnown(record as Stored)) return undefined;
  const wrong = Object.entries(shapeOf(record.kind as string)).find(([field, check]) => !check(record[field]));
  return wrong && `is no "${record.kind}": its "${wrong[0]}" is missing or wrong`;
}

const shapeOf = (kind: string) => SHAPES[kind as Kind];

/** Whether this version reads it: a kind that it has, in a form that it has. */
export const isKnown = ({ kind, version }: Stored): boolean =>
  Object.hasOwn(SHAPES, kind) && (version === undefined || version === 1);

/** The same text for the same content, whatever order its fields came in. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value).filter(([, one]) => one !== undefined);
  return `{${fields
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, one]) => `${JSON.stringify(name)}:${canonical(one)}`)
    .join()}}`;
}
