/** What does a handler make of a batch in which some messages cannot be worked on: what is done again, what is parked? */
import { defineVariants, type Outcome, type Variant } from '../variants.ts';

export interface Batch {
  /** Places of the messages, of four, on which the work fails each time. */
  readonly bad: readonly number[];
  /** Whether the mapping has ReportBatchItemFailures. */
  readonly reports: boolean;
}

/** What one call of a handler does with a batch of which these places are bad. */
interface Call {
  /** Messages worked on in full. */
  readonly worked: number;
  /** Places within the batch that it reports; `throws` where it ends with an error. */
  readonly failed: readonly number[] | 'throws';
}

const MESSAGES = 4;
const RECEIVES = 2;

function leaves({ bad, reports }: Batch, handle: (isBad: readonly boolean[]) => Call): Outcome {
  let batch = Array.from({ length: MESSAGES }, (_, place) => bad.includes(place));
  let worked = 0;
  for (let time = 0; time < RECEIVES && batch.length > 0; time++) {
    const call = handle(batch);
    const { failed } = call;
    worked += call.worked;
    batch = failed === 'throws' ? batch : batch.filter((_, place) => reports && failed.includes(place));
  }
  return { worked, dead: batch.length };
}

const good = (isBad: readonly boolean[]) => isBad.filter((one) => !one).length;
const badPlaces = (isBad: readonly boolean[]) => isBad.flatMap((one, place) => (one ? [place] : []));
/** Places from the first bad one on; the length of the batch where there is none. */
const upToBad = (isBad: readonly boolean[]) => (isBad.includes(true) ? isBad.indexOf(true) : isBad.length);

const variant = (
  code: string,
  handle: (isBad: readonly boolean[]) => Call,
  why: (setting: Batch) => string,
  misconception: string,
): Variant<Batch> => ({ code, leaves: (setting) => leaves(setting, handle), why, misconception });

const WHOLE =
  'The error makes the whole batch come again, what was worked on as well, and in the end all of it is parked.';

const VARIANTS: readonly Variant<Batch>[] = [
  variant(
    'for (const r of Records) { await work(r); } return { batchItemFailures: [] };',
    (isBad) =>
      isBad.includes(true) ? { worked: upToBad(isBad), failed: 'throws' } : { worked: isBad.length, failed: [] },
    () => `It ends at the first that fails. ${WHOLE}`,
    'an-error-brings-back-one-message',
  ),
  variant(
    'for (const r of Records) await work(r).catch(note(r)); return { batchItemFailures: failed };',
    (isBad) => ({ worked: good(isBad), failed: badPlaces(isBad) }),
    ({ reports }) =>
      reports
        ? 'Only what failed comes again, and is parked after the second time.'
        : 'The mapping does not read what is returned: the batch counts as done, and what failed is lost.',
    'what-is-returned-is-read-in-any-case',
  ),
  variant(
    'for (const r of Records) await work(r).catch(console.error); return { batchItemFailures: [] };',
    (isBad) => ({ worked: good(isBad), failed: [] }),
    () => 'It logs the errors and reports none, so that what failed is deleted with the rest.',
    'what-is-logged-comes-again',
  ),
  variant(
    'await Promise.all(Records.map(work)); return { batchItemFailures: [] };',
    (isBad) => ({ worked: good(isBad), failed: isBad.includes(true) ? 'throws' : [] }),
    () => `All are begun, and the first that fails ends the call with an error. ${WHOLE}`,
    'an-error-brings-back-one-message',
  ),
  variant(
    'await Promise.allSettled(Records.map(work)); return { batchItemFailures: [] };',
    (isBad) => ({ worked: good(isBad), failed: [] }),
    () => 'allSettled does not fail, and none is reported, so that what failed is deleted with the rest.',
    'what-is-logged-comes-again',
  ),
  variant(
    'for (const r of Records) await work(r).catch(note(r)); if (failed.length > 0) throw failed;',
    (isBad) => ({ worked: good(isBad), failed: isBad.includes(true) ? 'throws' : [] }),
    () => `All are worked on, and then it ends with an error. ${WHOLE}`,
    'an-error-brings-back-one-message',
  ),
  variant(
    'for (const r of Records) await (failed[0] ? note(r)() : work(r).catch(note(r))); return { batchItemFailures: failed };',
    (isBad) => ({
      worked: upToBad(isBad),
      failed: isBad.flatMap((_, place) => (place >= upToBad(isBad) ? [place] : [])),
    }),
    ({ reports }) =>
      reports
        ? 'After the first that fails nothing is worked on, and all of that comes again, as a FIFO queue needs it.'
        : 'After the first that fails nothing is worked on, and as the mapping reads no report, all of that is lost.',
    'what-was-not-tried-stays-in-the-queue',
  ),
];

const BAD = [[0], [2], [3], [1, 3], [1, 2]];
const PLACES = ['first', 'second', 'third', 'fourth'];
const THINGS = ['orders', 'invoices', 'bookings', 'photos'];

const failing = ({ bad }: Batch) => `fails each time on the ${bad.map((place) => PLACES[place]).join(' and the ')}`;

export const batchFailures = defineVariants<Batch>({
  id: 'batch-failures',
  tasks: ['DVA-C03/1.2', 'DVA-C03/4.1'],
  level: 'analyse',
  read: [
    { guide: 'AWS Lambda Developer Guide', page: 'Handling errors for an SQS event source in Lambda' },
    { path: 'lambda/event-pipeline/worker/apply-activity.ts' },
  ],
  asOf: '2026-11-27',
  names: THINGS,
  misconceptions: {
    'an-error-brings-back-one-message': 'After an error only the message that failed comes again.',
    'what-is-returned-is-read-in-any-case': 'A function that returns failed messages needs no setting of the mapping.',
    'what-is-logged-comes-again': 'A message whose error is caught comes again all the same.',
    'what-was-not-tried-stays-in-the-queue': 'What a function did not work on stays in the queue.',
  },
  variants: VARIANTS,
  setting: (random) => ({ bad: random.pick(BAD), reports: random.chance(0.5) }),
  say: ({ worked, dead }) =>
    `completes work(r) ${worked} times, and ${dead} ${dead === 1 ? 'message is' : 'messages are'} parked`,
  which(setting, seen, random) {
    return {
      stem: `${story(setting, random)} In the end it ${seen}. Which line does its handler have?`,
      decides: mapping(setting),
    };
  },
  what(setting, random) {
    return {
      stem: `${story(setting, random)} What does it come to with the handler below?`,
      decides: mapping(setting),
    };
  },
  code: (_, code) => ({
    text: [
      'async function handler({ Records }) {',
      '  const failed = [];',
      '  const note = (r) => () => failed.push({ itemIdentifier: r.messageId });',
      `  ${code ?? '// …'}`,
      '}',
    ].join('\n'),
    words:
      'A handler of a batch of records; a function note appends the id of a record to the list of what failed.' +
      (code ? ` Its line: ${code}` : ''),
  }),
});

const mapping = ({ reports }: Batch) => (reports ? 'with ReportBatchItemFailures' : 'without ReportBatchItemFailures');

function story(setting: Batch, random: { pick<T>(of: readonly T[]): T }): string {
  return (
    `A function gets ${random.pick(THINGS)} from a standard queue by a mapping ${mapping(setting)}. Four messages come as one batch, and what of ` +
    `them comes again does so as one batch, in that order. work(r) ${failing(setting)}. What was received twice and not deleted is ` +
    'parked in a dead-letter queue.'
  );
}
