/**
 * What a learner did, as small records that are never changed (decision 0071). Nothing here needs Node or a browser: the
 * lab, the pages and an account's store hold the same records.
 */

import { type Kind, SURENESS } from '../../../lambda/shared/evidence/stored.ts';
import type { TaskRef } from '../../../lambda/shared/exams/blueprints.ts';
import type { Item, Option } from '../../../lambda/shared/questions/model.ts';
import type { BlueprintCode } from '../weights.ts';

export { SURENESS };
export type Sureness = (typeof SURENESS)[number];

/** An answer to an item. */
export interface Answer {
  readonly kind: 'answer';
  /** Made once, wherever the record goes. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Id of the item, seed included. */
  readonly item: string;
  readonly family: string;
  readonly tasks: readonly TaskRef[];
  /** How many options were shown, and how many of them were to choose. */
  readonly of: number;
  readonly choose: number;
  /** Places of the chosen options, from 0, in rising order. */
  readonly chose: readonly number[];
  readonly right: boolean;
  readonly sureness: Sureness;
  /** Of the wrong options that were chosen. */
  readonly misconceptions: readonly string[];
  /** Of the wrong options that were shown and not chosen. */
  readonly resisted: readonly string[];
  /** From the question to the answer; absent where nobody measured. */
  readonly milliseconds?: number;
}

/** The end of a drill: solved, or put back. Whether it can be learned from by others is for `solved` and the help to say. */
export interface DrillDone {
  readonly kind: 'drill';
  readonly id: string;
  /** When it ended. */
  readonly at: number;
  /** Id of the drill, `serverless-api/query-denied`. */
  readonly drill: string;
  readonly tasks: readonly TaskRef[];
  readonly solved: boolean;
  readonly hints: number;
  readonly checks: number;
  readonly solutionShown: boolean;
  /** From the fault to the end. */
  readonly milliseconds: number;
}

/** A mock exam that ended. Its answers are records of their own, whose ids begin with this one's. */
export interface MockDone {
  readonly kind: 'mock';
  readonly id: string;
  readonly at: number;
  readonly exam: BlueprintCode;
  /** From its beginning to its end. */
  readonly milliseconds: number;
  readonly answered: number;
  readonly right: number;
  readonly questions: number;
}

/** A real exam that was sat. */
export interface Sitting {
  readonly kind: 'sat';
  readonly id: string;
  /** Milliseconds since 1970: the end of the day it was sat on, in UTC. */
  readonly at: number;
  readonly exam: BlueprintCode;
  readonly passed: boolean;
}

/** What a learner chose, such as the exam that is prepared for. The last one of a name counts. */
export interface Setting {
  readonly kind: 'setting';
  readonly id: string;
  readonly at: number;
  readonly name: string;
  readonly value: string | number | boolean | null;
}

export type EvidenceRecord = (Answer | DrillDone | MockDone | Sitting | Setting) & { readonly kind: Kind };

/**
 * An id that nobody else makes: time, device and chance, in this order, so that ids of one moment are ordered by device.
 * @param device as `newDevice` makes it
 */
export const newId = (at: number, device: string): string => `${Math.max(0, at).toString(36)}-${device}-${chance(12)}`;

/** A name for a device, which is made once and says nothing about it. */
export const newDevice = (): string => chance(8);

const chance = (length: number): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(length)), (byte) => (byte % 36).toString(36)).join('');

/** What of an item an answer is judged by. */
export interface Judged extends Pick<Item, 'id' | 'family' | 'tasks' | 'choose'> {
  readonly options: readonly Pick<Option, 'misconception'>[];
}

/** The record of an answer; what is in it is judged here, once. */
export function answerTo(
  item: Judged,
  chose: readonly number[],
  sureness: Sureness,
  more: { readonly at?: number; readonly milliseconds?: number; readonly device?: string } = {},
): Answer {
  const misconceptionsAt = (places: readonly number[]) =>
    places.flatMap((place) => item.options[place]?.misconception ?? []);
  const places = [...new Set(chose)].sort((a, b) => a - b);
  const others = item.options.map((_, place) => place).filter((place) => !places.includes(place));
  const misconceptions = misconceptionsAt(places);
  const at = more.at ?? Date.now();
  return {
    kind: 'answer',
    id: newId(at, more.device ?? newDevice()),
    at,
    item: item.id,
    family: item.family,
    tasks: item.tasks,
    of: item.options.length,
    choose: item.choose,
    chose: places,
    right: misconceptions.length === 0 && places.length === item.choose,
    sureness,
    misconceptions,
    resisted: [...new Set(misconceptionsAt(others))].filter((one) => !misconceptions.includes(one)),
    ...(more.milliseconds !== undefined && { milliseconds: more.milliseconds }),
  };
}

/**
 * A setting that counts from now on, on every device: a clock that was ahead when the former was set does not hold it.
 * @param former the records of that name, if there are any
 */
export function settingOf(
  name: string,
  value: Setting['value'],
  { former, device, now = Date.now() }: { readonly former?: Setting; readonly device: string; readonly now?: number },
): Setting {
  const at = Math.max(now, (former?.at ?? 0) + 1);
  return { kind: 'setting', id: newId(at, device), at, name, value };
}
