/**
 * Keeps a device's records and another place's the same: what is not there is sent, what is new there is fetched. Both are
 * unions, so that it may be cut off anywhere, and run again, and run in two tabs at once.
 */
import { MOST_AT_ONCE, type Stored } from '../../../lambda/shared/evidence/stored.ts';
import { missingIn, union } from './stored.ts';

/** Where a device keeps its records, as it is for one other place: what waits there, and how far it was read. */
export interface Shelf {
  all(): Promise<readonly Stored[]>;
  /** Adds records, which wait for other places; with `toSend` for this one as well. Both at once, or neither. */
  add(records: readonly Stored[], toSend: boolean): Promise<void>;
  /** Ids that wait to be sent. */
  waiting(): Promise<readonly string[]>;
  /** From now on they wait to be sent, as far as there are such records. */
  send(ids: readonly string[]): Promise<void>;
  /** They are there now, and wait no longer. */
  sent(ids: readonly string[]): Promise<void>;
  /** How far the other place was read; undefined before the first time. */
  cursor(): Promise<string | undefined>;
  setCursor(cursor: string | undefined): Promise<void>;
}

/** The other place: the lab's file, or an account. */
export interface Remote {
  /** The records after `cursor`, in portions. `from` is 0 where it gives all of them: the cursor was of another log. */
  read(cursor: string | undefined): Promise<Portion>;
  /** At most {@link MOST_AT_ONCE}. */
  add(records: readonly Stored[]): Promise<void>;
}

export interface Portion {
  readonly records: readonly Stored[];
  readonly from: number;
  readonly cursor: string | null;
  readonly more: boolean;
}

/** A shelf in memory: what a browser without a store has, and what tests have. */
export const memoryShelf = (): Shelf => memoryShelves(['only']).only;

/** One shelf in memory as it is for each of several places: what came from one of them waits for the others. */
export function memoryShelves<const Name extends string>(names: readonly Name[]): Readonly<Record<Name, Shelf>> {
  const held: { records: Stored[] } = { records: [] };
  const waits = new Map(names.map((name) => [name, new Set<string>()]));
  const shelves = names.map((name) => [name, shelfFor(name, held, waits)]);
  return Object.fromEntries(shelves) as Record<Name, Shelf>;
}

function shelfFor(name: string, held: { records: Stored[] }, waits: ReadonlyMap<string, Set<string>>): Shelf {
  const waiting = waits.get(name) as Set<string>;
  let at: string | undefined;
  return {
    all: async () => held.records,
    add: async (more, toSend) => {
      const missing = missingIn(held.records, more);
      for (const [place, ids] of waits) if (toSend || place !== name) for (const { id } of missing) ids.add(id);
      held.records = union(held.records, more);
    },
    waiting: async () => [...waiting],
    send: async (ids) => {
      for (const id of ids) waiting.add(id);
    },
    sent: async (ids) => {
      for (const id of ids) waiting.delete(id);
    },
    cursor: async () => at,
    setCursor: async (cursor) => {
      at = cursor;
    },
  };
}

/** Fetches, then sends. What was done before an error stays done. Gives how many records were new here, and sent. */
export async function synchronize(shelf: Shelf, remote: Remote): Promise<{ fetched: number; sent: number }> {
  const fetched = await fetchInto(shelf, remote);
  const waiting = new Set(await shelf.waiting());
  const records = (await shelf.all()).filter(({ id }) => waiting.has(id));
  for (let at = 0; at < records.length; at += MOST_AT_ONCE) {
    const some = records.slice(at, at + MOST_AT_ONCE);
    await remote.add(some);
    await shelf.sent(some.map(({ id }) => id));
  }
  // So that this device knows the log that it has begun there, should it meet another one.
  if (records.length > 0 && (await shelf.cursor()) === undefined) await fetchInto(shelf, remote);
  return { fetched, sent: records.length };
}

async function fetchInto(shelf: Shelf, remote: Remote): Promise<number> {
  const former = await shelf.cursor();
  const held = await shelf.all();
  let fetched = 0;
  let cursor = former;
  for (let more = true; more; ) {
    const portion = await remote.read(cursor);
    // Its log is new to this device, or was deleted: whatever is here may be missing there.
    if (portion.from === 0 && cursor === former) await shelf.send(held.map(({ id }) => id));
    fetched += missingIn(held, portion.records).length;
    await shelf.add(portion.records, false);
    await shelf.sent(portion.records.map(({ id }) => id));
    more = portion.more && portion.cursor !== cursor;
    cursor = portion.cursor ?? undefined;
    if (cursor !== undefined) await shelf.setCursor(cursor);
  }
  return fetched;
}
