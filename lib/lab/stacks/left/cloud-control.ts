/**
 * Types of which Cloud Control is asked, one API for all: networks, balancers, databases, caches, backups and the edge. `Ref` is their
 * primary identifier, several parts of it between bars
 * (https://docs.aws.amazon.com/cloudcontrolapi/latest/userguide/resource-identifier.html).
 *
 * The emulator's Cloud Control knows only what it has made itself, and says of anything else that it is gone: there nobody
 * is asked.
 */
import type { ResourceKind } from './resource-kinds.ts';

const TYPES = [
  'AWS::ApplicationAutoScaling::ScalableTarget',
  'AWS::Backup::BackupPlan',
  'AWS::Backup::BackupVault',
  'AWS::CloudFront::Distribution',
  'AWS::CloudFront::OriginAccessControl',
  'AWS::CloudFront::VpcOrigin',
  'AWS::EC2::FlowLog',
  'AWS::EC2::InternetGateway',
  'AWS::EC2::RouteTable',
  'AWS::EC2::SecurityGroup',
  'AWS::EC2::Subnet',
  'AWS::EC2::VPC',
  'AWS::EC2::VPCEndpoint',
  'AWS::ElastiCache::ReplicationGroup',
  'AWS::ElastiCache::SubnetGroup',
  'AWS::ElasticLoadBalancingV2::Listener',
  'AWS::ElasticLoadBalancingV2::LoadBalancer',
  'AWS::ElasticLoadBalancingV2::TargetGroup',
  'AWS::RDS::DBCluster',
  'AWS::RDS::DBClusterParameterGroup',
  'AWS::RDS::DBInstance',
  'AWS::RDS::DBSubnetGroup',
  'AWS::SecretsManager::Secret',
  'AWS::WAFv2::WebACL',
];

export const CLOUD_CONTROL_KINDS: Readonly<Record<string, ResourceKind>> = Object.fromEntries(
  TYPES.map((TypeName) => [
    TypeName,
    {
      ask: async ({ cloudcontrol }, Identifier) =>
        (await cloudcontrol.getResource({ TypeName, Identifier })).ResourceDescription,
      remove: (Identifier) => ['cloudcontrol', 'delete-resource', '--type-name', TypeName, '--identifier', Identifier],
      onAwsAlone: true,
    },
  ]),
);
