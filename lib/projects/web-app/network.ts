import { Aws, CfnMapping, RemovalPolicy } from 'aws-cdk-lib';
import {
  type CfnSubnet,
  FlowLogDestination,
  FlowLogTrafficType,
  type GatewayVpcEndpoint,
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpointAwsService,
  IpAddresses,
  type ISubnet,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { PORT } from './app/env.ts';
import { REGION_FACTS } from './regions.ts';
import type { Size } from './size.ts';

export interface NetworkProps {
  readonly size: Size;
}

/** What the engine of Aurora PostgreSQL and Valkey listen on. */
export const DATABASE_PORT = 5432;
export const CACHE_PORT = 6379;
const HTTP = 80;
const HTTPS = 443;

/**
 * Two zones, three tiers: *entry* with the balancer, *web* with the tasks, *data* with database and cache. Security groups
 * lead from each tier to the next and nowhere else, and every rule is written here.
 */
export class Network extends Construct {
  readonly vpc: Vpc;
  readonly entry: readonly ISubnet[];
  readonly web: readonly ISubnet[];
  readonly data: readonly ISubnet[];
  /** Of the balancer, the tasks, the database and the cache. */
  readonly groups: Readonly<Record<'balancer' | 'tasks' | 'database' | 'cache', SecurityGroup>>;
  private readonly toS3: GatewayVpcEndpoint;
  /** {@link REGION_FACTS}, for CloudFormation. */
  private readonly region: CfnMapping;

  constructor(scope: Construct, id: string, { size }: NetworkProps) {
    super(scope, id);
    const isPublic = size.webTier === 'public';
    this.region = new CfnMapping(this, 'KnownRegions', {
      mapping: Object.fromEntries(
        Object.entries(REGION_FACTS).map(([region, { cloudFront, zones }]) => [
          region,
          { cloudFront, zone1: zones[0], zone2: zones[1] },
        ]),
      ),
    });

    this.vpc = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr('10.20.0.0/16'),
      maxAzs: 2,
      natGateways: 0,
      // The default group is used by nobody; emptying it would take a function, a role and a custom resource.
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [
        { name: 'entry', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 26 },
        { name: 'web', subnetType: isPublic ? SubnetType.PUBLIC : SubnetType.PRIVATE_ISOLATED, cidrMask: 22 },
        { name: 'data', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 24 },
        // Exam: CloudFront reaches a private balancer only in a VPC that has an internet gateway, though no packet takes
        // it ("Restrict access with VPC origins"). A VPC without public subnets would get none from the CDK.
        ...(isPublic
          ? []
          : [{ name: 'unused', subnetType: SubnetType.PUBLIC, cidrMask: 28, mapPublicIpOnLaunch: false }]),
      ],
    });
    this.entry = this.inTwoZones('entry');
    this.web = this.inTwoZones('web');
    this.data = this.inTwoZones('data');
    if (!isPublic) this.inTwoZones('unused');

    const group = (name: string, description: string) =>
      new SecurityGroup(this, name, { vpc: this.vpc, description, allowAllOutbound: false });
    this.groups = {
      balancer: group('Balancer', 'The balancer: from CloudFront, to the tasks'),
      tasks: group('Tasks', 'The tasks: from the balancer, to database, cache and AWS'),
      database: group('Database', 'The database: from the tasks'),
      cache: group('Cache', 'The cache: from the tasks'),
    };
    const { balancer, tasks, database, cache } = this.groups;
    // Exam: CloudFront's interfaces for a VPC origin are in the balancer's subnets, and yet a rule for their blocks lets no
    // request in: callers get 504. The list counts as 55 of the 60 rules that a group may have.
    const cloudFront = this.region.findInMap(Aws.REGION, 'cloudFront');
    balancer.addIngressRule(Peer.prefixList(cloudFront), Port.tcp(HTTP), 'from CloudFront');
    tier(balancer, tasks, PORT, 'requests and health checks');
    tier(tasks, database, DATABASE_PORT, 'PostgreSQL');
    tier(tasks, cache, CACHE_PORT, 'Valkey');
    // What this reaches is decided by the routes: S3 and the endpoints where the tier is private.
    tasks.addEgressRule(Peer.anyIpv4(), Port.tcp(HTTPS), 'to S3, and to AWS by its endpoints');

    // Exam: a gateway endpoint is free, and an image's layers come from S3.
    this.toS3 = this.vpc.addGatewayEndpoint('ToS3', {
      service: GatewayVpcEndpointAwsService.S3,
      subnets: [{ subnets: [...this.web] }],
    });
    if (!isPublic) this.addEndpoints();
    this.logRefusals();
  }

  /** The two subnets of a tier, each in a zone that has all that is needed there; the CDK would take the first two by name. */
  private inTwoZones(subnetGroupName: string): ISubnet[] {
    const { subnets } = this.vpc.selectSubnets({ subnetGroupName });
    for (const [at, { node }] of subnets.entries()) {
      const subnet = node.defaultChild as CfnSubnet;
      subnet.availabilityZone = undefined;
      subnet.availabilityZoneId = this.region.findInMap(Aws.REGION, `zone${at + 1}`);
    }
    return subnets;
  }

  /** Lets through the endpoint to S3 what these actions do to these objects; what nobody asked for stays out. */
  allowToS3(actions: readonly string[], resources: readonly string[]): void {
    this.toS3.addToPolicy(
      new PolicyStatement({ principals: [new AnyPrincipal()], actions: [...actions], resources: [...resources] }),
    );
  }

  /** What a task needs to start, to log and to read a secret (docs/decisions/0078-endpoints-and-no-nat-gateway.md). */
  private addEndpoints(): void {
    const services = {
      ToImages: InterfaceVpcEndpointAwsService.ECR_DOCKER,
      ToEcr: InterfaceVpcEndpointAwsService.ECR,
      ToLogs: InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
      ToSecrets: InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
    };
    const endpoints = new SecurityGroup(this, 'Endpoints', {
      vpc: this.vpc,
      description: 'The endpoints of AWS services: from the tasks',
      allowAllOutbound: false,
    });
    endpoints.addIngressRule(this.groups.tasks, Port.tcp(HTTPS), 'AWS, by its endpoints');
    for (const [id, service] of Object.entries(services)) {
      this.vpc.addInterfaceEndpoint(id, {
        service,
        subnets: { subnets: [...this.web] },
        securityGroups: [endpoints],
        open: false,
      });
    }
  }

  /** Packets that a group or a list refused: the first thing to look at when something does not get through. */
  private logRefusals(): void {
    this.vpc.addFlowLog('Refusals', {
      trafficType: FlowLogTrafficType.REJECT,
      destination: FlowLogDestination.toCloudWatchLogs(
        new LogGroup(this, 'RefusalsLog', {
          retention: RetentionDays.ONE_WEEK,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
      ),
    });
  }
}

/** The name of the zone that a subnet comes to be in. */
export const zoneOf = ({ node }: ISubnet): string => (node.defaultChild as CfnSubnet).attrAvailabilityZone;

/** From one group to the other on one port, written into both: what leaves is as bounded as what enters. */
function tier(from: SecurityGroup, to: SecurityGroup, port: number, what: string): void {
  from.addEgressRule(to, Port.tcp(port), what);
  to.addIngressRule(from, Port.tcp(port), what);
}
