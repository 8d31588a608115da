/** Where what was noted is kept, in a sentence. */
import { counted } from '../words.ts';
import type { Standing } from './evidence.ts';

const KEPT: Readonly<Record<Standing['keeping'], string>> = {
  kept: 'This browser keeps it.',
  full: 'The store of this browser is full: what you do now is kept until this tab is closed. Export it on the page of your progress.',
  forbidden:
    'This browser keeps nothing for pages: what you do is kept until this tab is closed. Export it on the page of your progress.',
};

export function keptSentence({ keeping, lab, waiting, trouble }: Standing): string {
  if (!lab) return KEPT[keeping];
  const waits = `${counted(waiting, 'record')} ${waiting === 1 ? 'waits' : 'wait'} to be sent`;
  if (trouble) return `${KEPT[keeping]} ${trouble} ${waits}.`;
  if (waiting > 0) return `${KEPT[keeping]} ${waits} to your lab.`;
  return `${keeping === 'kept' ? KEPT.kept : 'This browser keeps nothing more.'} Your lab has all of it in a file as well.`;
}
