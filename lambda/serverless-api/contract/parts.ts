/** What the schemas of the responses are put together from. */
import * as z from 'zod/mini';
import { described as d } from '../../shared/http/described.ts';
import { TRACKS } from './requests.ts';

export const text = z.string().check(z.minLength(1));
export const texts = z.array(text).check(z.minLength(1));
export const day = z.iso.date();
export const count = z.int().check(z.nonnegative());
export const track = z.enum(TRACKS);
export const confidence = z.enum(['high', 'medium-high', 'medium', 'low']);

/** Every fact that can age says when it was true, and by which sources of `/v1/sources`. */
export const dated = {
  asOf: d(day, 'The day on which this was true', '2026-11-23'),
  sources: d(texts, 'Ids of the sources that say so, as in `/v1/sources`'),
};

export const examCode = d(text, 'Exam code', 'SAA-C03');
export const optionalDay = (description: string) => d(z.optional(day), description, '2026-12-01');
export const certainty = d(confidence, 'How far the sources can be trusted in this');

/** The same of both tracks. */
export const perTrack = <Value extends z.ZodMiniType>(value: Value) =>
  z.strictObject({ architect: d(value, 'Of the architect'), developer: d(value, 'Of the developer') });

export const list = <Item extends z.ZodMiniType>(item: Item, description: string) =>
  z.strictObject({ items: d(z.array(item), description) });

/** What a domain of an exam is called, and what it counts. */
export const weighted = {
  title: d(text, 'What the exam guide calls it'),
  weight: d(count, 'Percent of the scored content', 30),
};
