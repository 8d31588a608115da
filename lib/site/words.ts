/** Figures in words, for pages and for their scripts. */

/** `3 answers`, `1 answer`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** `12 cards are due`. */
export const cardsDue = ({ due }: { readonly due: number }): string =>
  `${counted(due, 'card')} ${due === 1 ? 'is' : 'are'} due`;
