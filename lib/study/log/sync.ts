/**
 * Keeps a device's records and another place's the same: what is not there is sent, what is new there is fetched. Both are
 * unions, so that it may be cut off anywhere, and run again, and run in two tabs at once.
 */
import { missingIn, type Stored, union } from './stored.ts';

/** Where a device keeps its records. */
export interface Shelf {
  all(): Promise<readonly Stored[]>;
  /** Adds records; with `toSend` they wait to be sent as well. Both at once, or neither. */
  add(records: readonly Stored[], toSend: boolean): Promise<void>;
  /** Ids that wait to be sent. */
  waiting(): Promise<readonly string[]>;
  /** From now on they wait to be sent, as far as there are such records. */
  send(ids: readonly string[]): Promise<void>;
  /** They are there now, and wait no longer. */
  sent(ids: readonly string[]): Promise<void>;
  /** How far the other place was read; undefined before the first time. */
  cursor(): Promise<string | undefined>;
  setCursor(cursor: string): Promise<void>;
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

export const MOST_AT_ONCE = 25;

/** A shelf in memory: what a browser without a store has, and what tests have. */
export function memoryShelf(): Shelf {
  let records: Stored[] = [];
  const waiting = new Set<string>();
  let at: string | undefined;
  return {
    all: async () => records,
    add: async (more, toSend) => {
      if (toSend) for (const { id } of missingIn(records, more)) waiting.add(id);
      records = union(records, more);
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
