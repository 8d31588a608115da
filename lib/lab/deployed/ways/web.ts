/** The ways back that are a few calls, for what the exam room is made of: groups, routes, targets, its service, its scaling. */
import { OF_SERVICES } from '../../settings/autoscaling.ts';
import { endpointRoutes, groupRules, isSameRule, type Way } from '../../settings/ec2.ts';
import { releaseTo, serviceNetwork, serviceRollout } from '../../settings/ecs.ts';
import { groupAttribute, groupHealthCheck } from '../../settings/elbv2.ts';
import type { Properties } from '../reader.ts';
import { groupRule, inlineRules } from '../readers/ec2.ts';
import { serviceOf } from '../readers/ecs.ts';
import { attributesAsked } from '../readers/elbv2.ts';
import type { WayBack, Ways } from './way.ts';

/** Adds rules to a group that it has not; what it has besides is for the list of what was added. */
const allow = async (
  aws: Parameters<WayBack>[0],
  { groupId, way }: { readonly groupId: string; readonly way: Way },
  rules: readonly Properties[],
) => {
  const now = (await groupRules.read(aws, { groupId, way })) ?? [];
  const missing = rules.map(groupRule).filter((rule) => !now.some((held) => isSameRule(held, rule)));
  if (missing.length > 0) await groupRules.write(aws, { groupId, way }, [...now, ...missing]);
};

const rule = (way: Way): Ways => ({
  of: [],
  makes: true,
  set: (aws, { properties }) => allow(aws, { groupId: properties.GroupId as string, way }, [properties]),
});

const ROLLOUT = 'DeploymentConfiguration';
const NETWORK = 'NetworkConfiguration';

/** What CloudFormation writes with capitals, as the API takes it: of these properties as deep as they go. */
interface ServiceProperties {
  readonly DesiredCount: number;
  readonly TaskDefinition: string;
  readonly DeploymentConfiguration: {
    readonly MaximumPercent: number;
    readonly MinimumHealthyPercent: number;
    readonly DeploymentCircuitBreaker: { readonly Enable: boolean; readonly Rollback: boolean };
  };
  readonly NetworkConfiguration: {
    readonly AwsvpcConfiguration: {
      readonly AssignPublicIp: 'ENABLED' | 'DISABLED';
      readonly SecurityGroups: readonly string[];
      readonly Subnets: readonly string[];
    };
  };
}

/** Each part that differs, and no other: a network or a revision replaces every task. */
const asService: WayBack = async (aws, resource) => {
  const target = serviceOf(resource);
  const asked = resource.properties as unknown as ServiceProperties;
  const differs = (name: string) => resource.differences.some(({ path }) => `${path}.`.startsWith(`${name}.`));
  if (differs('DesiredCount')) await aws.ecs.updateService({ ...target, desiredCount: Number(asked.DesiredCount) });
  if (differs(ROLLOUT)) {
    const { MaximumPercent, MinimumHealthyPercent, DeploymentCircuitBreaker } = asked[ROLLOUT];
    const { Enable, Rollback } = DeploymentCircuitBreaker;
    const percent = { minimumHealthyPercent: MinimumHealthyPercent, maximumPercent: MaximumPercent };
    await serviceRollout.write(aws, target, { ...percent, circuitBreaker: { enable: Enable, rollback: Rollback } });
  }
  if (differs(NETWORK)) {
    const { AssignPublicIp, SecurityGroups, Subnets } = asked[NETWORK].AwsvpcConfiguration;
    const network = { subnets: Subnets, securityGroups: SecurityGroups, assignPublicIp: AssignPublicIp };
    await serviceNetwork.write(aws, target, network);
  }
  if (differs('TaskDefinition')) await releaseTo(aws, target, asked.TaskDefinition);
};

