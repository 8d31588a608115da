import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { IDLE_USD } from '../../lib/projects/disaster-recovery/strategy.ts';
import { PROMISED } from '../bench/recovery.ts';

it('the README has each strategy that was measured, with its promise and its price', () => {
  const page = readFileSync('lib/projects/disaster-recovery/README.md', 'utf8');
  const [, table = ''] = /<!-- bench:recovery -->\n([\s\S]*?)<!-- \/bench:recovery -->/.exec(page) ?? [];
  const cells = table
    .trim()
    .split('\n')
    .map((line) => line.slice(2, -2).split(' | '));
  const rows = cells.slice(2).map((row) => [row[0], row[1], row.at(-1)]);
  const strategies = Object.entries(PROMISED) as [keyof typeof PROMISED, string][];
  expect(rows).toEqual(strategies.map(([name, promised]) => [name, promised, `$${IDLE_USD[name].waiting}`]));
  expect(new Set(cells.map(({ length }) => length))).toEqual(new Set([cells[0]?.length, 1]));
});
