/** How a question, its answer and its proof read on a terminal. */

import { keyOf } from '../../../lambda/shared/questions/family.ts';
import type { Item, Reading } from '../../../lambda/shared/questions/model.ts';
import { letterOf } from '../../../lambda/shared/questions/shown.ts';
import type { Verdict } from '../../questions/proof.ts';
import { MARKS, paint, wrap } from './screen.ts';

const codeText = ({ code }: Item) => (code ? ['', ...code.text.split('\n').map((line) => `  ${line}`)] : []);

/** The stem and its options; nothing of the key. */
export function questionText(item: Item, title: string): string {
  const how = item.choose === 1 ? '' : `Choose ${item.choose}.`;
  return [
    paint('bold', title),
    '',
    wrap(`${item.stem} ${how}`.trim()),
    ...codeText(item),
    '',
    ...item.options.map(({ text }, place) => wrap(text, '     ', undefined, `  ${letterOf(place)}  `)),
  ].join('\n');
}

/** The verdict on a choice: every option with its reason, what decides, and where to read. */
export function answerText(item: Item, chose: readonly number[]): string {
  const key = keyOf(item);
  const right = key.length === chose.length && key.every((place) => chose.includes(place));
  const letters = key.map(letterOf).join(' and ');
  return [
    wrap(
      right
        ? `${MARKS.ok()} Right: ${letters}.`
        : `${MARKS['not-ok']()} Not so: ${letters} ${key.length === 1 ? 'holds' : 'hold'}.`,
    ),
    '',
    wrap(`What decides: ${item.decides}`),
    '',
    ...item.options.flatMap(({ text, reason }, place) => [
      wrap(text, '      ', undefined, `${key.includes(place) ? MARKS.ok() : MARKS['not-ok']()} ${letterOf(place)}   `),
      wrap(reason, '      '),
      '',
    ]),
    paint('bold', 'To read'),
    ...item.read.map((reading) => wrap(readingText(reading), '    ', undefined, '  ')),
    wrap(`Facts as of ${item.asOf}. Tasks: ${item.tasks.join(', ')}.`, '  '),
  ].join('\n');
}

const readingText = (reading: Reading) =>
  'page' in reading ? `${reading.guide}: ${reading.page}` : `here: ${reading.path}`;

/** What the proof says of each option, step by step. */
export function proofText(verdicts: readonly Verdict[]): string {
  return verdicts
    .map(({ text, holds, second, steps }, place) =>
      [
        wrap(text, '      ', undefined, `${holds ? MARKS.ok() : MARKS['not-ok']()} ${letterOf(place)}   `),
        ...steps.map((step) => wrap(step, '        ', undefined, '      - ')),
        ...(second === undefined
          ? []
          : [wrap(`a second way says: ${second ? 'holds' : 'does not hold'}`, '        ', undefined, '      - ')]),
      ].join('\n'),
    )
    .join('\n\n');
}
