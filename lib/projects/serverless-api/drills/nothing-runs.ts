import { defineDrill } from '../../../lab/drills/drill.ts';
import { liveAndLatest } from '../../../lab/settings/lambda.ts';
import { serverlessApi } from '../project.ts';
import { apiFunction, onlyThisApi, servedAtOnce } from './serverless-api.ts';

const SLOWEST = { requestsPerSecond: 1, burst: 1 };

export const nothingRuns = defineDrill(serverlessApi, {
  name: 'nothing-runs',
  title: 'All requests fail at once, and the function has stopped logging',
  level: 1,
  causes: 1,
  ticket: {
    report:
      'At 09:12 every request began to fail, in the same second. It followed a "cost drill" in another team, which ' +
      'tried out how to stop expensive functions.',
    impact: 'All callers, all routes.',
    evidence:
      'The API answers 503 within milliseconds. The function has no errors, no duration and no log line since 09:12. ' +
      'Its count of throttles equals the number of requests.',
  },
  evidence: [
    { command: 'lab metrics serverless-api', finds: /ApiAccess\s+5xx/ },
    { command: 'lab logs serverless-api --filter ApiAccess', finds: /"status":"503"/ },
  ],
  exam: ['DVA-C03/1.2', 'DVA-C03/4.3', 'DVA-C02/1.2', 'DVA-C02/4.3', 'SAA-C03/3.2', 'SAA-C03/4.2'],
  hints: [
    'Errors and throttles are different things: which of them means that the function was never run?',
    'Concurrency is limited in two places: for the account, and for a function by reservation.',
    'lambda get-function-concurrency for ApiFunctionName.',
    'Delete the reservation. A small number instead of it serves one caller, and turns the second away.',
  ],
  lesson: {
    architect:
      'Reserved concurrency protects what is behind a function, and the account from it. Work the number out from ' +
      'requests a second times seconds a request, and leave room for the burst.',
    developer:
      'Zero is the off switch: good in an emergency, and to be written down where the next shift looks. Alarm on ' +
      'Throttles; the Errors metric stays at zero while nobody is served.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    await lab.change('function-concurrency', { functionName: lab.outputs.ApiFunctionName }, 0);
  },
  check: [
    {
      // Few: the emulator starts a process for each.
      expects: 'Five requests at once are all served',
      look: (lab) => servedAtOnce(lab, 5),
    },
    { expects: 'Only this API may invoke the function', guards: true, look: onlyThisApi },
  ],
  solution: {
    title: 'Deletes the reservation of the function, as it was deployed',
    why: 'A reserved concurrency of 0 stops a function altogether. Without a reservation it shares what the account has, as deployed.',
    steps: ['lambda delete-function-concurrency for the function ApiFunctionName.'],
    apply: (lab) => lab.set('function-concurrency', { functionName: lab.outputs.ApiFunctionName }, null),
  },
  otherFixes: [
    {
      title: 'Reserves more than the busiest minute needs, instead of none',
      apply: (lab) => lab.set('function-concurrency', { functionName: lab.outputs.ApiFunctionName }, 100),
    },
    {
      title: 'Deletes the reservation by hand, and publishes a version with a note of who did it',
      async apply(lab) {
        await lab.set('function-concurrency', { functionName: lab.outputs.ApiFunctionName }, null);
        await lab.set('function-variable', { ...apiFunction(lab), name: 'NOTE' }, liveAndLatest('limit lifted'));
      },
    },
  ],
  shortcuts: [
    {
      kind: 'too-narrow',
      title: 'Reserves one, so that it runs again',
      why: 'One request at a time is served, and every other is throttled: the same incident with a smaller number.',
      apply: (lab) => lab.set('function-concurrency', { functionName: lab.outputs.ApiFunctionName }, 1),
    },
    {
      kind: 'elsewhere',
      title: 'Reserves a hundred for the function that fills the table',
      why: 'The function that is throttled is another one, and this takes a hundred out of the pool that it would need.',
      apply: (lab) => lab.set('function-concurrency', { functionName: lab.outputs.SeedFunctionName }, 100),
    },
    {
      kind: 'elsewhere',
      title: 'Gives the function three times as much memory and a longer time limit',
      why: 'It does not run at all, so it is neither slow nor short of memory.',
      async apply(lab) {
        await lab.set('function-setting', { ...apiFunction(lab), field: 'MemorySize' }, liveAndLatest(3008));
        await lab.set('function-setting', { ...apiFunction(lab), field: 'Timeout' }, liveAndLatest(29));
      },
    },
    {
      kind: 'hidden',
      title: 'Turns callers away at the gateway, so that the function counts no throttles',
      why: 'The metric is quiet because nobody gets through. Callers are as badly off as before.',
      apply: (lab) => lab.set('api-stage-throttle', { apiId: lab.outputs.ApiId, stage: '$default' }, SLOWEST),
    },
    {
      kind: 'too-wide',
      title: 'Deletes the reservation, and lets every API of every account invoke the function',
      why: 'It runs again, and strangers may run it too: a permission without a source is nobody’s fix for concurrency.',
      async apply(lab) {
        await lab.set('function-concurrency', { functionName: lab.outputs.ApiFunctionName }, null);
        const statement = { ...apiFunction(lab), statementId: 'by-hand' };
        await lab.set('function-permission', statement, { principal: 'apigateway.amazonaws.com', sourceArn: null });
      },
    },
  ],
});
