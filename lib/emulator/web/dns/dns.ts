/**
 * What Route 53 does and the emulator does not: asks what its health checks name, and answers its names by DNS
 * (docs/decisions/0110-names-that-fail-over.md).
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { EmulatorApi } from '../api.ts';
import type { Find } from '../network/places.ts';
import { type Answer, answer, type Surroundings } from './answer.ts';
import { createChecker, type Endpoint } from './checker.ts';
import { type HealthCheck, plainName, type RecordSet, readHealthChecks, readRecords } from './route53.ts';
import { serveDns } from './server.ts';

const READ_EVERY_MS = 1_000;

export interface DnsOptions {
  /** Route 53 is in no region. */
  readonly api: EmulatorApi;
  /** Where it answers. */
  readonly host: string;
  readonly port: number;
  /** How many seconds of an interval and of a TTL pass in one. */
  readonly speed: number;
  readonly balancer: Surroundings['balancer'];
  /** The port on which a balancer has a listener that is at `port` on AWS. */
  readonly portOf: (port: number) => number;
  /** Where an address is on this machine. */
  readonly find: Find;
}

export type Dns = Awaited<ReturnType<typeof openDns>>;

/** @throws Error as `bind` of a socket does, `EADDRINUSE` among them */
export async function openDns({ api, host, port, speed, balancer, portOf, find }: DnsOptions) {
  let records: readonly RecordSet[] = [];
  let open = true;

  const resolve = (name: string): Answer | undefined =>
    answer(plainName(name), { records, balancer, isHealthy: (id) => checker.isHealthy(id) });

  /** Only what is on loopback: nothing outside this machine is asked. */
  function endpointOf({ host: name, address, port: asked }: HealthCheck): Endpoint | undefined {
    const [found] = address ? [address] : (name && resolve(name)?.values) || [];
    if (!found || !/^127(\.\d{1,3}){3}$/.test(found)) return undefined;
    const isBalancers = records.some((record) => record.alias && balancer(record.alias.name)?.address === found);
    return { address: found, port: isBalancers ? portOf(asked) : asked };
  }

  const checker = createChecker(endpointOf, speed, find);

  async function read(): Promise<void> {
    const [checks, read] = await Promise.all([readHealthChecks(api), readRecords(api)]);
    records = read;
    checker.set(checks);
  }

  await read().catch((error: Error) => console.error(`Route 53 could not be read: ${error.message}`));
  const server = await serveDns({
    ...{ host, port, speed, resolve },
    owns: (name) => records.some((record) => record.type === 'SOA' && `.${name}`.endsWith(`.${record.name}`)),
  });
  const loop = (async () => {
    for (; open; await sleep(READ_EVERY_MS)) {
      await read().catch((error: Error) => console.error(`Route 53 could not be read: ${error.message}`));
    }
  })();

  return {
    /** What is answered to a name now; undefined where there is none. TTLs are those of Route 53, not shortened. */
    resolve,
    state: () => ({ address: host, port, speed, healthChecks: checker.states() }),
    async close(): Promise<void> {
      open = false;
      await Promise.all([loop, checker.close(), server.close()]);
    },
  };
}
