/**
 * Which record of a name is answered. Route 53 Developer Guide, "How Amazon Route 53 chooses records when health checking is
 * configured": a record without a check is healthy, and where none of a group is healthy, all are taken to be.
 */
import { weigh } from '../balancer/targets.ts';
import type { RecordSet } from './route53.ts';

/** Of an alias to a balancer; it cannot be set ("Choosing between alias and non-alias records"). */
const BALANCER_TTL_SECONDS = 60;
/** `<name>-<id>.<region>.elb.amazonaws.com`. */
const OF_BALANCERS = /\.elb\.amazonaws\.com$/;
/** An alias may lead to another, and must not lead round. */
const MOST_ALIASES = 8;

export interface Answer {
  readonly type: 'A' | 'CNAME';
  readonly values: readonly string[];
  /** As Route 53 would say it. */
  readonly ttlSeconds: number;
}

export interface Surroundings {
  readonly records: readonly RecordSet[];
  readonly isHealthy: (healthCheck: string) => boolean;
  /** By the DNS name of a balancer, its address on this machine, and whether Route 53 holds it for healthy. */
  readonly balancer: (name: string) => { readonly address: string; readonly healthy: boolean } | undefined;
}

/** Undefined where there is no such name; without values where it has none of this type that is answered here. */
export function answer(name: string, around: Surroundings, aliases = 0): Answer | undefined {
  const named = around.records.filter((record) => record.name === name);
  if (named.length === 0 || aliases > MOST_ALIASES) return undefined;
  const record = choose(
    named.filter(({ type }) => type === 'A' || type === 'CNAME'),
    (each) => isWell(each, around, aliases),
  );
  if (!record) return { type: 'A', values: [], ttlSeconds: 0 };
  const { type, values, ttlSeconds = 0, alias } = record;
  if (!alias) return { type: type as Answer['type'], values, ttlSeconds };
  const balancer = around.balancer(alias.name);
  if (balancer) return { type: 'A', values: [balancer.address], ttlSeconds: BALANCER_TTL_SECONDS };
  return answer(alias.name, around, aliases + 1) ?? { type: 'A', values: [], ttlSeconds: 0 };
}

/** By the routing policy: failover, weighted, or the only one. By region, place or several values nothing is chosen here. */
function choose(records: readonly RecordSet[], isHealthy: (record: RecordSet) => boolean): RecordSet | undefined {
  const primary = records.find(({ failover }) => failover === 'PRIMARY');
  const secondary = records.find(({ failover }) => failover === 'SECONDARY');
  if (primary ?? secondary) {
    // "ResourceRecordSet" of the API Reference, Failover: with an ill secondary it is the primary, whatever its health.
    const leads = primary && (isHealthy(primary) || !secondary || !isHealthy(secondary));
    return leads ? primary : secondary;
  }
  const weighted = records.filter(({ weight }) => weight !== undefined);
  if (weighted.length === 0) return records.length === 1 ? records[0] : undefined;
  const healthy = weighted.filter(isHealthy);
  const nonZero = (some: readonly RecordSet[]) => some.filter(({ weight = 0 }) => weight > 0);
  // Those of weight 0 are asked only where no other is healthy, and then equally often.
  const from = [nonZero(healthy), healthy, nonZero(weighted), weighted].find((some) => some.length > 0) ?? [];
  return weigh(
    from.map((record) => ({ record, weight: record.weight || 1 })),
    Math.random(),
  )?.record;
}

/** By its check, and by what it leads to where it says that this counts: both. */
function isWell({ healthCheck, alias }: RecordSet, around: Surroundings, aliases: number): boolean {
  if (healthCheck && !around.isHealthy(healthCheck)) return false;
  if (!alias?.evaluatesHealth) return true;
  const balancer = around.balancer(alias.name);
  if (balancer) return balancer.healthy;
  // Its stack is being deleted: on AWS the record is gone before the balancer is, and here it is read a second later.
  if (OF_BALANCERS.test(alias.name)) return false;
  const led = around.records.filter(({ name }) => name === alias.name);
  return led.length === 0 || aliases > MOST_ALIASES || led.some((record) => isWell(record, around, aliases + 1));
}
