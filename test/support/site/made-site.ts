/** The site as the build makes it, in memory, with its handler on a day of the test's choice. */
import { brotliDecompressSync } from 'node:zlib';
import { type SiteFiles, studySite } from '../../../lambda/serverless-api/serve-site.ts';
import { makeSite } from '../../../lib/site/make.ts';
import { type Asked, callHandler } from '../api/call-handler.ts';

const files = await makeSite();
const list = JSON.parse(Buffer.from(files['site.json'] as Uint8Array).toString()) as SiteFiles;

export const madeSite = {
  files,
  list,
  paths: Object.keys(list.pages),
  /** A file as it was before it was compressed. */
  text: (file: string): string => brotliDecompressSync(files[file] as Uint8Array).toString(),
};

/** A page's file on a day. */
export const fileOn = (path: string, day: string): string =>
  (list.pages[path]?.findLast(([from]) => from <= day) ?? list.pages[path]?.[0])?.[1] as string;

/** Answers that are made on request, one of each page that has some. */
export const ON_REQUEST = [
  '/decide?background=devops&coding=some&question=either&strengths=both-equally&role=well-rounded-engineer&problem=either',
  ...['/search?q=lamda', '/search?q=xyzzy', '/plan?exam=DVA-C03&day=2027-02-20&hours=8'],
];

/** What is refused, or not there, and is a page all the same. */
export const REFUSED = ['/exams/NO-C01', '/decide?role=king', '/search?q=a&q=b', '/plan?exam=DVA-C03&day=2020-02-30'];

/** What a page with all of the practice or of the room, with a diagram, or with the account's forms, may take on the wire. */
const MOST: readonly (readonly [RegExp, number])[] = [
  [/^\/(practise|incident)$/, 36_000],
  [/^\/projects\/./, 24_000],
  [/^\/account$/, 18_000],
];
/** In bytes; any other page is there to be read. */
export const mostFor = (path: string): number => MOST.find(([of]) => of.test(path))?.[1] ?? 16 * 1_024;

/** Headers of an answer, about as the gateway sends them. */
const HEADERS = 900;

/** What the first load of a page takes on the wire, with all that it loads. */
export function loadOf(path: string, from: string): { readonly requests: number; readonly bytes: number } {
  const page = fileOn(path, from);
  const loads = madeSite.text(page).matchAll(/<(?:link|script) [^>]*(?:href|src)="(\/assets\/[^"]+)"/g);
  const files = [page, ...[...loads].map(([, asset]) => madeSite.list.assets[asset as string]?.file as string)];
  const bytes = files.reduce((sum, file) => sum + (madeSite.files[file] as Uint8Array).length + HEADERS, 0);
  return { requests: files.length, bytes };
}

/** Every page of every span, as HTML. */
export const everyPage = (): { readonly path: string; readonly from: string; readonly text: string }[] =>
  Object.entries(list.pages).flatMap(([path, spans]) =>
    spans.map(([from, file]) => ({ path, from, text: madeSite.text(file) })),
  );

/** Asks the site's function on a day; `lines` are what it logs. */
export function siteOn(day: string, read = (file: string) => files[file] as Uint8Array) {
  const lines: Record<string, unknown>[] = [];
  const handler = studySite({
    read,
    now: () => new Date(`${day}T23:59:59Z`),
    log: (level, message, fields) => lines.push({ level, message, ...fields }),
  });
  return { lines, handler, request: (target: string, asked?: Asked) => callHandler(handler, target, asked) };
}
