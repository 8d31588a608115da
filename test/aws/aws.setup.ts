/** Around the tests on an account: deploys every project, and takes all of it down again, whatever happened between. */
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { awsTarget } from '../../lib/lab/aws/aws-target.ts';
import { refuseRegion } from '../../lib/lab/aws/regions.ts';
import { openLab } from '../../lib/lab/lab.ts';
import { bootstrapNeeded } from '../../lib/lab/stacks/bootstrap.ts';
import { upOnAws } from '../../lib/lab/stacks/up.ts';
import { CURRICULUM, STARTED_BY_DEFAULT } from '../../lib/projects/registry.ts';
import { repository } from '../../lib/repository.ts';
import './place.ts';
import { setUp } from './round-trip.ts';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { profile, region } = JSON.parse(process.env.CERTLAB_TEST_AWS ?? '{}') as { profile: string; region: string };
  const target = await awsTarget({ target: 'aws', profile, region });
  const lab = openLab(CURRICULUM, join(repository, '.certlab', 'test-aws'));
  const projects = STARTED_BY_DEFAULT.map((entry) => entry.project);
  refuseRegion(target.region, projects);
  const deploy = async () => {
    const needed = await bootstrapNeeded(target);
    return upOnAws(lab, projects, target, { bootstrap: needed ? [needed] : [] });
  };
  const end = await setUp(lab, target, deploy, (line) => console.log(line));
  project.provide('account', { profile, region: target.region, stateFolder: lab.stateFolder });
  return async () => {
    if (!(await end())) process.exitCode = 1;
  };
}
