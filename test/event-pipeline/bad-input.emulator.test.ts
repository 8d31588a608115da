/** Every bad event has a named fate, shows in a metric, and comes back by a redrive once the cause is fixed. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridge } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deadLetters, redrive } from '../../lib/projects/event-pipeline/operate.ts';
import { deployedTarget } from '../support/deployed-target.ts';
import { Pipeline } from './reliability/pipeline.ts';
import { apiOf, signedPost } from './reliability/signed-post.ts';

const pipeline = new Pipeline(await deployedTarget());
const api = apiOf(pipeline);
const { clientConfig } = pipeline.deployed.target;

const good = () => ({
  schemaVersion: 1,
  eventId: randomUUID(),
  learnerId: `bad-input.${Date.now()}`,
  task: 'SAA-C03/2.1',
  lessonId: 'queues',
  at: new Date().toISOString(),
});
const standing = async (learnerId: string) => (await fetch(`${api}/v1/standings/${learnerId}`)).json();

/** The release to come: a worker that takes version 2. */
const takingVersion2 = (source: string) =>
  source.replace(/schemaVersion:([\w.$]+)\(1\)/, 'schemaVersion:$1([1,2])').replace(/>1\)throw/, '>2)throw');

/** The lines of metrics in a function's log since then. */
async function logged(start: number, logGroup: string): Promise<string[]> {
  const { events = [] } = await new CloudWatchLogs(clientConfig).filterLogEvents({
    logGroupName: pipeline.output(logGroup),
    startTime: start,
  });
  return events.map(({ message = '' }) => message).filter((message) => message.startsWith('{"_aws"'));
}

/** The metrics with a reason in a function's log since then, as `metric reason`. */
async function countedSince(start: number, logGroup: string): Promise<string[]> {
  return (await logged(start, logGroup))
    .filter((message) => message.includes('"reason"'))
    .map((message) => {
      const line = JSON.parse(message);
      return `${line._aws.CloudWatchMetrics[0].Metrics[0].Name} ${line.reason}`;
    });
}

beforeAll(() => pipeline.reset());
afterAll(() => pipeline.reset());

describe('at the edge', () => {
  const start = Date.now();
  const post = (body: string, type = 'application/json') => signedPost(`${api}/v1/activity`, body, type);
  const event = (change: object = {}) => JSON.stringify({ kind: 'LessonRead', ...good(), ...change });

  it('takes a good event, and the standing shows it', async () => {
    const sent = good();
    const { status, headers, body } = await post(JSON.stringify({ kind: 'LessonRead', ...sent }));
    expect([status, body]).toEqual([202, { eventId: sent.eventId }]);
    expect(headers.get('location')).toBe(`/v1/standings/${sent.learnerId}`);
    await expect
      .poll(() => standing(sent.learnerId), { timeout: 20_000 })
      .toMatchObject({ standings: [{ exam: 'SAA-C03', domain: '2', points: 5, lessonsRead: 1 }] });
  });

  it('takes a byte order mark, and shows an answer to a card where the card is', async () => {
    expect((await post(`\ufeff${event()}`)).status).toBe(202);
    const { lessonId, task, ...detail } = good();
    const review = { kind: 'CardReviewed', ...detail, cardId: 'c1', correct: true };
    expect((await post(JSON.stringify(review))).headers.get('location')).toBe(`/v1/cards/${detail.learnerId}/c1`);
  });

  it('refuses a caller without a signature', async () => {
    const answer = await fetch(`${api}/v1/activity`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: event(),
    });
    expect(answer.status).toBe(403);
  });

  it.each([
    ['what is not JSON', '{"kind":', 400, 'MalformedBody'],
    ['an event that breaks its schema', event({ task: 'SAA-C03/9.9' }), 422, 'InvalidRequest'],
    ['a learner id that is a script', event({ learnerId: '<script>alert(1)</script>' }), 422, 'InvalidRequest'],
    ['an unknown type', event({ kind: 'LessonForgotten' }), 422, 'UnknownType'],
    ['a version to come', event({ schemaVersion: 2 }), 422, 'FutureVersion'],
    ['a clock that runs ahead', event({ at: '2062-01-01T00:00:00Z' }), 422, 'ClockAhead'],
    ['256 KB', event({ lessonId: 'x'.repeat(262_144) }), 413, 'BodyTooLarge'],
  ])('refuses %s, by name', async (_, sent, status, code) => {
    const answer = await post(sent);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.body).toMatchObject({ status, code, requestId: expect.any(String) });
    expect(JSON.stringify(answer.body)).not.toMatch(/at .*\.(mjs|ts):|arn:aws/);
  });

  it('refuses another media type', async () => {
    expect((await post(event(), 'text/plain')).status).toBe(415);
  });

  it('has counted each refusal under its reason', async () => {
    const refused = [
      'ClockAhead',
      'FutureVersion',
      'NotJson',
      'SchemaBroken',
      'SchemaBroken',
      'TooLarge',
      'UnknownType',
    ];
    await expect
      .poll(async () => (await countedSince(start, 'AcceptFunctionLogGroupName')).sort(), { timeout: 20_000 })
      .toEqual([...refused, 'WrongMediaType'].map((reason) => `EventRefused ${reason}`));
  });
});

