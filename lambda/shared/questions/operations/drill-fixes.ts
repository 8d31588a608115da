/** What a change leaves that somebody makes after an incident: a repair, a repair that costs something else, or the incident. */
import { defineVariants, type Variant } from '../variants.ts';
import { EVENT_STORIES } from './drill-fixes/events.ts';
import { FUNCTION_STORIES } from './drill-fixes/functions.ts';
import { POLICY_STORIES } from './drill-fixes/policies.ts';
import { QUEUE_STORIES } from './drill-fixes/queues.ts';
import { IDEAS, type Left, type Story } from './drill-fixes/story.ts';

/** What is set: a project that a drill broke. */
export interface Broken {
  /** Id of the drill. */
  readonly drill: string;
}

const STORIES: readonly Story[] = [...POLICY_STORIES, ...FUNCTION_STORIES, ...QUEUE_STORIES, ...EVENT_STORIES];

const storyOf = ({ drill }: Broken) => STORIES.find((one) => one.drill === drill) as Story;

/** What is run: a drill's fix, by its title there; `solution` is the reference fix. One of another drill says whose it is. */
const codeOf = (title: string, drill: string) => (/^[\w-]+\/[\w-]+: /.test(title) ? title : `${drill}: ${title}`);

const VARIANTS: readonly Variant<Broken>[] = STORIES.flatMap(({ drill, fixes }) =>
  fixes.map(
    ([title, text, left, why, misconception]): Variant<Broken> => ({
      code: codeOf(title, drill),
      shown: text,
      leaves: (setting) => (setting.drill === drill ? { left } : undefined),
      why: () => why,
      misconception,
    }),
  ),
);

const SAID: Readonly<Record<Left, string>> = {
  repaired: 'ends what was reported, and leaves all else working, and as guarded, as before the incident',
  harmed:
    'ends what was reported, but leaves more allowed than before the incident, a safeguard less, or what waited lost',
  there: 'leaves what was reported as it was, for all or for some',
};

export const drillFixes = defineVariants<Broken>({
  id: 'drill-fixes',
  tasks: ['DVA-C03/4.1', 'SAA-C03/2.1'],
  level: 'analyse',
  read: [
    { guide: 'AWS Lambda Developer Guide', page: 'Using Lambda with Amazon SQS' },
    { guide: 'AWS Identity and Access Management User Guide', page: 'Security best practices in IAM' },
    { path: 'docs/drills.md' },
  ],
  asOf: '2026-11-28',
  misconceptions: IDEAS,
  variants: VARIANTS,
  evenly: true,
  setting: (random) => ({ drill: random.pick(STORIES).drill }),
  say: ({ left }) => SAID[left as Left],
  which: (setting, said, random) => ({
    stem: `${storyOf(setting).tells} Then somebody makes one change, which ${said}. ${random.pick(['Which change was it?', 'Which of these was it?'])}`,
    decides: said,
  }),
});
