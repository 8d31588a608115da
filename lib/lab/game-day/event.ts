/** A game day from its first page to its end: somebody asks once a second, and pages come until the incident is closed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { CouldNotLook } from '../drills/drill.ts';
import type { Ledger, Reply } from './ledger.ts';
import { pageOf } from './pages.ts';

/** One thing that was asked. `at` is in milliseconds since 1970, as all times here; `ms` how long it took. */
export interface Asked extends Reply {
  readonly at: number;
  readonly ms: number;
}

/** What stands in the course of events. */
export interface Moment {
  readonly at: number;
  readonly who: 'page' | 'you' | 'lab';
  readonly text: string;
}

export type Outcome = 'fixed' | 'put back' | 'out of time' | 'given up';

export interface GameDay {
  readonly drill: { readonly number: string; readonly title: string };
  /** When the fault was complete. */
  readonly brokenAt: number;
  readonly endedAt: number;
  readonly outcome: Outcome;
  readonly asked: readonly Asked[];
  readonly moments: readonly Moment[];
  /** What was acknowledged and is gone; null where the project does not answer, so that nobody could look. */
  readonly lost: readonly string[] | null;
  readonly hintsTaken: number;
  readonly checks: number;
}

/** What the journal of the incident says of it. */
export interface Standing {
  readonly open: boolean;
  readonly solved: boolean;
  readonly hintsTaken: number;
  readonly checks: number;
  readonly solutionShown: boolean;
}

/** Something that befalls the project while the event goes on, whatever was broken. */
export interface Happening {
  /** Milliseconds after the fault. */
  readonly afterMs: number;
  readonly befall: () => Promise<void>;
  /** How those on call hear of it. */
  readonly page: string;
}

export interface EventOptions {
  readonly drill: GameDay['drill'];
  readonly brokenAt: number;
  readonly ledger: Ledger;
  /** In the order of their time. @default none */
  readonly happenings?: readonly Happening[];
  readonly standing: () => Standing;
  /** Hears each moment as it comes. */
  readonly onMoment: (moment: Moment) => void;
  /** What was typed since it was last asked. */
  readonly notes: () => readonly string[];
  readonly pageEveryMs: number;
  readonly endsAt: number;
  readonly signal: AbortSignal;
}

const ASK_EVERY_MS = 1_000;

/** Plays it, and counts in the end what was lost. */
export async function playGameDay(options: EventOptions): Promise<GameDay> {
  const { drill, brokenAt, ledger, standing, signal, pageEveryMs, endsAt } = options;
  const happenings = [...(options.happenings ?? [])];
  const asked: Asked[] = [];
  const moments: Moment[] = [];
  const note = (who: Moment['who'], text: string) => {
    moments.push({ at: Date.now(), who, text });
    options.onMoment(moments.at(-1) as Moment);
  };

  let pages = 0;
  let paged = 0;
  let before = standing();
  let now = before;
  for (; now.open && Date.now() < endsAt && !signal.aborted; now = standing()) {
    while (happenings[0] && Date.now() >= brokenAt + happenings[0].afterMs) {
      const { befall, page } = happenings.shift() as Happening;
      await befall();
      note('page', page);
    }
    const at = Date.now();
    const reply = await ledger.ask();
    if (signal.aborted) break;
    asked.push({ at, ms: Date.now() - at, ...reply });
    for (const text of options.notes()) note('you', text);
    for (const text of newsIn(before, now)) note('lab', text);
    before = now;
    if (Date.now() >= brokenAt + (pages + 1) * pageEveryMs) {
      note('page', pageOf(asked.slice(paged), pages++));
      paged = asked.length;
    }
    await sleep(Math.max(0, at + ASK_EVERY_MS - Date.now()));
  }
  for (const text of options.notes()) note('you', text);
  for (const text of newsIn(before, now)) note('lab', text);
  const endedAt = Date.now();
  const outcome = outcomeOf(now, signal.aborted);
  const { hintsTaken, checks } = now;
  return { drill, brokenAt, endedAt, outcome, asked, moments, lost: await lostIn(ledger), hintsTaken, checks };
}

const outcomeOf = ({ open, solved }: Standing, aborted: boolean): Outcome =>
  solved ? 'fixed' : !open ? 'put back' : aborted ? 'given up' : 'out of time';

function newsIn(before: Standing, now: Standing): string[] {
  return [
    ...(now.hintsTaken > before.hintsTaken ? [`Hint ${now.hintsTaken} was taken.`] : []),
    ...(now.solutionShown && !before.solutionShown ? ['The solution was shown.'] : []),
    ...(now.checks > before.checks ? [now.solved ? 'The check passed: fixed.' : 'A check found it not fixed.'] : []),
    ...(!now.open && before.open && !now.solved ? ['Everything was put back by the lab.'] : []),
  ];
}

async function lostIn(ledger: Ledger): Promise<readonly string[] | null> {
  try {
    return await ledger.lost();
  } catch (error) {
    if (error instanceof CouldNotLook) return null;
    throw error;
  }
}
