/** Settings of balancers, networks, services and buckets: see settings.unit.test.ts. */
import { expect } from 'vitest';
import { refusal } from '../../support/fakes/answering-aws.ts';
import type { Case } from './case.ts';

const GROUP = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/1';
const STATIC = { ParameterName: 'max_connections', ApplyMethod: 'pending-reboot' };
const SERVICE = { cluster: 'c', service: 's' };
const RULE = { protocol: 'tcp', fromPort: 80, toPort: 80, peer: 'sg-2', description: 'in' };
const PERMISSION = {
  ...{ IpProtocol: 'tcp', FromPort: 80, ToPort: 80 },
  UserIdGroupPairs: [{ GroupId: 'sg-2', Description: 'in' }],
};
const NETWORK = { subnets: ['subnet-1'], securityGroups: ['sg-1'], assignPublicIp: 'DISABLED' };
const STEADY = { deployments: [{}], desiredCount: 2, runningCount: 2, pendingCount: 0, status: 'ACTIVE' };
const inService = (more: object) => ({ 'ecs.describeServices': { services: [{ ...STEADY, ...more }] } });
const BLOCK = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };
const LIFECYCLE = { ID: 'a', Status: 'Enabled', Filter: { Prefix: '' } };
const DOCUMENT = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'a', Resource: 'r' }] };
const SCALED = { ServiceNamespace: 'ecs', ScalableDimension: 'ecs:service:DesiredCount' };
const ITS_SCALING = { ...SCALED, ResourceId: 'service/c/s' };
const TRACKING = { TargetValue: 600, PredefinedMetricSpecification: { PredefinedMetricType: 'A' } };
const STEPS = { AdjustmentType: 'ChangeInCapacity' };
const FORECAST = { MetricSpecifications: [] };
const NOTHING_SUSPENDED = { in: false, out: false, scheduled: false };
const scaled = (more: object) => ({
  'autoscaling.describeScalableTargets': { ScalableTargets: [{ MinCapacity: 2, MaxCapacity: 6, ...more }] },
  'autoscaling.describeScalingPolicies': {
    ScalingPolicies: [
      { PolicyName: 'b', TargetTrackingScalingPolicyConfiguration: TRACKING, Alarms: [] },
      { PolicyName: 'a', StepScalingPolicyConfiguration: STEPS },
      { PolicyName: 'c', PredictiveScalingPolicyConfiguration: FORECAST },
    ],
  },
});
const POLICIES = [
  { name: 'a', steps: STEPS },
  { name: 'b', tracking: { ...TRACKING, DisableScaleIn: false } },
  { name: 'c', predictive: FORECAST },
];
const REPLICATION = { Role: 'r', Rules: [{ ID: 'All', Status: 'Enabled', Destination: { Bucket: 'arn:aws:s3:::c' } }] };
const NO_BUCKET = { 's3.headBucket': refusal('NotFound') };

