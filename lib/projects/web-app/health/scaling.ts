/**
 * That the service has as many tasks as its requests take, and no more. AWS needs three minutes of a crowd and a quarter of an
 * hour without one to show it: what it would come to is reckoned from its bounds and policies (docs/decisions/0087).
 */
import { CouldNotLook, type Finding, type Probe } from '../../../lab/drills/drill.ts';
import type { ScalingPolicy, ServiceScaling, Tracking } from '../../../lab/settings/autoscaling.ts';
import { decide, IN_MINUTES, type Last, wanted } from '../../../target-tracking.ts';
import { ofService } from './service.ts';
import type { Lab, Output } from './sitting.ts';

/** Requests a minute: of five tasks that bear what one is to bear, and of a night. */
export const BUSY = 3_000;
export const QUIET = 300;
/** What one task is to bear of them (lib/constructs/multi-tier/web-tier.ts), and a tenth more, above which a policy acts at once. */
const BEARS = 660;
const GROWS_WITHIN_MINUTES = 10;
const SHRINKS_WITHIN_MINUTES = 60;
const LEAST = 2;
/** Above, a release of all of them at once would open more connections than the database takes (app/database.ts). */
const MOST = 10;

/** `app/<name>/<id>/targetgroup/<name>/<id>`: how a policy names the requests of these targets. */
export const labelOf = ({ outputs }: Lab): string =>
  `${outputs.BalancerArn.replace(/^.*:loadbalancer\//, '')}/${outputs.TargetGroupArn.split(':').at(-1)}`;

/** Whether a policy sees how many requests come. */
const follows = (policy: ScalingPolicy, label: string): policy is ScalingPolicy & { readonly tracking: Tracking } => {
  const { PredefinedMetricType, ResourceLabel } = policy.tracking?.PredefinedMetricSpecification ?? {};
  return PredefinedMetricType === 'ALBRequestCountPerTarget' && ResourceLabel === label;
};

/** How many tasks there are after so many minutes in each of which so many requests come, spread over all of them. */
export function countAfter(
  { least, most, suspended, policies }: ServiceScaling,
  { label, from, requests, minutes }: { label: string; from: number; requests: number; minutes: number },
): number {
  const tracking = policies.filter((policy) => follows(policy, label)).map((policy) => policy.tracking as Tracking);
  const longest = (cooldown: 'ScaleInCooldown' | 'ScaleOutCooldown') =>
    Math.max(0, ...tracking.map((each) => each[cooldown] ?? 300)) * 1_000;
  let current = from;
  let last: Last = {};
  const points: number[] = [];
  for (let minute = 1; minute <= minutes; minute++) {
    const now = minute * 60_000;
    points.push(requests / Math.max(1, current));
    const asked = tracking.map(({ TargetValue = 0, DisableScaleIn = false }) => ({
      wanted: wanted(
        { points: points.slice(-IN_MINUTES), target: TargetValue, disableScaleIn: DisableScaleIn },
        current,
      ),
      canScaleIn: !DisableScaleIn,
    }));
    const decision = decide({
      ...{ policies: asked, current, least, most, now, last, suspended, deploying: false },
      cooldown: { out: longest('ScaleOutCooldown'), in: longest('ScaleInCooldown') },
    });
    if (!decision || 'notScaled' in decision) continue;
    last = decision.direction === 'out' ? { out: { at: now, from: current } } : { ...last, in: { at: now } };
    current = decision.count;
  }
  return current;
}

/** @throws CouldNotLook for what scales by something else than target tracking, of which nobody can reckon what it does */
async function scalingNow(lab: Lab): Promise<ServiceScaling | undefined> {
  const scaling = await lab.get('service-scaling', ofService(lab));
  if (!scaling) return undefined;
  const other = scaling.policies.find(
    ({ tracking }) => !tracking || tracking.CustomizedMetricSpecification !== undefined,
  );
  if (other) {
    throw new CouldNotLook(
      `${other.name} scales by steps, by a forecast or by a metric of its own, which cannot be judged here: use target ` +
        'tracking of a predefined metric',
    );
  }
  return scaling;
}

const BY_HAND: Finding = {
  ok: false,
  saw: 'as many tasks as somebody sets by hand',
  wanted: 'as many as there is work for',
};

export const growsWithItsRequests: Probe<Output> = {
  expects: 'When five times as many requests come, there are as many tasks as they take within ten minutes',
  async look(lab) {
    const scaling = await scalingNow(lab);
    if (!scaling) return BY_HAND;
    const busy = { label: labelOf(lab), from: LEAST, requests: BUSY, minutes: GROWS_WITHIN_MINUTES };
    const count = countAfter(scaling, busy);
    const each = Math.round(BUSY / Math.max(1, count));
    return {
      ok: each <= BEARS && count <= MOST,
      saw: `${count} tasks, of ${each} requests a minute each`,
      wanted: `${Math.ceil(BUSY / BEARS)} to ${MOST} tasks`,
    };
  },
};

export const shrinksAfterThem: Probe<Output> = {
  expects: 'When they have gone, no more tasks are paid for an hour later than two zones need',
  async look(lab) {
    const scaling = await scalingNow(lab);
    if (!scaling) return BY_HAND;
    const quiet = { label: labelOf(lab), requests: QUIET, minutes: SHRINKS_WITHIN_MINUTES };
    const count = countAfter(scaling, { ...quiet, from: Math.max(LEAST, scaling.most) });
    return { ok: count === LEAST, saw: `${count} tasks`, wanted: `${LEAST} tasks` };
  },
};
