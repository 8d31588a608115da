/** The questions that the site's function asks where no script runs: those of the edition, in a file for each task. */
import type { QuestionFile, QuestionList } from '../../../lambda/serverless-api/ask.ts';
import type { DraftItem } from '../../../lambda/shared/table/edition.ts';
import { answerKey, QUESTIONS } from '../../../lambda/shared/table/keys.ts';
import type { StoredAnswer, StoredQuestion } from '../../../lambda/shared/table/stored-questions.ts';
import { DRILLS, drillPath } from '../projects/drill-parts.ts';

const MOST_DRILLS = 4;

const drillsOn = (tasks: StoredQuestion['tasks']) =>
  DRILLS.map((drill) => ({ drill, shared: drill.exam.filter((task) => tasks.includes(task)).length }))
    .filter(({ shared }) => shared > 0)
    .toSorted((a, b) => b.shared - a.shared)
    .slice(0, MOST_DRILLS)
    .map(({ drill }) => ({ href: drillPath(drill), title: drill.title }));

/**
 * @param drafts the questions of the edition
 * @param keep keeps a file, and gives its name
 */
export function questionList(drafts: readonly DraftItem[], keep: (text: string) => string): QuestionList {
  const entities = new Map(drafts.map(({ sk, entity }) => [sk, entity]));
  const asked = drafts.filter(({ sk }) => sk.startsWith(QUESTIONS)).map(({ entity }) => entity as StoredQuestion);
  const questions = [...new Map(asked.map((question) => [question.id, question])).values()];
  const list: QuestionList[number][] = [];
  for (const [, group] of Map.groupBy(questions, ({ tasks }) => tasks[0])) {
    const parts: QuestionFile = Object.fromEntries(
      group.map(({ offers: _, ...question }) => {
        const answer = entities.get(answerKey(question.id)) as StoredAnswer;
        return [question.id, { question, answer, drills: drillsOn(question.tasks) }];
      }),
    );
    const file = keep(JSON.stringify(parts));
    list.push(...group.map(({ id, tasks }) => [id, tasks, file] as const));
  }
  return list;
}
