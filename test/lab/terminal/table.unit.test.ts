/** Tables on screens of any width: columns while they fit, narrower ones, and lists where nothing fits. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { pairsText, printTable, tableText } from '../../../lib/lab/terminal/table.ts';

const HEAD = ['drill', 'symptom', 'time'];
const ROWS = [
  ['serverless-api/1', 'a request in three is refused by the API', '5 min'],
  ['event-pipeline/12', 'nothing comes', ''],
];

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('a table', () => {
  it('has columns as wide as their longest cell, two apart, and no space at the end of a line', () => {
    expect(tableText(HEAD, ROWS)).toBe(
      [
        'drill              symptom                                   time',
        'serverless-api/1   a request in three is refused by the API  5 min',
        'event-pipeline/12  nothing comes',
      ].join('\n'),
    );
  });

  it('fits exactly where it just fits, and breaks the widest column where it does not', () => {
    expect(tableText(HEAD, ROWS, 66)).toBe(tableText(HEAD, ROWS));
    expect(tableText(HEAD, ROWS, 65)).toBe(
      [
        'drill              symptom                                  time',
        'serverless-api/1   a request in three is refused by the     5 min',
        '                   API',
        'event-pipeline/12  nothing comes',
      ].join('\n'),
    );
  });

  it('takes from every column that may give way, down to 16 and to its longest word', () => {
    const text = 'one two three four five six seven';
    expect(tableText(['left', 'right'], [[text, text]], 36)).toBe(
      [
        'left               right',
        'one two three      one two three',
        'four five six      four five six',
        'seven              seven',
      ].join('\n'),
    );
    // At 34 both are as narrow as they may be.
    expect(tableText(['left', 'right'], [[text, text]], 34).split('\n')[1]).toBe('one two three     one two three');
    expect(tableText(['left', 'right'], [[text, text]], 33).split('\n')[0]).toMatch(/^left one two/);
    const arn = 'arn:aws:sqs:us-east-1:000000000000:a-long-name';
    expect(tableText(['id', 'why'], [[arn, text]], arn.length + 18)).toContain(`\n${arn}  one two three\n`);
  });

  it('is a list of each row where no column may give way, without cells that are empty', () => {
    expect(
      tableText(
        ['drill', '', 'time'],
        [
          ['serverless-api/1', 'a word', '5 min'],
          ['event-pipeline/12', 'another', ''],
        ],
        22,
      ),
    ).toBe(
      [
        'drill',
        '  serverless-api/1',
        '  a word',
        '  time: 5 min',
        '',
        'drill',
        '  event-pipeline/12',
        '  another',
      ].join('\n'),
    );
  });

  it('keeps the line breaks of a cell, and takes rows that are short', () => {
    expect(tableText(['a', 'b'], [['1\n22', 'x'], ['3']])).toBe(['a   b', '1   x', '22', '3'].join('\n'));
  });

  it('is printed for the screen that there is', () => {
    const log = vi.spyOn(console, 'log').mockReturnValue();
    vi.stubEnv('COLUMNS', '65');
    printTable(HEAD, ROWS);
    expect(log).toHaveBeenCalledWith(tableText(HEAD, ROWS, 65));
  });
});

describe('pairs', () => {
  const PAIRS = [
    ['name', 'short'],
    ['longer', 'a value of several words'],
  ] as const;

  it('stand in two columns, whatever the length where nobody says how wide the screen is', () => {
    expect(pairsText(PAIRS)).toBe('  name    short\n  longer  a value of several words');
    expect(pairsText(PAIRS, '')).toBe('name    short\nlonger  a value of several words');
    expect(pairsText([])).toBe('');
  });

  it('have a line of their own for a value that does not fit beside its name', () => {
    vi.stubEnv('COLUMNS', '34');
    expect(pairsText(PAIRS)).toBe('  name    short\n  longer  a value of several words');
    vi.stubEnv('COLUMNS', '33');
    expect(pairsText(PAIRS)).toBe('  name    short\n  longer\n    a value of several words');
  });
});
