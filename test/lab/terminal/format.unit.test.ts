/** How incidents, checks and projects read: what stands in a text, and what does not. */
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NumberedDrill } from '../../../lib/lab/drills/catalogue.ts';
import {
  duration,
  lessonText,
  paperText,
  probeText,
  reasonsText,
  repairText,
  restoredText,
  statusText,
  stepsText,
  ticketText,
  verdictText,
} from '../../../lib/lab/terminal/format.ts';
import type { CheckView, IncidentView, RepairView } from '../../../lib/lab/terminal/views.ts';
import { sampleDrill } from '../../support/drills/sample-drill.ts';

const { COLUMNS } = process.env;
beforeEach(() => {
  process.env.COLUMNS = '200';
});
afterEach(() => {
  if (COLUMNS === undefined) delete process.env.COLUMNS;
  else process.env.COLUMNS = COLUMNS;
});

const plain = (text: string) => stripVTControlCharacters(text);
const linesOf = (text: string) => plain(text).split('\n');
const DRILL: NumberedDrill = { ...sampleDrill, number: '7' };
const INCIDENT: IncidentView = {
  ...{ drill: '7', title: 'Nothing is right', level: 2, seed: null, openedAt: '2026-11-27T09:08:07.000Z', open: true },
  ticket: { report: 'It is wrong.', impact: 'All.', evidence: 'Everywhere.' },
  ...{ commands: ['lab status', 'lab logs worker'], hintsTaken: 0, hints: 3 },
};

it.each([
  [0, '0 s'],
  [1_499, '1 s'],
  [119_400, '119 s'],
  [119_500, '2 min'],
  [150_000, '3 min'],
  [7_169_000, '119 min'],
  [7_170_000, '2 h 0 min'],
  [11_100_000, '3 h 5 min'],
])('%i ms are said as %s', (milliseconds, text) => {
  expect(duration(milliseconds)).toBe(text);
});

describe('a ticket', () => {
  it('has symptoms, impact, time, evidence and what is at hand', () => {
    const lines = linesOf(ticketText(INCIDENT));
    expect(lines.slice(0, 13)).toEqual([
      ...['INCIDENT 7, level 2, opened 09:08 UTC', 'Nothing is right.', ''],
      ...['Reported', '  It is wrong.', '', 'Impact', '  All.', ''],
      ...['What you can see', '  Everywhere.', '  `lab status`', '  `lab logs worker`'],
    ]);
    const text = lines.join('\n');
    for (const command of ['status', 'logs', 'metrics', 'aws', 'env', 'hint', 'check', 'restore'])
      expect(text).toMatch(new RegExp(`lab ${command}\\b`));
    expect(text).not.toContain('Sources of the release');
    expect(text).not.toContain('--seed');
  });

  it('names the sources of a defect, and the seed that drew it', () => {
    const lines = linesOf(ticketText({ ...INCIDENT, seed: 42, workbench: '/state/workbench' }));
    expect(lines).toContain('Sources of the release');
    expect(lines).toContain('  /state/workbench/lambda');
    expect(lines.at(-1)).toContain('lab break --seed 42');
    expect(linesOf(ticketText({ ...INCIDENT, seed: 0 })).at(-1)).toContain('lab break --seed 0');
  });

  it('offers no hint in an exam', () => {
    const text = plain(ticketText(INCIDENT, { help: false }));
    expect(text).not.toContain('lab hint');
    expect(text).toContain('lab exam');
    expect(text).toContain('lab status');
    expect(plain(ticketText(INCIDENT, { help: true }))).not.toContain('lab exam');
  });
});

describe('a drill on paper', () => {
  it('has the ticket, and each fix behind its letter', () => {
    const options = [
      { letter: 'A', text: 'Do this' },
      { letter: 'B', text: 'Do that' },
    ];
    expect(linesOf(paperText(DRILL, options))).toEqual([
      ...['ON PAPER 7, level 2', `${sampleDrill.title}.`, '', 'Reported', '  It is wrong.', '', 'Impact', '  All.', ''],
      ...[
        'What you could see',
        '  Everywhere.',
        '',
        'Which of these would you do?',
        '  A  Do this',
        '  B  Do that',
        '',
      ],
      'Say why to yourself, then: `lab paper 7 --answer <letter>`',
    ]);
  });

  it('gives the reason of each fix that has one', () => {
    const reasons = [{ letter: 'A', why: 'It holds.' }, { letter: 'B' }, { letter: 'C', why: 'It does not.' }];
    expect(linesOf(reasonsText(reasons))).toEqual(['  A  It holds.', '  C  It does not.']);
  });
});

