/** Executions of the failover workflow in the region that waits. */
import { SFN } from '@aws-sdk/client-sfn';
import { FAILOVER_WORKFLOW } from '../../../lib/projects/disaster-recovery/names.ts';
import { type DeployedRegions, STANDBY } from '../deployed-regions.ts';
import { ENDED, endedBefore } from '../failover/definition.ts';
import { hold } from './looking.ts';

const MOST_EVENTS = 1_000;
/** It waits there only where it has looked and not found: an execution may come to its end without. */
export const BY_CHANCE = /Wait$/;

/**
 * Starts it, and says what it says of itself.
 * @param endsBefore a state before which an execution ends, so that another is started with the same input
 */
export async function goTo(regions: DeployedRegions, to: 'standby' | 'primary', endsBefore?: string) {
  const sfn = new SFN(regions.config(STANDBY));
  const account = regions.outputs.standby.DatabaseClusterArn?.split(':')[4];
  const stateMachineArn = `arn:aws:states:${STANDBY}:${account}:stateMachine:${FAILOVER_WORKFLOW}`;
  const begin = async () =>
    (await sfn.startExecution({ stateMachineArn, input: JSON.stringify({ to }) })).executionArn as string;
  const events = async (executionArn: string) =>
    (await sfn.getExecutionHistory({ executionArn, maxResults: MOST_EVENTS })).events ?? [];
  const entered = async (executionArn: string) =>
    (await events(executionArn)).flatMap(({ stateEnteredEventDetails: state }) => state?.name ?? []);
  const statusOf = async (executionArn: string) => (await sfn.describeExecution({ executionArn })).status;

  /** One that ends before this state, by its definition: to stop it from here would come some states later. */
  async function broken(state: string): Promise<void> {
    const { definition } = await sfn.describeStateMachine({ stateMachineArn });
    const changed = JSON.stringify(endedBefore(JSON.parse(definition as string), state));
    await sfn.updateStateMachine({ stateMachineArn, definition: changed });
    try {
      const executionArn = await begin();
      await hold(
        `the workflow to ${to} has come to ${state}`,
        async () => (await statusOf(executionArn)) !== 'RUNNING',
      );
      const { status, error, cause } = await sfn.describeExecution({ executionArn });
      if (status === 'SUCCEEDED' && BY_CHANCE.test(state)) return;
      if (error !== ENDED) throw new Error(`The workflow to ${to} was to end before ${state}: ${error} ${cause}`);
    } finally {
      await sfn.updateStateMachine({ stateMachineArn, definition });
    }
  }

  if (endsBefore !== undefined) await broken(endsBefore);
  const executionArn = await begin();
  return {
    async end(): Promise<void> {
      await hold(`the workflow to ${to} has ended`, async () => (await statusOf(executionArn)) !== 'RUNNING', 200);
      const { status: ended, error, cause } = await sfn.describeExecution({ executionArn });
      if (ended !== 'SUCCEEDED') throw new Error(`The workflow to ${to}: ${ended} ${error} ${cause}`);
    },
    /** The states that it came to, each once, in their order. */
    states: async (): Promise<readonly string[]> => [...new Set(await entered(executionArn))],
    /** How long it had waited on purpose at a moment, in milliseconds. */
    async waitedBy(moment: number): Promise<number> {
      let [waited, since] = [0, undefined as number | undefined];
      for (const { type, timestamp } of await events(executionArn)) {
        const at = Math.min(timestamp?.getTime() ?? 0, moment);
        if (type === 'WaitStateEntered') since = at;
        if (type !== 'WaitStateExited' || since === undefined) continue;
        waited += at - since;
        since = undefined;
      }
      return waited + (since === undefined ? 0 : moment - since);
    },
  };
}
