/** Reads a target group of a balancer back: its health check and its attributes. */
import { orMissing } from '../../aws/missing.ts';
import { groupHealthCheck } from '../../settings/elbv2.ts';
import type { Properties, Reader } from '../reader.ts';

interface Attribute {
  readonly Key: string;
  readonly Value: string;
}

/**
 * Of a group whose targets are addresses (ElasticLoadBalancingV2 API Reference, TargetGroupAttribute). An attribute has a value
 * whether anybody named it or not.
 */
export const ATTRIBUTE_DEFAULTS: Readonly<Record<string, string>> = {
  'deregistration_delay.timeout_seconds': '300',
  'load_balancing.algorithm.type': 'round_robin',
  'slow_start.duration_seconds': '0',
  'stickiness.enabled': 'false',
  'stickiness.lb_cookie.duration_seconds': '86400',
  'stickiness.type': 'lb_cookie',
};

/** What a template asks of each attribute, by name. */
export const attributesAsked = (properties: Properties): Readonly<Record<string, string>> => {
  const asked = (properties.TargetGroupAttributes ?? []) as readonly Attribute[];
  return { ...ATTRIBUTE_DEFAULTS, ...Object.fromEntries(asked.map(({ Key, Value }) => [Key, Value])) };
};

export const targetGroup: Reader = async (aws, { physicalId, properties }) => {
  const check = await groupHealthCheck.read(aws, { groupArn: physicalId });
  if (!check) return undefined;
  const answer = await orMissing(aws.elbv2.describeTargetGroupAttributes({ TargetGroupArn: physicalId }));
  const now = new Map((answer?.Attributes ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
  const named = (properties.TargetGroupAttributes ?? []) as readonly Attribute[];
  const attributes = [
    ...named.map(({ Key, Value }) => ({ Key, Value: now.get(Key) ?? Value })),
    // What nobody named and is not at its default.
    ...Object.entries(ATTRIBUTE_DEFAULTS).flatMap(([Key, standard]) => {
      const Value = now.get(Key) ?? standard;
      return named.some((one) => one.Key === Key) || Value === standard ? [] : [{ Key, Value }];
    }),
  ];
  return {
    properties: {
      ...properties,
      ...{ HealthCheckPath: check.path, HealthCheckPort: check.port, Matcher: { HttpCode: check.matcher } },
      ...{ HealthCheckIntervalSeconds: check.interval, HealthCheckTimeoutSeconds: check.timeout },
      ...{ HealthyThresholdCount: check.healthyThreshold, UnhealthyThresholdCount: check.unhealthyThreshold },
      TargetGroupAttributes: attributes,
    },
    defaults: { HealthCheckPort: 'traffic-port' },
    attributes: { TargetGroupFullName: physicalId.split(':').at(-1) as string, TargetGroupArn: physicalId },
  };
};