describe('on the bus, where others than our edge may publish', () => {
  const bad = {
    SchemaBroken: { kind: 'LessonRead', detail: { ...good(), learnerId: '<script>alert(1)</script>' } },
    UnknownType: { kind: 'LessonForgotten', detail: good() },
    FutureVersion: { kind: 'LessonRead', detail: { ...good(), schemaVersion: 2 } },
    ClockAhead: { kind: 'LessonRead', detail: { ...good(), at: '2062-01-01T00:00:00Z' } },
    TooLarge: { kind: 'LessonRead', detail: { ...good(), lessonId: 'x'.repeat(200_000) } },
  };
  const start = Date.now();

  beforeAll(async () => {
    const { FailedEntryCount } = await new EventBridge(clientConfig).putEvents({
      Entries: Object.values(bad).map(({ kind, detail }) => ({
        EventBusName: pipeline.output('ActivityBusName'),
        Source: 'certlab.study',
        DetailType: kind,
        Detail: JSON.stringify(detail),
      })),
    });
    expect(FailedEntryCount).toBe(0);
    await pipeline.untilQuiet('activity', 30);
  });

  it('parks each with its reason and what was wrong, at once and untouched', async () => {
    const letters = await deadLetters(pipeline.deployed, 'activity');
    const parked = Object.fromEntries(letters.map(({ reason, body }) => [reason, JSON.parse(body).detail]));
    expect(parked).toEqual(Object.fromEntries(Object.entries(bad).map(([reason, { detail }]) => [reason, detail])));
    expect(letters.find(({ reason }) => reason === 'SchemaBroken')?.problem).toContain('learnerId');
  });

  it('counts each under its reason', async () => {
    const expected = Object.keys(bad).map((reason) => `EventParked ${reason}`);
    await expect
      .poll(async () => (await countedSince(start, 'ActivityWorkerLogGroupName')).sort(), { timeout: 20_000 })
      .toEqual(expected.sort());
  });

  it('applies what was parked once the worker knows it, and leaves the rest where it is', async () => {
    await pipeline.deployBundle('ActivityWorkerName', 'apply-activity', takingVersion2);
    try {
      expect(await redrive(pipeline.deployed, 'activity', 'FutureVersion')).toBe(1);
      await expect
        .poll(() => standing(bad.FutureVersion.detail.learnerId), { timeout: 20_000 })
        .toMatchObject({ standings: [{ lessonsRead: 1 }] });
    } finally {
      await pipeline.deployBundle('ActivityWorkerName', 'apply-activity');
    }
    await sleep(500);
    const left = await deadLetters(pipeline.deployed, 'activity');
    expect(left.map(({ reason }) => reason).sort()).toEqual(['ClockAhead', 'SchemaBroken', 'TooLarge', 'UnknownType']);
  });
});

describe('in the FIFO queue', () => {
  const card = `LEARNER#late.${Date.now()} CARD#vpc`;
  const [learnerId = '', cardId = ''] = card.split(/LEARNER#| CARD#/).slice(1);
  const answer = (schemaVersion: number, at: string) =>
    JSON.stringify({ schemaVersion, eventId: randomUUID(), learnerId, cardId, correct: true, at });
  const send = (body: string) =>
    pipeline.sqs.sendMessage({
      QueueUrl: pipeline.output('CardQueueUrl'),
      MessageBody: body,
      MessageGroupId: `${learnerId}/${cardId}`,
      MessageDeduplicationId: randomUUID(),
    });
  const box = async () => (await (await fetch(`${api}/v1/cards/${learnerId}/${cardId}`)).json()) as { reviews: number };

  it('goes on with the card, and records an answer as late that comes back after newer ones', async () => {
    await send(answer(2, '2026-11-23T10:00:00Z'));
    await send(answer(1, '2026-11-23T10:00:01Z'));
    await pipeline.untilQuiet('cards', 30);
    expect(await box()).toMatchObject({ box: 2, reviews: 1 });
    expect(await deadLetters(pipeline.deployed, 'cards')).toMatchObject([{ reason: 'FutureVersion' }]);

    const start = Date.now();
    await pipeline.deployBundle('CardWorkerName', 'move-card', takingVersion2);
    try {
      expect(await redrive(pipeline.deployed, 'cards')).toBe(1);
      await pipeline.untilQuiet('cards', 30);
    } finally {
      await pipeline.deployBundle('CardWorkerName', 'move-card');
    }
    expect(await box()).toMatchObject({ box: 2, reviews: 1, lastReviewedAt: '2026-11-23T10:00:01.000Z' });
    expect(await deadLetters(pipeline.deployed, 'cards')).toEqual([]);
    await expect
      .poll(() => logged(start, 'CardWorkerLogGroupName'), { timeout: 20_000 })
      .toContainEqual(expect.stringContaining('"EventLate":1'));
  });
});
