/**
 * `npm run shots [path…]`: a picture of every page, or of those that begin with one of the paths, at three widths in both themes, in
 * `build/shots`: to be looked at, and none is kept. The pages are those of the build, over a table in memory.
 */
import { mkdirSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { repository } from '../../lib/repository.ts';
import { launchBrowser } from '../support/site/launch-browser.ts';
import { madeSite, ON_REQUEST, REFUSED } from '../support/site/made-site.ts';
import { siteAndApi } from '../support/site/site-and-api.ts';

const FOLDER = join(repository, 'build', 'shots');
const wanted = process.argv.slice(2);
const paths = [...madeSite.paths, ...ON_REQUEST, ...REFUSED].filter(
  (path) => wanted.length === 0 || wanted.some((start) => (start === '/' ? path === '/' : path.startsWith(start))),
);
if (paths.length === 0) {
  console.error(`certlab: no page begins with ${wanted.join(' or ')}. There are ${madeSite.paths.join(', ')}.`);
  process.exit(64);
}

rmSync(FOLDER, { recursive: true, force: true });
const server = await siteAndApi();
const browser = await launchBrowser();
try {
  for (const width of [360, 768, 1280]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const folder = join(FOLDER, `${width}-${colorScheme}`);
      mkdirSync(folder, { recursive: true });
      const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
      for (const path of paths) {
        await page.goto(`http://localhost:${(server.address() as AddressInfo).port}${path}`, { waitUntil: 'load' });
        await page.screenshot({ path: join(folder, `${nameOf(path)}.png`), fullPage: true });
      }
      await page.close();
    }
    console.log(`${paths.length} pages at ${width} px, light and dark`);
  }
} finally {
  await browser.close();
  server.close();
}
console.log(`Pictures are in ${FOLDER}.`);

/** `/exams/SAA-C03` as `exams-SAA-C03`, and the question of an address without what no file may be called. */
function nameOf(path: string): string {
  return (
    path
      .slice(1)
      .replaceAll(/[^\w.-]+/g, '-')
      .slice(0, 80) || 'start'
  );
}
