/**
 * The targets of a group: their health, and which gets the next request. Pure, but for the counts that they carry
 * (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html).
 */
import type { GroupConfig, HealthCheck } from './model.ts';

export type TargetState = 'initial' | 'healthy' | 'unhealthy' | 'draining';

export interface Target {
  readonly address: string;
  readonly port: number;
  state: TargetState;
  /** The API's code: `Target.Timeout`; empty for what is healthy. */
  reason: string;
  /** Checks of the same result, one after the other. */
  passed: number;
  failed: number;
  /** Requests that it has not answered yet. */
  inFlight: number;
  /** When it is checked next, in milliseconds. */
  nextCheck: number;
}

export const keyOf = ({ address, port }: { readonly address: string; readonly port: number }) => `${address}:${port}`;

export const newTarget = (address: string, port: number): Target => ({
  address,
  port,
  state: 'initial',
  reason: 'Elb.RegistrationInProgress',
  passed: 0,
  failed: 0,
  inFlight: 0,
  nextCheck: 0,
});

/** `200,202` and `200-299`. */
export const matchesCode = (matcher: string, status: number) =>
  matcher.split(',').some((part) => {
    const [from = 0, to = from] = part.split('-').map(Number);
    return status >= from && status <= to;
  });

/**
 * Counts the result of a check; says whether the target has changed its state by it. One that has just been registered
 * needs to pass once, and one that was unhealthy as often as its group says.
 * @param failure a code of the API, or nothing where it passed
 */
export function checked(
  target: Target,
  { healthyThreshold, unhealthyThreshold }: HealthCheck,
  failure?: string,
): boolean {
  if (target.state === 'draining') return false;
  target.passed = failure ? 0 : target.passed + 1;
  target.failed = failure ? target.failed + 1 : 0;
  const needed = target.state === 'initial' ? 1 : healthyThreshold;
  if (!failure && target.state !== 'healthy' && target.passed >= needed) return become(target, 'healthy', '');
  if (failure && target.state !== 'unhealthy' && target.failed >= unhealthyThreshold) {
    return become(target, 'unhealthy', failure);
  }
  if (failure && target.state === 'unhealthy') target.reason = failure;
  return false;
}

export function become(target: Target, state: TargetState, reason: string): boolean {
  Object.assign(target, { state, reason });
  return true;
}

/** Registers what is new and drains what is gone; what has drained is forgotten. */
export function reconcile(targets: Map<string, Target>, { targets: registered }: Pick<GroupConfig, 'targets'>): void {
  const there = new Set(registered.map(keyOf));
  for (const { address, port } of registered) {
    const key = keyOf({ address, port });
    if (!targets.has(key)) targets.set(key, newTarget(address, port));
  }
  for (const [key, target] of targets) {
    if (there.has(key)) continue;
    become(target, 'draining', 'Target.DeregistrationInProgress');
    if (target.inFlight === 0) targets.delete(key);
  }
}

export const STICKY_COOKIE = 'AWSALB';
export const stickyValue = (target: Target) => Buffer.from(keyOf(target)).toString('base64url');

/**
 * The target of the next request: among those that are healthy, or, when none is, among all ("fail open"); undefined
 * where none is registered.
 * @param turn counts the requests of the group
 */
export function choose(
  targets: Iterable<Target>,
  attributes: GroupConfig['attributes'],
  cookie: string,
  turn: number,
): Target | undefined {
  const open = [...targets].filter(({ state }) => state !== 'draining');
  const healthy = open.filter(({ state }) => state === 'healthy');
  const from = healthy.length > 0 ? healthy : open;
  if (attributes['stickiness.enabled'] === 'true') {
    const stuck = new RegExp(`(?:^|;\\s*)${STICKY_COOKIE}=([\\w-]+)`).exec(cookie)?.[1];
    const target = from.find((candidate) => stickyValue(candidate) === stuck);
    if (target) return target;
  }
  if (attributes['load_balancing.algorithm.type'] === 'least_outstanding_requests') {
    // Of those that have as few, each in its turn.
    const fewest = Math.min(...from.map(({ inFlight }) => inFlight));
    const least = from.filter(({ inFlight }) => inFlight === fewest);
    return least[turn % least.length];
  }
  return from[turn % from.length];
}

/** The group that a weighted forward leads to. @param dice from 0 to below 1 */
export function weigh<Group extends { readonly weight: number }>(
  groups: readonly Group[],
  dice: number,
): Group | undefined {
  const whole = groups.reduce((sum, { weight }) => sum + weight, 0);
  let rest = dice * whole;
  return groups.find(({ weight }) => {
    rest -= weight;
    return rest < 0;
  });
}
