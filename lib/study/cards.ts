/**
 * What is due again. A card is a misconception or a task, never an item: a due card is asked with a fresh seed. When it
 * comes back is for FSRS to say (ts-fsrs), whose ratings mean: wrong is *again*, right and sure is *good*, right otherwise is
 * *hard*. A drill that was not solved by oneself is *again* for its tasks.
 */
import { type Card, createEmptyCard, fsrs, type Grade, Rating } from 'ts-fsrs';
import type { TaskRef } from '../../lambda/shared/exams/blueprints.ts';
import { thoseCome } from './log/log.ts';
import type { Answer } from './log/records.ts';

/** A learner's card; `key` is `task:SAA-C03/1.1` or `misconception:<id>`. */
export interface LearnedCard {
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly due: number;
  readonly lapses: number;
}

/** A drill whose solution was looked at, or that was put back unsolved. */
export interface FailedDrill {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly tasks: readonly TaskRef[];
}

/** Without its own chance: the same answers give the same days on every device. */
const scheduler = fsrs({ enable_fuzz: false });

function gradesOf({ tasks, right, sureness, misconceptions, resisted }: Answer): readonly (readonly [string, Grade])[] {
  const grade = !right ? Rating.Again : sureness === 'sure' ? Rating.Good : Rating.Hard;
  return [
    ...tasks.map((task) => [`task:${task}`, grade] as const),
    ...misconceptions.map((id) => [`misconception:${id}`, Rating.Again as Grade] as const),
    // Nothing is known of a misconception that a wrong answer went past.
    ...(right ? resisted.map((id) => [`misconception:${id}`, grade] as const) : []),
  ];
}

/** Every card that answers and failed drills made, the one due first first. */
export function cardsOf(answers: readonly Answer[], failed: readonly FailedDrill[] = []): LearnedCard[] {
  const events = [
    ...answers.map((answer) => ({ at: answer.at, grades: gradesOf(answer) })),
    ...failed.map(({ at, tasks }) => ({
      at,
      grades: tasks.map((task) => [`task:${task}`, Rating.Again as Grade] as const),
    })),
  ].sort((a, b) => a.at - b.at);
  const cards = new Map<string, Card>();
  for (const { at, grades } of events) {
    const now = new Date(at);
    for (const [key, grade] of grades) {
      cards.set(key, scheduler.next(cards.get(key) ?? createEmptyCard(now), now, grade).card);
    }
  }
  return [...cards]
    .map(([key, { due, lapses }]) => ({ key, due: due.getTime(), lapses }))
    .sort((a, b) => a.due - b.due || a.key.localeCompare(b.key));
}

/** What a learner did, as far as it decides what is due. */
export interface Done {
  readonly answers: readonly Answer[];
  readonly failedDrills: readonly FailedDrill[];
}

/**
 * Keys of the cards that are due at `now`, the longest due first.
 * @param asks whether the bank still asks for a card
 */
export const keysDue = (done: Done, now: number, asks: (key: string) => boolean): string[] =>
  cardsOf(thoseCome(done.answers, now), thoseCome(done.failedDrills, now))
    .filter(({ key, due }) => due <= now && asks(key))
    .map(({ key }) => key);

/** How often each misconception was chosen, of the times that it was offered; the worst first. */
export function misconceptionsOf(
  answers: readonly Answer[],
): { readonly id: string; readonly chosen: number; readonly offered: number }[] {
  const counts = new Map<string, { chosen: number; offered: number }>();
  for (const { misconceptions, resisted } of answers) {
    for (const id of [...new Set([...misconceptions, ...resisted])]) {
      const { chosen, offered } = counts.get(id) ?? { chosen: 0, offered: 0 };
      counts.set(id, { chosen: chosen + Number(misconceptions.includes(id)), offered: offered + 1 });
    }
  }
  return [...counts]
    .map(([id, count]) => ({ id, ...count }))
    .filter(({ chosen }) => chosen > 0)
    .sort((a, b) => b.chosen / b.offered - a.chosen / a.offered || b.chosen - a.chosen || a.id.localeCompare(b.id));
}
