/** What a terminal can show: how wide it is, whether it has colours, and text broken at spaces to fit. */
import { stripVTControlCharacters, styleText } from 'node:util';

/** Lines of prose are this long where nobody says how wide the screen is: in a file, in a pipe. */
const PROSE_WIDTH = 80;

/** Columns of the terminal, or of `COLUMNS` where the output is no terminal; undefined where neither says. */
export function screenWidth(stream: Pick<NodeJS.WriteStream, 'columns'> = process.stdout): number | undefined {
  const said = Number(process.env.COLUMNS);
  // A terminal that nobody has measured says 0.
  return stream.columns || (Number.isInteger(said) && said > 0 ? said : undefined);
}

/** Characters that `text` takes on the screen: colours take none. */
export const shownLength = (text: string): number => stripVTControlCharacters(text).length;

/**
 * `text` in lines that fit the screen, each beginning with `indent`, the first with `first` instead, which is as long.
 * Words are never broken: an ARN that is longer than the screen has a line to itself. Neither is what stands between
 * backticks, a command to copy, as long as it fits a line, and a number stays with its unit (`15 %`). Line breaks of the
 * text stay.
 */
export function wrap(text: string, indent = '', width = screenWidth() ?? PROSE_WIDTH, first = indent): string {
  const room = Math.max(1, width - indent.length);
  return text
    .split('\n')
    .flatMap((paragraph) => linesOf(paragraph, room))
    .map((line, index) => (line === '' ? '' : `${index === 0 ? first : indent}${line}`))
    .join('\n');
}

function linesOf(paragraph: string, room: number): string[] {
  const lines: string[] = [];
  for (const word of wordsOf(paragraph, room)) {
    const line = lines.at(-1);
    if (line === undefined || shownLength(line) + 1 + shownLength(word) > room) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}

/** At spaces, and within backticks only where what they hold is longer than a line. */
function wordsOf(paragraph: string, room: number): string[] {
  const tied = paragraph
    .replace(/`[^\s`][^`]*`/g, (command) => command.replaceAll(' ', TIE))
    .replace(/(?<=\d) (?=(?:%|m?s|min|[KMGT]i?B)(?![\w-]))/g, TIE);
  return tied
    .split(' ')
    .map((word) => word.replaceAll(TIE, ' '))
    .flatMap((word) => (shownLength(word) > room ? word.split(' ') : [word]));
}

/** No text has it. */
const TIE = '\0';

type Style = 'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'cyan';

/**
 * `text` in a style, on a terminal that has it. Node honours NO_COLOR (https://no-color.org) and FORCE_COLOR, and leaves
 * text for a pipe or a file plain.
 */
export const paint = (style: Style, text: string): string =>
  text === '' ? '' : styleText(style, text, { stream: process.stdout });

/** How a finding begins. */
export const MARKS = {
  ok: () => paint('green', '✔'),
  'not-ok': () => paint('red', '✖'),
  'could-not-look': () => paint('yellow', '?'),
} as const;
