import { Aws, CfnMapping, RemovalPolicy, Validations } from 'aws-cdk-lib';
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
import { REGION_FACTS } from '../../region-facts.ts';

/** Something of the data tier that tasks speak to. */
export interface DataPort {
  readonly port: number;
  /** What is spoken on it. */
  readonly speaks: string;
}

export interface NetworkProps<Data extends string> {
  /** The port that tasks listen on. */
  readonly port: number;
  /** What the data tier has; each has a group of its own, `database` as `Database`. */
  readonly data: Readonly<Record<Data, DataPort>>;
  /**
   * Private: tasks have no way to the internet, and reach AWS by interface endpoints in each zone. Public: they have an
   * address each and no endpoint, which costs an eighth; their security group lets nothing in but the balancer either way.
   */
  readonly webTier: 'private' | 'public';
  /** Whether CloudFront alone reaches the balancer, by HTTP in this VPC, or everybody by HTTPS. */
  readonly entry: 'private' | 'public';
}

/** What the engine of Aurora PostgreSQL listens on. */
export const DATABASE_PORT = 5432;
const HTTP = 80;
const HTTPS = 443;

/**
 * Two zones, three tiers: *entry* with the balancer, *web* with the tasks, *data* with what they keep. Security groups lead
 * from each tier to the next and nowhere else, and every rule is written here.
 */
export class Network<Data extends string = string> extends Construct {
  readonly vpc: Vpc;
  readonly entry: readonly ISubnet[];
  readonly web: readonly ISubnet[];
  readonly data: readonly ISubnet[];
  readonly entryIsPublic: boolean;
  readonly webIsPublic: boolean;
  /** Of the balancer, the tasks, and each thing of the data tier. */
  readonly groups: Readonly<Record<'balancer' | 'tasks', SecurityGroup> & Record<Data, SecurityGroup>>;
  private readonly toS3: GatewayVpcEndpoint;
  /** {@link REGION_FACTS}, for CloudFormation. */
  private readonly region: CfnMapping;

  constructor(scope: Construct, id: string, { port, data, webTier, entry }: NetworkProps<Data>) {
    super(scope, id);
    this.entryIsPublic = entry === 'public';
    this.webIsPublic = webTier === 'public';
    const typeOf = (isPublic: boolean) => (isPublic ? SubnetType.PUBLIC : SubnetType.PRIVATE_ISOLATED);
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
        { name: 'entry', subnetType: typeOf(this.entryIsPublic), cidrMask: 26 },
        { name: 'web', subnetType: typeOf(this.webIsPublic), cidrMask: 22 },
        { name: 'data', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 24 },
        // Exam: CloudFront reaches a private balancer only in a VPC that has an internet gateway, though no packet takes
        // it ("Restrict access with VPC origins"). A VPC without public subnets would get none from the CDK.
        ...(this.webIsPublic || this.entryIsPublic
          ? []
          : [{ name: 'unused', subnetType: SubnetType.PUBLIC, cidrMask: 28, mapPublicIpOnLaunch: false }]),
      ],
    });
    this.entry = this.inTwoZones('entry');
    this.web = this.inTwoZones('web');
    this.data = this.inTwoZones('data');
    if (!this.webIsPublic && !this.entryIsPublic) this.inTwoZones('unused');

    const group = (name: string, description: string) =>
      new SecurityGroup(this, name, { vpc: this.vpc, description, allowAllOutbound: false });
    const balancer = group(
      'Balancer',
      `The balancer: from ${this.entryIsPublic ? 'everybody' : 'CloudFront'}, to the tasks`,
    );
    const names = Object.keys(data) as Data[];
    const tasks = group('Tasks', `The tasks: from the balancer, to ${names.join(', ')} and AWS`);
    const behind = names.map(
      (name) =>
        [name, group(`${name.charAt(0).toUpperCase()}${name.slice(1)}`, `The ${name}: from the tasks`)] as const,
    );
    this.groups = { balancer, tasks, ...(Object.fromEntries(behind) as Record<Data, SecurityGroup>) };
    if (this.entryIsPublic) this.openToEverybody();
    else this.openToCloudFront();
    tier(balancer, tasks, port, 'requests and health checks');
    for (const [name, one] of behind) tier(tasks, one, data[name].port, data[name].speaks);
    // What this reaches is decided by the routes: S3 and the endpoints where the tier is private.
    tasks.addEgressRule(Peer.anyIpv4(), Port.tcp(HTTPS), 'to S3, and to AWS by its endpoints');

    // Exam: a gateway endpoint is free, and an image's layers come from S3.
    this.toS3 = this.vpc.addGatewayEndpoint('ToS3', {
      service: GatewayVpcEndpointAwsService.S3,
      subnets: [{ subnets: [...this.web] }],
    });
    if (!this.webIsPublic) this.addEndpoints();
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

  private openToCloudFront(): void {
    // Exam: CloudFront's interfaces for a VPC origin are in the balancer's subnets, and yet a rule for their blocks lets no
    // request in: callers get 504. The list counts as 55 of the 60 rules that a group may have.
    const cloudFront = this.region.findInMap(Aws.REGION, 'cloudFront');
    this.groups.balancer.addIngressRule(Peer.prefixList(cloudFront), Port.tcp(HTTP), 'from CloudFront');
  }

  private openToEverybody(): void {
    this.groups.balancer.addIngressRule(Peer.anyIpv4(), Port.tcp(HTTPS), 'from everybody');
    Validations.of(this.groups.balancer).acknowledge({
      id: 'AwsSolutions-EC23',
      reason: 'A public balancer: it speaks HTTPS alone, on one port, and what it leads to is private.',
    });
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
