/**
 * Where the scenario runs: the emulator of this run, or the account that `npm run test:aws` has deployed to. Everything
 * after this is the same code.
 */
import { join } from 'node:path';
import { inject } from 'vitest';
import { awsTarget } from '../../lib/lab/aws/aws-target.ts';
import { deploymentOf } from '../../lib/lab/drills/incidents.ts';
import type { Deployment } from '../../lib/lab/stacks/deployment.ts';
import { emulatorTarget } from '../../lib/lab/target.ts';
import type { Project } from '../../lib/project.ts';
import type { Target } from '../../lib/target.ts';
import { deployedTarget } from '../support/deployed-target.ts';

/** What the set-up of the project `aws` has deployed to. */
export interface Account {
  readonly profile: string;
  readonly region: string;
  readonly stateFolder: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Given by aws.setup.ts, and by nobody else. */
    readonly account?: Account;
  }
}

export interface Place {
  readonly target: Target;
  /** One project of it, with the patience that the target needs. */
  readonly deployment: (project: Project) => Promise<Deployment>;
}

export async function openPlace(): Promise<Place> {
  const account = inject('account');
  const deployed = account ?? (await deployedTarget());
  const target = account
    ? await awsTarget({ target: 'aws', ...account })
    : emulatorTarget((await deployedTarget()).endpoint, deployed.stateFolder);
  const notes = join(deployed.stateFolder, 'same-as-aws');
  return { target, deployment: (project) => deploymentOf(project, target, notes) };
}
