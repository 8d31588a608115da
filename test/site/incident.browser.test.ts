/**
 * The incident room in a browser, on a small lab: from ticket to lesson, by keyboard, in two rooms, with a log that is out to do
 * harm, while the lab is stopped, and in every view without a fault.
 */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Site, serveSite } from '../../lib/lab/site/server.ts';
import { sampleDrill, sampleProject } from '../support/drills/sample-drill.ts';
import { sampleLab } from '../support/drills/sample-lab.ts';
import { LAYOUT_SHIFT, launchBrowser } from '../support/site/launch-browser.ts';
import { seenFaults } from '../support/site/seen-faults.ts';
import { siteAndApi } from '../support/site/site-and-api.ts';

const here = sampleLab([sampleDrill]);
let pages: Server;
let browser: Browser;
let site: Site;
let complaints: string[];
let written: { timestamp: number; message: string }[];
let opened: Page[];

beforeAll(async () => {
  pages = await siteAndApi();
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  pages?.close();
});
beforeEach(async () => {
  const { port } = pages.address() as AddressInfo;
  const project = { project: sampleProject, drills: async () => [sampleDrill], site: () => `http://localhost:${port}` };
  here.lab = { ...here.lab, projects: [project] };
  const stack = here.emulator.stacks.get('Sample');
  if (stack)
    stack.resources = {
      ...stack.resources,
      WorkerLogGroup0A1B2C3D: ['AWS::Logs::LogGroup', '/aws/lambda/worker'],
      WorkWaits0A1B2C3D: ['AWS::CloudWatch::Alarm', 'waits'],
    };
  written = [];
  here.emulator.answers.set('Logs.FilterLogEvents', () => ({ events: written }));
  here.emulator.answers.set('GraniteServiceVersion20100801.DescribeAlarms', () => ({ MetricAlarms: [] }));
  site = await serveSite(here.lab, [0]);
  complaints = [];
  opened = [];
});
afterEach(async () => {
  for (const page of opened) await page.context().close();
  site.close();
  expect(complaints).toEqual([]);
});

async function open(view: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext(view);
  const page = await context.newPage();
  opened.push(page);
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // What the browser itself notes of answers that a test wants is no fault of the page.
    if (message.type() === 'error' && !/net::ERR_|status of (?:409|403)/.test(message.text()))
      complaints.push(message.text());
  });
  await page.goto(`${site.address}incident`);
  return page;
}
const eventually = (what: () => Promise<unknown>, wanted: unknown) =>
  expect.poll(what, { timeout: 20_000 }).toEqual(wanted);
const text = (page: Page, selector: string) => page.locator(selector).innerText();
const state = (page: Page) => page.locator('#room').getAttribute('data-state');
const isIn = (page: Page, wanted: string) => eventually(() => state(page), wanted);
const press = (page: Page, does: string) => page.locator(`button[data-does="${does}"]`).click();

async function brokenIn(page: Page): Promise<void> {
  await isIn(page, 'none');
  await press(page, 'break');
  await isIn(page, 'open');
}

