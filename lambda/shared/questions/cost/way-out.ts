/** What a month of traffic costs on each way: NAT gateway, endpoints, zones; by prices that stand in the question. */
import { type Amount, amounts } from '../amounts.ts';
import { defineFamily } from '../family.ts';

/**
 * Dollars: an hour of a NAT gateway or of an endpoint in one zone, and a GB through each of them, or out of a zone or into
 * one. What crosses is charged out of the one and into the other, as Amazon EC2 On-Demand Pricing has it, "Data Transfer
 * within the same AWS Region".
 */
export const PRICES = {
  natHour: 0.045,
  natGb: 0.045,
  endpointHour: 0.01,
  endpointGb: 0.01,
  zoneGb: 0.01,
  hours: 730,
} as const;

export interface Traffic {
  readonly asks: 'saved by a gateway endpoint' | 'NAT in each zone' | 'interface endpoints' | 'between zones';
  readonly zones: number;
  /** GB a month to S3, to other services of AWS, and between the zones. */
  readonly s3: number;
  readonly services: number;
  readonly between: number;
  /** Services of AWS that are called, each an endpoint of its own. */
  readonly endpoints: number;
}

const WORKLOADS = ['a fleet of workers', 'a batch cluster', 'a set of containers', 'an analytics job', 'a crawler'];
const dollars = (amount: number) => `$${amount.toFixed(2)}`;
const cents = (amount: number) => Math.round(amount * 100) / 100;

