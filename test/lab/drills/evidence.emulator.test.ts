/**
 * What a ticket quotes can be found: each drill is broken, light traffic goes on, the commands that the ticket names are
 * run as a learner runs them, and what they are said to show is in what they print; on the healthy project it is not.
 */

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { awsClients } from '../../../lib/lab/aws/aws-clients.ts';
import type { ProjectDrill } from '../../../lib/lab/drills/drill.ts';
import { contextOf } from '../../../lib/lab/drills/drill-context.ts';
import { type Evidence, evidenceCommand } from '../../../lib/lab/drills/evidence.ts';
import { injectFault, restore } from '../../../lib/lab/drills/run-drill.ts';
import { openLab } from '../../../lib/lab/lab.ts';
import { type Traffic, trafficOf } from '../../../lib/lab/observed/traffic.ts';
import { CURRICULUM, STARTED_BY_DEFAULT } from '../../../lib/projects/registry.ts';
import { clientConfigOf, deployedTarget } from '../../support/deployed-target.ts';
import { runCommand } from '../../support/processes/run-command.ts';

const target = await deployedTarget();
process.env.CERTLAB_STATE = target.stateFolder;
const lab = openLab(CURRICULUM, target.stateFolder);
const aws = awsClients(clientConfigOf(target));
/** Each kind of request and event comes at least once, and a learner reaches a milestone twice. */
const ROUNDS = 10;
const SHOWS_WITHIN_MS = 15_000;
/** How often it is looked again, with traffic of its own. */
const WINDOWS = 3;

const perProject = await Promise.all(
  // What is deployed when it is named is looked at with its proof.
  STARTED_BY_DEFAULT.map(async ({ project, drills, traffic }) => ({
    project,
    traffic: await traffic?.(),
    drills: ((await drills?.()) ?? []).filter(({ runsOn }) => runsOn.includes('emulator')),
  })),
);

for (const { project, drills, traffic } of perProject.filter((each) => each.drills.length > 0)) {
  describe(project.slug, () => {
    const outputs = target.outputs[project.stackName] ?? {};
    const deployment = { aws, outputs, notes: join(target.stateFolder, 'evidence', project.slug) };
    const healthy = new Map<string, string>();

    const play = async (played: Traffic | undefined) => {
      for (let round = 0; round < ROUNDS; round++) await played?.(contextOf(deployment), round).catch(() => {});
    };
    /** Parked and waiting messages of one drill are no evidence of the next. */
    const emptyQueues = async () => {
      for (const [name, QueueUrl] of Object.entries(outputs)) {
        if (name.endsWith('QueueUrl')) await aws.sqs.purgeQueue({ QueueUrl });
      }
    };
    /** What the command prints, of this window alone where it has one. */
    const shown = async ({ command }: Evidence, since: number) => {
      const line = evidenceCommand(command, outputs);
      if (!line.startsWith('lab ')) return execFileSync('sh', ['-c', line], { encoding: 'utf8', timeout: 10_000 });
      const window = /^lab (logs|metrics)\b/.test(line) ? ` --since ${(Date.now() - since) / 60_000}` : '';
      const { out, err } = await runCommand(lab, line.slice('lab '.length) + window);
      return out + err;
    };

    /**
     * What each command prints in the end, while traffic goes on. What was under way when the fault came still shows in
     * the window that begins there; a later window has nothing of it, and a learner looks at that.
     */
    const foundIn = async (evidence: readonly Evidence[], drill: ProjectDrill) => {
      const found = new Map<Evidence, string>();
      let missing = evidence;
      for (let window = 0; window < WINDOWS && missing.length > 0; window++) {
        const since = Date.now();
        await play(trafficOf(traffic ?? (async () => {}), drill));
        for (const each of missing) {
          let text = await shown(each, since);
          while (!each.finds.test(text) && Date.now() < since + SHOWS_WITHIN_MS) {
            await sleep(1_000);
            text = await shown(each, since);
          }
          found.set(each, text);
        }
        missing = missing.filter((each) => !each.finds.test(found.get(each) as string));
      }
      return found;
    };

    beforeAll(async () => {
      const since = Date.now();
      await play(traffic);
      await sleep(6_000);
      for (const evidence of drills.flatMap((drill) => drill.evidence ?? [])) {
        if (!healthy.has(evidence.command)) healthy.set(evidence.command, await shown(evidence, since));
      }
    }, 120_000);

    test.for(drills)('$name', { timeout: 240_000 }, async (drill) => {
      const { evidence = [] } = drill;
      for (const { command, finds } of evidence) expect(healthy.get(command), `healthy: ${command}`).not.toMatch(finds);
      // What goes on while this drill is open is harmless where nothing is broken.
      if (drill.traffic) {
        const since = Date.now();
        await play(trafficOf(traffic ?? (async () => {}), drill));
        for (const each of evidence)
          expect(await shown(each, since), `healthy: ${each.command}`).not.toMatch(each.finds);
        await emptyQueues();
      }
      const incident = await injectFault(drill, deployment, null);
      try {
        for (const [each, text] of await foundIn(evidence, drill))
          expect(text, `${drill.name}: ${each.command}`).toMatch(each.finds);
      } finally {
        await restore(incident, aws);
        await emptyQueues();
      }
    });
  });
}

/** Processes that play traffic for this state folder. */
const playing = () =>
  execFileSync('ps', ['-A', '-o', 'args='], { encoding: 'utf8' })
    .split('\n')
    .filter((args) => args.includes('bin/traffic.ts') && args.includes(target.stateFolder));

test('`lab break` starts the traffic, and it ends with the incident', { timeout: 120_000 }, async () => {
  const since = Date.now();
  const eventually = async (holds: () => Promise<boolean>) => {
    for (const until = Date.now() + 30_000; Date.now() < until && !(await holds()); ) await sleep(500);
    return holds();
  };
  expect(await runCommand(lab, 'break serverless-api/2')).toMatchObject({ code: 0 });
  try {
    expect(playing()).toHaveLength(1);
    const isSeen = async () => {
      const { out } = await runCommand(lab, `metrics serverless-api --since ${(Date.now() - since) / 60_000}`);
      return /ApiAccess\s+5xx\s+\S+\s+\d+/.test(out);
    };
    expect(await eventually(isSeen)).toBe(true);
  } finally {
    await runCommand(lab, 'restore');
  }
  expect(await eventually(async () => playing().length === 0)).toBe(true);
});

test('every drill that runs here names a command that shows its evidence', () => {
  const drills = perProject.flatMap((project) => project.drills);
  expect(drills.filter(({ evidence = [] }) => evidence.length === 0).map(({ name }) => name)).toEqual([]);
});
