/** Breaks a project by a drill, applies the fix of a drill, and asks the drill's probes what is left of it. */
import type { Broken } from '../../../lambda/shared/questions/operations/drill-fixes.ts';
import type { RunProof } from '../run.ts';

const IN_WORDS: Readonly<Record<string, string>> = {
  repaired: 'what was reported is over, and every guard and health check holds',
  harmed: 'what was reported is over, and a guard or a health check no longer holds',
  there: 'what was reported is still there',
};

export const drillFixesProof: RunProof<Broken> = {
  // That a fix repairs or does not, the proofs of the drills hold in every run of the tests: an edit of a ticket or of a
  // probe needs no runs of this. How the three are told apart stands in this file.
  standsOn: ['lib/questions/operations/drill-fixes.ts', 'lib/lab/author/try-fix.ts'],
  onProjects: true,
  inWords: ({ left }) => IN_WORDS[`${left}`] ?? `${left}`,
  async perform({ drill }, fix, { tryFix }) {
    if (!tryFix) throw new Error(`${fix}: no project is deployed that could be broken for it.`);
    const { symptom, rest } = await tryFix(drill, fix);
    if (!symptom) return { left: 'there' };
    return { left: rest ? 'repaired' : 'harmed' };
  },
  vectors: [
    {
      source:
        'AWS Lambda Developer Guide, "Configuring reserved concurrency for a function": 0 stops all events, until the limit is removed',
      setting: { drill: 'serverless-api/seed-throttled' },
      code: 'serverless-api/seed-throttled: solution',
      leaves: { left: 'repaired' },
    },
    {
      source: 'the same page: reserved concurrency is of one function, and takes from the others',
      setting: { drill: 'serverless-api/seed-throttled' },
      code: 'serverless-api/seed-throttled: Reserves a hundred for the function that serves the API',
      leaves: { left: 'there' },
    },
    {
      source: 'AWS Lambda Developer Guide, "Manage Lambda function versions": a change of $LATEST is in no version',
      setting: { drill: 'serverless-api/table-name-lost' },
      code: 'serverless-api/table-name-lost: Sets the variable in the console and publishes nothing',
      leaves: { left: 'there' },
    },
    {
      source: 'Service Authorization Reference, "Amazon DynamoDB": Query has the table and the index as its resources',
      setting: { drill: 'serverless-api/query-denied' },
      code: 'serverless-api/query-denied: Allows Query on the index, which the failing request in the log was about',
      leaves: { left: 'there' },
    },
    {
      source:
        'AWS Lambda Developer Guide, "Using event filtering with an Amazon SQS event source": what matches no filter is removed from the queue',
      setting: { drill: 'event-pipeline/filtered-away' },
      code: 'event-pipeline/filtered-away: Adds the one kind that was complained about to the filter',
      leaves: { left: 'there' },
    },
  ],
};
