/** An item as people are shown it: its letters, its text, and its text without what changes nothing. */
import type { Item } from './model.ts';

/** The letter of an option by its place: `A` for 0. */
export const letterOf = (place: number): string => String.fromCharCode(65 + place);

/** What stands below the stem, in lines of Markdown: the code, and the options by their letters. */
export const shownBelow = ({ code, options }: Pick<Item, 'code' | 'options'>): readonly string[] => [
  ...(code ? ['', '```', code.text, '```'] : []),
  '',
  ...options.map(({ text }, place) => `- ${letterOf(place)}: ${text}`),
];

/** `text` without what varies from seed to seed and changes nothing: numbers, and the family's names. */
export function masked(text: string, names: readonly string[]): string {
  const longestFirst = [...names].sort((a, b) => b.length - a.length);
  return longestFirst.reduce((said, name) => said.replaceAll(name, '@'), text).replace(/\d[\d.,:]*/g, '#');
}

/** What tells one item from another once numbers and names are taken out: its stem and options. */
export const maskedItem = (item: Item, names: readonly string[] = []): string =>
  [item.stem, item.code?.text ?? '', ...item.options.map(({ text }) => text).sort()]
    .map((text) => masked(text, names))
    .join('\n');
