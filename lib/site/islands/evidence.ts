/**
 * What a learner did, for the scripts of pages: kept in this browser, and beside it in the lab's file where a lab serves the
 * page, and in the account of who is signed in. Answers are noted at once and sent when they can be; nothing waits for that.
 */
import type { Stored } from '../../../lambda/shared/evidence/stored.ts';
import { labRemote } from '../../study/log/lab-remote.ts';
import { type Log, logOf } from '../../study/log/log.ts';
import { type EvidenceRecord, newDevice } from '../../study/log/records.ts';
import { missingIn } from '../../study/log/stored.ts';
import { type Remote, synchronize } from '../../study/log/sync.ts';
import type { Session } from './account/session.ts';
import { isServedByLab } from './served-by-lab.ts';
import { type BrowserShelf, type Keeping, openShelves, type Shelves } from './shelf.ts';

/** How records stand that go to one place. */
export interface Sending {
  /** Records that it does not have yet. */
  readonly waiting: number;
  /** Why the last try to send failed; absent where it did not. */
  readonly trouble?: string;
}

export interface Standing extends Sending {
  readonly keeping: Keeping;
  /** Whether a lab serves this page, and keeps the records in a file as well; `waiting` and `trouble` are of that. */
  readonly lab: boolean;
  /** Absent where nobody is signed in. `another`: its log is not the one that this browser was in step with; nothing is sent. */
  readonly account?: Sending & { readonly email: string; readonly another: boolean };
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
  /** From now on records go to this account as well; undefined ends that. Never throws. */
  account(session: Session | undefined): Promise<void>;
  /** Joins what is here with the account's log, although that is another one. Never throws. */
  join(): Promise<void>;
  /** Called whenever records came, from this tab, another one, or another place; and when the standing changed. */
  onChange(listener: () => void): void;
}

/** How often what could not be sent is tried again. */
const AGAIN_MS = 20_000;

export async function openEvidence(): Promise<Evidence> {
  const [shelves, remote] = await Promise.all([openShelves(), isServedByLab() ? labRemote() : undefined]);
  const evidence = evidenceOn(shelves, remote);
  const session = await sessionOfTab();
  if (session) await evidence.account(session);
  addEventListener('online', () => evidence.synchronize());
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && evidence.synchronize());
  setInterval(async () => {
    const { waiting, account } = await evidence.standing();
    if (waiting + (account?.waiting ?? 0) > 0) await evidence.synchronize();
  }, AGAIN_MS);
  if (!session) await evidence.synchronize();
  return evidence;
}

/** The code for accounts is loaded by those who have signed in, and nobody else. */
async function sessionOfTab(): Promise<Session | undefined> {
  try {
    if (sessionStorage.getItem('certlab-session') === null) return undefined;
  } catch {
    return undefined;
  }
  return (await import('./account/session.ts')).sessionHere();
}

/** One other place: what is sent to it and fetched from it, and how that went. */
interface Link {
  /** Gives whether anything is new by it; never throws. */
  run(): Promise<boolean>;
  readonly trouble: () => Error | undefined;
}

function linkTo(shelf: BrowserShelf, remote: Remote): Link {
  let trouble: Error | undefined;
  return {
    trouble: () => trouble,
    run: async () => {
      const before = trouble?.message;
      try {
        const { fetched, sent } = await synchronize(shelf, remote);
        trouble = undefined;
        return fetched > 0 || sent > 0 || before !== undefined;
      } catch (error) {
        trouble = error instanceof Error ? error : new Error(String(error));
        return trouble.message !== before;
      }
    },
  };
}

function evidenceOn(shelves: Shelves, remote: Remote | undefined): Evidence {
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
  const shelf = shelves.lab;
  const lab = remote && linkTo(shelf, remote);
  let account: { readonly link: Link; readonly email: string } | undefined;

  async function once(): Promise<void> {
    const news = [await lab?.run(), await account?.link.run()];
    // What came from the account goes on to the lab.
    if (news[1] && lab && (await shelf.waiting()).length > 0) await lab.run();
    if (news.includes(true)) came();
  }
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
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
  const add = async (records: readonly Stored[]) => {
    await shelf.add(records, true);
    came();
  };
  const sending = async (to: BrowserShelf, link: Link): Promise<Sending> => {
    const trouble = link.trouble();
    return { waiting: (await to.waiting()).length, ...(trouble && { trouble: trouble.message }) };
  };

  return {
    device: deviceName(),
    log: async () => logOf(await shelf.all()),
    note: async (record) => {
      await add([record as unknown as Stored]);
      void synchronizeOnce();
    },
    standing: async () => ({
      keeping: shelf.keeping(),
      lab: lab !== undefined,
      ...(lab ? await sending(shelf, lab) : { waiting: 0 }),
      ...(account && {
        account: {
          email: account.email,
          another: account.link.trouble()?.name === 'AnotherLog',
          ...(await sending(shelves.account, account.link)),
        },
      }),
    }),
    exported: async () => (await exchange()).exportText(await shelf.all(), Date.now()),
    imported: async (text) => {
      const { records, later } = (await exchange()).importText(text);
      const added = missingIn(await shelf.all(), records).length;
      await add(records);
      void synchronizeOnce();
      return { records: records.length, added, later };
    },
    synchronize: synchronizeOnce,
    account: async (session) => {
      const { accountRemote } = session ? await import('../../study/log/account-remote.ts') : {};
      account =
        session && accountRemote
          ? { email: session.email, link: linkTo(shelves.account, accountRemote(session)) }
          : undefined;
      await synchronizeOnce();
      changed();
    },
    join: async () => {
      await shelves.account.setCursor(undefined);
      await synchronizeOnce();
      changed();
    },
    onChange: (listener) => {
      listeners.push(listener);
    },
  };
}

/** Files are read and written on one page alone. */
const exchange = () => import('../../study/log/exchange.ts');

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
