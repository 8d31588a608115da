/**
 * Makes the whole site ahead: every page for every span of dates, compressed, and what pages load under names that say
 * their content (docs/decisions/0067-pages-made-ahead.md).
 */
import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { build, type Plugin } from 'esbuild';
import { SERVE_SITE, SITE_DATA, SITE_FILES } from '../../lambda/serverless-api/env.ts';
import type { SiteFiles } from '../../lambda/serverless-api/serve-site.ts';
import { content } from '../../lambda/shared/content/content.ts';
import { BLUEPRINTS, type TaskRef } from '../../lambda/shared/exams/blueprints.ts';
import type { TaskStatement } from '../../lambda/shared/exams/model.ts';
import type { PlanTask } from '../../lambda/shared/plan/weeks.ts';
import { searchDocuments } from '../../lambda/shared/search/documents.ts';
import { contentDrafts } from '../../lambda/shared/table/content-drafts.ts';
import { makeEdition } from '../../lambda/shared/table/edition.ts';
import { questionDrafts } from '../../lambda/shared/table/question-drafts.ts';
import { weightsOf } from '../study/weights.ts';
import { type Span, spansFrom } from './calendar.ts';
import { documentOf } from './layout.ts';
import type { Page } from './page.ts';
import { notFoundPage } from './pages/not-found.ts';
import { PAGES } from './pages.ts';
import { questionList } from './practise/questions.ts';
import { packedDocuments, searchPieces } from './search/shown.ts';

/** Files by their names, as the site's function reads them. */
type Files = Readonly<Record<string, Uint8Array>>;

/** What `lib/bundle.ts` writes beside the site's bundle. */
export const assets = async (earlier: string): Promise<Readonly<Record<string, Files>>> => ({
  [SERVE_SITE]: await makeSite(PAGES, join(earlier, SERVE_SITE)),
});

/**
 * All files of the site. Same sources, same bytes.
 * @param pages @default every page
 * @param earlier folder of the last build, whose files are taken where they are the same. @default none
 */
export async function makeSite(pages: readonly Page[] = PAGES, earlier?: string): Promise<Files> {
  // Compressed beside this thread, which goes on rendering.
  const made = new Map<string, Promise<Uint8Array>>();
  const keep = (text: string, quality = qualityFor(text)): string => {
    const file = `${hashOf(`${quality} ${text}`)}.br`;
    const compress = () => compressed(text, quality);
    if (!made.has(file)) made.set(file, earlier ? readFile(join(earlier, file)).catch(compress) : compress());
    return file;
  };

  const loaded = assetTexts(new Set(pages.flatMap(({ islands = [] }) => islands)));
  const drafts = contentDrafts(content, searchDocuments(content));
  // The edition that the seed writes: what a page says and what the API says are of one content.
  const questions = questionDrafts();
  const edition = makeEdition([...drafts, ...questions]).version;

  const served: Record<string, SiteFiles['assets'][string]> = {};
  const paths: Record<string, string> = {};
  for (const { name, type, text } of await loaded) {
    const file = keep(text, constants.BROTLI_MAX_QUALITY);
    const path = assetPath(name, text);
    served[path] = { file, type };
    paths[name] = path;
  }

  const spans = spansFrom(content.about.gatheredOn, DAYS);
  const there = new Set(pages.map(({ path }) => path));
  const render = async (page: Page, { calendar }: Span) =>
    keep(await documentOf(page, { calendar, edition, paths: there }, paths));
  const entries: [string, [string, string][]][] = [];
  for (const page of pages) {
    const files: [string, string][] = [];
    for (const span of spans) {
      const file = await render(page, span);
      if (files.at(-1)?.[1] !== file) files.push([span.from, file]);
    }
    entries.push([page.path, files]);
  }
  const list: SiteFiles = {
    edition,
    pages: Object.fromEntries(entries),
    notFound: await render(notFoundPage, spans[0] as Span),
    assets: served,
    data: {
      [SITE_DATA.search]: keep(JSON.stringify(searchPieces(drafts))),
      [SITE_DATA.plan]: keep(JSON.stringify(planTasks())),
      [SITE_DATA.questions]: keep(JSON.stringify(questionList(questions, keep))),
    },
  };
  const compressing = [...made].map(async ([file, bytes]) => [file, await bytes] as const);
  return { [SITE_FILES]: Buffer.from(JSON.stringify(list)), ...Object.fromEntries(await Promise.all(compressing)) };
}

