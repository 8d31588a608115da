/** What reading a deployed resource back takes and gives; one file per service stands in `readers/`. */
import type { AwsClients } from '../aws/aws-clients.ts';

export type Properties = Readonly<Record<string, unknown>>;

/** What a reader has to know: a resource of a stack, with its template's properties once every reference is replaced. */
export interface ToRead {
  readonly stackName: string;
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
  readonly properties: Properties;
}

/** What the service says of a resource. */
export interface Found {
  /** In the spelling of a template. */
  readonly properties: Properties;
  /**
   * What a property is when nobody set it. Where the template does not name a property that is at its default, or that
   * is empty, nothing was added.
   */
  readonly defaults?: Properties;
  /** What `Fn::GetAtt` answers, by attribute; only those that our templates ask for. */
  readonly attributes?: Readonly<Record<string, string>>;
}

/** Asks the service that holds a resource for it; `undefined` when it is gone. */
export type Reader = (aws: AwsClients, resource: ToRead) => Promise<Found | undefined>;

/** Types that no service holds anything of, with the reason. */
export const KEEPS_NOTHING: Readonly<Record<string, string>> = {
  'AWS::CDK::Metadata': 'a note for the CDK; nothing is made',
  'Custom::S3AutoDeleteObjects': 'a call of a function when the stack is deleted; nothing is kept',
  'Custom::Trigger': 'a call of a function while deploying; nothing is kept',
};

/**
 * Types of which nothing is read back: what a stack has of them is compared by nobody, which `lab restore` says. To lead them back is
 * to deploy again (docs/decisions/0103).
 */
export const NOT_READ_BACK: Readonly<Record<string, string>> = {
  'AWS::Backup::BackupPlan': 'backups',
  'AWS::Backup::BackupSelection': 'backups',
  'AWS::Backup::BackupVault': 'backups',
  'AWS::CertificateManager::Certificate': 'certificate',
  'AWS::CloudFront::Distribution': 'distribution',
  'AWS::CloudFront::OriginAccessControl': 'distribution',
  'AWS::CloudFront::VpcOrigin': 'distribution',
  'AWS::EC2::FlowLog': 'network',
  'AWS::EC2::InternetGateway': 'network',
  'AWS::EC2::Subnet': 'network',
  'AWS::EC2::SubnetRouteTableAssociation': 'network',
  'AWS::EC2::VPC': 'network',
  'AWS::EC2::VPCGatewayAttachment': 'network',
  'AWS::ECS::Cluster': 'cluster',
  'AWS::ECS::TaskDefinition': 'cluster',
  'AWS::ElastiCache::ReplicationGroup': 'cache',
  'AWS::ElastiCache::SubnetGroup': 'cache',
  'AWS::ElasticLoadBalancingV2::Listener': 'balancer',
  'AWS::ElasticLoadBalancingV2::ListenerRule': 'balancer',
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 'balancer',
  'AWS::KMS::Alias': 'alias of the key',
  'AWS::RDS::DBCluster': 'database',
  'AWS::RDS::DBClusterParameterGroup': 'database',
  'AWS::RDS::DBInstance': 'database',
  'AWS::RDS::DBSubnetGroup': 'database',
  'AWS::RDS::GlobalCluster': 'database',
  'AWS::Route53::HealthCheck': 'DNS records',
  'AWS::Route53::RecordSet': 'DNS records',
  'AWS::SecretsManager::SecretTargetAttachment': 'database',
  'AWS::WAFv2::WebACL': 'firewall',
};

/** Whether a resource of this type is left out where a stack is compared with its template. */
export const isPassedOver = (type: string): boolean => type in KEEPS_NOTHING || type in NOT_READ_BACK;

/** `Name` → `name` and back: some services spell a property as CloudFormation does, but for its first letter. */
export const capitalized = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(capitalized);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name.charAt(0).toUpperCase() + name.slice(1), capitalized(inner)]),
  );
};

/** The part of a property, or nothing where it is what the service has by default. */
export const unless = <Value>(value: Value | undefined, standard: Value): Value | undefined =>
  value === standard ? undefined : value;
