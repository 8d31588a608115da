/** A meter that is fed block by block, against the published rule as a formula. */
import type { Amount, TableLoad } from '../../../lambda/shared/questions/performance/dynamodb-capacity.ts';
import type { Proof } from '../proof.ts';

/** What one request uses up; half a unit is the smallest. */
function ofOneRequest({ bytes, items, mode }: TableLoad): number {
  const isWrite = mode === 'write' || mode === 'transactional write';
  let units = 0;
  for (let item = 0; item < items; item++)
    for (let left = bytes; left > 0; left -= isWrite ? 1024 : 4096) units += mode === 'eventual read' ? 0.5 : 1;
  return mode === 'transactional read' || mode === 'transactional write' ? units * 2 : units;
}

/** Whether a second of `requests` fits into `units`, one after the other. */
function fits(load: TableLoad, requests: number, units: number): boolean {
  let left = units;
  for (let request = 0; request < requests && left >= 0; request++) left -= ofOneRequest(load);
  return left >= 0;
}

const justRight = (load: TableLoad, amount: number) =>
  load.asks === 'units'
    ? fits(load, load.given, amount) && !fits(load, load.given, amount - 1)
    : fits(load, amount, load.given) && !fits(load, amount + 1, load.given);

const FACTOR = {
  'eventual read': 1 / 2,
  'strong read': 1,
  'transactional read': 2,
  write: 1,
  'transactional write': 2,
};

/** A case of the guide: bytes, requests a second, mode, and the units that it works out. */
const example = (what: string, bytes: number, given: number, mode: TableLoad['mode'], amount: number) => ({
  source: `Amazon DynamoDB Developer Guide, "DynamoDB provisioned capacity mode": ${what}`,
  parameters: { asks: 'units' as const, bytes, items: 1, given, mode },
  claim: { amount },
  holds: true,
});

export const dynamodbCapacityProof: Proof<TableLoad, Amount> = {
  holds: (load, { amount }) => justRight(load, amount),
  second: ({ asks, bytes, items, given, mode }, { amount }) => {
    const one = FACTOR[mode] * items * Math.ceil(bytes / (/write/.test(mode) ? 1024 : 4096));
    return amount === (asks === 'units' ? Math.ceil(given * one) : Math.floor(given / one));
  },
  explain: (load, { amount }) => [
    `one request uses ${ofOneRequest(load)} units`,
    load.asks === 'units'
      ? `${amount} units: ${load.given} requests ${fits(load, load.given, amount) ? 'fit' : 'do not fit'}, into one less they ${fits(load, load.given, amount - 1) ? 'fit too' : 'do not'}`
      : `${amount} requests ${fits(load, amount, load.given) ? 'fit' : 'do not fit'} into ${load.given} units, one more ${fits(load, amount + 1, load.given) ? 'fits too' : 'does not'}`,
  ],
  vectors: [
    example('80 strongly consistent reads of 3 KB', 3 * 1024, 80, 'strong read', 80),
    example('80 eventually consistent reads of 3 KB', 3 * 1024, 80, 'eventual read', 40),
    example('100 writes of 512 bytes', 512, 100, 'write', 100),
    example('a strongly consistent read of 8 KB is two units', 8 * 1024, 1, 'strong read', 2),
    example('a transactional read of 4 KB is two units', 4 * 1024, 1, 'transactional read', 2),
    example('a transactional write of 1 KB is two units', 1024, 1, 'transactional write', 2),
  ],
};
