/** Which flows of a month cost most or least, by the path that each of them takes. */
import { defineFamily } from '../family.ts';
import type { Claimed } from '../model.ts';

export type Path =
  | 'same zone, private'
  | 'same zone, public'
  | 'other zone, private'
  | 'other zone, peering'
  | 'other zone, transit gateway'
  | 'other region'
  | 'bucket, gateway endpoint'
  | 'bucket, NAT gateway'
  | 'bucket, interface endpoint'
  | 'internet, out'
  | 'internet, out by NAT gateway'
  | 'internet, in';

export interface Flow {
  readonly path: Path;
  readonly gigabytes: number;
}

export interface Flows {
  readonly asks: 'least' | 'most';
  readonly offered: readonly Flow[];
}

const COMPANIES = ['A shop', 'A newspaper', 'A bank', 'A game studio', 'A map service', 'A hospital'];

/**
 * Cents a GB, list prices of us-east-1, looked up on 2026-11-28: Amazon EC2 On-Demand Pricing, "Data Transfer" (to the internet up to 10 TB
 * a month, between zones, by public addresses, to most other regions); Amazon VPC pricing, "NAT gateway"; AWS PrivateLink pricing,
 * "Interface endpoint" (up to 1 PB); AWS Transit Gateway pricing, its examples. Of the first the table between regions and to the internet
 * is as others quote it, since a script fills it in. They stand in the question, so that it stays true.
 */
const CENTS = { zone: 1, region: 2, internet: 9, nat: 4.5, interface: 1, transit: 2 } as const;
const TABLE = [
  'between zones, or by public addresses    $0.01 out, and $0.01 in',
  'to another region                        $0.02 out',
  'to the internet                          $0.09 out',
  'NAT gateway                              $0.045 for what passes',
  'interface endpoint                       $0.01 for what passes',
  'transit gateway                          $0.02 for what passes',
];

/** `[words of the path, cents a GB, the sum in words]` */
const PATHS: Readonly<Record<Path, readonly [words: string, cents: number, sum: string]>> = {
  'same zone, private': ['to an instance of the same zone, by private address', 0, 'nothing is charged within a zone'],
  'same zone, public': [
    'to an instance of the same zone, by public address',
    2 * CENTS.zone,
    'a public address makes it out and in, as between zones',
  ],
  'other zone, private': [
    'to an instance of another zone, by private address',
    2 * CENTS.zone,
    'it is charged out of one zone and into the other',
  ],
  'other zone, peering': [
    'to another zone in a VPC that is connected by peering',
    2 * CENTS.zone,
    'peering adds nothing; from zone to zone is charged out and in',
  ],
  'other zone, transit gateway': [
    'to the same zone in a VPC behind a transit gateway',
    CENTS.transit,
    'the gateway charges for what passes, and the zone stays the same',
  ],
  'other region': ['to an instance in another region, by peering', CENTS.region, 'it is charged out of the region'],
  'bucket, gateway endpoint': [
    'to a bucket of the region, by a gateway endpoint',
    0,
    'neither the endpoint nor the way to S3 in the region is charged',
  ],
  'bucket, NAT gateway': [
    'to a bucket of the region, by a NAT gateway of the zone',
    CENTS.nat,
    'the NAT gateway charges for what passes, though S3 in the region is free to reach',
  ],
  'bucket, interface endpoint': [
    'to a bucket of the region, by an interface endpoint',
    CENTS.interface,
    'the interface endpoint charges for what passes',
  ],
  'internet, out': [
    'to clients on the internet, by an internet gateway',
    CENTS.internet,
    'it is charged as traffic out',
  ],
  'internet, out by NAT gateway': [
    'to a partner on the internet, by a NAT gateway',
    CENTS.internet + CENTS.nat,
    'it is charged as traffic out, and by the NAT gateway as well',
  ],
  'internet, in': [
    'from clients on the internet, by an internet gateway',
    0,
    'what comes in from the internet is free',
  ],
};

/** The idea of somebody who takes this flow for one of the two. */
const ideaOf = (path: Path, asks: Flows['asks'], cents: number): string => {
  if (asks === 'most') return cents === 0 ? 'all-that-moves-is-charged' : 'the-volume-decides';
  if (path.startsWith('bucket')) return 'a-private-way-is-free';
  return path.startsWith('internet') ? 'the-volume-decides' : 'within-a-region-is-free';
};

const dollarsOf = ({ path, gigabytes }: Flow) => (gigabytes * PATHS[path][1]) / 100;

export const transferPaths = defineFamily<Flows, Flow>({
  id: 'transfer-paths',
  kind: 'proven',
  tasks: ['SAA-C03/4.4'],
  level: 'apply',
  choose: 2,
  read: [
    { guide: 'Amazon EC2 pricing', page: 'Amazon EC2 On-Demand Pricing, Data Transfer' },
    { guide: 'Amazon VPC User Guide', page: 'Pricing for NAT gateways' },
  ],
  asOf: '2026-11-28',
  names: COMPANIES,
  misconceptions: {
    'the-volume-decides': 'The most gigabytes cost the most.',
    'within-a-region-is-free': 'What stays in a region costs nothing.',
    'a-private-way-is-free': 'What reaches S3 without the internet costs nothing.',
    'all-that-moves-is-charged': 'Whatever moves is charged by the gigabyte.',
  },
  draw(random) {
    const asks = random.pick(['least', 'most'] as const);
    const offered = random.some(Object.keys(PATHS) as Path[], 5).map((path) => ({
      path,
      gigabytes: random.pick([200, 500, 1000, 2000, 4000, 8000, 15_000]),
    }));
    return { asks, offered };
  },
  write({ asks, offered }, random) {
    const ranked = offered
      .map((flow) => ({ flow, dollars: dollarsOf(flow) }))
      .sort((a, b) => (asks === 'least' ? 1 : -1) * (a.dollars - b.dollars));
    const [second, third] = [ranked[1]?.dollars as number, ranked[2]?.dollars as number].toSorted((a, b) => a - b) as [
      number,
      number,
    ];
    // No near ties, where a rounding would decide.
    if (third < 5 || third / Math.max(second, 0.01) < 1.25) return undefined;
    return {
      code: {
        text: TABLE.join('\n'),
        words: `Prices of a GB: ${TABLE.map((line) => line.replace(/ {2,}/, ': ')).join('; ')}.`,
      },
      stem:
        `${random.pick(COMPANIES)} has instances in one VPC. In a month they exchange what is said below; the table has what a GB costs, and all ` +
        `else is free. Hourly prices of gateways and endpoints are paid anyway. Which two of these flows cost ${asks}?`,
      decides: `flows cost ${asks}`,
      options: ranked.map(({ flow, dollars }, place): Claimed<Flow> => {
        const [words, cents, sum] = PATHS[flow.path];
        return {
          text: `${flow.gigabytes} GB ${words}`,
          claim: flow,
          reason: `$${dollars.toFixed(2)}: ${sum}.`,
          ...(place >= 2 && { misconception: ideaOf(flow.path, asks, cents) }),
        };
      }),
    };
  },
});
