/**
 * Emulator tests ask here for what is deployed. Each of Vitest's workers has an emulator of its own, with what
 * `npm start` brings up deployed by the same code: made when the first of its files asks, kept for the next, and ended with the
 * run (test/support/emulator.setup.ts). A file has its emulator for itself while it runs.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { EMULATOR_CREDENTIALS } from '../../lib/emulator/environment.ts';
import { openLab, projectsToStart } from '../../lib/lab/lab.ts';
import { statusOf } from '../../lib/lab/stacks/stacks.ts';
import { upOnEmulator } from '../../lib/lab/stacks/up.ts';
import { emulatorTarget } from '../../lib/lab/target.ts';
import { CURRICULUM } from '../../lib/projects/registry.ts';

/** Where the emulator is, and what the deployed projects published. */
export interface DeployedTarget {
  readonly endpoint: string;
  readonly region: string;
  /** For tests that run the lab's own commands: `CERTLAB_STATE`. */
  readonly stateFolder: string;
  /** Outputs by stack name. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Holds the state folders of this run, one a worker. */
    readonly stateFolders: string;
  }
}

/** @param own deploys again for this file: for what has to be as deployed, whatever other files changed by hand */
export async function deployedTarget(own?: string): Promise<DeployedTarget> {
  const stateFolder = join(inject('stateFolders'), own ?? process.env.VITEST_POOL_ID ?? '1');
  const record = join(stateFolder, 'deployed.json');
  if (!existsSync(record)) {
    const lab = openLab(CURRICULUM, stateFolder);
    const projects = projectsToStart(lab, []);
    const { target } = await upOnEmulator(lab, projects, { quiet: true }).catch((error: Error) => {
      // The sentence says it all; the chain of causes under it is pages of the toolkit's internals.
      throw new Error(error.message);
    });
    const outputs = (await statusOf(projects, target)).map((status) => [status.stack, status.outputs]);
    const { endpoint, region } = target;
    writeFileSync(record, JSON.stringify({ endpoint, region, stateFolder, outputs: Object.fromEntries(outputs) }));
  }
  const deployed = JSON.parse(readFileSync(record, 'utf8')) as DeployedTarget;
  emulatorTarget(deployed.endpoint, stateFolder);
  return deployed;
}

/** For any SDK client that a test makes itself. */
export function clientConfigOf({ endpoint, region }: DeployedTarget) {
  return { endpoint, region, credentials: EMULATOR_CREDENTIALS };
}
