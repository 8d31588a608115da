/**
 * A learner's progress in a real browser: reload, two tabs, a cleared browser, another port, a lab that stops, a store that is
 * forbidden or full, export and import. The page is one of its own, behind the site's policy; the lab's server is the real one.
 */
import { rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { BrowserContext, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { serveSite } from '../../lib/lab/site/server.ts';
import { repository } from '../../lib/repository.ts';
import { evidenceFile } from '../../lib/study/evidence.ts';
import { browserOnLab, eventually } from '../support/site/browser-on-lab.ts';

const POLICY =
  "default-src 'none'; img-src data:; script-src 'self'; connect-src 'self'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

const here = browserOnLab(async () => {
  const { outputFiles } = await build({
    stdin: {
      contents:
        "import { openEvidence } from './evidence.ts'; window.evidence = await openEvidence(); window.ready = true;",
      resolveDir: join(repository, 'lib/site/islands'),
    },
    ...{ bundle: true, format: 'esm', target: 'es2022', write: false },
  });
  const script = outputFiles[0]?.text ?? '';
  const pages = createServer((request, response) => {
    const type = request.url?.endsWith('.js') ? 'text/javascript' : 'text/html';
    response.writeHead(200, { 'content-type': type, 'content-security-policy': POLICY });
    const page =
      '<!doctype html><title>x</title><link rel="icon" href="data:,"><script type="module" src="/x.js"></script>';
    response.end(type === 'text/html' ? page : script);
  });
  return new Promise<Server>((done) => pages.listen(0, '127.0.0.1', () => done(pages)));
});

/** By asking again: what waits in the page is made of text there, which the policy refuses. */
const until = (page: Page, holds: string) => eventually(() => page.evaluate(`Boolean(${holds})`), true);

async function open(address?: string, where?: BrowserContext): Promise<Page> {
  const page = await here.open(address, where);
  await until(page, 'window.ready');
  return page;
}

const sat = (id: string) => JSON.stringify({ kind: 'sat', id, at: 1, exam: 'SAA-C03', passed: true });
const note = (page: Page, id: string) => page.evaluate(`window.evidence.note(${sat(id)})`);
const seen = async (page: Page) =>
  (await page.evaluate('window.evidence.log().then((log) => log.sittings.map(({ id }) => id).join())')) as string;
const standing = (page: Page) => page.evaluate('window.evidence.standing()');
describe('what is noted on a page', () => {
  it('is there after a reload, in another tab at once, and in the lab’s file', async () => {
    const [page, tab] = [await open(), await open()];
    await tab.evaluate('window.changes = 0; window.evidence.onChange(() => window.changes++)');
    await note(page, 'a');
    await until(tab, 'window.changes > 0');
    expect(await seen(tab)).toBe('a');
    await eventually(here.inFile, 'a');
    await note(tab, 'b');
    await page.reload();
    await until(page, 'window.ready');
    await eventually(() => seen(page), 'a,b');
    await eventually(() => standing(page), { keeping: 'kept', lab: true, waiting: 0 });
    await eventually(here.inFile, 'a,b');
  });

  it('survives a browser that was cleared, and comes along to another port', async () => {
    await note(await open(), 'a');
    await eventually(here.inFile, 'a');
    const cleared = await here.browser.newContext();
    expect(await seen(await open(here.site.address, cleared))).toBe('a');
    await cleared.close();
    const elsewhere = await serveSite(here.lab, [0]);
    const page = await open(elsewhere.address);
    expect(await seen(page)).toBe('a');
    await note(page, 'b');
    await eventually(here.inFile, 'a,b');
    elsewhere.close();
  });

  it('waits while the lab is stopped, and is sent once', async () => {
    const page = await open();
    const { port } = new URL(here.site.address);
    here.site.close();
    await note(page, 'a');
    await eventually(() => standing(page), {
      ...{ keeping: 'kept', lab: true, waiting: 1, trouble: 'The lab has stopped, or the connection to it was lost.' },
    });
    expect(here.inFile()).toBe('');
    here.site = await serveSite(here.lab, [Number(port)]);
    await page.evaluate('window.evidence.synchronize()');
    expect(await standing(page)).toMatchObject({ waiting: 1, trouble: expect.stringContaining('load the page again') });
    await page.reload();
    await until(page, 'window.ready');
    await eventually(() => standing(page), { keeping: 'kept', lab: true, waiting: 0 });
    expect(here.inFile()).toBe('a');
    // What the browser itself notes of refused connections and answers is no fault of the page.
    here.complaints.length = 0;
  });
});

describe('a browser that keeps nothing', () => {
  it.each([
    [
      'forbidden',
      "Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('', 'SecurityError'); } });",
    ],
    ['forbidden', "IDBFactory.prototype.open = () => { throw new DOMException('', 'InvalidStateError'); };"],
    ['full', "IDBObjectStore.prototype.put = () => { throw new DOMException('', 'QuotaExceededError'); };"],
  ])('is known to be %s, and loses nothing that the lab can keep', async (keeping, made) => {
    await here.context.addInitScript(made);
    const page = await open();
    await note(page, 'a');
    expect(await seen(page)).toBe('a');
    await eventually(here.inFile, 'a');
    await eventually(() => standing(page), expect.objectContaining({ keeping, lab: true }));
    await page.reload();
    await until(page, 'window.ready');
    expect(await seen(page)).toBe('a');
  });
});

describe('a file', () => {
  it('takes everything to another browser, and twice is as good as once', async () => {
    const page = await open();
    await note(page, 'a');
    await eventually(here.inFile, 'a');
    const file = await page.evaluate('window.evidence.exported()');
    await page.close();
    rmSync(evidenceFile(here.lab.stateFolder));
    const other = await open(here.site.address, await here.browser.newContext());
    const take = () => other.evaluate(`window.evidence.imported(${JSON.stringify(file)})`);
    expect(await take()).toEqual({ records: 1, added: 1, later: 0 });
    expect(await take()).toEqual({ records: 1, added: 0, later: 0 });
    expect(await seen(other)).toBe('a');
    await other.context().close();
  });

  it('is refused whole, and everything stays as it was', async () => {
    const page = await open();
    await note(page, 'a');
    const half = `${sat('b')}\n${sat('c').slice(0, -5)}`;
    const said = page.evaluate(`window.evidence.imported(${JSON.stringify(half)}).catch((error) => error.message)`);
    expect(await said).toMatch(/Line 2, the last, is cut off/);
    expect(await seen(page)).toBe('a');
  });
});
