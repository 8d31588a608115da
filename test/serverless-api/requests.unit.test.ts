import { afterEach, describe, expect, test, vi } from 'vitest';
import { SIGN_IN_PATH } from '../../lambda/serverless-api/env.ts';
import { logToStdout } from '../../lambda/shared/http/log.ts';
import { apiInMemory } from '../support/api/api-in-memory.ts';
import { meInMemory } from '../support/api/me-in-memory.ts';

describe('every request', () => {
  test('writes one line, with the id that the caller gets', async () => {
    const { request, lines } = apiInMemory();

    const response = await request('/v1/tracks/architect?on=2026-12-01');

    expect(lines).toEqual([
      {
        level: 'INFO',
        message: 'request',
        requestId: response.headers.get('x-request-id'),
        method: 'GET',
        path: '/v1/tracks/architect',
        status: 200,
        milliseconds: expect.any(Number),
      },
    ]);
  });

  test("has API Gateway's id where there is one, and one of its own elsewhere", async () => {
    const { request } = apiInMemory();

    const behindGateway = await request('/v1/nothing', {}, 'JKJaXmPLvHcESHA=');
    const [one, other] = [await request('/v1/nothing'), await request('/v1/nothing')];

    expect(behindGateway.headers.get('x-request-id')).toBe('JKJaXmPLvHcESHA=');
    expect(await behindGateway.json()).toMatchObject({ requestId: 'JKJaXmPLvHcESHA=' });
    expect(one.headers.get('x-request-id')).not.toBe(other.headers.get('x-request-id'));
  });
});

describe('a fault of ours', () => {
  const content = () => Promise.reject(new Error('arn:aws:dynamodb:us-east-1:111122223333:table/Secret is on fire'));

  test('answers 500 without a word of its inside, and logs all of it', async () => {
    const { request, lines } = apiInMemory({ content });

    const response = await request('/v1/skills');
    const text = await response.text();

    expect(response.status).toBe(500);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(text).not.toMatch(/arn|dynamodb|table|Secret|fire|Error:| at .*:\d/);
    expect(JSON.parse(text)).toMatchObject({ requestId: response.headers.get('x-request-id') });
    expect(lines).toEqual([
      expect.objectContaining({ level: 'ERROR', status: 500, error: await content().catch((e) => e) }),
    ]);
  });

  test('does not stay: the next request is tried again', async () => {
    const healthy = apiInMemory();
    const [works] = [await healthy.request('/v1/skills')];
    let broken = true;
    const { request } = apiInMemory({
      content: () => (broken ? content() : Promise.resolve(undefined)),
    });

    expect((await request('/v1/skills')).status).toBe(500);
    broken = false;
    expect((await request('/v1/skills')).status).toBe(503);
    expect(works.status).toBe(200);
  });
});

describe('the documentation', () => {
  test('is one page that loads nothing and runs nothing', async () => {
    const { request } = apiInMemory();

    const response = await request('/docs');
    const page = await response.text();

    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page).not.toMatch(/<script|<link|<img|<iframe|\bon\w+=|url\(|@import|https?:\/\//);
  });

  test('every link of it leads somewhere', async () => {
    const { request } = apiInMemory();
    const page = await (await request('/docs')).text();
    const links = new Set([...page.matchAll(/href="([^"]+)"/g)].map(([, href = '']) => href.replaceAll('&#38;', '&')));

    expect(links.size).toBeGreaterThan(50);
    const { request: requestMe } = meInMemory();
    for (const link of links) {
      if (link.startsWith('#')) expect(page, link).toContain(`id="${link.slice(1)}"`);
      else if (`/${link}` === SIGN_IN_PATH) expect((await requestMe(undefined, 'GET', SIGN_IN_PATH)).status).toBe(200);
      else expect((await request(`/${link}`)).status, link).toBe(200);
    }
  });
});

describe('the log', () => {
  afterEach(() => vi.restoreAllMocks());

  test('is one JSON object per line, and an error in it is readable', () => {
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);

    logToStdout('ERROR', 'request failed', { error: new TypeError('boom'), path: '/a\nb' });

    const [line] = write.mock.calls[0] as [string];
    expect(line.indexOf('\n')).toBe(line.length - 1);
    expect(JSON.parse(line)).toMatchObject({
      level: 'ERROR',
      message: 'request failed',
      path: '/a\nb',
      error: { name: 'TypeError', message: 'boom', stack: expect.stringContaining('requests.unit.test') },
    });
  });
});
