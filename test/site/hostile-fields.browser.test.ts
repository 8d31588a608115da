/**
 * A script in every field that a learner can fill, in every address that pages read, and in a file that is imported, on the
 * deployed site and its user pool: it is shown as text or refused, nothing runs, and the policy has nothing to report. The fields
 * are those that the pages have, so that a new one is tried as well.
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openLab } from '../../lib/lab/lab.ts';
import { type Site, serveSite } from '../../lib/lab/site/server.ts';
import { CURRICULUM } from '../../lib/projects/registry.ts';
import { repository } from '../../lib/repository.ts';
import { deployedTarget } from '../support/deployed-target.ts';
import { eventually } from '../support/site/browser-on-lab.ts';
import { launchBrowser } from '../support/site/launch-browser.ts';
import { fileOn, madeSite } from '../support/site/made-site.ts';

/** Short enough for every field. Whichever way it became code, a dialog would open, or the policy report it. */
const HOSTILE = `javascript:alert(1)//"'><img src=x onerror=alert(1)><script>alert(1)</script>`;

const target = await deployedTarget();
const folder = mkdtempSync(join(tmpdir(), 'certlab-hostile-'));
let browser: Browser;
let context: BrowserContext;
let site: Site;
let said: string[];
/** Fields that were filled, in any page and state: `input#query`, `input[chose]`. */
const met = new Set<string>();

