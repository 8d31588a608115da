/** Small comparisons of a setting with what was deployed. */
import { differences } from '../deployed/normal-form.ts';

/** Whether two settings mean the same, whatever the order and the spelling. */
export const same = (one: unknown, other: unknown): boolean => differences({ of: one }, { of: other }).length === 0;

/** Whether a number is what was deployed or more, and not more than `most` times as much. */
export function atLeast(now: unknown, deployed: unknown, most = Number.POSITIVE_INFINITY): boolean {
  if (deployed === undefined) return true;
  const [value, base] = [Number(now), Number(deployed)];
  return value >= base && value <= base * most;
}
