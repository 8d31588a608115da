/** What drills change of the target groups of Application Load Balancers. */
import type { AwsClients } from '../aws/aws-clients.ts';
import { orMissing } from '../aws/missing.ts';

interface GroupTarget {
  readonly groupArn: string;
}

/** How a group finds out whether a target is well. Times are in seconds. */
export interface HealthCheck {
  readonly path: string;
  /** `traffic-port`, or a number as text. */
  readonly port: string;
  /** Status codes that are well: `200`, `200,204`, `200-299`. */
  readonly matcher: string;
  readonly interval: number;
  readonly timeout: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
}

const resource = ({ groupArn }: GroupTarget) => `elbv2:${groupArn.split(':').at(-1)}`;

export const groupHealthCheck = {
  resource,
  async read({ elbv2 }: AwsClients, { groupArn }: GroupTarget): Promise<HealthCheck | undefined> {
    const found = await orMissing(elbv2.describeTargetGroups({ TargetGroupArns: [groupArn] }));
    const group = found?.TargetGroups?.[0];
    return (
      group && {
        path: group.HealthCheckPath ?? '/',
        port: group.HealthCheckPort ?? 'traffic-port',
        matcher: group.Matcher?.HttpCode ?? '200',
        interval: group.HealthCheckIntervalSeconds ?? 30,
        timeout: group.HealthCheckTimeoutSeconds ?? 5,
        healthyThreshold: group.HealthyThresholdCount ?? 5,
        unhealthyThreshold: group.UnhealthyThresholdCount ?? 2,
      }
    );
  },
  async write({ elbv2 }: AwsClients, { groupArn }: GroupTarget, value: HealthCheck): Promise<void> {
    await elbv2.modifyTargetGroup({
      TargetGroupArn: groupArn,
      HealthCheckPath: value.path,
      HealthCheckPort: value.port,
      Matcher: { HttpCode: value.matcher },
      HealthCheckIntervalSeconds: value.interval,
      HealthCheckTimeoutSeconds: value.timeout,
      HealthyThresholdCount: value.healthyThreshold,
      UnhealthyThresholdCount: value.unhealthyThreshold,
    });
  },
};

interface AttributeTarget extends GroupTarget {
  /** For example `deregistration_delay.timeout_seconds`. */
  readonly name: string;
}

/** One attribute of a group, as text: every attribute always has a value. */
export const groupAttribute = {
  resource: (target: AttributeTarget) => resource(target),
  async read({ elbv2 }: AwsClients, { groupArn, name }: AttributeTarget): Promise<string | undefined> {
    const found = await orMissing(elbv2.describeTargetGroupAttributes({ TargetGroupArn: groupArn }));
    return found && (found.Attributes?.find(({ Key }) => Key === name)?.Value ?? '');
  },
  async write({ elbv2 }: AwsClients, { groupArn, name }: AttributeTarget, value: string): Promise<void> {
    await elbv2.modifyTargetGroupAttributes({
      TargetGroupArn: groupArn,
      Attributes: [{ Key: name, Value: value }],
    });
  },
};
