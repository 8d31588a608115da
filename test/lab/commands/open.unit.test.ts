/** `lab open`, and where `lab status` and `lab up` say that the pages are. The desktop's opener is a script of the test. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { siteStanding } from '../../../lib/lab/site/address.ts';
import { serveSite } from '../../../lib/lab/site/server.ts';
import { openInBrowser } from '../../../lib/lab/terminal/browser.ts';
import { siteLines } from '../../../lib/lab/terminal/format.ts';
import { sampleDrill, sampleProject } from '../../support/drills/sample-drill.ts';
import { sampleLab } from '../../support/drills/sample-lab.ts';

const here = sampleLab([sampleDrill]);
let folder: string;
const opened = () => readFileSync(join(folder, 'opened'), 'utf8').trim();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'certlab-open-'));
  here.lab = {
    ...here.lab,
    projects: [{ project: sampleProject, site: ({ FunctionName }) => `http://x/${FunctionName}` }],
  };
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  vi.restoreAllMocks();
});

/** Puts an opener first on the path that notes what it was given, and ends with `code`. */
function opener(name: string, code: number | string = 0): void {
  writeFileSync(join(folder, name), `#!/bin/sh\necho "$@" > "${folder}/opened"\nexit ${code}\n`, { mode: 0o755 });
  process.env.PATH = [folder, process.env.PATH].join(delimiter);
}

describe('an address', () => {
  it.each([
    ['linux', 'xdg-open'],
    ['darwin', 'open'],
    ['win32', 'cmd'],
  ] as const)('is handed to the opener of %s', async (platform, name) => {
    opener(name);
    expect(await openInBrowser('http://localhost:4650/', platform)).toBe(true);
    expect(opened()).toMatch(/(^|\s)http:\/\/localhost:4650\/$/);
  });

  it('is open where its opener is the browser itself, and goes on', async () => {
    opener('xdg-open', '$(sleep 2)');
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    const isOpen = openInBrowser('http://localhost:4650/', 'linux');
    await vi.advanceTimersByTimeAsync(3_000);
    expect(await isOpen).toBe(true);
    vi.useRealTimers();
  });

  it('is not opened where there is no opener, or where it says that it could not', async () => {
    process.env.PATH = folder;
    expect(await openInBrowser('http://localhost:4650/', 'linux')).toBe(false);
    opener('xdg-open', 3);
    process.env.PATH = [folder, '/bin', '/usr/bin'].join(delimiter);
    expect(await openInBrowser('http://localhost:4650/', 'linux')).toBe(false);
  });
});

describe('lab open', () => {
  it('opens what another process serves, and ends', async () => {
    opener(process.platform === 'darwin' ? 'open' : 'xdg-open');
    const site = await serveSite(here.lab, [0]);
    const { code, out } = await here.run('open');
    expect([code, opened()]).toEqual([0, site.address]);
    expect(out).toContain(`Site      ${site.address}`);
    site.close();
  });

  it('serves it itself where nobody does, until Ctrl-C, and says the address where no browser is', async () => {
    process.env.PATH = folder;
    const running = here.run('open');
    const found = () => siteStanding(here.lab, 'emulator', []);
    await vi.waitFor(async () => expect((await found()).address).toBeDefined(), { timeout: 20_000 });
    const { address = '' } = await found();
    expect((await fetch(`${address}_lab/session`)).status).toBe(200);
    await vi.waitFor(() => expect(process.listenerCount('SIGTERM')).toBeGreaterThan(0), { timeout: 20_000 });
    process.emit('SIGTERM');
    const { code, out } = await running;
    expect(code).toBe(130);
    expect(out.replace(/\s+/g, ' ')).toMatch(
      new RegExp(`Site ${address} No browser could be opened .* Ctrl-C ends it\\. Stopped\\.`),
    );
    await expect(fetch(`${address}_lab/session`)).rejects.toThrow();
  });

  it.each([
    ['nothing is deployed', 'NotDeployed', () => here.emulator.stacks.delete('Sample'), /lab -- up sample/],
    ['nothing runs', 'EmulatorNotRunning', () => rmSync(join(here.lab.stateFolder, 'emulator.json')), /npm start/],
  ])('refuses where %s', async (_, _code, given, says) => {
    given();
    const { code, err } = await here.run('open');
    expect(code).toBe(1);
    expect(err).toMatch(says);
  });
});

describe('where the pages are', () => {
  it('is said by lab status, to people and to programs', async () => {
    expect((await here.run('status')).out).toContain('`lab open` opens the site.');
    expect(JSON.parse((await here.run('status --json')).out)).toMatchObject({ site: null });
    const site = await serveSite(here.lab, [0]);
    expect((await here.run('status')).out).toContain(`site ${site.address}`);
    expect(JSON.parse((await here.run('status --json')).out)).toMatchObject({ site: site.address });
    site.close();
  });

  it('is not said where no pages are deployed', async () => {
    here.emulator.stacks.delete('Sample');
    expect((await here.run('status')).out).not.toMatch(/\bsite\b/i);
  });

  it('is the address of the API on AWS', async () => {
    const status = { slug: 'sample', stack: 'Sample', state: 'deployed', outputs: { FunctionName: 'f' } } as const;
    const standing = await siteStanding(here.lab, 'aws', [status]);
    expect(siteLines(standing)).toEqual(['site http://x/f/']);
    expect(siteLines(await siteStanding(here.lab, 'aws', [{ ...status, state: 'failed' }]))).toEqual([]);
  });
});
