/**
 * Addresses of loopback for what has its own on AWS. Linux answers on all of 127.0.0.0/8: an engine takes one number for
 * itself, and gives its containers `127.<number>.<zone>.<host>`. Two labs on a machine have two numbers, and each region of
 * an engine has ten of zones.
 */
import { EMULATOR_REGION } from '../../environment.ts';

export const ZONES = ['a', 'b'] as const;

/** By their numbers; the first is that of an engine with one region. */
const regions: string[] = [EMULATOR_REGION];
const ZONES_OF_A_REGION = 10;

function numberOf(region: string): number {
  if (!regions.includes(region)) regions.push(region);
  return regions.indexOf(region) * ZONES_OF_A_REGION;
}

const FIRST_HOST = 10;
const LAST_HOST = 250;

export interface Placed {
  readonly region: string;
  readonly zone: string;
  readonly address: string;
}

interface Taken extends Placed {
  readonly kind: string;
}

/**
 * Places by zone: the one that holds the fewest of this kind, as ECS spreads the tasks of a service on Fargate.
 * @param closed zones that are lost, by their whole names
 * @throws Error when no zone of the region is open, or every address of one is taken
 */
export function place(
  engine: number,
  { kind, region }: { readonly kind: string; readonly region: string },
  taken: readonly Taken[],
  closed: readonly string[] = [],
): Placed {
  const load = (zone: string) =>
    taken.filter((other) => other.region === region && other.zone === zone && other.kind === kind).length;
  const [zone] = ZONES.filter((open) => !closed.includes(`${region}${open}`)).sort((a, b) => load(a) - load(b));
  if (!zone) throw new Error('No Availability Zone has capacity.');
  return { region, zone, address: freeAddress(engine, { region, zone }, taken) };
}

/** Where the line into a region ends (../global/line.ts): an address that no container has. */
export const lineAddress = (engine: number, region: string) => `127.${engine}.${numberOf(region)}.1`;

/** By balancer, by its ARN: an address that no container has, and no line. */
const balancers = new Map<string, string>();
const FIRST_BALANCER = 2;

export function balancerAddress(engine: number, region: string, arn: string): string | undefined {
  const network = `127.${engine}.${numberOf(region)}`;
  const known = balancers.get(arn);
  if (known) return known;
  const host = FIRST_BALANCER + [...balancers.values()].filter((address) => address.startsWith(`${network}.`)).length;
  if (host > LAST_HOST) return undefined;
  balancers.set(arn, `${network}.${host}`);
  return `${network}.${host}`;
}

/** The host that was given last, by zone: an address that has just become free is still known to balancers and pools. */
const last = new Map<string, number>();

function freeAddress(engine: number, { region, zone }: Omit<Placed, 'address'>, taken: readonly Taken[]): string {
  const size = LAST_HOST - FIRST_HOST + 1;
  const network = `127.${engine}.${numberOf(region) + ZONES.indexOf(zone as (typeof ZONES)[number]) + 1}`;
  for (let step = 1; step <= size; step++) {
    const host = FIRST_HOST + (((last.get(network) ?? LAST_HOST) - FIRST_HOST + step) % size);
    const address = `${network}.${host}`;
    if (taken.some((other) => other.address === address)) continue;
    last.set(network, host);
    return address;
  }
  throw new Error(`Every address of zone ${region}${zone} is taken.`);
}
