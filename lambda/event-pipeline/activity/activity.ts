/**
 * The events of the pipeline, and the one place that says what a good one looks like and how it is written
 * (docs/decisions/0023-one-normal-form.md). The edge refuses what breaks this; the workers park it, since others than
 * our edge can put events on the bus.
 */

import * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';
import { BLUEPRINTS, type TaskRef } from '../../shared/exams/blueprints.ts';
import { idPattern, LONGEST_CARD_ID, LONGEST_LEARNER_ID } from './ids.ts';
import { formatTime, MAX_AHEAD_MS, parseTime } from './time.ts';

// zod/mini brings no messages of its own; a producer is told what was expected of each field.
z.config(en());

/** Sent through the bus; their effects are sums, so that any order gives the same standing. */
export const BUS_KINDS = ['LessonRead', 'DrillSolved', 'QuizAnswered'] as const;
/** Sent through the FIFO queue: an answer moves a card up one box or back to the first, so order decides. */
export const CARD_KIND = 'CardReviewed';

/** Larger than any good event by far; a message beyond it is not read, only parked. */
export const MAX_EVENT_BYTES = 16_384;

const TASK_REFS: ReadonlySet<string> = new Set(
  Object.values(BLUEPRINTS).flatMap(({ code, domains }) =>
    domains.flatMap(({ tasks }) => tasks.map(({ id }) => `${code}/${id}`)),
  ),
);

const taskRef = z.string().check(
  z.refine((value) => TASK_REFS.has(value), {
    error: 'Expected a task of an exam, for example SAA-C03/1.2',
  }),
);

const bounded = (longest: number) =>
  z.string().check(
    z.regex(idPattern(longest), {
      error: `Expected 1 to ${longest} letters, digits, dots, underscores or hyphens, beginning with a letter or digit`,
    }),
  );

/**
 * One digit over and over is a placeholder, which everybody sends who forgets to make an id: the nil and the max UUID, and
 * the same with the digits of a version and a variant in their places (RFC 9562, 4.1 and 4.2).
 */
const NOBODYS_ID = /^(.)\1{7}-\1{4}-.\1{3}-.\1{3}-\1{12}$/i;

/** RFC 9562, 4: the hexadecimal digits of a UUID mean the same in either case. Kept in lower case. */
const eventId = z.pipe(
  z.uuid().check(z.refine((id) => !NOBODYS_ID.test(id), { error: 'Expected an id of its own, got a placeholder' })),
  z.transform((id) => id.toLowerCase()),
);

const time = z.pipe(
  z.string().check(
    z.maxLength(40),
    z.refine((text) => parseTime(text) !== undefined, {
      error: 'Expected a time of RFC 3339 with its zone, for example 2026-11-23T10:00:00Z, of 2013 or later',
    }),
  ),
  z.transform((text) => formatTime(parseTime(text) as number)),
);

const common = {
  /** The version of this very shape. One that a worker does not know is parked, never guessed at. */
  schemaVersion: z.literal(1),
  /** Made by the producer, once for each thing that happened: sent again, it is the same id. */
  eventId,
  learnerId: bounded(LONGEST_LEARNER_ID),
  /** When it happened, by the producer's clock. */
  at: time,
};

/** What each kind of event carries beside its kind. */
export const DETAILS = {
  LessonRead: z.strictObject({ ...common, task: taskRef, lessonId: bounded(64) }),
  DrillSolved: z.strictObject({
    ...common,
    task: taskRef,
    drillId: z.string().check(z.regex(/^[a-z0-9-]{1,40}\/[a-z0-9-]{1,40}$/)),
    hintsUsed: z.int().check(z.gte(0), z.lte(9)),
  }),
  QuizAnswered: z.strictObject({ ...common, task: taskRef, questionId: bounded(64), correct: z.boolean() }),
  CardReviewed: z.strictObject({ ...common, cardId: bounded(LONGEST_CARD_ID), correct: z.boolean() }),
};

