/** The lab's one address: what it passes on, byte for byte, what it refuses, and what it says where nothing answers. */
import { rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { noteSite, runningSite } from '../../../lib/lab/site/record.ts';
import { openSite, type Site, serveSite } from '../../../lib/lab/site/server.ts';
import { sampleDrill, sampleProject } from '../../support/drills/sample-drill.ts';
import { sampleLab } from '../../support/drills/sample-lab.ts';

const here = sampleLab([sampleDrill]);

/** The deployed API: notes what it got, and answers what the test wants. */
const api = { server: {} as Server, got: [] as { line: string; headers: IncomingHttpHeaders; body: string }[] };
let answer: (request: IncomingMessage) => {
  status: number;
  headers?: Record<string, string | string[]>;
  body?: string;
};
let site: Site;
let other: Server | undefined;

beforeEach(async () => {
  api.got = [];
  answer = () => ({ status: 200, body: 'hello' });
  api.server = createServer(async (asked, response) => {
    const body = await text(asked);
    api.got.push({ line: `${asked.method} ${asked.url}`, headers: asked.headers, body });
    const { status, headers, body: said } = answer(asked);
    response.writeHead(status, headers).end(said);
  });
  await new Promise<void>((done) => api.server.listen(0, '127.0.0.1', done));
  const { port } = api.server.address() as AddressInfo;
  deploy(`http://localhost:${port}/_aws/execute-api/abc/`);
  here.lab = { ...here.lab, projects: [{ project: sampleProject, site: ({ ApiUrl }) => ApiUrl }] };
  site = await serveSite(here.lab, [0]);
});
afterEach(() => {
  site.close();
  other?.close();
  api.server.closeAllConnections();
  api.server.close();
  vi.useRealTimers();
});

function deploy(ApiUrl: string): void {
  here.emulator.stacks.set('Sample', { id: 'arn:stack/1', status: 'CREATE_COMPLETE', outputs: { ApiUrl } });
}

interface Said {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Asks as these bytes say, `Host` included: `fetch` would tidy up. */
function ask(
  path: string,
  {
    method = 'GET',
    headers = {},
    body = '',
  }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Said> {
  const { port } = new URL(site.address);
  return new Promise((resolve, reject) => {
    const asked = request({
      agent: false,
      host: '127.0.0.1',
      port,
      path,
      method,
      headers: { host: `localhost:${port}`, ...headers },
    });
    asked
      .on('response', async (said) => {
        const done = text(said).then((whole) => ({ status: said.statusCode ?? 0, headers: said.headers, body: whole }));
        done.then(resolve, reject);
      })
      .on('error', reject)
      .end(body);
  });
}

describe('what is deployed', () => {
  it('gets the request as it came: method, path, query, headers and body', async () => {
    await ask('/v1/search?q=a%20b&x=%2F', { method: 'POST', headers: { 'x-own': '1' }, body: '{"a":1}' });
    const { host } = new URL(here.emulator.stacks.get('Sample')?.outputs.ApiUrl as string);
    expect(api.got).toMatchObject([
      {
        line: 'POST /_aws/execute-api/abc/v1/search?q=a%20b&x=%2F',
        headers: { 'x-own': '1', host, 'content-length': '7' },
        body: '{"a":1}',
      },
    ]);
  });

  it.each(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('is asked by %s', async (method) => {
    await ask('/', { method });
    expect(api.got.map(({ line }) => line)).toEqual([`${method} /_aws/execute-api/abc/`]);
  });

  it('answers as it does: status, headers, those that come twice too, and bytes', async () => {
    answer = () => ({ status: 418, headers: { etag: 'W/"1"', 'x-twice': ['a', 'b'] }, body: 'né' });
    const { status, headers, body } = await ask('/');
    expect([status, headers.etag, headers['x-twice'], body]).toEqual([418, 'W/"1"', 'a, b', 'né']);
    // By this alone a page knows that a lab serves it.
    expect(headers['server-timing']).toBe('lab');
  });

  it('neither gets nor sets what belongs to one connection', async () => {
    answer = () => ({
      status: 200,
      headers: { connection: 'close, x-mine', 'x-mine': '1', 'proxy-authenticate': 'no' },
    });
    const { headers } = await ask('/', { headers: { connection: 'keep-alive, x-hop', 'x-hop': '1', te: 'gzip' } });
    expect(headers).not.toHaveProperty('x-mine');
    expect(headers).not.toHaveProperty('proxy-authenticate');
    expect(api.got[0]?.headers).not.toHaveProperty('x-hop');
    expect(api.got[0]?.headers).not.toHaveProperty('te');
  });

  it('is open to pages of every origin, as on AWS, and says itself what they may read', async () => {
    answer = () => ({ status: 200, headers: { 'access-control-allow-origin': '*' } });
    const { status, headers } = await ask('/v1', { headers: { origin: 'https://evil.example' } });
    expect([status, headers['access-control-allow-origin']]).toEqual([200, '*']);
    expect(api.got[0]?.headers.origin).toBe('https://evil.example');
  });

  it('is asked at its new address once it is deployed again', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    await ask('/');
    const { port } = api.server.address() as AddressInfo;
    deploy(`http://localhost:${port}/_aws/execute-api/def`);
    vi.setSystemTime(Date.now() + 2_000);
    await ask('/a');
    expect(api.got.map(({ line }) => line)).toEqual(['GET /_aws/execute-api/abc/', 'GET /_aws/execute-api/def/a']);
  });

  it.each(['/../2015-03-31/functions', '/v1/..', '/%2e%2e/x', '/a/%2E./b', '/./x', '/v1/..%2fx', '/..\\x'])(
    'is not left by the path %s',
    async (path) => {
      expect(await ask(path)).toMatchObject({ status: 400 });
      expect(api.got).toEqual([]);
    },
  );

  it.each(['/v1/a..b', '/...', '/x?next=/../y', '/.well-known/x'])(
    'is asked for %s, which leads nowhere else',
    async (path) => {
      expect(await ask(path)).toMatchObject({ status: 200 });
    },
  );

  it('takes no larger body than an HTTP API does', async () => {
    expect(await ask('/', { method: 'POST', headers: { 'content-length': '10000001' } })).toMatchObject({
      status: 413,
    });
    expect(api.got).toEqual([]);
  });
});

describe('where nothing answers', () => {
  const page = { headers: { accept: 'text/html,*/*' } };

  it('a browser gets a page that says what to do, and a program a problem', async () => {
    here.emulator.stacks.delete('Sample');
    const { status, headers, body } = await ask('/', page);
    expect([status, headers['content-type']]).toEqual([503, 'text/html; charset=utf-8']);
    expect(body).toMatch(/<h1>Nothing is deployed yet<\/h1>[\s\S]*<code>npm run lab -- up sample<\/code>/);
    expect(headers['content-security-policy']).toMatch(/^default-src 'none';/);
    const problem = await ask('/v1');
    expect(problem).toMatchObject({ status: 503, headers: { 'content-type': 'application/problem+json' } });
    expect(JSON.parse(problem.body)).toMatchObject({ status: 503, code: 'NotDeployed' });
  });

  it.each(['CREATE_IN_PROGRESS', 'ROLLBACK_COMPLETE'])('a stack in %s is not deployed', async (status) => {
    here.emulator.stacks.set('Sample', { id: 'arn:stack/1', status, outputs: {} });
    expect(JSON.parse((await ask('/')).body)).toMatchObject({ code: 'NotDeployed' });
  });

  it('an emulator that was stopped is named, and what it was started by', async () => {
    await here.emulator.close();
    // Its record names this process, which goes on: the lab would wait for it.
    rmSync(join(here.lab.stateFolder, 'emulator.json'));
    expect(JSON.parse((await ask('/')).body)).toMatchObject({
      code: 'EmulatorNotRunning',
      detail: expect.stringContaining('npm start'),
    });
  });

  it('a connection that is refused is 502, and the next request finds what is there by then', async () => {
    const deployed = here.emulator.stacks.get('Sample')?.outputs.ApiUrl as string;
    deploy('http://localhost:1/gone');
    expect(JSON.parse((await ask('/')).body)).toMatchObject({ status: 502, code: 'ConnectionLost' });
    deploy(deployed);
    expect(await ask('/')).toMatchObject({ status: 200 });
  });

  it('half an answer does not look like a whole one', async () => {
    api.server.removeAllListeners('request');
    api.server.on('request', (_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.destroy());
    });
    await expect(ask('/')).rejects.toThrow();
    expect(site.own).toBe(true);
  });
});

describe('a page of another name (DNS rebinding)', () => {
  it.each(['/', '/v1', '/_lab/session'])('gets nothing at %s', async (path) => {
    const { port } = new URL(site.address);
    expect(await ask(path, { headers: { host: `evil.example:${port}` } })).toMatchObject({ status: 403 });
    expect(api.got).toEqual([]);
  });
});

describe('/_lab/session', () => {
  it('tells the page of this address by what it may speak to the lab', async () => {
    const { status, headers, body } = await ask('/_lab/session', { headers: { 'sec-fetch-site': 'same-origin' } });
    expect([status, JSON.parse(body)]).toEqual([200, { session: site.session }]);
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'cross-origin-resource-policy': 'same-origin' });
    expect(headers).not.toHaveProperty('access-control-allow-origin');
    expect(api.got).toEqual([]);
  });

  it.each([
    ['a foreign origin', { origin: 'https://evil.example' }],
    ['an opaque origin', { origin: 'null' }],
    ['another port of this machine', { origin: 'http://localhost:3000' }],
    ['a browser that says cross-site', { 'sec-fetch-site': 'cross-site' }],
    ['a browser that says same-site', { 'sec-fetch-site': 'same-site' }],
    ['an old browser that says nothing', { 'user-agent': 'Mozilla/5.0' }],
  ])('refuses %s', async (_, headers) => {
    const { status, body } = await ask('/_lab/session', { headers });
    expect([status, JSON.parse(body).code]).toEqual([403, 'ForeignPage']);
    expect(body).not.toContain(site.session);
  });

  it('refuses another method, and says which it takes', async () => {
    const { status, headers } = await ask('/_lab/session', {
      method: 'DELETE',
      headers: { 'certlab-session': site.session },
    });
    expect([status, headers.allow]).toEqual([405, 'GET']);
  });
});

