/** What several drills of the exam room look at and change. */
import type { CheckContext, FaultContext, Finding, FixContext, Probe } from '../../../lab/drills/drill.ts';
import { allowing, inlinePolicy } from '../../../lab/drills/probes.ts';
import type { ServiceScaling, Tracking } from '../../../lab/settings/autoscaling.ts';
import type { GroupRule } from '../../../lab/settings/ec2.ts';
import { releaseTo, serviceNow } from '../../../lab/settings/ecs.ts';
import type { HealthCheck } from '../../../lab/settings/elbv2.ts';
import { PORT } from '../app/env.ts';
import { labelOf } from '../health/scaling.ts';
import { ofService, ofTargets, targetsAreHealthy } from '../health/service.ts';
import type { Output } from '../health/sitting.ts';

export type { Output };
export { ofService, ofTargets };

type Looking = CheckContext<Output>;
export type Fixing = FixContext<Output>;

/** The groups of the balancer, by id. */
export async function balancerGroups(lab: Looking): Promise<readonly string[]> {
  const found = await lab.aws.elbv2.describeLoadBalancers({ LoadBalancerArns: [lab.outputs.BalancerArn] });
  return found.LoadBalancers?.[0]?.SecurityGroups ?? [];
}

/** A rule for TCP on one port. */
export const tcp = (peer: string, port: number = PORT): GroupRule => ({
  ...{ protocol: 'tcp', fromPort: port, toPort: port },
  ...{ peer, description: 'requests and health checks' },
});

/** The rules of a group with one more. */
export async function addRule(
  lab: Fixing,
  target: { readonly groupId: string; readonly way: 'ingress' | 'egress' },
  rule: GroupRule,
): Promise<void> {
  await lab.set('group-rules', target, [...(await lab.get('group-rules', target)), rule]);
}

/** The health check of the targets with something changed. */
export async function checkOtherwise(lab: Fixing, changed: Partial<HealthCheck>): Promise<void> {
  const target = ofTargets(lab);
  await lab.set('group-health-check', target, { ...(await lab.get('group-health-check', target)), ...changed });
}

/** So many tasks, whatever scaling would have. */
export async function wantTasks(lab: Fixing, desiredCount: number): Promise<void> {
  const { services = [] } = await lab.aws.ecs.describeServices({
    cluster: lab.outputs.ClusterName,
    services: [lab.outputs.ServiceName],
  });
  const before = services[0]?.desiredCount ?? 2;
  lab.undoBy(() => lab.aws.ecs.updateService({ ...ofService(lab), desiredCount: before }));
  await lab.aws.ecs.updateService({ ...ofService(lab), desiredCount });
}

/** What somebody does whose release went wrong: the revision before is there still. */
export async function backToRevisionBefore(lab: Fixing): Promise<void> {
  const target = ofService(lab);
  const now = (await serviceNow(lab.aws, target))?.taskDefinition ?? '';
  const [family, revision] = now.split('/').at(-1)?.split(':') ?? [];
  lab.undoBy(() => releaseTo(lab.aws, target, now));
  await releaseTo(lab.aws, target, `${family}:${Number(revision) - 1}`);
}

/** What people see first: the balancer's own word on its targets. */
export const targetsStayWell: Probe<Output> = {
  ...targetsAreHealthy,
  expects: 'Two tasks take requests, and stay',
};

/** How long a health check may take to find a target sick, in seconds: two failures at the interval, and the time limit. */
const SICK_WITHIN = 30;

/** Waits until a target is found sick: a ticket that speaks of it is true from then on. */
export async function untilSick(lab: FaultContext<Output>): Promise<void> {
  await lab.eventually(async (): Promise<Finding> => {
    const { TargetHealthDescriptions = [] } = await lab.aws.elbv2.describeTargetHealth({
      TargetGroupArn: lab.outputs.TargetGroupArn,
    });
    const ok = TargetHealthDescriptions.some(({ TargetHealth }) => TargetHealth?.State === 'unhealthy');
    return { ok, saw: '', wanted: '' };
  }, SICK_WITHIN);
}

/** Allows a role something more, in its own policy. */
export async function grant(
  lab: Fixing,
  role: string,
  action: string | readonly string[],
  resource: readonly string[] | string,
) {
  const policy = await inlinePolicy(lab.aws, role);
  await lab.set('role-policy', policy, allowing(await lab.get('role-policy', policy), action, resource));
}

/** As the stack has it (lib/constructs/multi-tier/web-tier.ts). */
export const byRequests = (lab: Fixing): Tracking => ({
  ...{ TargetValue: 600, ScaleOutCooldown: 30, ScaleInCooldown: 300, DisableScaleIn: false },
  PredefinedMetricSpecification: { PredefinedMetricType: 'ALBRequestCountPerTarget', ResourceLabel: labelOf(lab) },
});

export async function scaleOtherwise(lab: Fixing, changed: Partial<ServiceScaling>): Promise<void> {
  const before = await lab.get('service-scaling', ofService(lab));
  if (before) await lab.set('service-scaling', ofService(lab), { ...before, ...changed });
}

/** Every policy of the service with another tracking, under its own name. */
export async function trackOtherwise(lab: Fixing, tracking: Tracking): Promise<void> {
  const { policies = [] } = (await lab.get('service-scaling', ofService(lab))) ?? {};
  await scaleOtherwise(lab, { policies: policies.map(({ name }) => ({ name, tracking })) });
}
