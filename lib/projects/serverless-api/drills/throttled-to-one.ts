import { defineDrill, type FixContext } from '../../../lab/drills/drill.ts';
import type { Throttle } from '../../../lab/settings/apigateway.ts';
import { liveAndLatest } from '../../../lab/settings/lambda.ts';
import { serverlessApi } from '../project.ts';
import { apiFunction, type Output, servedAtOnce } from './serverless-api.ts';

const throttle = (lab: FixContext<Output>, value: Throttle) =>
  lab.set('api-stage-throttle', { apiId: lab.outputs.ApiId, stage: '$default' }, value);

/** What a throttle promises: API Gateway Developer Guide, "Throttle requests to your HTTP APIs". */
export const throttledToOne = defineDrill(serverlessApi, {
  name: 'throttled-to-one',
  title: 'One visitor is served, two are turned away',
  level: 1,
  causes: 1,
  ticket: {
    report:
      'Alone, everybody finds the site quick and complete. As soon as a class opens it together, most of them see ' +
      '"Too Many Requests". A month ago the same class had no trouble.',
    impact: 'Everybody, at busy times. Each page asks several times, so even one visitor sees holes.',
    evidence:
      'The access log is full of 429, each answered in a millisecond. The function reports no throttles, and far fewer ' +
      'invocations than there are requests. The database is idle.',
  },
  exam: ['SAA-C03/4.4', 'SAA-C03/2.2', 'DVA-C03/4.3', 'DVA-C03/4.1', 'DVA-C02/4.3', 'DVA-C02/4.1'],
  hints: [
    'Who says 429: the function, the database, or somebody in front of both?',
    'API Gateway counts requests for a whole stage before it calls anything. Read the settings of the stage.',
    'apigatewayv2 get-stage: DefaultRouteSettings has a rate a second and a burst. Compare with comparison-api.ts.',
    'Set rate and burst back to what the design says. No limit at all would be the other mistake.',
  ],
  lesson: {
    architect:
      'The throttle of a stage is what keeps the bill of a pay-per-request design in bounds. AWS applies it as well as ' +
      'it can: it is a target and not a ceiling. Work it out from the budget and from the busiest honest minute.',
    developer:
      "Rate is how fast the bucket fills, burst how deep it is. The 429 is the gateway's own, a short JSON message that " +
      'does not say when to come back: back off with jitter, and do not ask five times for one page.',
  },
  runsOn: ['aws'],
  async fault(lab) {
    await lab.change(
      'api-stage-throttle',
      { apiId: lab.outputs.ApiId, stage: '$default' },
      { requestsPerSecond: 1, burst: 1 },
    );
  },
  check: [
    {
      expects: 'Twenty requests at once are all served',
      look: (lab) => servedAtOnce(lab, 20),
    },
    {
      expects: 'There is a limit that bounds the bill and lets a class work',
      guards: true,
      async look(lab) {
        const stage = { apiId: lab.outputs.ApiId, stage: '$default' };
        const { requestsPerSecond: rate } = await lab.get('api-stage-throttle', stage);
        return { ok: rate >= 5 && rate <= 100, saw: `${rate} requests a second`, wanted: 'a rate of 5 to 100' };
      },
    },
  ],
  solution: {
    title: 'Sets the rate and the burst of the stage to what they were',
    why: 'Both limits were changed: the rate fills the bucket, the burst is its depth. As deployed they bound the bill and let a class through.',
    steps: ['apigatewayv2 update-stage with DefaultRouteSettings: a rate of 10 a second and a burst of 100.'],
    apply: (lab) =>
      lab.set(
        'api-stage-throttle',
        { apiId: lab.outputs.ApiId, stage: '$default' },
        { requestsPerSecond: 10, burst: 100 },
      ),
  },
  otherFixes: [
    {
      title: 'Allows twice the rate, since a class is a class',
      apply: (lab) => throttle(lab, { requestsPerSecond: 20, burst: 100 }),
    },
    {
      title: 'Allows a higher rate with half the burst',
      apply: (lab) => throttle(lab, { requestsPerSecond: 50, burst: 50 }),
    },
  ],
  shortcuts: [
    {
      kind: 'too-wide',
      title: 'Sets the limits to the highest that the account allows',
      why: 'Nobody is refused, and nothing bounds the bill any more, which is what the throttle is for.',
      apply: (lab) => throttle(lab, { requestsPerSecond: 10_000, burst: 5_000 }),
    },
    {
      kind: 'too-narrow',
      title: 'Sets the rate as it was, and forgets the burst',
      why: 'With a bucket of one, two people who click at the same moment are one too many, whatever the rate.',
      apply: (lab) => throttle(lab, { requestsPerSecond: 10, burst: 1 }),
    },
    {
      kind: 'too-narrow',
      title: 'Sets the burst as it was, and forgets the rate',
      why: 'The first hundred requests get through. Then the bucket fills at one a second, and a class waits.',
      apply: (lab) => throttle(lab, { requestsPerSecond: 1, burst: 100 }),
    },
    {
      kind: 'elsewhere',
      title: 'Reserves a hundred concurrent executions for the function',
      why: 'The 429 is the gateway’s. The function never sees those requests, and has room enough.',
      apply: (lab) => lab.set('function-concurrency', { functionName: lab.outputs.ApiFunctionName }, 100),
    },
    {
      kind: 'hidden',
      title: 'Gives the function more memory, and lets the class try again one by one',
      why: 'It answers faster what it is given, and it is given no more than before.',
      apply: (lab) => lab.set('function-setting', { ...apiFunction(lab), field: 'MemorySize' }, liveAndLatest(3008)),
    },
  ],
});
