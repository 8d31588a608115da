/**
 * What somebody may do by hand to each kind of thing that the exam room is made of, and the way back: `lab restore` where a few
 * calls of a service do, and `lab reset web-app` from whatever there is.
 */
import { expect, it } from 'vitest';
import { driftOf } from '../../lib/lab/deployed/drift.ts';
import { rulesOf } from '../../lib/lab/settings/ec2.ts';
import { physicalIdsOf } from '../../lib/lab/stacks/stack-resources.ts';
import { webApp } from '../../lib/projects/web-app/project.ts';
import { beginSitting } from './candidates.ts';
import type { DeployedRoom } from './deployed-room.ts';

interface Damage {
  /** As `lab restore` names it: type, change, and what. */
  readonly told: RegExp;
  readonly done: (room: DeployedRoom, id: (part: string) => string) => Promise<unknown>;
}

const out = (room: DeployedRoom, name: keyof typeof webApp.outputs) => room.outputs[name] as string;
const ofService = (room: DeployedRoom) => ({ cluster: out(room, 'ClusterName'), service: out(room, 'ServiceName') });
const ofScaling = (room: DeployedRoom) => ({
  ServiceNamespace: 'ecs' as const,
  ScalableDimension: 'ecs:service:DesiredCount' as const,
  ResourceId: `service/${out(room, 'ClusterName')}/${out(room, 'ServiceName')}`,
});

/** @param id the physical id of the resource whose logical id begins so */
const DAMAGES: Readonly<Record<string, Damage>> = {
  'a rule of a group that is gone': {
    told: /AWS::EC2::SecurityGroupIngress gone/,
    async done({ aws, ...room }) {
      const GroupId = room.outputs.WebSecurityGroupId as string;
      const { SecurityGroups } = await aws.ec2.describeSecurityGroups({ GroupIds: [GroupId] });
      const [rule] = rulesOf(SecurityGroups?.[0]?.IpPermissions);
      const UserIdGroupPairs = [{ GroupId: rule?.peer }];
      const IpPermissions = [{ IpProtocol: 'tcp', FromPort: 8080, ToPort: 8080, UserIdGroupPairs }];
      await aws.ec2.revokeSecurityGroupIngress({ GroupId, IpPermissions });
    },
  },
  'a rule of a group that was added': {
    told: /AWS::EC2::SecurityGroup added rule ingress tcp 5432 10\.20\.0\.0\/16/,
    done: ({ aws }, id) =>
      aws.ec2.authorizeSecurityGroupIngress({
        GroupId: id('NetworkDatabase'),
        IpPermissions: [{ IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, IpRanges: [{ CidrIp: '10.20.0.0/16' }] }],
      }),
  },
  'a way to the internet': {
    told: /AWS::EC2::RouteTable added route 0\.0\.0\.0\/0/,
    done: ({ aws }, id) =>
      aws.ec2.createRoute({
        RouteTableId: id('NetworkVpcwebSubnet1RouteTable'),
        DestinationCidrBlock: '0.0.0.0/0',
        GatewayId: id('NetworkVpcIGW'),
      }),
  },
  'no way to S3': {
    told: /AWS::EC2::VPCEndpoint changed RouteTableIds/,
    done: ({ aws }, id) =>
      aws.ec2.modifyVpcEndpoint({
        VpcEndpointId: id('NetworkVpcToS3'),
        RemoveRouteTableIds: [id('NetworkVpcwebSubnet1RouteTable')],
      }),
  },
  'another health check': {
    told: /AWS::ElasticLoadBalancingV2::TargetGroup changed HealthCheckIntervalSeconds/,
    done: ({ aws, ...room }) =>
      aws.elbv2.modifyTargetGroup({
        TargetGroupArn: room.outputs.TargetGroupArn as string,
        HealthCheckIntervalSeconds: 60,
      }),
  },
  'attributes of the targets': {
    told: /AWS::ElasticLoadBalancingV2::TargetGroup changed TargetGroupAttributes/,
    done: ({ aws, ...room }) =>
      aws.elbv2.modifyTargetGroupAttributes({
        TargetGroupArn: room.outputs.TargetGroupArn as string,
        Attributes: [
          { Key: 'deregistration_delay.timeout_seconds', Value: '0' },
          { Key: 'stickiness.lb_cookie.duration_seconds', Value: '60' },
        ],
      }),
  },
  'one zone, one task more, and no brake': {
    told: /AWS::ECS::Service changed (DesiredCount|NetworkConfiguration|DeploymentConfiguration)/,
    async done(room) {
      const service = await room.service();
      const network = service?.networkConfiguration?.awsvpcConfiguration;
      await room.aws.ecs.updateService({
        ...ofService(room),
        desiredCount: 3,
        deploymentConfiguration: { deploymentCircuitBreaker: { enable: false, rollback: false } },
        networkConfiguration: { awsvpcConfiguration: { ...network, subnets: network?.subnets?.slice(0, 1) } },
      });
    },
  },
  'other bounds of its scaling': {
    told: /AWS::ApplicationAutoScaling::ScalableTarget changed (MaxCapacity|SuspendedState)/,
    done: (room) =>
      room.aws.autoscaling.registerScalableTarget({
        ...ofScaling(room),
        MinCapacity: 2,
        MaxCapacity: 3,
        SuspendedState: { DynamicScalingInSuspended: true },
      }),
  },
  'a policy of its scaling that is gone, and one that was added': {
    told: /AWS::ApplicationAutoScaling::(ScalingPolicy gone|ScalableTarget added scaling policy by-hand)/,
    async done(room) {
      const { ScalingPolicies = [] } = await room.aws.autoscaling.describeScalingPolicies(ofScaling(room));
      for (const { PolicyName } of ScalingPolicies)
        await room.aws.autoscaling.deleteScalingPolicy({ ...ofScaling(room), PolicyName });
      await room.aws.autoscaling.putScalingPolicy({
        ...ofScaling(room),
        PolicyName: 'by-hand',
        PolicyType: 'TargetTrackingScaling',
        TargetTrackingScalingPolicyConfiguration: {
          TargetValue: 50,
          PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
        },
      });
    },
  },
  'a policy of a secret': {
    told: /AWS::SecretsManager::Secret added a resource policy/,
    done: ({ aws }, id) =>
      aws.secrets.putResourcePolicy({
        SecretId: id('DataCacheToken'),
        ResourcePolicy: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            {
              ...{ Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: '*' },
              Principal: { AWS: 'arn:aws:iam::444455556666:root' },
            },
          ],
        }),
      }),
  },
  'a bucket without its policy': {
    told: /AWS::S3::BucketPolicy gone/,
    done: ({ aws, ...room }) => aws.s3.deleteBucketPolicy({ Bucket: room.outputs.AssetsBucketName as string }),
  },
  'a bucket that the public may be let into, with another life cycle': {
    told: /AWS::S3::Bucket changed (PublicAccessBlockConfiguration|LifecycleConfiguration)/,
    async done({ aws, ...room }) {
      const Bucket = room.outputs.AssetsBucketName as string;
      await aws.s3.deletePublicAccessBlock({ Bucket });
      await aws.s3.putBucketLifecycleConfiguration({
        Bucket,
        LifecycleConfiguration: {
          Rules: [
            {
              ...{ ID: 'cheaper', Status: 'Enabled', Filter: { Prefix: '' } },
              Transitions: [{ Days: 30, StorageClass: 'GLACIER' }],
            },
          ],
        },
      });
    },
  },
};

