/**
 * The data plane of Application Load Balancers: what their API describes, done on this machine. The emulator's own picks
 * a target at random and checks none (docs/decisions/0075-a-balancer-of-its-own.md).
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../../until.ts';
import { agentTo, ownAddresses, type Places } from '../network/places.ts';
import { createCounts } from './counts.ts';
import { CONNECT_MS, forward, ownAnswer } from './forward.ts';
import { check } from './health.ts';
import { openListeners } from './listeners.ts';
import type { Configuration, GroupConfig, Listener } from './model.ts';
import { actionFor, redirectLocation } from './rules.ts';
import { become, checked, choose, reconcile, type Target, weigh } from './targets.ts';

const READ_EVERY_MS = 500;
const CHECK_EVERY_MS = 100;
/** A target that has just been registered is checked at once, and so until it is known, but not without a pause. */
const FIRST_CHECKS_SECONDS = 1;

export interface Group {
  config: GroupConfig;
  readonly targets: Map<string, Target>;
  turn: number;
  /** Where packets to its targets do not pass: why. */
  blocked?: string;
}

export interface BalancerOptions {
  readonly read: () => Promise<Configuration>;
  /** Why packets from a balancer do not come to a group's targets; undefined where they do. @default all pass */
  readonly blocked?: (group: GroupConfig, configuration: Configuration) => string | undefined;
  /** Called when a target has failed its health checks. */
  readonly onUnhealthy?: (group: GroupConfig, target: Target) => Promise<void> | void;
  /** Whether the region is lost: then nothing is answered, and nothing is checked. @default never */
  readonly isLost?: () => boolean;
  /** The first port that a listener may take. */
  readonly firstPort: number;
  /** By the ARN of a balancer, an address of loopback for it alone. @default none has one */
  readonly addressOf?: (balancer: string) => string | undefined;
  /** Where addresses are. @default each an address of this machine */
  readonly places?: Places;
}

export type Balancer = ReturnType<typeof createBalancer>;

