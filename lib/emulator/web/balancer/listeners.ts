/** The ports of this machine on which balancers listen. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createForwarder, type Server as Forwarder } from 'node:net';
import type { Places } from '../network/places.ts';
import { ownAnswer } from './forward.ts';
import type { Listener } from './model.ts';

/** What an Application Load Balancer takes in one header, and in all ("Quotas for your Application Load Balancers"). */
const MAX_HEADER_BYTES = 64 * 1_024;

interface Open {
  listener: Listener;
  readonly server: Server;
  readonly port: number;
  /** At the balancer's own address, where it has one. */
  readonly own: Forwarder | undefined;
}

export interface ListenerAddress {
  readonly balancer: string;
  readonly dnsName: string;
  /** As on AWS. */
  readonly port: number;
  /** `http://localhost:<port>` of this machine. */
  readonly url: string;
  /** What its DNS name leads to here; undefined where balancers have no addresses of their own. */
  readonly address: string | undefined;
}

type Serve = (listener: Listener, request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** The names that lead nowhere but to loopback: browsers resolve every name below `localhost` themselves. */
const OWN_HOST = /^(?:(?:[a-z0-9-]+\.)*localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

/**
 * A page of another origin that found its way to loopback by DNS rebinding names itself in `Host`; the balancer's own
 * name, and what its rules ask for, are allowed.
 */
function isOwnHost(host: string, { balancer, rules }: Listener): boolean {
  const named = rules.flatMap(({ conditions }) =>
    conditions.flatMap((condition) => (condition.field === 'host-header' ? condition.values : [])),
  );
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return OWN_HOST.test(host) || name === balancer.dnsName.toLowerCase() || named.includes(name);
}

/** Ports below 1024 are for root alone, and ours has to be the same in all regions: 8443 for 443. */
export const ownPort = (port: number) => (port < 1_024 ? port + 8_000 : port);

/** Takes connections at the balancer's own address as well. */
async function openOwn(
  server: Server,
  { port, balancer }: Listener,
  address: string,
  { give }: Places,
): Promise<Forwarder | undefined> {
  const at = await give(address, ownPort(port));
  const own = createForwarder((socket) => void server.emit('connection', socket));
  const error = await new Promise<Error | undefined>((resolve) => {
    own.once('error', resolve).listen(at.port, at.host, () => resolve(undefined));
  });
  if (!error) return own;
  console.error(`${balancer.name} is at its port alone, and not at ${address}: ${error.message}`);
  return undefined;
}

/** Takes the first port from `port` on that is free, on loopback alone. */
async function listen(server: Server, port: number): Promise<number> {
  for (let candidate = port; ; candidate++) {
    const taken = await new Promise<boolean>((resolve, reject) => {
      server
        .once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(true) : reject(error)))
        .listen(candidate, '127.0.0.1', () => resolve(false));
    });
    server.removeAllListeners('error');
    if (!taken) return candidate;
  }
}

/** @param addressOf what the DNS name of a balancer leads to on this machine; undefined where balancers have no such address */
export function openListeners(
  firstPort: number,
  serve: Serve,
  addressOf: (balancer: string) => string | undefined,
  places: Places,
) {
  const open = new Map<string, Open>();

  async function add(listener: Listener): Promise<void> {
    const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, (request, response) => {
      const current = open.get(listener.arn)?.listener ?? listener;
      if (!isOwnHost(request.headers.host ?? '', current)) return ownAnswer(response, 403);
      serve(current, request, response).catch((error: Error) => {
        console.error(error);
        ownAnswer(response, 502);
      });
    });
    const port = await listen(server, firstPort);
    const address = addressOf(listener.balancer.arn);
    open.set(listener.arn, {
      listener,
      server,
      port,
      own: address === undefined ? undefined : await openOwn(server, listener, address, places),
    });
  }

  const close = ({ server, own }: Open) =>
    new Promise<void>((resolve) => {
      own?.close();
      server.close(() => resolve());
      server.closeAllConnections();
    });

  return {
    /** Opens what is new, closes what is gone, and has the rest follow its rules as they are now. */
    async set(listeners: readonly Listener[]): Promise<void> {
      for (const [arn, gone] of open) {
        if (listeners.some((listener) => listener.arn === arn)) continue;
        open.delete(arn);
        await close(gone);
      }
      for (const listener of listeners) {
        const known = open.get(listener.arn);
        if (known) known.listener = listener;
        else await add(listener);
      }
    },
    addresses: (): readonly ListenerAddress[] =>
      [...open.values()].map(({ listener, port }) => ({
        balancer: listener.balancer.name,
        dnsName: listener.balancer.dnsName,
        port: listener.port,
        url: `http://localhost:${port}`,
        address: addressOf(listener.balancer.arn),
      })),
    close: () => Promise.all([...open.values()].map(close)),
  };
}
