/** What lies in a dead-letter queue is found however much lies there, and the rest of it stays. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { awsClients } from '../../lib/lab/aws/aws-clients.ts';
import type { CheckContext } from '../../lib/lab/drills/drill.ts';
import type { Output } from '../../lib/projects/event-pipeline/drills/event-pipeline.ts';
import { parkedIn, takeParked } from '../../lib/projects/event-pipeline/health/parked.ts';
import { clientConfigOf, deployedTarget } from '../support/deployed-target.ts';

const aws = awsClients(clientConfigOf(await deployedTarget()));
/** More than thirty receives of ten bring. */
const LYING = 350;
let QueueUrl = '';
const lab = () => ({ aws, outputs: { ActivityDeadLetterQueueUrl: QueueUrl } }) as unknown as CheckContext<Output>;

beforeAll(async () => {
  ({ QueueUrl = '' } = await aws.sqs.createQueue({ QueueName: `parked-${randomUUID()}` }));
  for (let first = 0; first < LYING; first += 10) {
    const Entries = Array.from({ length: 10 }, (_, nth) => ({ Id: `${nth}`, MessageBody: `message <${first + nth}>` }));
    await aws.sqs.sendMessageBatch({ QueueUrl, Entries });
  }
}, 60_000);
afterAll(() => aws.sqs.deleteQueue({ QueueUrl }));

it('is found behind hundreds of others, and taken off', { timeout: 120_000 }, async () => {
  for (const nth of [LYING - 1, LYING - 2, 0]) {
    expect((await takeParked(lab(), `<${nth}>`))?.Body).toBe(`message <${nth}>`);
  }
  expect(await takeParked(lab(), '<0>')).toBeUndefined();

  const left = Array.from({ length: LYING - 3 }, (_, nth) => `message <${nth + 1}>`);
  // All of them at once, and again at the next look: what was looked at was given back.
  expect([...(await parkedIn(lab(), QueueUrl))].sort()).toEqual(left.sort());
  expect(await parkedIn(lab(), QueueUrl)).toHaveLength(left.length);
});
