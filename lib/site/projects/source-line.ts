/** Lines of this repository's sources, as a page shows them. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { html } from 'hono/html';
import { repository } from '../../repository.ts';
import type { Html } from '../page.ts';

/** A file of this repository; empty where there is none, as the README of a new project. */
export function sourceText(path: string): string {
  const file = join(repository, path);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** What stands in a line, for example of `lib/projects/event-pipeline/stack.ts:27`; empty where the file or line is gone. */
export function codeAt(place: string): string {
  const [path = '', line] = place.split(':');
  return sourceText(path).split('\n')[Number(line) - 1]?.trim() ?? '';
}

/** A place in the sources, and what stands there. */
export const sourceLine = (place: string): Html =>
  html`<li><code class="place">${place}</code> <code class="code">${codeAt(place)}</code></li>
`;
