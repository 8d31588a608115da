import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, test } from 'vitest';
import { content } from '../../lambda/shared/content/content.ts';
import type { OpenApiDocument } from '../../lambda/shared/http/openapi-model.ts';
import { contractOf, REQUESTS_OF_EVERY_KIND } from '../support/api/openapi-contract.ts';
import { contentEdition } from '../support/content/content-edition.ts';
import { clientConfigOf, deployedTarget } from '../support/deployed-target.ts';

const target = await deployedTarget();
const outputs = target.outputs.ServerlessApi as Readonly<Record<string, string>>;
const call = (url: string, init?: RequestInit) => fetch(`${outputs.ApiUrl}${url}`, init);
const JSON_BODY = { 'content-type': 'application/json' };
const post = (body: string, headers: Record<string, string> = JSON_BODY, url = '/v1/recommendations') =>
  call(url, { method: 'POST', headers, body });
const postAnswer = (answer: object) => post(JSON.stringify(answer), JSON_BODY, '/v1/answers');
const breaches = contractOf((await (await call('/openapi.json')).json()) as OpenApiDocument);

/** An answer as it was on the wire; `fetch` would decode it. */
function callRaw(url: string, headers: Record<string, string>) {
  return new Promise<{ headers: IncomingHttpHeaders; bytes: Buffer }>((resolve, reject) => {
    httpRequest(`${outputs.ApiUrl}${url}`, { headers }, async (response) => {
      const bytes = Buffer.concat(await response.toArray());
      resolve({ headers: response.headers, bytes });
    })
      .on('error', reject)
      .end();
  });
}

test('the deployment has seeded this content', async () => {
  expect(await (await call('/health')).json()).toMatchObject({ status: 'ok', contentVersion: contentEdition.version });
});

test('a second run of the seed finds nothing to do', async () => {
  const lambda = new LambdaClient(clientConfigOf(target));
  const { Payload, FunctionError } = await lambda.send(new InvokeCommand({ FunctionName: outputs.SeedFunctionName }));

  expect(FunctionError).toBeUndefined();
  expect(JSON.parse(Payload?.transformToString() ?? '')).toMatchObject({
    version: contentEdition.version,
    outcome: 'unchanged',
  });
});

describe('every operation answers as the deployed openapi.json promises', () => {
  test.each(REQUESTS_OF_EVERY_KIND)('$url', async ({ path, url, body }) => {
    const response = await (body ? post(JSON.stringify(body), JSON_BODY, url) : call(url));

    const { status } = response;
    const mediaType = response.headers.get('content-type');
    expect(status).toBe(200);
    expect(breaches({ method: body ? 'POST' : 'GET', path, status, mediaType, body: await response.text() })).toEqual(
      [],
    );
  });
});

describe('every refusal is a problem that the document knows', () => {
  test.each([
    [404, '/v1/questions', () => call('/v1/questions?task=9.9')],
    [422, '/v1/questions', () => call('/v1/questions?kind=copied&seed=0')],
    [404, '/v1/answers', () => postAnswer({ question: 'iam-doors/999999', chose: 'A' })],
    [409, '/v1/answers', () => postAnswer({ question: 'iam-doors/1', edition: '0123456789abcdef', chose: 'A' })],
    [422, '/v1/answers', () => postAnswer({ question: 'iam-doors/1', chose: 'E' })],
    [400, '/v1/certifications', () => call('/v1/certifications?cursor=Zm9yZ2Vk')],
    [400, '/v1/recommendations', () => post('{')],
    [404, '/v1/certifications/{code}', () => call('/v1/certifications/NO-C01')],
    [404, '/v1/exams/{code}/tasks/{id}', () => call('/v1/exams/SAA-C03/tasks/9.9')],
    [406, '/v1/skills', () => call('/v1/skills', { headers: { accept: 'text/csv' } })],
    [413, '/v1/recommendations', () => post(JSON.stringify({ answers: { background: 'x'.repeat(5000) } }))],
    [415, '/v1/recommendations', () => post('<a/>', { 'content-type': 'application/xml' })],
    [422, '/v1/certifications', () => call('/v1/certifications?level=easy&limit=0&colour=red')],
    [422, '/v1/recommendations', () => post('{"answers":{}}')],
  ])('%i on %s', async (status, path, ask) => {
    const response = await ask();
    const body = await response.text();
    const method = ['/v1/recommendations', '/v1/answers'].includes(path) ? 'POST' : 'GET';

    expect(response.status).toBe(status);
    expect(breaches({ method, path, status, mediaType: response.headers.get('content-type'), body })).toEqual([]);
    expect(JSON.parse(body).requestId).toBe(response.headers.get('x-request-id'));
  });

  test('422 names all three of three invalid fields', async () => {
    const { errors } = (await (await call('/v1/certifications?level=easy&limit=0&colour=red')).json()) as {
      errors: { field: string }[];
    };

    expect(errors.map(({ field }) => field).toSorted()).toEqual(['query.colour', 'query.level', 'query.limit']);
  });

  test('405 says which methods there are', async () => {
    const response = await call('/v1/skills', { method: 'DELETE' });

    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
  });

  test('a preflight of another origin is answered by the gateway, which lets every answer be read', async () => {
    const preflight = await call('/v1/recommendations', {
      method: 'OPTIONS',
      headers: {
        origin: 'https://example.org',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    });
    const answer = await call('/v1/skills', { headers: { origin: 'https://example.org' } });

    expect(preflight.ok).toBe(true);
    expect(preflight.headers.get('access-control-allow-methods')).toContain('POST');
    expect(preflight.headers.get('access-control-allow-headers')).toContain('content-type');
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('access-control-expose-headers')?.toLowerCase()).toContain('x-request-id');
  });

  test('404 for an unknown path', async () => {
    expect((await call('/v1/nothing')).status).toBe(404);
    expect((await call('/nothing')).status).toBe(404);
  });
});

