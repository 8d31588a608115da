/** Written items as reviewers see them, who answer without keys, and what is made of their answers. */

import { keyOf } from '../../lambda/shared/questions/family.ts';
import type { Item } from '../../lambda/shared/questions/model.ts';
import { letterOf, shownBelow } from '../../lambda/shared/questions/shown.ts';
import { printOf, type Review } from '../../lambda/shared/questions/written.ts';

/** Stems and options, and nothing that says which option holds. */
export const blindText = (items: readonly Item[]): string =>
  items
    .map(({ id, stem, code, choose, options }) =>
      [`## ${id}`, '', `${stem}${choose === 1 ? '' : ` Choose ${choose}.`}`, ...shownBelow({ code, options }), ''].join(
        '\n',
      ),
    )
    .join('\n');

/**
 * A reviewer's answers as they are kept.
 * @param given by id the letters that were chosen, as `B` or `AC`; all of the items, and no others
 * @throws Error that says which of them cannot be
 */
export function reviewOf(items: readonly Item[], by: string, on: Review['on'], given: unknown): Review {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new Error('A review is one object: an id for each item, and the letters that were chosen, as "B" or "AC".');
  const unknown = Object.keys(given).find((id) => !items.some((item) => item.id === id));
  if (unknown !== undefined) throw new Error(`No written item is called "${unknown.slice(0, 60)}"; see the list.`);
  const answers = items.map((item) => {
    const chose = (given as Record<string, unknown>)[item.id];
    const letters = typeof chose === 'string' ? [...new Set(chose.toUpperCase())].sort() : [];
    const last = letterOf(item.options.length - 1);
    if (letters.length !== item.choose || letters.some((letter) => letter < 'A' || letter > last))
      throw new Error(
        `${item.id}: ${item.choose} of the letters A to ${last} are to be chosen; got ${JSON.stringify(chose)}.`,
      );
    return [item.id, { chose: letters.join(''), print: printOf(item) }] as const;
  });
  return { on, by, answers: Object.fromEntries(answers) };
}

/** A sentence for each item on which a reviewer chose another option than the key. */
export const differences = (items: readonly Item[], reviews: readonly Review[]): string[] =>
  items.flatMap((item) => {
    const key = keyOf(item).map(letterOf).join('');
    return reviews.flatMap(({ by, answers }) => {
      const answer = answers[item.id];
      if (answer === undefined || answer.print !== printOf(item) || answer.chose === key) return [];
      return [`${item.id}: ${by} chose ${answer.chose}, and the key is ${key}.`];
    });
  });
