import { defineDrill, type FixContext } from '../../../lab/drills/drill.ts';
import type { Billing } from '../../../lab/settings/dynamodb.ts';
import { liveAndLatest } from '../../../lab/settings/lambda.ts';
import { CONTENT_CEILINGS, serverlessApi } from '../project.ts';
import { apiFunction, isServerError, type Output, servedAtOnce } from './serverless-api.ts';

/** Reads a second: what the busiest minute needs, and what nobody should pay for by mistake. */
const ENOUGH_READS = 25;
const TOO_MANY_READS = 1_000;

const AS_DEPLOYED: Billing = { maxReadUnits: CONTENT_CEILINGS.reads, maxWriteUnits: CONTENT_CEILINGS.writes };

const bill = (lab: FixContext<Output>, billing: Billing) =>
  lab.set('table-billing', { tableName: lab.outputs.ContentTableName }, billing);

export const oneUnit = defineDrill(serverlessApi, {
  name: 'one-unit',
  title: 'Fast at night, errors by day, since the database became cheaper',
  level: 2,
  causes: 1,
  ticket: {
    report:
      'The bill for the database has gone down nicely since "somebody optimised it". During office hours requests are ' +
      'slow now and some fail; at night everything is fine.',
    impact: 'Callers at busy times: slow first, then errors.',
    evidence:
      'The function takes longer the busier it is, and ends in errors after its own retries. The table reports ' +
      'throttled reads. Each single read is answered in milliseconds.',
  },
  exam: ['SAA-C03/3.3', 'SAA-C03/4.3', 'DVA-C03/1.3', 'DVA-C03/4.3', 'DVA-C02/1.3', 'DVA-C02/4.3'],
  hints: [
    'The function is slow because it waits and tries again. Who tells it to?',
    'Which metric of the table rises with the load, and what is the most that it is allowed to take?',
    'dynamodb describe-table: billing mode and provisioned throughput. Compare with content-table.ts.',
    'This traffic comes in bursts and sleeps at night: put the table back on demand.',
  ],
  lesson: {
    architect:
      'Provisioned capacity is cheaper for load that is steady and known, on demand for load that is neither. The ' +
      'comparison needs the busiest minute, not the monthly sum.',
    developer:
      'A throttled read is retried by the SDK before you see it: the first sign is latency, the second an error. One ' +
      'read unit is one strongly consistent read of 4 KB a second, or two that need not be the latest.',
  },
  runsOn: ['aws'],
  async fault(lab) {
    await lab.change('table-billing', { tableName: lab.outputs.ContentTableName }, { readUnits: 1, writeUnits: 1 });
  },
  check: [
    {
      expects: 'Of thirty requests at once none ends in an error of ours',
      look: (lab) => servedAtOnce(lab, 30, isServerError),
    },
    {
      expects: 'The table takes the reads of the busiest minute, and no loop in the code is paid for without end',
      guards: true,
      look: (lab) =>
        lab.eventually(async () => {
          const billing = await lab.get('table-billing', { tableName: lab.outputs.ContentTableName });
          const most = 'readUnits' in billing ? billing.readUnits : billing.maxReadUnits;
          const how = 'readUnits' in billing ? 'provisioned' : 'on demand';
          return {
            ok: most !== null && most >= ENOUGH_READS && most <= TOO_MANY_READS,
            saw: `${how}, ${most ?? 'any number of'} reads a second at most`,
            wanted: `${ENOUGH_READS} to ${TOO_MANY_READS} reads a second at most`,
          };
        }),
    },
    {
      expects: 'The limits of the gateway are as they were',
      guards: true,
      async look(lab) {
        const stage = { apiId: lab.outputs.ApiId, stage: '$default' };
        const { requestsPerSecond } = await lab.get('api-stage-throttle', stage);
        return { ok: requestsPerSecond >= 5, saw: `${requestsPerSecond} requests a second`, wanted: '5 or more' };
      },
    },
  ],
  solution: {
    title: 'Puts the table back on demand, with the limits on reading and writing that it had',
    why: 'On demand it takes each minute as it comes, and the limits keep a loop in the code from being paid for.',
    steps: [
      `dynamodb update-table --billing-mode PAY_PER_REQUEST, with --on-demand-throughput MaxReadRequestUnits=${CONTENT_CEILINGS.reads},MaxWriteRequestUnits=${CONTENT_CEILINGS.writes} as it was.`,
      'Wait until the table is ACTIVE again: dynamodb wait table-exists.',
    ],
    apply: (lab) => bill(lab, AS_DEPLOYED),
  },
  otherFixes: [
    {
      title: 'Buys what the busiest minute needs: fifty units each way',
      apply: (lab) => bill(lab, { readUnits: 50, writeUnits: 50 }),
    },
    {
      title: 'Puts it back on demand, with a lower limit on reads',
      apply: (lab) => bill(lab, { ...AS_DEPLOYED, maxReadUnits: 100 }),
    },
  ],
  shortcuts: [
    {
      kind: 'too-narrow',
      title: 'Gives it five units instead of one, which is five times as much',
      why: 'Five reads a second are still fewer than a busy minute needs: the errors come back with the load.',
      apply: (lab) => bill(lab, { readUnits: 5, writeUnits: 5 }),
    },
    {
      kind: 'elsewhere',
      title: 'Buys units for writing, which nobody does by day',
      why: 'Reads are throttled. Units for writing are counted and paid for apart.',
      apply: (lab) => bill(lab, { readUnits: 1, writeUnits: 500 }),
    },
    {
      kind: 'too-wide',
      title: 'Buys so many units that it can never happen again, for two thousand dollars a month',
      why: 'It holds, and is paid for day and night, for a load that lasts minutes.',
      apply: (lab) => bill(lab, { readUnits: 20_000, writeUnits: 20_000 }),
    },
    {
      kind: 'too-wide',
      title: 'Puts it on demand without a limit, so that a loop in the code is paid for as well',
      why: 'The symptom is gone, and so is the bound that the table was deployed with.',
      apply: (lab) => bill(lab, { maxReadUnits: null, maxWriteUnits: null }),
    },
    {
      kind: 'hidden',
      title: 'Lets one request per second through, so that nobody gets an error of the table',
      why: 'Callers get 429 from the gateway instead of an error of the table. They are not served either way.',
      apply: (lab) =>
        lab.set(
          'api-stage-throttle',
          { apiId: lab.outputs.ApiId, stage: '$default' },
          { requestsPerSecond: 1, burst: 1 },
        ),
    },
    {
      kind: 'elsewhere',
      title: 'Gives the function three times as much memory, since it is slow',
      why: 'It waits for reads that are throttled and tried again. Memory makes no read sooner.',
      apply: (lab) => lab.set('function-setting', { ...apiFunction(lab), field: 'MemorySize' }, liveAndLatest(3008)),
    },
  ],
});
