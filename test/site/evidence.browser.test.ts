/**
 * A learner's progress in a real browser: reload, two tabs, a cleared browser, another port, a lab that stops, a store that is
 * forbidden or full, export and import. The page is one of its own, behind the site's policy; the lab's server is the real one.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import chromium from '@sparticuz/chromium';
import { build } from 'esbuild';
import { type Browser, type BrowserContext, type Page, chromium as playwright } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Lab, openLab } from '../../lib/lab/lab.ts';
import { type Site, serveSite } from '../../lib/lab/site/server.ts';
import { repository } from '../../lib/repository.ts';
import { evidenceFile, storedIn } from '../../lib/study/evidence.ts';
import { sampleProject } from '../support/drills/sample-drill.ts';
import { type FakeEmulator, startFakeEmulator } from '../support/fakes/fake-emulator.ts';

const POLICY =
  "default-src 'none'; script-src 'self'; connect-src 'self'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

let browser: Browser;
let pages: Server;
let emulator: FakeEmulator;
let lab: Lab;
let site: Site;
let folder: string;
let context: BrowserContext;

beforeAll(async () => {
  const { outputFiles } = await build({
    stdin: {
      contents:
        "import { openEvidence } from './evidence.ts'; window.evidence = await openEvidence(); window.ready = true;",
      resolveDir: join(repository, 'lib/site/islands'),
    },
    ...{ bundle: true, format: 'esm', target: 'es2022', write: false },
  });
  const script = outputFiles[0]?.text ?? '';
  pages = createServer((request, response) => {
    const type = request.url?.endsWith('.js') ? 'text/javascript' : 'text/html';
    response.writeHead(200, { 'content-type': type, 'content-security-policy': POLICY });
    response.end(
      type === 'text/html' ? '<!doctype html><title>x</title><script type="module" src="/x.js"></script>' : script,
    );
  });
  await new Promise<void>((done) => pages.listen(0, '127.0.0.1', done));
  browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    // Both are for Lambda; with them a second context ends the browser.
    args: chromium.args.filter((arg) => !['--single-process', '--no-zygote', '--disable-web-security'].includes(arg)),
  });
});
afterAll(async () => {
  await browser?.close();
  pages.close();
});
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'certlab-page-'));
  const { port } = pages.address() as AddressInfo;
  lab = openLab([{ project: sampleProject, site: () => `http://localhost:${port}` }], folder);
  emulator = await startFakeEmulator(folder, () => ({}));
  emulator.stacks.set('Sample', { id: 'arn:stack/1', status: 'CREATE_COMPLETE', outputs: {} });
  site = await serveSite(lab, [0]);
  context = await browser.newContext();
});
afterEach(async () => {
  await context.close();
  site.close();
  await emulator.close();
  rmSync(folder, { recursive: true });
});

/** By asking again: what waits in the page is made of text there, which the policy refuses. */
const until = (page: Page, holds: string) => eventually(() => page.evaluate(`Boolean(${holds})`), true);

async function open(address = site.address, where = context): Promise<Page> {
  const page = await where.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => /policy|trusted/i.test(message.text()) && complaints.push(message.text()));
  await page.goto(address);
  await until(page, 'window.ready');
  return page;
}
const complaints: string[] = [];
afterEach(() => expect(complaints.splice(0)).toEqual([]));

const sat = (id: string) => JSON.stringify({ kind: 'sat', id, at: 1, exam: 'SAA-C03', passed: true });
const note = (page: Page, id: string) => page.evaluate(`window.evidence.note(${sat(id)})`);
const seen = async (page: Page) =>
  (await page.evaluate('window.evidence.log().then((log) => log.sittings.map(({ id }) => id).join())')) as string;
const standing = (page: Page) => page.evaluate('window.evidence.standing()');
const inFile = () =>
  storedIn(folder)
    .map(({ id }) => id)
    .join();
const eventually = (what: () => unknown, wanted: unknown) => expect.poll(what, { timeout: 10_000 }).toEqual(wanted);

describe('what is noted on a page', () => {
  it('is there after a reload, in another tab at once, and in the lab’s file', async () => {
    const [page, tab] = [await open(), await open()];
    await tab.evaluate('window.changes = 0; window.evidence.onChange(() => window.changes++)');
    await note(page, 'a');
    await until(tab, 'window.changes > 0');
    expect(await seen(tab)).toBe('a');
    await eventually(inFile, 'a');
    await note(tab, 'b');
    await page.reload();
    await until(page, 'window.ready');
    await eventually(() => seen(page), 'a,b');
    await eventually(() => standing(page), { keeping: 'kept', lab: true, waiting: 0 });
    await eventually(inFile, 'a,b');
  });

  it('survives a browser that was cleared, and comes along to another port', async () => {
    await note(await open(), 'a');
    await eventually(inFile, 'a');
    const cleared = await browser.newContext();
    expect(await seen(await open(site.address, cleared))).toBe('a');
    await cleared.close();
    const elsewhere = await serveSite(lab, [0]);
    const page = await open(elsewhere.address);
    expect(await seen(page)).toBe('a');
    await note(page, 'b');
    await eventually(inFile, 'a,b');
    elsewhere.close();
  });

  it('waits while the lab is stopped, and is sent once', async () => {
    const page = await open();
    const { port } = new URL(site.address);
    site.close();
    await note(page, 'a');
    await eventually(() => standing(page), {
      ...{ keeping: 'kept', lab: true, waiting: 1, trouble: 'The lab has stopped, or the connection to it was lost.' },
    });
    expect(inFile()).toBe('');
    site = await serveSite(lab, [Number(port)]);
    await page.evaluate('window.evidence.synchronize()');
    expect(await standing(page)).toMatchObject({ waiting: 1, trouble: expect.stringContaining('load the page again') });
    await page.reload();
    await until(page, 'window.ready');
    await eventually(() => standing(page), { keeping: 'kept', lab: true, waiting: 0 });
    expect(inFile()).toBe('a');
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
    await context.addInitScript(made);
    const page = await open();
    await note(page, 'a');
    expect(await seen(page)).toBe('a');
    await eventually(inFile, 'a');
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
    await eventually(inFile, 'a');
    const file = await page.evaluate('window.evidence.exported()');
    await page.close();
    rmSync(evidenceFile(folder));
    const other = await open(site.address, await browser.newContext());
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
