/** What callers of the reading API may rely on. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { OpenApiDocument } from '../../lambda/shared/http/openapi-model.ts';
import { publish } from '../../lib/projects/event-pipeline/operate.ts';
import { contractOf } from '../support/api/openapi-contract.ts';
import { deployedTarget } from '../support/deployed-target.ts';
import { Pipeline } from './reliability/pipeline.ts';
import { apiOf } from './reliability/signed-post.ts';

const pipeline = new Pipeline(await deployedTarget());
const api = apiOf(pipeline);
const learnerId = `reader.${Date.now()}`;
const standings = `${api}/v1/standings/${learnerId}`;

beforeAll(async () => {
  const detail = { schemaVersion: 1, learnerId, at: new Date().toISOString() };
  await publish(pipeline.deployed, [
    {
      kind: 'DrillSolved',
      detail: { ...detail, eventId: randomUUID(), task: 'DVA-C03/4.1', drillId: 'event-pipeline/sample', hintsUsed: 1 },
    },
    {
      kind: 'QuizAnswered',
      detail: { ...detail, eventId: randomUUID(), task: 'SAA-C03/2.2', questionId: 'q-7', correct: false },
    },
  ]);
  await pipeline.untilQuiet('activity', 60);
});

describe('GET /v1/standings/{learnerId}', () => {
  it('answers with a standing for each exam domain that has one', async () => {
    expect(await (await fetch(standings)).json()).toEqual({
      learnerId,
      standings: [
        {
          exam: 'DVA-C03',
          domain: '4',
          points: 15,
          level: 0,
          lessonsRead: 0,
          drillsSolved: 1,
          questionsAnswered: 0,
          questionsRight: 0,
          updatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        },
        expect.objectContaining({ exam: 'SAA-C03', domain: '2', points: 0, questionsAnswered: 1, questionsRight: 0 }),
      ],
    });
  });

  it('answers 304 to who holds the same already, and 200 to who holds something else', async () => {
    const etag = (await fetch(standings)).headers.get('etag') as string;
    expect((await fetch(standings, { headers: { 'if-none-match': `"other", ${etag}` } })).status).toBe(304);
    expect((await fetch(standings, { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  });

  it('answers HEAD as GET, without a body', async () => {
    const answer = await fetch(standings, { method: 'HEAD' });
    expect([answer.status, await answer.text()]).toEqual([200, '']);
    expect(answer.headers.get('etag')).toBe((await fetch(standings)).headers.get('etag'));
  });

  it('has nothing to say of a learner who has done nothing yet, which is no error', async () => {
    expect(await (await fetch(`${api}/v1/standings/nobody.at-all`)).json()).toEqual({
      learnerId: 'nobody.at-all',
      standings: [],
    });
  });

  it.each([
    ['an id that is a script', 'GET', '/v1/standings/%3Cscript%3E', 404, 'NotFound'],
    ['an id that is too long', 'GET', `/v1/standings/${'a'.repeat(65)}`, 404, 'NotFound'],
    ['an id that is half a code', 'GET', '/v1/standings/%E0%A4%A', 404, 'NotFound'],
    ['an id with a coded #', 'GET', '/v1/standings/ada%23', 404, 'NotFound'],
    ['a parameter it does not know', 'GET', '/v1/standings/ada?exam=SAA-C03', 422, 'InvalidRequest'],
    ['a method it does not have', 'DELETE', '/v1/standings/ada', 405, 'MethodNotAllowed'],
    ['a method that the edge does not have', 'GET', '/v1/activity', 405, 'MethodNotAllowed'],
    ['a path that leads nowhere', 'GET', '/v1/nothing', 404, 'NotFound'],
    ['a card never reviewed', 'GET', '/v1/cards/ada/unknown', 404, 'NotFound'],
  ])('refuses %s with a problem document', async (_, method, path, status, code) => {
    const answer = await fetch(`${api}${path}`, { method });
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect([answer.status, await answer.json()]).toEqual([
      status,
      expect.objectContaining({ status, code, type: expect.stringMatching(/^urn:certlab:problem:[a-z-]+$/) }),
    ]);
    const allow = path === '/v1/activity' ? 'POST, OPTIONS' : 'GET, HEAD, OPTIONS';
    if (status === 405) expect(answer.headers.get('allow')).toBe(allow);
  });
});

describe('the document', () => {
  it('is served, and the deployed API keeps what it promises', async () => {
    const document = await fetch(`${api}/openapi.json`);
    expect([document.status, document.headers.get('x-content-type-options')]).toEqual([200, 'nosniff']);
    const breaches = contractOf((await document.json()) as OpenApiDocument);
    for (const [path, url] of [
      ['/v1/standings/{learnerId}', `/v1/standings/${learnerId}`],
      ['/v1/cards/{learnerId}/{cardId}', '/v1/cards/ada/unknown'],
      ['/docs', '/docs'],
    ] as const) {
      const answer = await fetch(`${api}${url}`);
      const mediaType = answer.headers.get('content-type');
      expect(answer.headers.get('x-request-id')).toMatch(/./);
      const exchange = { method: 'GET', path, status: answer.status, mediaType, body: await answer.text() };
      expect(breaches(exchange), url).toEqual([]);
    }
  });
});