/** What `lab restore --json` and `driftOf` say of one difference. */
interface Told {
  readonly type: string;
  readonly change: string;
  readonly what: string;
}
const said = ({ type, change, what }: Told) => [type, change, what].join(' ').trim();

export function describeReset(roomNow: () => DeployedRoom): void {
  const driftNow = async () => {
    const { target, aws, stateFolder } = roomNow();
    return ((await driftOf(webApp.stackName, target, aws, stateFolder)) ?? []).map(said);
  };
  const ids = async () => {
    const known = [...(await physicalIdsOf(webApp.stackName, roomNow().aws))];
    return (part: string) =>
      known.find(([logicalId]) => new RegExp(`^${part}[0-9A-F]{8}$`).test(logicalId))?.[1] as string;
  };
  const cluster = async () => {
    const { api } = roomNow();
    const id = (await ids())('DataDatabase');
    const found = await api.query('rds', 'DescribeDBClusters', { DBClusterIdentifier: id });
    return { id, days: found.find('BackupRetentionPeriod')?.text() };
  };

  it('`lab restore` sets back what was done by hand to each kind of thing in it', { timeout: 240_000 }, async () => {
    const room = roomNow();
    const id = await ids();
    for (const [name, { done, told }] of Object.entries(DAMAGES)) {
      await done(room, id);
      expect(await driftNow(), name).toContainEqual(expect.stringMatching(told));
    }
    const { json, code, out: text, err } = await room.lab('restore', '--json');
    expect(code, text + err).toBe(0);
    const { ledBack, drift, notCompared } = json() as {
      ledBack: Told[];
      drift: Told[];
      notCompared: Record<string, readonly string[]>;
    };
    expect(drift).toEqual([]);
    for (const { told } of Object.values(DAMAGES))
      expect(ledBack.map(said)).toContainEqual(expect.stringMatching(told));
    expect(notCompared['web-app']).toEqual(expect.arrayContaining(['cache', 'database', 'firewall']));
    expect(await room.untilHealthy(2)).toBe(true);
  });

  it('`lab reset web-app` makes it as deployed, also what no call sets back', { timeout: 240_000 }, async () => {
    const room = roomNow();
    const id = await ids();
    const before = await cluster();
    await room.api.query('rds', 'ModifyDBCluster', {
      ...{ DBClusterIdentifier: before.id, BackupRetentionPeriod: '1', ApplyImmediately: 'true' },
    });
    expect((await cluster()).days).toBe('1');
    await room.aws.ec2.deleteVpcEndpoints({ VpcEndpointIds: [id('NetworkVpcToS3')] });
    const restored = await room.lab('restore');
    expect(restored.code).toBe(1);
    expect(restored.out).toMatch(/AWS::EC2::VPCEndpoint\): gone[\s\S]*lab reset web-app/);
    for (const { done } of Object.values(DAMAGES)) await done(room, id).catch(() => {});

    const { json, code, out: text, err } = await room.lab('reset', 'web-app', '--json');
    expect(code, text + err).toBe(0);
    const { seconds } = json() as { seconds: number };
    console.log(`lab reset web-app: ${seconds} s`);
    expect(seconds).toBeLessThan(90);
    expect(await driftNow()).toEqual([]);
    expect((await cluster()).days).toBe(before.days);
    expect(await room.untilHealthy(2)).toBe(true);
    expect((await beginSitting(await room.balancer(), 'Again')).items.length).toBe(10);
  });
}