export const WEB_CASES: readonly Case[] = [
  {
    kind: 'group-health-check',
    target: { groupArn: GROUP },
    resource: 'elbv2:targetgroup/web/1',
    answers: {
      'elbv2.describeTargetGroups': {
        TargetGroups: [
          {
            ...{ HealthCheckPath: '/h', HealthCheckPort: '81', Matcher: { HttpCode: '204' } },
            ...{ HealthCheckIntervalSeconds: 5, HealthCheckTimeoutSeconds: 2 },
            ...{ HealthyThresholdCount: 3, UnhealthyThresholdCount: 4 },
          },
        ],
      },
    },
    value: {
      path: '/h',
      port: '81',
      matcher: '204',
      interval: 5,
      timeout: 2,
      healthyThreshold: 3,
      unhealthyThreshold: 4,
    },
    gone: { 'elbv2.describeTargetGroups': refusal('TargetGroupNotFoundException') },
    also: [
      [
        { 'elbv2.describeTargetGroups': { TargetGroups: [{}] } },
        {
          ...{ path: '/', port: 'traffic-port', matcher: '200', interval: 30, timeout: 5 },
          ...{ healthyThreshold: 5, unhealthyThreshold: 2 },
        },
      ],
    ],
    writes: [
      [
        {
          path: '/x',
          port: '80',
          matcher: '200',
          interval: 10,
          timeout: 3,
          healthyThreshold: 2,
          unhealthyThreshold: 3,
        },
        [
          [
            'elbv2.modifyTargetGroup',
            {
              ...{ TargetGroupArn: GROUP, HealthCheckPath: '/x', HealthCheckPort: '80', Matcher: { HttpCode: '200' } },
              ...{ HealthCheckIntervalSeconds: 10, HealthCheckTimeoutSeconds: 3 },
              ...{ HealthyThresholdCount: 2, UnhealthyThresholdCount: 3 },
            },
          ],
        ],
      ],
    ],
  },
  {
    kind: 'group-attribute',
    target: { groupArn: GROUP, name: 'stickiness.enabled' },
    resource: 'elbv2:targetgroup/web/1',
    answers: {
      'elbv2.describeTargetGroupAttributes': {
        Attributes: [
          { Key: 'other', Value: '1' },
          { Key: 'stickiness.enabled', Value: 'true' },
        ],
      },
    },
    value: 'true',
    gone: { 'elbv2.describeTargetGroupAttributes': refusal('TargetGroupNotFoundException') },
    writes: [
      [
        'false',
        [
          [
            'elbv2.modifyTargetGroupAttributes',
            { TargetGroupArn: GROUP, Attributes: [{ Key: 'stickiness.enabled', Value: 'false' }] },
          ],
        ],
      ],
    ],
  },
  {
    kind: 'group-rules',
    target: { groupId: 'sg-1', way: 'ingress' },
    resource: 'ec2:security-group:sg-1',
    answers: {
      'ec2.describeSecurityGroups': {
        SecurityGroups: [
          {
            IpPermissions: [
              PERMISSION,
              { IpProtocol: '-1', IpRanges: [{ CidrIp: '10.0.0.0/8' }], Ipv6Ranges: [{ CidrIpv6: '::/0' }] },
              { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, PrefixListIds: [{ PrefixListId: 'pl-1' }] },
            ],
          },
        ],
      },
    },
    value: [
      { protocol: '-1', fromPort: null, toPort: null, peer: '10.0.0.0/8', description: null },
      { protocol: '-1', fromPort: null, toPort: null, peer: '::/0', description: null },
      { protocol: 'tcp', fromPort: 443, toPort: 443, peer: 'pl-1', description: null },
      RULE,
    ],
    gone: { 'ec2.describeSecurityGroups': refusal('InvalidGroup.NotFound') },
    writes: [
      // What is there already asks for nothing: the API refuses a call without a rule.
      [
        [
          RULE,
          { protocol: '-1', fromPort: null, toPort: null, peer: '::/0', description: null },
          { protocol: '-1', fromPort: null, toPort: null, peer: '10.0.0.0/8', description: null },
          { protocol: 'tcp', fromPort: 443, toPort: 443, peer: 'pl-1', description: null },
        ],
        [],
      ],
      // What stays is not touched, and a rule under another description is the same.
      [
        [
          { ...RULE, description: 'otherwise' },
          { protocol: '-1', fromPort: null, toPort: null, peer: '10.0.0.0/8', description: null },
          { protocol: 'tcp', fromPort: 443, toPort: 443, peer: 'pl-1', description: null },
          { ...RULE, peer: '10.1.0.0/16' },
        ],
        [
          [
            'ec2.authorizeSecurityGroupIngress',
            {
              GroupId: 'sg-1',
              IpPermissions: [
                {
                  ...{ IpProtocol: 'tcp', FromPort: 80, ToPort: 80 },
                  IpRanges: [{ CidrIp: '10.1.0.0/16', Description: 'in' }],
                },
              ],
            },
          ],
          [
            'ec2.revokeSecurityGroupIngress',
            {
              GroupId: 'sg-1',
              IpPermissions: [
                {
                  ...{ IpProtocol: '-1', FromPort: undefined, ToPort: undefined },
                  Ipv6Ranges: [{ CidrIpv6: '::/0', Description: undefined }],
                },
              ],
            },
          ],
        ],
      ],
    ],
  },
  {
    kind: 'endpoint-routes',
    target: { endpointId: 'vpce-1' },
    resource: 'ec2:vpc-endpoint:vpce-1',
    answers: { 'ec2.describeVpcEndpoints': { VpcEndpoints: [{ RouteTableIds: ['rtb-2', 'rtb-1'] }] } },
    value: ['rtb-1', 'rtb-2'],
    gone: { 'ec2.describeVpcEndpoints': refusal('InvalidVpcEndpointId.NotFound') },
    writes: [
      [
        ['rtb-1', 'rtb-3'],
        [
          [
            'ec2.modifyVpcEndpoint',
            { VpcEndpointId: 'vpce-1', AddRouteTableIds: ['rtb-3'], RemoveRouteTableIds: ['rtb-2'] },
          ],
        ],
      ],
      [['rtb-2', 'rtb-1'], []],
    ],
  },
  {
    kind: 'service-network',
    target: SERVICE,
    resource: 'ecs:service:c/s',
    answers: inService({ networkConfiguration: { awsvpcConfiguration: NETWORK } }),
    value: NETWORK,
    gone: { 'ecs.describeServices': { services: [{ status: 'INACTIVE' }] } },
    writes: [
      [
        { ...NETWORK, subnets: ['subnet-1', 'subnet-2'] },
        [
          [
            'ecs.updateService',
            {
              ...SERVICE,
              networkConfiguration: { awsvpcConfiguration: { ...NETWORK, subnets: ['subnet-1', 'subnet-2'] } },
              forceNewDeployment: true,
            },
          ],
        ],
      ],
    ],
  },
  {
    kind: 'service-rollout',
    target: SERVICE,
    resource: 'ecs:service:c/s',
    answers: inService({
      deploymentConfiguration: {
        ...{ minimumHealthyPercent: 50, maximumPercent: 150 },
        deploymentCircuitBreaker: { enable: true, rollback: false },
      },
    }),
    value: { minimumHealthyPercent: 50, maximumPercent: 150, circuitBreaker: { enable: true, rollback: false } },
    gone: { 'ecs.describeServices': { services: [] } },
    also: [
      [
        inService({}),
        { minimumHealthyPercent: 100, maximumPercent: 200, circuitBreaker: { enable: false, rollback: false } },
      ],
    ],
    writes: [
      [
        { minimumHealthyPercent: 100, maximumPercent: 200, circuitBreaker: { enable: true, rollback: true } },
        [
          [
            'ecs.updateService',
            {
              ...SERVICE,
              deploymentConfiguration: {
                ...{ minimumHealthyPercent: 100, maximumPercent: 200 },
                deploymentCircuitBreaker: { enable: true, rollback: true },
              },
            },
          ],
        ],
      ],
    ],
  },
  {
    kind: 'service-scaling',
    target: SERVICE,
    resource: 'application-autoscaling:service/c/s',
    answers: scaled({ SuspendedState: { DynamicScalingInSuspended: true } }),
    value: { least: 2, most: 6, suspended: { in: true, out: false, scheduled: false }, policies: POLICIES },
    also: [
      [scaled({}), { least: 2, most: 6, suspended: NOTHING_SUSPENDED, policies: POLICIES }],
      [{ ...scaled({}), 'autoscaling.describeScalableTargets': { ScalableTargets: [] } }, null],
    ],
    writes: [
      [
        {
          ...{ least: 1, most: 3, suspended: { in: false, out: true, scheduled: true } },
          policies: [
            POLICIES[0],
            { name: 'b', tracking: { ...TRACKING, DisableScaleIn: true } },
            { name: 'd', steps: STEPS },
            { name: 'e', predictive: FORECAST },
          ],
        },
        [
          [
            'autoscaling.registerScalableTarget',
            {
              ...{ ...ITS_SCALING, MinCapacity: 1, MaxCapacity: 3 },
              SuspendedState: {
                DynamicScalingInSuspended: false,
                DynamicScalingOutSuspended: true,
                ScheduledScalingSuspended: true,
              },
            },
          ],
          [
            'autoscaling.putScalingPolicy',
            {
              ...{ ...ITS_SCALING, PolicyName: 'b', PolicyType: 'TargetTrackingScaling' },
              TargetTrackingScalingPolicyConfiguration: { ...TRACKING, DisableScaleIn: true },
            },
          ],
          [
            'autoscaling.putScalingPolicy',
            {
              ...{ ...ITS_SCALING, PolicyName: 'd', PolicyType: 'StepScaling' },
              StepScalingPolicyConfiguration: STEPS,
            },
          ],
          [
            'autoscaling.putScalingPolicy',
            {
              ...{ ...ITS_SCALING, PolicyName: 'e', PolicyType: 'PredictiveScaling' },
              PredictiveScalingPolicyConfiguration: FORECAST,
            },
          ],
          ['autoscaling.deleteScalingPolicy', { ...ITS_SCALING, PolicyName: 'c' }],
        ],
      ],
      [null, [['autoscaling.deregisterScalableTarget', ITS_SCALING]]],
    ],
  },
  {
    kind: 'task-variable',
    target: { ...SERVICE, name: 'A' },
    resource: 'ecs:service:c/s',
    answers: {
      ...inService({ taskDefinition: 'd:1' }),
      'ecs.describeTaskDefinition': {
        taskDefinition: {
          family: 'd',
          containerDefinitions: [
            {
              name: 'web',
              environment: [
                { name: 'A', value: '1' },
                { name: 'B', value: '2' },
              ],
            },
          ],
        },
      },
    },
    value: '1',
    gone: { 'ecs.describeServices': { services: [] } },
    writes: [
      [
        null,
        [
          [
            'ecs.registerTaskDefinition',
            expect.objectContaining({
              family: 'd',
              containerDefinitions: [{ name: 'web', environment: [{ name: 'B', value: '2' }] }],
            }),
          ],
          ['ecs.updateService', { ...SERVICE, taskDefinition: undefined }],
        ],
      ],
    ],
  },
  {
    kind: 'cluster-connections',
    target: { cluster: 'c' },
    resource: 'rds:cluster:c',
    answers: {
      'rds.describeDBClusters': {
        DBClusters: [
          {
            DBClusterParameterGroup: 'g',
            DBClusterMembers: [
              { DBInstanceIdentifier: 'w', IsClusterWriter: true },
              { DBInstanceIdentifier: 'r', IsClusterWriter: false },
            ],
          },
        ],
      },
      'rds.describeDBClusterParameters': { Parameters: [{ ParameterName: 'max_connections', ParameterValue: '40' }] },
      'rds.describeDBInstances': { DBInstances: [{ DBInstanceStatus: 'available' }] },
    },
    value: 40,
    gone: { 'rds.describeDBClusters': refusal('DBClusterNotFoundFault') },
    also: [
      [
        {
          'rds.describeDBClusters': { DBClusters: [{ DBClusterParameterGroup: 'g' }] },
          'rds.describeDBClusterParameters': { Parameters: [] },
        },
        null,
      ],
    ],
    writes: [
      [
        40,
        [
          [
            'rds.modifyDBClusterParameterGroup',
            { DBClusterParameterGroupName: 'g', Parameters: [{ ...STATIC, ParameterValue: '40' }] },
          ],
          ['rds.rebootDBInstance', { DBInstanceIdentifier: 'r' }],
          ['rds.rebootDBInstance', { DBInstanceIdentifier: 'w' }],
        ],
      ],
      [
        null,
        [
          ['rds.resetDBClusterParameterGroup', { DBClusterParameterGroupName: 'g', Parameters: [STATIC] }],
          ['rds.rebootDBInstance', { DBInstanceIdentifier: 'r' }],
          ['rds.rebootDBInstance', { DBInstanceIdentifier: 'w' }],
        ],
      ],
    ],
  },
  {
    kind: 'container-memory',
    target: SERVICE,
    resource: 'ecs:service:c/s',
    answers: {
      ...inService({ taskDefinition: 'd:1' }),
      'ecs.describeTaskDefinition': {
        taskDefinition: { family: 'd', memory: '512', containerDefinitions: [{ name: 'web', memory: 64 }] },
      },
    },
    value: 64,
    gone: { 'ecs.describeServices': { services: [] } },
    writes: [
      [
        256,
        [
          [
            'ecs.registerTaskDefinition',
            expect.objectContaining({ memory: '512', containerDefinitions: [{ name: 'web', memory: 256 }] }),
          ],
          ['ecs.updateService', { ...SERVICE, taskDefinition: undefined }],
        ],
      ],
      [
        null,
        [
          ['ecs.registerTaskDefinition', expect.objectContaining({ containerDefinitions: [{ name: 'web' }] })],
          ['ecs.updateService', { ...SERVICE, taskDefinition: undefined }],
        ],
      ],
    ],
  },
  {
    kind: 'bucket-lifecycle',
    target: { bucket: 'b' },
    resource: 's3:bucket:b',
    answers: { 's3.headBucket': {}, 's3.getBucketLifecycleConfiguration': { Rules: [LIFECYCLE] } },
    value: [LIFECYCLE],
    gone: NO_BUCKET,
    also: [
      [{ 's3.headBucket': {}, 's3.getBucketLifecycleConfiguration': refusal('NoSuchLifecycleConfiguration') }, []],
    ],
    writes: [
      [
        [LIFECYCLE],
        [['s3.putBucketLifecycleConfiguration', { Bucket: 'b', LifecycleConfiguration: { Rules: [LIFECYCLE] } }]],
      ],
      [[], [['s3.deleteBucketLifecycle', { Bucket: 'b' }]]],
    ],
  },
  {
    kind: 'bucket-public-access',
    target: { bucket: 'b' },
    resource: 's3:bucket:b',
    answers: { 's3.headBucket': {}, 's3.getPublicAccessBlock': { PublicAccessBlockConfiguration: BLOCK } },
    value: BLOCK,
    gone: NO_BUCKET,
    also: [[{ 's3.headBucket': {}, 's3.getPublicAccessBlock': refusal('NoSuchPublicAccessBlockConfiguration') }, null]],
    writes: [
      [BLOCK, [['s3.putPublicAccessBlock', { Bucket: 'b', PublicAccessBlockConfiguration: BLOCK }]]],
      [null, [['s3.deletePublicAccessBlock', { Bucket: 'b' }]]],
    ],
  },
  {
    kind: 'bucket-policy',
    target: { bucket: 'b' },
    resource: 's3:bucket:b',
    answers: { 's3.headBucket': {}, 's3.getBucketPolicy': { Policy: JSON.stringify(DOCUMENT) } },
    value: DOCUMENT,
    gone: NO_BUCKET,
    also: [
      [
        { 's3.headBucket': {}, 's3.getBucketPolicy': refusal('NoSuchBucketPolicy') },
        { Version: '2012-10-17', Statement: [] },
      ],
    ],
    writes: [
      [DOCUMENT, [['s3.putBucketPolicy', { Bucket: 'b', Policy: JSON.stringify(DOCUMENT) }]]],
      [{ ...DOCUMENT, Statement: [] }, [['s3.deleteBucketPolicy', { Bucket: 'b' }]]],
    ],
  },
  {
    kind: 'bucket-replication',
    target: { bucket: 'b' },
    resource: 's3:bucket:b',
    answers: { 's3.headBucket': {}, 's3.getBucketReplication': { ReplicationConfiguration: REPLICATION } },
    value: REPLICATION,
    gone: NO_BUCKET,
    also: [
      [{ 's3.headBucket': {}, 's3.getBucketReplication': refusal('ReplicationConfigurationNotFoundError') }, null],
    ],
    writes: [
      [REPLICATION, [['s3.putBucketReplication', { Bucket: 'b', ReplicationConfiguration: REPLICATION }]]],
      [null, [['s3.deleteBucketReplication', { Bucket: 'b' }]]],
    ],
  },
  {
    kind: 'object-text',
    target: { bucket: 'b', key: 'k' },
    resource: 's3:object:b/k',
    answers: { 's3.headBucket': {}, 's3.getObject': { Body: { transformToString: async () => 'text' } } },
    value: 'text',
    gone: NO_BUCKET,
    also: [[{ 's3.headBucket': {}, 's3.getObject': refusal('NoSuchKey') }, null]],
    writes: [
      ['more', [['s3.putObject', { Bucket: 'b', Key: 'k', Body: 'more' }]]],
      [null, [['s3.deleteObject', { Bucket: 'b', Key: 'k' }]]],
    ],
  },
  {
    kind: 'object-caching',
    target: { bucket: 'b', key: 'k' },
    resource: 's3:object:b/k',
    answers: { 's3.headObject': { CacheControl: 'no-store', ContentType: 'text/css' } },
    value: 'no-store',
    gone: { 's3.headObject': refusal('NotFound') },
    also: [[{ 's3.headObject': {} }, null]],
    writes: [
      [
        'max-age=60',
        [
          [
            's3.copyObject',
            {
              ...{ Bucket: 'b', Key: 'k', CopySource: 'b/k', MetadataDirective: 'REPLACE' },
              ...{ ContentType: 'text/css', CacheControl: 'max-age=60' },
            },
          ],
        ],
      ],
    ],
  },
];
