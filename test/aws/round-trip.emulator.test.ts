import { describe, expect, it } from 'vitest';
import { openLab } from '../../lib/lab/lab.ts';
import { emulatorTarget } from '../../lib/lab/target.ts';
import { CURRICULUM } from '../../lib/projects/registry.ts';
import { deployedTarget } from '../support/deployed-target.ts';
import { costOf, refuseWhereDeployed } from './round-trip.ts';

const { endpoint, stateFolder } = await deployedTarget();
const target = emulatorTarget(endpoint, stateFolder);

describe('a test that destroys what it finds', () => {
  it('refuses to begin where anything of the lab is deployed, and names it', async () => {
    const refused = refuseWhereDeployed(openLab(CURRICULUM, stateFolder), target);
    await expect(refused).rejects.toMatchObject({ code: 'NotOurStack' });
    for (const { project } of CURRICULUM) await expect(refused).rejects.toThrow(project.stackName);
  });

  it('begins where nothing of it is', async () => {
    const elsewhere = CURRICULUM.map((entry) => ({
      ...entry,
      project: { ...entry.project, stackName: `Elsewhere${entry.project.stackName}` },
    }));
    await expect(refuseWhereDeployed(openLab(elsewhere, stateFolder), target)).resolves.toBeUndefined();
  });
});

describe('its price', () => {
  it('is that of the projects and of the stages, for the hours that they stood', () => {
    const [{ project }] = CURRICULUM as [(typeof CURRICULUM)[0]];
    const projects = [{ ...project, idleUsdPerMonth: 7.3, stagesUsdPerMonth: 73 }];
    expect(costOf(projects, 10)).toMatch(/^It stood for 10\.00 hours: \$1\.10 at the most, of \$80\.30 a month/);
  });
});
