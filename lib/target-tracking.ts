/**
 * How many tasks a target tracking policy asks for: for the emulator, which scales so, and for probes, which foretell it. Pure
 * (https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html).
 */

/** Datapoints of a minute each, all of which have to be above the target before tasks are added. */
const OUT_MINUTES = 3;
/** And below the threshold before any are removed: "scale-in is more conservative". */
export const IN_MINUTES = 15;
/** "Usually more than 10% lower" than the target. */
const IN_THRESHOLD = 0.9;

export interface Tracked {
  /** What was measured each minute, the newest last. */
  readonly points: readonly number[];
  readonly target: number;
  readonly disableScaleIn: boolean;
}

/** What a policy asks for; undefined where it asks for nothing. */
export function wanted({ points, target, disableScaleIn }: Tracked, current: number): Wanted | undefined {
  const newest = points.slice(-OUT_MINUTES);
  if (newest.length === OUT_MINUTES && newest.every((point) => point > target)) {
    return { direction: 'out', count: Math.ceil((current * (newest.at(-1) as number)) / target) };
  }
  const longest = points.slice(-IN_MINUTES);
  if (disableScaleIn || longest.length < IN_MINUTES || !longest.every((point) => point < target * IN_THRESHOLD)) {
    return undefined;
  }
  // Rounded up from the busiest of the minutes, so that none of them would have been above the target.
  return { direction: 'in', count: Math.ceil((current * Math.max(...longest)) / target) };
}

export interface Wanted {
  readonly direction: 'out' | 'in';
  readonly count: number;
}

/** Of the last activity in each direction, in milliseconds since 1970. */
export interface Last {
  readonly out?: { readonly at: number; readonly from: number };
  readonly in?: { readonly at: number };
}

export interface Asked {
  /** By policy; all of those that can ask for fewer tasks have to, before any goes. */
  readonly policies: readonly { readonly wanted: Wanted | undefined; readonly canScaleIn: boolean }[];
  readonly current: number;
  readonly least: number;
  readonly most: number;
  readonly now: number;
  readonly last: Last;
  /** In milliseconds. */
  readonly cooldown: { readonly out: number; readonly in: number };
  readonly suspended: { readonly out: boolean; readonly in: boolean };
  /** "Scale-in processes are turned off while ECS deployments are in progress." */
  readonly deploying: boolean;
}

export type Decision =
  | { readonly count: number; readonly direction: 'out' | 'in'; readonly why: 'policy' | 'minimum' | 'maximum' }
  | { readonly notScaled: 'AlreadyAtMaxCapacity' | 'AlreadyAtMinCapacity' }
  | undefined;

export function decide({ policies, current, least, most, now, last, cooldown, suspended, deploying }: Asked): Decision {
  if (current < least) return suspended.out ? undefined : { count: least, direction: 'out', why: 'minimum' };
  if (current > most) return suspended.in ? undefined : { count: most, direction: 'in', why: 'maximum' };
  const out = policies.flatMap(({ wanted }) => (wanted?.direction === 'out' ? wanted.count : []));
  if (out.length > 0) {
    if (suspended.out) return undefined;
    if (current === most) return { notScaled: 'AlreadyAtMaxCapacity' };
    const isCooling = last.out !== undefined && now - last.out.at < cooldown.out;
    // "Won't increase the capacity again unless a larger scale out is triggered": larger than the last, from where it began.
    const asked = Math.max(...out);
    const count = Math.min(most, isCooling ? Math.ceil((asked * (last.out?.from ?? current)) / current) : asked);
    return count > current ? { count, direction: 'out', why: 'policy' } : undefined;
  }
  const mayScaleIn = policies.filter(({ canScaleIn }) => canScaleIn);
  const inwards = mayScaleIn.flatMap(({ wanted }) => (wanted?.direction === 'in' ? wanted.count : []));
  if (inwards.length === 0 || inwards.length < mayScaleIn.length || suspended.in || deploying) return undefined;
  if (current === least) return { notScaled: 'AlreadyAtMinCapacity' };
  if (last.in && now - last.in.at < cooldown.in) return undefined;
  const count = Math.max(least, ...inwards);
  return count < current ? { count, direction: 'in', why: 'policy' } : undefined;
}