/** What a plan is made of: the tasks of each exam, in the order of its guide. */
const planTasks = (): Readonly<Record<string, readonly PlanTask[]>> =>
  Object.fromEntries(
    Object.values(BLUEPRINTS).map(({ code, domains }) => {
      const weights = weightsOf(code);
      const task = ({ id, title }: TaskStatement) => ({
        id,
        title,
        weight: weights.get(`${code}/${id}` as TaskRef) ?? 0,
      });
      return [code, domains.flatMap(({ tasks }) => tasks.map(task))];
    }),
  );

/** As far as pages are made ahead: past the day from which nothing of the exams is known (`horizonOf`). */
const DAYS = 800;

/** The most takes ten times as long for an eighth less: for what many pages load and for long pages, and not for each. */
const qualityFor = (text: string): number =>
  text.startsWith('<!DOCTYPE') && text.length > LONG_PAGE ? constants.BROTLI_MAX_QUALITY : 9;
/** In characters: the pages of exams, of projects, and Practise, which has the wrong ideas of the whole bank in it. */
const LONG_PAGE = 25_000;

async function compressed(text: string, quality: number): Promise<Uint8Array> {
  const params = {
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
    [constants.BROTLI_PARAM_QUALITY]: quality,
  };
  return promisify(brotliCompress)(text, { params });
}

const hashOf = (text: string): string => hash('sha256', text, 'base64url').slice(0, 16);

function assetPath(name: string, text: string): string {
  const [stem, extension] = name.split('.');
  return `/assets/${stem}.${hashOf(text).replaceAll('_', '-').slice(0, 10)}.${extension}`;
}

const here = (...names: string[]): string => join(import.meta.dirname, ...names);
const FAVICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="11" cy="16" r="9" fill="#1a56a8"/><path fill="#d9711f" d="M23 7l9 9-9 9-9-9z"/></svg>';

interface AssetText {
  readonly name: string;
  readonly type: string;
  readonly text: string;
}

/** Of each script, by its stem: esbuild makes them side by side, and each once. */
type Scripts = Map<string, Promise<AssetText>>;

/** What pages load, before it has its name. */
async function assetTexts(islands: ReadonlySet<string>): Promise<AssetText[]> {
  const scripts: Scripts = new Map();
  await Promise.all(
    ['keys', ...islands].map((island) => addScript(island, `import './keys.ts'; import './${island}.ts';`, scripts)),
  );
  const made = await Promise.all(scripts.values());
  return [
    { name: 'site.css', type: 'text/css; charset=utf-8', text: await styleSheet() },
    { name: 'favicon.svg', type: 'image/svg+xml', text: FAVICON },
    { name: 'search.json', type: 'application/json', text: JSON.stringify(packedDocuments()) },
    ...made.toSorted((a, b) => a.name.localeCompare(b.name)),
  ];
}

/**
 * One script with all that it imports. What it imports only when somebody needs it (`await import(…)`) is a script of its own,
 * which it asks for by its path; so a page never loads more than one script to begin with.
 */
async function addScript(stem: string, contents: string, scripts: Scripts): Promise<string> {
  const script = scripts.get(stem) ?? buildScript(stem, contents, scripts);
  scripts.set(stem, script);
  const { name, text } = await script;
  return assetPath(name, text);
}

async function buildScript(stem: string, contents: string, scripts: Scripts): Promise<AssetText> {
  const lazily: Plugin = {
    name: 'lazily',
    setup: ({ onResolve }) => {
      onResolve({ filter: /^\./ }, async ({ kind, path, resolveDir }) =>
        kind === 'dynamic-import'
          ? {
              path: await addScript(basename(path, '.ts'), `export * from '${join(resolveDir, path)}';`, scripts),
              external: true,
            }
          : undefined,
      );
    },
  };
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: here('islands'), sourcefile: `${stem}.entry.ts`, loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    logLevel: 'warning',
    plugins: [lazily],
  });
  return { name: `${stem}.js`, type: 'text/javascript; charset=utf-8', text: outputFiles[0]?.text ?? '' };
}

/**
 * Every sheet of this folder as one, without comments and spaces, and a class for the width of each domain. From the last
 * name to the first: `site.css`, whose rules the others narrow, is before them.
 */
async function styleSheet(): Promise<string> {
  const sheets = readdirSync(here()).filter((file) => file.endsWith('.css'));
  const shares = new Set(Object.values(BLUEPRINTS).flatMap(({ domains }) => domains.map(({ weight }) => weight)));
  const widths = [...shares].toSorted((a, b) => a - b).map((share) => `.w${share}{--w:${share}}`);
  const contents = [
    ...sheets
      .toSorted()
      .toReversed()
      .map((file) => readFileSync(here(file), 'utf8')),
    ...widths,
  ].join('\n');
  const { outputFiles } = await build({
    stdin: { contents, loader: 'css' },
    minify: true,
    write: false,
    logLevel: 'warning',
  });
  return outputFiles[0]?.text ?? '';
}
