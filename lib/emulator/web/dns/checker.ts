/**
 * The health checkers of Route 53: one here, for those around the world, who do not know of one another; on AWS an endpoint is
 * healthy while more than 18 % of them find it so. What a checker asks for and how long it waits: Route 53 Developer
 * Guide, "How Amazon Route 53 determines whether a health check is healthy".
 */
import http from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { dial, type Find, ownAddresses } from '../network/places.ts';
import type { HealthCheck } from './route53.ts';

/** In milliseconds. */
const CONNECT = 4_000;
const CONNECT_TCP = 10_000;
const ANSWER = 2_000;
/** In this much of the answer a text has to be. */
const SEARCHED_BYTES = 5_120;
const LOOK_EVERY_MS = 20;

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

interface Known {
  config: HealthCheck;
  /** What its checker found, before it is inverted; healthy until it is known, as Route 53 thinks of one that is new. */
  endpointIsHealthy: boolean;
  /** How many in a row have found otherwise. */
  otherwise: number;
  next: number;
  why: string;
}

export interface CheckState {
  readonly id: string;
  readonly type: string;
  readonly healthy: boolean;
  /** What the last request found, in a few words; empty where none was made. */
  readonly why: string;
}

/**
 * @param endpointOf where a check leads on this machine; undefined where it leads to none: nothing outside is asked
 * @param speed how many seconds of an interval pass in one
 * @param find where an address is on this machine
 */
export function createChecker(
  endpointOf: (check: HealthCheck) => Endpoint | undefined,
  speed: number,
  find: Find = ownAddresses.find,
) {
  const checks = new Map<string, Known>();
  let open = true;

  async function probe(known: Known): Promise<void> {
    const { config } = known;
    const endpoint = endpointOf(config);
    const failure = endpoint
      ? await ask(dial(find, { host: endpoint.address, port: endpoint.port }), endpoint, config)
      : `${config.host ?? config.address} is not of this machine`;
    known.why = failure ?? 'healthy';
    const found = failure === undefined;
    known.otherwise = found === known.endpointIsHealthy ? 0 : known.otherwise + 1;
    if (known.otherwise < config.threshold) return;
    known.endpointIsHealthy = found;
    known.otherwise = 0;
  }

  /** @param through which calculated checks have led here: one that counts itself is ill */
  function isHealthy(id: string, through: readonly string[] = []): boolean {
    const known = checks.get(id);
    // A record may name a check that is gone; Route 53 goes on with what it was last, which nobody knows any more.
    if (!known) return true;
    const { type, children, healthyChildren, inverted, disabled } = known.config;
    if (disabled) return !inverted;
    if (type !== 'CALCULATED') return known.endpointIsHealthy !== inverted;
    if (through.includes(id)) return false;
    const healthy = children.filter((child) => isHealthy(child, [...through, id])).length;
    return healthy >= healthyChildren !== inverted;
  }

  const asks = ({ type }: HealthCheck) => /^(HTTPS?(_STR_MATCH)?|TCP)$/.test(type);

  const loop = (async () => {
    for (; open; await sleep(LOOK_EVERY_MS)) {
      for (const known of checks.values()) {
        if (!asks(known.config) || known.config.disabled || Date.now() < known.next) continue;
        // Not before the last has ended, which takes six seconds at most.
        known.next = Number.POSITIVE_INFINITY;
        const began = Date.now();
        void probe(known).finally(() => (known.next = began + (known.config.intervalSeconds * 1_000) / speed));
      }
    }
  })();

  return {
    isHealthy,
    /** All that there are now; what is known of them stays known. */
    set(configs: readonly HealthCheck[]): void {
      for (const id of checks.keys()) if (!configs.some((config) => config.id === id)) checks.delete(id);
      for (const config of configs) {
        const known = checks.get(config.id);
        if (known) known.config = config;
        else checks.set(config.id, { config, endpointIsHealthy: true, otherwise: 0, next: 0, why: '' });
      }
    },
    states: (): readonly CheckState[] =>
      [...checks.values()].map(({ config: { id, type }, why }) => ({ id, type, healthy: isHealthy(id), why })),
    async close(): Promise<void> {
      open = false;
      await loop;
    },
  };
}

/** Why the endpoint is ill; undefined where it is healthy. What asks for HTTPS is asked by HTTP: nothing here has TLS. */
function ask(
  socket: Socket,
  { address, port }: Endpoint,
  { type, path, text }: HealthCheck,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const end = (failure?: string) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(failure);
    };
    let timer = setTimeout(end, type === 'TCP' ? CONNECT_TCP : CONNECT, 'no connection in time');
    socket.once('error', (error) => end(error.message));
    socket.once('connect', () => {
      if (type === 'TCP') return end();
      clearTimeout(timer);
      timer = setTimeout(end, ANSWER, 'no answer in 2 seconds');
      const headers = { host: `${address}:${port}`, connection: 'close', 'user-agent': 'certlab health check' };
      const request = http.get({ path, headers, createConnection: () => socket }, (response) => {
        const status = response.statusCode ?? 0;
        const failure = status < 200 || status >= 400 ? `answered ${status}` : undefined;
        if (failure || !type.endsWith('_STR_MATCH')) return end(failure);
        clearTimeout(timer);
        timer = setTimeout(end, ANSWER, 'no body in 2 seconds');
        let body = Buffer.alloc(0);
        response.on('data', (data: Buffer) => {
          body = Buffer.concat([body, data]).subarray(0, SEARCHED_BYTES);
          if (body.includes(text ?? '')) end();
          else if (body.length === SEARCHED_BYTES) end('the text is not in the first 5120 bytes');
        });
        response.once('end', () => end('the text is not in the answer'));
      });
      request.once('error', (error) => end(error.message));
    });
  });
}
