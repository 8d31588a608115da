/** Break, fix and restore, over and over, as an afternoon of drills does: what the emulator holds must not grow with it. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { allDrills, type NumberedDrill } from '../../lib/lab/drills/catalogue.ts';
import { contextToFix } from '../../lib/lab/drills/drill-context.ts';
import { deploymentOf } from '../../lib/lab/drills/incidents.ts';
import { check, injectFault, type ProbeResult, restore } from '../../lib/lab/drills/run-drill.ts';
import { openLab } from '../../lib/lab/lab.ts';
import { emulatorTarget } from '../../lib/lab/target.ts';
import { CURRICULUM } from '../../lib/projects/registry.ts';
import { until } from '../../lib/until.ts';
import { deployedTarget } from '../support/deployed-target.ts';
import { footprintOf } from '../support/processes/footprint.ts';

const FULL = process.env.RELIABILITY_SIZE === 'full';
const CYCLES = Number(process.env.RELIABILITY_CYCLES ?? (FULL ? 200 : 6));
const FIRST = FULL ? 10 : 3;
/** Four incidents that each leave a process would not double anything: a small run looks for the first that stays. */
const MOST = (first: number) => (FULL ? 2 * first : first + 1);

const target = await deployedTarget();
const lab = openLab(CURRICULUM, target.stateFolder);
/** Each of its fixes publishes a version, and each version runs in a process of its own. */
const drill = (await allDrills(lab)).find(({ number }) => number === 'serverless-api/2') as NumberedDrill;
const notes = join(target.stateFolder, 'cycles');
const deployment = await deploymentOf(drill.project, emulatorTarget(target.endpoint, target.stateFolder), notes);

const footprint = () => footprintOf(target);

/** So often a check asks the whole contract of the project too, and between only the drill's own probes: else it takes an hour. */
const WHOLE_EVERY = 10;

async function cycle(done: number): Promise<void> {
  const asked = done % WHOLE_EVERY === 0 ? drill : { ...drill, contract: [] };
  const incident = await injectFault(drill, deployment, null);
  await drill.solution.apply(contextToFix(deployment));
  // What is measured is what stays behind: on a busy machine a check may run out of time, as a learner's may, and is repeated.
  let wrong: readonly ProbeResult[] = [];
  await until(async () => {
    const { verdict, probes } = await check(asked, deployment);
    wrong = verdict === 'fixed' ? [] : probes.filter((probe) => probe.verdict !== 'ok');
    if (wrong.length > 0)
      console.log(`checked again: ${wrong.map(({ expects, saw }) => `${expects}: ${saw}`).join('; ')}`);
    return wrong.length === 0;
  }, 60);
  expect(wrong).toEqual([]);
  await restore(incident, deployment.aws);
}

it(`holds no more after ${CYCLES} incidents than ${FULL ? 'twice ' : ''}what it held after the first ${FIRST}`, {
  timeout: FULL ? 3_600_000 : 240_000,
}, async () => {
  let first = { processes: 0, megabytes: 0 };
  for (let done = 1; done <= CYCLES; done++) {
    await cycle(done);
    if (done === FIRST) first = await footprint();
    if (done % 10 === 0) console.log(`after ${done} incidents ${JSON.stringify(await footprint())}`);
  }
  // Ending a process takes a moment.
  await until(async () => (await footprint()).processes <= MOST(first.processes), 10);
  const last = await footprint();
  console.log(`after the last of ${CYCLES} incidents ${JSON.stringify(last)}`);

  expect(first.processes).toBeGreaterThan(1);
  expect(last.processes).toBeLessThanOrEqual(MOST(first.processes));
  expect(last.megabytes).toBeLessThanOrEqual(2 * first.megabytes);
});
