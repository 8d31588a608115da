import { ApplicationListenerRule, ListenerAction, ListenerCondition } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import type { WebTier } from '../../../constructs/multi-tier/web-tier.ts';

/** Answers of the fence: found, this region has taken over; not found, it waits. */
export const FENCE = { path: '/taken-over', up: '200', down: '404' } as const;

/** What the primary's health asks of the standby: while it is up, a primary that comes back gets nobody by the name. */
export const fenceOf = (scope: Construct, { listener }: WebTier, code: string): ApplicationListenerRule =>
  new ApplicationListenerRule(scope, 'Fence', {
    listener,
    priority: 1,
    conditions: [ListenerCondition.pathPatterns([FENCE.path])],
    action: ListenerAction.fixedResponse(Number(code)),
  });
