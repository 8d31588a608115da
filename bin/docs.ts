/** `npm run docs`: writes the generated blocks of the pages anew, and says which pages changed. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleHandlers } from '../lib/bundle.ts';
import { renewPages } from '../lib/docs/pages.ts';

await bundleHandlers();
const changed = (await renewPages()).filter(({ current, renewed }) => current !== renewed);
for (const { path, renewed } of changed) {
  writeFileSync(join(import.meta.dirname, '..', path), renewed);
  console.log(`renewed ${path}`);
}
if (changed.length === 0) console.log('Every generated block is current.');
