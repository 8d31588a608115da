/** What a way back to a template is. */
import type { AwsClients } from '../../aws/aws-clients.ts';
import type { ReadBack } from '../as-deployed.ts';

export type WayBack = (aws: AwsClients, resource: ReadBack) => Promise<unknown>;

export interface Ways {
  /** The properties that `set` writes. */
  readonly of: readonly string[];
  readonly set: WayBack;
  /** Whether `set` makes it, too, when it is gone. */
  readonly makes: boolean;
}
