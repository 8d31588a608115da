/** Search in a browser: by the key / from any page, as one types, on its page, without script, and with the connection gone. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FAILING } from '../support/site/failing-answers.ts';
import { launchBrowser } from '../support/site/launch-browser.ts';
import { seenFaults } from '../support/site/seen-faults.ts';
import { siteAndApi } from '../support/site/site-and-api.ts';

let server: Server;
let browser: Browser;
let context: BrowserContext;
let address: string;

beforeAll(async () => {
  server = await siteAndApi();
  address = `http://localhost:${(server.address() as AddressInfo).port}`;
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  server?.close();
});
beforeEach(async () => {
  context = await browser.newContext();
});
afterEach(() => context.close());

async function open(path: string): Promise<{ page: Page; faults: string[] }> {
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  await page.goto(`${address}${path}`, { waitUntil: 'load' });
  return { page, faults };
}
const eventually = (what: () => unknown) => expect.poll(what, { timeout: 10_000 });
const dialog = (page: Page) => page.getByRole('dialog', { name: 'Search' });
const titles = (page: Page) => page.locator('.found a').allInnerTexts();

describe('by the key /', () => {
  it.each(['/', '/compare', '/drills/serverless-api/1', '/practise', '/progress'])(
    'opens over %s, finds as one types, and gives the focus back on Escape',
    async (path) => {
      const { page, faults } = await open(path);
      const link = page.getByRole('navigation').getByRole('link', { name: 'Exams' });
      await link.focus();
      await page.keyboard.press('/');
      await dialog(page).waitFor();
      await page.keyboard.type('lamda');
      await eventually(() => titles(page)).toContain('AWS Lambda');
      expect(await dialog(page).getByRole('status').innerText()).toMatch(/^\d+ places for “lamda”, read as lambda/);
      expect(await seenFaults(page)).toEqual([]);

      await page.keyboard.press('Escape');
      await dialog(page).waitFor({ state: 'hidden' });
      expect(await link.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);
      expect(faults).toEqual([]);
    },
  );

  it('loads nothing before it is opened, and its documents once', async () => {
    const asked: string[] = [];
    context.on('request', (request) => asked.push(new URL(request.url()).pathname));
    const { page } = await open('/compare');
    expect(asked.filter((path) => /find|search/.test(path))).toEqual([]);
    for (const query of ['sqs', 'sns']) {
      await page.keyboard.press('/');
      await page.keyboard.type(query);
      await eventually(() => titles(page)).toContain(`Amazon ${query.toUpperCase()}`);
      await page.keyboard.press('Escape');
    }
    expect(asked.filter((path) => /find|search/.test(path))).toHaveLength(2);
  });

  it('is a letter like any other in a field, and can be turned off', async () => {
    const { page } = await open('/search');
    await page.getByRole('searchbox').fill('');
    await page.getByRole('searchbox').press('/');
    expect(await page.getByRole('searchbox').inputValue()).toBe('/');
    await page.getByRole('checkbox', { name: /^The key/ }).uncheck();

    await page.goto(`${address}/compare`);
    await page.keyboard.press('/');
    await page.keyboard.press('Tab');
    expect(await dialog(page).count()).toBe(0);
  });

  it('leads by Enter to the page of results, and by a link to its place', async () => {
    const { page } = await open('/exams');
    await page.keyboard.press('/');
    await page.keyboard.type('cognito');
    await eventually(() => titles(page)).toContain('Amazon Cognito');
    await dialog(page).getByRole('link', { name: 'Amazon Cognito' }).click();
    expect(new URL(page.url()).hash).toBe('#service-cognito');
    await dialog(page).waitFor({ state: 'hidden' });

    await page.keyboard.press('/');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/search?q=cognito');
  });
});

it('says over a page that what searches did not come, and leads to the page of results', async () => {
  await context.route('**/assets/find.*', (route) => route.abort());
  const { page } = await open('/compare');
  await page.keyboard.press('/');
  await eventually(() => dialog(page).innerText()).toContain('did not come: Enter asks for the page of results');
  await page.keyboard.type('sqs');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/search?q=sqs');
  expect(await titles(page)).toContain('Amazon SQS');
});

describe('the page Search', () => {
  it.each([true, false])('finds, with script: %s', async (javaScriptEnabled) => {
    const other = await browser.newContext({ javaScriptEnabled });
    const page = await other.newPage();
    await page.goto(`${address}/search`);
    await page.getByRole('searchbox').fill('which exam is easier');
    await page.getByRole('button', { name: 'Search' }).click();
    expect((await titles(page))[0]).toBe('Which exam is easier, and which is harder');
    expect(await page.getByRole('searchbox').inputValue()).toBe('which exam is easier');
    await other.close();
  });

  it('shows by script what it shows on request, and its address follows what is typed', async () => {
    const { page } = await open('/search?q=cicd');
    const onRequest = await page.locator('#found').innerText();
    await page.getByRole('searchbox').fill('rds');
    await eventually(() => page.url()).toContain('q=rds');
    await page.getByRole('searchbox').fill('cicd');
    await eventually(() => page.locator('#found').innerText()).toBe(onRequest);
    await eventually(() => page.url()).toContain('q=cicd');
  });

  it.each(Object.entries(FAILING))(
    'says what to do where the documents are %s, and finds once they are there',
    async (_, fails) => {
      await context.route('**/assets/search.*', fails);
      const { page } = await open('/search');
      await page.getByRole('searchbox').fill('sqs');
      await eventually(() => page.getByRole('status').innerText()).toContain('connection was lost');
      await context.unroute('**/assets/search.*');
      await page.getByRole('searchbox').fill('sqs ');
      await page.getByRole('searchbox').fill('sqs fifo');
      await eventually(() => titles(page)).toContain('Amazon SQS');
    },
  );

  it('shows a script in the query as text', async () => {
    const { page, faults } = await open('/search');
    await page.getByRole('searchbox').fill('<img src=x onerror=alert(1)>');
    await eventually(() => page.locator('#found').innerText()).toContain('<img src=x onerror=alert(1)>');
    expect(await page.locator('#found img').count()).toBe(0);
    expect(faults).toEqual([]);
  });
});
