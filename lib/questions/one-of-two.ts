/** For proofs of what is asked for two of: those that cost the least, or the most, of all that is offered. */
export function isOneOfTwo(asks: 'least' | 'most', own: number, all: readonly number[]): boolean {
  const beyond = all.filter((other) => (asks === 'least' ? other < own - NEARLY : other > own + NEARLY));
  return beyond.length < 2;
}

/** Sums of the same amounts in another order differ by less, and no two amounts that are offered by so little. */
const NEARLY = 1e-9;
