/** A question as the page's script asks it: with how sure the learner is, which is noted. */
import { choicesOf, type Question, stemOf } from '../../../lambda/shared/pages/question-view.ts';
import { type Branch, el } from '../../../lambda/shared/pages/tree.ts';
import { SURENESS, type Sureness } from '../../study/log/records.ts';

const SURE_WORDS: Readonly<Record<Sureness, string>> = { sure: 'Sure', unsure: 'Unsure', guess: 'A guess' };

/** A question as a form. */
export const questionView = (question: Question, title: string): Branch =>
  el(
    'form',
    { id: 'asked', class: 'question', action: '/practise', 'aria-labelledby': 'asked-h' },
    el('input', { type: 'hidden', name: 'question', value: question.id }),
    el('h1', { id: 'asked-h', tabindex: '-1' }, title),
    stemOf(question),
    choicesOf(question),
    el(
      'fieldset',
      { class: 'sureness' },
      el('legend', {}, 'How sure are you?'),
      SURENESS.map((one) =>
        el(
          'label',
          {},
          el('input', { type: 'radio', name: 'sureness', value: one, required: true }),
          el('span', {}, SURE_WORDS[one]),
        ),
      ),
    ),
    el('p', { id: 'trouble', role: 'alert' }),
    el('p', { class: 'row' }, el('button', { class: 'go', type: 'submit' }, 'Answer')),
  );
