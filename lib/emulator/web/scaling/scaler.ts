/**
 * Application Auto Scaling for services of ECS: target tracking of the requests for each target. What is registered is
 * read from its API (front/auto_scaling), every minute of the balancers (docs/decisions/0073).
 */
import { randomUUID } from 'node:crypto';
import { type Decision, decide, IN_MINUTES, type Last, wanted } from '../../../target-tracking.ts';
import type { EmulatorApi } from '../api.ts';
import { type Minute, requestsPerTarget } from '../balancer/counts.ts';

const SERVICE = 'application-autoscaling';
const OF_ECS = { ServiceNamespace: 'ecs' };
const MOST_ACTIVITIES = 100;

interface ScalableTarget {
  readonly ResourceId: string;
  readonly ScalableDimension: string;
  readonly MinCapacity: number;
  readonly MaxCapacity: number;
  readonly SuspendedState: {
    readonly DynamicScalingInSuspended: boolean;
    readonly DynamicScalingOutSuspended: boolean;
  };
}

interface Policy {
  readonly PolicyARN: string;
  readonly PolicyName: string;
  readonly ResourceId: string;
  readonly Alarms: readonly { readonly AlarmName: string }[];
  readonly TargetTrackingScalingPolicyConfiguration: {
    readonly TargetValue: number;
    readonly DisableScaleIn?: boolean;
    readonly ScaleInCooldown: number;
    readonly ScaleOutCooldown: number;
    readonly PredefinedMetricSpecification?: {
      readonly PredefinedMetricType: string;
      readonly ResourceLabel?: string;
    };
  };
}

interface Service {
  readonly status: string;
  readonly desiredCount: number;
  readonly deployments: readonly unknown[];
}

/** As DescribeScalingActivities gives it. */
export interface Activity {
  readonly ActivityId: string;
  readonly ServiceNamespace: string;
  readonly ResourceId: string;
  readonly ScalableDimension: string;
  readonly Description: string;
  readonly Cause: string;
  /** Seconds since 1970. */
  readonly StartTime: number;
  readonly EndTime: number;
  readonly StatusCode: 'Successful' | 'Failed';
  readonly StatusMessage: string;
  readonly Details?: string;
  readonly NotScaledReasons?: readonly {
    readonly Code: string;
    readonly MaxCapacity?: number;
    readonly MinCapacity?: number;
    readonly CurrentCapacity: number;
  }[];
}