describe('a check', () => {
  it('says of a probe that holds no more than that, and of others what was seen and wanted', () => {
    const probe = { expects: 'It answers', of: 'drill', saw: 'HTTP 500', wanted: 'HTTP 200' } as const;
    expect(linesOf(probeText({ ...probe, verdict: 'ok' }))).toHaveLength(1);
    const [first, ...more] = linesOf(probeText({ ...probe, verdict: 'not-ok' }));
    expect(first).toMatch(/^\S+ It answers$/);
    expect(more).toEqual(['  saw    HTTP 500', '  wanted HTTP 200']);
  });

  it('sets a long finding behind its label, line by line', () => {
    process.env.COLUMNS = '30';
    const saw = 'a finding that has to be broken at its spaces';
    const lines = linesOf(probeText({ expects: 'p', of: 'drill', verdict: 'not-ok', saw, wanted: 'w' }));
    expect(lines.slice(1, -1).map((line) => line.slice(0, 9))).toEqual(['  saw    ', ' '.repeat(9), ' '.repeat(9)]);
  });

  it.each([
    ['fixed', /^Fixed\.$/],
    ['not-yet', /^Not fixed yet\. .*lab hint/],
    ['could-not-look', /^Could not look, .*nothing about your fix/],
  ] as const)('that ends with %s says what follows', (verdict, text) => {
    expect(plain(verdictText({ verdict }))).toMatch(text);
  });
});

describe('a repair', () => {
  const REPAIR: RepairView = {
    ...{ took: 60_000, hintsTaken: 0, solutionShown: false, checks: 1, withoutHelp: true, leftDifferent: [] },
  };
  const told = (repair: Partial<RepairView> | undefined, next?: CheckView['next']) =>
    plain(repairText({ repair: repair && { ...REPAIR, ...repair }, next } as CheckView, DRILL));

  it.each([
    [{}, 'Repaired in 60 s, without help, in 1 check.'],
    [{ checks: 2 }, 'Repaired in 60 s, without help, in 2 checks.'],
    [{ hintsTaken: 2, withoutHelp: false }, 'Repaired in 60 s, with 2 of 3 hints, in 1 check.'],
    [
      { hintsTaken: 3, withoutHelp: false, solutionShown: true },
      'Repaired in 60 s, with 3 of 3 hints and the solution, in 1 check.',
    ],
  ])('%o is told in one sentence', (repair, sentence) => {
    expect(told(repair).split('\n')[0]).toBe(sentence);
  });

  it('names what it left other than it was, the lesson, and what is next', () => {
    const next = { number: '8', title: 'Slow', level: 3 } as const;
    const text = told({ leftDifferent: ['a queue', 'a table'] }, next);
    expect(text).toContain('a queue, a table.');
    expect(text).toContain('lab restore');
    expect(text).toContain(plain(lessonText(DRILL)));
    expect(text.split('\n').at(-1)).toBe('Next: `lab break 8` (level 3: Slow)');
  });

  it('says nothing of what there is not', () => {
    expect(told({})).not.toMatch(/lab restore|Next:/);
    expect(told(undefined)).toBe(`\n${plain(lessonText(DRILL))}`);
  });
});

it('numbers the steps of a fix from 1', () => {
  expect(linesOf(stepsText(['Look.', 'Change.']))).toEqual(['  1. Look.', '  2. Change.']);
});

it('gives each reader the lesson and the task statements of the own exam, by number and title', () => {
  const lines = linesOf(lessonText(DRILL));
  const developer = lines.indexOf('What the developer takes from it');
  expect(lines.slice(0, 2)).toEqual(['What the architect takes from it', '  Design.']);
  expect(lines[2]).toMatch(/^ {4}SAA-C03\/2\.1 \w{3}/);
  expect(lines.slice(3, developer)).toEqual(['']);
  expect(lines[developer + 1]).toBe('  Code.');
  expect(lines.slice(developer + 2)).toEqual([expect.stringMatching(/^ {4}DVA-C03\/1\.2 \w{3}/)]);
});

it.each([
  ['deployed', 'sample  deployed, stack Sample'],
  ['deploying', 'sample  deploying, stack Sample'],
  ['failed', 'sample  failed, stack Sample'],
  ['not-deployed', 'sample  not deployed, stack Sample'],
] as const)('a project that is %s says so', (state, line) => {
  const project = { ...{ slug: 'sample', stack: 'Sample', state }, stackStatus: undefined };
  expect(plain(statusText({ ...project, outputs: {} } as never))).toBe(line);
  const [first, output] = linesOf(statusText({ ...project, outputs: { ApiUrl: 'https://x' } } as never));
  expect(first).toBe(line);
  expect(output?.trim()).toMatch(/^ApiUrl\s+https:\/\/x$/);
});

it.each([
  ['put-back', undefined, '  sqs:q put back'],
  ['as-before', undefined, '  sqs:q was as before'],
  ['gone', undefined, '  sqs:q is gone, nothing to put back'],
  ['put-back', '7', '  sqs:q put back; it had been changed since (`--json` says to what)'],
] as const)('what was restored, %s and replaced %s, is one line', (outcome, replaced, line) => {
  expect(plain(restoredText({ resource: 'sqs:q', outcome, replaced } as never))).toBe(line);
});
