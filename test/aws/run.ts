/**
 * `npm run test:aws -- --profile <name> [--region <name>]`: the whole lab on an account of yours, from nothing to nothing.
 * It asks before it makes anything, behind the guards of `lab up --target aws`. Its stacks have names of their own, since
 * package.json starts it with `CERTLAB_TEST_STACKS`.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { confirmOnAws } from '../../lib/lab/aws/aws-guards.ts';
import { awsTarget } from '../../lib/lab/aws/aws-target.ts';
import { refuseRegion } from '../../lib/lab/aws/regions.ts';
import { openLab } from '../../lib/lab/lab.ts';
import { bootstrapNeeded } from '../../lib/lab/stacks/bootstrap.ts';
import { EXIT, runToExit } from '../../lib/lab/terminal/output.ts';
import { CURRICULUM, STARTED_BY_DEFAULT } from '../../lib/projects/registry.ts';
import { serverlessApi } from '../../lib/projects/serverless-api/project.ts';
import { repository } from '../../lib/repository.ts';
import { refuseWhereDeployed } from './round-trip.ts';

await runToExit(async () => {
  const { values } = parseArgs({ options: { profile: { type: 'string' }, region: { type: 'string' } } });
  const target = await awsTarget({ target: 'aws', ...values });
  const projects = STARTED_BY_DEFAULT.map(({ project }) => project);
  refuseRegion(target.region, projects);
  await refuseWhereDeployed(openLab(CURRICULUM, join(repository, '.certlab', 'test-aws')), target);
  const bootstrap = await bootstrapNeeded(target);
  await confirmOnAws(target, projects, 'Deploy, test for about three hours and destroy', [
    ...(bootstrap ? [bootstrap.sentence] : []),
    `Beta-${serverlessApi.stackName} and Prod-${serverlessApi.stackName}, which the pipeline deploys, come and go with them.`,
  ]);
  const child = spawn(join(repository, 'node_modules', '.bin', 'vitest'), ['run', '--project', 'aws'], {
    cwd: repository,
    stdio: 'inherit',
    env: { ...process.env, CERTLAB_TEST_AWS: JSON.stringify({ profile: values.profile, region: target.region }) },
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return code === 0 ? undefined : EXIT.failed;
}, false);
