/** Where what was noted is kept, in a sentence. */
import { counted } from '../words.ts';
import type { Sending, Standing } from './evidence.ts';

const KEPT: Readonly<Record<Standing['keeping'], string>> = {
  kept: 'This browser keeps it.',
  full: 'The store of this browser is full: what you do now is kept until this tab is closed. Export it on the page of your progress.',
  forbidden:
    'This browser keeps nothing for pages: what you do is kept until this tab is closed. Export it on the page of your progress.',
};

export function keptSentence(standing: Standing): string {
  const { keeping, lab, waiting, trouble, account } = standing;
  const browser =
    keeping !== 'kept' && lab && !trouble && waiting === 0 ? 'This browser keeps nothing more.' : KEPT[keeping];
  return [
    browser,
    ...(lab
      ? [sentenceFor({ waiting, ...(trouble && { trouble }) }, 'your lab', 'Your lab has all of it in a file as well.')]
      : []),
    ...(account ? [accountSentence(account)] : []),
  ].join(' ');
}

/** How it stands with the account of who is signed in. */
export const accountSentence = ({ email, another, ...sending }: NonNullable<Standing['account']>): string =>
  another
    ? `Nothing is sent to the account ${email}: see the page Account.`
    : sentenceFor(sending, 'your account', `The account ${email} has all of it.`);

function sentenceFor({ waiting, trouble }: Sending, place: string, whole: string): string {
  const waits = `${counted(waiting, 'record')} ${waiting === 1 ? 'waits' : 'wait'} to be sent`;
  if (trouble) return `${trouble} ${waits}.`;
  return waiting > 0 ? `${waits} to ${place}.` : whole;
}
