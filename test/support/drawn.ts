/** The same numbers for the same seed, from 0 to below 1 (Park and Miller's generator). */
export function drawnFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
