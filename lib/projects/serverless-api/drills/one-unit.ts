import { defineDrill } from '../../../lab/drill.ts';
import { serverlessApi } from '../project.ts';
import { failedOf, isServerError } from './serverless-api.ts';

const ENOUGH_READS = 25;

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
      promise: 'Of thirty requests at once none ends in an error of ours',
      look: (lab) => lab.eventually(() => failedOf(lab, 30, isServerError)),
    },
    {
      promise: `The table can take ${ENOUGH_READS} reads a second`,
      async look(lab) {
        const billing = await lab.get('table-billing', { tableName: lab.outputs.ContentTableName });
        const ok = billing === 'on-demand' || billing.readUnits >= ENOUGH_READS;
        const saw = billing === 'on-demand' ? 'on demand' : `${billing.readUnits} read units`;
        return { ok, saw, wanted: `on demand, or ${ENOUGH_READS} read units and more` };
      },
    },
  ],
  solution: {
    steps: ['dynamodb update-table --billing-mode PAY_PER_REQUEST'],
    apply: (lab) => lab.set('table-billing', { tableName: lab.outputs.ContentTableName }, 'on-demand'),
  },
  shortcuts: [
    {
      title: 'Gives it five units instead of one, which is five times as much',
      apply: (lab) =>
        lab.set('table-billing', { tableName: lab.outputs.ContentTableName }, { readUnits: 5, writeUnits: 5 }),
    },
  ],
});
