/** The arrows of what stands in tiers: an edge, a balancer, containers behind it, a database and a cache. */

// biome-ignore lint/suspicious/noExplicitAny: a template is any JSON.
export type Json = any;

/** What {@link tierArrows} needs of the wiring that it adds to. */
export interface Tiers {
  readonly ofType: (type: string) => readonly { readonly id: string; readonly is: Json }[];
  /** Every logical id that a value refers to. */
  readonly references: (value: Json) => readonly string[];
  readonly draw: (from: string | undefined, to: string | undefined, label: string) => void;
}

/** Callers → distribution → balancer → service → database and cache, as the properties say; the stores of each by their names. */
export function tierArrows({ ofType, references, draw }: Tiers): void {
  /** The one of this type that a value refers to. */
  const among = (type: string, value: Json) => {
    const named = references(value);
    return ofType(type).find(({ id }) => named.includes(id));
  };

  for (const { id, is } of ofType('AWS::CloudFront::Distribution')) {
    const { Origins, DefaultCacheBehavior, CacheBehaviors = [], WebACLId } = is.DistributionConfig;
    draw('caller', id, 'HTTPS');
    draw(id, among('AWS::WAFv2::WebACL', WebACLId)?.id, 'asks first');
    for (const { TargetOriginId, PathPattern = 'any other' } of [...CacheBehaviors, DefaultCacheBehavior]) {
      const origin = Origins.find(({ Id }: Json) => Id === TargetOriginId);
      const behind = among('AWS::CloudFront::VpcOrigin', origin)?.is.VpcOriginEndpointConfig ?? origin;
      for (const type of ['AWS::S3::Bucket', LOAD_BALANCER]) draw(id, among(type, behind)?.id, PathPattern);
    }
  }
  for (const { id, is } of ofType(LOAD_BALANCER)) {
    draw(id, among('AWS::S3::Bucket', is.LoadBalancerAttributes)?.id, 'logs');
    const listeners = ofType('AWS::ElasticLoadBalancingV2::Listener').filter(({ is: of }) =>
      references(of.LoadBalancerArn).includes(id),
    );
    for (const group of ofType('AWS::ElasticLoadBalancingV2::TargetGroup')) {
      if (!listeners.some(({ is: of }) => references(of.DefaultActions).includes(group.id))) continue;
      const service = ofType(SERVICE).find(({ is: of }) => references(of.LoadBalancers).includes(group.id));
      draw(id, service?.id, `port ${group.is.Port}`);
    }
  }
  for (const { id, is } of ofType(TASK)) {
    const { Environment = [] } = is.ContainerDefinitions[0];
    const runs = ofType(SERVICE).find(({ is: of }) => references(of.TaskDefinition).includes(id))?.id ?? id;
    draw(runs, among('AWS::RDS::DBCluster', Environment)?.id, 'connects');
    draw(runs, among('AWS::ElastiCache::ReplicationGroup', Environment)?.id, 'connects');
    draw(runs, among('AWS::S3::Bucket', Environment)?.id, 'writes');
  }
  const named = (name: string) => ofType(RECORD).find(({ is: of }) => of.Name === `${name}.`);
  for (const { id, is } of ofType(RECORD)) {
    if (is.Failover) draw('caller', id, 'asks');
    draw(id, among(LOAD_BALANCER, is.AliasTarget)?.id, 'leads to');
    draw(id, among(HEALTH_CHECK, is.HealthCheckId)?.id, 'while healthy');
  }
  for (const { id, is } of ofType(HEALTH_CHECK)) {
    const { ChildHealthChecks = [], FullyQualifiedDomainName } = is.HealthCheckConfig;
    for (const child of ChildHealthChecks) draw(id, among(HEALTH_CHECK, child)?.id, 'asks');
    draw(id, named(FullyQualifiedDomainName)?.id, 'asks');
  }
  for (const { id, is } of ofType('AWS::DynamoDB::GlobalTable')) {
    if ((is.Replicas ?? []).length > 1) draw(id, 'elsewhere', 'replicates');
  }
  for (const { id, is } of ofType('AWS::S3::Bucket')) {
    if (is.ReplicationConfiguration) draw(id, 'elsewhere', 'replicates');
  }
  // The first of a global database refers to it; another region knows it by its name.
  for (const { id, is } of ofType(CLUSTER)) {
    const whole = among('AWS::RDS::GlobalCluster', is.GlobalClusterIdentifier)?.is.GlobalClusterIdentifier;
    const others =
      whole === undefined ? [] : ofType(CLUSTER).filter(({ is: of }) => of.GlobalClusterIdentifier === whole);
    for (const other of others) draw(id, other.id, 'replicates');
  }
  for (const { id, is } of ofType('AWS::RDS::DBInstance')) {
    // `{ "Fn::FindInMap": ["NetworkKnownRegions", { "Ref": "AWS::Region" }, "zone1"] }`
    const subnet = among('AWS::EC2::Subnet', is.AvailabilityZone)?.is;
    const zone = /^zone(\d)$/.exec(subnet?.AvailabilityZoneId?.['Fn::FindInMap']?.[2])?.[1];
    draw(among('AWS::RDS::DBCluster', is.DBClusterIdentifier)?.id, id, zone ? `zone ${zone}` : 'runs on');
  }
}

const CLUSTER = 'AWS::RDS::DBCluster';
const HEALTH_CHECK = 'AWS::Route53::HealthCheck';
const LOAD_BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
const SERVICE = 'AWS::ECS::Service';
const TASK = 'AWS::ECS::TaskDefinition';
const RECORD = 'AWS::Route53::RecordSet';
