/** What pages of the study site take on the wire, the heaviest of each kind on any day, and what Lighthouse says of them. */
import { everyPage, loadOf, mostFor } from '../support/site/made-site.ts';
import { benchLighthouse } from './lighthouse.ts';
import type { Measurement } from './measurement.ts';

const kilobytes = (bytes: number): string => `${(bytes / 1_000).toFixed(1)} KB`;

/** Kinds of pages; test/site/pages.unit.test.ts holds every page to what its first load may take. */
const KINDS: readonly (readonly [kind: string, of: RegExp])[] = [
  ['a page to read', /^\/(?!practise$|incident$|account$|projects\/.)/],
  ['a page with a diagram', /^\/projects\/./],
  ['Practise, with its script', /^\/practise$/],
];

export async function benchSite(): Promise<Measurement[]> {
  const pages = everyPage().map(({ path, from }) => ({ path, ...loadOf(path, from) }));
  const sizes = KINDS.map(([kind, of]) => {
    const [heaviest] = pages.filter(({ path }) => of.test(path)).toSorted((a, b) => b.bytes - a.bytes);
    if (!heaviest) throw new Error(`There is no page of the kind ${of}.`);
    const { path, requests, bytes } = heaviest;
    const most = mostFor(path);
    return {
      measure: `first load of ${kind}, on the wire`,
      mustReach: `≤ ${kilobytes(most)}, ≤ 4 requests`,
      reached: `${kilobytes(bytes)}, ${requests} requests: ${path}`,
      ok: bytes <= most && requests <= 4,
    };
  });
  return [...sizes, ...(await benchLighthouse())];
}
