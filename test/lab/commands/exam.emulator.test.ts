/** An exam of two incidents on what is deployed: one fixed and graded, one given up, and the report of both. */
import { expect, it } from 'vitest';
import { allDrills, findDrill } from '../../../lib/lab/drills/catalogue.ts';
import { contextToFix } from '../../../lib/lab/drills/drill-context.ts';
import { deploymentOf, notesOn } from '../../../lib/lab/drills/incidents.ts';
import { type LabProject, openLab } from '../../../lib/lab/lab.ts';
import { emulatorTarget } from '../../../lib/lab/target.ts';
import { CURRICULUM } from '../../../lib/projects/registry.ts';
import { deployedTarget } from '../../support/deployed-target.ts';
import { runCommand } from '../../support/processes/run-command.ts';

const { endpoint, stateFolder } = await deployedTarget('exam');
const api = CURRICULUM.find(({ project }) => project.slug === 'serverless-api') as LabProject;
const two = ['query-denied', 'route-narrowed'];
const lab = openLab(
  [{ ...api, drills: async () => ((await api.drills?.()) ?? []).filter(({ name }) => two.includes(name)) }],
  stateFolder,
);
const json = async (line: string) => JSON.parse((await runCommand(lab, `${line} --json`)).out);

it('sets two incidents, grades the repair of one, takes the other for given up, and reports both', {
  timeout: 240_000,
}, async () => {
  const { exam, incident } = await json('exam --seed 3');
  expect(exam.incidents.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['open', 'ahead']);
  const drill = findDrill(await allDrills(lab), incident.drill);
  const deployment = await deploymentOf(drill.project, emulatorTarget(endpoint, stateFolder), notesOn(lab, 'emulator'));
  expect((await runCommand(lab, 'check')).code).toBe(1);
  await drill.solution.apply(contextToFix(deployment));
  expect(await json('check')).toMatchObject({ verdict: 'fixed' });

  const second = await json('exam');
  expect(second.exam.incidents.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['fixed', 'open']);
  // What other tests changed on this deployment is named as well, and is none of the exam's.
  expect((await runCommand(lab, 'restore')).code).toBe(0);

  const report = await json('exam');
  expect(report.exam).toMatchObject({ running: false, fixed: 1 });
  expect(report.exam.incidents.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['fixed', 'given-up']);
  expect((await runCommand(lab, 'exam --report')).out).toContain('1 of 2 incidents fixed');
});
