import { expect, it } from 'vitest';
import { formatLogLine, matches } from '../../../lib/lab/observed/logs.ts';

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

it('a line is as it was written where nobody says how wide the screen is', () => {
  expect(formatLogLine(line)).toBe(`00:00:00.000 ApiFunction    ${line.message}`);
});

it('on a screen a line of JSON is broken between its fields, and nothing of it is lost', () => {
  const message = JSON.stringify({
    timestamp: '1970-01-01T00:00:00.000Z',
    level: 'ERROR',
    message: 'failed',
    requestId: '4a6ed87c-cdf9-4326-a23f-928608e973e3',
    error: { name: 'AccessDeniedException', message: 'is not authorized to perform: dynamodb:Query' },
    retired: [],
  });
  const shown = formatLogLine({ ...line, message }, 80);
  expect(shown.split('\n').every((each) => each.length <= 80)).toBe(true);
  expect(shown.replace(/\s+/g, ' ')).toBe(
    '00:00:00.000 ApiFunction ERROR failed requestId=4a6ed87c-cdf9-4326-a23f-928608e973e3 ' +
      'error.name=AccessDeniedException error.message=is not authorized to perform: dynamodb:Query retired=[]',
  );
});

it.each([['{ not JSON'], ['END RequestId: 4a6ed87c\tDuration: 3 ms']])('on a screen %j stays what it is', (message) => {
  expect(formatLogLine({ ...line, message }, 80)).toBe(`00:00:00.000 ApiFunction    ${message.replace('\t', ' ')}`);
});
