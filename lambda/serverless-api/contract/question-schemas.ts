/** What is answered about questions: how they are asked, and how a choice is answered. */
import * as z from 'zod/mini';
import { described as d } from '../../shared/http/described.ts';
import { count, day, text, texts } from './parts.ts';
import { QUESTION_KINDS } from './requests.ts';

const edition = d(text, 'The edition of the content that it is from', '0123456789abcdef');
const decides = d(text, 'The words of the stem that decide');
const choose = d(count, 'How many options hold', 1);
const shown = {
  letter: d(text, 'What to choose it by', 'B'),
  text: d(text, 'What it says'),
};

export const question = z.strictObject({
  id: d(text, 'Id of the question; the same in every edition', 'iam-doors/1'),
  kind: d(z.enum(QUESTION_KINDS), 'How its key is known: by a proof, by a run, or by two reviewers'),
  tasks: d(texts, 'The task statements that it is about'),
  level: d(z.enum(['recall', 'apply', 'analyse']), 'What it takes'),
  stem: d(text, 'The question'),
  code: d(
    z.optional(
      z.strictObject({ text: d(text, 'What is shown below it'), words: d(text, 'The same for a screen reader') }),
    ),
    'Lines of code, a policy or a table that belong to it',
  ),
  choose,
  options: d(z.array(z.strictObject(shown)), 'What to choose from'),
});

export const questions = z.strictObject({
  edition,
  items: d(z.array(question).check(z.minLength(1)), 'In the order that the seed gives'),
});

export const answered = z.strictObject({
  question: d(text, 'Id of the question', 'iam-doors/1'),
  edition,
  chose: d(texts, 'The letters that you chose'),
  right: d(z.boolean(), 'Whether they are those that hold'),
  misconceptions: d(z.array(text), 'Ids of the wrong ideas that you chose'),
  key: d(texts, 'The letters of the options that hold'),
  choose,
  decides,
  options: d(
    z.array(
      z.strictObject({
        ...shown,
        right: d(z.boolean(), 'Whether it holds'),
        reason: d(text, 'Why it holds here, or does not'),
        misconception: d(
          z.optional(
            z.strictObject({ id: d(text, 'Its id', 'a-boundary-grants'), text: d(text, 'The idea in words') }),
          ),
          'The wrong idea that it stands for',
        ),
      }),
    ),
    'All options, each with its reason',
  ),
  read: d(
    z.array(
      z.union([
        z.strictObject({ guide: d(text, 'A guide of AWS'), page: d(text, 'A page of it, by name') }),
        z.strictObject({
          path: d(text, 'A file of this repository'),
          contains: d(z.optional(text), 'Words of the place in it'),
        }),
      ]),
    ),
    'What to read',
  ),
  asOf: d(day, 'The day on which its facts were checked', '2026-11-27'),
});
