import type { AwsClients } from '../aws/aws-clients.ts';

/** A deployment to work on, and where the lab keeps its notes about it. */
export interface Deployment {
  readonly aws: AwsClients;
  /** The outputs of the drill's project. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Id of its stack, where it is known: every deployment has another. */
  readonly stackId?: string;
  /** Folder of this target's incidents, and of the sources and builds that they need. */
  readonly notes: string;
  /** How probes reach the network; the global `fetch` by default. */
  readonly fetch?: typeof fetch;
  /** By what factor probes wait longer, or shorter, than they ask for. @default 1 */
  readonly patience?: number;
  /**
   * How many seconds a change may take to show: an expectation that looks unmet is looked at again for as long.
   * @default 0
   */
  readonly settlesWithin?: number;
}
