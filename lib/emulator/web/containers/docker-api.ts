/**
 * The Docker Engine API (https://docs.docker.com/reference/api/engine/version/v1.44/), as far as MiniStack's ECS, RDS
 * and ElastiCache ask for it through docker-py. How they use it is no contract of theirs:
 * test/emulator/web/docker-api.emulator.test.ts makes every kind of request, by docker-py itself.
 */
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Answer, API_VERSION, type Call, routesOf } from './docker-routes.ts';
import type { Engine } from './engine.ts';
import { frame, RAW_STREAM } from './streams.ts';

async function bodyOf(request: IncomingMessage): Promise<Call['body']> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const isJson = request.headers['content-type']?.startsWith('application/json') && chunks.length > 0;
  return isJson ? JSON.parse(Buffer.concat(chunks).toString()) : {};
}

function send(response: ServerResponse, { status, body }: NonNullable<Answer>): void {
  const text = body === undefined ? '' : JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

/**
 * Answers on a Unix socket that only this user can open: it runs programs for everyone who can.
 * @param socket a path of at most about 100 characters, in a folder of the lab's own
 */
export async function serveDockerApi(engine: Engine, socket: string): Promise<Server> {
  const { routes, running } = routesOf(engine);
  const server = createServer(async (request, response) => {
    try {
      const url = new URL(request.url as string, 'http://engine');
      const path = decodeURIComponent(url.pathname).replace(/^\/v1\.\d+/, '');
      const body = await bodyOf(request);
      if (path === '/_ping') return void response.writeHead(200, { 'api-version': API_VERSION }).end('OK');
      for (const [method, pattern, answer] of routes) {
        const names = request.method === method && pattern.exec(path)?.slice(1);
        if (!names) continue;
        const answered = await answer({ names, query: url.searchParams, body, response });
        if (answered) send(response, answered);
        return;
      }
      send(response, { status: 404, body: { message: `certlab's engine does not know ${request.method} ${path}.` } });
    } catch (error) {
      console.error(request.method, request.url, error);
      if (response.headersSent) response.destroy();
      else send(response, { status: 500, body: { message: (error as Error).message } });
    }
  });
  // docker-py asks for the output of a command on an upgraded connection: frames, and no HTTP around them.
  server.on('upgrade', async (request, socket) => {
    socket.on('error', () => socket.destroy());
    const id = /\/exec\/([^/]+)\/start$/.exec(new URL(request.url as string, 'http://engine').pathname)?.[1] ?? '';
    socket.write(`HTTP/1.1 101 UPGRADED\r\nContent-Type: ${RAW_STREAM}\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n`);
    const output = await running.start(id);
    socket.end(output ? frame(Buffer.from(output)) : undefined);
  });
  rmSync(socket, { force: true });
  await new Promise<void>((resolve, reject) => void server.once('error', reject).listen(socket, resolve));
  chmodSync(socket, 0o600);
  return server;
}
