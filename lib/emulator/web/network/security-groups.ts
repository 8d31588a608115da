/**
 * Whether packets pass from one place to another: by the security groups that the emulator's EC2 has now ("Security
 * group rules": https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html). They are stateful: what may
 * go out may come back, so that a path needs a rule out of the one and a rule into the other.
 */
import type { EmulatorApi } from '../api.ts';
import type { Element } from '../xml.ts';

interface Permission {
  /** `tcp`, `-1` for all. */
  readonly protocol: string;
  readonly from: number;
  readonly to: number;
  readonly groups: readonly string[];
  readonly cidrs: readonly string[];
}

export interface SecurityGroup {
  readonly ingress: readonly Permission[];
  readonly egress: readonly Permission[];
}

export type SecurityGroups = ReadonlyMap<string, SecurityGroup>;

function permissionOf(permission: Element): Permission {
  const protocol = permission.text('ipProtocol') ?? '-1';
  const port = (name: string, otherwise: number) => Number(permission.text(name) ?? otherwise);
  const [from, to] = [port('fromPort', 0), port('toPort', 65_535)];
  return {
    protocol,
    // -1 stands for every port.
    from: from < 0 ? 0 : from,
    to: to < 0 ? 65_535 : to,
    groups: permission.list('groups').map((pair) => pair.text('groupId') ?? ''),
    cidrs: permission.list('ipRanges').map((range) => range.text('cidrIp') ?? ''),
  };
}

export async function readSecurityGroups(api: EmulatorApi): Promise<SecurityGroups> {
  const described = await api.query('ec2', 'DescribeSecurityGroups');
  return new Map(
    described.list('securityGroupInfo').map((group) => [
      group.text('groupId') ?? '',
      {
        ingress: group.list('ipPermissions').map(permissionOf),
        egress: group.list('ipPermissionsEgress').map(permissionOf),
      },
    ]),
  );
}

/** The other end of a path: its groups, and the blocks of its subnets, in which its address would be. */
export interface Place {
  readonly groups: readonly string[];
  readonly cidrs: readonly string[];
}

const numberOf = (address: string) => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

/** Whether one block holds all of another. */
export function covers(outer: string, inner: string): boolean {
  const [outerAddress = '', outerBits = '32'] = outer.split('/');
  const [innerAddress = '', innerBits = '32'] = inner.split('/');
  const size = 2 ** (32 - Number(outerBits));
  const start = Math.floor(numberOf(outerAddress) / size);
  return Number(outerBits) <= Number(innerBits) && Math.floor(numberOf(innerAddress) / size) === start;
}

const permits = (permissions: readonly Permission[], port: number, other: Place): boolean =>
  permissions.some(
    ({ protocol, from, to, groups, cidrs }) =>
      ['tcp', '6', '-1'].includes(protocol) &&
      (protocol === '-1' || (from <= port && port <= to)) &&
      (groups.some((group) => other.groups.includes(group)) ||
        cidrs.some((cidr) => cidr === '0.0.0.0/0' || other.cidrs.some((inner) => covers(cidr, inner)))),
  );

/** Why TCP packets do not come from one place to a port of another; undefined where they do. */
export function blockedBetween(all: SecurityGroups, from: Place, to: Place, port: number): string | undefined {
  const permitted = (groups: readonly string[], way: keyof SecurityGroup, other: Place) =>
    groups.some((group) => permits(all.get(group)?.[way] ?? [], port, other));
  if (!permitted(from.groups, 'egress', to)) return `no rule lets port ${port} out of ${from.groups.join(', ')}`;
  if (!permitted(to.groups, 'ingress', from)) return `no rule lets port ${port} into ${to.groups.join(', ')}`;
  return undefined;
}
