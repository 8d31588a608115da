/** Every page of the deployed site in a browser, as a learner meets it: three widths, two themes, nothing to complain of. */
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deployedTarget } from '../support/deployed-target.ts';
import { LAYOUT_SHIFT, launchBrowser } from '../support/site/launch-browser.ts';
import { madeSite, ON_REQUEST, REFUSED } from '../support/site/made-site.ts';
import { SIDEWAYS, seenFaults } from '../support/site/seen-faults.ts';

const target = await deployedTarget();
const { ApiId = '', ApiUrl = '' } = target.outputs.ServerlessApi ?? {};
/** By the API's own host name, because the site's links begin at the root of its address. */
const address = `http://${ApiId}.execute-api.localhost:${new URL(target.endpoint).port}`;

const VIEWS = [360, 768, 1280].flatMap((width) => (['light', 'dark'] as const).map((theme) => ({ width, theme })));
type View = (typeof VIEWS)[number];
/** Where there are many pages of one form, the first is looked at in every view, and the others in the two extremes. */
const EXTREMES = VIEWS.filter(
  ({ width, theme }) => (width === 360 && theme === 'dark') || (width === 1280 && theme === 'light'),
);
const formOf = (path: string) => path.split('/').slice(0, -1).join('/') || path;
const pages = [
  ...madeSite.paths.map((path, place) => ({
    path,
    views: madeSite.paths.findIndex((other) => formOf(other) === formOf(path)) === place ? VIEWS : EXTREMES,
  })),
  ...ON_REQUEST.map((path) => ({ path, views: VIEWS })),
];

let browser: Browser;
const contexts = new Map<View, BrowserContext>();

beforeAll(async () => {
  browser = await launchBrowser();
  for (const view of VIEWS) {
    const { width, theme } = view;
    contexts.set(view, await browser.newContext({ viewport: { width, height: 900 }, colorScheme: theme }));
  }
});
afterAll(() => browser?.close());

/** Run in the page, and so written as text: the types of a browser are not those of this program. */
const INJECT = `(() => {
  const script = document.createElement('script');
  try {
    script.textContent = 'window.ran = true';
    document.body.append(script);
    document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.ran = true">');
  } catch {
    // Trusted Types refuse the text before the policy refuses the script.
  }
  return 'ran' in window;
})()`;

/** What is wrong with a page in a view, each as a sentence. */
async function faultsOf(url: string, view: View): Promise<string[]> {
  const page = await (contexts.get(view) as BrowserContext).newPage();
  const faults: string[] = [];
  page.on(
    'console',
    (message) => ['error', 'warning'].includes(message.type()) && faults.push(`console: ${message.text()}`),
  );
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('requestfailed', (request) => faults.push(`failed: ${request.url()}`));
  page.on(
    'response',
    (response) =>
      response.status() >= 400 && response.url() !== url && faults.push(`${response.status()}: ${response.url()}`),
  );
  try {
    await page.goto(url, { waitUntil: 'load' });
    const shift = await page.evaluate<number>(LAYOUT_SHIFT);
    if (shift > 0) faults.push(`layout shift ${shift}`);
    faults.push(...(await seenFaults(page)));
  } finally {
    await page.close();
  }
  return faults;
}

describe('a page', () => {
  it.each(pages)('is without a fault in every view: $path', async ({ path, views }) => {
    const found: string[] = [];
    for (const view of views)
      found.push(
        ...(await faultsOf(`${address}${path}`, view)).map((fault) => `${view.width} ${view.theme}: ${fault}`),
      );
    expect(found).toEqual([]);
  });

  it.each(REFUSED)('that refuses is without a fault too: %s', async (path) => {
    // What the browser itself notes of a 404 or 400 is no fault of the page.
    const faults = await faultsOf(`${address}${path}`, VIEWS[0] as View);
    expect(faults.filter((fault) => !/status of 40[04]/.test(fault))).toEqual([]);
  });

  it.each([
    ['nothing', '<p>Fine</p>', undefined],
    ['a picture without words', '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">', /^axe image-alt/],
    ['text that cannot be read', '<p class="faint">faint</p>', /^axe color-contrast/],
    ['something too wide', '<div class="wide">wide</div>', /^scrolls sideways/],
    ['a control without a name', '<button></button>', /^a button has no name/],
    ['two controls of a name', '<button>Go</button><button>Go</button>', /^two of the role button are called “Go” in/],
    ['one name for two places', '<a href="/a">More</a> <a href="/b">More</a>', /^two of the role link/],
    [
      'what has the focus and no role',
      '<div tabindex="0" aria-label="Log">x</div>',
      /^“Log” can be focused and has no/,
    ],
    ['a level that is left out', '<h3>Deep</h3>', /^heading “Deep” of level 3/],
    ['a second main part', '<div role="main">x</div>', /^2 landmarks main/],
  ])('is found out by %s', async (_, planted, fault) => {
    const body = `<!DOCTYPE html><html lang="en"><title>Planted</title>${STYLES}<header>Top</header>
<main><h1>Planted</h1>${planted}</main><footer>Foot</footer></html>`;
    const context = contexts.get(VIEWS[0] as View) as BrowserContext;
    await context.route('**/planted', (route) => route.fulfill({ contentType: 'text/html', body }));
    const faults = await faultsOf(`${address}/planted`, VIEWS[0] as View);
    expect(faults.some((one) => fault?.test(one))).toBe(fault !== undefined);
    if (!fault) expect(faults).toEqual([]);
    await context.unroute('**/planted');
  });
});

