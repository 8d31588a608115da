/**
 * What the pipeline asks of a deployed stage, at `API_URL`. The build bundles this file with the release, so that a
 * stage is tested by the tests of its own commit; Node's own runner needs nothing installed. Deliberately few: units are
 * tested before the deployment, and what is asked here needs the real table, role and HTTP API.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

const api = process.env.API_URL?.replace(/\/$/, '');
if (!api) throw new Error('API_URL is missing: the address of the deployed API, as its stack publishes it.');

// biome-ignore lint/suspicious/noExplicitAny: the tests look into any JSON.
type Json = any;

async function get(path: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${api}${path}`, { headers, signal: AbortSignal.timeout(10_000) });
  const text = await response.text();
  const isJson = text !== '' && /json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as Json };
}

describe('the deployed service', () => {
  it('is healthy and serves a whole edition of its content', async () => {
    const { status, body } = await get('/health');
    assert.equal(status, 200);
    assert.match(body.contentVersion, /\w+/);
  });

  it('reads the table under its own role: one item, and a query', async () => {
    const one = await get('/v1/certifications/SAA-C03');
    assert.equal(one.status, 200);
    const list = await get('/v1/certifications?level=associate&limit=2');
    assert.equal(list.status, 200);
    assert.equal(list.body.items.length, 2);
  });

  it('knows that an unchanged answer need not be sent again', async () => {
    const first = await get('/v1/comparison');
    const again = await get('/v1/comparison', { 'if-none-match': first.headers.get('etag') ?? '' });
    assert.deepEqual([first.status, again.status], [200, 304]);
  });

  it('refuses in the form of every error, through the real HTTP API', async () => {
    for (const [path, status] of [
      ['/v1/certifications/NO-SUCH-CODE', 404],
      ['/v1/certifications?colour=blue', 422],
    ] as const) {
      const refused = await get(path);
      assert.equal(refused.status, status, path);
      assert.match(refused.headers.get('content-type') ?? '', /^application\/problem\+json/, path);
    }
  });
});

describe('somebody who has to decide', () => {
  it('answers the questions, gets a recommendation, and finds the exam to prepare for', async () => {
    const { body: questionnaire } = await get('/v1/recommendations/questions');
    const answers = Object.fromEntries(
      questionnaire.items.map(({ id, options }: Json) => [
        id,
        options.find(({ points }: Json) => points.developer > points.architect)?.id ?? options[0].id,
      ]),
    );
    const recommended = await fetch(`${api}/v1/recommendations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ answers }),
    });
    assert.equal(recommended.status, 200);
    const { recommendation } = (await recommended.json()) as Json;
    assert.equal(recommendation, 'developer');

    const { body: track } = await get(`/v1/tracks/${recommendation}?on=2026-12-01`);
    const { body: exam, status } = await get(`/v1/exams/${track.currentExam}?on=2026-12-01`);
    assert.equal(status, 200);
    assert.equal(exam.code, 'DVA-C03');
    assert.ok(exam.domains.length > 0);
  });
});
