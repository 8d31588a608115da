/** What drills change of how services of ECS scale (Application Auto Scaling). */
import { isDeepStrictEqual } from 'node:util';
import type {
  ScalingPolicy as Described,
  PutScalingPolicyRequest,
  TargetTrackingScalingPolicyConfiguration,
} from '@aws-sdk/client-application-auto-scaling';
import type { AwsClients } from '../aws/aws-clients.ts';
import type { ServiceTarget } from './ecs.ts';

export type Tracking = TargetTrackingScalingPolicyConfiguration;

/** A policy as `PutScalingPolicy` takes it; one of the three, by its type. */
export interface ScalingPolicy {
  readonly name: string;
  readonly tracking?: Tracking;
  readonly steps?: PutScalingPolicyRequest['StepScalingPolicyConfiguration'];
  readonly predictive?: PutScalingPolicyRequest['PredictiveScalingPolicyConfiguration'];
}

/** How many tasks a service may have, and what decides between the two. */
export interface ServiceScaling {
  readonly least: number;
  readonly most: number;
  readonly suspended: { readonly in: boolean; readonly out: boolean; readonly scheduled: boolean };
  /** By name. */
  readonly policies: readonly ScalingPolicy[];
}

/** What of a service of ECS is scaled. */
export const OF_SERVICES = { ServiceNamespace: 'ecs', ScalableDimension: 'ecs:service:DesiredCount' } as const;

const targetOf = ({ cluster, service }: ServiceTarget) =>
  ({
    ...OF_SERVICES,
    ResourceId: `service/${cluster}/${service}`,
  }) as const;

const policyOf = ({ PolicyName = '', ...described }: Described): ScalingPolicy => ({
  name: PolicyName,
  // Left out where it is off, or told, by who made it.
  ...(described.TargetTrackingScalingPolicyConfiguration && {
    tracking: { DisableScaleIn: false, ...described.TargetTrackingScalingPolicyConfiguration },
  }),
  ...(described.StepScalingPolicyConfiguration && { steps: described.StepScalingPolicyConfiguration }),
  ...(described.PredictiveScalingPolicyConfiguration && { predictive: described.PredictiveScalingPolicyConfiguration }),
});

const typeOf = ({ tracking, steps }: ScalingPolicy) =>
  tracking ? 'TargetTrackingScaling' : steps ? 'StepScaling' : 'PredictiveScaling';

/** Bounds and policies of a service together; `null` where it is not registered, and so has none. */
export const serviceScaling = {
  resource: ({ cluster, service }: ServiceTarget) => `application-autoscaling:service/${cluster}/${service}`,
  async read({ autoscaling }: AwsClients, target: ServiceTarget): Promise<ServiceScaling | null> {
    const { ServiceNamespace, ResourceId, ScalableDimension } = targetOf(target);
    const [{ ScalableTargets = [] }, { ScalingPolicies = [] }] = await Promise.all([
      autoscaling.describeScalableTargets({ ServiceNamespace, ScalableDimension, ResourceIds: [ResourceId] }),
      autoscaling.describeScalingPolicies({ ServiceNamespace, ScalableDimension, ResourceId }),
    ]);
    const [{ MinCapacity = 0, MaxCapacity = 0, SuspendedState } = {}] = ScalableTargets;
    if (ScalableTargets.length === 0) return null;
    return {
      least: MinCapacity,
      most: MaxCapacity,
      suspended: {
        in: SuspendedState?.DynamicScalingInSuspended ?? false,
        out: SuspendedState?.DynamicScalingOutSuspended ?? false,
        scheduled: SuspendedState?.ScheduledScalingSuspended ?? false,
      },
      policies: ScalingPolicies.map(policyOf).toSorted((one, other) => (one.name < other.name ? -1 : 1)),
    };
  },
  /** Policies that are as they should be are left alone: each that is put again gets new alarms. */
  async write(aws: AwsClients, target: ServiceTarget, value: ServiceScaling | null): Promise<void> {
    const { autoscaling } = aws;
    const of = targetOf(target);
    const before = await serviceScaling.read(aws, target);
    if (value === null) {
      if (before) await autoscaling.deregisterScalableTarget(of);
      return;
    }
    await autoscaling.registerScalableTarget({
      ...of,
      MinCapacity: value.least,
      MaxCapacity: value.most,
      SuspendedState: {
        DynamicScalingInSuspended: value.suspended.in,
        DynamicScalingOutSuspended: value.suspended.out,
        ScheduledScalingSuspended: value.suspended.scheduled,
      },
    });
    const there = before?.policies ?? [];
    for (const policy of value.policies) {
      if (there.some((known) => isDeepStrictEqual(known, policy))) continue;
      await autoscaling.putScalingPolicy({
        ...of,
        PolicyName: policy.name,
        PolicyType: typeOf(policy),
        TargetTrackingScalingPolicyConfiguration: policy.tracking,
        StepScalingPolicyConfiguration: policy.steps,
        PredictiveScalingPolicyConfiguration: policy.predictive,
      });
    }
    for (const { name } of there) {
      if (value.policies.some((policy) => policy.name === name)) continue;
      await autoscaling.deleteScalingPolicy({ ...of, PolicyName: name });
    }
  },
};