const STYLES = '<link rel="icon" href="data:,"><style>.faint{color:#ccc;background:#fff}.wide{width:9999px}</style>';

describe('a learner', () => {
  it('reads the same with script off', async () => {
    const read = async (javaScriptEnabled: boolean) => {
      const context = await browser.newContext({ javaScriptEnabled });
      const page = await context.newPage();
      const texts: string[] = [];
      for (const path of ['/', '/compare', '/exams/DVA-C03']) {
        await page.goto(`${address}${path}`);
        texts.push(await page.locator('main').innerText());
      }
      await context.close();
      return texts;
    };
    const [off, on] = [await read(false), await read(true)];
    expect(off).toEqual(on);
    expect(off.every((text) => text.length > 400)).toBe(true);
  });

  it('comes by keyboard past the header, to every part, and opens the sources of a fact', async () => {
    const page = await browser.newPage();
    await page.goto(`${address}/compare`);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    expect(new URL(page.url()).hash).toBe('#main');

    const onSummary = "document.activeElement.matches('#skills summary')";
    for (let tab = 0; tab < 40 && !(await page.evaluate<boolean>(onSummary)); tab++) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.locator('#skills details').getAttribute('open')).not.toBeNull();
    expect(await page.locator('#skills details li').first().isVisible()).toBe(true);
    await page.close();
  });

  it('finds which exam, from the first page, in two clicks', async () => {
    const page = await browser.newPage();
    await page.goto(`${address}/`);
    await page.getByRole('navigation').getByRole('link', { name: 'Exams' }).click();
    await page.getByRole('main').getByRole('link', { name: 'SAA-C03', exact: true }).first().click();
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('SAA-C03');
    await page.close();
  });

  it.each([true, false])('decides from the first page in eight clicks, with script: %s', async (javaScriptEnabled) => {
    const context = await browser.newContext({ javaScriptEnabled });
    const page = await context.newPage();
    await page.goto(`${address}/`);
    await page.getByRole('link', { name: 'Six questions, one answer' }).click();
    const questions = await page.locator('.questions').getByRole('group').all();
    expect(questions).toHaveLength(6);
    for (const question of questions) await question.getByRole('radio').first().check();
    await page.getByRole('button', { name: 'Show the answer' }).click();

    expect(await page.getByRole('heading', { level: 2 }).first().innerText()).toMatch(/^(Architect|Developer|Both: )/);
    const said = await page.getByRole('main').innerText();
    await page.getByRole('link', { name: 'The address of this answer' }).click();
    expect(await page.getByRole('main').innerText()).toBe(said);
    expect(await page.getByRole('radio', { checked: true }).count()).toBe(6);
    await context.close();
  });

  it('decides by keyboard alone, and is asked again for what was left out', async () => {
    const page = await browser.newPage();
    await page.goto(`${address}/decide`);
    const active = () => page.evaluate<string>("document.activeElement.name ?? ''");
    for (let tab = 0; tab < 40 && (await active()) !== 'background'; tab++) await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    expect(new URL(page.url()).search).toBe('');
    // The browser leads to the first question without a reply.
    for (let question = 1; question < 6; question++) {
      if (question > 1) await page.keyboard.press('Tab');
      await page.keyboard.press('Space');
    }
    await Promise.all([page.waitForURL('**/decide?*'), page.keyboard.press('Enter')]);
    expect(await page.locator('#answer tbody tr').count()).toBe(6);
    await page.close();
  });

  it('who zooms to 400 %, or forces colours, sees all of it', async () => {
    const context = await browser.newContext({ viewport: { width: 320, height: 256 }, forcedColors: 'active' });
    const page = await context.newPage();
    for (const path of [...ON_REQUEST, ...madeSite.paths.filter((one) => one.split('/').length < 4)]) {
      await page.goto(`${address}${path}`);
      const sideways = await page.evaluate<number>(SIDEWAYS);
      expect([path, Math.max(0, sideways)]).toEqual([path, 0]);
    }
    await context.close();
  });
});

describe('the deployed site', () => {
  it('names the edition that the table serves', async () => {
    const { contentVersion } = (await (await fetch(`${ApiUrl}/health`)).json()) as { contentVersion: string };
    const text = await (await fetch(`${ApiUrl}/compare`)).text();
    expect(text).toContain(`<code>${contentVersion}</code>`);
  });

  it('answers HEAD, refuses POST, and leaves every other path to the API', async () => {
    const [head, post, unknown, api] = await Promise.all([
      fetch(`${ApiUrl}/compare`, { method: 'HEAD' }),
      fetch(`${ApiUrl}/compare`, { method: 'POST' }),
      fetch(`${ApiUrl}/nothing-here`),
      fetch(`${ApiUrl}/v1/exams/SAA-C03`),
    ]);
    expect([head.status, post.status, unknown.status, api.status]).toEqual([200, 405, 404, 200]);
    expect(unknown.headers.get('content-type')).toContain('application/problem+json');
    expect(head.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('runs nothing that a page is made to carry', async () => {
    const page = await browser.newPage();
    await page.goto(`${address}/compare`);
    const ran = await page.evaluate<boolean>(INJECT);
    expect(ran).toBe(false);
    await page.close();
  });
});
