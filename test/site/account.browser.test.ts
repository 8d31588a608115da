/**
 * Accounts in a real browser, with the deployed user pool and API: two machines, each with a lab and a file of its own, and one
 * account. What they did meets there, waits while there is no connection, and is gone for both once it was deleted.
 */
import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Stored } from '../../lambda/shared/evidence/stored.ts';
import { openLab } from '../../lib/lab/lab.ts';
import { type Site, serveSite } from '../../lib/lab/site/server.ts';
import { CURRICULUM } from '../../lib/projects/registry.ts';
import { addEvidence, storedIn } from '../../lib/study/evidence.ts';
import { CONFIRMATION_CODE, learnersOf, PASSWORD } from '../support/api/learners.ts';
import { deployedTarget } from '../support/deployed-target.ts';
import { eventually } from '../support/site/browser-on-lab.ts';
import { FAILING } from '../support/site/failing-answers.ts';
import { launchBrowser } from '../support/site/launch-browser.ts';
import { seenFaults } from '../support/site/seen-faults.ts';

const target = await deployedTarget();
const learners = learnersOf(target);
const sat = (id: string): Stored => ({ kind: 'sat', id, at: 1, exam: 'SAA-C03', passed: true });

interface Machine {
  readonly folder: string;
  readonly site: Site;
  readonly context: BrowserContext;
  readonly inFile: () => string;
  readonly page: (path?: string) => Promise<Page>;
}

let browser: Browser;
let machines: Machine[];
let complaints: string[];
let email: string;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

async function machine(): Promise<Machine> {
  const folder = mkdtempSync(join(tmpdir(), 'certlab-machine-'));
  cpSync(join(target.stateFolder, 'emulator.json'), join(folder, 'emulator.json'));
  const site = await serveSite(openLab(CURRICULUM, folder), [0]);
  const context = await browser.newContext();
  const inFile = () =>
    storedIn(folder)
      .map(({ id }) => id)
      .toSorted()
      .join();
  const page = async (path = 'account') => {
    const tab = await context.newPage();
    tab.on('pageerror', (error) => complaints.push(error.message));
    tab.on('console', (message) => {
      // What the browser itself notes of answers that are no success, and of a connection that a test has cut.
      if (message.type() === 'error' && !/net::ERR|the server responded with a status/.test(message.text()))
        complaints.push(message.text());
    });
    await tab.goto(`${site.address}${path}`);
    return tab;
  };
  const made = { folder, site, context, inFile, page };
  machines.push(made);
  return made;
}

beforeEach(() => {
  machines = [];
  complaints = [];
  email = `${randomUUID()}@example.com`;
});
afterEach(async () => {
  for (const { folder, site, context } of machines) {
    await context.close();
    site.close();
    rmSync(folder, { recursive: true });
  }
  expect(complaints).toEqual([]);
});

const said = (page: Page) => page.locator('#account-said').innerText();
const standing = (page: Page) => page.locator('#account-standing').innerText();
const whole = () => `The account ${email} has all of it.`;

async function signIn(page: Page, password = PASSWORD): Promise<void> {
  await page.locator('#form-sign-in fieldset:enabled').waitFor();
  await page.fill('#in-email', email);
  await page.fill('#in-password', password);
  await page.click('#form-sign-in button');
}

/** Ids in the account, asked for with a token of one's own. */
async function inAccount(): Promise<string> {
  const { access } = await learners.signIn(email);
  const answer = await learners.ask(`Bearer ${access}`, 'GET', '/v1/me/evidence');
  const { items } = (await answer.json()) as { items: { id: string }[] };
  return items
    .map(({ id }) => id)
    .toSorted()
    .join();
}

