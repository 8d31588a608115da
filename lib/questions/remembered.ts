/**
 * For proofs: what was computed for these arguments is not computed again. Two thousand seeds of a family ask the same few
 * hundred things over and over, and a context of its own for a line of code takes longer than the line.
 * @param compute gives the same for the same arguments; they have to be told apart by their JSON
 */
export function remembered<Args extends readonly unknown[], Result>(
  compute: (...args: Args) => Result,
): (...args: Args) => Result {
  const known = new Map<string, Result>();
  return (...args) => {
    const key = JSON.stringify(args);
    if (!known.has(key)) known.set(key, compute(...args));
    return known.get(key) as Result;
  };
}
