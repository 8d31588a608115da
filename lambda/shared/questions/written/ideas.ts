/** Wrong ideas behind the options of written items; each stands in two items at least, which a test holds. */
import type { Misconceptions } from '../model.ts';

export const IDEAS = {
  'own-servers-are-control': 'What one runs oneself is under better control, and the work is the price.',
  'more-pieces-are-more-robust': 'Another service in between makes a design more robust.',
  'code-for-what-is-a-setting': 'What a service could be set to do is better written as a function.',
  'fastest-is-best': 'The fastest way is right even where nobody waits.',
  'cheapest-per-gb-is-cheapest': 'The class with the lowest price per GB costs least.',
  'size-alone-decides': 'How much there is decides; how often it is read, and how soon, does not.',
  'nearby-is-free': 'Traffic that stays within AWS costs nothing.',
  'a-bigger-pipe-is-cheaper': 'A faster or private line lowers the bill by itself.',
  'caching-fits-everything': 'A cache helps whatever is asked for.',
  'batch-fits-everything': 'Collecting and running at night is soon enough.',
  'stream-fits-everything': 'Whatever arrives is best handled record by record, at once.',
  'copy-to-be-safe': 'One more copy of the data solves it.',
  'scale-hides-it': 'More capacity makes a fault go away.',
  'it-compiles-so-it-is-right': 'Code that runs, or reads well, does what it should.',
  'the-tool-knows-the-context': 'A generator knows what the project wants without being told.',
  'more-prompting-secures': 'A firmer instruction to the model is a control.',
  'the-model-may-decide': 'A model can be left to decide what a caller may do.',
  'tests-from-the-code-suffice': 'Tests that are made from the code show that the code is right.',
  'coverage-is-quality': 'A high share of covered lines means that faults would be seen.',
  'symptom-is-cause': 'What shows first is where the fault is.',
  'change-first-look-later': 'Trying a fix is quicker than looking at what happened.',
  'trust-what-is-inside': 'What comes from inside the account, or from one’s own store, needs no checking.',
  'wide-rights-for-speed': 'Wide permissions are fine until it works.',
  'filter-once-at-the-door': 'What is checked on the way in need not be checked on the way out.',
} as const satisfies Misconceptions;