export const wayOut = defineFamily<Traffic, Amount>({
  id: 'way-out',
  kind: 'proven',
  tasks: ['SAA-C03/4.4', 'SAA-C03/3.4'],
  level: 'apply',
  read: [
    { guide: 'Amazon VPC User Guide', page: 'Pricing for NAT gateways' },
    { guide: 'AWS PrivateLink Guide', page: 'Gateway endpoints' },
    { guide: 'Amazon EC2 pricing', page: 'Amazon EC2 On-Demand Pricing, Data Transfer' },
  ],
  asOf: '2026-11-28',
  names: WORKLOADS,
  misconceptions: {
    'a-gateway-endpoint-costs-by-the-hour': 'A gateway endpoint is charged as an interface endpoint is.',
    'only-hours-cost': 'A NAT gateway costs by the hour, and what goes through it is free.',
    'only-gigabytes-cost': 'What stands there idle costs nothing.',
    'one-for-all-zones': 'One endpoint or gateway is charged once, however many zones it stands in.',
    'traffic-between-zones-is-free': 'Traffic within a region costs nothing.',
    'one-side-pays-between-zones': 'What crosses from zone to zone is charged once, to who sends it.',
  },
  draw: (random) => ({
    asks: random.pick(['saved by a gateway endpoint', 'NAT in each zone', 'interface endpoints', 'between zones']),
    zones: random.pick([2, 3]),
    s3: random.pick([500, 1000, 2000, 5000, 8000]),
    services: random.pick([100, 200, 400, 600]),
    // With more than these, one gateway would cost more than one in each zone.
    between: random.pick([300, 600, 900, 1500]),
    endpoints: random.pick([2, 3, 4, 5]),
  }),
  write(traffic, random) {
    const { asks, zones, s3, services, between, endpoints } = traffic;
    const { natHour, natGb, endpointHour, endpointGb, zoneGb, hours } = PRICES;
    const workload = random.pick(WORKLOADS);
    const code = {
      text: [
        `a NAT gateway              ${natHour} an hour, ${natGb} a GB`,
        `an interface endpoint      ${endpointHour} an hour and zone, ${endpointGb} a GB`,
        'a gateway endpoint         0',
        `between two zones          ${zoneGb} a GB out, and ${zoneGb} in`,
      ].join('\n'),
      words: `Prices in dollars: a NAT gateway ${natHour} an hour and ${natGb} a GB; an interface endpoint ${endpointHour} an hour and zone and ${endpointGb} a GB; a gateway endpoint nothing; between two zones ${zoneGb} a GB out of the one, and ${zoneGb} into the other.`,
    };
    const end = `A month has ${hours} hours. By these prices,`;
    const scene = `In private subnets of ${zones} zones runs ${workload}. In a month it exchanges ${s3} GB with S3 and ${services} GB with ${endpoints} other services of AWS, all in its region.`;
    const ask = (
      question: string,
      decides: string,
      right: number,
      reason: string,
      wrong: Parameters<typeof amounts>[2],
    ) => ({
      code,
      stem: `${scene} ${end} ${question}`,
      decides,
      options: amounts(
        cents(right),
        reason,
        wrong.map(([amount, misconception, why]) => [cents(amount), misconception, why] as const),
        dollars,
      ),
    });
    switch (asks) {
      case 'saved by a gateway endpoint':
        return ask(
          `how much less does it cost a month when S3 is reached by a gateway endpoint, and the rest still by the NAT gateway of its zone?`,
          `exchanges ${s3} GB with S3`,
          s3 * natGb,
          `${s3} GB no longer go through a NAT gateway, at ${natGb} each; the gateways stay, and the endpoint costs nothing.`,
          [
            [
              s3 * natGb - zones * hours * endpointHour,
              'a-gateway-endpoint-costs-by-the-hour',
              'A gateway endpoint has no price by the hour.',
            ],
            [
              zones * hours * natHour,
              'only-hours-cost',
              'The gateways stay for the other services: their hours are not saved.',
            ],
            [
              s3 * (natGb - endpointGb),
              'a-gateway-endpoint-costs-by-the-hour',
              'A gateway endpoint has no price by the GB either.',
            ],
            [(s3 + services) * natGb, 'only-gigabytes-cost', 'A gateway endpoint for S3 takes S3’s traffic alone.'],
            [
              s3 * natGb + zones * hours * natHour,
              'only-hours-cost',
              'The hours of the NAT gateways are paid as before.',
            ],
          ],
        );
      case 'NAT in each zone':
        return ask(
          'what do NAT gateways cost a month, one in each zone, when everything goes through the one of its own zone?',
          'one in each zone',
          zones * hours * natHour + (s3 + services) * natGb,
          `${zones} × ${hours} hours, and ${s3 + services} GB.`,
          [
            [
              hours * natHour + (s3 + services) * natGb,
              'one-for-all-zones',
              `There are ${zones}, and each has its hours.`,
            ],
            [zones * hours * natHour, 'only-hours-cost', 'Each GB through a NAT gateway is charged too.'],
            [(s3 + services) * natGb, 'only-gigabytes-cost', 'Each hour of a NAT gateway is charged too.'],
            [
              zones * (hours * natHour + (s3 + services) * natGb),
              'one-for-all-zones',
              'Each GB goes through one of them, not through all.',
            ],
            [
              zones * hours * natHour + services * natGb,
              'traffic-between-zones-is-free',
              'Traffic to S3 goes through the NAT gateway too, as long as there is no endpoint.',
            ],
          ],
        );
      case 'interface endpoints':
        return ask(
          `what do interface endpoints for the ${endpoints} services cost a month, in every zone, with all that is exchanged with them?`,
          'in every zone',
          endpoints * zones * hours * endpointHour + services * endpointGb,
          `${endpoints} × ${zones} × ${hours} hours, and ${services} GB.`,
          [
            [
              endpoints * hours * endpointHour + services * endpointGb,
              'one-for-all-zones',
              `An endpoint is charged in each of the ${zones} zones.`,
            ],
            [
              zones * hours * endpointHour + services * endpointGb,
              'one-for-all-zones',
              `Each of the ${endpoints} services needs an endpoint of its own.`,
            ],
            [
              endpoints * zones * hours * endpointHour,
              'only-hours-cost',
              'What goes through an interface endpoint is charged by the GB.',
            ],
            [services * endpointGb, 'only-gigabytes-cost', 'An interface endpoint is charged by the hour as well.'],
            [
              endpoints * zones * hours * endpointHour + (services + s3) * endpointGb,
              'only-gigabytes-cost',
              'S3 is none of the services that the endpoints are for.',
            ],
          ],
        );
      case 'between zones':
        return ask(
          `with one NAT gateway for all zones instead of one in each, how much less does it cost a month, when ${between} GB of the traffic, counted in both directions together, then cross to another zone?`,
          `${between} GB of the traffic`,
          (zones - 1) * hours * natHour - 2 * between * zoneGb,
          `${zones - 1} × ${hours} hours less, and ${between} GB out of one zone and into another more; the GB through the gateway stay the same.`,
          [
            [
              (zones - 1) * hours * natHour,
              'traffic-between-zones-is-free',
              `${between} GB now cross zones, at ${zoneGb} out and ${zoneGb} in.`,
            ],
            [zones * hours * natHour - 2 * between * zoneGb, 'one-for-all-zones', 'One gateway stays, with its hours.'],
            [
              (zones - 1) * hours * natHour - between * zoneGb,
              'one-side-pays-between-zones',
              'Each GB is charged twice: out of the zone that it leaves, and into the other.',
            ],
            [
              (zones - 1) * hours * natHour + 2 * between * zoneGb,
              'traffic-between-zones-is-free',
              'What crosses zones is added to the cost, not saved.',
            ],
            [
              (zones - 1) * (hours * natHour + (s3 + services) * natGb),
              'only-gigabytes-cost',
              'As many GB go through a NAT gateway as before.',
            ],
            [
              (zones - 1) * hours * natHour - between * natGb,
              'traffic-between-zones-is-free',
              'Between zones the price is that of zones, not that of the gateway.',
            ],
          ],
        );
    }
  },
});
