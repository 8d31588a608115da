/** Draws a mock exam from the API's questions: in the exam's proportions, evenly, and never by what the learner did. */
import type { TaskRef } from '../../../lambda/shared/exams/blueprints.ts';
import type { Question } from '../../../lambda/shared/pages/question-view.ts';
import { randomOf } from '../../../lambda/shared/questions/random.ts';
import { domainIn, inRounds, seatsOf } from '../../study/seats.ts';
import type { Drawn } from './api.ts';
import { familyOf } from './choices.ts';

/** What the page says of an exam. */
export interface MockForm {
  readonly exam: string;
  readonly minutes: number;
  readonly questions: number;
  /** Tasks that have questions. */
  readonly tasks: readonly string[];
  /** Percent by domain, `SAA-C03/1`. */
  readonly weights: ReadonlyMap<string, number>;
}

/** The most that the API gives at once. */
const AT_ONCE = '20';

/** @throws ApiTrouble, where any of it could not be had: a paper without a task would be another exam */
export async function drawPaper(
  { exam, questions, tasks, weights }: MockForm,
  ask: (query: Readonly<Record<string, string>>) => Promise<Drawn>,
  seed: number,
): Promise<Drawn> {
  const random = randomOf(seed);
  const pool = new Map<string, Question>();
  let edition = '';
  for (const task of tasks) {
    const drawn = await ask({ exam, task, seed: String(random.whole(1, 999_999)), limit: AT_ONCE });
    edition = drawn.edition;
    for (const question of drawn.items) pool.set(question.id, question);
  }
  const items = [...seatsOf(weights, questions, random)].flatMap(([domain, seats]) => {
    const own = [...pool.values()].filter((one) => domainIn(exam, one as { tasks: readonly TaskRef[] }) === domain);
    // Written items of one topic take a place as a family does.
    const groups = Map.groupBy(own, ({ id }) => (id.includes('/') ? familyOf(id) : (id.split('-')[0] as string)));
    return inRounds([...groups.values()], seats, random);
  });
  return { edition, items: random.shuffle(items) };
}
