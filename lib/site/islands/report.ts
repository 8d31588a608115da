/** A question as somebody reports it: the text of an issue, to copy. */

import type { Question } from '../../../lambda/shared/pages/question-view.ts';
import { el, type Tree } from '../../../lambda/shared/pages/tree.ts';
import { itemReport } from '../../study/item-report.ts';
import type { Verdict } from './api.ts';
import { familyOf, placesIn } from './choices.ts';

export function reportParts(question: Question, said: Verdict, edition: string, letters: readonly string[]): Tree[] {
  const item = {
    ...{ id: question.id, family: familyOf(question.id), kind: question.kind, tasks: question.tasks },
    ...{ level: question.level, stem: question.stem, decides: said.decides, choose: question.choose },
    ...{ ...(question.code && { code: question.code }), read: said.read, asOf: said.asOf },
    options: said.options.map(({ text, reason, misconception }) => ({
      ...{ text, reason },
      ...(misconception && { misconception: misconception.id }),
    })),
  };
  const text = itemReport(item, { edition: `content ${edition}`, chose: placesIn(question, letters) });
  return [
    el('label', { for: 'report-text' }, 'Copy this into an issue, and say what is wrong with it. It changes no score.'),
    el('textarea', { id: 'report-text', rows: '12', readonly: true }, text),
  ];
}
