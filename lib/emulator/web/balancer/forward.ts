/**
 * Sends a request on to a target, and its answer back: headers, time limits and errors as of an Application Load Balancer
 * (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html).
 */
import { randomBytes } from 'node:crypto';
import http, { type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { STICKY_COOKIE, stickyValue, type Target } from './targets.ts';

/** How long the balancer tries to connect before it answers 504. */
export const CONNECT_MS = 10_000;
/** `idle_timeout.timeout_seconds` as it is unless it is set. */
const IDLE_SECONDS = 60;

const TEXTS: Readonly<Record<number, string>> = {
  403: 'Forbidden',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};

/** The balancer's own answer. */
export function ownAnswer(response: ServerResponse, status: number): void {
  if (response.headersSent) return void response.destroy();
  const text = `${status} ${TEXTS[status] ?? ''}`;
  const page = `<html>\r\n<head><title>${text}</title></head>\r\n<body>\r\n<center><h1>${text}</h1></center>\r\n</body>\r\n</html>\r\n`;
  response.writeHead(status, { server: 'awselb/2.0', 'content-type': 'text/html', 'content-length': page.length });
  response.end(page);
}

/** Between two neighbours only (RFC 9110, 7.6.1). */
const HOP_BY_HOP = ['connection', 'keep-alive', 'proxy-connection', 'te', 'transfer-encoding', 'upgrade'];

function withoutHopByHop(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const named = (headers.connection ?? '').toLowerCase().split(/\s*,\s*/);
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !HOP_BY_HOP.includes(name) && !named.includes(name)),
  );
}

const hex = (bytes: number) => randomBytes(bytes).toString('hex');

/** What the balancer adds ("HTTP headers and Application Load Balancers"). */
function forwarded(request: IncomingMessage, port: number): IncomingHttpHeaders {
  const { 'x-forwarded-for': before, 'x-amzn-trace-id': trace } = request.headers;
  const client = request.socket.remoteAddress ?? '';
  return {
    'x-forwarded-for': before ? `${before}, ${client}` : client,
    'x-forwarded-proto': 'http',
    'x-forwarded-port': String(port),
    'x-amzn-trace-id': trace ?? `Root=1-${Math.floor(Date.now() / 1_000).toString(16)}-${hex(12)}`,
  };
}

export interface Forwarding {
  readonly target: Target;
  /** The listener's, as it is on AWS. */
  readonly port: number;
  readonly agent: http.Agent;
  /** How long the balancer's cookie holds, where the group is sticky. */
  readonly stickySeconds?: number;
}

/** How a request ended. */
export interface Outcome {
  /** Of the target's answer, or of the balancer's own; neither where the caller went away before. */
  readonly status?: number;
  readonly by?: 'target' | 'balancer';
  /** From when the request was sent to the head of the target's answer. */
  readonly seconds?: number;
  /** Whether there was no connection to the target. */
  readonly unconnected?: boolean;
}

/** Resolves once the target has answered all, the balancer has in its place, or the caller went away. */
export function forward(
  request: IncomingMessage,
  response: ServerResponse,
  { target, port, agent, stickySeconds }: Forwarding,
): Promise<Outcome> {
  return new Promise((resolve) => {
    const headers = { ...withoutHopByHop(request.headers), ...forwarded(request, port) };
    // A body of unknown length goes on in chunks.
    if (request.headers['transfer-encoding']) headers['transfer-encoding'] = 'chunked';
    const out = http.request({
      host: target.address,
      port: target.port,
      method: request.method,
      path: request.url,
      headers,
      agent,
    });
    const began = performance.now();
    let connected = false;
    let answered: Outcome = {};
    let ended = false;
    const end = (outcome: Outcome) => {
      ended = true;
      resolve(outcome);
    };
    const fail = (status: number) => {
      if (ended) return;
      // An answer that was cut off is the target's: its head has been passed on.
      end(answered.by ? answered : { status, by: 'balancer', unconnected: !connected });
      ownAnswer(response, status);
      // What the caller still sends has nowhere to go.
      request.resume();
      out.destroy();
    };

    const connecting = setTimeout(() => fail(504), CONNECT_MS);
    out.once('socket', (socket) => {
      const connect = () => {
        connected = true;
        clearTimeout(connecting);
      };
      if (socket.connecting) socket.once('connect', connect);
      else connect();
    });
    out.setTimeout(IDLE_SECONDS * 1_000, () => fail(504));
    out.once('error', () => {
      clearTimeout(connecting);
      fail(502);
    });
    out.once('response', (answer) => {
      answered = { status: answer.statusCode, by: 'target', seconds: (performance.now() - began) / 1_000 };
      const told = withoutHopByHop(answer.headers);
      if (stickySeconds !== undefined) {
        const sticky = `${STICKY_COOKIE}=${stickyValue(target)}; Max-Age=${stickySeconds}; Path=/`;
        told['set-cookie'] = [...(told['set-cookie'] ?? []), sticky];
      }
      response.writeHead(answer.statusCode as number, told);
      answer.pipe(response);
      answer.once('end', () => end(answered));
      // Cut off in the middle: what was sent cannot be unsaid, and the connection is closed.
      answer.once('error', () => fail(502));
      answer.once('close', () => fail(502));
    });
    response.once('close', () => {
      if (response.writableFinished) return;
      end(answered);
      out.destroy();
    });
    request.pipe(out);
  });
}
