/** What a request may hold, at the edge of every bound: the last value that is taken, and the first that is refused. */
import { describe, expect, it } from 'vitest';
import type { FieldError } from '../../../lambda/shared/http/problem.ts';
import {
  type BodySchema,
  checkBody,
  type ParameterSchema,
  readQuery,
  type TextSchema,
} from '../../../lambda/shared/http/schema.ts';

const description = 'x';
const DAY: ParameterSchema = { type: 'string', format: 'date', description };
const NAME: ParameterSchema = { type: 'string', minLength: 2, maxLength: 4, trimmed: true, description };
const WORD: TextSchema = { type: 'string', enum: ['up', 'down'], description };
const COUNT: ParameterSchema = { type: 'integer', minimum: 2, maximum: 30, default: 5, description };
const COLOURS: ParameterSchema = {
  ...{ type: 'array', items: { type: 'string', enum: ['red', 'green', 'blue'] }, description },
  ...{ minItems: 2, maxItems: 3 },
};

function read(query: string, of: ParameterSchema, required?: readonly string[]) {
  const errors: FieldError[] = [];
  const values = readQuery(
    { parameters: { it: of }, ...(required && { required }) },
    new URLSearchParams(query),
    errors,
  );
  return { it: (values as { it?: unknown }).it, errors };
}

describe('a query', () => {
  it.each<[string, ParameterSchema, string, unknown]>([
    ['a day', DAY, '2028-02-29', '2028-02-29'],
    ['the shortest text', NAME, 'ab', 'ab'],
    ['the longest text', NAME, 'abcd', 'abcd'],
    ['a text as long as that without the spaces around it', NAME, ' abcd  ', 'abcd'],
    ['a word of the list', WORD, 'down', 'down'],
    ['the lowest number', COUNT, '2', 2],
    ['the highest number', COUNT, '30', 30],
    ['the shortest list', COLOURS, 'red,blue', ['red', 'blue']],
    ['the longest list', COLOURS, 'red,blue,green', ['red', 'blue', 'green']],
  ])('takes %s', (_, of, text, value) => {
    expect(read(String(new URLSearchParams({ it: text })), of)).toEqual({ it: value, errors: [] });
  });

  it.each<[string, ParameterSchema, string, string, string?]>([
    ['a day that no month has', DAY, '2026-02-30', 'Must be a date, such as 2026-12-01.'],
    ['a day of a year with a sign', DAY, '+012026-12-01', 'Must be a date, such as 2026-12-01.'],
    ['a day with an hour', DAY, '2026-12-01T00', 'Must be a date, such as 2026-12-01.'],
    ['a day in words', DAY, 'tomorrow', 'Must be a date, such as 2026-12-01.'],
    ['a text that is too short', NAME, 'a', 'Must be at least 2 characters long.'],
    ['a text of spaces', NAME, '     ', 'Must be at least 2 characters long.'],
    ['a text that is too long', NAME, 'abcde', 'Must be at most 4 characters long.'],
    ['a word that the list lacks', WORD, 'UP', 'Must be one of: up, down.'],
    ['a number below the lowest', COUNT, '1', 'Must be at least 2.'],
    ['a number above the highest', COUNT, '31', 'Must be at most 30.'],
    ['a fraction', COUNT, '2.5', 'Must be a whole number.'],
    ['a number in hexadecimal', COUNT, '0x10', 'Must be a whole number.'],
    ['a number of seven digits', COUNT, '0000005', 'Must be a whole number.'],
    ['a list that is too short', COLOURS, 'red', 'Must be at least 2 items long.'],
    ['a list that is too long', COLOURS, 'red,green,blue,red', 'Must be at most 3 items long.'],
    ['an item that the list lacks', COLOURS, 'red,pink', 'Must be one of: red, green, blue.', 'query.it.1'],
  ])('refuses %s', (_, of, text, message, field = 'query.it') => {
    expect(read(String(new URLSearchParams({ it: text })), of).errors).toEqual([{ field, message }]);
  });

  it('takes a list whose name is repeated, and any other name only once', () => {
    expect(read('it=red&it=blue', COLOURS)).toEqual({ it: ['red', 'blue'], errors: [] });
    expect(read('it=up&it=up', WORD).errors).toEqual([{ field: 'query.it', message: 'Give it only once.' }]);
  });

  it('asks for what it requires alone, by its kind, and has the value that stands for a missing one', () => {
    expect(read('', WORD)).toEqual({ it: undefined, errors: [] });
    expect(read('', COUNT, ['it'])).toEqual({ it: 5, errors: [] });
    expect(read('', WORD, ['other']).errors).toEqual([]);
    const required = (of: ParameterSchema) => read('', of, ['it']).errors.map(({ message }) => message);
    expect(required(WORD)).toEqual(['Required; must be a string.']);
    expect(required(COLOURS)).toEqual(['Required; must be a list.']);
  });

  it('names each unknown parameter once, with those that it knows', () => {
    expect(read('of=1&of=2&toString=3', WORD).errors).toEqual(
      ['query.of', 'query.toString'].map((field) => ({ field, message: 'Unknown parameter. Supported: it.' })),
    );
    const errors: FieldError[] = [];
    readQuery({ parameters: {} }, new URLSearchParams('of=1'), errors);
    expect(errors).toEqual([{ field: 'query.of', message: 'Unknown parameter. None is supported.' }]);
  });
});

describe('a body', () => {
  const body: BodySchema = {
    ...{ type: 'object', description, additionalProperties: false, required: ['name'] },
    properties: { name: { type: 'string', minLength: 2, description }, side: WORD },
  };
  const check = (value: unknown) => {
    const errors: FieldError[] = [];
    return { value: checkBody(body, value, 'body', errors), errors };
  };

  it('is what was given, without what was left out', () => {
    expect(check({ name: 'ab' })).toEqual({ value: { name: 'ab' }, errors: [] });
    expect(check({ name: 'ab', side: 'up' })).toEqual({ value: { name: 'ab', side: 'up' }, errors: [] });
  });

  it.each<[string, unknown, string, string]>([
    ['nothing', undefined, 'body', 'Required; must be an object.'],
    ['null', null, 'body', 'Must be an object.'],
    ['a list', [], 'body', 'Must be an object.'],
    ['an object without what it requires', {}, 'body.name', 'Required; must be a string.'],
    ['a number for a text', { name: 7 }, 'body.name', 'Must be a string.'],
    ['a text that is too short', { name: 'a' }, 'body.name', 'Must be at least 2 characters long.'],
    ['null for a word', { name: 'ab', side: null }, 'body.side', 'Must be one of: up, down.'],
    [
      'a name that is inherited',
      { name: 'ab', toString: 'x' },
      'body.toString',
      'Unknown property. Supported: name, side.',
    ],
  ])('refuses %s', (_, value, field, message) => {
    expect(check(value).errors).toEqual([{ field, message }]);
  });
});
