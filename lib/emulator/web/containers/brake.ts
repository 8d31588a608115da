/**
 * A service whose tasks end as soon as they start is started less and less often, so that it takes no core of its own. ECS starts such
 * a one again at once, since it has run: it holds back those that never come to run (../../front/service_starts.py).
 */
const LONGEST_SECONDS = 30;
/** A process that lived for less has failed to start. */
const STARTED_SECONDS = 5;

export function brake(now: () => number = Date.now) {
  const failures = new Map<string, number>();
  return {
    /** Milliseconds to wait before the next start of this kind: 0, then 1 s, 2 s, 4 s … 30 s. */
    wait: (kind: string): number => {
      const failed = failures.get(kind) ?? 0;
      return failed === 0 ? 0 : Math.min(LONGEST_SECONDS, 2 ** (failed - 1)) * 1_000;
    },
    /** A process of this kind has ended by itself. */
    ended: (kind: string, startedAt: number): void => {
      if (now() - startedAt < STARTED_SECONDS * 1_000) failures.set(kind, (failures.get(kind) ?? 0) + 1);
      else failures.delete(kind);
    },
  };
}
