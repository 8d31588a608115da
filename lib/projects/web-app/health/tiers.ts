/**
 * Who can open a connection to whom, by the security groups that balancer, tasks, database and cache have now: each tier from
 * the one before, on one port, and from nowhere else. A path needs a rule out of the one end and a rule into the other.
 */
import type { Finding, Probe } from '../../../lab/drills/drill.ts';
import { CouldNotLook } from '../../../lab/drills/drill.ts';
import { type GroupRule, rulesOf } from '../../../lab/settings/ec2.ts';
import { serviceNow } from '../../../lab/settings/ecs.ts';
import { physicalIdsOf } from '../../../lab/stacks/stack-resources.ts';
import { REGION_FACTS } from '../../../region-facts.ts';
import { PORT } from '../app/env.ts';
import { webApp } from '../project.ts';
import type { Lab, Output } from './sitting.ts';

const TIERS = ['balancer', 'tasks', 'database', 'cache'] as const;
export type Tier = (typeof TIERS)[number];

export interface Network {
  /** Ids of the groups that each tier has now. */
  readonly groups: Readonly<Record<Tier, readonly string[]>>;
  readonly ingress: (tier: Tier) => readonly GroupRule[];
  readonly egress: (tier: Tier) => readonly GroupRule[];
  /** What a rule may name so that CloudFront comes in, and nobody else. */
  readonly cloudFront: readonly string[];
}

/** What CloudFront makes itself with the first VPC origin ("Restrict access with VPC origins"): narrower than its prefix list. */
const CLOUDFRONT_GROUP = 'CloudFront-VPCOrigins-Service-SG';
const HTTP = 80;
const DATABASE_PORT = 5432;
const CACHE_PORT = 6379;

/** The paths that there are: to each tier from the one before it. */
const PATHS: readonly { readonly from: Tier; readonly to: Tier; readonly port: number }[] = [
  { from: 'balancer', to: 'tasks', port: PORT },
  { from: 'tasks', to: 'database', port: DATABASE_PORT },
  { from: 'tasks', to: 'cache', port: CACHE_PORT },
];

/** The group that the stack made for a tier. */
export async function groupOf(lab: Lab, tier: 'database' | 'cache'): Promise<string> {
  const name = tier === 'database' ? 'NetworkDatabase' : 'NetworkCache';
  const ids = await physicalIdsOf(webApp.stackName, lab.aws);
  const found = [...ids].find(([logicalId, id]) => logicalId.startsWith(name) && id.startsWith('sg-'));
  if (!found) throw new CouldNotLook(`the stack does not say which security group its ${tier} has: check again`);
  return found[1];
}

/** What the network is now. */
export async function networkNow(lab: Lab): Promise<Network> {
  const { BalancerArn, ClusterName, ServiceName } = lab.outputs;
  const [balancers, service, database, cache] = await Promise.all([
    lab.aws.elbv2.describeLoadBalancers({ LoadBalancerArns: [BalancerArn] }),
    serviceNow(lab.aws, { cluster: ClusterName, service: ServiceName }),
    groupOf(lab, 'database'),
    groupOf(lab, 'cache'),
  ]);
  const [balancer] = balancers.LoadBalancers ?? [];
  const groups = {
    balancer: balancer?.SecurityGroups ?? [],
    tasks: service?.networkConfiguration?.awsvpcConfiguration?.securityGroups ?? [],
    database: [database],
    cache: [cache],
  };
  const [{ SecurityGroups = [] }, { SecurityGroups: ofCloudFront = [] }] = await Promise.all([
    lab.aws.ec2.describeSecurityGroups({ GroupIds: [...new Set(Object.values(groups).flat())] }),
    lab.aws.ec2.describeSecurityGroups({ Filters: [{ Name: 'group-name', Values: [CLOUDFRONT_GROUP] }] }),
  ]);
  const prefixList = REGION_FACTS[BalancerArn.split(':')[3] ?? '']?.cloudFront ?? '';
  const of = (tier: Tier) => SecurityGroups.filter(({ GroupId = '' }) => groups[tier].includes(GroupId));
  return {
    groups,
    ingress: (tier) => of(tier).flatMap(({ IpPermissions }) => rulesOf(IpPermissions)),
    egress: (tier) => of(tier).flatMap(({ IpPermissionsEgress }) => rulesOf(IpPermissionsEgress)),
    cloudFront: [prefixList, ...ofCloudFront.map(({ GroupId = '' }) => GroupId)],
  };
}

const isOn = ({ protocol, fromPort, toPort }: GroupRule, port: number) =>
  protocol === '-1' || ((protocol === 'tcp' || protocol === '6') && Number(fromPort) <= port && port <= Number(toPort));

const leads = (rules: readonly GroupRule[], peers: readonly string[], port: number): boolean =>
  rules.some((rule) => isOn(rule, port) && (peers.includes(rule.peer) || rule.peer === '0.0.0.0/0'));

/** Whether a TCP connection from one tier comes to a port of another; by groups alone, since nothing is granted by block. */
export const opens = (network: Network, from: Tier, to: Tier, port: number): boolean =>
  leads(network.egress(from), network.groups[to], port) && leads(network.ingress(to), network.groups[from], port);

/** The rules that let in what has no business there, each said as tier, peer and ports. */
function tooWide(network: Network): string[] {
  return TIERS.flatMap((tier) => {
    const path = PATHS.find(({ to }) => to === tier);
    const peers = path ? network.groups[path.from] : network.cloudFront;
    const port = path?.port ?? HTTP;
    return network
      .ingress(tier)
      .filter(
        ({ protocol, fromPort, toPort, peer }) =>
          !(peers.includes(peer) && protocol === 'tcp' && fromPort === port && toPort === port),
      )
      .map(({ fromPort, toPort, peer }) => `${peer} reaches the ${tier} on ${fromPort ?? 'all'} to ${toPort ?? 'all'}`);
  });
}

/** Nothing more comes in than as deployed; what may go out is bounded by what it may come into. */
export const nobodyElseComesIn: Probe<Output> = {
  expects: 'Each tier can be reached from the one before it alone',
  async look(lab) {
    const found = tooWide(await networkNow(lab));
    const wanted = 'no other way in';
    return { ok: found.length === 0, saw: found.length === 0 ? wanted : found.join('; '), wanted };
  },
};

/** What has to come through does. */
export const tiersAreConnected: Probe<Output> = {
  expects: 'Each tier lets in the one before it',
  async look(lab): Promise<Finding> {
    const network = await networkNow(lab);
    const shut = PATHS.filter(({ from, to, port }) => !opens(network, from, to, port)).map(
      ({ from, to }) => `the ${from} to the ${to}`,
    );
    if (!leads(network.ingress('balancer'), network.cloudFront, HTTP)) shut.unshift('CloudFront to the balancer');
    const wanted = 'every tier open to the one before it';
    const saw = shut.map((path) => `nothing passes from ${path}`).join('; ');
    return { ok: shut.length === 0, saw: saw || wanted, wanted };
  },
};
