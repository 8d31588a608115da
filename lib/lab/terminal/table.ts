/** Rows of text in columns, without a grid, that fit the screen and break no word. */
import { paint, screenWidth, shownLength, wrap } from './screen.ts';

/** Between two columns. */
const GAP = 2;
/** A column of words that is narrower than this reads worse than a list. */
const NARROWEST = 16;

/** Columns under a bold heading; where they do not fit the screen even so, each row is a list of its own. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  console.log(tableText(head, rows, screenWidth()));
}

/** The same as text, for a screen of `width` columns, or for one without an end. */
export function tableText(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  width = Number.POSITIVE_INFINITY,
): string {
  const widths = fitted([head, ...rows], width);
  if (!widths) return rows.map((row) => listText(head, row, width)).join('\n\n');
  return [head.map((title) => paint('bold', title)), ...rows].map((row) => lineUp(row, widths)).join('\n');
}

/** Widths of the columns on a screen, or undefined where it is too narrow for all of them. */
function fitted(cells: readonly (readonly string[])[], width: number): number[] | undefined {
  const columns = (cells[0] ?? []).map((_, column) => cells.map((row) => row[column] ?? ''));
  const widths = columns.map((texts) => longest(texts.flatMap((text) => text.split('\n'))));
  const least = columns.map((texts, column) =>
    Math.max(longest(texts.flatMap((text) => text.split(/\s/))), Math.min(widths[column] as number, NARROWEST)),
  );
  const total = () => widths.reduce((sum, each) => sum + each, GAP * (widths.length - 1));
  while (total() > width) {
    // The widest that may gives way.
    const spare = widths.map((each, column) => (each > (least[column] as number) ? each : 0));
    const widest = spare.indexOf(Math.max(...spare));
    if (spare[widest] === 0) return undefined;
    widths[widest] = (widths[widest] as number) - 1;
  }
  return widths;
}

const longest = (texts: readonly string[]) => Math.max(...texts.map(shownLength));

function lineUp(row: readonly string[], widths: readonly number[]): string {
  const cells = row.map((text, column) => wrap(text, '', widths[column] as number).split('\n'));
  const height = Math.max(...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    cells
      .map((lines, column) => pad(lines[line] ?? '', (widths[column] as number) + GAP))
      .join('')
      .trimEnd(),
  ).join('\n');
}

const pad = (text: string, width: number) => text + ' '.repeat(Math.max(0, width - shownLength(text)));

/** One row as a list: its first cell, and under it every other by its heading. */
function listText(head: readonly string[], row: readonly string[], width: number): string {
  const [title, ...rest] = row.map((text, column) => ({ name: head[column] ?? '', text })).filter(({ text }) => text);
  return [
    wrap(paint('bold', `${title?.name ?? ''} ${title?.text ?? ''}`.trim()), '  ', width, ''),
    ...rest.map(({ name, text }) => wrap(`${name === '' ? '' : `${name}: `}${text}`, '    ', width, '  ')),
  ].join('\n');
}

/** Names and what each stands for, one a line; a value too long for the rest of its line has the next to itself. */
export function pairsText(pairs: readonly (readonly [name: string, value: string])[], indent = '  '): string {
  const width = screenWidth() ?? Number.POSITIVE_INFINITY;
  const column = Math.max(0, ...pairs.map(([name]) => name.length)) + GAP;
  return pairs
    .map(([name, value]) =>
      indent.length + column + value.length <= width
        ? `${indent}${name.padEnd(column)}${value}`
        : `${indent}${name}\n${wrap(value, `${indent}  `, width)}`,
    )
    .join('\n');
}
