/** What the exam room is made of: its readers, what was added to it, and the ways back that are a few calls. */
import { describe, expect, it } from 'vitest';
import { addedTo } from '../../../lib/lab/deployed/added.ts';
import type { ReadBack } from '../../../lib/lab/deployed/as-deployed.ts';
import { leadBackOf } from '../../../lib/lab/deployed/lead-back.ts';
import type { Properties } from '../../../lib/lab/deployed/reader.ts';
import { type Answers, answeringAws, refusal } from '../../support/fakes/answering-aws.ts';
import { type Case, describeReaders, read } from './describe-readers.ts';

const BLOCK = { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, CidrIp: '10.0.0.0/26', Description: 'of the template' };
const permission = { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, IpRanges: [{ CidrIp: '10.0.0.0/26' }] };
const FROM_GROUP = { GroupId: 'sg-1', IpProtocol: 'tcp', FromPort: 8080, ToPort: 8080 };
const byGroup = { IpProtocol: 'tcp', FromPort: 8080, ToPort: 8080, UserIdGroupPairs: [{ GroupId: 'sg-2' }] };
const groups = (...found: object[]) => ({ 'ec2.describeSecurityGroups': { SecurityGroups: found } });
const noGroup = { 'ec2.describeSecurityGroups': refusal('InvalidGroup.NotFound') };
const tables = (...Routes: object[]) => ({
  'ec2.describeRouteTables': { RouteTables: [{ RouteTableId: 'rtb-1', Routes }] },
});
const ROUTE = { RouteTableId: 'rtb-1', DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-1' };
const CHECK = {
  ...{ HealthCheckPath: '/health', HealthCheckPort: 'traffic-port', Matcher: { HttpCode: '200' } },
  ...{ HealthCheckIntervalSeconds: 5, HealthCheckTimeoutSeconds: 2 },
  ...{ HealthyThresholdCount: 2, UnhealthyThresholdCount: 3 },
};
const TARGETS = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/1';
const attribute = (Key: string, Value: string) => ({ Key, Value });
const NETWORK = { AssignPublicIp: 'DISABLED', SecurityGroups: ['sg-1'], Subnets: ['subnet-1', 'subnet-2'] };
const ROLLOUT = {
  DeploymentCircuitBreaker: { Enable: true, Rollback: true },
  ...{ MaximumPercent: 200, MinimumHealthyPercent: 100 },
};
const SERVICE = {
  ...{ Cluster: 'cluster', DesiredCount: 2, TaskDefinition: 'web:1', LaunchType: 'FARGATE' },
  ...{ DeploymentConfiguration: ROLLOUT, NetworkConfiguration: { AwsvpcConfiguration: NETWORK } },
};
const describedService = {
  ...{ serviceName: 'service', status: 'ACTIVE', desiredCount: 2, taskDefinition: 'web:1' },
  deploymentConfiguration: {
    deploymentCircuitBreaker: { enable: true, rollback: true },
    ...{ maximumPercent: 200, minimumHealthyPercent: 100 },
  },
  networkConfiguration: {
    awsvpcConfiguration: { assignPublicIp: 'DISABLED', securityGroups: ['sg-1'], subnets: ['subnet-1', 'subnet-2'] },
  },
};
const SCALING = { ResourceId: 'service/cluster/service', MinCapacity: 2, MaxCapacity: 6 };
const TRACKING = { TargetValue: 600, ScaleInCooldown: 300 };
const POLICY = {
  ...{ PolicyName: 'requests', PolicyType: 'TargetTrackingScaling', ScalingTargetId: 'service/cluster/service' },
  TargetTrackingScalingPolicyConfiguration: TRACKING,
};
const ENDPOINT = { RouteTableIds: ['rtb-1', 'rtb-2'], ServiceName: 's3' };

const CASES: readonly Case[] = [
  {
    type: 'AWS::EC2::SecurityGroup',
    physicalId: 'sg-1',
    template: { GroupDescription: 'd', SecurityGroupIngress: [BLOCK] },
    answers: groups({ GroupId: 'sg-1', IpPermissions: [permission, byGroup] }),
    properties: { GroupDescription: 'd', SecurityGroupIngress: [BLOCK] },
    attributes: { GroupId: 'sg-1' },
    gone: noGroup,
  },
  {
    type: 'AWS::EC2::SecurityGroupIngress',
    template: { ...FROM_GROUP, SourceSecurityGroupId: 'sg-2' },
    answers: groups({ IpPermissions: [byGroup] }),
    properties: { ...FROM_GROUP, SourceSecurityGroupId: 'sg-2' },
    gone: groups({ IpPermissions: [permission], IpPermissionsEgress: [byGroup] }),
  },
  {
    type: 'AWS::EC2::SecurityGroupEgress',
    template: { ...FROM_GROUP, DestinationSecurityGroupId: 'sg-2' },
    answers: groups({ IpPermissionsEgress: [byGroup] }),
    properties: { ...FROM_GROUP, DestinationSecurityGroupId: 'sg-2' },
    gone: groups({ IpPermissions: [byGroup] }),
  },
  {
    type: 'AWS::EC2::VPCEndpoint',
    physicalId: 'vpce-1',
    template: ENDPOINT,
    answers: { 'ec2.describeVpcEndpoints': { VpcEndpoints: [{ State: 'available', RouteTableIds: ['rtb-1'] }] } },
    properties: { ...ENDPOINT, RouteTableIds: ['rtb-1'] },
    gone: { 'ec2.describeVpcEndpoints': { VpcEndpoints: [{ State: 'deleted' }] } },
  },
  {
    type: 'AWS::EC2::RouteTable',
    physicalId: 'rtb-1',
    template: { VpcId: 'vpc-1' },
    answers: tables(),
    properties: { VpcId: 'vpc-1' },
    gone: { 'ec2.describeRouteTables': { RouteTables: [] } },
  },
  {
    type: 'AWS::EC2::Route',
    template: ROUTE,
    answers: tables({ DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-2' }),
    properties: { ...ROUTE, GatewayId: 'igw-2' },
    gone: tables({ DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local' }),
  },
  {
    type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
    physicalId: TARGETS,
    template: { Port: 8080, TargetGroupAttributes: [attribute('stickiness.enabled', 'false')] },
    answers: {
      'elbv2.describeTargetGroups': { TargetGroups: [CHECK] },
      'elbv2.describeTargetGroupAttributes': {
        Attributes: [
          ...[attribute('stickiness.enabled', 'true'), attribute('slow_start.duration_seconds', '0')],
          attribute('deregistration_delay.timeout_seconds', '1'),
        ],
      },
    },
    properties: {
      ...{ Port: 8080, ...CHECK },
      TargetGroupAttributes: [
        ...[attribute('stickiness.enabled', 'true'), attribute('deregistration_delay.timeout_seconds', '1')],
      ],
    },
    defaults: { HealthCheckPort: 'traffic-port' },
    attributes: { TargetGroupFullName: 'targetgroup/web/1', TargetGroupArn: TARGETS },
    gone: { 'elbv2.describeTargetGroups': refusal('TargetGroupNotFoundException') },
  },
  {
    type: 'AWS::ECS::Service',
    physicalId: 'arn:aws:ecs:eu-west-1:111122223333:service/cluster/service',
    template: SERVICE,
    answers: { 'ecs.describeServices': { services: [describedService] } },
    properties: SERVICE,
    attributes: { Name: 'service' },
    gone: { 'ecs.describeServices': { services: [{ ...describedService, status: 'INACTIVE' }] } },
  },
  {
    type: 'AWS::ApplicationAutoScaling::ScalableTarget',
    template: SCALING,
    answers: {
      'autoscaling.describeScalableTargets': {
        ScalableTargets: [{ MinCapacity: 2, MaxCapacity: 3, SuspendedState: { DynamicScalingInSuspended: true } }],
      },
    },
    properties: { ...SCALING, MaxCapacity: 3, SuspendedState: { DynamicScalingInSuspended: true } },
    gone: { 'autoscaling.describeScalableTargets': {} },
  },
  {
    type: 'AWS::ApplicationAutoScaling::ScalingPolicy',
    template: POLICY,
    answers: {
      'autoscaling.describeScalingPolicies': {
        ScalingPolicies: [
          {
            PolicyType: 'TargetTrackingScaling',
            TargetTrackingScalingPolicyConfiguration: { ...TRACKING, DisableScaleIn: false },
          },
        ],
      },
    },
    properties: POLICY,
    gone: { 'autoscaling.describeScalingPolicies': {} },
  },
  {
    type: 'AWS::SecretsManager::Secret',
    physicalId: 'token',
    template: { Description: 'd' },
    answers: { 'secrets.describeSecret': { Name: 'token' } },
    properties: { Description: 'd' },
    gone: { 'secrets.describeSecret': { Name: 'token', DeletedDate: new Date(0) } },
  },
];

describe('a reader', () => describeReaders(CASES));

it('a revision is as deployed when it makes the same run, and another when it does not', async () => {
  const one = CASES.find(({ type }) => type === 'AWS::ECS::Service') as Case;
  const variables = (...names: string[]) => names.map((name) => ({ name, value: name }));
  const revisions = (now: object[]) => ({
    'ecs.describeServices': { services: [{ ...describedService, taskDefinition: 'web:3' }] },
    'ecs.describeTaskDefinition': ({ taskDefinition }: { taskDefinition: string }) => ({
      taskDefinition: {
        containerDefinitions: [{ environment: taskDefinition === 'web:1' ? variables('A', 'B') : now }],
      },
    }),
  });
  const runs = async (answers: Answers) => (await read(one, answers))?.properties.TaskDefinition;
  expect(await runs(revisions(variables('B', 'A')))).toBe('web:1');
  expect(await runs(revisions(variables('A')))).toBe('web:3');
  const unknown = { ...revisions([]), 'ecs.describeTaskDefinition': refusal('ClientException') };
  expect(await runs(unknown)).toBe('web:3');
  const denied = { ...revisions([]), 'ecs.describeTaskDefinition': refusal('AccessDeniedException') };
  await expect(runs(denied)).rejects.toMatchObject({ name: 'AccessDeniedException' });
});

const resource = (
  type: string,
  physicalId: string,
  properties: Properties,
  { found = { properties }, differs = [] }: { found?: ReadBack['found'] | null; differs?: string[] } = {},
): ReadBack => ({
  ...{ stackName: 'S', logicalId: physicalId, type: `AWS::${type}`, physicalId, properties, found: found ?? undefined },
  differences: differs.map((path) => ({ path, expected: 'a', found: 'b' })),
});
const isWrite = ([call]: [string, unknown]) => !/\.(get|list|describe)/.test(call);
const writing = (...names: string[]) => Object.fromEntries(names.map((name) => [name, {}]));

describe('what was added', () => {
  async function added(stack: ReadBack[], answers: Answers) {
    const { aws, calls } = answeringAws(answers);
    const found = await addedTo(stack, aws);
    for (const { remove } of found) await remove();
    return { names: found.map(({ name }) => name), did: calls.filter(isWrite) };
  }

  it('to a group are the rules that are neither inline nor resources by themselves', async () => {
    const stack = [
      resource('EC2::SecurityGroup', 'sg-1', { SecurityGroupIngress: [BLOCK] }),
      resource('EC2::SecurityGroupIngress', 'rule', { ...FROM_GROUP, SourceSecurityGroupId: 'sg-2' }),
      resource('EC2::SecurityGroupEgress', 'other', {
        ...FROM_GROUP,
        GroupId: 'sg-9',
        DestinationSecurityGroupId: 'sg-2',
      }),
    ];
    const byHand = { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
    const { names, did } = await added(stack, {
      ...groups({ IpPermissions: [permission, byGroup, byHand], IpPermissionsEgress: [byGroup] }),
      ...writing('ec2.revokeSecurityGroupIngress', 'ec2.revokeSecurityGroupEgress'),
    });
    expect(names).toEqual(['rule ingress -1 all 0.0.0.0/0', 'rule egress tcp 8080 sg-2']);
    expect(did.map(([call, input]) => [call, (input as { IpPermissions: object[] }).IpPermissions])).toEqual([
      ['ec2.revokeSecurityGroupIngress', [expect.objectContaining(byHand)]],
      ['ec2.revokeSecurityGroupEgress', [expect.objectContaining({ IpProtocol: 'tcp', FromPort: 8080 })]],
    ]);
  });

  it('to a table are routes, but not those of the VPC and of its endpoints', async () => {
    const stack = [resource('EC2::RouteTable', 'rtb-1', {}), resource('EC2::Route', 'own', ROUTE)];
    const { names, did } = await added(stack, {
      ...tables(
        { DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local' },
        { DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-1' },
        { GatewayId: 'vpce-1' },
        { DestinationCidrBlock: '8.8.8.8/32', NatGatewayId: 'nat-1' },
      ),
      ...writing('ec2.deleteRoute'),
    });
    expect(names).toEqual(['route 8.8.8.8/32']);
    expect(did).toEqual([['ec2.deleteRoute', { RouteTableId: 'rtb-1', DestinationCidrBlock: '8.8.8.8/32' }]]);
  });

  it('to the scaling of a service are policies, and to a secret is a policy', async () => {
    const stack = [
      resource('ApplicationAutoScaling::ScalableTarget', 'scaling', SCALING),
      resource('ApplicationAutoScaling::ScalingPolicy', 'requests', POLICY),
      resource('SecretsManager::Secret', 'token', {}),
    ];
    const { names, did } = await added(stack, {
      'autoscaling.describeScalingPolicies': { ScalingPolicies: [{ PolicyName: 'requests' }, { PolicyName: 'new' }] },
      'secrets.getResourcePolicy': { ResourcePolicy: '{}' },
      ...writing('autoscaling.deleteScalingPolicy', 'secrets.deleteResourcePolicy'),
    });
    expect(names).toEqual(['scaling policy new', 'a resource policy']);
    expect(did).toEqual([
      [
        'autoscaling.deleteScalingPolicy',
        expect.objectContaining({ PolicyName: 'new', ResourceId: SCALING.ResourceId }),
      ],
      ['secrets.deleteResourcePolicy', { SecretId: 'token' }],
    ]);
  });
});

describe('a way back', () => {
  async function wayBack(it: ReadBack, answers: Answers = {}) {
    const paths = it.found ? it.differences.map(({ path }) => path) : [''];
    const { aws, calls } = answeringAws(answers);
    const way = leadBackOf(aws, it, paths);
    await way?.();
    return way && calls.filter(isWrite);
  }

  it('of a rule adds what is missing and leaves the rest', async () => {
    const it = resource(
      'EC2::SecurityGroupIngress',
      'r',
      { ...FROM_GROUP, SourceSecurityGroupId: 'sg-2' },
      { found: null },
    );
    const answers = { ...groups({ IpPermissions: [permission] }), ...writing('ec2.authorizeSecurityGroupIngress') };
    expect(await wayBack(it, answers)).toEqual([
      ['ec2.authorizeSecurityGroupIngress', { GroupId: 'sg-1', IpPermissions: [expect.objectContaining(byGroup)] }],
    ]);
  });

  it('of a route replaces or makes it, and of an endpoint adds and removes tables', async () => {
    const answers = writing('ec2.replaceRoute', 'ec2.createRoute', 'ec2.modifyVpcEndpoint');
    const changed = resource('EC2::Route', 'r', ROUTE, { differs: ['GatewayId'] });
    expect(await wayBack(changed, answers)).toEqual([['ec2.replaceRoute', ROUTE]]);
    expect(await wayBack(resource('EC2::Route', 'r', ROUTE, { found: null }), answers)).toEqual([
      ['ec2.createRoute', ROUTE],
    ]);
    const endpoint = resource('EC2::VPCEndpoint', 'vpce-1', ENDPOINT, { differs: ['RouteTableIds'] });
    const now = { 'ec2.describeVpcEndpoints': { VpcEndpoints: [{ RouteTableIds: ['rtb-2', 'rtb-3'] }] } };
    expect(await wayBack(endpoint, { ...answers, ...now })).toEqual([
      ...[
        [
          'ec2.modifyVpcEndpoint',
          { VpcEndpointId: 'vpce-1', AddRouteTableIds: ['rtb-1'], RemoveRouteTableIds: ['rtb-3'] },
        ],
      ],
    ]);
    expect(await wayBack(resource('EC2::VPCEndpoint', 'vpce-1', ENDPOINT, { found: null }))).toBeUndefined();
  });

  it('of a service writes each part that differs, and no other', async () => {
    const steady = { ...describedService, runningCount: 2, deployments: [{ id: 'd', status: 'PRIMARY' }] };
    const answers = {
      'ecs.describeServices': { services: [steady] },
      'ecs.updateService': { service: steady },
    };
    const name = { cluster: 'cluster', service: 'service' };
    const of = async (...differs: string[]) =>
      wayBack(resource('ECS::Service', 'service', SERVICE, { differs }), answers);
    expect(await of('DesiredCount')).toEqual([['ecs.updateService', { ...name, desiredCount: 2 }]]);
    expect(await of('TaskDefinition')).toEqual([['ecs.updateService', { ...name, taskDefinition: 'web:1' }]]);
    expect(await of('DeploymentConfiguration.MaximumPercent')).toEqual([
      ['ecs.updateService', { ...name, deploymentConfiguration: describedService.deploymentConfiguration }],
    ]);
    expect(await of('NetworkConfiguration.AwsvpcConfiguration.Subnets')).toEqual([
      [
        'ecs.updateService',
        { ...name, networkConfiguration: describedService.networkConfiguration, forceNewDeployment: true },
      ],
    ]);
    expect(await of('LaunchType')).toBeUndefined();
  });

  it('of targets writes their check, and each attribute that is neither asked for nor the default', async () => {
    const asked = { ...CHECK, TargetGroupAttributes: [attribute('stickiness.enabled', 'false')] };
    const answers = {
      'elbv2.describeTargetGroupAttributes': {
        Attributes: [
          ...[attribute('stickiness.enabled', 'true'), attribute('slow_start.duration_seconds', '30')],
          ...[attribute('deregistration_delay.timeout_seconds', '300'), attribute('stickiness.type', 'lb_cookie')],
          attribute('load_balancing.algorithm.type', 'round_robin'),
          attribute('stickiness.lb_cookie.duration_seconds', '86400'),
        ],
      },
      ...writing('elbv2.modifyTargetGroup', 'elbv2.modifyTargetGroupAttributes'),
    };
    const group = resource('ElasticLoadBalancingV2::TargetGroup', TARGETS, asked, {
      differs: ['TargetGroupAttributes'],
    });
    const did = await wayBack(group, answers);
    expect(did?.[0]).toEqual(['elbv2.modifyTargetGroup', { TargetGroupArn: TARGETS, ...CHECK }]);
    expect(did?.slice(1).map(([, input]) => (input as { Attributes: object[] }).Attributes[0])).toEqual([
      ...[attribute('slow_start.duration_seconds', '0'), attribute('stickiness.enabled', 'false')],
    ]);
  });

  it('of scaling sets bounds, lets its processes run, and makes its policy', async () => {
    const answers = writing('autoscaling.registerScalableTarget', 'autoscaling.putScalingPolicy');
    const differs = ['MaxCapacity', 'SuspendedState.DynamicScalingInSuspended'];
    const target = resource('ApplicationAutoScaling::ScalableTarget', 's', SCALING, { differs });
    const runs = {
      DynamicScalingInSuspended: false,
      DynamicScalingOutSuspended: false,
      ScheduledScalingSuspended: false,
    };
    expect((await wayBack(target, answers))?.[0]?.[1]).toMatchObject({ ...SCALING, SuspendedState: runs });
    const gone = resource(
      'ApplicationAutoScaling::ScalingPolicy',
      'p',
      {
        ...POLICY,
        ScalingTargetId: 'service/cluster/service|ecs:service:DesiredCount|ecs',
      },
      { found: null },
    );
    expect((await wayBack(gone, answers))?.[0]?.[1]).toMatchObject({
      ...{ ResourceId: 'service/cluster/service', PolicyName: 'requests' },
      TargetTrackingScalingPolicyConfiguration: TRACKING,
    });
  });

  it('of a bucket writes its rules and its block, or takes the rules away, and of its policy puts it', async () => {
    const answers = writing(
      ...['s3.putBucketLifecycleConfiguration', 's3.deleteBucketLifecycle'],
      ...['s3.putPublicAccessBlock', 's3.putBucketPolicy'],
    );
    const block = { BlockPublicAcls: true };
    const rules = [
      { Status: 'Enabled', ExpirationInDays: 7, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } },
    ];
    const bucket = (LifecycleConfiguration?: object) =>
      resource(
        'S3::Bucket',
        'b',
        { ...(LifecycleConfiguration && { LifecycleConfiguration }), PublicAccessBlockConfiguration: block },
        { differs: ['LifecycleConfiguration.Rules'] },
      );
    expect(await wayBack(bucket({ Rules: rules }), answers)).toEqual([
      [
        's3.putBucketLifecycleConfiguration',
        {
          Bucket: 'b',
          LifecycleConfiguration: {
            Rules: [
              {
                ...{ Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } },
                ...{ Expiration: { Days: 7 }, Filter: { Prefix: '' } },
              },
            ],
          },
        },
      ],
      ['s3.putPublicAccessBlock', { Bucket: 'b', PublicAccessBlockConfiguration: block }],
    ]);
    expect((await wayBack(bucket(), answers))?.[0]).toEqual(['s3.deleteBucketLifecycle', { Bucket: 'b' }]);
    const policy = resource('S3::BucketPolicy', 'p', { Bucket: 'b', PolicyDocument: { a: 1 } }, { found: null });
    expect(await wayBack(policy, answers)).toEqual([['s3.putBucketPolicy', { Bucket: 'b', Policy: '{"a":1}' }]]);
  });
});
