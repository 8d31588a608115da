/** Practise in a browser, at the lab's address: a learner studies, by keyboard too, and whatever fails loses no answer. */
import type { Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { keyOf } from '../../lambda/shared/questions/family.ts';
import { letterOf } from '../../lambda/shared/questions/shown.ts';
import { noteEvidence, readLog } from '../../lib/study/evidence.ts';
import { itemOf } from '../../lib/study/items.ts';
import { answerTo } from '../../lib/study/log/records.ts';
import { browserOnLab, eventually } from '../support/site/browser-on-lab.ts';
import { FAILING } from '../support/site/failing-answers.ts';
import { LAYOUT_SHIFT } from '../support/site/launch-browser.ts';
import { seenFaults } from '../support/site/seen-faults.ts';
import { siteAndApi } from '../support/site/site-and-api.ts';

const here = browserOnLab(siteAndApi);
const address = () => `${here.site.address}practise`;
const answers = () => readLog(here.lab.stateFolder).answers;
const textOf = (page: Page, selector: string) => page.locator(selector).innerText();
/** The page does something by script only once it knows what is due. */
/** Once the page's script has counted what is due: before that the form leads to the page without script. */
const ready = (page: Page) => eventually(async () => /due/i.test(await page.locator('#today').innerText()), true);

async function asking(about = 'SAA-C03/1.1'): Promise<Page> {
  const page = await here.open(address());
  await ready(page);
  await page.locator('#about').selectOption(about);
  await page.locator('#what button').click();
  await page.locator('#asked').waitFor();
  return page;
}
const itemShown = async (page: Page) => itemOf(await page.locator('[name="question"]').inputValue());

async function choose(page: Page, right: boolean, sureness = 'sure') {
  const item = await itemShown(page);
  const places = right
    ? keyOf(item)
    : item.options.flatMap((option, place) => (option.misconception ? [place] : [])).slice(0, item.choose);
  for (const place of places) await page.locator(`[name="chose"][value="${letterOf(place)}"]`).check();
  await page.locator(`[name="sureness"][value="${sureness}"]`).check();
  return item;
}
const send = (page: Page) => page.locator('#asked button[type="submit"]').click();
const said = (page: Page) => textOf(page, '#trouble');

describe('an answer', () => {
  it('is judged with a reason for every option, and noted as every other', async () => {
    const page = await asking();
    const item = await choose(page, false, 'unsure');
    expect(await page.locator('main').innerText()).not.toContain(item.options[0]?.reason);
    await send(page);
    await page.locator('#answered').waitFor();
    const text = await textOf(page, '#answered');
    for (const { reason } of item.options) expect(text).toContain(reason);
    expect(await textOf(page, '#answered mark')).toBe(item.decides);
    expect(await page.locator('#answered a[href^="/drills/"]').count()).toBeGreaterThan(0);
    await eventually(() => answers().length, 1);
    const { id, at, milliseconds, ...noted } = answers()[0] as typeof answers extends () => readonly (infer A)[]
      ? A
      : never;
    const chosen = item.options.flatMap((option, place) => (option.misconception ? [place] : [])).slice(0, item.choose);
    const { id: _, at: __, ...wanted } = answerTo(item, chosen, 'unsure');
    expect(noted).toEqual(wanted);
    expect([typeof id, Date.now() - at < 60_000, (milliseconds ?? -1) >= 0]).toEqual(['string', true, true]);
  });

  it('is given by keyboard alone, and reported by one key', async () => {
    const page = await here.open(address());
    await ready(page);
    await page.locator('#about').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('#asked').waitFor();
    expect(await page.evaluate('document.activeElement.id')).toBe('asked-h');
    const tabTo = async (selector: string) => {
      for (let tab = 0; tab < 12 && !(await page.evaluate(`document.activeElement.matches('${selector}')`)); tab++)
        await page.keyboard.press('Tab');
    };
    const { choose: many } = await itemShown(page);
    for (let one = 0; one < many; one++) {
      await (one === 0 ? tabTo('[name="chose"]') : page.keyboard.press('Tab'));
      await page.keyboard.press('Space');
    }
    await tabTo('[name="sureness"]');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.locator('#answered').waitFor();
    expect(await page.evaluate('document.activeElement.id')).toBe('answered-h');
    await page.keyboard.press('r');
    expect(await page.locator('#report-text').inputValue()).toContain('## What is wrong with it');
    await eventually(() => answers().map(({ sureness }) => sureness), ['unsure']);
  });

  it('stays what it was after a reload and on the way back, and counts once', async () => {
    const page = await asking();
    const { id } = await itemShown(page);
    await page.reload();
    await page.locator('#asked').waitFor();
    expect((await itemShown(page)).id).toBe(id);
    await choose(page, true);
    await send(page);
    await page.locator('#answered').waitFor();
    await page.reload();
    await page.locator('#answered').waitFor();
    await page.locator('[data-next]').click();
    await page.locator('#asked').waitFor();
    await page.goBack();
    await page.locator('#answered').waitFor();
    await page.goBack();
    await ready(page);
    await eventually(() => answers().length, 1);
  });

  it('makes a card that is asked again when it is due, with the idea behind it', async () => {
    const item = itemOf('iam-doors/3');
    const wrong = item.options.findIndex(({ misconception }) => misconception !== undefined);
    const at = Date.now() - 5 * 86_400_000;
    noteEvidence(here.lab.stateFolder, answerTo(item, [wrong], 'sure', { at, milliseconds: 60_000 }));
    const page = await here.open(address());
    await eventually(() => page.locator('#due').isEnabled(), true);
    expect(await textOf(page, '#ideas-list')).toMatch(/chosen 1 time of 1/);
    await page.locator('#due').click();
    await page.locator('#asked').waitFor();
    await choose(page, true);
    await send(page);
    await eventually(() => answers().length, 2);
  });
});

describe('whatever fails', () => {
  afterEach(async () => {
    await here.context.close();
    // What the browser itself notes of an answer that a test made fail is no fault of the page.
    const own = here.complaints.filter((one) => !one.startsWith('Failed to load resource'));
    here.complaints.splice(0, here.complaints.length, ...own);
  });
  const SENTENCES = [
    ['a lost connection', /connection to the API was lost/],
    ['a failure (500)', /could not answer \(500\)/],
    ['nothing', /not the API’s answer/],
    ['a page of HTML', /sign in first/],
  ] as const;
  const failing = (how: string) => FAILING[how] as (typeof FAILING)[string];

  it.each(SENTENCES)('%s is said, and the answer is sent once when it is over', async (how, sentence) => {
    const page = await asking();
    await page.route('**/v1/answers', failing(how));
    await choose(page, true);
    await send(page);
    await eventually(() => said(page).then((text) => sentence.test(text) && /Your answer is kept/.test(text)), true);
    expect(answers()).toHaveLength(0);
    // Also in a second tab that opens meanwhile, and after a reload.
    await page.reload();
    await page.locator('#asked').waitFor();
    expect(await page.locator('[name="chose"]:checked').count()).toBeGreaterThan(0);
    await page.unroute('**/v1/answers');
    const other = await here.open(address());
    await ready(other);
    await page.evaluate("window.dispatchEvent(new Event('online'))");
    await page.locator('#answered').waitFor();
    await eventually(() => answers().length, 1);
  });

  it.each(SENTENCES)('%s is said where a question was asked for', async (how, sentence) => {
    const page = await here.open(address());
    await ready(page);
    await page.route('**/v1/questions*', failing(how));
    await page.locator('#what button').click();
    await eventually(() => textOf(page, '#trouble-menu').then((text) => sentence.test(text)), true);
    await page.unroute('**/v1/questions*');
    await page.locator('#what button').click();
    await page.locator('#asked').waitFor();
  });

  it('an answer to a question that was changed since is not judged, and says so', async () => {
    const page = await asking();
    await page.route('**/v1/answers', async (route) => {
      const answer = await route.fetch();
      const body = await answer.json();
      for (const option of body.options) option.text += ' now';
      await route.fulfill({ response: answer, json: { ...body, edition: 'another' } });
    });
    await choose(page, true);
    await send(page);
    await eventually(() => said(page).then((text) => /changed since.*counts neither way/.test(text)), true);
    expect(answers()).toHaveLength(0);
  });

  it.each([
    [
      'localStorage',
      "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError'); } });",
      /while this tab is open/,
    ],
    [
      'a full store',
      "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); };",
      /while this tab is open/,
    ],
  ])('without %s an answer waits in the tab, and is sent', async (_, made, sentence) => {
    await here.context.addInitScript(made);
    const page = await asking();
    await page.route('**/v1/answers', (route) => route.abort());
    await choose(page, true);
    await send(page);
    await eventually(() => said(page).then((text) => sentence.test(text)), true);
    await page.unroute('**/v1/answers');
    await page.evaluate("window.dispatchEvent(new Event('online'))");
    await page.locator('#answered').waitFor();
    await eventually(() => answers().length, 1);
  });

  it('an asset of the release before leads to the one of now', async () => {
    const formerly = (text: string) => text.replaceAll(/(\/assets\/[\w-]+\.)[\w-]+(\.\w+)/g, '$10123456789$2');
    const asked: string[] = [];
    // The page and its script are what the browser kept of that release; what they name is asked for as it was called then.
    await here.context.route('**/practise', async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, body: formerly(await answer.text()) });
    });
    await here.context.route('**/assets/practise.0123456789.js', async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, body: formerly(await answer.text()) });
    });
    here.context.on('request', (request) => request.redirectedFrom() && asked.push(new URL(request.url()).pathname));
    const page = await here.open(address());
    await ready(page);
    expect(await page.evaluate<number>('document.styleSheets[0].cssRules.length')).toBeGreaterThan(50);
    await page.locator('#begin').click();
    await page.locator('#clock').waitFor({ timeout: 30_000 });
    expect(asked.map((path) => /assets\/([\w-]+)/.exec(path)?.[1])).toEqual(expect.arrayContaining(['site', 'mock']));
  });

  it('a script that does not come is said, and what was done stays', async () => {
    await here.context.route(/assets\/(mock|report)\./, (route) => route.abort());
    const page = await asking();
    await choose(page, true);
    await send(page);
    await page.locator('#answered').waitFor();
    await page.locator('[data-report]').click();
    await eventually(
      () => textOf(page, '#report').then((text) => /did not come: load the page again/.test(text)),
      true,
    );
    await page.locator('[data-menu]').click();
    await page.locator('#begin').click();
    await eventually(
      () => textOf(page, '#trouble-mock').then((text) => /did not come.*No exam has begun/.test(text)),
      true,
    );
    await eventually(() => answers().length, 1);
  });

  it.each(['turned off', 'that does not come'])('with script %s a learner studies all the same', async (how) => {
    const context = await here.browser.newContext({ javaScriptEnabled: how !== 'turned off' });
    await context.route(/assets\/practise\./, (route) => route.abort());
    const page = await here.open(address(), context);
    await page.locator('#what button').click();
    await page.waitForURL('**/practise/question?*');
    const item = await itemShown(page);
    for (const place of keyOf(item)) await page.locator(`[name="chose"][value="${letterOf(place)}"]`).check();
    await page.locator('#one button').click();
    const text = await textOf(page, '#answered');
    for (const { reason } of item.options) expect(text).toContain(reason);
    await page.getByRole('link', { name: 'Next question' }).click();
    expect((await itemShown(page)).id).not.toBe(item.id);
    await context.close();
  });

  it.each([365, -365])('a clock that is off by %i days is said, and the answer is kept', async (days) => {
    await here.context.addInitScript(`const now = Date.now; Date.now = () => now() + ${days} * 86_400_000;`);
    const page = await asking();
    await choose(page, true);
    await send(page);
    await page.locator('#answered').waitFor();
    await eventually(
      () => textOf(page, '#stage .note').then((text) => (days > 0 ? /365 days ahead/ : /365 days behind/).test(text)),
      true,
    );
    await eventually(() => answers().length, 1);
  });
});

