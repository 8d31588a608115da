/** What is wrong with a page as it stands, for readers who see it, hear it, or have a narrow screen. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { treeFaults } from './accessibility-tree.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Run in the page, and so written as text: the types of a browser are not those of this program. */
export const SIDEWAYS = 'document.documentElement.scrollWidth - innerWidth';

/** Faults, each as a sentence: what axe knows of, what a screen reader cannot tell apart, and a page that scrolls sideways. */
export async function seenFaults(page: Page): Promise<string[]> {
  const sideways = await page.evaluate<number>(SIDEWAYS);
  await page.evaluate(AXE);
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  return [
    ...(sideways > 0 ? [`scrolls sideways by ${sideways} px`] : []),
    ...violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `axe ${id}: ${target.join(' ')}`)),
    ...(await treeFaults(page)),
  ];
}
