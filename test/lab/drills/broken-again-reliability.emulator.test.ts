/**
 * After a right repair by other means than the reference, and a restore, a drill can be broken again: what `lab break` hands
 * out is there to be seen, and where it hands out nothing it names a way out, which leads to a fault that is there. Three
 * drills, whose last right fix adds something, publishes a version, or replaces a resource; with RELIABILITY_SIZE=full every
 * drill of the emulator.
 */
import { expect, it } from 'vitest';
import { LabError } from '../../../lib/errors.ts';
import { allDrills, type NumberedDrill } from '../../../lib/lab/drills/catalogue.ts';
import { contextToFix } from '../../../lib/lab/drills/drill-context.ts';
import { deploymentOf, notesOn } from '../../../lib/lab/drills/incidents.ts';
import { breakProject, check, noteCheck } from '../../../lib/lab/drills/run-drill.ts';
import { openLab } from '../../../lib/lab/lab.ts';
import { emulatorTarget } from '../../../lib/lab/target.ts';
import { CURRICULUM } from '../../../lib/projects/registry.ts';
import { deployedTarget } from '../../support/deployed-target.ts';
import { runCommand } from '../../support/processes/run-command.ts';

/** A policy, a variable with its versions, and a mapping. */
const OF_EACH_KIND = ['query-denied', 'table-name-lost', 'consumer-asleep'];

const target = await deployedTarget('broken-again');
const lab = openLab(CURRICULUM, target.stateFolder);
const local = emulatorTarget(target.endpoint, target.stateFolder);
const notes = notesOn(lab, 'emulator');
const deploymentNow = ({ project }: NumberedDrill) => deploymentOf(project, local, notes);
const onEmulator = (await allDrills(lab)).filter(({ runsOn }) => runsOn.includes('emulator'));
const tried =
  process.env.RELIABILITY_SIZE === 'full' ? onEmulator : onEmulator.filter(({ name }) => OF_EACH_KIND.includes(name));

it('is tried with one drill of each kind', () => {
  expect(tried.map(({ name }) => name)).toEqual(expect.arrayContaining(OF_EACH_KIND));
});

it.each(tried.map((drill) => [drill.number, drill] as const))('%s', { timeout: 240_000 }, async (_, drill) => {
  const incident = await breakProject(drill, await deploymentNow(drill));
  // The last of them replaces a resource, where one does.
  const fix = drill.otherFixes.at(-1) ?? drill.solution;
  const deployment = await deploymentNow(drill);
  await fix.apply(contextToFix(deployment));
  const repaired = await check(drill, deployment);
  expect(repaired.probes.filter(({ verdict }) => verdict !== 'ok')).toEqual([]);
  await noteCheck(incident, repaired.verdict, deployment.aws);
  const restored = await runCommand(lab, 'restore');

  const again = await breakProject(drill, await deploymentNow(drill)).catch((error: Error) => error);
  if (again instanceof Error) {
    // It hands out nothing, and names the way; and restore had not said that all is as deployed.
    expect(again).toBeInstanceOf(LabError);
    expect(again.message).toContain(`\`lab reset ${drill.project.slug}\``);
    expect(restored.code).toBe(1);
  } else {
    expect(await verdictNow(drill)).toBe('not-yet');
  }

  // A fix that replaced a resource is right, and is not as deployed: the named way leads back.
  if ((await runCommand(lab, 'restore')).code === 0) return;
  expect(restored.out).toContain(`\`lab reset ${drill.project.slug}\``);
  expect((await runCommand(lab, `reset ${drill.project.slug} --json`)).code).toBe(0);
  await breakProject(drill, await deploymentNow(drill));
  expect(await verdictNow(drill)).toBe('not-yet');
  expect((await runCommand(lab, 'restore')).code).toBe(0);
});

const verdictNow = async (drill: NumberedDrill) => (await check(drill, await deploymentNow(drill))).verdict;
