/** How a text becomes terms: the same for what is indexed and for what is asked, or nothing would be found. */
import { stemmer } from 'stemmer';

/** Words that say nothing of what somebody looks for. Question words that tell (`much`, `many`, `long`, `when`) stay. */
const STOP_WORDS = new Set(
  (
    'a about am an and any are as at aws amazon be been between by can could did do does for from get give had has ' +
    'have he how i if in into is it its just let me more most my need no not of off on one or our over please ' +
    'question s she should so some such t tell than that the their them then there these they this those to under up ' +
    'us use used using versus vs want was we were what where here which who whose why will with would you your'
  ).split(' '),
);

/** The words of a text, in lower case and without accents; a number with a dot, such as a task's, is one word. */
export function wordsOf(text: string): readonly string[] {
  const folded = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return folded.match(/\p{N}+(?:\.\p{N}+)+|[\p{L}\p{N}]+/gu) ?? [];
}

/** Whether a word is worth looking for. */
export const isTelling = (word: string): boolean => !STOP_WORDS.has(word);

/** The term that a word is indexed under. Short words and those with a digit are names (`sqs`, `ec2`) and stay whole. */
export const termOf = (word: string): string => (word.length <= 3 || /\P{L}/u.test(word) ? word : stemmer(word));

/** The terms of a text, stop words left out. */
export const termsOf = (text: string): string[] => wordsOf(text).filter(isTelling).map(termOf);

/** The letters that lead to the shard of a term. */
export const lettersOf = (term: string): string => [...term].slice(0, 3).join('');

/** Shorter words are not corrected: too many others are one edit away. */
export const MISTYPED_FROM = 4;

/**
 * The number of single edits (insert, delete, replace, swap neighbours) between two words, or a number above `most`
 * when there are more than that (Damerau's distance in its optimal string alignment form).
 */
export function editsBetween(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = a[i - 1] === b[j - 1] ? 0 : 1;
      let edits = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + changed);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        edits = Math.min(edits, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(edits);
    }
    if (Math.min(...row) > most) return most + 1;
    [beforeLast, last] = [last, row];
  }
  return last[b.length] ?? 0;
}
