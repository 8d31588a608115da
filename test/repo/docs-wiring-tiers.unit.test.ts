import { expect, it } from 'vitest';
import { wiringOf } from '../../lib/docs/wiring.ts';

const ref = (id: string) => ({ Ref: id });
const attribute = (id: string, name = 'Arn') => ({ 'Fn::GetAtt': [id, name] });
const container = (...environment: unknown[]) => [
  { Environment: environment.map((Value, at) => ({ Name: `V${at}`, Value })) },
];

const RESOURCES = {
  Edge: {
    Type: 'AWS::CloudFront::Distribution',
    Properties: {
      DistributionConfig: {
        WebACLId: attribute('Wall'),
        Origins: [
          { Id: 'app', VpcOriginConfig: { VpcOriginId: ref('Inside') } },
          { Id: 'files', DomainName: attribute('Files', 'RegionalDomainName') },
        ],
        DefaultCacheBehavior: { TargetOriginId: 'app' },
        CacheBehaviors: [{ TargetOriginId: 'files', PathPattern: '/files/*' }],
      },
    },
  },
  Wall: { Type: 'AWS::WAFv2::WebACL' },
  Inside: {
    Type: 'AWS::CloudFront::VpcOrigin',
    Properties: { VpcOriginEndpointConfig: { Arn: ref('FrontBalancer') } },
  },
  Files: { Type: 'AWS::S3::Bucket' },
  Lines: { Type: 'AWS::S3::Bucket' },
  FrontBalancer: {
    Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
    Properties: { LoadBalancerAttributes: [{ Key: 'access_logs.s3.bucket', Value: ref('Lines') }] },
  },
  Listener: {
    Type: 'AWS::ElasticLoadBalancingV2::Listener',
    Properties: { LoadBalancerArn: ref('FrontBalancer'), DefaultActions: [{ TargetGroupArn: ref('Group') }] },
  },
  Group: { Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: { Port: 8080 } },
  /** No listener leads to it. */
  Idle: { Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: { Port: 9090 } },
  WebService: {
    Type: 'AWS::ECS::Service',
    Properties: { TaskDefinition: ref('WebTask'), LoadBalancers: [{ TargetGroupArn: ref('Group') }] },
  },
  WebTask: {
    Type: 'AWS::ECS::TaskDefinition',
    Properties: {
      ContainerDefinitions: container(
        attribute('Rows', 'Endpoint.Address'),
        attribute('Kept', 'PrimaryEndPoint.Address'),
      ),
    },
  },
  OnceTask: {
    Type: 'AWS::ECS::TaskDefinition',
    Properties: { ContainerDefinitions: container(attribute('Rows', 'Endpoint.Address'), ref('Files')) },
  },
  Rows: { Type: 'AWS::RDS::DBCluster' },
  First: {
    Type: 'AWS::RDS::DBInstance',
    Properties: { DBClusterIdentifier: ref('Rows'), AvailabilityZone: attribute('Second', 'AvailabilityZone') },
  },
  Second: {
    Type: 'AWS::EC2::Subnet',
    Properties: { AvailabilityZoneId: { 'Fn::FindInMap': ['Known', { Ref: 'AWS::Region' }, 'zone2'] } },
  },
  Kept: { Type: 'AWS::ElastiCache::ReplicationGroup' },
  Runner: { Type: 'AWS::Lambda::Function', Properties: { Role: attribute('RunnerRole') } },
  RunnerRole: { Type: 'AWS::IAM::Role' },
  RunnerPolicy: {
    Type: 'AWS::IAM::Policy',
    Properties: {
      Roles: [ref('RunnerRole')],
      PolicyDocument: { Statement: [{ Action: 'ecs:RunTask', Resource: ref('OnceTask') }] },
    },
  },
};

it('leads from the edge through balancer and service to the stores, and to what runs once', () => {
  const { parts, arrows } = wiringOf(RESOURCES);

  expect(arrows.map(({ from, label, to }) => `${from} ${label} ${to}`)).toEqual([
    'caller HTTPS Edge',
    'Edge asks first Wall',
    'Edge /files/* Files',
    'Edge any other FrontBalancer',
    'FrontBalancer logs Lines',
    'FrontBalancer port 8080 WebService',
    'WebService connects Rows',
    'WebService connects Kept',
    'OnceTask connects Rows',
    'OnceTask writes Files',
    'Rows zone 2 First',
    'Runner runs OnceTask',
  ]);
  // What a service runs is no part beside it.
  expect(parts.find(({ id }) => id === 'WebTask')).toBeUndefined();
});