describe('an incident in the room', () => {
  it('goes from ticket to lesson', async () => {
    const page = await open();
    await brokenIn(page);
    const { report, impact, evidence } = sampleDrill.ticket;
    const ticket = await text(page, '#ticket');
    expect([report, impact, evidence].filter((part) => !ticket.includes(part))).toEqual([]);
    expect(await text(page, 'main')).not.toContain(sampleDrill.hints[0]);
    await press(page, 'hint');
    await eventually(() => text(page, '#hints-list'), sampleDrill.hints[0]);

    await press(page, 'check');
    await eventually(() => text(page, '#verdict'), 'Not fixed yet. A hint helps on.');
    expect(await page.locator('#findings .wrong').count()).toBe(2);
    expect(await page.locator('#lesson').isVisible()).toBe(false);

    await here.repair();
    await press(page, 'check');
    await isIn(page, 'solved');
    expect(await text(page, '#verdict')).toBe('Fixed.');
    expect(await text(page, '#repair')).toMatch(/Repaired in \d+ s, with 1 of 3 hints, in 2 checks\./);
    expect(await text(page, '#lesson')).toMatch(/Design\.[\s\S]*SAA-C03\/2\.1[\s\S]*Code\.[\s\S]*DVA-C03\/1\.2/);
  });

  it('is opened, checked and put back by keyboard alone', async () => {
    const page = await open();
    await isIn(page, 'none');
    const tabTo = async (selector: string) => {
      for (let tab = 0; tab < 40 && !(await page.evaluate(`document.activeElement.matches('${selector}')`)); tab++)
        await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
    };
    await tabTo('[data-does="break"]');
    await isIn(page, 'open');
    await eventually(() => page.evaluate('document.activeElement.id'), 'ticket-h');
    await tabTo('#check');
    await eventually(() => text(page, '#verdict'), 'Not fixed yet. A hint helps on.');
    await tabTo('#restore');
    await eventually(() => page.locator('#sure').isVisible(), true);
    await page.keyboard.press('Escape');
    await eventually(() => page.locator('#sure').isVisible(), false);
    expect(await state(page)).toBe('open');
    await tabTo('#restore');
    await eventually(() => page.locator('#sure').isVisible(), true);
    await tabTo('#sure [value="yes"]');
    await isIn(page, 'none');
    expect(here.variable()).toBe('right');
  });

  it('is the same in two rooms, and what one does the other says', async () => {
    const [page, other] = [await open(), await open()];
    await Promise.all([isIn(page, 'none'), isIn(other, 'none')]);
    await press(page, 'break');
    await Promise.all([isIn(page, 'open'), isIn(other, 'open')]);
    await press(other, 'hint');
    await eventually(() => text(page, '#hints-list'), sampleDrill.hints[0]);
    await here.repair();
    await press(page, 'check');
    await isIn(other, 'solved');
    expect(await text(other, '#said')).toBe('Solved.');
    expect(await text(other, '#lesson')).toContain('Design.');
  });

  it('is put back by a yes that is given while a check goes on', async () => {
    const page = await open();
    await brokenIn(page);
    let goOn = () => {};
    const held = new Promise<void>((done) => {
      goOn = done;
    });
    await page.route('**/_lab/incident/check', (route) => held.then(() => route.continue()));
    await press(page, 'check');
    await page.locator('#restore').press('Enter');
    await page.locator('#sure [value="yes"]').press('Enter');
    goOn();
    await isIn(page, 'none');
    expect(here.variable()).toBe('right');
    expect(await text(page, '#verdict')).toBe('Not fixed yet. A hint helps on.');
  });

  it('is refused in words where it cannot be', async () => {
    const page = await open();
    await brokenIn(page);
    // A terminal puts it back between two looks of the page.
    await page.route('**/_lab/incident', (route) => route.abort());
    await here.run('restore');
    await press(page, 'hint');
    await eventually(() => text(page, '#refused'), expect.stringContaining('No incident is open'));
    await page.unroute('**/_lab/incident');
    await isIn(page, 'none');
  });

  it('has no more hints than there are', async () => {
    const page = await open();
    await brokenIn(page);
    for (const [taken] of sampleDrill.hints.entries()) {
      await press(page, 'hint');
      await eventually(() => page.locator('#hints-list li').count(), taken + 1);
    }
    await eventually(() => page.locator('#hint').isDisabled(), true);
  });
});

describe('the log in the room', () => {
  const HOSTILE = '<img src=x onerror="window.ran=1"><script>window.ran=1</script>\u202e';

  it('shows a line within a second of its writing, and a hostile one as text', async () => {
    const page = await open();
    await isIn(page, 'none');
    written.push({ timestamp: Date.now(), message: 'before' });
    await eventually(() => text(page, '#lines'), expect.stringContaining('before'));
    const asked: string[] = [];
    page.on('request', (request) => request.url().includes('incident/logs') && asked.push(request.url()));
    written.push({ timestamp: Date.now() + 1, message: HOSTILE });
    await page.locator('#lines li', { hasText: 'onerror' }).waitFor();
    // By looks of the page, each 300 ms after the last one's answer, and not by a clock that a busy machine bends.
    expect(asked.length).toBeLessThanOrEqual(3);
    expect(await page.locator('#lines img, #lines script').count()).toBe(0);
    expect(await page.evaluate('window.ran')).toBeUndefined();
    expect(await page.locator('#lines li').last().innerText()).toContain('<script>window.ran=1</script>');
  });

  it('is filtered as `lab logs --filter` does it', async () => {
    const page = await open();
    written.push({ timestamp: 1, message: 'one ERROR' }, { timestamp: 2, message: 'two' });
    await eventually(() => page.locator('#lines li').count(), 2);
    await page.locator('#filter').fill('error');
    await eventually(() => page.locator('#lines li').count(), 1);
    expect(await text(page, '#lines')).toContain('one ERROR');
  });
});

