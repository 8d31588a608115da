import { expect, it } from 'vitest';
import { matches } from '../../../lib/lab/observed/logs.ts';

const line = { at: new Date(0), source: 'ApiFunction', message: '{"level":"ERROR","error":"AccessDenied"}' };

it.each([
  ['a part of the message, in whatever case', 'accessdenied', true],
  ['the function that wrote it', 'ApiFunc', true],
  ['what is not in it', 'Throttl', false],
  ['characters that a pattern would take for its own', '.*', false],
  ['no text', undefined, true],
])('a log line is found by %s', (_, text, found) => {
  expect(matches(line, text)).toBe(found);
});
