/** Where fixes of drills are tried for questions: projects deployed for this alone, one broken at a time. */
import { join } from 'node:path';
import { fixNamed, tryFix } from '../../../lib/lab/author/try-fix.ts';
import { awsClients } from '../../../lib/lab/aws/aws-clients.ts';
import { allDrills } from '../../../lib/lab/drills/catalogue.ts';
import type { ProjectDrill } from '../../../lib/lab/drills/drill.ts';
import { CURRICULUM } from '../../../lib/projects/registry.ts';
import type { Bench } from '../../../lib/questions/run.ts';
import { clientConfigOf, deployedTarget } from '../deployed-target.ts';

/** Every drill that the projects have. */
export const everyDrill = (): Promise<readonly ProjectDrill[]> => allDrills({ projects: CURRICULUM });

/** A bench on which fixes are tried; the projects go side by side, the fixes of one project one after the other. */
export async function fixBench(): Promise<Bench> {
  const target = await deployedTarget('drill-fixes');
  const aws = awsClients(clientConfigOf(target));
  const drills = await everyDrill();
  const deploymentOf = ({ id, project }: ProjectDrill) => ({
    ...{ aws, outputs: target.outputs[project.stackName] ?? {}, patience: 0.5 },
    notes: join(target.stateFolder, 'drill-fixes', id),
  });
  const last = new Map<string, Promise<unknown>>();
  return {
    ...aws,
    tryFix(id, name) {
      const drill = drills.find((one) => one.id === id) as ProjectDrill;
      const { slug } = drill.project;
      const before = last.get(slug) ?? Promise.resolve();
      const trying = before.then(() => tryFix(drill, fixNamed(drills, name), deploymentOf(drill)));
      last.set(
        slug,
        trying.catch(() => undefined),
      );
      return trying;
    },
  };
}