/** @param speed how many minutes of a policy pass in one; what is measured is still told by the minute */
export function createScaler(api: EmulatorApi, speed: number, told: (activities: readonly Activity[]) => void) {
  const points = new Map<string, number[]>();
  const last = new Map<string, Last>();
  /** What kept a service from scaling the last time that it was looked at. */
  const notScaled = new Map<string, string>();
  let activities: readonly Activity[] = [];

  const hurried =
    speed === 1 ? undefined : `Times of this emulator are shortened: a minute of a policy takes ${60 / speed} s.`;

  /** Per minute; nothing where it is not measured here, or there is no such group: insufficient data. */
  function measured(
    { PredefinedMetricSpecification: metric }: Policy['TargetTrackingScalingPolicyConfiguration'],
    minute: Minute,
  ) {
    if (metric?.PredefinedMetricType !== 'ALBRequestCountPerTarget') return undefined;
    const group = minute.groups.find(({ balancer, group }) => `${balancer}/${group}` === metric.ResourceLabel);
    return group && requestsPerTarget(group) * speed;
  }

  function note(
    target: ScalableTarget,
    fields: Omit<
      Activity,
      'ActivityId' | keyof typeof OF_ECS | 'Details' | 'EndTime' | 'ResourceId' | 'ScalableDimension' | 'StartTime'
    >,
  ) {
    const at = Date.now() / 1_000;
    const { ResourceId, ScalableDimension } = target;
    const made: Activity = {
      ActivityId: randomUUID(),
      ...OF_ECS,
      ResourceId,
      ScalableDimension,
      StartTime: at,
      EndTime: at,
      ...(hurried && { Details: hurried }),
      ...fields,
    };
    activities = [made, ...activities].slice(0, MOST_ACTIVITIES);
    told(activities);
  }

  async function scale(target: ScalableTarget, decision: NonNullable<Decision>, current: number, cause: string) {
    const { ResourceId, MaxCapacity, MinCapacity } = target;
    if ('notScaled' in decision) {
      // Told once, and not every minute that it lasts. At the least is where a service rests: told by nobody.
      const { notScaled: Code } = decision;
      if (Code === 'AlreadyAtMinCapacity' || notScaled.get(ResourceId) === Code) return;
      notScaled.set(ResourceId, Code);
      const reason = { Code, MaxCapacity, CurrentCapacity: current };
      const StatusMessage = `Attempted to scale past the maximum capacity of ${MaxCapacity}.`;
      return note(target, {
        Description: 'Attempting to scale due to alarm triggered',
        ...{ Cause: cause, StatusCode: 'Failed', StatusMessage, NotScaledReasons: [reason] },
      });
    }
    notScaled.delete(ResourceId);
    const { count, direction, why } = decision;
    const [, cluster, service] = ResourceId.split('/');
    const before = last.get(ResourceId);
    const Description = `Setting desired count to ${count}.`;
    const Cause =
      why === 'policy' ? cause : `${why} capacity was set to ${why === 'minimum' ? MinCapacity : MaxCapacity}`;
    try {
      await api.json('ecs', 'UpdateService', { cluster, service, desiredCount: count });
    } catch (error) {
      const StatusMessage = `Failed to set desired count to ${count}. Reason: ${(error as Error).message}`;
      return note(target, { Description, Cause, StatusCode: 'Failed', StatusMessage });
    }
    const now = Date.now();
    // "A scale-out during a scale-in cooldown: the cooldown stops and doesn't complete."
    last.set(ResourceId, direction === 'out' ? { out: { at: now, from: current } } : { ...before, in: { at: now } });
    const StatusMessage = `Successfully set desired count to ${count}. Change successfully fulfilled by ecs.`;
    note(target, { Description, Cause, StatusCode: 'Successful', StatusMessage });
  }

  async function look(target: ScalableTarget, policies: readonly Policy[]): Promise<void> {
    const [, cluster, name] = target.ResourceId.split('/');
    const { services } = await api.json<{ services: readonly Service[] }>('ecs', 'DescribeServices', {
      cluster,
      services: [name],
    });
    const [service] = services;
    if (service?.status !== 'ACTIVE') return;
    const current = service.desiredCount;
    const asked = policies.map((policy) => {
      const { TargetValue, DisableScaleIn = false } = policy.TargetTrackingScalingPolicyConfiguration;
      const tracked = {
        points: points.get(policy.PolicyARN) ?? [],
        target: TargetValue,
        disableScaleIn: DisableScaleIn,
      };
      return { policy, wanted: wanted(tracked, current), canScaleIn: !DisableScaleIn };
    });
    const decision = decide({
      policies: asked,
      current,
      ...{ least: target.MinCapacity, most: target.MaxCapacity },
      now: Date.now(),
      last: last.get(target.ResourceId) ?? {},
      cooldown: {
        out: longest(policies, 'ScaleOutCooldown') / speed,
        in: longest(policies, 'ScaleInCooldown') / speed,
      },
      suspended: {
        out: target.SuspendedState.DynamicScalingOutSuspended,
        in: target.SuspendedState.DynamicScalingInSuspended,
      },
      deploying: service.deployments.length > 1,
    });
    if (!decision) {
      notScaled.delete(target.ResourceId);
      return;
    }
    const { policy } = asked.find(({ wanted }) => wanted) ?? {};
    const level = asked.some(({ wanted }) => wanted?.direction === 'out') ? 'AlarmHigh' : 'AlarmLow';
    const alarm = policy?.Alarms.find(({ AlarmName }) => AlarmName.includes(`-${level}-`))?.AlarmName;
    await scale(
      target,
      decision,
      current,
      `monitor alarm ${alarm} in state ALARM triggered policy ${policy?.PolicyName}`,
    );
  }

  return {
    hurried,
    /** Notes what was measured in this minute, and has each service scale that a policy finds too small or too large. */
    async minute(minute: Minute): Promise<void> {
      const [{ ScalableTargets }, { ScalingPolicies }] = await Promise.all([
        api.json<{ ScalableTargets: readonly ScalableTarget[] }>(SERVICE, 'DescribeScalableTargets', OF_ECS),
        api.json<{ ScalingPolicies: readonly Policy[] }>(SERVICE, 'DescribeScalingPolicies', OF_ECS),
      ]);
      for (const { PolicyARN, TargetTrackingScalingPolicyConfiguration: tracking } of ScalingPolicies) {
        const value = measured(tracking, minute);
        // Without a gap: after a minute without a value the count starts over, as for an alarm with insufficient data.
        const noted = value === undefined ? [] : [...(points.get(PolicyARN) ?? []), value];
        points.set(PolicyARN, noted.slice(-IN_MINUTES));
      }
      await Promise.all(
        ScalableTargets.map((target) =>
          look(
            target,
            ScalingPolicies.filter(({ ResourceId }) => ResourceId === target.ResourceId),
          ),
        ),
      );
    },
  };
}

/** In milliseconds. */
const longest = (policies: readonly Policy[], cooldown: 'ScaleInCooldown' | 'ScaleOutCooldown') =>
  Math.max(0, ...policies.map(({ TargetTrackingScalingPolicyConfiguration: tracking }) => tracking[cooldown])) * 1_000;
