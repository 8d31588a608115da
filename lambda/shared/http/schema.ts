/**
 * What a request may hold, as data: a subset of JSON Schema 2020-12, so that a contract's table is checked here as it
 * stands and printed into the OpenAPI document as it stands. Nothing but this file runs when a request is checked.
 */
import type { FieldError } from './problem.ts';

interface Described {
  /** For the reader of the document; units included. */
  readonly description: string;
  readonly examples?: readonly (string | number)[];
}
export interface TextSchema extends Described {
  readonly type: 'string';
  readonly enum?: readonly string[];
  /** A day of the calendar, `2026-12-01`. */
  readonly format?: 'date';
  /** In characters. */
  readonly minLength?: number;
  readonly maxLength?: number;
  /** For callers. It is not checked: the operation that reads such a value says more of what is wrong with it. */
  readonly pattern?: string;
  /** Spaces around it are taken off before it is measured. Ours alone, and so not in the document. */
  readonly trimmed?: true;
}
export interface WholeNumberSchema extends Described {
  readonly type: 'integer';
  readonly minimum: number;
  readonly maximum: number;
  readonly default?: number;
}
/** In a query either separated by commas, or its name repeated. */
export interface ListSchema extends Described {
  readonly type: 'array';
  readonly items: { readonly type: 'string'; readonly enum: readonly string[] };
  readonly minItems: number;
  readonly maxItems: number;
}
export interface ObjectSchema extends Described {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, BodySchema>>;
  readonly required: readonly string[];
  readonly additionalProperties: false;
}
export type ParameterSchema = TextSchema | WholeNumberSchema | ListSchema;
export type BodySchema = TextSchema | ObjectSchema;

/** The parameters of a query by their names; those that `required` names must be given. */
export interface QuerySchema {
  readonly parameters: Readonly<Record<string, ParameterSchema>>;
  readonly required?: readonly string[];
}

/** The value of a schema once it has been checked. */
export type ValueOf<Schema> = Schema extends { enum: readonly (infer Value)[] }
  ? Value
  : Schema extends { type: 'string' }
    ? string
    : Schema extends { type: 'integer' }
      ? number
      : Schema extends { type: 'array'; items: infer Item }
        ? readonly ValueOf<Item>[]
        : Schema extends { properties: infer Properties }
          ? { readonly [Name in keyof Properties]: ValueOf<Properties[Name]> }
          : never;

/** The value of a body: what is not required may be missing. */
export type BodyOf<Schema> = Schema extends {
  properties: infer Properties;
  required: readonly (infer Required)[];
}
  ? { readonly [Name in keyof Properties]: ValueOf<Properties[Name]> | (Name extends Required ? never : undefined) }
  : ValueOf<Schema>;

/** The values of a query: what is neither required nor has a default may be missing. */
export type QueryOf<Query> = Query extends { parameters: infer Parameters }
  ? {
      readonly [Name in keyof Parameters]:
        | ValueOf<Parameters[Name]>
        | (Query extends { required: readonly Name[] }
            ? never
            : Parameters[Name] extends { default: number }
              ? never
              : undefined);
    }
  : unknown;

/** The values of a query; what is wrong with it goes to `errors`, each parameter once. */
export function readQuery(query: QuerySchema, given: URLSearchParams, errors: FieldError[]): unknown {
  const { parameters, required = [] } = query;
  const values: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(parameters)) {
    const texts = given.getAll(name);
    const field = `query.${name}`;
    if (texts.length === 0) {
      if ('default' in schema) values[name] = schema.default;
      else if (required.includes(name)) errors.push({ field, message: `Required; must be ${kindOf(schema)}.` });
    } else if (schema.type === 'array') {
      values[name] = checkList(schema, texts.join(',').split(','), field, errors);
    } else if (texts.length > 1) {
      errors.push({ field, message: 'Give it only once.' });
    } else {
      const text = texts[0] as string;
      values[name] =
        schema.type === 'integer'
          ? checkNumber(schema, text, field, errors)
          : checkText(schema, schema.trimmed ? text.trim() : text, field, errors);
    }
  }
  for (const name of new Set(given.keys())) {
    if (!Object.hasOwn(parameters, name)) errors.push(unknown(`query.${name}`, 'parameter', Object.keys(parameters)));
  }
  return values;
}

