/** Start and the page of your progress in a browser, at the lab's address: who is new, who returns, and who moves on. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { CROSS_ORIGIN } from '../../lambda/serverless-api/env.ts';
import { gatewayServer } from '../../lambda/shared/http/gateway.ts';
import { keyOf } from '../../lambda/shared/questions/family.ts';
import { noteEvidence, readLog } from '../../lib/study/evidence.ts';
import { itemOf } from '../../lib/study/items.ts';
import { answerTo } from '../../lib/study/log/records.ts';
import { runCommand } from '../support/processes/run-command.ts';
import { browserOnLab, eventually } from '../support/site/browser-on-lab.ts';
import { FAILING } from '../support/site/failing-answers.ts';
import { LAYOUT_SHIFT } from '../support/site/launch-browser.ts';
import { siteOn } from '../support/site/made-site.ts';

const here = browserOnLab(() => gatewayServer(siteOn('2026-11-28').handler, CROSS_ORIGIN, 0));
const address = (path: string) => `${here.site.address}${path}`;
const item = itemOf('iam-doors/3');
const textOf = (page: Page, selector: string) => page.locator(selector).innerText();

/** Two answers of some days ago, the first of them wrong. */
function answered(): void {
  const wrong = item.options.findIndex(({ misconception }) => misconception !== undefined);
  const at = Date.now() - 5 * 86_400_000;
  noteEvidence(here.lab.stateFolder, answerTo(item, [wrong], 'sure', { at, milliseconds: 60_000 }));
  noteEvidence(here.lab.stateFolder, answerTo(item, keyOf(item), 'guess', { at: at + 1, milliseconds: 60_000 }));
}
const shift = (page: Page) => page.evaluate<number>(LAYOUT_SHIFT);

describe('Start', () => {
  it('loads one small script for who is new, and says what it says without', async () => {
    const scripts: string[] = [];
    here.context.on('request', (request) => request.resourceType() === 'script' && scripts.push(request.url()));
    const page = await here.open();
    await eventually(() => page.evaluate("performance.getEntriesByName(location.origin + '/_lab/evidence').length"), 1);
    expect(scripts).toHaveLength(1);
    const said = await textOf(page, 'main');
    const without = await here.browser.newContext({ javaScriptEnabled: false });
    expect(await textOf(await here.open(here.site.address, without), 'main')).toBe(said);
    await without.close();
  });

  it.each([360, 768, 1280])('says to who returns what is due, and moves nothing, at %i px', async (width) => {
    answered();
    const page = await here.open();
    await page.setViewportSize({ width, height: 900 });
    await page.reload();
    await eventually(
      () => textOf(page, '#today').then((text) => /^\d+ cards are due, about \d+ minutes?\.$/.test(text)),
      true,
    );
    expect(await shift(page)).toBe(0);
  });
});

