/**
 * Where on this machine an address of the engine answers. Linux has all of 127.0.0.0/8 on loopback (`ip -4 addr show lo`), and what has
 * an address listens there. Others have 127.0.0.1 alone: an address is then a name, as which it goes on, and each pair of address and port
 * has a port of 127.0.0.1 (docs/decisions/0119-an-address-stays-an-identity.md).
 */
import http, { type AgentOptions } from 'node:http';
import { connect, createServer, type Server, Socket, type TcpNetConnectOpts } from 'node:net';

export interface At {
  readonly host: string;
  readonly port: number;
}

export interface Places {
  /** Where to listen as this address and port; the same at each time of asking, until its address is free. */
  readonly give: (address: string, port: number) => Promise<At>;
  /** Where to reach it; undefined where it was given nothing. */
  readonly find: (address: string, port: number) => At | undefined;
  /** Nobody has the address any more. */
  readonly free: (address: string) => void;
}

/** Every address is one of this machine. */
export const ownAddresses: Places = {
  give: async (host, port) => ({ host, port }),
  find: (host, port) => ({ host, port }),
  free: () => {},
};

const ONLY = '127.0.0.1';
/** All engines together: above what a lab listens at, and below what a kernel gives to outgoing connections. */
const [FIRST_PORT, LAST_PORT] = [20_000, 32_000] as const;
const PORTS_OF_ENGINE = 500;
/** Those where the engine answers itself, by TCP and by UDP. */
const OWN_PORTS = 2;

const FIRST_ENGINE = 2;
const LAST_ENGINE = 249;
const ENGINE_PORT = 4_590;

/** Where an engine answers, by the numbers that it may have. Its DNS is at the port after that. */
export const enginePlaces = (oneLoopback: boolean): readonly (At & { readonly number: number })[] => {
  const count = oneLoopback ? (LAST_PORT - FIRST_PORT) / PORTS_OF_ENGINE : LAST_ENGINE - FIRST_ENGINE + 1;
  return Array.from({ length: count }, (_, index) => {
    const number = FIRST_ENGINE + index;
    return oneLoopback
      ? { number, host: ONLY, port: FIRST_PORT + index * PORTS_OF_ENGINE }
      : { number, host: `127.${number}.0.1`, port: ENGINE_PORT };
  });
};

/** @returns why it does not listen there; undefined where it does */
const listenAt = (server: Server, { host, port }: At) =>
  new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    server.once('error', resolve).listen(port, host, () => {
      server.off('error', resolve);
      resolve(undefined);
    });
  });

/**
 * Listens at the first of these places that no other program has.
 * @throws Error as `listen` does, or where each is taken
 */
export async function listenAtFirst<Place extends At>(server: Server, from: readonly Place[]): Promise<Place> {
  for (const at of from) {
    const error = await listenAt(server, at);
    if (!error) return at;
    if (error.code !== 'EADDRINUSE') throw error;
  }
  throw new Error(`Each of ${from.length} places from ${from[0]?.host}:${from[0]?.port} on is taken.`);
}

async function isFree(at: At): Promise<boolean> {
  const probe = createServer();
  if (await listenAt(probe, at)) return false;
  await new Promise((resolve) => probe.close(resolve));
  return true;
}

/**
 * @param engine where it answers, of {@link enginePlaces}
 * @param tell called with every place that is given, by `address:port`, when one is given or free: for the emulator's front
 */
export function portsOfOneAddress(engine: At, tell: (places: Readonly<Record<string, number>>) => void): Places {
  const given = new Map<string, Promise<At>>();
  const ports = new Map<string, number>();
  const taken = new Set<number>();
  const count = PORTS_OF_ENGINE - OWN_PORTS;
  let turn = 0;
  tell({});

  /** Each in its turn: what was free a moment ago is still known to those who called it. */
  async function next(): Promise<number> {
    for (let step = 0; step < count; step++) {
      const port = engine.port + OWN_PORTS + (turn++ % count);
      if (taken.has(port)) continue;
      taken.add(port);
      if (await isFree({ host: ONLY, port })) return port;
      taken.delete(port);
    }
    throw new Error(`Every port of this engine, from ${engine.port + OWN_PORTS} on, is taken.`);
  }

  async function place(key: string): Promise<At> {
    const port = await next();
    ports.set(key, port);
    tell(Object.fromEntries(ports));
    return { host: ONLY, port };
  }

  return {
    give(address, port) {
      const key = `${address}:${port}`;
      const at = given.get(key) ?? place(key);
      given.set(key, at);
      at.catch(() => given.delete(key));
      return at;
    },
    find(address, port) {
      const at = ports.get(`${address}:${port}`);
      return at === undefined ? undefined : { host: ONLY, port: at };
    },
    free(address) {
      const keys = [...ports.keys()].filter((key) => key.startsWith(`${address}:`));
      for (const key of keys) {
        taken.delete(ports.get(key) as number);
        ports.delete(key);
        given.delete(key);
      }
      if (keys.length > 0) tell(Object.fromEntries(ports));
    },
  };
}

export type Find = Places['find'];

/** Connects to an address; where it was given no place it is refused, as where nobody listens. */
export function dial(find: Find, options: TcpNetConnectOpts): Socket {
  const { host = ONLY, port } = options;
  const at = find(host, port);
  if (at) return connect({ ...options, ...at });
  const refused = Object.assign(new Error(`connect ECONNREFUSED ${host}:${port}`), { code: 'ECONNREFUSED' });
  const socket = Object.assign(new Socket(), { connecting: true });
  process.nextTick(() => socket.destroy(refused));
  return socket;
}

/** Keeps connections by the address that was asked for, and not by the place that it has. */
export function agentTo(find: Find, options?: AgentOptions): http.Agent {
  const agent = new http.Agent(options);
  agent.createConnection = (asked) => dial(find, asked as TcpNetConnectOpts);
  return agent;
}