export function createBalancer({
  read,
  blocked,
  onUnhealthy,
  isLost,
  firstPort,
  addressOf,
  places = ownAddresses,
}: BalancerOptions) {
  const groups = new Map<string, Group>();
  const listeners = openListeners(firstPort, serve, (balancer) => addressOf?.(balancer), places);
  const agent = agentTo(places.find, { keepAlive: true, maxSockets: 256 });
  const counts = createCounts();
  let configured: Configuration = { listeners: [], groups: [] };
  let open = true;

  async function refresh(): Promise<void> {
    const configuration = await read();
    for (const config of configuration.groups) {
      const group: Group = groups.get(config.arn) ?? { config, targets: new Map(), turn: 0 };
      group.config = config;
      reconcile(group.targets, config);
      group.blocked = blocked?.(config, configuration);
      groups.set(config.arn, group);
    }
    for (const arn of groups.keys()) {
      if (!configuration.groups.some((config) => config.arn === arn)) groups.delete(arn);
    }
    configured = configuration;
    await listeners.set(configuration.listeners);
  }

  async function serve(listener: Listener, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (isLost?.()) return void request.socket.destroy();
    const asked = {
      method: request.method ?? '',
      url: request.url ?? '/',
      headers: request.headers,
      sourceAddress: request.socket.remoteAddress ?? '',
    };
    const action = actionFor(listener.rules, asked);
    if (action?.type === 'fixed-response') {
      response.writeHead(action.status, { server: 'awselb/2.0', 'content-type': action.contentType });
      return void response.end(action.body);
    }
    if (action?.type === 'redirect') {
      const location = redirectLocation(action, asked, listener.port);
      return void response.writeHead(action.status, { server: 'awselb/2.0', location }).end();
    }
    const group = action && groups.get(weigh(action.groups, Math.random())?.arn ?? '');
    if (group) await serveFrom(group, listener, request, response);
    else {
      ownAnswer(response, 503);
      counts.answered(listener.balancer.arn, undefined, { status: 503, by: 'balancer' });
    }
  }

  async function serveFrom(
    group: Group,
    { port, balancer }: Listener,
    request: IncomingMessage,
    response: ServerResponse,
  ) {
    const { attributes } = group.config;
    const target = choose(group.targets.values(), attributes, request.headers.cookie ?? '', group.turn++);
    if (!target || group.blocked) {
      // Packets that are dropped are not refused: nothing comes back, until the balancer gives up.
      if (target) await sleep(CONNECT_MS);
      request.resume();
      const status = target ? 504 : 503;
      ownAnswer(response, status);
      counts.answered(balancer.arn, target && group.config.arn, { status, by: 'balancer', unconnected: true });
      return;
    }
    target.inFlight += 1;
    const outcome = await forward(request, response, {
      target,
      port,
      agent,
      ...(attributes['stickiness.enabled'] === 'true' && {
        stickySeconds: Number(attributes['stickiness.lb_cookie.duration_seconds'] ?? 86_400),
      }),
    });
    target.inFlight -= 1;
    counts.answered(balancer.arn, group.config.arn, outcome);
  }

  async function checkOne(group: Group, target: Target): Promise<void> {
    const { health } = group.config;
    const seconds =
      target.state === 'initial' ? Math.min(FIRST_CHECKS_SECONDS, health.intervalSeconds) : health.intervalSeconds;
    target.nextCheck = Date.now() + seconds * 1_000;
    const failure = group.blocked
      ? await sleep(health.timeoutSeconds * 1_000, 'Target.Timeout')
      : await check(target, health, places.find);
    if (checked(target, health, failure) && target.state === 'unhealthy') await onUnhealthy?.(group.config, target);
  }

  /** Does it again and again; what fails once is tried again, and said. */
  async function repeatedly(what: string, everyMs: number, work: () => Promise<void>): Promise<void> {
    while (open) {
      await work().catch((error: Error) => console.error(`The balancer could not ${what}: ${error.message}`));
      await sleep(everyMs);
    }
  }

  const loops = [
    repeatedly('read its configuration', READ_EVERY_MS, refresh),
    repeatedly('check its targets', CHECK_EVERY_MS, async () => {
      if (isLost?.()) return;
      for (const group of groups.values()) {
        for (const target of group.targets.values()) {
          if (target.state === 'draining' || Date.now() < target.nextCheck) continue;
          checkOne(group, target).catch((error: Error) =>
            console.error(`A target could not be checked: ${error.message}`),
          );
        }
      }
    }),
  ];

  const at = (address: string) =>
    [...groups.values()].flatMap(({ config, targets }) =>
      [...targets.values()].filter((target) => target.address === address).map((target) => ({ config, target })),
    );

  return {
    groups: (): readonly Group[] => [...groups.values()],
    /** What was counted since this was called last. */
    takeMinute: () => counts.take(configured, groups),
    /**
     * Whether Route 53 holds a balancer for healthy: when each of its groups has a healthy target. A group without any target
     * is ill ("AliasTarget" of the Route 53 API Reference, EvaluateTargetHealth).
     */
    isHealthy(dnsName: string): boolean {
      const rules = configured.listeners
        .filter(({ balancer }) => balancer.dnsName === dnsName)
        .flatMap((each) => each.rules);
      const arns = rules.flatMap(({ action }) =>
        action?.type === 'forward' ? action.groups.map(({ arn }) => arn) : [],
      );
      return arns.every((arn) =>
        [...(groups.get(arn)?.targets.values() ?? [])].some(({ state }) => state === 'healthy'),
      );
    },
    /** Where the listeners are on this machine. */
    addresses: () => listeners.addresses(),
    /** Out of rotation at once: nothing answers at this address now. */
    gone(address: string): void {
      for (const { target } of at(address)) become(target, 'draining', 'Target.DeregistrationInProgress');
    },
    /**
     * Out of rotation at once, and waits until it has answered what it was asked, for as long as its group's
     * deregistration delay says and `mostSeconds`.
     */
    async drain(address: string, mostSeconds: number): Promise<void> {
      const draining = at(address);
      for (const { target } of draining) become(target, 'draining', 'Target.DeregistrationInProgress');
      const delays = draining.map(({ config }) =>
        Number(config.attributes['deregistration_delay.timeout_seconds'] ?? 300),
      );
      const hasAnswered = async () => draining.every(({ target }) => target.inFlight === 0);
      await until(hasAnswered, Math.min(mostSeconds, ...delays), 20);
    },
    async close(): Promise<void> {
      open = false;
      await listeners.close();
      agent.destroy();
      await Promise.all(loops);
    },
  };
}
