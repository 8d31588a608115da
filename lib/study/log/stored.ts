/** Lists of records, whatever they are: their union, and what one lacks of another. */
import { canonical, type Stored } from '../../../lambda/shared/evidence/stored.ts';

/**
 * The union of lists of records: each id once, by time, then by id. It is the same whatever order they come in and however
 * often. Two records of one id, which only a damaged file has, come to the same one everywhere.
 */
export function union(...lists: readonly (readonly Stored[])[]): Stored[] {
  const byId = new Map<string, Stored>();
  for (const record of lists.flat()) {
    const held = byId.get(record.id);
    if (!held || canonical(record) > canonical(held)) byId.set(record.id, record);
  }
  return [...byId.values()].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

/** Those of `records` that a list does not have yet, each once. */
export function missingIn(held: readonly Stored[], records: readonly Stored[]): Stored[] {
  const texts = new Set(held.map(canonical));
  return records.filter((record) => {
    const own = canonical(record);
    if (texts.has(own)) return false;
    texts.add(own);
    return true;
  });
}