beforeAll(async () => {
  cpSync(join(target.stateFolder, 'emulator.json'), join(folder, 'emulator.json'));
  site = await serveSite(openLab(CURRICULUM, folder), [0]);
  browser = await launchBrowser();
  context = await browser.newContext();
  await context.addInitScript(
    "addEventListener('securitypolicyviolation', (event) => console.error('policy', event.violatedDirective, event.sample));",
  );
  // What is asked of an API that refuses it is noted by the browser itself.
  const own = (text: string) => !/^Failed to load resource: the server responded with a status of 4\d\d/.test(text);
  context.on('console', (message) => message.type() === 'error' && own(message.text()) && said.push(message.text()));
  context.on('weberror', (error) => said.push(`error: ${error.error().message}`));
  context.on('dialog', (dialog) => {
    said.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
});
beforeEach(() => {
  said = [];
});
afterAll(async () => {
  await browser?.close();
  site?.close();
  rmSync(folder, { recursive: true });
});

/** Run in the page, and so written as text: fills all that there is, whatever its type would refuse, and names it. */
const FILL = `(() => {
  const hostile = ${JSON.stringify(HOSTILE)};
  const fields = [...document.querySelectorAll('input:not([type=file]), textarea, select')];
  return fields.map((field) => {
    for (const rule of ['maxlength', 'pattern', 'min', 'max', 'readonly', 'disabled']) field.removeAttribute(rule);
    field.closest('fieldset')?.removeAttribute('disabled');
    if (field.matches('[type=radio], [type=checkbox]')) field.checked = true;
    else if (field.matches('select')) field.append(new Option(hostile, hostile, true, true));
    else if (field.matches('input')) field.type = 'text';
    field.value = hostile;
    for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true }));
    return field.name || field.id;
  });
})()`;
const submit = (place: number) =>
  `(() => { const form = document.forms[${place}]; form.noValidate = true; form.requestSubmit(); })()`;
/** What the text would have become, were it taken for HTML; pages have none of these. */
const BECAME = `document.querySelectorAll('img, [onerror], script:not([src]), [href^="javascript:"], [src^="javascript:"]').length`;

const settled = (page: Page) => page.waitForLoadState('networkidle', { timeout: 3_000 }).catch(() => undefined);

/** What of the hostile text a page has taken for HTML. A form that is sent may lead elsewhere while it is asked: then the page there is. */
async function becameOn(page: Page): Promise<number> {
  for (let left = 5; ; left--) {
    await settled(page);
    const became = await page.evaluate<number>(BECAME).catch((error: Error) => error);
    if (typeof became === 'number') return became;
    if (left === 0 || !/navigation/.test(became.message)) throw became;
  }
}

/** A page, with its search open over it. */
async function open(path: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${site.address}${path.slice(1)}`, { waitUntil: 'load' });
  await settled(page);
  await page.keyboard.press('/');
  return page;
}

/** Fills what a page has by now and sends each of its forms, each from the beginning; gives the fields that it had. */
async function tryFields(reach: () => Promise<Page>): Promise<string[]> {
  const fields: string[] = [];
  let forms = 1;
  for (let place = 0; place < forms; place++) {
    const page = await reach();
    fields.push(...(await page.evaluate<string[]>(FILL)));
    forms = await page.evaluate<number>('document.forms.length');
    const leaves = page.waitForEvent('framenavigated', { timeout: 1_000 }).catch(() => undefined);
    if (forms > 0) await page.evaluate(submit(place));
    await leaves;
    if ((await becameOn(page)) > 0) said.push(`became a part of ${page.url()}`);
    await page.close();
  }
  for (const field of fields) met.add(field);
  return fields;
}

/** Every page with a field of its own, and of those without one the first of each form: `/drills/web-app/1`. */
const formOf = (path: string) => path.split('/').slice(0, -1).join('/') || path;
const pages = madeSite.paths.filter(
  (path, place, all) =>
    all.findIndex((other) => formOf(other) === formOf(path)) === place ||
    /<(input|select|textarea)\b/.test(madeSite.text(fileOn(path, '2026-11-28'))),
);

describe('a script in every field', () => {
  it.each(pages)('and in the address of %s is text', async (path) => {
    const hostile = encodeURIComponent(HOSTILE);
    const fields = await tryFields(() => open(`${path}?drill=${hostile}#${hostile}`));
    // The search is a field of every page.
    expect(fields).toContain('q');
    expect(said).toEqual([]);
  });

  it('of a question, asked and answered, is text', async () => {
    const asked = async () => {
      const page = await open('/practise');
      await page.keyboard.press('Escape');
      await page.locator('#what button').click();
      await page.locator('#asked').waitFor();
      return page;
    };
    expect(await tryFields(asked)).toEqual(expect.arrayContaining(['question', 'chose', 'sureness']));
    const answered = async () => {
      const page = await asked();
      for (const option of await page.locator('[name="chose"]').all()) await option.check();
      const isOne = (await page.locator('[name="chose"][type="radio"]').count()) > 0;
      for (const option of isOne ? [] : (await page.locator('[name="chose"]').all()).slice(2)) await option.uncheck();
      await page.locator('[name="sureness"]').first().check();
      await page.locator('#asked button[type="submit"]').click();
      await page.locator('[data-report]').click();
      await page.locator('#report-text').waitFor();
      return page;
    };
    expect(await tryFields(answered)).toContain('report-text');
    expect(await tryFields(() => open('/practise/question?about=SAA-C03&number=1'))).toContain('chose');
    expect(said).toEqual([]);
  });

  it('that scripts or answers draw has been among them', () => {
    const folders = ['lib/site/islands', 'lib/site/practise', 'lib/site/incident', 'lambda/shared/pages'];
    const drawn = ['lambda/serverless-api/ask.ts', ...folders.flatMap(filesOf)].flatMap((file) =>
      [
        ...readFileSync(join(repository, file), 'utf8').matchAll(
          /el\(\s*'(?:input|textarea|select)',\s*\{\s*(?:\.\.\.\{)?[^{}]*?\b(?:name|id): '([\w-]+)'/g,
        ),
      ].map(([, name = '']) => name),
    );
    expect(drawn.length).toBeGreaterThan(4);
    const known = ['search-query'];
    expect(drawn.filter((name) => !met.has(name) && !known.includes(name))).toEqual([]);
  });

  it('of a file that is imported is text on every page that reads it', async () => {
    const at = Date.now() - 86_400_000;
    const tasks = ['SAA-C03/1.1'];
    const records = [
      { kind: 'answer', id: `1${HOSTILE}`, at, item: HOSTILE, family: HOSTILE, tasks, of: 4, choose: 1, chose: [1] },
      { kind: 'drill', id: `2${HOSTILE}`, at, drill: HOSTILE, tasks, solved: false, hints: 0, checks: 1 },
      { kind: 'setting', id: `3${HOSTILE}`, at, name: 'exam', value: HOSTILE },
      { kind: '<img src=x onerror=alert(1)>', id: `4${HOSTILE}`, at, [HOSTILE]: HOSTILE },
    ].map((record) => ({
      ...record,
      ...(record.kind === 'answer' && { right: false, sureness: 'sure', misconceptions: [HOSTILE], resisted: [] }),
      ...(record.kind === 'drill' && { solutionShown: false, milliseconds: 1 }),
    }));
    const file = join(folder, `${HOSTILE.replaceAll('/', '')}.jsonl`);
    const page = await open('/progress');
    const imports = async (content: string, holds: (text: string) => boolean) => {
      writeFileSync(file, content);
      await page.locator('#import').setInputFiles(file);
      await eventually(() => page.locator('#said').innerText().then(holds), true);
    };
    await imports(records.map((record) => `${JSON.stringify(record)}\n`).join(''), (text) =>
      text.startsWith('4 records added'),
    );
    // And one that is refused, by a name that is said.
    await imports(HOSTILE, (text) => text.includes('onerror=alert(1)'));
    await page.close();
    for (const path of ['/', '/progress', '/practise', '/exams/SAA-C03', '/drills', '/account']) {
      const reader = await open(path);
      if ((await becameOn(reader)) > 0) said.push(`became a part of ${path}`);
      await reader.close();
    }
    expect(said).toEqual([]);
  });

  it('would be found, were it what the policy alone refuses', async () => {
    const page = await open('/compare');
    await page.evaluate(
      "{ const link = document.createElement('a'); link.href = 'javascript:alert(1)'; document.body.append(link); link.click(); }",
    );
    await eventually(() => said.some((one) => one.startsWith('policy')), true);
    await page.close();
  });
});

const filesOf = (under: string): string[] =>
  readdirSync(join(repository, under), { recursive: true })
    .map(String)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(under, file));