describe('the page of your progress', () => {
  it('counts what was done at the command line, and says where it is kept', async () => {
    answered();
    const page = await here.open(address('progress'));
    await eventually(() => textOf(page, '#figure-answered'), '2');
    expect(await textOf(page, '#figure-right')).toBe('1');
    expect(Number(await textOf(page, '#figure-due'))).toBeGreaterThan(0);
    expect(await textOf(page, '#kept')).toBe('This browser keeps it. Your lab has all of it in a file as well.');
    expect(await shift(page)).toBe(0);
  });

  it('keeps the exam that is chosen, for the command line too, and the last choice counts', async () => {
    const page = await here.open(address('progress'));
    const chosen = () => readLog(here.lab.stateFolder).settings.get('exam')?.value;
    for (const code of ['DVA-C03', 'SAA-C03', 'DVA-C03']) {
      await page.locator('#exam').selectOption(code);
      await eventually(chosen, code);
    }
    // What was sent waits no longer, and the page says so without being loaded again.
    await eventually(() => textOf(page, '#kept'), 'This browser keeps it. Your lab has all of it in a file as well.');
    await page.reload();
    await eventually(() => page.locator('#exam').inputValue(), 'DVA-C03');
    const { out } = await runCommand(here.lab, 'readiness --json');
    expect(JSON.parse(out).exam).toBe('DVA-C03');
    expect(JSON.parse((await runCommand(here.lab, 'readiness --json --exam SAA-C03')).out).exam).toBe('SAA-C03');
  });

  it('exports a file that another lab imports, by keyboard, and refuses half of one', async () => {
    answered();
    const page = await here.open(address('progress'));
    await eventually(() => textOf(page, '#figure-answered'), '2');
    await page.locator('#export').focus();
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    const file = join(here.lab.stateFolder, 'exported.jsonl');
    await download.saveAs(file);
    expect(download.suggestedFilename()).toMatch(/^certlab-\d{4}-\d\d-\d\d\.jsonl$/);
    const text = readFileSync(file, 'utf8');

    writeFileSync(file, text.slice(0, -9));
    await page.locator('#import').setInputFiles(file);
    await eventually(() => textOf(page, '#said').then((said) => /is cut off.*Nothing was imported/.test(said)), true);
    writeFileSync(file, `${text}{"kind":"dream","id":"<img src=x onerror=alert(1)>","at":1}\n`);
    await page.locator('#import').setInputFiles(file);
    await eventually(
      () => textOf(page, '#said'),
      '1 record added; 2 were here already. 1 are of a later certlab: kept, and counted after an update.',
    );
    await eventually(() => here.inFile().includes('onerror'), true);
    expect(await page.locator('img[src="x"]').count()).toBe(0);
  });

  it.each<[string, (text: string) => string, RegExp]>([
    ['of more than 50 MB', (text) => text.padEnd(50_000_001, ' '), /is larger than 50 MB/],
    ['of a newer version', (text) => text.replace('"version":1', '"version":2'), /has format 2.*Update certlab/],
    ['of another kind', () => '<!doctype html><title>x</title>', /is no JSON Lines.*lab evidence export/],
  ])('refuses a file %s, says what to do, and loses nothing', async (_, made, sentence) => {
    answered();
    const before = here.inFile();
    const page = await here.open(address('progress'));
    await eventually(() => textOf(page, '#figure-answered'), '2');
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#export').click()]);
    const file = join(here.lab.stateFolder, 'refused.jsonl');
    await download.saveAs(file);
    writeFileSync(file, made(readFileSync(file, 'utf8')));
    await page.locator('#import').setInputFiles(file);
    await eventually(() => textOf(page, '#said').then((text) => sentence.test(text)), true);
    expect(await textOf(page, '#said')).toContain('Nothing was imported');
    expect([here.inFile(), await textOf(page, '#figure-answered')]).toEqual([before, '2']);
  });

  it('takes ten thousand records at once, and says meanwhile what it does', async () => {
    const page = await here.open(address('progress'));
    await eventually(() => textOf(page, '#figure-answered'), '0');
    await page.evaluate(
      "window.texts = []; new MutationObserver(() => window.texts.push(document.getElementById('said').textContent)).observe(document.getElementById('said'), { childList: true });",
    );
    const file = join(here.lab.stateFolder, 'large.jsonl');
    const record = (n: number) => ({ kind: 'sat', id: `id-${n}`, at: 1, exam: 'SAA-C03', passed: true });
    writeFileSync(file, Array.from({ length: 10_000 }, (_, n) => `${JSON.stringify(record(n))}\n`).join(''));
    await page.locator('#import').setInputFiles(file);
    await expect.poll(() => textOf(page, '#said'), { timeout: 60_000 }).toMatch(/^10000 records added; 0 were here/);
    expect(await page.evaluate('window.texts[0]')).toBe('Reading large.jsonl …');
    // What it sends to the lab goes on without the page.
    await page.close();
  });

  it('says that records of a clock a year ahead wait for their time, and loses none', async () => {
    answered();
    const before = here.inFile();
    await here.context.addInitScript('const now = Date.now; Date.now = () => now() - 365 * 86_400_000;');
    const page = await here.open(address('progress'));
    await eventually(
      () =>
        textOf(page, '#kept').then((text) => /2 records of a time that has not come yet: a clock was wrong/.test(text)),
      true,
    );
    expect([here.inFile(), await textOf(page, '#figure-answered')]).toEqual([before, '0']);
  });

  it.each([
    ['forbids', "IDBFactory.prototype.open = () => { throw new DOMException('', 'InvalidStateError'); };"],
    ['has filled', "IDBObjectStore.prototype.put = () => { throw new DOMException('', 'QuotaExceededError'); };"],
  ])('says where it is kept by who %s the store of the browser, and what to do without a lab', async (_, made) => {
    await here.context.addInitScript(made);
    const file = join(here.lab.stateFolder, 'one.jsonl');
    writeFileSync(file, '{"kind":"sat","id":"a","at":1,"exam":"SAA-C03","passed":true}\n');
    const page = await here.open(address('progress'));
    await eventually(() => textOf(page, '#figure-answered'), '0');
    await page.locator('#import').setInputFiles(file);
    await eventually(() => textOf(page, '#said'), '1 record added; 0 were here already.');
    await eventually(here.inFile, 'a');
    await eventually(
      () => textOf(page, '#kept'),
      'This browser keeps nothing more. Your lab has all of it in a file as well.',
    );
    const [deployed] = here.lab.projects;
    const alone = await here.open(`${deployed?.site?.({})}/progress`);
    await alone.locator('#import').setInputFiles(file);
    await eventually(
      () => textOf(alone, '#kept').then((text) => /until this tab is closed. Export it/.test(text)),
      true,
    );
  });

  it.each(Object.entries(FAILING))('says that what is done waits where the lab answers with %s', async (_, fails) => {
    const page = await here.open(address('progress'));
    await eventually(() => textOf(page, '#figure-answered'), '0');
    await page.route('**/_lab/evidence*', fails);
    const file = join(here.lab.stateFolder, 'one.jsonl');
    writeFileSync(file, '{"kind":"sat","id":"a","at":1,"exam":"SAA-C03","passed":true}\n');
    await page.locator('#import').setInputFiles(file);
    await eventually(() => textOf(page, '#said'), '1 record added; 0 were here already.');
    await eventually(
      () => textOf(page, '#kept').then((text) => /(lab has stopped|did not take it: 500).* 1 record waits/.test(text)),
      true,
    );
    expect(here.inFile()).toBe('');
    await page.unroute('**/_lab/evidence*');
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    await eventually(here.inFile, 'a');
    // What the browser itself notes of an answer that a test made fail is no fault of the page.
    here.complaints.splice(0, here.complaints.length, ...here.complaints.filter((one) => !/^Failed to load/.test(one)));
  });

  it('says that what is done waits while the lab is stopped', async () => {
    const page = await here.open(address('progress'));
    await eventually(() => textOf(page, '#figure-answered'), '0');
    here.site.close();
    const file = join(here.lab.stateFolder, 'one.jsonl');
    writeFileSync(file, '{"kind":"sat","id":"a","at":1,"exam":"SAA-C03","passed":true}\n');
    await page.locator('#import').setInputFiles(file);
    await eventually(() => textOf(page, '#said'), '1 record added; 0 were here already.');
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    await eventually(
      () => textOf(page, '#kept').then((text) => /The lab has stopped.* 1 record wait/.test(text)),
      true,
    );
  });
});

