/** What the guard in front of the emulator refuses and lets through, byte for byte as it goes over the wire. */
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { deployedTarget } from '../support/deployed-target.ts';

const target = await deployedTarget();
const { port } = new URL(target.endpoint);
const apiId = target.outputs.ServerlessApi?.ApiId;
const API = `/_aws/execute-api/${apiId}`;
const HOST = `Host: localhost:${port}`;
const API_HOST = `Host: ${apiId}.execute-api.localhost:${port}`;
const EVIL = 'Origin: http://evil.example';
const ROOT = 'Authorization: AWS4-HMAC-SHA256 Credential=test/20261125/us-east-1/execute-api/aws4_request, Signature=0';
const LIST_TABLES = ['X-Amz-Target: DynamoDB_20120810.ListTables', 'Content-Type: application/x-amz-json-1.0'];

/** The status of the answer to these very lines. */
function statusOf(start: string, headers: readonly string[], body = ''): Promise<number> {
  return new Promise((resolve, reject) => {
    const length = body ? [`Content-Length: ${body.length}`] : [];
    const socket = connect(Number(port), '127.0.0.1', () =>
      socket.write([start, ...headers, ...length, '', body].join('\r\n')),
    );
    let answer = '';
    socket
      .setTimeout(30_000, () => socket.destroy(new Error(`No answer to ${start}`)))
      .on('data', (chunk) => {
        answer += chunk;
        const status = /^HTTP\/1\.[01] (\d{3})/.exec(answer);
        if (!status) return;
        socket.destroy();
        resolve(Number(status[1]));
      })
      .on('error', reject);
  });
}

describe('the emulator answers programs of this machine', () => {
  it.each([
    ['localhost', HOST],
    ['LOCALHOST, as a name has no case', `Host: LOCALHOST:${port}`],
    ['127.0.0.1', `Host: 127.0.0.1:${port}`],
    ['[::1], which a tunnel may lead here', `Host: [::1]:${port}`],
    ["a bucket's name", `Host: some-bucket.localhost:${port}`],
  ])('that call it %s', async (_, host) => {
    expect(await statusOf('GET /_ministack/health HTTP/1.1', [host])).toBe(200);
  });

  it.each([
    ['an AWS SDK or the CLI', [HOST, 'User-Agent: aws-cli/2.31']],
    ["Node's fetch, which sends one of a browser's headers", [HOST, 'User-Agent: node', 'Sec-Fetch-Mode: cors']],
    ['a page that it serves itself', [HOST, `Origin: http://localhost:${port}`, 'Sec-Fetch-Site: same-origin']],
    [
      'anyone who types its address',
      [HOST, 'Sec-Fetch-Site: none', 'Sec-Fetch-Mode: navigate', 'User-Agent: Mozilla/5.0'],
    ],
  ])('for %s', async (_, headers) => {
    expect(await statusOf('GET /_ministack/health HTTP/1.1', headers)).toBe(200);
  });
});

