/**
 * The regions that something runs in: of each its calls, its balancers and its scaling, and what has befallen it. State is
 * apart by region in the emulator; what runs beside it is kept apart here (docs/decisions/0104).
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type EmulatorApi, emulatorApi, LOOK_TIMEOUT_MS } from './api.ts';
import { type Balancer, createBalancer } from './balancer/balancer.ts';
import { readConfiguration } from './balancer/configuration.ts';
import { NAMESPACE as BALANCERS, type Datum, metricsOf, putMetrics } from './balancer/metrics.ts';
import type { Configuration } from './balancer/model.ts';
import { watchBalancers } from './balancer/watch.ts';
import { NAMESPACE as DATABASES } from './network/database-metrics.ts';
import type { Places } from './network/places.ts';
import { createScaler } from './scaling/scaler.ts';

const FIRST_LISTENER_PORT = 8_180;

export interface Region {
  readonly api: EmulatorApi;
  readonly balancer: Balancer;
  /** What the balancers of a minute have counted goes into CloudWatch, and lets services scale. */
  readonly minute: (began: number) => Promise<void>;
}

export type Regions = ReturnType<typeof createRegions>;

/**
 * @param speed how many minutes of metrics and scaling pass in one
 * @param isLost whether nothing of a region answers now
 * @param tell what the emulator's front reads, by the name of its file
 * @param balancerAddress what the name of a balancer leads to, by its ARN
 * @param places where addresses are
 * @param databaseMetrics what the databases of a region tell of a minute that began then
 */
export function createRegions({
  endpoint,
  speed,
  isLost,
  tell,
  balancerAddress,
  places,
  databaseMetrics,
}: {
  readonly endpoint: string;
  readonly speed: number;
  readonly isLost: (region: string) => boolean;
  readonly tell: (file: string, text: string) => void;
  readonly balancerAddress: (region: string, arn: string) => string | undefined;
  readonly places: Places;
  readonly databaseMetrics: (region: string, began: number) => Promise<readonly Datum[]>;
}) {
  const regions = new Map<string, Region>();
  /** By DNS name, whether a balancer was healthy when something of its region last said so. */
  const lastHealth = new Map<string, boolean>();

  function make(name: string): Region {
    const api = emulatorApi(endpoint, name);
    const looks = emulatorApi(endpoint, name, LOOK_TIMEOUT_MS);
    const watch = watchBalancers(api, looks);
    let known: Configuration = { listeners: [], groups: [] };
    const balancer = createBalancer({
      read: async () => {
        // Nobody answers for a region that is lost: what was there is still there, and does not answer either.
        if (isLost(name)) return known;
        await watch.refresh();
        known = await readConfiguration(looks);
        return known;
      },
      blocked: watch.blocked,
      onUnhealthy: (group, target) => (isLost(name) ? undefined : watch.replaceTask(group, target)),
      isLost: () => isLost(name),
      firstPort: FIRST_LISTENER_PORT,
      addressOf: (arn) => balancerAddress(name, arn),
      places,
    });
    const scaler = createScaler(api, speed, (activities) => tell(`scaling-${name}.json`, JSON.stringify(activities)));
    if (scaler.hurried && regions.size === 0) console.error(scaler.hurried);
    return {
      api,
      balancer,
      async minute(began) {
        const minute = balancer.takeMinute();
        if (isLost(name)) return;
        const works = [
          putMetrics(api, BALANCERS, metricsOf(minute, began)),
          databaseMetrics(name, began).then((data) => putMetrics(api, DATABASES, data)),
          scaler.minute(minute),
        ].map((work) =>
          work.catch((error: Error) => console.error(`Metrics or scaling of this minute failed: ${error.message}`)),
        );
        await Promise.all(works);
      },
    };
  }

  /** Begins to look after a region; one that is known goes on as it is. */
  function of(name: string): Region {
    const region = regions.get(name) ?? make(name);
    regions.set(name, region);
    return region;
  }

  const balancers = () => [...regions.values()].map(({ balancer }) => balancer);

  return {
    of,
    names: (): readonly string[] => [...regions.keys()],
    balancers,
    addresses: () =>
      [...regions].flatMap(([region, { balancer }]) => balancer.addresses().map((each) => ({ ...each, region }))),
    /** A balancer as Route 53 sees it, by its DNS name; of a region that is lost, as it was last heard of. */
    balancerOf(dnsName: string): { readonly address: string; readonly healthy: boolean } | undefined {
      for (const [region, { balancer }] of regions) {
        const at = balancer.addresses().find((each) => each.dnsName.toLowerCase() === dnsName);
        if (!at?.address) continue;
        if (!isLost(region)) lastHealth.set(dnsName, balancer.isHealthy(at.dnsName));
        return { address: at.address, healthy: lastHealth.get(dnsName) ?? false };
      }
      return undefined;
    },
    targets: () =>
      balancers().flatMap((balancer) =>
        balancer.groups().flatMap(({ config, targets }) =>
          [...targets.values()].map(({ address, port, state, reason }) => ({
            group: config.arn,
            address,
            port,
            state,
            reason,
          })),
        ),
      ),
    /** Metrics and scaling of all regions, until it is told that it is enough. */
    async minutes(isEnough: () => boolean): Promise<void> {
      while (!isEnough()) {
        const began = Date.now();
        await sleep(60_000 / speed);
        if (isEnough()) return;
        await Promise.all([...regions.values()].map(({ minute }) => minute(began)));
      }
    },
    close: () => Promise.all(balancers().map((balancer) => balancer.close())),
  };
}