describe('a page that no lab serves', () => {
  it('asks for none, so that nothing fails, and keeps everything in the browser', async () => {
    const asked: string[] = [];
    here.context.on('request', (request) => asked.push(new URL(request.url()).pathname));
    const [deployed] = here.lab.projects;
    const page = await here.open(`${deployed?.site?.({})}/progress`);
    await eventually(() => textOf(page, '#figure-answered'), '0');
    expect(await textOf(page, '#kept')).toBe('This browser keeps it.');
    expect(asked.filter((path) => path.startsWith('/_lab'))).toEqual([]);
  });
});

describe('a page of another origin', () => {
  const ask = (page: Page, path: string, init = '{}') =>
    page.evaluate(`fetch('${here.site.address}${path}', ${init}).then((answer) => answer.text(), () => 'refused')`);

  it('neither reads the session nor the log, and adds nothing', async () => {
    answered();
    const before = here.inFile();
    const [deployed] = here.lab.projects;
    const page = await here.context.newPage();
    // Another port of this machine is another origin; its own policy would refuse before the lab does.
    await here.context.route('**/foreign', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Free practice exams</title>' }),
    );
    await page.goto(`${deployed?.site?.({})}/foreign`);
    const body = JSON.stringify({ records: [{ kind: 'sat', id: 'evil', at: 1, exam: 'SAA-C03', passed: true }] });
    const post = (mode: string, type: string) =>
      `{ method: 'POST', mode: '${mode}', headers: { 'content-type': '${type}' }, body: ${JSON.stringify(body)} }`;

    expect(await ask(page, '_lab/session')).toBe('refused');
    expect(await ask(page, '_lab/evidence')).toBe('refused');
    expect(await ask(page, '_lab/session', "{ mode: 'no-cors' }")).toBe('refused');
    expect(await ask(page, '_lab/evidence', post('cors', 'application/json'))).toBe('refused');
    expect(await ask(page, '_lab/evidence', post('no-cors', 'text/plain'))).toBe('refused');
    expect(here.inFile()).toBe(before);
  });
});
