/**
 * Addresses of loopback for what has its own on AWS. Linux answers on all of 127.0.0.0/8: an engine takes one number for
 * itself, and gives its containers `127.<number>.<zone>.<host>`. Two labs on a machine have two numbers.
 */
export const ZONES = ['a', 'b'] as const;

const FIRST_HOST = 10;
const LAST_HOST = 250;

export interface Placed {
  readonly zone: string;
  readonly address: string;
}

interface Taken extends Placed {
  readonly kind: string;
}

/**
 * Places by zone: the one that holds the fewest of this kind, as ECS spreads the tasks of a service on Fargate.
 * @param closed zones that are lost
 * @throws Error when no zone is open, or every address of one is taken
 */
export function place(engine: number, kind: string, taken: readonly Taken[], closed: readonly string[] = []): Placed {
  const load = (zone: string) => taken.filter((other) => other.zone === zone && other.kind === kind).length;
  const [zone] = ZONES.filter((open) => !closed.includes(open)).sort((a, b) => load(a) - load(b));
  if (!zone) throw new Error('No Availability Zone has capacity.');
  return { zone, address: freeAddress(engine, zone, taken) };
}

/** The host that was given last, by zone: an address that has just become free is still known to balancers and pools. */
const last = new Map<string, number>();

function freeAddress(engine: number, zone: string, taken: readonly Taken[]): string {
  const size = LAST_HOST - FIRST_HOST + 1;
  const network = `127.${engine}.${ZONES.indexOf(zone as (typeof ZONES)[number]) + 1}`;
  for (let step = 1; step <= size; step++) {
    const host = FIRST_HOST + (((last.get(network) ?? LAST_HOST) - FIRST_HOST + step) % size);
    const address = `${network}.${host}`;
    if (taken.some((other) => other.address === address)) continue;
    last.set(network, host);
    return address;
  }
  throw new Error(`Every address of zone ${zone} is taken.`);
}
