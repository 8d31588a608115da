/** The month's bill, hour by hour and path by path. */
import type { Amount } from '../../../lambda/shared/questions/amounts.ts';
import type { Traffic } from '../../../lambda/shared/questions/cost/way-out.ts';
import type { Proof } from '../proof.ts';

/** Cents, so that nothing is lost in adding up; a GB between zones has two lines on the bill. */
const RATES = { natHour: 4.5, natGb: 4.5, endpointHour: 1, endpointGb: 1, outOfZone: 1, intoZone: 1 };

interface Layout {
  readonly nats: number;
  readonly endpoints: number;
  /** GB on each way. */
  readonly throughNat: number;
  readonly throughEndpoints: number;
  readonly acrossZones: number;
}

function bill({ nats, endpoints, throughNat, throughEndpoints, acrossZones }: Layout): number {
  let cents = 0;
  for (let hour = 0; hour < 730; hour++) cents += nats * RATES.natHour + endpoints * RATES.endpointHour;
  for (const line of [RATES.outOfZone, RATES.intoZone]) cents += acrossZones * line;
  return (cents + throughNat * RATES.natGb + throughEndpoints * RATES.endpointGb) / 100;
}

function answerTo({ asks, zones, s3, services, between, endpoints }: Traffic): number {
  const nothing = { nats: 0, endpoints: 0, throughNat: 0, throughEndpoints: 0, acrossZones: 0 };
  const all = { ...nothing, nats: zones, throughNat: s3 + services };
  switch (asks) {
    case 'saved by a gateway endpoint':
      return bill(all) - bill({ ...all, throughNat: services });
    case 'NAT in each zone':
      return bill(all);
    case 'interface endpoints':
      return bill({ ...nothing, endpoints: endpoints * zones, throughEndpoints: services });
    case 'between zones':
      return bill(all) - bill({ ...all, nats: 1, acrossZones: between });
  }
}

const traffic: Traffic = { asks: 'NAT in each zone', zones: 1, s3: 0, services: 0, between: 0, endpoints: 1 };

export const wayOutProof: Proof<Traffic, Amount> = {
  holds: (parameters, { amount }) => Math.abs(answerTo(parameters) - amount) < 0.006,
  second({ asks, zones, s3, services, between, endpoints }, { amount }) {
    const natMonth = 32.85;
    const figures = {
      'saved by a gateway endpoint': s3 * 0.045,
      'NAT in each zone': zones * natMonth + (s3 + services) * 0.045,
      'interface endpoints': endpoints * zones * 7.3 + services * 0.01,
      'between zones': (zones - 1) * natMonth - between * 0.02,
    };
    return Math.abs(figures[asks] - amount) < 0.006;
  },
  explain: (parameters) => [`added up hour by hour and GB by GB: $${answerTo(parameters).toFixed(2)}`],
  vectors: [
    {
      source: 'Amazon VPC pricing, NAT gateway: an hour and a GB at $0.045 each, so 730 hours and 100 GB are $37.35',
      parameters: { ...traffic, services: 100 },
      claim: { amount: 37.35 },
      holds: true,
    },
    {
      source: 'AWS PrivateLink Guide, "Gateway endpoints": there is no additional charge',
      parameters: { ...traffic, asks: 'saved by a gateway endpoint', s3: 1000 },
      claim: { amount: 45 },
      holds: true,
    },
    {
      source:
        'Amazon EC2 On-Demand Pricing, "Data Transfer within the same AWS Region": $0.01 a GB in each direction, so 100 GB are $2',
      parameters: { ...traffic, asks: 'between zones', zones: 2, between: 100 },
      claim: { amount: 30.85 },
      holds: true,
    },
  ],
};
