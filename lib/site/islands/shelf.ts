/** Records in this browser's IndexedDB; in memory where it keeps nothing, or nothing more. */
import { missingIn, type Stored, union } from '../../study/log/stored.ts';
import { memoryShelf, type Shelf } from '../../study/log/sync.ts';

/** Whether what is noted survives this tab: `full` where the store takes no more, `forbidden` where there is none. */
export type Keeping = 'kept' | 'full' | 'forbidden';

export interface BrowserShelf extends Shelf {
  keeping(): Keeping;
}

const RECORDS = 'records';
const WAITING = 'waiting';
const NOTES = 'notes';
const CURSOR = 'cursor';

export async function openShelf(): Promise<BrowserShelf> {
  try {
    return shelfIn(await openDatabase());
  } catch {
    // Private windows, and settings of a browser or of its owner, forbid it.
    return { ...memoryShelf(), keeping: () => 'forbidden' };
  }
}

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('certlab-evidence', 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore(RECORDS, { keyPath: 'id' });
      opening.result.createObjectStore(WAITING);
      opening.result.createObjectStore(NOTES);
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

function shelfIn(database: IDBDatabase): BrowserShelf {
  // What the store took no more stands here, until this tab is closed.
  const rest = memoryShelf();
  let keeping: Keeping = 'kept';
  const reading = (store: string) => database.transaction(store).objectStore(store);
  const write = async (stores: string[], does: (transaction: IDBTransaction) => void): Promise<void> => {
    const transaction = database.transaction(stores, 'readwrite', { durability: 'strict' });
    try {
      does(transaction);
      await committed(transaction);
    } catch (error) {
      keeping = 'full';
      abort(transaction);
      throw error;
    }
  };
  const held = (): Promise<Stored[]> => result(reading(RECORDS).getAll());

  return {
    keeping: () => keeping,
    all: async () => union(await held(), await rest.all()),
    add: async (records, toSend) => {
      const before = await held();
      const missing = missingIn(before, records);
      if (missing.length === 0) return;
      const ids = new Set(missing.map(({ id }) => id));
      await write([RECORDS, WAITING], (stores) => {
        for (const one of union(before, missing)) if (ids.has(one.id)) stores.objectStore(RECORDS).put(one);
        if (toSend) for (const id of ids) stores.objectStore(WAITING).put(true, id);
      }).catch(() => rest.add(missing, toSend));
    },
    waiting: async () => [...(await result(reading(WAITING).getAllKeys())).map(String), ...(await rest.waiting())],
    send: (ids) =>
      write([WAITING], (stores) => {
        for (const id of ids) stores.objectStore(WAITING).put(true, id);
      }).catch(() => rest.send(ids)),
    sent: async (ids) => {
      await rest.sent(ids);
      // What waits too long is sent twice, which adds nothing.
      await write([WAITING], (stores) => {
        for (const id of ids) stores.objectStore(WAITING).delete(id);
      }).catch(() => undefined);
    },
    cursor: async () => {
      const note: unknown = (await rest.cursor()) ?? (await result(reading(NOTES).get(CURSOR)));
      return typeof note === 'string' ? note : undefined;
    },
    setCursor: (cursor) =>
      write([NOTES], (stores) => {
        stores.objectStore(NOTES).put(cursor, CURSOR);
      }).catch(() => rest.setCursor(cursor)),
  };
}
