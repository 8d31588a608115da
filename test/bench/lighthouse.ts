/**
 * What Lighthouse says of pages as a phone loads them. Its 176 MB are fetched when somebody measures, by version, into a folder
 * that git ignores: no dependency of ours.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { repository } from '../../lib/repository.ts';
import { browserToStart } from '../support/site/launch-browser.ts';
import { siteAndApi } from '../support/site/site-and-api.ts';
import { type Measurement, median } from './measurement.ts';

const LIGHTHOUSE = 'lighthouse@13.5.0';
/** One page of each kind. */
const PAGES = ['/', '/compare', '/exams/DVA-C03', '/projects/event-pipeline', '/practise'];
/** Of which the median counts: it reckons with the time that the page's work took here. */
const RUNS = 3;
/** By category, of 100. */
const LEAST = { performance: 98, accessibility: 100, 'best-practices': 100, seo: 100 } as const;
type Category = keyof typeof LEAST;
const CATEGORIES = Object.keys(LEAST) as Category[];

interface Report {
  readonly categories: Readonly<Record<Category, { readonly score: number | null }>>;
}

/** The least of each category over all pages, and which page has it. */
export async function benchLighthouse(): Promise<Measurement[]> {
  const folder = join(repository, 'build', 'bench', 'lighthouse');
  mkdirSync(folder, { recursive: true });
  const server = await siteAndApi();
  try {
    const reports: { readonly path: string; readonly of: readonly Report[] }[] = [];
    for (const path of PAGES) {
      const of: Report[] = [];
      for (let run = 0; run < RUNS; run++) {
        const file = join(folder, 'report.json');
        await lighthouse(`http://localhost:${(server.address() as AddressInfo).port}${path}`, file, folder);
        of.push(JSON.parse(readFileSync(file, 'utf8')));
      }
      reports.push({ path, of });
    }
    return CATEGORIES.map((category) => {
      const scores = reports.map(({ path, of }) => ({
        path,
        score: Math.round(100 * median(of.map(({ categories }) => categories[category].score ?? 0))),
      }));
      const [least] = scores.toSorted((a, b) => a.score - b.score) as [(typeof scores)[number]];
      return {
        measure: `Lighthouse, mobile, ${category.replace('-', ' ')}: the least of ${PAGES.length} pages, median of ${RUNS}`,
        mustReach: `≥ ${LEAST[category]}`,
        reached: least.score === 100 ? '100' : `${least.score}: ${least.path}`,
        ok: least.score >= LEAST[category],
      };
    });
  } finally {
    server.close();
  }
}

async function lighthouse(url: string, file: string, folder: string): Promise<void> {
  const { executablePath, args } = await browserToStart();
  const child = spawn(
    'npm',
    [
      ...['exec', '--yes', `--package=${LIGHTHOUSE}`, '--', 'lighthouse', url, '--quiet', '--output=json'],
      ...[`--output-path=${file}`, `--only-categories=${CATEGORIES.join()}`, `--chrome-flags=${args.join(' ')}`],
    ],
    {
      cwd: folder,
      env: { ...process.env, CHROME_PATH: executablePath, npm_config_cache: join(folder, 'npm') },
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  const code = await new Promise((done, failed) => child.once('error', failed).once('close', done));
  if (code !== 0) throw new Error(`${LIGHTHOUSE} ended with ${code} at ${url}.`);
}