describe('every state of the page', () => {
  it.each([360, 768, 1280])('moves nothing while it loads for who returns, at %i px', async (width) => {
    const item = itemOf('iam-doors/3');
    const wrong = item.options.findIndex(({ misconception }) => misconception !== undefined);
    noteEvidence(here.lab.stateFolder, answerTo(item, [wrong], 'sure', { at: Date.now() - 5 * 86_400_000 }));
    const page = await here.open(address());
    await page.setViewportSize({ width, height: 900 });
    await page.reload();
    await eventually(() => page.locator('#due').isEnabled(), true);
    expect(await page.evaluate<number>(LAYOUT_SHIFT)).toBe(0);
  });

  it.each([360, 768, 1280])('is without a fault at %i px, in both themes', async (width) => {
    const faults: string[] = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await asking('DVA-C03');
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      const look = async (state: string) =>
        faults.push(...(await seenFaults(page)).map((fault) => `${colorScheme} ${state}: ${fault}`));
      await look('asked');
      await choose(page, false);
      await send(page);
      await page.locator('#answered').waitFor();
      await page.locator('[data-report]').click();
      await look('answered');
      await page.close();
    }
    expect(faults).toEqual([]);
  });

  it('reads code of a question as its words', async () => {
    const page = await asking('DVA-C03/1.1');
    for (let tries = 0; tries < 30 && !(await itemShown(page)).code; tries++) {
      await page.locator('[data-menu]').click();
      await page.locator('#what button').click();
      await page.locator('#asked').waitFor();
    }
    const { code } = await itemShown(page);
    expect(code).toBeDefined();
    expect(await page.getByRole('img', { name: code?.words as string, exact: true }).innerText()).toContain(
      code?.text.split('\n')[0],
    );
  });
});
