/** Which question comes next: for a card that is due, a task, an exam, or a wrong idea. */

import type { Question } from '../../../lambda/shared/pages/question-view.ts';
import type { Log } from '../../study/log/log.ts';
import type { Today } from '../../study/log/today.ts';
import { ApiTrouble, type Drawn, loaded, questionsFor } from './api.ts';
import { asksFor } from './known.ts';

/** `due`, `SAA-C03`, `SAA-C03/1.1`, or `idea:<id>`. */
export type About = string;

export interface Asked {
  readonly question: Question;
  readonly edition: string;
}

/** Asked ahead, so that a learner can go on while the connection is gone. */
const AHEAD = 5;
const queues = new Map<About, Asked[]>();
/** What this visit has asked: a card comes once, and so does a question. */
const seen = new Set<string>();

const seed = () => String(1 + Math.floor(Math.random() * 999_999));

const queryOf = (about: About): Readonly<Record<string, string>> => {
  const [exam = '', task] = about.split('/');
  if (about.startsWith('idea:')) return { due: about.slice(5) };
  return { exam, ...(task && { task }) };
};

const todayModule = () => loaded(import('../../study/log/today.ts'));

/** What was done so far and what is due of it; its code is loaded by those who do something. @throws ApiTrouble */
export async function todayIn(log: Log, now: number): Promise<Today | undefined> {
  if (log.answers.length + log.drills.length === 0) return undefined;
  const { todayOf } = await todayModule();
  return todayOf(log, now, asksFor);
}

/** The next one; undefined where nothing is due any longer. @throws ApiTrouble */
export async function nextAsked(about: About, log: Log): Promise<Asked | undefined> {
  if (about === 'due') return nextDue(log);
  // When the answer is looked back at, the connection may be gone.
  todayModule().catch(() => undefined);
  const queue = queues.get(about) ?? [];
  if (queue.length === 0)
    queue.push(...asAsked(await questionsFor({ ...queryOf(about), seed: seed(), limit: `${AHEAD}` })));
  queues.set(about, queue);
  const fresh = queue.findIndex(({ question }) => !seen.has(question.id));
  const [asked] = queue.splice(Math.max(0, fresh), 1);
  if (asked) seen.add(asked.question.id);
  return asked;
}

const asAsked = ({ edition, items }: Drawn): Asked[] => items.map((question) => ({ question, edition }));

async function nextDue(log: Log): Promise<Asked | undefined> {
  for (const key of (await todayIn(log, Date.now()))?.cards ?? []) {
    if (seen.has(key)) continue;
    const [kind, id = ''] = key.split(/:(.*)/s);
    const about = kind === 'task' ? id : `idea:${id}`;
    try {
      const [asked] = asAsked(await questionsFor({ ...queryOf(about), seed: seed(), limit: '1' }));
      // Only now: where the connection failed, the card is still due.
      seen.add(key);
      if (!asked) continue;
      for (const task of asked.question.tasks) seen.add(`task:${task}`);
      return asked;
    } catch (error) {
      if (!(error instanceof ApiTrouble && error.isFinal)) throw error;
      seen.add(key);
    }
  }
  return undefined;
}
