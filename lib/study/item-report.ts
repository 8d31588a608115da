/** A question as somebody reports it: what was shown, in a form that an issue takes as it is. */

import { keyOf } from '../../lambda/shared/questions/family.ts';
import type { Item } from '../../lambda/shared/questions/model.ts';
import { letterOf, shownBelow } from '../../lambda/shared/questions/shown.ts';

/** What a report says beside the question itself. */
export interface ReportedOn {
  /** What it was shown from: a release of certlab with the print of its text, or an edition of the content. */
  readonly edition: string;
  /** Places of the options that the learner chose last; absent where it was not answered. */
  readonly chose?: readonly number[];
}

const letters = (places: readonly number[]) => places.map(letterOf).join(' and ');

/** Markdown: id, seed, edition, what was shown and what is said of it, and room for what is wrong. */
export function itemReport(item: Item, { edition, chose }: ReportedOn): string {
  const [family, seed] = item.id.split('/');
  const key = keyOf(item);
  return [
    `# Question ${item.id}`,
    '',
    seed === undefined ? `- written item: ${family}` : `- family: ${family}, seed: ${seed}`,
    `- edition: ${edition}, facts as of ${item.asOf}`,
    `- tasks: ${item.tasks.join(', ')}`,
    `- chosen: ${chose ? letters(chose) : 'not answered'}; the key says ${letters(key)}`,
    '',
    '## What was shown',
    '',
    item.stem,
    ...shownBelow(item),
    '',
    '## What was said of it',
    '',
    ...item.options.map(
      ({ reason, misconception }, place) =>
        `- ${letterOf(place)} ${misconception === undefined ? 'holds' : `is wrong (${misconception})`}: ${reason}`,
    ),
    '',
    '## What is wrong with it',
    '',
    'Say which option, and which page of AWS says otherwise.',
    '',
  ].join('\n');
}
