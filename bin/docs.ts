/** `npm run docs`: rewrites the generated blocks of the pages and the diagrams, and says which files changed. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleHandlers } from '../lib/bundle.ts';
import { renewPages } from '../lib/docs/pages.ts';
import { repository } from '../lib/repository.ts';

await bundleHandlers();
const changed = (await renewPages()).filter(({ current, renewed }) => current !== renewed);
for (const { path, renewed } of changed) {
  writeFileSync(join(repository, path), renewed);
  console.log(`renewed ${path}`);
}
if (changed.length === 0) console.log('Every generated block and diagram is current.');
