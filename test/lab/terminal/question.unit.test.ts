/** How a question reads: the key in no word of it before the answer, and every reason after it. */
import { describe, expect, it } from 'vitest';
import { keyOf } from '../../../lambda/shared/questions/family.ts';
import type { Item } from '../../../lambda/shared/questions/model.ts';
import { answerText, proofText, questionText } from '../../../lib/lab/terminal/question.ts';
import { itemOf } from '../../../lib/study/items.ts';

const item: Item = {
  ...itemOf('iam-doors/1'),
  stem: 'Which of these may read the object?',
  choose: 1,
  decides: 'An explicit deny wins.',
  asOf: '2026-11-01',
  tasks: ['SAA-C03/1.1', 'DVA-C03/2.1'],
  options: [
    { text: 'The first role', reason: 'It is denied.', misconception: 'deny-loses' },
    { text: 'The second role', reason: 'It is allowed, and nothing denies it.' },
    { text: 'The third role', reason: 'Nobody allows it.', misconception: 'allow-by-default' },
  ] as unknown as Item['options'],
  read: [
    { guide: 'IAM User Guide', page: 'Policy evaluation logic' },
    { path: 'lib/projects/serverless-api/README.md' },
  ] as unknown as Item['read'],
};
const both: Item = {
  ...item,
  choose: 2,
  options: item.options.map((option, place) =>
    place === 0 ? { text: option.text, reason: option.reason } : option,
  ) as unknown as Item['options'],
};

describe('a question', () => {
  it('is its title, its stem and its options by letter, and nothing else', () => {
    expect(questionText({ ...item, code: undefined } as unknown as Item, '1 of 5')).toBe(
      [
        '1 of 5',
        '',
        'Which of these may read the object?',
        '',
        '  A  The first role',
        '  B  The second role',
        '  C  The third role',
      ].join('\n'),
    );
  });

  it('says how many to choose where it is more than one', () => {
    expect(questionText(both, '1 of 5')).toContain('Which of these may read the object? Choose 2.');
  });

  it('shows its code line by line, indented', () => {
    const code = { language: 'json', text: '{\n  "a": 1\n}' } as unknown as NonNullable<Item['code']>;
    expect(questionText({ ...item, code }, '1 of 5')).toContain('object?\n\n  {\n    "a": 1\n  }\n\n  A  The first');
  });
});

describe('an answer', () => {
  it('is right by its letter, with every reason, what decides, and where to read', () => {
    expect(keyOf(item)).toEqual([1]);
    expect(answerText({ ...item, code: undefined } as unknown as Item, [1])).toBe(
      [
        '✔ Right: B.',
        '',
        'What decides: An explicit deny wins.',
        '',
        '✖ A   The first role',
        '      It is denied.',
        '',
        '✔ B   The second role',
        '      It is allowed, and nothing denies it.',
        '',
        '✖ C   The third role',
        '      Nobody allows it.',
        '',
        'To read',
        '  IAM User Guide: Policy evaluation logic',
        '  here: lib/projects/serverless-api/README.md',
        '  Facts as of 2026-11-01. Tasks: SAA-C03/1.1, DVA-C03/2.1.',
      ].join('\n'),
    );
  });

  it.each<[readonly number[], Item, string]>([
    [[0], item, '✖ Not so: B holds.'],
    [[], item, '✖ Not so: B holds.'],
    [[1, 2], item, '✖ Not so: B holds.'],
    [[0, 1], both, '✔ Right: A and B.'],
    [[1, 0], both, '✔ Right: A and B.'],
    [[0, 2], both, '✖ Not so: A and B hold.'],
    [[0], both, '✖ Not so: A and B hold.'],
  ])('of %j is judged whole', (chose, asked, verdict) => {
    expect(answerText(asked, chose).split('\n')[0]).toBe(verdict);
  });
});

describe('a proof', () => {
  it('is each option with its steps, and the second way where there is one', () => {
    const verdict = { text: 'The first role', holds: false, steps: ['a deny matches', 'so it is denied'] };
    const second = { text: 'The second role', holds: true, second: true, steps: ['an allow matches'] };
    const third = { text: 'The third role', holds: false, second: false, steps: [] };
    expect(proofText([verdict, second, third] as unknown as Parameters<typeof proofText>[0])).toBe(
      [
        '✖ A   The first role',
        '      - a deny matches',
        '      - so it is denied',
        '',
        '✔ B   The second role',
        '      - an allow matches',
        '      - a second way says: holds',
        '',
        '✖ C   The third role',
        '      - a second way says: does not hold',
      ].join('\n'),
    );
  });
});
