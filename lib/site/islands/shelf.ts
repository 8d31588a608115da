/** Records in this browser's IndexedDB; in memory where it keeps nothing, or nothing more. */
import type { Stored } from '../../../lambda/shared/evidence/stored.ts';
import { missingIn, union } from '../../study/log/stored.ts';
import { memoryShelves, type Shelf } from '../../study/log/sync.ts';

/** Whether what is noted survives this tab: `full` where the store takes no more, `forbidden` where there is none. */
export type Keeping = 'kept' | 'full' | 'forbidden';

export interface BrowserShelf extends Shelf {
  keeping(): Keeping;
}

/** Where records go beside this browser. */
const PLACES = ['lab', 'account'] as const;
type Place = (typeof PLACES)[number];
/** One shelf, as it is for each place. */
export type Shelves = Readonly<Record<Place, BrowserShelf>>;

const RECORDS = 'records';
const NOTES = 'notes';
const WAITING = { lab: 'waiting', account: 'waiting-account' } as const;
const CURSOR = { lab: 'cursor', account: 'cursor-account' } as const;

export async function openShelves(): Promise<Shelves> {
  const memory = memoryShelves(PLACES);
  try {
    const database = await openDatabase();
    // What the store took no more stands in memory, until this tab is closed.
    const state: { keeping: Keeping } = { keeping: 'kept' };
    const shelf = (place: Place) => shelfIn(database, place, memory[place], state);
    return { lab: shelf('lab'), account: shelf('account') };
  } catch {
    // Private windows, and settings of a browser or of its owner, forbid it.
    const shelf = (place: Place): BrowserShelf => ({ ...memory[place], keeping: () => 'forbidden' });
    return { lab: shelf('lab'), account: shelf('account') };
  }
}

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('certlab-evidence', 2);
    opening.onupgradeneeded = ({ oldVersion }) => {
      if (oldVersion < 1) {
        opening.result.createObjectStore(RECORDS, { keyPath: 'id' });
        opening.result.createObjectStore(WAITING.lab);
        opening.result.createObjectStore(NOTES);
      }
      // What was noted before is sent when somebody signs in: an account that is new to a device gets all of it.
      if (oldVersion < 2) opening.result.createObjectStore(WAITING.account);
    };
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      // A later version of this page, in another tab, may change the database: it must not wait for this one.
      opening.result.onversionchange = () => opening.result.close();
      resolve(opening.result);
    };
  });
}

const result = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** Resolves once it is on the disk; what is in it happens whole, or not at all. */
const committed = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
    transaction.commit?.();
  });

/** Nothing of it happens, where it has not ended by itself. */
function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort();
  } catch {
    // It has ended.
  }
}

function shelfIn(database: IDBDatabase, place: Place, rest: Shelf, state: { keeping: Keeping }): BrowserShelf {
  const [own, note] = [WAITING[place], CURSOR[place]];
  const reading = (store: string) => database.transaction(store).objectStore(store);
  const write = async (stores: string[], does: (transaction: IDBTransaction) => void): Promise<void> => {
    const transaction = database.transaction(stores, 'readwrite', { durability: 'strict' });
    try {
      does(transaction);
      await committed(transaction);
    } catch (error) {
      state.keeping = 'full';
      abort(transaction);
      throw error;
    }
  };
  const held = (): Promise<Stored[]> => result(reading(RECORDS).getAll());

  return {
    keeping: () => state.keeping,
    all: async () => union(await held(), await rest.all()),
    add: async (records, toSend) => {
      const before = await held();
      const missing = missingIn(before, records);
      if (missing.length === 0) return;
      const ids = new Set(missing.map(({ id }) => id));
      const waits = PLACES.filter((one) => toSend || one !== place).map((one) => WAITING[one]);
      await write([RECORDS, ...waits], (stores) => {
        for (const one of union(before, missing)) if (ids.has(one.id)) stores.objectStore(RECORDS).put(one);
        for (const waiting of waits) for (const id of ids) stores.objectStore(waiting).put(true, id);
      }).catch(() => rest.add(missing, toSend));
    },
    waiting: async () => [...(await result(reading(own).getAllKeys())).map(String), ...(await rest.waiting())],
    send: (ids) =>
      write([own], (stores) => {
        for (const id of ids) stores.objectStore(own).put(true, id);
      }).catch(() => rest.send(ids)),
    sent: async (ids) => {
      await rest.sent(ids);
      // What waits too long is sent twice, which adds nothing.
      await write([own], (stores) => {
        for (const id of ids) stores.objectStore(own).delete(id);
      }).catch(() => undefined);
    },
    cursor: async () => {
      const noted: unknown = (await rest.cursor()) ?? (await result(reading(NOTES).get(note)));
      return typeof noted === 'string' ? noted : undefined;
    },
    setCursor: (cursor) =>
      write([NOTES], (stores) => {
        if (cursor === undefined) stores.objectStore(NOTES).delete(note);
        else stores.objectStore(NOTES).put(cursor, note);
      }).catch(() => rest.setCursor(cursor)),
  };
}
