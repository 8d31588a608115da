/** Executions of the workflow in its place: started, waited for, and looked into. */
import type { SFN } from '@aws-sdk/client-sfn';
import { FENCE } from '../../../lib/projects/disaster-recovery/failover/fence.ts';
import { ADDED_INSTANCE } from '../../../lib/projects/disaster-recovery/names.ts';
import { FULL } from '../../../lib/projects/disaster-recovery/strategy.ts';
import { until } from '../../../lib/until.ts';
import { type Place, PRIMARY_ARN, STANDBY_ARN } from './place.ts';

export const TASKS = FULL.tasks.least;

/** How things stand, as the place says: before a failover, after it, and after the way back. */
export const BEFORE = { writer: PRIMARY_ARN, instances: [] as readonly string[], tasks: 0, fence: FENCE.down };
export const TAKEN_OVER = { writer: STANDBY_ARN, instances: [ADDED_INSTANCE], tasks: TASKS, fence: FENCE.up };
export const GONE_BACK = { ...TAKEN_OVER, writer: PRIMARY_ARN, fence: FENCE.down };

/** @param place asked for at each call, since it is made before all tests */
export function executions(place: () => Place) {
  async function start(input: unknown, sfn: SFN = place().sfn): Promise<string> {
    const { executionArn } = await sfn.startExecution({
      stateMachineArn: place().stateMachineArn,
      input: JSON.stringify(input),
    });
    return executionArn as string;
  }

  async function end(executionArn: string) {
    const { sfn } = place();
    let execution = await sfn.describeExecution({ executionArn });
    await until(
      async () => {
        execution = await sfn.describeExecution({ executionArn });
        return execution.status !== 'RUNNING';
      },
      60,
      50,
    );
    const { status, error, cause, output } = execution;
    return { status, error, cause, output: status === 'SUCCEEDED' ? JSON.parse(output as string) : undefined };
  }

  return {
    start,
    end,
    run: async (input: unknown) => end(await start(input)),
    async statesOf(executionArn: string): Promise<string[]> {
      const { events = [] } = await place().sfn.getExecutionHistory({ executionArn, maxResults: 1000 });
      return events.flatMap(({ stateEnteredEventDetails: entered }) => entered?.name ?? []);
    },
    /** All as before anything happened, and as many targets that answer as a region serves with. */
    async asBefore(): Promise<void> {
      await place().grant();
      await place().define(place().definition);
      await place().reset();
      await place().register(TASKS);
    },
  };
}
