/** Runs the migration as a task of its own, and fails where it failed: the deployment then stops before the service rolls. */
import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeTasksCommand, type ECSClient, RunTaskCommand } from '@aws-sdk/client-ecs';
import type { Context } from 'aws-lambda';

export interface Dependencies {
  readonly ecs: ECSClient;
  readonly cluster: string;
  readonly taskDefinition: string;
  /** With commas between them. */
  readonly subnets: string;
  readonly securityGroup: string;
  /** `ENABLED` or `DISABLED`. */
  readonly publicAddress: string;
  /** Between two looks at the task. @default 3,000 */
  readonly everyMs?: number;
}

/**
 * The handler. The request's id is the token of the start, so that an invocation that is repeated finds the task it began.
 * @throws Error with what ECS says of a task that did not start, or did not end well, or is still running when time is up
 */
export function runMigration({ ecs, cluster, everyMs = 3_000, ...how }: Dependencies) {
  return async (_event: unknown, context: Context): Promise<{ readonly task: string }> => {
    const { tasks = [], failures = [] } = await ecs.send(
      new RunTaskCommand({
        cluster,
        clientToken: context.awsRequestId,
        taskDefinition: how.taskDefinition,
        launchType: 'FARGATE',
        networkConfiguration: {
          awsvpcConfiguration: {
            subnets: how.subnets.split(','),
            securityGroups: [how.securityGroup],
            assignPublicIp: how.publicAddress === 'ENABLED' ? 'ENABLED' : 'DISABLED',
          },
        },
      }),
    );
    const task = tasks[0]?.taskArn;
    // Exam: RunTask answers 200 where it could not place a task, and says so in `failures`.
    if (!task) throw new Error(`The migration was not started: ${failures[0]?.reason ?? 'ECS gives no reason'}.`);

    for (;;) {
      const { tasks: [seen] = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: [task] }));
      if (seen?.lastStatus === 'STOPPED') {
        const code = seen.containers?.[0]?.exitCode;
        if (code === 0) return { task };
        const why = [seen.stoppedReason, seen.containers?.[0]?.reason].filter(Boolean).join('; ');
        throw new Error(
          `The migration ended with ${code ?? 'no exit code'}: ${why || 'see its log group'}. The service was not touched.`,
        );
      }
      if (context.getRemainingTimeInMillis() < everyMs + 5_000) {
        throw new Error(`The migration is ${seen?.lastStatus ?? 'nowhere to be seen'} after all of the time it has.`);
      }
      await sleep(everyMs);
    }
  };
}
