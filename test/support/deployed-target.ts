import { EMULATOR_CREDENTIALS } from '../../lib/emulator/environment.ts';

/** What emulator tests get by `inject('target')`: where the emulator is, and what the deployed projects published. */
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
    readonly target: DeployedTarget;
  }
}

/** For any SDK client that a test makes itself. */
export function clientConfigOf({ endpoint, region }: DeployedTarget) {
  return { endpoint, region, credentials: EMULATOR_CREDENTIALS };
}
