import fc from 'fast-check';

/** Any day from 2000 to 2099, written `YYYY-MM-DD`. */
export function anyDay(): fc.Arbitrary<string> {
  const bounds = { min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true };
  return fc.date(bounds).map((date) => date.toISOString().slice(0, 10));
}