/** The value of a body; what is wrong with it goes to `errors`. */
export function checkBody(schema: BodySchema, value: unknown, field: string, errors: FieldError[]): unknown {
  if (schema.type === 'string') {
    if (typeof value === 'string') return checkText(schema, value, field, errors);
    const must = schema.enum ? oneOf(schema.enum) : 'a string';
    errors.push({ field, message: `${value === undefined ? 'Required; must' : 'Must'} be ${must}.` });
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    errors.push({ field, message: `${value === undefined ? 'Required; must' : 'Must'} be an object.` });
    return undefined;
  }
  const names = Object.keys(schema.properties);
  for (const name of Object.keys(value)) {
    if (!names.includes(name)) errors.push(unknown(`${field}.${name}`, 'property', names));
  }
  return Object.fromEntries(
    Object.entries(schema.properties).flatMap(([name, inner]) => {
      const present = Object.hasOwn(value, name);
      if (!present && !schema.required.includes(name)) return [];
      const given = present ? (value as Record<string, unknown>)[name] : undefined;
      return [[name, checkBody(inner, given, `${field}.${name}`, errors)]];
    }),
  );
}

function checkText(schema: TextSchema, text: string, field: string, errors: FieldError[]): string {
  const { enum: values, format, minLength = 0, maxLength = Infinity } = schema;
  if (values && !values.includes(text)) errors.push({ field, message: `Must be ${oneOf(values)}.` });
  else if (format && !isDay(text)) errors.push({ field, message: 'Must be a date, such as 2026-12-01.' });
  else if (text === '' && minLength === 1) errors.push({ field, message: 'Must not be empty.' });
  else if (text.length < minLength) errors.push({ field, message: `Must be at least ${minLength} characters long.` });
  else if (text.length > maxLength) errors.push({ field, message: `Must be at most ${maxLength} characters long.` });
  return text;
}

function checkNumber(schema: WholeNumberSchema, text: string, field: string, errors: FieldError[]): number {
  const { minimum, maximum } = schema;
  const value = Number(text);
  if (!/^\d{1,6}$/.test(text)) errors.push({ field, message: 'Must be a whole number.' });
  else if (value < minimum) errors.push({ field, message: `Must be at least ${minimum}.` });
  else if (value > maximum) errors.push({ field, message: `Must be at most ${maximum}.` });
  return value;
}

/** Of a list the first item that is wrong is named. */
function checkList(schema: ListSchema, items: readonly string[], field: string, errors: FieldError[]) {
  const { minItems, maxItems, items: item } = schema;
  const wrong = items.findIndex((text) => !item.enum.includes(text));
  if (items.length < minItems) errors.push({ field, message: `Must be at least ${minItems} items long.` });
  else if (items.length > maxItems) errors.push({ field, message: `Must be at most ${maxItems} items long.` });
  else if (wrong >= 0) errors.push({ field: `${field}.${wrong}`, message: `Must be ${oneOf(item.enum)}.` });
  return items;
}

function unknown(field: string, what: 'parameter' | 'property', known: readonly string[]): FieldError {
  const supported = known.length === 0 ? 'None is supported' : `Supported: ${known.join(', ')}`;
  return { field, message: `Unknown ${what}. ${supported}.` };
}

const oneOf = (values: readonly string[]): string => `one of: ${values.join(', ')}`;

const KINDS = { string: 'a string', integer: 'a whole number', array: 'a list' } as const;
const kindOf = ({ type }: ParameterSchema): string => KINDS[type];

/** 30 February has the form of a day but is not one. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
