/** Tables of settings that AWS refuses, each beside its nearest neighbour that AWS takes. */
import { expect, it } from 'vitest';

/** What AWS refuses, its error's name as the SDK gives it, what it takes, and words that tell this reason from others. */
export type Row<P> = readonly [refused: P, error: string, taken: P, says?: RegExp];

/** Tests that of each row the first parameters are refused by that name, and that the second ones go through. */
export function itRefuses<P>(what: string, call: (parameters: P) => Promise<unknown>, rows: readonly Row<P>[]): void {
  const shown = (parameters: P) =>
    JSON.stringify(parameters, (_, value) => (value === undefined ? 'nothing' : value)).slice(0, 120);
  const titled = rows.map((row) => [`${what} ${shown(row[0])}`, row] as const);
  it.each(titled)('%s', async (_, [refused, error, taken, says = /./]) => {
    const refusal = await call(refused).then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    expect([refusal?.name, refusal?.message]).toEqual([error, expect.stringMatching(says)]);
    await call(taken);
  });
}
