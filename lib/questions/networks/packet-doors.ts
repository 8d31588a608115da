/** Both packets of a connection, taken through every door: one port by a solver, all ports of the caller by enumeration. */
import type { Change, Ports, Side } from '../../../lambda/shared/questions/networks/packet-doors.ts';
import type { Proof } from '../proof.ts';

interface Rules {
  readonly groupIn: readonly Ports[];
  readonly aclIn: readonly Ports[];
  readonly aclOut: readonly Ports[];
  readonly wayBack: boolean;
}

const rulesOf = ({ groupIn, aclIn, aclOut, wayBack, port }: Side, change?: Change): Rules => ({
  groupIn: [groupIn, ...(change?.door === 'group' ? [[port, port] as const] : [])],
  aclIn: [aclIn, ...(change?.door === 'acl in' ? [[port, port] as const] : [])],
  aclOut: [aclOut, ...(change?.door === 'acl out' ? [[1024, 65535] as const] : [])],
  wayBack: wayBack || change?.door === 'route',
});
const within = (all: readonly Ports[], port: number) => all.some(([from, to]) => port >= from && port <= to);

/** Where the connection from a port of the caller is lost; undefined where it is made. */
function lostAt({ port }: Side, { groupIn, aclIn, aclOut, wayBack }: Rules, callerPort: number): string | undefined {
  if (!within(aclIn, port)) return 'network ACL, inbound';
  if (!within(groupIn, port)) return 'security group, inbound';
  // The group keeps state: what it let in is answered whatever its outbound rules say.
  if (!within(aclOut, callerPort)) return 'network ACL, outbound';
  return wayBack ? undefined : 'route table';
}

const everyPort = (side: Side, rules: Rules) => {
  for (let callerPort = 1024; callerPort <= 65535; callerPort++) if (lostAt(side, rules, callerPort)) return false;
  return true;
};

const side: Side = {
  port: 443,
  groupIn: [443, 443],
  groupOut: 'none',
  aclIn: [443, 443],
  aclOut: [1024, 65535],
  wayBack: true,
};

export const packetDoorsProof: Proof<Side, Change> = {
  holds: (parameters, change) =>
    !everyPort(parameters, rulesOf(parameters)) && everyPort(parameters, rulesOf(parameters, change)),
  second({ port, groupIn, aclIn, aclOut, wayBack }, { door }) {
    const covers = ([from, to]: Ports, low: number, high: number) => from <= low && to >= high;
    // What is shut as it stands; the change has to open the only one.
    const shut = [
      !covers(groupIn, port, port) && 'group',
      !covers(aclIn, port, port) && 'acl in',
      !covers(aclOut, 1024, 65535) && 'acl out',
      !wayBack && 'route',
    ].filter((one) => one !== false);
    return shut.length === 1 && shut[0] === door;
  },
  explain: (parameters, change) => [
    `as it is, lost at: ${lostAt(parameters, rulesOf(parameters), 50_000) ?? 'nowhere'}`,
    `with the change, lost at: ${lostAt(parameters, rulesOf(parameters, change), 50_000) ?? 'nowhere'}`,
  ],
  vectors: [
    {
      source: 'Amazon VPC User Guide, "Network ACL rules": responses need an outbound rule for ephemeral ports',
      parameters: { ...side, aclOut: [443, 443] },
      claim: { door: 'acl out' },
      holds: true,
    },
    {
      source:
        'Amazon VPC User Guide, "Security groups": they are stateful, so that responses go out whatever the rules',
      parameters: { ...side, aclOut: [443, 443] },
      claim: { door: 'group out' },
      holds: false,
    },
  ],
};
