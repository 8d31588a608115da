/**
 * Ids that evidence of learners may have and that the content no longer has, by what they became; `null` where nothing took
 * their place. An id is never used again for another thing. test/study/known-ids.json has every id that was published.
 */
export interface Retired {
  /** Families of questions, and written questions. */
  readonly families: Readonly<Record<string, string | null>>;
  readonly misconceptions: Readonly<Record<string, string | null>>;
  readonly drills: Readonly<Record<string, string | null>>;
}

export const RETIRED: Retired = { families: {}, misconceptions: {}, drills: {} };

/** What an id is called now: itself, its successor, or its successor's; undefined where nothing took its place. */
export function nowCalled(id: string, retired: Readonly<Record<string, string | null>>): string | undefined {
  // A chain that leads back to itself would be a defect of the list, which its test refuses.
  for (let name: string | null = id, steps = 0; name !== null && steps < 50; steps++) {
    if (!Object.hasOwn(retired, name)) return name;
    name = retired[name] as string | null;
  }
  return undefined;
}
