/** A connection that times out passes security groups, network ACLs and route tables: which of them stops it? */
import { defineFamily } from '../family.ts';

export type Door = 'group' | 'acl in' | 'acl out' | 'route';
/** Ports from and to, both included. */
export type Ports = readonly [from: number, to: number];

/** The callee's side of a connection from another network of ours. */
export interface Side {
  readonly port: number;
  /** Ports that the security group lets in, and whether it lets anything out. */
  readonly groupIn: Ports;
  readonly groupOut: 'all' | 'none';
  /** Ports that the network ACL of the subnet allows; what is not allowed is denied. */
  readonly aclIn: Ports;
  readonly aclOut: Ports;
  /** Whether the subnet's route table knows the way back to the caller. */
  readonly wayBack: boolean;
}

export interface Change {
  readonly door: Door | 'group out' | 'acl in ephemeral';
}

const SERVICES: readonly (readonly [string, number])[] = [
  ['an HTTPS endpoint', 443],
  ['a PostgreSQL server', 5432],
  ['a MySQL server', 3306],
  ['a cache', 6379],
  ['an internal API', 8080],
  ['a broker', 9094],
];
const CALLERS = [
  'a peered VPC',
  'another VPC on the transit gateway',
  'the office over the VPN',
  'a peered VPC of another account',
];
const EPHEMERAL: Ports = [1024, 65535];

const said = ([from, to]: Ports) => (from === to ? `port ${from}` : `ports ${from} to ${to}`);

export const packetDoors = defineFamily<Side, Change>({
  id: 'packet-doors',
  kind: 'proven',
  tasks: ['SAA-C03/1.2', 'SAA-C03/3.4'],
  level: 'analyse',
  read: [
    { guide: 'Amazon VPC User Guide', page: 'Network ACL rules' },
    { guide: 'Amazon VPC User Guide', page: 'Security group rules' },
  ],
  asOf: '2026-11-27',
  names: [...CALLERS, ...SERVICES.map(([name]) => name)],
  misconceptions: {
    'it-is-the-security-group': 'When a connection times out, the security group is to blame.',
    'a-network-acl-keeps-state': 'A network ACL lets the answer out to whom it let in.',
    'a-security-group-forgets': 'A security group needs a rule for the answers too.',
    'routes-are-made-by-themselves': 'Once networks are connected, their route tables know each other.',
    'answers-come-from-the-service-port': 'The answer goes to the port of the service.',
  },
  draw(random) {
    const [, port] = random.pick(SERVICES);
    const shut = random.pick<Door>(['group', 'acl in', 'acl out', 'route']);
    const other: Ports = random.pick<Ports>([
      [22, 22],
      [80, 80],
      [3389, 3389],
    ]);
    return {
      port,
      groupIn: shut === 'group' ? other : [port, port],
      groupOut: random.pick(['all', 'none']),
      aclIn:
        shut === 'acl in'
          ? other
          : random.pick<Ports>([
              [port, port],
              [0, 65535],
            ]),
      aclOut:
        shut === 'acl out' ? random.pick<Ports>([[port, port], other]) : random.pick<Ports>([EPHEMERAL, [0, 65535]]),
      wayBack: shut !== 'route',
    };
  },
  write({ port, groupIn, groupOut, aclIn, aclOut, wayBack }, random) {
    const covers = ([from, to]: Ports, [low, high]: Ports) => from <= low && to >= high;
    const service = SERVICES.find(([, number]) => number === port)?.[0] as string;
    const caller = random.pick(CALLERS);
    const says = {
      group: `its security group lets in ${said(groupIn)} from the caller's network and has ${groupOut === 'all' ? 'its default outbound rule' : 'no outbound rule'}`,
      acl: `the network ACL of its subnet allows ${said(aclIn)} inbound and ${said(aclOut)} outbound, and nothing else`,
      route: `the route table of its subnet ${wayBack ? 'has' : 'lacks'} a route to the caller's network`,
    };
    const shut: Door = !covers(groupIn, [port, port])
      ? 'group'
      : !covers(aclIn, [port, port])
        ? 'acl in'
        : !wayBack
          ? 'route'
          : 'acl out';
    const cause = {
      group: `The security group lets in ${said(groupIn)}, not port ${port}.`,
      'acl in': `The network ACL lets in ${said(aclIn)}, not port ${port}.`,
      'acl out': `The answer goes to a port of the caller's from 1024 up, and the network ACL lets out ${said(aclOut)} alone.`,
      route: 'The answer finds no way back to the caller.',
    }[shut];
    const option = (door: Change['door'], text: string, misconception: string, otherwise: string) => ({
      text,
      claim: { door },
      reason: door === shut ? `${cause} Nothing else is in the way.` : `${otherwise} ${cause}`,
      ...(door !== shut && { misconception }),
    });
    return {
      stem:
        `Connections from ${caller} to ${service} on port ${port} time out. On the side of the service, ${says.group}; ` +
        `${says.acl}; ${says.route}. The caller's side and the connection between the networks are in order. Which one ` +
        'change is enough?',
      decides: shut === 'group' ? says.group : shut === 'route' ? says.route : says.acl,
      options: [
        option(
          'group',
          `Let port ${port} in by the security group`,
          'it-is-the-security-group',
          'The group lets it in already.',
        ),
        option(
          'acl in',
          `Allow port ${port} inbound in the network ACL`,
          'answers-come-from-the-service-port',
          'The ACL lets it in already.',
        ),
        option(
          'acl out',
          'Allow ephemeral ports outbound in the ACL',
          'a-network-acl-keeps-state',
          'The ACL lets answers out already.',
        ),
        option(
          'route',
          'Add a route to the caller to the route table',
          'routes-are-made-by-themselves',
          'The route is there.',
        ),
        ...(shut === 'group'
          ? []
          : [
              option(
                'group out',
                'Let ephemeral ports out by the group',
                'a-security-group-forgets',
                'A security group keeps state: answers to what it let in go out.',
              ),
            ]),
      ],
    };
  },
});
