/** Reads of a network back what people change: the rules of groups, routes, and what leads to an endpoint. */
import { orMissing } from '../../aws/missing.ts';
import { type GroupRule, isSameRule, rulesOf, type Way } from '../../settings/ec2.ts';
import type { Properties, Reader } from '../reader.ts';

const INLINE = { SecurityGroupIngress: 'ingress', SecurityGroupEgress: 'egress' } as const;

/** A rule of a template, inline or by itself, as the lab writes rules. */
export const groupRule = (of: Properties): GroupRule => {
  const ports = of.IpProtocol === '-1' ? [null, null] : [of.FromPort, of.ToPort].map(Number);
  const peer = of.CidrIp ?? of.CidrIpv6 ?? of.SourceSecurityGroupId ?? of.DestinationSecurityGroupId;
  return {
    ...{ protocol: String(of.IpProtocol), fromPort: ports[0] as number | null, toPort: ports[1] as number | null },
    ...{ peer: String(peer ?? of.SourcePrefixListId ?? of.DestinationPrefixListId) },
    description: (of.Description as string | undefined) ?? null,
  };
};

/** The rules that a group's own template has inline in one direction. */
export const inlineRules = (properties: Properties, way: Way): readonly Properties[] => {
  const name = way === 'ingress' ? 'SecurityGroupIngress' : 'SecurityGroupEgress';
  return (properties[name] ?? []) as readonly Properties[];
};

/** Which of its inline rules it has; what it has besides is told as added. */
export const securityGroup: Reader = async (aws, { physicalId, properties }) => {
  const answer = await orMissing(aws.ec2.describeSecurityGroups({ GroupIds: [physicalId] }));
  const group = answer?.SecurityGroups?.[0];
  if (!group) return undefined;
  const there = { ingress: rulesOf(group.IpPermissions), egress: rulesOf(group.IpPermissionsEgress) };
  const held = Object.entries(INLINE)
    .filter(([name]) => name in properties)
    .map(([name, way]) => [
      name,
      inlineRules(properties, way).filter((rule) => there[way].some((held) => isSameRule(held, groupRule(rule)))),
    ]);
  return { properties: { ...properties, ...Object.fromEntries(held) }, attributes: { GroupId: physicalId } };
};

/** A rule that is a resource by itself. */
const ruleIn =
  (way: Way): Reader =>
  async (aws, { properties }) => {
    const answer = await orMissing(aws.ec2.describeSecurityGroups({ GroupIds: [properties.GroupId as string] }));
    const { IpPermissions, IpPermissionsEgress } = answer?.SecurityGroups?.[0] ?? {};
    const there = rulesOf(way === 'ingress' ? IpPermissions : IpPermissionsEgress);
    return there.some((held) => isSameRule(held, groupRule(properties))) ? { properties } : undefined;
  };
export const ingressRule = ruleIn('ingress');
export const egressRule = ruleIn('egress');

/** Of an endpoint which route tables lead to it: of an interface, that it is there. */
export const endpoint: Reader = async (aws, { physicalId, properties }) => {
  const answer = await orMissing(aws.ec2.describeVpcEndpoints({ VpcEndpointIds: [physicalId] }));
  const found = answer?.VpcEndpoints?.find(({ State }) => !/^delet/i.test(State ?? ''));
  const led = 'RouteTableIds' in properties && { RouteTableIds: found?.RouteTableIds ?? [] };
  return found && { properties: { ...properties, ...led } };
};

/** That it is there; the routes that are not the stack's are told as added. */
export const routeTable: Reader = async (aws, { physicalId, properties }) => {
  const answer = await orMissing(aws.ec2.describeRouteTables({ RouteTableIds: [physicalId] }));
  return answer?.RouteTables?.[0] && { properties };
};

export const route: Reader = async (aws, { properties }) => {
  const { RouteTableId, DestinationCidrBlock, GatewayId } = properties;
  const answer = await orMissing(aws.ec2.describeRouteTables({ RouteTableIds: [RouteTableId as string] }));
  const found = answer?.RouteTables?.[0]?.Routes?.find((each) => each.DestinationCidrBlock === DestinationCidrBlock);
  return found && { properties: { ...properties, ...(GatewayId !== undefined && { GatewayId: found.GatewayId }) } };
};
