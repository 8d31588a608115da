/** What the edge and the reader answer when a service refuses, which the emulator does not do on request. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { acceptActivity } from '../../lambda/event-pipeline/activity/accept-activity.ts';
import { readStandings } from '../../lambda/event-pipeline/read-standings.ts';
import { awardMilestone } from '../../lambda/event-pipeline/worker/award-milestone.ts';
import type { Log } from '../../lambda/shared/http/log.ts';
import { LESSON } from '../support/api/event-api-in-memory.ts';
import { fakeClient, type Sent } from '../support/fakes/fake-client.ts';

const { task: _task, lessonId: _lessonId, ...common } = LESSON;
const answer = { ...common, kind: 'CardReviewed', cardId: 'c1', correct: true };

const request = (method: string, rawPath: string, more: object = {}) =>
  ({
    version: '2.0',
    rawPath,
    rawQueryString: '',
    headers: { 'content-type': 'application/json' },
    requestContext: { requestId: 'r-1', stage: '$default', http: { method, path: rawPath } },
    ...more,
  }) as unknown as APIGatewayProxyEventV2;
const post = (body: object | string, more: object = {}) =>
  request('POST', '/v1/activity', { body: typeof body === 'string' ? body : JSON.stringify(body), ...more });
const bodyOf = ({ body }: { body?: string }) => JSON.parse(body ?? 'null');

describe('the edge', () => {
  const edge = (bus: (sent: Sent) => unknown, queue: (sent: Sent) => unknown = () => ({})) => {
    const eventbridge = fakeClient(bus);
    const sqs = fakeClient(queue);
    const lines: unknown[] = [];
    const log: Log = (...line) => lines.push(line);
    const accept = acceptActivity({ eventbridge, sqs, busName: 'bus', cardQueueUrl: 'https://queue.fifo', log });
    return { accept, eventbridge, sqs, lines };
  };

  it('hands an activity to the bus in its normal form, and says where its effect will be', async () => {
    const { accept, eventbridge, sqs } = edge(() => ({ FailedEntryCount: 0 }));
    const taken = await accept(
      post({ ...LESSON, eventId: LESSON.eventId.toUpperCase(), at: '2026-11-23T11:00:00+01:00' }),
    );
    expect(taken).toMatchObject({ statusCode: 202, headers: { location: '/v1/standings/ada' } });
    expect(bodyOf(taken)).toEqual({ eventId: LESSON.eventId });
    const { kind, ...detail } = LESSON;
    expect(eventbridge.sent).toEqual([
      {
        name: 'PutEventsCommand',
        input: {
          Entries: [{ EventBusName: 'bus', Source: 'certlab.study', DetailType: kind, Detail: JSON.stringify(detail) }],
        },
      },
    ]);
    expect(sqs.sent).toEqual([]);
  });

  it('hands an answer to the FIFO queue, in the group of its card, under its own id', async () => {
    const { accept, eventbridge, sqs } = edge(() => ({}));
    const taken = await accept(post(answer));
    expect(taken).toMatchObject({ statusCode: 202, headers: { location: '/v1/cards/ada/c1' } });
    expect(sqs.sent).toMatchObject([
      { input: { QueueUrl: 'https://queue.fifo', MessageGroupId: 'ada/c1', MessageDeduplicationId: LESSON.eventId } },
    ]);
    expect(eventbridge.sent).toEqual([]);
  });

  it('answers 503 for an event that the bus did not take, although PutEvents answered 200', async () => {
    const { accept, lines } = edge(() => ({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'ThrottlingException' }] }));
    const refused = await accept(post(LESSON));
    expect(refused).toMatchObject({ statusCode: 503, headers: { 'retry-after': '2' } });
    expect(bodyOf(refused)).toMatchObject({ code: 'NotHandedOn', requestId: 'r-1' });
    expect(lines).toContainEqual([
      'ERROR',
      'not handed on',
      { error: expect.objectContaining({ message: 'The bus refused the event: ThrottlingException' }) },
    ]);
  });

  it.each([
    ['the bus', LESSON],
    ['the queue', answer],
  ])('answers 503 when %s cannot be reached, and says nothing of why', async (_, activity) => {
    const fail = () => {
      throw new Error('connect ECONNREFUSED 10.0.0.7');
    };
    const refused = await edge(fail, fail).accept(post(activity));
    expect(refused.statusCode).toBe(503);
    expect(refused.body).not.toContain('10.0.0.7');
  });

  it.each([
    [{ ...LESSON, at: '2062-01-01T00:00:00Z' }, 422, 'ClockAhead'],
    [{ ...answer, at: '2062-01-01T00:00:00Z' }, 422, 'ClockAhead'],
    [{ ...LESSON, eventId: '00000000-0000-0000-0000-000000000000' }, 422, 'InvalidRequest'],
    [{ ...LESSON, eventId: '00000000-0000-4000-8000-000000000000' }, 422, 'InvalidRequest'],
    [{ ...LESSON, eventId: 'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF' }, 422, 'InvalidRequest'],
    [{ ...LESSON, eventId: '11111111-1111-4111-8111-111111111111' }, 422, 'InvalidRequest'],
    [{ ...LESSON, schemaVersion: 2 }, 422, 'FutureVersion'],
    [{ ...LESSON, kind: 'LessonForgotten' }, 422, 'UnknownType'],
    ['{}', 422, 'UnknownType'],
    ['null', 422, 'InvalidRequest'],
    ['[]', 422, 'InvalidRequest'],
    ['{', 400, 'MalformedBody'],
    [`"${'x'.repeat(17_000)}"`, 413, 'BodyTooLarge'],
  ])('refuses %j and hands nothing on', async (body, status, code) => {
    const { accept, eventbridge, sqs } = edge(() => ({}));
    const refused = await accept(post(body));
    expect([refused.statusCode, bodyOf(refused).code]).toEqual([status, code]);
    expect([...eventbridge.sent, ...sqs.sent]).toEqual([]);
  });

  it('reads a body in base64, and one that begins with a byte order mark', async () => {
    const { accept } = edge(() => ({ FailedEntryCount: 0 }));
    const body = `\ufeff${JSON.stringify(LESSON)}`;
    expect(await accept(post(body))).toMatchObject({ statusCode: 202 });
    const coded = Buffer.from(body).toString('base64');
    expect(await accept(post(coded, { isBase64Encoded: true }))).toMatchObject({ statusCode: 202 });
  });

  it('names the fields of the body that are wrong', async () => {
    const { accept } = edge(() => ({}));
    const { errors } = bodyOf(await accept(post({ ...LESSON, at: 'today', lessonId: '' })));
    expect(errors.map(({ field }: { field: string }) => field)).toEqual(['body.at', 'body.lessonId']);
  });

  it('names a field once, although it breaks two rules', async () => {
    const { accept } = edge(() => ({}));
    const { detail, errors } = bodyOf(await accept(post({ ...LESSON, at: `today${' '.repeat(40)}` })));
    expect([detail, errors.length]).toEqual(['Fix body.at, and retry.', 2]);
  });

  it('hands nothing on for a caller who would not take the answer', async () => {
    const { accept, eventbridge } = edge(() => ({ FailedEntryCount: 0 }));
    const headers = { 'content-type': 'application/json', accept: 'text/html' };
    expect((await accept(post(LESSON, { headers }))).statusCode).toBe(406);
    expect(eventbridge.sent).toEqual([]);
  });

  it('refuses another media type', async () => {
    const { accept } = edge(() => ({}));
    expect((await accept(post(LESSON, { headers: { 'content-type': 'text/plain' } }))).statusCode).toBe(415);
    expect((await accept(post(LESSON, { headers: {} }))).statusCode).toBe(415);
  });
});

describe('the reader', () => {
  const item = { sk: { S: 'STANDING#SAA-C03/1' }, points: { N: '205' }, lessonsRead: { N: '41' } };
  const read = (send: (sent: Sent) => unknown) =>
    readStandings({ dynamodb: fakeClient(send), standings: 'standings', asset: async () => '', log: () => {} });

  it('gives the standings with their level, and 304 to a caller who holds the same', async () => {
    const reader = read(() => ({ Items: [item] }));
    const given = await reader(request('GET', '/v1/standings/ada'));
    expect(bodyOf(given).standings).toMatchObject([
      { exam: 'SAA-C03', domain: '1', points: 205, level: 2, drillsSolved: 0 },
    ]);
    const headers = { 'if-none-match': `"other", ${given.headers?.etag}` };
    expect(await reader(request('GET', '/v1/standings/ada', { headers }))).toMatchObject({ statusCode: 304 });
    expect(await reader(request('HEAD', '/v1/standings/ada'))).toMatchObject({ statusCode: 200, body: '' });
  });

  it.each([
    ['GET', '/v1/cards/ada/c1', 404, 'NotFound'],
    ['GET', '/v1/nothing', 404, 'NotFound'],
    ['GET', '/v1/standings/a/b', 404, 'NotFound'],
    ['GET', '/v1/standings/<script>', 404, 'NotFound'],
    ['GET', '/v1/standings/%', 404, 'NotFound'],
    ['GET', '/v1/activity', 405, 'MethodNotAllowed'],
    ['DELETE', '/v1/standings/ada', 405, 'MethodNotAllowed'],
  ])('answers %s %s with %i %s', async (method, path, status, code) => {
    const refused = await read(() => ({}))(request(method, path));
    expect([refused.statusCode, bodyOf(refused).code]).toEqual([status, code]);
  });

  it('gives a card', async () => {
    const card = { box: { N: '3' }, reviews: { N: '4' }, lastReviewedAt: { S: LESSON.at } };
    const given = await read(() => ({ Item: card }))(request('GET', '/v1/cards/ada/c1'));
    expect(bodyOf(given)).toEqual({ learnerId: 'ada', cardId: 'c1', box: 3, reviews: 4, lastReviewedAt: LESSON.at });
  });

  it('answers 500 when the table refuses, and says nothing of why', async () => {
    const failed = await read(() => {
      throw new Error('ThrottlingException on table standings');
    })(request('GET', '/v1/standings/ada'));
    expect([failed.statusCode, bodyOf(failed).code]).toEqual([500, 'InternalError']);
    expect(failed.body).not.toContain('table standings');
  });
});

describe('the task that awards a milestone', () => {
  const asked = { pk: 'LEARNER#ada', sk: 'MILESTONE#SAA-C03/1#1', executionId: 'run-1' };
  const refusing = (error: Error) =>
    awardMilestone(
      fakeClient(() => {
        throw error;
      }),
      'milestones',
    )(asked);

  it('awards it to the execution that asks first', async () => {
    const inputs: object[] = [];
    const client = fakeClient(({ input }) => {
      inputs.push(input);
      return {};
    });
    expect(await awardMilestone(client, 'milestones')(asked)).toEqual({ awarded: true });
    expect(inputs).toEqual([
      expect.objectContaining({ TableName: 'milestones', Key: { pk: { S: asked.pk }, sk: { S: asked.sk } } }),
    ]);
  });

  it('does not award it when another execution has it', async () => {
    const taken = new ConditionalCheckFailedException({ message: 'no', $metadata: {} });
    expect(await refusing(taken)).toEqual({ awarded: false });
  });

  it('fails on anything else, for the workflow to retry', async () => {
    await expect(refusing(new Error('TransactionConflictException'))).rejects.toThrow('TransactionConflictException');
  });
});
