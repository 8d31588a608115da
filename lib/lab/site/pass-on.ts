/** Passes a request on to the deployed API, and its answer back, as a gateway does (RFC 9110, 7.6). */
import { type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse, request as send } from 'node:http';
import { type Refusal, refuse } from './refusal.ts';

/** An HTTP API gives its function 30 s (Amazon API Gateway Developer Guide, "Quotas for configuring and running an HTTP API"). */
const PATIENCE_SECONDS = 35;

/** What belongs to one connection, and is not passed on (RFC 9110, 7.6.1). */
const OF_ONE_CONNECTION = [
  ...['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection'],
  ...['te', 'trailer', 'transfer-encoding', 'upgrade'],
];

/** A segment `.` or `..`, coded or not: such a path could lead out of the API to the emulator beside it. */
const LEADS_UP = /(?:^|[/\\]|%2f|%5c)(?:\.|%2e){1,2}(?:[/\\?#]|%2f|%5c|$)/i;

/**
 * By this a page knows that a lab serves it, without a request that would fail elsewhere: scripts read it of their own page
 * (https://www.w3.org/TR/server-timing/).
 */
const SERVED_BY_LAB = 'lab';

export const leadsUp = (target: string): boolean => LEADS_UP.test(target.replace(/\?.*$/s, ''));

/**
 * Sends the request to `base` with its path behind it, and resolves when the answer has been passed back.
 * @param base address of the API, without a slash at its end
 * @throws Error of the connection, as long as nothing has been answered
 */
export function passOn(request: IncomingMessage, body: Buffer, response: ServerResponse, base: string): Promise<void> {
  const { port, host, pathname } = new URL(base);
  return new Promise((resolve, reject) => {
    const upstream = send(
      {
        // One connection for each request: one that is kept may be closed by the other side as it is used again.
        agent: false,
        // The emulator listens there alone; by its name, some machines would ask at the other address first.
        host: '127.0.0.1',
        port,
        method: request.method,
        path: `${pathname.replace(/\/$/, '')}${request.url}`,
        headers: { ...passedOn(request), host, ...lengthOf(request, body) },
        timeout: PATIENCE_SECONDS * 1_000,
      },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, { ...passedOn(answer), 'server-timing': SERVED_BY_LAB });
        answer.pipe(response);
        // Half an answer must not look like a whole one.
        answer.once('error', () => response.destroy());
      },
    );
    response.once('close', () => {
      upstream.destroy();
      resolve();
    });
    upstream.once('timeout', () => {
      refuse(request, response, TOO_SLOW);
      upstream.destroy();
    });
    upstream.once('error', (error) => {
      if (response.headersSent) resolve();
      else reject(error);
    });
    upstream.end(body);
  });
}

const TOO_SLOW: Refusal = {
  status: 504,
  code: 'NoAnswer',
  title: 'The API gave no answer',
  sentence: `The deployed API did not answer within ${PATIENCE_SECONDS} s. \`npm run lab -- logs\` shows what its functions say.`,
};

function passedOn({ headersDistinct }: IncomingMessage): OutgoingHttpHeaders {
  const named = (headersDistinct.connection ?? []).flatMap((value) => value.toLowerCase().split(/\s*,\s*/));
  const dropped = new Set([...OF_ONE_CONNECTION, ...named, 'host']);
  return Object.fromEntries(Object.entries(headersDistinct).filter(([name]) => !dropped.has(name)));
}

/** The body was read whole, however it came: its length is known. */
function lengthOf({ headers }: IncomingMessage, body: Buffer): OutgoingHttpHeaders {
  const has = body.length > 0 || headers['content-length'] !== undefined;
  return has ? { 'content-length': String(body.length) } : {};
}
