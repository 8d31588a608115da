/** What the site's function answers, over the files that the build makes. */
import { brotliDecompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { isOfSite } from '../../lambda/serverless-api/env.ts';
import { fileOn, madeSite, siteOn } from '../support/site/made-site.ts';

const DAY = '2026-11-28';
const BROWSER = { 'accept-encoding': 'gzip, deflate, br, zstd' };
const asset = (extension: string) =>
  Object.keys(madeSite.list.assets).find((path) => path.endsWith(extension)) as string;

describe('a page', () => {
  it('is sent as it was compressed, for five minutes, with an ETag', async () => {
    const response = await siteOn(DAY).request('/compare', { headers: BROWSER });
    const bytes = Buffer.from(await response.arrayBuffer());

    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(response.headers.get('content-encoding')).toBe('br');
    expect(response.headers.get('cache-control')).toBe('public, max-age=300');
    expect(response.headers.get('vary')).toBe('Accept-Encoding');
    expect(bytes.equals(madeSite.files[fileOn('/compare', DAY)] as Buffer)).toBe(true);
  });

  it.each([[{}], [{ 'accept-encoding': 'gzip' }], [{ 'accept-encoding': 'br;q=0' }]])(
    'is sent without compression to who takes no Brotli: %j',
    async (headers) => {
      const response = await siteOn(DAY).request('/compare', { headers });
      expect(response.headers.get('content-encoding')).toBeNull();
      expect(await response.text()).toBe(madeSite.text(fileOn('/compare', DAY)));
    },
  );

  it('has no body for HEAD, and the same headers', async () => {
    const [get, head] = await Promise.all(
      ['GET', 'HEAD'].map((method) => siteOn(DAY).request('/exams/SAA-C03', { method, headers: BROWSER })),
    );
    const headersOf = (response?: Response) =>
      [...(response?.headers ?? [])].filter(([name]) => name !== 'x-request-id');
    expect(head?.status).toBe(200);
    expect(headersOf(head)).toEqual(headersOf(get));
    expect(await head?.text()).toBe('');
  });

  it('is not sent again to who has it, and is once it is another', async () => {
    const first = await siteOn('2026-11-30').request('/compare', { headers: BROWSER });
    const headers = { ...BROWSER, 'if-none-match': first.headers.get('etag') as string };
    const [same, next] = [
      await siteOn('2026-11-30').request('/compare', { headers }),
      await siteOn('2026-12-01').request('/compare', { headers }),
    ];
    expect([same.status, await same.text(), next.status]).toEqual([304, '', 200]);
    expect(same.headers.get('cache-control')).toBe(first.headers.get('cache-control'));
  });

  it('is the first there is for a clock that is behind the build', async () => {
    const response = await siteOn('2001-01-01').request('/compare', { headers: BROWSER });
    expect(response.headers.get('etag')).toBe(`W/"${madeSite.list.pages['/compare']?.[0]?.[1]}"`);
  });

  it('is whatever the query says, which is for scripts', async () => {
    const { request } = siteOn(DAY);
    expect((await request('/compare?a=1&utm=x')).status).toBe(200);
  });
});

describe('every answer', () => {
  it.each(['/compare', '/exams/none', asset('.css'), '/compare/'])('keeps to the policy: %s', async (path) => {
    const response = await siteOn(DAY).request(path, { headers: BROWSER });
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(response.headers.get('set-cookie')).toBeNull();
    expect(response.headers.get('x-request-id')).toBeTruthy();
    if (response.status === 302) return;
    const policy = response.headers.get('content-security-policy')?.split('; ');
    expect(policy).toEqual([
      "default-src 'none'",
      "style-src 'self'",
      "script-src 'self'",
      "img-src 'self'",
      "connect-src 'self'",
      "form-action 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ]);
  });

  it('is one line of the log, as the API writes it, with a bounded path', async () => {
    const { lines, request } = siteOn(DAY);
    await request(`/exams/${'x'.repeat(5000)}`, { method: 'GET' });
    expect(Object.keys(lines[0] ?? {})).toEqual([
      'level',
      'message',
      'requestId',
      'method',
      'path',
      'status',
      'milliseconds',
    ]);
    expect(lines).toHaveLength(1);
    expect(JSON.stringify(lines[0]).length).toBeLessThan(400);
  });
});

describe('an asset', () => {
  it('is kept for good, because its name says its content', async () => {
    const response = await siteOn(DAY).request(asset('.css'), { headers: BROWSER });
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(response.headers.get('content-type')).toBe('text/css; charset=utf-8');
    expect(brotliDecompressSync(Buffer.from(await response.arrayBuffer())).toString()).toContain(':root');
  });

  it('of the release before leads to the one of now, and that answer is not kept', async () => {
    const response = await siteOn(DAY).request('/assets/site.0123456789.css');
    expect([response.status, response.headers.get('location')]).toEqual([302, asset('.css')]);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it.each([
    '/assets/other.0123456789.css',
    '/assets/site.0123456789.js',
    '/assets/__proto__',
    '/assets/../site.json',
    '/assets/site.json',
  ])('that never was is not found: %s', async (path) => {
    expect((await siteOn(DAY).request(path)).status).toBe(404);
  });
});

describe('what is not there', () => {
  it.each(['/exams/NO-C01', '/exams/', '/drills/serverless-api/99', '/toString', '/exams/SAA-C03/x', '/%00'])(
    'is a page that says so, and leads on: %s',
    async (path) => {
      const response = await siteOn(DAY).request(path);
      if (path === '/exams/') {
        expect([response.status, response.headers.get('location')]).toEqual([302, '/exams']);
        return;
      }
      expect([response.status, response.headers.get('cache-control')]).toEqual([404, 'no-store']);
      expect(await response.text()).toMatch(/no page here[\s\S]*href="\/exams"/);
    },
  );

  it.each(['POST', 'DELETE', 'PUT', 'TRACE'])('refuses %s, and says what it takes', async (method) => {
    const response = await siteOn(DAY).request('/compare', { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
    expect(await response.text()).toContain('GET, HEAD');
  });

  it('says by OPTIONS what it takes', async () => {
    const response = await siteOn(DAY).request('/compare', { method: 'OPTIONS' });
    expect([response.status, response.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS']);
  });
});

describe('what goes wrong', () => {
  const broken = (file: string): Uint8Array => {
    if (file !== 'site.json') throw new Error(`ENOENT: ${file}`);
    return madeSite.files[file] as Uint8Array;
  };

  it('is told with a request id and without its cause, and logged with it', async () => {
    const { lines, request } = siteOn(DAY, broken);
    const response = await request('/compare');
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(text).toContain(response.headers.get('x-request-id'));
    expect(text).not.toContain('ENOENT');
    expect(lines).toMatchObject([
      { level: 'ERROR', status: 500, error: { message: expect.stringContaining('ENOENT') } },
    ]);
  });

  it('refuses an event that is no request', async () => {
    const { handler } = siteOn(DAY);
    expect(await handler({ Records: [] } as never)).toMatchObject({ statusCode: 400 });
  });

  it('does not start without the list of its files', () => {
    expect(() => siteOn(DAY, () => Buffer.from(''))).toThrow();
  });
});

it('is sent every page that there is by a route of the gateway', () => {
  expect([...madeSite.paths, ...Object.keys(madeSite.list.assets)].filter((path) => !isOfSite(path))).toEqual([]);
});

it('is sent nothing else', () => {
  const others = [
    '/v1/exams',
    '/docs',
    '/openapi.json',
    '/health',
    '/comparex',
    '/compare/x',
    '/exams/',
    '/x/exams/SAA-C03',
    '',
  ];
  expect(others.filter(isOfSite)).toEqual([]);
});