describe('a page of another origin', () => {
  it.each([
    ['by its Origin', [EVIL]],
    ['of another port of this machine', ['Origin: http://localhost:3000']],
    ['of another name of this machine', [`Origin: http://127.0.0.1:${port}`]],
    ['of a deployed API', [`Origin: http://${apiId}.execute-api.localhost:${port}`]],
    ['over TLS', [`Origin: https://localhost:${port}`]],
    ['of an opaque origin', ['Origin: null']],
    ['with a second Origin beside a good one', [`Origin: http://localhost:${port}`, EVIL]],
    ['with a name that begins as ours does', [`Origin: http://localhost:${port}.evil.example`]],
    ['with user information in its Origin', [`Origin: http://localhost:${port}@evil.example`]],
    ['that says it is cross-site', ['Sec-Fetch-Site: cross-site']],
    ['that says it is same-site', ['Sec-Fetch-Site: same-site']],
    ['that says so in capitals', ['SEC-FETCH-SITE: CROSS-SITE']],
    ['in an image', ['Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: no-cors', 'Sec-Fetch-Dest: image']],
    ['by a link', ['Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: navigate', 'User-Agent: Mozilla/5.0']],
    ['in a browser that says nothing of it', ['User-Agent: Mozilla/5.0 (Macintosh) Version/15.0 Safari/605.1.15']],
  ])('refuses it %s', async (_, headers) => {
    expect(await statusOf('GET /_ministack/health HTTP/1.1', [HOST, ...headers])).toBe(403);
    expect(await statusOf('POST / HTTP/1.1', [HOST, ...headers, ...LIST_TABLES], '{}')).toBe(403);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/json'])(
    'refuses its form or body of %s',
    async (type) => {
      const headers = [HOST, EVIL, 'Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: navigate', `Content-Type: ${type}`];

      expect(await statusOf('POST / HTTP/1.1', headers, 'Action=ListUsers&Version=2010-05-08')).toBe(403);
    },
  );

  it('refuses its preflight, with no header that would allow the next request', async () => {
    const answer = await fetch(target.endpoint, {
      method: 'OPTIONS',
      headers: { origin: 'http://evil.example', 'access-control-request-method': 'POST' },
    });

    expect(answer.status).toBe(403);
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('refuses its WebSocket', async () => {
    const upgrade = [
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==',
    ];

    expect(await statusOf('GET / HTTP/1.1', [HOST, EVIL, ...upgrade])).toBe(403);
    expect(await statusOf('GET / HTTP/1.1', [`Host: evil.example:${port}`, ...upgrade])).toBe(403);
  });

  it('refuses a link in a mail that would do something, and shows an object', async () => {
    const typed = [HOST, 'Sec-Fetch-Site: none', 'Sec-Fetch-Mode: navigate', 'User-Agent: Mozilla/5.0'];

    expect(await statusOf('GET /?Action=CreateUser&UserName=eve&Version=2010-05-08 HTTP/1.1', typed)).toBe(403);
    expect(await statusOf('POST / HTTP/1.1', typed, 'Action=ListUsers')).toBe(403);
    expect(await statusOf('GET /no-such-bucket/report.pdf HTTP/1.1', typed)).toBe(404);
  });
});

describe('a name that leads to loopback only because its owner says so (DNS rebinding)', () => {
  it.each([
    ['a foreign name', `Host: evil.example:${port}`],
    ['a foreign name without a port', 'Host: evil.example'],
    ['the right name at another port', 'Host: localhost:1'],
    ['the right name without a port', 'Host: localhost'],
    ['a name that ends as ours does', `Host: evillocalhost:${port}`],
    ['a name that begins as ours does', `Host: localhost.evil.example:${port}`],
    ['ours as user information', `Host: localhost:${port}@evil.example`],
    ['ours in a fragment', `Host: evil.example#.localhost:${port}`],
    ['ours in a path', `Host: evil.example/localhost:${port}`],
    ["this machine's address on the network", `Host: 192.168.0.10:${port}`],
    ['every address', `Host: 0.0.0.0:${port}`],
    ['another address of loopback', `Host: 127.0.0.2:${port}`],
    ['an API of that name', `Host: ${apiId}.execute-api.evil.example:${port}`],
    ["AWS's own name", 'Host: dynamodb.us-east-1.amazonaws.com'],
  ])('refuses %s', async (_, host) => {
    expect(await statusOf('GET /_ministack/health HTTP/1.1', [host])).toBe(403);
    expect(await statusOf(`GET ${API}/health HTTP/1.1`, [host])).toBe(403);
  });

  it('refuses a request without a host, with two, or with another in its target', async () => {
    expect(await statusOf('GET /_ministack/health HTTP/1.0', [])).toBe(403);
    expect(await statusOf('GET /_ministack/health HTTP/1.1', [])).toBe(400);
    expect(await statusOf('GET /_ministack/health HTTP/1.1', [HOST, `Host: evil.example:${port}`])).toBe(400);
    expect(await statusOf('GET http://evil.example/_ministack/health HTTP/1.1', [HOST])).toBe(403);
  });

  describe('over HTTP/2', () => {
    const session = connectHttp2(target.endpoint);
    afterAll(() => session.close());
    const status = (headers: Record<string, string>) =>
      new Promise((resolve, reject) => {
        const stream = session.request({ ':path': '/_ministack/health', ...headers });
        stream.on('response', (answer) => resolve(answer[':status'])).on('error', reject);
        stream.resume().end();
      });

    it('refuses a foreign authority and a foreign origin', async () => {
      expect(await status({})).toBe(200);
      expect(await status({ ':authority': `evil.example:${port}` })).toBe(403);
      expect(await status({ origin: 'http://evil.example' })).toBe(403);
    });
  });
});

describe('a deployed API is open to pages of other origins, as on AWS', () => {
  it.each([
    ['by path', `GET ${API}/health HTTP/1.1`, HOST],
    ['by host name', 'GET /health HTTP/1.1', API_HOST],
    ['by path and with its stage', `GET ${API}/$default/health HTTP/1.1`, HOST],
  ])('%s', async (_, start, host) => {
    const page = [EVIL, 'Sec-Fetch-Site: cross-site', 'User-Agent: Mozilla/5.0'];

    expect(await statusOf(start, [host, ...page])).toBe(200);
    expect(await statusOf(start.replace('GET', 'OPTIONS'), [host, ...page])).toBe(204);
  });

  it('is reached at every path of its host name, also where the emulator has a path of its own', async () => {
    const notFound = await fetch(`${target.endpoint}${API}/v2/email`);

    expect(await statusOf('GET /v2/email HTTP/1.1', [API_HOST])).toBe(notFound.status);
    expect(await statusOf('POST /oauth2/token HTTP/1.1', [API_HOST], 'grant_type=x')).toBe(404);
  });

  it.each([
    ['a path too short to name a route', `POST ${API} HTTP/1.1`, HOST],
    ['no API', 'POST /_aws/execute-api/ HTTP/1.1', HOST],
    ['two slashes before it', `POST //_aws/execute-api/${apiId}/x HTTP/1.1`, HOST],
    ['the prefix in the query', `POST /?x=${API}/x HTTP/1.1`, HOST],
    ['a bucket of such a name', 'POST /_aws HTTP/1.1', HOST],
    ["a host that only looks like an API's", 'POST / HTTP/1.1', `Host: no-api.execute-api.localhost:${port}`],
    ["a host in capitals, which the emulator does not take for an API's", 'POST / HTTP/1.1', API_HOST.toUpperCase()],
    ['a function URL', 'POST /_aws/lambda-url/00000000-0000-4000-8000-000000000000/ HTTP/1.1', HOST],
    ["the emulator's own paths by an API's host", 'POST /_ministack/config HTTP/1.1', API_HOST],
    ["the broker's path by an API's host", 'POST /_ministack/rds/iam-auth HTTP/1.1', API_HOST],
    ['the same, encoded', 'POST /%5Fministack/config HTTP/1.1', API_HOST],
    ['the connections of an API', `POST ${API}/x/@connections/1 HTTP/1.1`, HOST],
  ])('refuses what is no API: %s', async (_, start, host) => {
    expect(await statusOf(start, [host, EVIL, ...LIST_TABLES], '{}')).toBe(403);
  });

  it.each([
    ['as a whole', `POST ${API}/ HTTP/1.1`],
    ['with dots that climb', `POST ${API}/../../_ministack/reset HTTP/1.1`],
    ['with coded dots', `POST ${API}/%2e%2e/%2e%2e/_ministack/reset HTTP/1.1`],
    ['with an action in its query', `POST ${API}/?Action=ListUsers&Version=2010-05-08 HTTP/1.1`],
    ['whose path is coded', `POST /%5faws/execute-api/${apiId}/x HTTP/1.1`],
    ['of an unknown id', 'POST /_aws/execute-api/ffffffff/x HTTP/1.1'],
  ])('leads nowhere but to the API %s, whatever its headers name', async (_, start) => {
    // 404 and 405 are the API's; the control plane would answer 200, or 400 in its own words.
    expect([404, 405]).toContain(await statusOf(start, [HOST, EVIL, ...LIST_TABLES], '{}'));
  });

  it('refuses the key that everybody knows, from a page', async () => {
    expect(await statusOf(`GET ${API}/health HTTP/1.1`, [HOST, ROOT])).toBe(200);
    expect(await statusOf(`GET ${API}/health HTTP/1.1`, [HOST, EVIL, ROOT])).toBe(403);
    const presigned = `?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=test/20261125/us-east-1/execute-api/aws4_request`;
    expect(await statusOf(`GET ${API}/health${presigned} HTTP/1.1`, [HOST, EVIL])).toBe(403);
  });

  it('refuses a route with IAM authorization to callers who did not sign', async () => {
    const route = `POST /_aws/execute-api/${target.outputs.EventPipeline?.ApiId}/v1/activity HTTP/1.1`;

    expect(await statusOf(route, [HOST], '{}')).toBe(403);
    expect(await statusOf(route, [HOST, 'Authorization: anything'], '{}')).toBe(403);
  });
});
