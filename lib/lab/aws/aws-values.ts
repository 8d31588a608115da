/** Values as the AWS CLI takes them (words, JSON, shorthand), made into what an operation's schema asks for. */

import { readFileSync } from 'node:fs';
import type { NormalizedSchema } from '@smithy/core/schema';
import { isCalendarDay } from '../../../lambda/shared/content/calendar.ts';
import { UsageError } from '../../errors.ts';

export type Schema = NormalizedSchema;

const wrong = (flag: string, needs: string, got: string) =>
  new UsageError('WrongValue', `${flag} needs ${needs}; got ${got.length > 80 ? `${got.slice(0, 80)}…` : got}`);

/**
 * The value of one parameter from the words that follow it.
 * @param raw bytes are given as they are, not as base64 (`--cli-binary-format raw-in-base64-out`)
 * @throws UsageError `MissingValue`, `TooManyValues`, `WrongValue`, `NotJson`, `NoSuchFile`
 */
export function parameterValue(schema: Schema, words: readonly string[], flag: string, raw = false): unknown {
  if (schema.isBooleanSchema() && words.length === 0) return true;
  const [first, ...more] = words;
  if (first === undefined) throw new UsageError('MissingValue', `${flag} needs a value.`);
  if (schema.isBlobSchema() && more.length === 0) return bytesOf(schema, first, flag, raw);
  const texts = words.map((word) => (word.startsWith('file://') ? readFile(word, flag).toString() : word));
  const [text = ''] = texts;
  if (schema.isListSchema() && !/^\s*\[/.test(text)) {
    const item = schema.getValueSchema();
    return texts.map((each) => (hasParts(item) ? structured(item, each, flag) : scalar(item, each, flag)));
  }
  if (more.length > 0) throw new UsageError('TooManyValues', `${flag} takes one value: put it in quotes.`);
  return hasParts(schema) ? structured(schema, text, flag) : scalar(schema, text, flag);
}

const hasParts = (schema: Schema) => schema.isStructSchema() || schema.isMapSchema() || schema.isListSchema();

function readFile(word: string, flag: string): Buffer {
  const path = word.replace(/^fileb?:\/\//, '');
  try {
    return readFileSync(path);
  } catch {
    throw new UsageError('NoSuchFile', `${flag}: ${path} cannot be read.`);
  }
}

function bytesOf(schema: Schema, word: string, flag: string, raw: boolean): Uint8Array {
  if (word.startsWith('fileb://')) return readFile(word, flag);
  // A streamed body is the path of a file, as in the AWS CLI.
  if (schema.isStreaming()) return readFile(word, flag);
  const text = word.startsWith('file://') ? readFile(word, flag).toString() : word;
  if (raw) return Buffer.from(text);
  const packed = text.replace(/\s/g, '');
  if (/^[A-Za-z0-9+/]*={0,2}$/.test(packed) && packed.length % 4 === 0) return Buffer.from(packed, 'base64');
  throw wrong(flag, 'base64, fileb://<file>, or --cli-binary-format raw-in-base64-out', text);
}

function structured(schema: Schema, text: string, flag: string): unknown {
  if (!/^\s*[[{]/.test(text)) return new Shorthand(text, flag).whole(schema);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UsageError('NotJson', `${flag} begins like JSON, and is not: ${(error as Error).message}`);
  }
  return fromJson(schema, json, flag);
}

/** @throws UsageError `WrongValue` where the JSON is not of the schema's kind, or has a name that it does not know */
function fromJson(schema: Schema, json: unknown, flag: string): unknown {
  if (json === null) return undefined;
  if (schema.isDocumentSchema()) return json;
  if (schema.isListSchema()) {
    if (!Array.isArray(json)) throw wrong(flag, 'a list', JSON.stringify(json));
    return json.map((item) => fromJson(schema.getValueSchema(), item, flag));
  }
  if (schema.isStructSchema() || schema.isMapSchema()) {
    if (typeof json !== 'object' || Array.isArray(json)) throw wrong(flag, namesIn(schema), JSON.stringify(json));
    return Object.fromEntries(
      Object.entries(json).map(([name, value]) => [
        name,
        fromJson(partOf(schema, name, flag), value, `${flag} ${name}`),
      ]),
    );
  }
  if (schema.isStringSchema() && typeof json !== 'string') throw wrong(flag, 'a string', JSON.stringify(json));
  if (schema.isNumericSchema() && typeof json !== 'number') throw wrong(flag, 'a number', JSON.stringify(json));
  if (schema.isBooleanSchema() && typeof json !== 'boolean') throw wrong(flag, 'true or false', JSON.stringify(json));
  if (schema.isBlobSchema()) return bytesOf(schema, String(json), flag, false);
  return scalar(schema, String(json), flag);
}

const namesIn = (schema: Schema) =>
  schema.isMapSchema()
    ? 'Name=value pairs, or JSON'
    : `${Object.keys(schema.getMemberSchemas()).join(', ')} as Name=value`;

function partOf(schema: Schema, name: string, flag: string): Schema {
  if (schema.isMapSchema()) return schema.getValueSchema();
  const part = schema.getMemberSchemas()[name];
  if (!part) throw wrong(flag, namesIn(schema), `the name ${name}`);
  return part;
}

function scalar(schema: Schema, text: string, flag: string): unknown {
  if (schema.isNumericSchema()) {
    if (!/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text)) throw wrong(flag, 'a number', text);
    return Number(text);
  }
  if (schema.isBooleanSchema()) {
    if (!/^(true|false)$/i.test(text)) throw wrong(flag, 'true or false', text);
    return text.toLowerCase() === 'true';
  }
  if (schema.isTimestampSchema()) {
    const at = momentOf(text);
    if (!at) {
      const wanted =
        'a day of the calendar and a time with its zone such as 2026-11-25T10:00:00Z, or seconds since 1970';
      throw wrong(flag, wanted, text);
    }
    return at;
  }
  if (schema.isBlobSchema()) return bytesOf(schema, text, flag, false);
  if (schema.isDocumentSchema()) return JSON.parse(text);
  return text;
}

/**
 * A time as people type it. Without a zone it would be local, where all that the lab prints is UTC; a day alone begins at
 * midnight UTC. A day that is not in the calendar, 31 November, would become another.
 */
function momentOf(text: string): Date | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return validDate(Number(text) * 1_000);
  const [, day, time] = /^(\d{4}-\d\d-\d\d)(?:T(.+))?$/i.exec(text) ?? [];
  if (!day || !isCalendarDay(day)) return undefined;
  if (time !== undefined && !/(?:Z|[+-]\d\d:\d\d)$/i.test(time)) return undefined;
  return validDate(text);
}

function validDate(value: number | string): Date | undefined {
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** `Key=value,List=a,b,Map={K=v,L=[x,y]}`: https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-shorthand.html */
class Shorthand {
  readonly #text: string;
  readonly #flag: string;
  #at = 0;

  constructor(text: string, flag: string) {
    this.#text = text;
    this.#flag = flag;
  }

  whole(schema: Schema): unknown {
    // A list that is itself an item of a list has no shorthand outside of brackets.
    const value = schema.isListSchema() ? this.#value(schema, '') : this.#pairs(schema, '');
    if (this.#at < this.#text.length) throw this.#fails(namesIn(schema));
    return value;
  }

  #pairs(schema: Schema, end: string): unknown {
    const pairs: Record<string, unknown> = {};
    while (this.#text[this.#at] !== (end || undefined)) {
      const name = /^\s*(?:"([^"]*)"|([^\s=,{}[\]"']+))\s*=/.exec(this.#text.slice(this.#at));
      if (!name) throw this.#fails(namesIn(schema));
      this.#at += name[0].length;
      const key = (name[1] ?? name[2]) as string;
      pairs[key] = this.#value(partOf(schema, key, this.#flag), end);
      if (this.#text[this.#at] !== ',') break;
      this.#at += 1;
    }
    return pairs;
  }

  #value(schema: Schema, end: string): unknown {
    if (schema.isListSchema()) {
      const item = schema.getValueSchema();
      if (this.#text[this.#at] === '[') return this.#bracketed(item);
      const items = [this.#value(item, end)];
      // Another item follows, unless what follows the comma is the next name.
      while (this.#text[this.#at] === ',' && !/^,\s*("[^"]*"|[^\s=,{}[\]"']+)\s*=/.test(this.#text.slice(this.#at))) {
        this.#at += 1;
        items.push(this.#value(item, end));
      }
      return items;
    }
    if (!hasParts(schema)) return scalar(schema, this.#word(end), this.#flag);
    if (this.#text[this.#at] !== '{') throw this.#fails(`{…} with ${namesIn(schema)}`);
    this.#at += 1;
    const pairs = this.#pairs(schema, '}');
    return this.#closed('}', pairs);
  }

  #bracketed(item: Schema): unknown[] {
    this.#at += 1;
    const items: unknown[] = [];
    while (this.#at < this.#text.length && this.#text[this.#at] !== ']') {
      items.push(this.#value(item, ']'));
      if (this.#text[this.#at] !== ',') break;
      this.#at += 1;
    }
    return this.#closed(']', items);
  }

  #closed<Value>(by: string, value: Value): Value {
    if (this.#text[this.#at] !== by) throw this.#fails(`a closing ${by}`);
    this.#at += 1;
    return value;
  }

  /** Up to a comma or the end of what encloses it; a backslash takes the next character as it is. */
  #word(end: string): string {
    const rest = this.#text.slice(this.#at);
    const quoted = /^\s*("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')/s.exec(rest);
    const stop = end === '' ? ',' : `,\\${end}`;
    const [whole = ''] = quoted ?? new RegExp(`^(?:\\\\.|[^\\\\${stop}]|\\\\$)*`, 's').exec(rest) ?? [];
    this.#at += whole.length;
    const inner = quoted ? (quoted[1] as string).slice(1, -1) : whole.trim();
    return inner.replace(/\\(.)/gs, '$1');
  }

  #fails(needs: string): UsageError {
    return wrong(this.#flag, needs, `${this.#text} (at ${this.#at + 1})`);
  }
}