export const WEB_WAYS: Readonly<Record<string, Ways>> = {
  'AWS::ApplicationAutoScaling::ScalableTarget': {
    of: ['MaxCapacity', 'MinCapacity', 'SuspendedState'],
    makes: true,
    set: (aws, { properties }) =>
      aws.autoscaling.registerScalableTarget({
        ...OF_SERVICES,
        ResourceId: properties.ResourceId as string,
        MinCapacity: Number(properties.MinCapacity),
        MaxCapacity: Number(properties.MaxCapacity),
        SuspendedState: {
          ...{ DynamicScalingInSuspended: false, DynamicScalingOutSuspended: false, ScheduledScalingSuspended: false },
          ...(properties.SuspendedState as Record<string, boolean> | undefined),
        },
      }),
  },
  'AWS::ApplicationAutoScaling::ScalingPolicy': {
    of: ['PolicyType', 'TargetTrackingScalingPolicyConfiguration'],
    makes: true,
    set: (aws, { properties }) =>
      aws.autoscaling.putScalingPolicy({
        ...OF_SERVICES,
        // `service/<cluster>/<service>|ecs:service:DesiredCount|ecs`, or what stands before the bar.
        ResourceId: String(properties.ScalingTargetId).split('|')[0],
        PolicyName: properties.PolicyName as string,
        PolicyType: 'TargetTrackingScaling',
        TargetTrackingScalingPolicyConfiguration: properties.TargetTrackingScalingPolicyConfiguration as never,
      }),
  },
  'AWS::EC2::Route': {
    of: ['GatewayId'],
    makes: true,
    set: async (aws, { properties, found }) => {
      const { RouteTableId, DestinationCidrBlock, GatewayId } = properties as Readonly<Record<string, string>>;
      const asked = { RouteTableId, DestinationCidrBlock, GatewayId };
      await (found ? aws.ec2.replaceRoute(asked) : aws.ec2.createRoute(asked));
    },
  },
  'AWS::EC2::SecurityGroup': {
    of: ['SecurityGroupEgress', 'SecurityGroupIngress'],
    makes: false,
    set: async (aws, { physicalId: groupId, properties }) => {
      for (const way of ['ingress', 'egress'] as const)
        await allow(aws, { groupId, way }, inlineRules(properties, way));
    },
  },
  'AWS::EC2::SecurityGroupEgress': rule('egress'),
  'AWS::EC2::SecurityGroupIngress': rule('ingress'),
  'AWS::EC2::VPCEndpoint': {
    of: ['RouteTableIds'],
    makes: false,
    set: (aws, { physicalId: endpointId, properties }) =>
      endpointRoutes.write(aws, { endpointId }, properties.RouteTableIds as readonly string[]),
  },
  'AWS::ECS::Service': {
    of: ['DesiredCount', ROLLOUT, NETWORK, 'TaskDefinition'],
    makes: false,
    set: asService,
  },
  'AWS::ElasticLoadBalancingV2::TargetGroup': {
    of: [
      ...['HealthCheckIntervalSeconds', 'HealthCheckPath', 'HealthCheckPort', 'HealthCheckTimeoutSeconds'],
      ...['HealthyThresholdCount', 'Matcher', 'TargetGroupAttributes', 'UnhealthyThresholdCount'],
    ],
    makes: false,
    set: async (aws, { physicalId: groupArn, properties, found }) => {
      const asked = { ...found?.defaults, ...properties };
      await groupHealthCheck.write(
        aws,
        { groupArn },
        {
          path: asked.HealthCheckPath as string,
          port: asked.HealthCheckPort as string,
          matcher: (asked.Matcher as { HttpCode: string }).HttpCode,
          interval: Number(asked.HealthCheckIntervalSeconds),
          timeout: Number(asked.HealthCheckTimeoutSeconds),
          healthyThreshold: Number(asked.HealthyThresholdCount),
          unhealthyThreshold: Number(asked.UnhealthyThresholdCount),
        },
      );
      for (const [name, value] of Object.entries(attributesAsked(properties))) {
        if ((await groupAttribute.read(aws, { groupArn, name })) !== value)
          await groupAttribute.write(aws, { groupArn, name }, value);
      }
    },
  },
  'AWS::S3::Bucket': {
    of: ['LifecycleConfiguration', 'PublicAccessBlockConfiguration'],
    makes: false,
    set: async (aws, { physicalId: Bucket, properties }) => {
      const { Rules = [] } = (properties.LifecycleConfiguration ?? {}) as { Rules?: readonly Properties[] };
      if (Rules.length > 0) {
        const asked = Rules.map(({ ExpirationInDays, Prefix, ...rule }) => ({
          ...{ ...rule, Filter: { Prefix: (Prefix as string | undefined) ?? '' } },
          ...(ExpirationInDays !== undefined && { Expiration: { Days: Number(ExpirationInDays) } }),
        }));
        await aws.s3.putBucketLifecycleConfiguration({ Bucket, LifecycleConfiguration: { Rules: asked as never } });
      } else await aws.s3.deleteBucketLifecycle({ Bucket });
      const PublicAccessBlockConfiguration = properties.PublicAccessBlockConfiguration as Record<string, boolean>;
      await aws.s3.putPublicAccessBlock({ Bucket, PublicAccessBlockConfiguration });
    },
  },
  'AWS::S3::BucketPolicy': {
    of: ['PolicyDocument'],
    makes: true,
    set: (aws, { properties }) =>
      aws.s3.putBucketPolicy({
        Bucket: properties.Bucket as string,
        Policy: JSON.stringify(properties.PolicyDocument),
      }),
  },
};
