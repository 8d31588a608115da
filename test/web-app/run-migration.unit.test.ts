/** The function that runs the migration, asked over an ECS that answers as its API reference says. */
import { DescribeTasksCommand, type ECSClient, RunTaskCommand } from '@aws-sdk/client-ecs';
import type { Context } from 'aws-lambda';
import { expect, it } from 'vitest';
import { runMigration } from '../../lambda/web-app/run-migration.ts';

interface Seen {
  readonly lastStatus: string;
  readonly stoppedReason?: string;
  readonly containers?: readonly { readonly exitCode?: number; readonly reason?: string }[];
}

/** @param looks what the task is at each look; the last one stays */
function deployment(looks: readonly Seen[], started: object = { tasks: [{ taskArn: 'task/1' }] }, leftMs = 600_000) {
  const asked: RunTaskCommand[] = [];
  let look = 0;
  const ecs = {
    async send(command: object) {
      if (command instanceof RunTaskCommand) {
        asked.push(command);
        return started;
      }
      if (!(command instanceof DescribeTasksCommand)) throw new Error('Nothing else is asked.');
      return { tasks: [looks[Math.min(look++, looks.length - 1)]] };
    },
  } as unknown as ECSClient;
  const handler = runMigration({
    ecs,
    cluster: 'cluster/1',
    taskDefinition: 'task-definition/1',
    subnets: 'subnet-1,subnet-2',
    securityGroup: 'sg-1',
    publicAddress: 'DISABLED',
    everyMs: 1,
  });
  const context = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => leftMs } as Context;
  return { asked, run: () => handler({}, context) };
}

it('waits until the task has stopped well', async () => {
  const looks = ['PROVISIONING', 'RUNNING', 'STOPPING'].map((lastStatus) => ({ lastStatus }));
  const { run, asked } = deployment([...looks, { lastStatus: 'STOPPED', containers: [{ exitCode: 0 }] }]);
  expect(await run()).toEqual({ task: 'task/1' });
  expect(asked[0]?.input).toMatchObject({
    clientToken: 'request-1',
    networkConfiguration: {
      awsvpcConfiguration: { subnets: ['subnet-1', 'subnet-2'], securityGroups: ['sg-1'], assignPublicIp: 'DISABLED' },
    },
  });
});

it.each<[string, readonly Seen[], object | undefined, number | undefined, RegExp]>([
  ['was not placed', [], { failures: [{ reason: 'RESOURCE:CPU' }] }, undefined, /not started: RESOURCE:CPU/],
  [
    'ended with an error',
    [{ lastStatus: 'STOPPED', containers: [{ exitCode: 1 }] }],
    undefined,
    undefined,
    /ended with 1/,
  ],
  [
    'never ran',
    [{ lastStatus: 'STOPPED', stoppedReason: 'CannotPullContainerError', containers: [{}] }],
    undefined,
    undefined,
    /no exit code: CannotPullContainerError/,
  ],
  [
    'was stopped before it had a container',
    [{ lastStatus: 'STOPPED', stoppedReason: 'ResourceInitializationError' }],
    undefined,
    undefined,
    /no exit code: ResourceInitializationError/,
  ],
  ['does not end', [{ lastStatus: 'RUNNING' }], undefined, 4_000, /is RUNNING after all of the time/],
])('fails the deployment where the task %s', async (_, looks, started, leftMs, message) => {
  await expect(deployment(looks, started, leftMs).run()).rejects.toThrow(message);
});
