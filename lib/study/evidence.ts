/**
 * What a learner did: an append-only list of small records, a line of JSON each, from which everything that is shown is
 * computed. Two lists are merged by their union.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { TaskRef } from '../../lambda/shared/exams/blueprints.ts';
import type { Item } from '../../lambda/shared/questions/model.ts';
import { appendLine, readLines } from '../json-lines.ts';
import type { BlueprintCode } from './weights.ts';

/** How a learner came to the answer, said before the key is shown. */
export const SURENESS = ['sure', 'unsure', 'guess'] as const;
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

/** Where the evidence of a lab stands. */
export const evidenceFile = (stateFolder: string): string => join(stateFolder, 'evidence.jsonl');

/** The record of an answer; what is in it is judged here, once. */
export function answerTo(
  item: Item,
  chose: readonly number[],
  sureness: Sureness,
  more: { readonly at?: number; readonly milliseconds?: number } = {},
): Answer {
  const misconceptionsAt = (places: readonly number[]) =>
    places.flatMap((place) => item.options[place]?.misconception ?? []);
  const places = [...new Set(chose)].sort((a, b) => a - b);
  const others = item.options.map((_, place) => place).filter((place) => !places.includes(place));
  const misconceptions = misconceptionsAt(places);
  return {
    kind: 'answer',
    id: randomUUID(),
    at: more.at ?? Date.now(),
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

/** A real exam that was sat. */
export interface Sitting {
  readonly kind: 'sat';
  readonly id: string;
  /** Milliseconds since 1970: the end of the day it was sat on, in UTC. */
  readonly at: number;
  readonly exam: BlueprintCode;
  readonly passed: boolean;
}

export function noteEvidence(stateFolder: string, record: Answer | Sitting): void {
  appendLine(evidenceFile(stateFolder), record);
}

/** Every answer in the order of time; a half line that a killed process left is passed over, a record twice is one. */
export const readEvidence = (stateFolder: string): Answer[] =>
  inOrder(readLines<Answer | Sitting>(evidenceFile(stateFolder)).filter((record) => record.kind === 'answer'));

/** Every exam that was sat, as `readEvidence`. */
export const readSittings = (stateFolder: string): Sitting[] =>
  inOrder(readLines<Answer | Sitting>(evidenceFile(stateFolder)).filter((record) => record.kind === 'sat'));

const inOrder = <T extends { readonly id: string; readonly at: number }>(records: readonly T[]): T[] =>
  [...new Map(records.map((record) => [record.id, record])).values()].sort((a, b) => a.at - b.at);
