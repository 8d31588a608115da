/** Tasks that a service cannot start: how often it tries, what is left of them, and what it does once it can again. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EMULATOR_REGION } from '../../../lib/emulator/environment.ts';
import { SECRET_MARK } from '../../../lib/emulator/web/task-definition.ts';
import { until } from '../../../lib/until.ts';
import { type SmallWeb, startSmallWeb } from '../../support/web/small-web.ts';

/** Long enough for some dozens of tries, where nothing held them back. */
const A_WHILE_MS = 15_000;
/** Of two tasks: those that were under way, and after pauses of 2, 8 and 30 seconds two more each. */
const MOST_TRIES = 10;

let web: SmallWeb;
beforeAll(async () => {
  web = await startSmallWeb();
  expect(await web.untilHealthy(2)).toBe(true);
});
afterAll(async () => {
  await web?.stop();
});

/** All that are in the records of the service, those that have ended too. */
async function tasks(): Promise<readonly string[]> {
  const of = async (desiredStatus: string) => {
    const asked = { cluster: 'web', desiredStatus, maxResults: 100 };
    return (await web.api.json<{ taskArns: readonly string[] }>('ecs', 'ListTasks', asked)).taskArns;
  };
  return [...(await of('RUNNING')), ...(await of('STOPPED'))];
}

it('nothing is started in a region that is lost, and all that should run once it is back', async () => {
  const before = await tasks();
  await web.asked('PUT', `regions/${EMULATOR_REGION}/lost`);
  expect(await until(async () => (await web.running()).length === 0, 30, 100)).toBe(true);
  await sleep(A_WHILE_MS);
  await web.asked('PUT', `regions/${EMULATOR_REGION}/well`);
  expect(await web.untilHealthy(2)).toBe(true);
  expect((await tasks()).filter((task) => !before.includes(task)).length).toBeLessThanOrEqual(MOST_TRIES);
});

it('a service is tried less and less often, whose tasks cannot start, and a new definition is at once', async () => {
  const good = await web.revision({ VERSION: '2' });
  // Without a role that could fetch it.
  const bad = await web.revision({
    VERSION: '3',
    SECRET: `${SECRET_MARK}arn:aws:ssm:us-east-1:000000000000:parameter/no`,
  });
  const before = await tasks();
  const known = new Set((await web.containers()).map(({ id }) => id));
  const noWayBack = { deploymentCircuitBreaker: { enable: false, rollback: false } };
  await web.update({ taskDefinition: bad, deploymentConfiguration: noWayBack });
  const tried = async () => (await tasks()).filter((task) => !before.includes(task)).length;
  expect(await until(async () => (await tried()) > 2, 60, 100)).toBe(true);
  await sleep(A_WHILE_MS);
  expect(await tried()).toBeLessThanOrEqual(MOST_TRIES);
  const left = (await web.containers()).filter(({ id, status }) => !known.has(id) && status !== 'exited');
  expect(left).toEqual([]);

  await web.update({ taskDefinition: good });
  const isGood = async () => {
    const { deployments, taskDefinition } = await web.service();
    return taskDefinition === good && deployments.some(({ rolloutState }) => rolloutState === 'COMPLETED');
  };
  expect(await until(isGood, 60, 200)).toBe(true);
  expect(await web.untilHealthy(2)).toBe(true);
});
