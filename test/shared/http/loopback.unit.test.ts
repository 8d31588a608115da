/** What every Node listener of the lab refuses and lets through, byte for byte as it goes over the wire. */
import type { Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { type LoopbackServer, listenOnLoopback } from '../../../lambda/shared/http/loopback.ts';

const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close();
});
afterEach(() => vi.restoreAllMocks());

async function listen(pages: LoopbackServer['pages'], answer?: LoopbackServer['answer']): Promise<number> {
  const server = await listenOnLoopback({
    port: 0,
    pages,
    maxBodyBytes: 10,
    answer: answer ?? ((_, body, response) => void response.end(`${body.length} bytes`)),
  });
  servers.push(server);
  return (server.address() as AddressInfo).port;
}

/** The status of the answer to these very lines, or `cut` where the connection ends without one. */
function statusOf(port: number, lines: readonly string[], body = ''): Promise<number | 'cut'> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write([...lines, '', body].join('\r\n')));
    socket
      .on('data', (chunk) => {
        resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(String(chunk))?.[1]));
        socket.destroy();
      })
      .on('error', () => undefined)
      .on('close', () => resolve('cut'));
  });
}

const [own, any] = [await listen('own'), await listen('any')];
const get = (port: number, ...headers: string[]) => statusOf(port, ['GET / HTTP/1.1', ...headers]);
const at = (port: number, host = 'localhost') => `Host: ${host}:${port}`;

describe.each([
  ['for its own pages', own],
  ['for every page, as on AWS', any],
])('a listener %s', (_, port) => {
  it.each(['localhost', 'LOCALHOST', '127.0.0.1', '[::1]', 'api.localhost', 'a.my-own-api.localhost'])(
    'answers by the name %s',
    async (name) => {
      expect(await get(port, at(port, name))).toBe(200);
    },
  );

  it.each([
    ['a foreign name', `Host: evil.example:${port}`],
    ['a foreign name without a port', 'Host: evil.example'],
    ['the right name at another port', 'Host: localhost:1'],
    ['the right name without a port', 'Host: localhost'],
    ['a name that ends as ours does', `Host: evillocalhost:${port}`],
    ['a name that begins as ours does', `Host: localhost.evil.example:${port}`],
    ['ours as user information', `Host: localhost:${port}@evil.example`],
    ['every address', `Host: 0.0.0.0:${port}`],
    ["this machine's address on the network", `Host: 192.168.0.10:${port}`],
  ])('refuses %s (DNS rebinding)', async (_name, host) => {
    expect(await get(port, host)).toBe(403);
  });

  it('refuses two hosts, and another host in its target', async () => {
    expect(await get(port, at(port), `Host: evil.example:${port}`)).toBe(403);
    expect(await statusOf(port, ['GET http://evil.example/ HTTP/1.1', at(port)])).toBe(403);
  });

  it('takes a body as large as it may be', async () => {
    expect(await statusOf(port, ['POST / HTTP/1.1', at(port), 'Content-Length: 10'], '0123456789')).toBe(200);
  });

  it('refuses a larger body as soon as it is known to be one', async () => {
    expect(await statusOf(port, ['POST / HTTP/1.1', at(port), 'Content-Length: 11'])).toBe(413);
    const chunked = ['POST / HTTP/1.1', at(port), 'Transfer-Encoding: chunked'];
    expect(await statusOf(port, chunked, 'b\r\n0123456789a\r\n')).toBe(413);
  });
});

const MARKS_OF_A_PAGE = [
  ['by its Origin', 'Origin: http://evil.example'],
  ['of another port of this machine', 'Origin: http://localhost:3000'],
  ['of an opaque origin', 'Origin: null'],
  ['that says it is cross-site', 'Sec-Fetch-Site: cross-site'],
  ['that says it is same-site', 'SEC-FETCH-SITE: SAME-SITE'],
  ['in a browser that says nothing of it', 'User-Agent: Mozilla/5.0 (Macintosh) Version/15.0 Safari/605.1.15'],
] as const;

describe('a page of another origin', () => {
  it.each(MARKS_OF_A_PAGE)('is refused %s', async (_, header) => {
    expect(await get(own, at(own), header)).toBe(403);
  });

  it.each(MARKS_OF_A_PAGE)('is answered %s where AWS answers it', async (_, header) => {
    expect(await get(any, at(any), header)).toBe(200);
  });

  it('is another than the page that this listener served', async () => {
    expect(await get(own, at(own), `Origin: http://localhost:${own}`, 'Sec-Fetch-Site: same-origin')).toBe(200);
    expect(await get(own, at(own), 'Sec-Fetch-Site: none', 'User-Agent: Mozilla/5.0')).toBe(200);
  });
});

describe('what goes wrong ends one connection, and not the listener', () => {
  it('answers 500 where answering throws', async () => {
    const complaint = vi.spyOn(console, 'error').mockReturnValue();
    const port = await listen('own', () => {
      throw new Error('planted');
    });

    expect(await get(port, at(port))).toBe(500);
    expect(await get(port, at(port))).toBe(500);
    expect(complaint).toHaveBeenCalledTimes(2);
  });

  it('goes on when a caller goes away in the middle of a body', async () => {
    const complaint = vi.spyOn(console, 'error').mockReturnValue();
    const closed = new Promise<void>((resolve) => {
      const socket = connect(own, '127.0.0.1', () => {
        socket.write(['POST / HTTP/1.1', at(own), 'Content-Length: 10', '', '012'].join('\r\n'), () => {
          socket.resetAndDestroy();
        });
      });
      socket.on('close', () => resolve());
    });
    await closed;

    expect(await get(own, at(own))).toBe(200);
    expect(complaint).not.toHaveBeenCalled();
  });
});

it('listens on 127.0.0.1 alone, and says when its port is taken', async () => {
  expect(servers.map((server) => (server.address() as AddressInfo).address)).toEqual(servers.map(() => '127.0.0.1'));
  await expect(listenOnLoopback({ port: own, pages: 'own', answer: () => {} })).rejects.toThrow(/EADDRINUSE/);
});
