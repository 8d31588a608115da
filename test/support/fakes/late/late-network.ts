/** The exam room's network, as far as its drills work with it: rules of security groups, subnets, routes to S3. */
import type { IpPermission } from '@aws-sdk/client-ec2';
import { type GroupRule, rulesOf } from '../../../../lib/lab/settings/ec2.ts';
import { REGION_FACTS } from '../../../../lib/region-facts.ts';
import type { LateSettings } from './late-settings.ts';

export interface Group {
  readonly ingress: readonly GroupRule[];
  readonly egress: readonly GroupRule[];
}

export interface NetworkAreas {
  groups: Readonly<Record<string, Group>>;
  /** The route tables that lead to the gateway endpoint. */
  routes: readonly string[];
}

const VPC = 'vpc-exams';
const CLOUDFRONT = REGION_FACTS['us-east-1']?.cloudFront as string;
const ZONES = ['a', 'b'] as const;
const subnet = (tier: string, zone: string, CidrBlock: string) => ({
  ...{ SubnetId: `subnet-${tier}-${zone}`, VpcId: VPC, AvailabilityZone: `us-east-1${zone}`, CidrBlock },
});
const SUBNETS = [
  subnet('entry', 'a', '10.20.0.0/26'),
  subnet('entry', 'b', '10.20.0.64/26'),
  subnet('web', 'a', '10.20.4.0/22'),
  subnet('web', 'b', '10.20.8.0/22'),
  subnet('data', 'a', '10.20.12.0/24'),
  subnet('data', 'b', '10.20.13.0/24'),
];
export const subnetsOf = (tier: 'entry' | 'web') => ZONES.map((zone) => `subnet-${tier}-${zone}`);
const TABLES = ZONES.map((zone) => `rtb-web-${zone}`);

const tcp = (peer: string, port: number, description: string | null = null): GroupRule => ({
  ...{ protocol: 'tcp', fromPort: port, toPort: port, peer, description },
});

export const healthyNetwork = (): NetworkAreas => ({
  groups: {
    'sg-balancer': { ingress: [tcp(CLOUDFRONT, 80)], egress: [tcp('sg-tasks', 8080)] },
    'sg-tasks': {
      ingress: [tcp('sg-balancer', 8080, 'requests and health checks')],
      egress: [tcp('sg-database', 5432), tcp('sg-cache', 6379), tcp('0.0.0.0/0', 443)],
    },
    'sg-database': { ingress: [tcp('sg-tasks', 5432)], egress: [] },
    'sg-cache': { ingress: [tcp('sg-tasks', 6379)], egress: [] },
  },
  routes: TABLES,
});

/** Whether a connection from one group comes to a port of the other: out of the one, and into the other. */
export function comesThrough(
  groups: NetworkAreas['groups'],
  from: readonly string[],
  to: readonly string[],
  port: number,
): boolean {
  const allow = (of: readonly string[], way: keyof Group, peers: readonly string[]) =>
    of
      .flatMap((id) => groups[id]?.[way] ?? [])
      .some(({ fromPort, toPort, peer }) => peers.includes(peer) && Number(fromPort) <= port && port <= Number(toPort));
  return allow(from, 'egress', to) && allow(to, 'ingress', from);
}

const permissionOf = ({ protocol, fromPort, toPort, peer, description }: GroupRule): IpPermission => {
  const Description = description ?? undefined;
  const of = peer.startsWith('sg-')
    ? { UserIdGroupPairs: [{ GroupId: peer, Description }] }
    : peer.startsWith('pl-')
      ? { PrefixListIds: [{ PrefixListId: peer, Description }] }
      : { IpRanges: [{ CidrIp: peer, Description }] };
  return { IpProtocol: protocol, FromPort: fromPort ?? undefined, ToPort: toPort ?? undefined, ...of };
};

interface Change {
  readonly GroupId: string;
  readonly IpPermissions: IpPermission[];
}

export function lateNetwork(settings: LateSettings<NetworkAreas>) {
  const edit = (way: keyof Group, id: string, rules: (before: readonly GroupRule[]) => readonly GroupRule[]) => {
    const group = settings.now.groups[id] as Group;
    settings.change('groups', { ...settings.now.groups, [id]: { ...group, [way]: rules(group[way]) } });
    return {};
  };
  const authorize =
    (way: keyof Group) =>
    async ({ GroupId, IpPermissions }: Change) =>
      edit(way, GroupId, (before) => [...before, ...rulesOf(IpPermissions)]);
  const idOf = ({ description: _, ...rule }: GroupRule) => JSON.stringify(rule);
  const revoke =
    (way: keyof Group) =>
    async ({ GroupId, IpPermissions }: Change) => {
      const gone = rulesOf(IpPermissions).map(idOf);
      return edit(way, GroupId, (before) => before.filter((rule) => !gone.includes(idOf(rule))));
    };
  return {
    /** By ids; by name it has none, such as the group that CloudFront makes itself. */
    async describeSecurityGroups({ GroupIds = [] }: { GroupIds?: string[] }) {
      const SecurityGroups = GroupIds.map((GroupId) => {
        const { ingress = [], egress = [] } = settings.now.groups[GroupId] ?? {};
        return { GroupId, IpPermissions: ingress.map(permissionOf), IpPermissionsEgress: egress.map(permissionOf) };
      });
      return { SecurityGroups };
    },
    authorizeSecurityGroupIngress: authorize('ingress'),
    authorizeSecurityGroupEgress: authorize('egress'),
    revokeSecurityGroupIngress: revoke('ingress'),
    revokeSecurityGroupEgress: revoke('egress'),
    async describeSubnets({ SubnetIds }: { SubnetIds?: string[] }) {
      return { Subnets: SUBNETS.filter(({ SubnetId }) => !SubnetIds || SubnetIds.includes(SubnetId)) };
    },
    async describeRouteTables() {
      const tables = ZONES.map((zone) => ({
        RouteTableId: `rtb-web-${zone}`,
        Associations: [{ SubnetId: `subnet-web-${zone}` }],
        Routes: [{ DestinationCidrBlock: '10.20.0.0/16', GatewayId: 'local' }],
      }));
      return { RouteTables: [{ RouteTableId: 'rtb-main', Associations: [{ Main: true }], Routes: [] }, ...tables] };
    },
    async describeVpcEndpoints() {
      const endpoint = { VpcEndpointId: 'vpce-s3', ServiceName: 'com.amazonaws.us-east-1.s3', State: 'available' };
      return {
        VpcEndpoints: [{ ...endpoint, VpcEndpointType: 'Gateway', RouteTableIds: [...settings.now.routes] }],
      };
    },
    async modifyVpcEndpoint(asked: { AddRouteTableIds: string[]; RemoveRouteTableIds: string[] }) {
      const kept = settings.now.routes.filter((id) => !asked.RemoveRouteTableIds.includes(id));
      settings.change('routes', [...kept, ...asked.AddRouteTableIds]);
      return {};
    },
  };
}
