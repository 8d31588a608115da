/** The topology as a graph: each flow walks from place to place, and every step has its price. */
import type { Flow, Flows, Path } from '../../../lambda/shared/questions/cost/transfer-paths.ts';
import { isOneOfTwo } from '../one-of-two.ts';
import type { Proof } from '../proof.ts';

type Place =
  | 'instance'
  | 'neighbour'
  | 'public neighbour'
  | 'instance in zone b'
  | 'peered in zone b'
  | 'transit'
  | 'behind transit'
  | 'region b'
  | 'nat'
  | 'gateway endpoint'
  | 'interface endpoint'
  | 'bucket'
  | 'internet';

/** Dollars of a GB for a step, both sides of it together; a step that is not here cannot be taken. */
const STEPS: readonly (readonly [from: Place, to: Place, dollars: number])[] = [
  ['instance', 'neighbour', 0],
  ['instance', 'public neighbour', 0.01 + 0.01],
  ['instance', 'instance in zone b', 0.01 + 0.01],
  ['instance', 'peered in zone b', 0.01 + 0.01],
  ['instance', 'transit', 0.02],
  ['transit', 'behind transit', 0],
  ['instance', 'region b', 0.02],
  ['instance', 'nat', 0.045],
  ['nat', 'bucket', 0],
  ['nat', 'internet', 0.09],
  ['instance', 'gateway endpoint', 0],
  ['gateway endpoint', 'bucket', 0],
  ['instance', 'interface endpoint', 0.01],
  ['interface endpoint', 'bucket', 0],
  ['instance', 'internet', 0.09],
  ['internet', 'instance', 0],
];

const WALKS: Readonly<Record<Path, readonly Place[]>> = {
  'same zone, private': ['instance', 'neighbour'],
  'same zone, public': ['instance', 'public neighbour'],
  'other zone, private': ['instance', 'instance in zone b'],
  'other zone, peering': ['instance', 'peered in zone b'],
  'other zone, transit gateway': ['instance', 'transit', 'behind transit'],
  'other region': ['instance', 'region b'],
  'bucket, gateway endpoint': ['instance', 'gateway endpoint', 'bucket'],
  'bucket, NAT gateway': ['instance', 'nat', 'bucket'],
  'bucket, interface endpoint': ['instance', 'interface endpoint', 'bucket'],
  'internet, out': ['instance', 'internet'],
  'internet, out by NAT gateway': ['instance', 'nat', 'internet'],
  'internet, in': ['internet', 'instance'],
};

/** Dollars of each step of a flow. */
const steps = ({ path, gigabytes }: Flow) =>
  WALKS[path].slice(1).map((to, at) => {
    const step = STEPS.find((one) => one[0] === WALKS[path][at] && one[1] === to);
    if (!step) throw new Error(`Nothing leads from ${WALKS[path][at]} to ${to}.`);
    return { from: step[0], to, dollars: step[2] * gigabytes };
  });
const cost = (flow: Flow) => steps(flow).reduce((sum, { dollars }) => sum + dollars, 0);

const of = (asks: Flows['asks'], ...paths: readonly Path[]): Flows => ({
  asks,
  offered: paths.map((path) => ({ path, gigabytes: 1000 })),
});

export const transferPathsProof: Proof<Flows, Flow> = {
  holds: ({ asks, offered }, flow) => isOneOfTwo(asks, cost(flow), offered.map(cost)),
  second({ asks, offered }, flow) {
    // Dollars of a thousand GB by the lines of the bill, not by the steps of a walk.
    const lines = (path: Path) => [
      path.startsWith('internet, out') && 90,
      /NAT/.test(path) && 45,
      /interface/.test(path) && 10,
      /transit|region/.test(path) && 20,
      /public|other zone, p/.test(path) && 10 + 10,
    ];
    const bill = ({ path, gigabytes }: Flow) =>
      lines(path).reduce<number>((sum, line) => sum + (line || 0), 0) * (gigabytes / 1000);
    const sorted = offered.map(bill).sort((a, b) => (asks === 'least' ? a - b : b - a));
    const second = sorted[1] as number;
    return asks === 'least' ? bill(flow) <= second + 1e-9 : bill(flow) >= second - 1e-9;
  },
  explain: ({ offered }, flow) => [
    ...steps(flow).map(({ from, to, dollars }) => `${from} → ${to}: $${dollars.toFixed(2)}`),
    `the five of them: ${offered.map((other) => `$${cost(other).toFixed(2)}`).join(', ')}`,
  ],
  vectors: [
    {
      source:
        'Amazon VPC User Guide, "Pricing for NAT gateways": a gateway endpoint for S3 avoids the charge of a NAT gateway',
      parameters: of('least', 'bucket, NAT gateway', 'bucket, gateway endpoint', 'same zone, private'),
      claim: { path: 'bucket, gateway endpoint', gigabytes: 1000 },
      holds: true,
    },
    {
      source:
        'Amazon EC2 On-Demand Pricing, "Data Transfer within the same AWS Region": between zones $0.01 in each direction',
      parameters: of('most', 'other zone, private', 'same zone, private', 'bucket, interface endpoint'),
      claim: { path: 'other zone, private', gigabytes: 1000 },
      holds: true,
    },
    {
      source: 'Amazon EC2 On-Demand Pricing, "Data Transfer IN To Amazon EC2 From Internet": $0.00 a GB',
      parameters: of('most', 'internet, in', 'other region', 'internet, out'),
      claim: { path: 'internet, in', gigabytes: 1000 },
      holds: false,
    },
  ],
};
