/**
 * What a learner did, for the scripts of pages: kept in this browser, and beside it in the lab's file where a lab serves the
 * page. Answers are noted at once and sent when they can be; nothing waits for the lab.
 */
import { exportText, importText } from '../../study/log/exchange.ts';
import { labRemote } from '../../study/log/lab-remote.ts';
import { type Log, logOf } from '../../study/log/log.ts';
import { type EvidenceRecord, newDevice } from '../../study/log/records.ts';
import type { Stored } from '../../study/log/stored.ts';
import { missingIn } from '../../study/log/stored.ts';
import { type Remote, synchronize } from '../../study/log/sync.ts';
import { isServedByLab } from './served-by-lab.ts';
import { type BrowserShelf, type Keeping, openShelf } from './shelf.ts';

export interface Standing {
  readonly keeping: Keeping;
  /** Whether a lab serves this page, and keeps the records in a file as well. */
  readonly lab: boolean;
  /** Records that the lab does not have yet. */
  readonly waiting: number;
  /** Why the last try to send failed; absent where it did not. */
  readonly trouble?: string;
}

export interface Evidence {
  /** Part of the ids of what is noted here. */
  readonly device: string;
  log(): Promise<Log>;
  note(record: EvidenceRecord): Promise<void>;
  standing(): Promise<Standing>;
  /** The whole log as a file's text. */
  exported(): Promise<string>;
  /** Takes a file whole, or throws an `UnreadableLog` that says why not. Gives how many records were new. */
  imported(text: string): Promise<{ readonly records: number; readonly added: number; readonly later: number }>;
  /** Sends what waits, and fetches what is new; never throws. */
  synchronize(): Promise<void>;
  /** Called whenever records came, from this tab, another one, or the lab; and when the standing changed. */
  onChange(listener: () => void): void;
}

/** How often what could not be sent is tried again. */
const AGAIN_MS = 20_000;

export async function openEvidence(): Promise<Evidence> {
  const [shelf, remote] = await Promise.all([openShelf(), isServedByLab() ? labRemote() : undefined]);
  const evidence = evidenceOn(shelf, remote);
  if (!remote) return evidence;
  addEventListener('online', () => evidence.synchronize());
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && evidence.synchronize());
  setInterval(async () => (await shelf.waiting()).length > 0 && evidence.synchronize(), AGAIN_MS);
  await evidence.synchronize();
  return evidence;
}

function evidenceOn(shelf: BrowserShelf, remote: Remote | undefined): Evidence {
  const listeners: (() => void)[] = [];
  const tabs = new BroadcastChannel('certlab-evidence');
  const changed = () => {
    for (const listener of listeners) listener();
  };
  tabs.onmessage = changed;
  const came = () => {
    changed();
    tabs.postMessage('changed');
  };
  let trouble: string | undefined;
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  async function once(): Promise<void> {
    if (!remote) return;
    try {
      const { fetched, sent } = await synchronize(shelf, remote);
      const isNews = fetched > 0 || sent > 0 || trouble !== undefined;
      trouble = undefined;
      if (isNews) came();
    } catch (error) {
      trouble = error instanceof Error ? error.message : String(error);
      changed();
    }
  }
  const synchronizeOnce = (): Promise<void> => {
    if (running) {
      // What is noted while one runs may have come too late for it.
      next ??= running.then(() => {
        next = undefined;
        return synchronizeOnce();
      });
      return next;
    }
    running = once().finally(() => {
      running = undefined;
    });
    return running;
  };

  return {
    device: deviceName(),
    log: async () => logOf(await shelf.all()),
    note: async (record) => {
      await shelf.add([record as unknown as Stored], true);
      came();
      void synchronizeOnce();
    },
    standing: async () => ({
      keeping: shelf.keeping(),
      lab: remote !== undefined,
      waiting: remote ? (await shelf.waiting()).length : 0,
      ...(trouble !== undefined && { trouble }),
    }),
    exported: async () => exportText(await shelf.all(), Date.now()),
    imported: async (text) => {
      const { records, later } = importText(text);
      const added = missingIn(await shelf.all(), records).length;
      await shelf.add(records, true);
      came();
      await synchronizeOnce();
      return { records: records.length, added, later };
    },
    synchronize: synchronizeOnce,
    onChange: (listener) => {
      listeners.push(listener);
    },
  };
}

/** Made once for this browser, or for this tab where it keeps nothing. */
function deviceName(): string {
  try {
    const name = localStorage.getItem('certlab-device') ?? newDevice();
    localStorage.setItem('certlab-device', name);
    return name;
  } catch {
    return newDevice();
  }
}
