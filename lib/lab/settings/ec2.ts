/** What drills change of a network: rules of security groups, and the routes to a gateway endpoint. */
import { isDeepStrictEqual } from 'node:util';
import type { IpPermission } from '@aws-sdk/client-ec2';
import type { AwsClients } from '../aws/aws-clients.ts';
import { orMissing } from '../aws/missing.ts';

/** One rule of a security group: one protocol, one range of ports, one peer. */
export interface GroupRule {
  /** `tcp`, or `-1` for all, which has no ports. */
  readonly protocol: string;
  readonly fromPort: number | null;
  readonly toPort: number | null;
  /** A block such as `10.20.0.0/16`, the id of a group, or the id of a prefix list. */
  readonly peer: string;
  readonly description: string | null;
}

export type Way = 'ingress' | 'egress';

interface RulesTarget {
  readonly groupId: string;
  readonly way: Way;
}

/** All rules of a security group in one direction. */
export const groupRules = {
  resource: ({ groupId }: RulesTarget) => `ec2:security-group:${groupId}`,
  async read({ ec2 }: AwsClients, { groupId, way }: RulesTarget): Promise<readonly GroupRule[] | undefined> {
    const found = await orMissing(ec2.describeSecurityGroups({ GroupIds: [groupId] }));
    const group = found?.SecurityGroups?.[0];
    return group && rulesOf(way === 'ingress' ? group.IpPermissions : group.IpPermissionsEgress);
  },
  /** What is not wanted goes, what is missing comes: what stays is not touched, so that no packet is dropped between. */
  async write(aws: AwsClients, target: RulesTarget, value: readonly GroupRule[]): Promise<void> {
    const { ec2 } = aws;
    const now = (await groupRules.read(aws, target)) ?? [];
    const missing = value.filter((rule) => !now.some((held) => isSameRule(held, rule)));
    const tooMany = now.filter((rule) => !value.some((wanted) => isSameRule(wanted, rule)));
    const change = (rules: readonly GroupRule[]) => ({ GroupId: target.groupId, IpPermissions: rules.map(permission) });
    if (missing.length > 0) {
      if (target.way === 'ingress') await ec2.authorizeSecurityGroupIngress(change(missing));
      else await ec2.authorizeSecurityGroupEgress(change(missing));
    }
    if (tooMany.length > 0) {
      if (target.way === 'ingress') await ec2.revokeSecurityGroupIngress(change(tooMany));
      else await ec2.revokeSecurityGroupEgress(change(tooMany));
    }
  },
};

/** A group holds a rule once, whatever its description. */
export const isSameRule = ({ description: _, ...one }: GroupRule, { description: __, ...other }: GroupRule): boolean =>
  isDeepStrictEqual(one, other);

/** The permissions of the API, of which each may have many peers, as rules of one peer each, in one order. */
export function rulesOf(permissions: readonly IpPermission[] = []): GroupRule[] {
  return permissions
    .flatMap(({ IpProtocol = '-1', FromPort, ToPort, ...peers }) => {
      const ports = IpProtocol === '-1' ? { fromPort: null, toPort: null } : portsOf(FromPort, ToPort);
      const rule = (peer: string | undefined, description: string | undefined): GroupRule => ({
        ...{ protocol: IpProtocol, ...ports, peer: peer ?? '', description: description || null },
      });
      return [
        ...(peers.IpRanges ?? []).map(({ CidrIp, Description }) => rule(CidrIp, Description)),
        ...(peers.Ipv6Ranges ?? []).map(({ CidrIpv6, Description }) => rule(CidrIpv6, Description)),
        ...(peers.UserIdGroupPairs ?? []).map(({ GroupId, Description }) => rule(GroupId, Description)),
        ...(peers.PrefixListIds ?? []).map(({ PrefixListId, Description }) => rule(PrefixListId, Description)),
      ];
    })
    .toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}

const portsOf = (from: number | undefined, to: number | undefined) => ({ fromPort: from ?? null, toPort: to ?? null });

function permission({ protocol, fromPort, toPort, peer, description }: GroupRule): IpPermission {
  const Description = description ?? undefined;
  return {
    IpProtocol: protocol,
    FromPort: fromPort ?? undefined,
    ToPort: toPort ?? undefined,
    ...(peer.startsWith('sg-')
      ? { UserIdGroupPairs: [{ GroupId: peer, Description }] }
      : peer.startsWith('pl-')
        ? { PrefixListIds: [{ PrefixListId: peer, Description }] }
        : peer.includes(':')
          ? { Ipv6Ranges: [{ CidrIpv6: peer, Description }] }
          : { IpRanges: [{ CidrIp: peer, Description }] }),
  };
}

interface EndpointTarget {
  readonly endpointId: string;
}

/** The route tables that lead to a gateway endpoint, by id, in one order. */
export const endpointRoutes = {
  resource: ({ endpointId }: EndpointTarget) => `ec2:vpc-endpoint:${endpointId}`,
  async read({ ec2 }: AwsClients, { endpointId }: EndpointTarget): Promise<readonly string[] | undefined> {
    const found = await orMissing(ec2.describeVpcEndpoints({ VpcEndpointIds: [endpointId] }));
    const endpoint = found?.VpcEndpoints?.[0];
    return endpoint && [...(endpoint.RouteTableIds ?? [])].sort();
  },
  async write(aws: AwsClients, target: EndpointTarget, value: readonly string[]): Promise<void> {
    const now = (await endpointRoutes.read(aws, target)) ?? [];
    const AddRouteTableIds = value.filter((id) => !now.includes(id));
    const RemoveRouteTableIds = now.filter((id) => !value.includes(id));
    if (AddRouteTableIds.length + RemoveRouteTableIds.length === 0) return;
    await aws.ec2.modifyVpcEndpoint({ VpcEndpointId: target.endpointId, AddRouteTableIds, RemoveRouteTableIds });
  },
};