export type Kind = keyof typeof DETAILS;
export type BusKind = (typeof BUS_KINDS)[number];
type Detail<K extends Kind> = z.infer<(typeof DETAILS)[K]>;
type WithTask<K extends Kind> = { readonly kind: K } & Readonly<Omit<Detail<K>, 'task'>> & { readonly task: TaskRef };

/** An event whose effect is a sum on the learner's standing in one exam domain. */
export type Activity = WithTask<'LessonRead'> | WithTask<'DrillSolved'> | WithTask<'QuizAnswered'>;
/** One answer to one card of the learner's review box. */
export type CardReview = { readonly kind: typeof CARD_KIND } & Readonly<Detail<typeof CARD_KIND>>;

/** Why an event cannot be accepted. Values of the metrics' `reason` and of the parked message's attribute. */
export const FAULTS = ['NotJson', 'SchemaBroken', 'UnknownType', 'FutureVersion', 'ClockAhead', 'TooLarge'] as const;
export type Fault = (typeof FAULTS)[number];

/** Of the fields that are wrong, so many are named. */
const MAX_PROBLEMS = 20;

/** An event that no retry can help, with every field that is wrong. */
export class ActivityError extends Error {
  override readonly name = 'ActivityError';
  readonly reason: Fault;
  readonly problems: readonly { readonly field: string; readonly message: string }[];

  constructor(reason: Fault, problems: ActivityError['problems']) {
    super(`${reason}: ${problems.map(({ field, message }) => `${field}: ${message}`).join('; ')}`);
    this.reason = reason;
    this.problems = problems;
  }
}

/** The text as JSON; a byte order mark before it means nothing (RFC 8259, 8.1). @throws ActivityError `TooLarge` or `NotJson` */
export function parseJson(text: string): unknown {
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_EVENT_BYTES) {
    const message = `Expected at most ${MAX_EVENT_BYTES} bytes, got ${bytes}`;
    throw new ActivityError('TooLarge', [{ field: '', message }]);
  }
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    throw new ActivityError('NotJson', [{ field: '', message: 'Expected a JSON document' }]);
  }
}

/**
 * The event of this kind, checked to the last field and in its normal form.
 * @param allowed the kinds that this way through the pipeline carries
 * @param now milliseconds since 1970
 * @throws ActivityError `UnknownType`, `FutureVersion`, `SchemaBroken` or `ClockAhead`
 */
export function parseEvent<K extends Kind>(
  kind: unknown,
  detail: unknown,
  allowed: readonly K[],
  now = Date.now(),
): EventOf<K> {
  if (!allowed.some((known) => known === kind)) {
    throw new ActivityError('UnknownType', [{ field: 'kind', message: `Expected one of ${allowed.join(', ')}` }]);
  }
  const version = (detail as { schemaVersion?: unknown } | null)?.schemaVersion;
  if (typeof version === 'number' && version > 1) {
    throw new ActivityError('FutureVersion', [{ field: 'schemaVersion', message: 'Expected 1' }]);
  }
  const parsed = z.safeParse(DETAILS[kind as K], detail);
  if (!parsed.success) {
    throw new ActivityError(
      'SchemaBroken',
      parsed.error.issues
        .slice(0, MAX_PROBLEMS)
        .map(({ path, message }) => ({ field: path.join('.'), message: message.slice(0, 200) })),
    );
  }
  const ahead = Date.parse((parsed.data as { at: string }).at) - now;
  if (ahead > MAX_AHEAD_MS) {
    const message = `Expected at most ${MAX_AHEAD_MS / 1_000} s ahead of ${formatTime(now)}, got ${Math.round(ahead / 1_000)} s`;
    throw new ActivityError('ClockAhead', [{ field: 'at', message }]);
  }
  return { kind, ...(parsed.data as object) } as EventOf<K>;
}

type EventOf<K extends Kind> = Extract<Activity | CardReview, { kind: K }>;
