/** What a balancer counts, from one look to the next: of this its metrics and its scaling are made. */
import type { Group } from './balancer.ts';
import type { Outcome } from './forward.ts';
import { balancerBefore, type Configuration } from './model.ts';

/** Of the targets of a group, or of those of all groups of a balancer. */
export interface TargetCounts {
  /** Requests for which a target was chosen. */
  requests: number;
  /** Answers of targets, by the first digit of their status: `5` for 5xx. */
  readonly answers: Map<number, number>;
  /** How long targets took to begin their answers, in seconds. */
  readonly seconds: number[];
  /** Connections to a target that did not come about. */
  connectionErrors: number;
}

export interface BalancerMinute extends TargetCounts {
  /** `app/<name>/<id>`: how metrics call it. */
  readonly balancer: string;
  /** The balancer's own answers, by status. */
  readonly own: ReadonlyMap<number, number>;
}

export interface GroupMinute extends TargetCounts {
  /** `targetgroup/<name>/<id>`. */
  readonly group: string;
  /** Of the balancer in front; none where no rule leads here. */
  readonly balancer?: string;
  readonly healthy: number;
  readonly unhealthy: number;
  /** Registered, healthy or not; those that drain are not. */
  readonly registered: number;
}

/** The requests of a group by its healthy targets, or where none is healthy by all that are registered. */
export const requestsPerTarget = ({ requests, healthy, registered }: GroupMinute): number =>
  requests / (healthy || registered || 1);

export interface Minute {
  readonly balancers: readonly BalancerMinute[];
  readonly groups: readonly GroupMinute[];
}

const noCounts = (): TargetCounts => ({ requests: 0, answers: new Map(), seconds: [], connectionErrors: 0 });

const addTo = (counts: Map<number, number>, key: number) => counts.set(key, (counts.get(key) ?? 0) + 1);

/** The part of an ARN by which metrics name a balancer. */
export const balancerName = (arn: string) => arn.replace(/^.*:loadbalancer\//, '');
export const groupName = (arn: string) => arn.replace(/^.*:/, '');

function add(counts: TargetCounts, { status, by, seconds, unconnected }: Outcome): void {
  counts.requests += 1;
  if (unconnected) counts.connectionErrors += 1;
  if (by !== 'target') return;
  addTo(counts.answers, Math.floor((status as number) / 100));
  counts.seconds.push(seconds as number);
}

export function createCounts() {
  let byBalancer = new Map<string, TargetCounts & { own: Map<number, number> }>();
  let byGroup = new Map<string, TargetCounts>();
  return {
    /** @param group the ARN of the group that was to answer, where one of its targets was chosen */
    answered(balancer: string, group: string | undefined, outcome: Outcome): void {
      const counts = byBalancer.get(balancer) ?? { ...noCounts(), own: new Map() };
      byBalancer.set(balancer, counts);
      if (outcome.by === 'balancer') addTo(counts.own, outcome.status as number);
      if (group === undefined) return;
      const ofGroup = byGroup.get(group) ?? noCounts();
      byGroup.set(group, ofGroup);
      for (const each of [counts, ofGroup]) add(each, outcome);
    },
    /** What was counted of every balancer and group that there is now, of those also that nobody asked for anything. */
    take({ listeners }: Configuration, groups: ReadonlyMap<string, Group>): Minute {
      const [balancers, ofGroups] = [byBalancer, byGroup];
      byBalancer = new Map();
      byGroup = new Map();
      const arns = new Set(listeners.map(({ balancer }) => balancer.arn));
      return {
        balancers: [...arns].map((arn) => ({
          balancer: balancerName(arn),
          ...(balancers.get(arn) ?? { ...noCounts(), own: new Map() }),
        })),
        groups: [...groups].map(([arn, { targets }]) => {
          const front = balancerBefore(listeners, arn);
          const inState = (...states: string[]) =>
            [...targets.values()].filter(({ state }) => states.includes(state)).length;
          return {
            group: groupName(arn),
            ...(front && { balancer: balancerName(front.arn) }),
            healthy: inState('healthy'),
            unhealthy: inState('unhealthy'),
            registered: inState('healthy', 'unhealthy', 'initial'),
            ...(ofGroups.get(arn) ?? noCounts()),
          };
        }),
      };
    },
  };
}