describe('somebody who is new', () => {
  it('signs up, confirms the address and signs in by keyboard alone, at 360 px', async () => {
    const { page: open, context } = await machine();
    const passwords: string[] = [];
    context.on('request', (request) => {
      if (request.postData()?.includes(PASSWORD)) passwords.push(new URL(request.url()).pathname);
    });
    const page = await open();
    await page.setViewportSize({ width: 360, height: 800 });
    await page.locator('#form-sign-up fieldset:enabled').waitFor();
    await page.focus('#up-email');
    await page.keyboard.type(email);
    await page.keyboard.press('Tab');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await eventually(() => said(page).then((text) => text.includes(CONFIRMATION_CODE)), true);
    expect(await page.evaluate('document.activeElement.id')).toBe('confirm-code');
    await page.keyboard.type(CONFIRMATION_CODE);
    await page.keyboard.press('Enter');
    await eventually(() => said(page), 'The address is confirmed: sign in.');
    expect(await page.evaluate('document.activeElement.id')).toBe('in-password');
    expect(await page.inputValue('#in-email')).toBe(email);
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await eventually(() => said(page), `Signed in as ${email}.`);
    expect(await page.isVisible('#signed-out')).toBe(false);
    expect(new Set(passwords)).toEqual(new Set(['/_lab/cognito']));
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
  });

  it.each([
    ['a password that is too weak', async (page: Page) => page.fill('#up-password', 'short'), /At least 12 characters/],
    ['an address that has an account', async () => void (await learners.signUp(email)), /There is an account/],
  ])('is told what is wrong with %s', async (_, with_, sentence) => {
    const page = await (await machine()).page();
    await page.locator('#form-sign-up fieldset:enabled').waitFor();
    await page.fill('#up-email', email);
    await page.fill('#up-password', PASSWORD);
    await with_(page);
    await page.click('#form-sign-up button');
    await eventually(() => said(page).then((text) => sentence.test(text)), true);
  });

  it.each(Object.entries(FAILING))('is told that there is no sign-in now, where %s came', async (_, fails) => {
    const one = await machine();
    await one.context.route('**/v1/sign-in', fails);
    const page = await one.page();
    await eventually(() => said(page).then((text) => /gave no answer\. What you did is kept/.test(text)), true);
    expect(await page.locator('#form-sign-in fieldset:disabled').count()).toBe(1);
  });

  it('is told neither that an address has an account nor that it has none', async () => {
    const page = await (await machine()).page();
    await signIn(page);
    await eventually(() => said(page), 'Address or password is not right.');
    await learners.signUp(email);
    await signIn(page, 'Wrong-password-1');
    await eventually(() => said(page), 'Address or password is not right.');
    expect(await page.inputValue('#in-password')).toBe('');
  });

  it('sets another password by a code', async () => {
    await learners.signUp(email);
    const page = await (await machine()).page();
    await page.locator('#form-forgot fieldset:enabled').waitFor();
    await page.fill('#forgot-email', email);
    await page.click('#form-forgot button');
    await eventually(() => said(page).then((text) => text.includes('654321')), true);
    await page.fill('#reset-code', '654321');
    await page.fill('#reset-password', 'Another-horse-9');
    await page.click('#form-reset button');
    await eventually(() => said(page), 'The password is set: sign in.');
    await signIn(page, 'Another-horse-9');
    await eventually(() => said(page), `Signed in as ${email}.`);
  });
});

