/**
 * An incident lived through in the room, on the deployed event pipeline: its ticket, an alarm that rings in the diagram, a log that
 * names the symptom, a repair by the call that somebody would make at work, and the lesson.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventBridge } from '@aws-sdk/client-eventbridge';
import { SQS } from '@aws-sdk/client-sqs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { allDrills } from '../../lib/lab/drills/catalogue.ts';
import { openLab } from '../../lib/lab/lab.ts';
import { type Site, serveSite } from '../../lib/lab/site/server.ts';
import { CURRICULUM } from '../../lib/projects/registry.ts';
import { clientConfigOf, deployedTarget } from '../support/deployed-target.ts';
import { runCommand } from '../support/processes/run-command.ts';
import { launchBrowser } from '../support/site/launch-browser.ts';

const target = await deployedTarget();
const events = new EventBridge(clientConfigOf(target));
const folder = mkdtempSync(join(tmpdir(), 'certlab-lived-'));
cpSync(join(target.stateFolder, 'emulator.json'), join(folder, 'emulator.json'));
const lab = openLab(CURRICULUM, folder);
const {
  ActivityBusName: EventBusName,
  ActivityRuleName: Rule,
  ActivityDeadLetterQueueUrl: QueueUrl,
} = target.outputs.EventPipeline ?? {};

let browser: Browser;
let site: Site;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  site = await serveSite(lab, [0]);
  browser = await launchBrowser();
  page = await browser.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
});
afterAll(async () => {
  await runCommand(lab, 'restore');
  // What was parked is of no interest to the files that come next.
  await new SQS(clientConfigOf(target)).purgeQueue({ QueueUrl });
  await browser?.close();
  site?.close();
  rmSync(folder, { recursive: true });
});

const text = (selector: string) => page.locator(selector).innerText();
const eventually = (what: () => Promise<unknown>, wanted: unknown, timeout = 30_000) =>
  expect.poll(what, { timeout }).toEqual(wanted);
const state = () => page.locator('#room').getAttribute('data-state');
/** Where the diagram rings, by the anchors of its parts. */
const ringing = () =>
  page.locator('.part.rings').evaluateAll((parts) => parts.map((part) => part.getAttribute('href')));

it('goes from the ticket of the event pipeline to the lesson', { timeout: 180_000 }, async () => {
  const drill = (await allDrills(lab)).find(({ id }) => id === 'event-pipeline/envelope-lost');
  const { Targets: asDeployed = [] } = await events.listTargetsByRule({ EventBusName, Rule });
  const began = new Date(Math.floor(Date.now() / 1_000) * 1_000).toISOString();

  await page.goto(`${site.address}incident?drill=${drill?.number}`);
  await eventually(state, 'none');
  await page.locator('button[data-does="break"]').click();
  await eventually(state, 'open');
  expect(await text('#ticket')).toContain(drill?.ticket.report);

  // The symptom, as the terminal shows it too: the alarm, the part that it hears of, the queue, and a line of the log.
  await eventually(ringing, ['/projects/event-pipeline#part-activity-dead-letters']);
  expect(await text('#alarms')).toMatch(/ActivityParked\s+ALARM/);
  expect(await page.locator('.part.rings title').innerHTML()).toBe('in alarm: OperationsActivityParked');
  expect(await text('#queues tr:has-text("ActivityDeadLetters")')).toMatch(/[1-9]\d*\s+0\s+0\s+dead letters/);
  await page.locator('#filter').fill('UnknownType');
  await eventually(async () => (await text('#lines')).includes('UnknownType'), true);
  // And of the cause nothing.
  expect(await text('main')).not.toMatch(/InputPath|put-targets/);

  await page.locator('#check').click();
  await eventually(() => text('#verdict'), 'Not fixed yet. A hint helps on.', 90_000);
  await page.locator('#hint').click();
  await eventually(() => text('#hints-list'), drill?.hints[0]);

  await events.putTargets({ EventBusName, Rule, Targets: asDeployed });
  // What is parked has lost its type for good; the archive has it whole.
  expect(await runCommand(lab, `events replay --from ${began}`)).toMatchObject({ code: 0 });
  await page.locator('#check').click();
  await eventually(state, 'solved', 90_000);
  expect(await text('#verdict')).toBe('Fixed.');
  expect(await text('#repair')).toMatch(/with 1 of 4 hints, in 2 checks\./);
  expect(await text('#lesson')).toContain(drill?.lesson.architect);
  expect(complaints).toEqual([]);
});
