import { defineDrill } from '../../../lab/drills/drill.ts';
import { attach } from '../../../lab/drills/policy-fixes.ts';
import { askedOtherwise } from '../../../lab/health/asked-otherwise.ts';
import { serverlessApi } from '../project.ts';
import { seedRoleName, seedRuns } from './serverless-api.ts';

export const seedThrottled = defineDrill(serverlessApi, {
  name: 'seed-throttled',
  title: 'The content team cannot publish',
  level: 1,
  causes: 1,
  ticket: {
    report:
      'Publishing a new edition of the content fails every time, after a few seconds of waiting. The site itself is ' +
      'fast and complete, with the old content. "We were told that nothing was changed in the code."',
    impact: 'The content team: no new edition since noon. Callers see nothing of it.',
    evidence:
      'The function that fills the table has no errors, no duration and no new log stream since noon. Its count of ' +
      'throttles rises by a few with each attempt.',
  },
  evidence: [
    { command: 'lab aws lambda invoke --function-name {SeedFunctionName}', finds: /TooManyRequests|Rate ?Exceeded/i },
  ],
  exam: ['DVA-C03/1.2', 'DVA-C03/4.3', 'DVA-C02/1.2', 'DVA-C02/4.3', 'SAA-C03/3.2'],
  hints: [
    'No log at all is evidence too: did the function run and fail, or did it never run?',
    'Invoke the function SeedFunctionName once and read the name of the error, and who it comes from.',
    "Look at the function's concurrency: lambda get-function-concurrency.",
    'Delete the reservation: a reserved concurrency of 0 is the off switch of a function.',
  ],
  lesson: {
    architect:
      'Reserved concurrency is a guarantee and a limit at once: it takes from the pool of the account, and caps the ' +
      'function. Zero is a deliberate emergency stop, and needs a note on the wall that says who pulled it.',
    developer:
      'A throttled synchronous call is a 429 to the caller and no invocation at all: nothing in the log, nothing in ' +
      'Errors, only in Throttles. Alarm on that metric, and let callers back off.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    await lab.change('function-concurrency', { functionName: lab.outputs.SeedFunctionName }, 0);
  },
  check: [
    {
      expects: 'The content can be published',
      async look(lab) {
        try {
          return await seedRuns(lab);
        } catch (error) {
          const { name } = error as Error;
          if (name !== 'TooManyRequestsException') throw error;
          return { ok: false, saw: 'it was not published', wanted: 'a result without an error' };
        }
      },
    },
    {
      expects: 'A publication that cannot be made says so',
      guards: true,
      async look(lab) {
        const nowhere = { CONTENT_TABLE_NAME: `${lab.outputs.ContentTableName}-none` };
        const { failed } = await askedOtherwise(lab, { functionName: lab.outputs.SeedFunctionName }, nowhere, {});
        const saw = failed ? 'an error where there is no table' : 'no error where there is no table';
        return { ok: failed, saw, wanted: 'an error where there is no table' };
      },
    },
    {
      expects: 'One publication cannot hold back another for minutes: the time limit is what it was',
      guards: true,
      async look(lab) {
        const target = { functionName: lab.outputs.SeedFunctionName, field: 'Timeout' } as const;
        const { live } = await lab.get('function-setting', target);
        return { ok: live <= 120, saw: `${live} s`, wanted: '120 s or less' };
      },
    },
  ],
  solution: {
    steps: ['lambda delete-function-concurrency for the function SeedFunctionName.'],
    apply: (lab) => lab.set('function-concurrency', { functionName: lab.outputs.SeedFunctionName }, null),
  },
  otherFixes: [
    {
      title: 'Reserves room for ten instead of none',
      apply: (lab) => lab.set('function-concurrency', { functionName: lab.outputs.SeedFunctionName }, 10),
    },
    {
      title: 'Deletes the reservation, and publishes at once to see that it helped',
      async apply(lab) {
        await lab.set('function-concurrency', { functionName: lab.outputs.SeedFunctionName }, null);
        await lab.aws.lambda.invoke({ FunctionName: lab.outputs.SeedFunctionName });
      },
    },
  ],
  shortcuts: [
    {
      kind: 'elsewhere',
      title: 'Takes the waiting for slowness, and gives the function three times as much memory',
      apply: (lab) =>
        lab.set(
          'function-setting',
          { functionName: lab.outputs.SeedFunctionName, field: 'MemorySize' },
          { live: 1536, latest: 1536 },
        ),
    },
    {
      kind: 'elsewhere',
      title: 'Reserves a hundred for the function that serves the API',
      apply: (lab) => lab.set('function-concurrency', { functionName: lab.outputs.ApiFunctionName }, 100),
    },
    {
      kind: 'hidden',
      title: 'Publishes by an asynchronous call, which is answered with 202 whatever becomes of it',
      async apply(lab) {
        await lab.aws.lambda.invoke({ FunctionName: lab.outputs.SeedFunctionName, InvocationType: 'Event' });
      },
    },
    {
      kind: 'too-wide',
      title:
        'Deletes the reservation, and gives the function so long that it can hold up others for a quarter of an hour',
      async apply(lab) {
        const { SeedFunctionName } = lab.outputs;
        await lab.set('function-concurrency', { functionName: SeedFunctionName }, null);
        const target = { functionName: SeedFunctionName, field: 'Timeout' } as const;
        await lab.set('function-setting', target, { live: 900, latest: 900 });
      },
    },
    {
      kind: 'too-wide',
      title: 'Deletes the reservation, and makes the seed an administrator in case it was refused something',
      async apply(lab) {
        await lab.set('function-concurrency', { functionName: lab.outputs.SeedFunctionName }, null);
        await attach(lab, await seedRoleName(lab), 'arn:aws:iam::aws:policy/AdministratorAccess');
      },
    },
  ],
});