describe('conventions survive API Gateway', () => {
  test('304 for a caller who has the answer', async () => {
    const first = await call('/v1/comparison');
    const etag = first.headers.get('etag') as string;

    const second = await call('/v1/comparison', { headers: { 'if-none-match': etag } });

    expect(second.status).toBe(304);
    expect(await second.text()).toBe('');
    expect(second.headers.get('etag')).toBe(etag);
  });

  test('HEAD has the headers of GET and no body', async () => {
    const response = await call('/v1/comparison', { method: 'HEAD' });

    expect(response.status).toBe(200);
    expect(response.headers.get('etag')).toBe((await call('/v1/comparison')).headers.get('etag'));
    expect(await response.text()).toBe('');
  });

  test('gzip arrives as gzip, and is smaller', async () => {
    const plain = await callRaw('/v1/comparison', {});
    const packed = await callRaw('/v1/comparison', { 'accept-encoding': 'gzip' });

    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(packed.bytes)).toEqual(plain.bytes);
    expect(packed.bytes.length).toBeLessThan(plain.bytes.length / 2);
  });

  test('any page may read an answer', async () => {
    const response = await call('/v1/skills', { headers: { origin: 'https://example.org' } });

    expect(response.headers.get('access-control-allow-origin')).toBe('*');
  });

  test('characters beyond ASCII go both ways', async () => {
    const { items } = (await (await call(`/v1/search?q=${encodeURIComponent('sérverless')}`)).json()) as {
      items: object[];
    };

    expect(items.length).toBeGreaterThan(0);
  });
});

test('a question is asked, answered and explained within 150 ms, nineteen times of twenty', async () => {
  const times: number[] = [];
  for (let seed = 1; seed <= 60; seed++) {
    const from = performance.now();
    const { edition, items } = (await (await call(`/v1/questions?exam=SAA-C03&seed=${seed}`)).json()) as {
      edition: string;
      items: [{ id: string; choose: number }];
    };
    const chose = 'ABC'.slice(0, items[0].choose);
    const answer = await (await postAnswer({ question: items[0].id, edition, chose })).json();
    times.push(performance.now() - from);
    expect(answer).toMatchObject({ question: items[0].id, options: expect.arrayContaining([]) });
  }
  const p95 = times.toSorted((a, b) => a - b)[Math.ceil(times.length * 0.95) - 1] as number;
  console.log(`question to reasons, p95 of ${times.length}: ${p95.toFixed(0)} ms`);
  expect(p95).toBeLessThanOrEqual(150);
});

test('pages lead through all certifications, each once', async () => {
  const seen: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page = await call(`/v1/certifications?limit=4${cursor && `&cursor=${cursor}`}`);
    const { items, nextCursor } = (await page.json()) as { items: { code: string }[]; nextCursor: string | null };
    seen.push(...items.map(({ code }) => code));
    cursor = nextCursor;
  }

  expect(seen).toEqual(content.certifications.map(({ code }) => code).toSorted());
});

test('the log has the line of a request under the id that its caller got', async () => {
  const requestId = (await call('/v1/tracks/developer')).headers.get('x-request-id') as string;
  const logs = new CloudWatchLogsClient(clientConfigOf(target));

  await expect
    .poll(
      async () => {
        const { events = [] } = await logs.send(
          new FilterLogEventsCommand({
            logGroupName: outputs.ApiFunctionLogGroupName,
            filterPattern: `"${requestId}"`,
          }),
        );
        return events.map(({ message = '' }) => message).find((message) => message.includes('"request"'));
      },
      { timeout: 10_000 },
    )
    .toContain('/v1/tracks/developer');
});
