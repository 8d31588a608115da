/** What somebody who returns is shown: what is due, and what was done so far. Pure, and small enough for a page. */
import { keysDue, misconceptionsOf } from '../cards.ts';
import { failedDrills } from './drill-ends.ts';
import { type Log, thoseCome } from './log.ts';

export interface Today {
  /** Cards that are due; one question answers for several. */
  readonly due: number;
  /** Their keys, the longest due first. */
  readonly cards: readonly string[];
  /** Misconceptions that were chosen, the worst first. */
  readonly ideas: ReturnType<typeof misconceptionsOf>;
  /** About how long they take, by how fast this learner answers; 0 where nothing is due. */
  readonly minutes: number;
  readonly answered: number;
  readonly right: number;
  /** Drills that were solved, each once. */
  readonly drills: number;
  readonly mocks: number;
  /** Records whose time has not come by this clock: one that was wrong wrote them, or this one is. They are kept. */
  readonly ahead: number;
}

/** An exam gives two minutes for a question. */
const USUAL_MS = 120_000;

/** @param asks whether the bank still asks for a card; every card by default */
export function todayOf(log: Log, now: number, asks: (key: string) => boolean = () => true): Today {
  const answers = thoseCome(log.answers, now);
  const drills = thoseCome(log.drills, now);
  const cards = keysDue({ answers, failedDrills: failedDrills(drills) }, now, asks);
  const due = cards.length;
  const ahead = log.answers.length - answers.length + log.drills.length - drills.length;
  return {
    ...{ due, cards, ideas: misconceptionsOf(answers) },
    minutes: due === 0 ? 0 : Math.max(1, Math.round(((due / cardsOfAnAnswer(answers)) * paceOf(answers)) / 60_000)),
    answered: answers.length,
    right: answers.filter(({ right }) => right).length,
    drills: new Set(drills.filter(({ solved }) => solved).map(({ drill }) => drill)).size,
    mocks: thoseCome(log.mocks, now).length,
    ahead,
  };
}

/** How many cards a question stands for, on average: its tasks, and the wrong ideas that it shows. */
function cardsOfAnAnswer(answers: Log['answers']): number {
  const cards = answers.reduce((sum, { tasks, misconceptions, resisted, right }) => {
    return sum + tasks.length + misconceptions.length + (right ? resisted.length : 0);
  }, 0);
  return Math.max(1, cards / Math.max(1, answers.length));
}

/** The median time of the last hundred answers that were measured: somebody who went for a coffee does not count. */
function paceOf(answers: Log['answers']): number {
  const measured = answers.flatMap(({ milliseconds }) => milliseconds ?? []).slice(-100);
  return measured.toSorted((a, b) => a - b)[Math.floor(measured.length / 2)] ?? USUAL_MS;
}
