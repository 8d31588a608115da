/** The log as a file: what was written is read, and what is damaged is refused whole, in a sentence. */
import { describe, expect, it } from 'vitest';
import type { Stored } from '../../../lambda/shared/evidence/stored.ts';
import { exportText, importText, UnreadableLog } from '../../../lib/study/log/exchange.ts';

const NOW = Date.UTC(2026, 10, 28);
const records: Stored[] = [
  { kind: 'sat', id: 'b', at: NOW, exam: 'SAA-C03', passed: true },
  { kind: 'sat', id: 'a', at: NOW - 1, exam: 'DVA-C03', passed: false },
  { kind: 'dream', id: 'c', at: NOW, of: ['<script>alert(1)</script>', '\u2028'] },
];
const file = exportText(records, NOW);
const lines = file.trimEnd().split('\n');

it('a file has a line that says what it is, and a line per record, in the order of time', () => {
  expect(JSON.parse(lines[0] as string)).toEqual({
    ...{ certlab: 'evidence', version: 1, exported: '2026-11-28T00:00:00.000Z', records: 3 },
  });
  expect(lines.slice(1).map((line) => JSON.parse(line).id)).toEqual(['a', 'b', 'c']);
  expect(importText(file)).toEqual({ records: [records[1], records[0], records[2]], later: 1 });
});

it.each([
  ['with the line ends of Windows', file.replaceAll('\n', '\r\n')],
  ['with a mark at its beginning', `\uFEFF${file}`],
  ['with empty lines', file.replaceAll('\n', '\n\n')],
  ['without its first line, as the file beside the journals', lines.slice(1).join('\n')],
])('a file is read %s', (_, text) => {
  expect(importText(text).records).toHaveLength(3);
});

describe('a file is refused whole', () => {
  it.each([
    ['of half a line', file.slice(0, -20), /^Line 4, the last, is cut off.*Export it again, or delete that line/],
    ['of half a line in the middle', file.replace('"passed":false}', '"pas'), /^Line 2 is no JSON.*delete that line/],
    ['of a newer format', file.replace('"version":1', '"version":2'), /has format 2, .* Update certlab/],
    ['of a format in words', file.replace('"version":1', '"version":"<b>"'), /has format "<b>"/],
    ['of something else of certlab’s', '{"certlab":"journal"}\n', /another one of certlab's/],
    ['that is empty', '', /has no records/],
    ['of its first line alone', `${lines[0]}\n`, /has no records/],
    ['that is a page', '<!doctype html>\n<html>', /is no JSON Lines/],
    ['that is one list', JSON.stringify(records), /^Line 1 is no record: it needs an object/],
    ['with a record of numbers', `${file}7\n`, /^Line 5 is no record/],
    ['with a wrong field', file.replace('"exam":"DVA-C03"', '"exam":3'), /^Line 2 is no "sat": its "exam"/],
    ['whose first line comes later', [...lines.slice(1), lines[0]].join('\n'), /^Line 4 has no "kind"/],
  ])('%s', (_, text, why) => {
    expect(() => importText(text)).toThrow(UnreadableLog);
    expect(() => importText(text)).toThrow(why);
    expect(() => importText(text)).toThrow(/Nothing was imported/);
  });
});
