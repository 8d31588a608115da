/** `npm run bench [api] [lab] [pipeline] [recovery] [site] [web]`: measures, and writes each table between its markers in a README. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../../lib/repository.ts';
import { benchApi } from './api.ts';
import { benchLab } from './lab.ts';
import { type Measurement, tableOf } from './measurement.ts';
import { benchPipeline } from './pipeline.ts';
import { benchRecovery } from './recovery.ts';
import { benchSite } from './site.ts';
import { benchWeb } from './web.ts';

interface Benchmark {
  /** Has the markers `<!-- bench:<name> -->` … `<!-- /bench:<name> -->`. */
  readonly page: string;
  readonly run: () => Promise<readonly Measurement[] | string>;
}

const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  api: { page: 'README.md', run: benchApi },
  lab: { page: 'README.md', run: benchLab },
  pipeline: { page: 'lib/projects/event-pipeline/README.md', run: benchPipeline },
  recovery: { page: 'lib/projects/disaster-recovery/README.md', run: benchRecovery },
  site: { page: 'README.md', run: benchSite },
  web: { page: 'lib/projects/web-app/README.md', run: benchWeb },
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !BENCHMARKS[name]);
if (unknown.length > 0) {
  console.error(`certlab: no such benchmark: ${unknown.join(', ')}. There are ${Object.keys(BENCHMARKS).join(', ')}.`);
  process.exit(64);
}

for (const [name, { page, run }] of Object.entries(BENCHMARKS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const measured = await run();
  const table = typeof measured === 'string' ? measured : tableOf(measured);
  console.log(`${table}\n`);
  const file = join(repository, page);
  writeFileSync(file, withTable(readFileSync(file, 'utf8'), name, table));
  if (typeof measured !== 'string' && measured.some(({ ok }) => ok === false)) process.exitCode = 1;
}

/** The text with `table` between the markers of `name`. Throws when it lacks them. */
function withTable(text: string, name: string, table: string): string {
  const [open, close] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const [start, end] = [text.indexOf(open), text.indexOf(close)];
  if (start < 0 || end < start) throw new Error(`The page lacks ${open} … ${close}: put them where the table belongs.`);
  return `${text.slice(0, start + open.length)}\n${table}\n${text.slice(end)}`;
}
