import type { DeployableSlug } from '../../content/model.ts';
import type { TaskRef } from '../blueprints.ts';
import type { Evidence } from '../model.ts';

/** One thing that a project shows, and the tasks that it trains: `core` where most of the task is exercised there. */
export interface Claim extends Evidence {
  readonly project: DeployableSlug;
  readonly core?: readonly TaskRef[];
  readonly partial?: readonly TaskRef[];
}