describe('two machines and one account', () => {
  it('join what each of them did, and go on in step on every page', async () => {
    await learners.signUp(email);
    const [one, other] = [await machine(), await machine()];
    addEvidence(one.folder, [sat('one')]);
    addEvidence(other.folder, [sat('other')]);
    const first = await one.page();
    await signIn(first);
    await eventually(() => standing(first), whole());
    expect(await inAccount()).toBe('one');
    const second = await other.page();
    await signIn(second);
    await eventually(() => standing(second), whole());
    await eventually(other.inFile, 'one,other');
    expect(await inAccount()).toBe('one,other');

    addEvidence(other.folder, [sat('later')]);
    await second.goto(`${other.site.address}progress`);
    await eventually(
      () => second.locator('#kept').innerText(),
      `This browser keeps it. Your lab has all of it in a file as well. ${whole()}`,
    );
    await first.goto(`${one.site.address}`);
    await eventually(one.inFile, 'later,one,other');
    expect(await inAccount()).toBe('later,one,other');
  });

  it.each(Object.entries(FAILING))('sends what waited once, where %s came from the account', async (_, fails) => {
    await learners.signUp(email);
    const one = await machine();
    const page = await one.page();
    await signIn(page);
    await eventually(() => said(page), `Signed in as ${email}.`);
    await one.context.route('**/v1/me/**', fails);
    addEvidence(one.folder, [sat('a'), sat('b')]);
    await page.reload();
    await eventually(
      () => standing(page).then((text) => /(was lost|status 500)\. 2 records wait to be sent\.$/.test(text)),
      true,
    );
    expect(await inAccount()).toBe('');
    await one.context.unroute('**/v1/me/**');
    await page.reload();
    await eventually(() => standing(page), whole());
    expect(await inAccount()).toBe('a,b');
  });

  it('ends the session on sign-out, so that its refresh token gives nobody a token, and nothing more is sent', async () => {
    await learners.signUp(email);
    const one = await machine();
    const page = await one.page();
    await signIn(page);
    await eventually(() => said(page), `Signed in as ${email}.`);
    const kept = (await page.evaluate("sessionStorage.getItem('certlab-session')")) as string;
    expect(kept).not.toContain(PASSWORD);
    await page.click('#sign-out');
    await eventually(() => said(page).then((text) => text.includes('stays good for 15 minutes at most')), true);
    expect(await page.evaluate('sessionStorage.length')).toBe(0);
    const REFRESH_TOKEN = JSON.parse(kept).refresh as string;
    const again = learners.cognito.initiateAuth({
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      ClientId: learners.clientId,
      AuthParameters: { REFRESH_TOKEN },
    });
    await expect(again).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    addEvidence(one.folder, [sat('after')]);
    await page.reload();
    await page.locator('#form-sign-in fieldset:enabled').waitFor();
    expect(await inAccount()).toBe('');
  });

  it('deletes log and account for both, and a machine that comes back sends nothing', async () => {
    await learners.signUp(email);
    const [one, other] = [await machine(), await machine()];
    addEvidence(one.folder, [sat('one')]);
    addEvidence(other.folder, [sat('other')]);
    const first = await one.page();
    const second = await other.page();
    for (const page of [first, second]) {
      await signIn(page);
      await eventually(() => standing(page), whole());
    }
    // A token from before, with which the account's log can be looked at afterwards.
    const { access } = await learners.signIn(email);

    await first.click('#delete-account');
    await first.click('#sure button[value=keep]');
    expect(await first.isVisible('#signed-in')).toBe(true);
    await first.click('#delete-account');
    await first.click('#sure button[value=delete]');
    await eventually(() => said(first), 'The account and its log are deleted. What this browser keeps is still here.');
    await expect(learners.signIn(email)).rejects.toMatchObject({ name: 'NotAuthorizedException' });

    addEvidence(other.folder, [sat('late')]);
    await second.evaluate("dispatchEvent(new Event('online'))");
    await eventually(() => second.isVisible('#another'), true);
    const log = await learners.ask(`Bearer ${access}`, 'GET', '/v1/me/evidence');
    expect(await log.json()).toMatchObject({ records: 0, items: [] });

    await second.click('#leave');
    await eventually(() => second.isVisible('#form-sign-in'), true);
    expect([one.inFile(), other.inFile()]).toEqual(['one', 'late,one,other']);
  });

  it.each(['nothing', 'a page of HTML'])('deletes no account whose log is still there, where %s came', async (how) => {
    await learners.signUp(email);
    const one = await machine();
    addEvidence(one.folder, [sat('one')]);
    const page = await one.page();
    await signIn(page);
    await eventually(() => standing(page), whole());
    await one.context.route('**/v1/me', FAILING[how] as (typeof FAILING)[string]);
    await page.click('#delete-account');
    await page.click('#sure button[value=delete]');
    await eventually(() => said(page).then((text) => /connection to your account was lost/.test(text)), true);
    expect(await inAccount()).toBe('one');
  });

  it('asks before it joins a browser’s log with that of another account', async () => {
    await learners.signUp(email);
    const one = await machine();
    addEvidence(one.folder, [sat('of the first')]);
    const page = await one.page();
    await signIn(page);
    await eventually(() => standing(page), whole());
    await page.click('#sign-out');
    await eventually(() => said(page).then((text) => text.startsWith('Signed out.')), true);

    email = `${randomUUID()}@example.com`;
    await learners.signUp(email);
    await signIn(page);
    await eventually(() => page.isVisible('#another'), true);
    expect(await inAccount()).toBe('');
    await page.click('#join');
    await eventually(() => standing(page), whole());
    expect(await inAccount()).toBe('of the first');
  });
});

it.each([
  [360, 'light'],
  [768, 'dark'],
  [1280, 'light'],
] as const)('has no fault, signed out and signed in, at %i px, %s', async (width, colorScheme) => {
  await learners.signUp(email);
  const page = await (await machine()).page();
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ colorScheme });
  await page.locator('#form-sign-in fieldset:enabled').waitFor();
  await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
  expect(await seenFaults(page)).toEqual([]);
  await signIn(page);
  await eventually(() => standing(page), whole());
  expect(await seenFaults(page)).toEqual([]);
  await page.click('#delete-account');
  expect(await seenFaults(page)).toEqual([]);
});