describe('a path of the lab that there is not', () => {
  it.each(['/_lab', '/_lab/', '/_lab/nonsense', '/_lab/constructor', '/_lab?x'])(
    'is 404, and not passed on: %s',
    async (path) => {
      expect(await ask(path)).toMatchObject({ status: 404 });
      expect(api.got).toEqual([]);
    },
  );

  it('is no prefix of the deployed paths', async () => {
    await ask('/_laboratory');
    expect(api.got).toHaveLength(1);
  });
});

describe('the address', () => {
  const occupied = () =>
    new Promise<number>((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
      other = server;
    });

  it('is another where a program has the usual port, and says so', async () => {
    const taken = await occupied();
    const second = await serveSite(here.lab, [taken, 0]);
    expect(second.note).toContain(`Port ${taken} is taken`);
    expect(second.address).not.toContain(String(taken));
    second.close();
    await expect(serveSite(here.lab, [taken])).rejects.toMatchObject({ code: 'PortTaken' });
  });

  it('is found by other processes of this lab while it is served, and no longer', async () => {
    expect(await runningSite(here.lab.stateFolder)).toEqual({ address: site.address, session: site.session });
    const again = await openSite(here.lab);
    expect(again).toMatchObject({
      address: site.address,
      own: false,
      note: expect.stringContaining('Another process'),
    });
    again.close();
    expect(await ask('/')).toMatchObject({ status: 200 });
    site.close();
    expect(await runningSite(here.lab.stateFolder)).toBeUndefined();
    await expect(ask('/')).rejects.toThrow(/ECONNREFUSED/);
  });

  it('is not taken for that of another lab which has the port by now', async () => {
    noteSite(here.lab.stateFolder, { address: site.address, session: 'of an earlier start' });
    expect(await runningSite(here.lab.stateFolder)).toBeUndefined();
  });

  it('is not opened where nothing is deployed', async () => {
    here.emulator.stacks.delete('Sample');
    await expect(openSite(here.lab)).rejects.toMatchObject({ code: 'NotDeployed' });
  });
});
