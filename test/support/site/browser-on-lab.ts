/** A browser at the lab's one address, with a deployment of the test's own behind it: made for each test, gone after it. */
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { type Lab, openLab } from '../../../lib/lab/lab.ts';
import { type Site, serveSite } from '../../../lib/lab/site/server.ts';
import { storedIn } from '../../../lib/study/evidence.ts';
import { sampleProject } from '../drills/sample-drill.ts';
import { type FakeEmulator, startFakeEmulator } from '../fakes/fake-emulator.ts';
import { launchBrowser } from './launch-browser.ts';

export const eventually = (what: () => unknown, wanted: unknown) =>
  expect.poll(what, { timeout: 10_000 }).toEqual(wanted);

export interface BrowserOnLab {
  browser: Browser;
  /** Closed after the test. */
  context: BrowserContext;
  lab: Lab;
  site: Site;
  /** What pages complained of: the test fails where it leaves any. */
  readonly complaints: string[];
  /** Ids in the lab's file, in the order of writing. */
  readonly inFile: () => string;
  /** A page at this address, once it has loaded. */
  readonly open: (address?: string, where?: BrowserContext) => Promise<Page>;
}

/** @param serve makes what stands for the deployed API and site, once for the file */
export function browserOnLab(serve: () => Promise<Server>): BrowserOnLab {
  const here: BrowserOnLab = {
    browser: {} as Browser,
    context: {} as BrowserContext,
    lab: {} as Lab,
    site: {} as Site,
    complaints: [],
    inFile: () =>
      storedIn(here.lab.stateFolder)
        .map(({ id }) => id)
        .join(),
    open: async (address = here.site.address, where = here.context) => {
      const page = await where.newPage();
      page.on('pageerror', (error) => here.complaints.push(error.message));
      page.on('console', (message) => {
        // What the browser itself notes while a test has stopped the lab is no fault of the page.
        if (message.type() !== 'error' || message.text().includes('net::ERR_CONNECTION_REFUSED')) return;
        here.complaints.push(message.text());
      });
      await page.goto(address, { waitUntil: 'load' });
      return page;
    },
  };
  let pages: Server;
  let emulator: FakeEmulator;

  beforeAll(async () => {
    pages = await serve();
    here.browser = await launchBrowser();
  });
  afterAll(async () => {
    await here.browser.close?.();
    pages?.close();
  });
  beforeEach(async () => {
    const { port } = pages.address() as AddressInfo;
    const folder = mkdtempSync(join(tmpdir(), 'certlab-page-'));
    here.lab = openLab([{ project: sampleProject, site: () => `http://localhost:${port}` }], folder);
    emulator = await startFakeEmulator(folder, () => ({}));
    emulator.stacks.set('Sample', { id: 'arn:stack/1', status: 'CREATE_COMPLETE', outputs: {} });
    here.site = await serveSite(here.lab, [0]);
    here.context = await here.browser.newContext();
    here.complaints.length = 0;
  });
  afterEach(async () => {
    await here.context.close();
    here.site.close();
    await emulator.close();
    rmSync(here.lab.stateFolder, { recursive: true });
    expect(here.complaints).toEqual([]);
  });
  return here;
}
