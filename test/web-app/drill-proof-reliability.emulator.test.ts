/**
 * Every drill of the exam room on an emulator of its own: what its ticket quotes is found while it is broken and not before;
 * then its proof (lib/lab/author/prove-drill.ts). One after the other, since each breaks the whole of it. That takes thirteen
 * minutes: `npm test` takes six drills, one of each kind of fault, and `npm run test:reliability` all.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Undo } from '../../lib/lab/drills/drill.ts';
import { contextOf, contextToFix } from '../../lib/lab/drills/drill-context.ts';
import { type Evidence, evidenceCommand } from '../../lib/lab/drills/evidence.ts';
import { deploymentOf } from '../../lib/lab/drills/incidents.ts';
import { check, injectFault, restore } from '../../lib/lab/drills/run-drill.ts';
import { openLab } from '../../lib/lab/lab.ts';
import type { Deployment } from '../../lib/lab/stacks/deployment.ts';
import { upOnEmulator } from '../../lib/lab/stacks/up.ts';
import { CURRICULUM } from '../../lib/projects/registry.ts';
import { sitDown } from '../../lib/projects/web-app/drills/traffic.ts';
import { drills } from '../../lib/projects/web-app/drills.ts';
import { contract } from '../../lib/projects/web-app/health/contract.ts';
import { webApp } from '../../lib/projects/web-app/project.ts';
import { until } from '../../lib/until.ts';
import { besidesOf, withTried } from '../lab/careless/model.ts';
import { triedOnWebApp } from '../lab/careless/web-app.ts';
import { proveDrill } from '../support/drills/prove-drill.ts';
import { runLab } from '../support/processes/lab-process.ts';
import { runCommand } from '../support/processes/run-command.ts';

const stateFolder = join(inject('stateFolders'), 'web-app-drills');
process.env.CERTLAB_STATE = stateFolder;
const lab = openLab(CURRICULUM, stateFolder);
const inFull = process.env.RELIABILITY_SIZE === 'full';
/** A service, its deployments, its scaling, groups, a bucket's policy and its life cycle. */
const ALWAYS = [
  'rollout-unbraked',
  'cut-mid-answer',
  'does-not-grow',
  'data-in-the-open',
  'assets-open',
  'class-too-dear',
];
const here = drills.filter(({ name, runsOn }) => runsOn.includes('emulator') && (inFull || ALWAYS.includes(name)));
const allBesides = besidesOf(drills, triedOnWebApp);
/** Of what a right fix must not do besides, `npm test` tries two. */
const ALWAYS_BESIDES = ['web-app/data-in-the-open', 'web-app/does-not-grow'];
const damages = inFull
  ? allBesides
  : ALWAYS_BESIDES.flatMap((id) => allBesides.filter(({ drill }) => drill === id).slice(0, 1));
const notesOf = (name: string) => join(stateFolder, 'drill-proof', name);
const SHOWS_WITHIN_MS = 30_000;

/** No drill is open. */
const contractOnly = { ...(here[0] as (typeof here)[0]), check: [] as never, contract: contract as never };

let deployment: Deployment;
/** What each command that a ticket names prints of the healthy project. */
const healthy = new Map<string, string>();

beforeAll(async () => {
  const { target } = await upOnEmulator(lab, [webApp], { quiet: true });
  deployment = await deploymentOf(webApp, target, notesOf('healthy'));
  const isHealthy = async () => (await check(contractOnly, deployment)).verdict === 'fixed';
  expect(await until(isHealthy, 60)).toBe(true);
  await sitDown(contextOf(deployment), 0);
  for (const { command } of here.flatMap(({ evidence = [] }) => evidence)) {
    if (!healthy.has(command)) healthy.set(command, await shown(command));
  }
}, 300_000);

afterAll(async () => {
  await runLab(['down'], stateFolder);
});

async function shown(command: Evidence['command']): Promise<string> {
  const line = evidenceCommand(command, deployment.outputs);
  if (!line.startsWith('lab ')) return execFileSync('sh', ['-c', line], { encoding: 'utf8', timeout: 10_000 });
  const { out, err } = await runCommand(lab, line.slice('lab '.length));
  return out + err;
}

test.for(here)('what the ticket of $name quotes is found, and not before', { timeout: 180_000 }, async (drill) => {
  for (const { command, finds } of drill.evidence ?? []) expect(healthy.get(command)).not.toMatch(finds);
  const incident = await injectFault(drill, { ...deployment, notes: notesOf(`evidence-${drill.name}`) }, null);
  try {
    const since = Date.now();
    for (const { command, finds } of drill.evidence ?? []) {
      let text = await shown(command);
      while (!finds.test(text) && Date.now() < since + SHOWS_WITHIN_MS) {
        await sleep(1_000);
        text = await shown(command);
      }
      expect(text, command).toMatch(finds);
    }
  } finally {
    await restore(incident, deployment.aws);
  }
});

test.for(damages)('refuses that somebody $besides.title', { timeout: 120_000 }, async ({ besides }) => {
  const undo: Undo[] = [];
  try {
    await besides.damage(contextToFix(deployment, undo));
    const found = await check(contractOnly, { ...deployment, patience: 0.5 }, { untilDecided: true });
    expect(found.verdict).toBe('not-yet');
  } finally {
    for (const step of undo.toReversed()) await step();
  }
});

/** Drills whose fixes replace the tasks: half a minute for each. */
const SLOW =
  /^(one-zone|health-check-blind|asked-elsewhere|packets-dropped|reader-for-writes|cold-cache|old-password|killed-for-memory|connections-used-up)$/;

test.for(here)('$name breaks and heals', { timeout: 600_000 }, async (drill) => {
  const [first, second] = drill.shortcuts;
  const briefly = { ...drill, otherFixes: [], shortcuts: [first, ...(second ? [second] : [])] as const };
  const proven = inFull ? withTried(drill, triedOnWebApp) : SLOW.test(drill.name) ? briefly : drill;
  const { whole } = await proveDrill(proven, { ...deployment, notes: notesOf(drill.name), patience: 0.5 });
  console.log(`${drill.id.padEnd(36)}${whole.toFixed(1).padStart(9)} s`);
});
