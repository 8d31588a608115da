/** `npm run bench`: runs every benchmark, and writes its table between its markers in the README. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { benchApi } from './api.ts';
import { type Measurement, tableOf } from './measurement.ts';

/** By the name of the markers: `<!-- bench:api -->` … `<!-- /bench:api -->`. */
const BENCHMARKS: Readonly<Record<string, () => Promise<Measurement[]>>> = { api: benchApi };

const readme = join(import.meta.dirname, '..', '..', 'README.md');

for (const [name, bench] of Object.entries(BENCHMARKS)) {
  const measurements = await bench();
  const table = tableOf(measurements);
  console.log(table);
  writeFileSync(readme, withTable(readFileSync(readme, 'utf8'), name, table));
  if (measurements.some(({ ok }) => ok === false)) process.exitCode = 1;
}

/** The text with `table` between the markers of `name`. Throws when it lacks them. */
function withTable(text: string, name: string, table: string): string {
  const [open, close] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const [start, end] = [text.indexOf(open), text.indexOf(close)];
  if (start < 0 || end < start)
    throw new Error(`README.md lacks ${open} … ${close}: put them where the table belongs.`);
  return `${text.slice(0, start + open.length)}\n${table}\n${text.slice(end)}`;
}