describe('Start', () => {
  it.each([360, 1280])('says that an incident is open, and leads to the room, at %i px', async (width) => {
    const room = await open({ viewport: { width, height: 900 } });
    const start = await room.context().newPage();
    const link = start.locator('#today a');
    await brokenIn(room);
    await start.goto(site.address);
    await eventually(() => link.allInnerTexts(), ['An incident is open.']);
    expect(await start.evaluate<number>(LAYOUT_SHIFT)).toBe(0);
    await link.click();
    await isIn(start, 'open');

    await here.run('restore');
    await isIn(room, 'none');
    await start.goto(site.address);
    await start.waitForLoadState('networkidle');
    expect(await link.count()).toBe(0);
  });
});

describe('a lab that is stopped', () => {
  it('is said to be, and the room comes back with it', async () => {
    const page = await open();
    await brokenIn(page);
    const { port } = new URL(site.address);
    site.close();
    await eventually(() => text(page, '#trouble'), expect.stringContaining('The lab has stopped'));
    expect(await text(page, '#ticket')).toContain(sampleDrill.ticket.report);
    site = await serveSite(here.lab, [Number(port)]);
    await isIn(page, 'open');
    await eventually(() => text(page, '#trouble'), '');
    await press(page, 'hint');
    await eventually(() => text(page, '#hints-list'), sampleDrill.hints[0]);
  });
});

describe('the room in every view', () => {
  const VIEWS = [360, 768, 1280].flatMap((width) =>
    (['light', 'dark'] as const).map((colorScheme) => ({ viewport: { width, height: 900 }, colorScheme })),
  );

  it('is without a fault in every state', { timeout: 180_000 }, async () => {
    const found: unknown[] = [];
    const rooms: Page[] = [];
    for (const view of VIEWS) rooms.push(await open(view));
    const look = async (wanted: string) => {
      for (const [at, page] of rooms.entries()) {
        await isIn(page, wanted);
        for (const fault of await seenFaults(page)) found.push([wanted, VIEWS[at], fault]);
      }
    };
    const [first] = rooms as [Page];
    written.push({ timestamp: Date.now(), message: `{"level":"ERROR","message":"${'long'.repeat(60)}"}` });
    await look('none');
    await press(first, 'break');
    await look('open');
    for (const page of rooms) {
      await press(page, 'check');
      await eventually(() => text(page, '#verdict'), 'Not fixed yet. A hint helps on.');
    }
    await look('open');
    await here.repair();
    await press(first, 'check');
    await look('solved');
    expect(found).toEqual([]);
  });

  it('without script says what it needs, and how the terminal does the same', async () => {
    const page = await open({ javaScriptEnabled: false });
    expect(await page.locator('#room').isVisible()).toBe(false);
    expect(await text(page, '#without')).toMatch(/npm start[\s\S]*lab -- check/);
  });

  it('elsewhere than behind a lab asks for nothing that would fail', async () => {
    const { port } = pages.address() as AddressInfo;
    const page = await (await browser.newContext()).newPage();
    opened.push(page);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    for (const path of ['', 'incident'])
      await page.goto(`http://localhost:${port}/${path}`, { waitUntil: 'networkidle' });
    expect(asked.filter((path) => path.startsWith('/_lab'))).toEqual([]);
    expect(await page.locator('#without').isVisible()).toBe(true);
  });
});
