import { defineDrill } from '../../../lab/drills/drill.ts';
import { addPolicy } from '../../../lab/drills/policy-fixes.ts';
import { status } from '../../../lab/drills/probes.ts';
import { liveAndLatest } from '../../../lab/settings/lambda.ts';
import { serverlessApi } from '../project.ts';
import {
  apiFunction,
  goodVersion,
  narrowRoute,
  pointLiveAt,
  servedByOneVersion,
  TABLE_VARIABLE,
  wayToFunction,
} from './serverless-api.ts';

export const liveLeftBehind = defineDrill(serverlessApi, {
  name: 'live-left-behind',
  title: 'It was fixed an hour ago, and it is still broken',
  level: 3,
  causes: 1,
  ticket: {
    report:
      'The API has been down since the last release. The colleague before you found a wrong setting, corrected it an ' +
      'hour ago, tested the function in the console ("works!") and closed the incident. Callers still get errors.',
    impact: 'All callers, all routes, for two hours now; the first fix was announced as done.',
    evidence:
      "Every request ends in 500. The function's configuration page shows the right table, and a test event sent " +
      'from that page succeeds. The log has refused calls, of kinds that the role may make on that table.',
  },
  evidence: [
    { command: 'lab metrics serverless-api', finds: /ApiAccess\s+5xx/ },
    { command: 'lab logs serverless-api --filter failed', finds: /AccessDeniedException.*dynamodb:GetItem/ },
  ],
  exam: ['DVA-C03/3.3', 'DVA-C03/3.1', 'DVA-C03/4.1', 'DVA-C02/3.4', 'DVA-C02/4.1', 'SAA-C03/2.2'],
  hints: [
    'The console and the callers disagree about the same function. Do they talk to the same version of it?',
    'What does the integration of the API invoke? Ask for the configuration with the qualifier that stands there.',
    'An alias points at a version, and a version never changes. What the console edits is $LATEST.',
    'Publish $LATEST as a version and point the alias `live` at it.',
  ],
  lesson: {
    architect:
      'Versions and an alias are what makes a release reversible: callers hold on to the alias. The price is a step ' +
      'that has to be in the pipeline, because a fix by hand to $LATEST fixes nothing that anybody calls.',
    developer:
      'Test what the callers call: the qualified ARN. GetFunction, GetPolicy and Invoke take a qualifier, and without ' +
      'one they are about $LATEST.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    const target = { ...apiFunction(lab), name: TABLE_VARIABLE };
    await lab.change('function-variable', target, ({ live }) => ({ live: `${live}-old`, latest: live }));
  },
  check: [
    {
      expects: 'The API serves an exam',
      look: async (lab) => status(await lab.request(`${lab.outputs.ApiUrl}/v1/exams/DVA-C03`), 200),
    },
    servedByOneVersion,
  ],
  solution: {
    steps: [
      'lambda get-function-configuration with and without --qualifier live shows the difference.',
      'lambda publish-version, then lambda update-alias --name live --function-version with the number it answers.',
    ],
    apply: (lab) =>
      lab.set(
        'function-variable',
        { ...apiFunction(lab), name: TABLE_VARIABLE },
        liveAndLatest(lab.outputs.ContentTableName),
      ),
  },
  otherFixes: [
    {
      title: 'Publishes what is in $LATEST and points the alias at it, by two calls',
      async apply(lab) {
        const { Version } = await lab.aws.lambda.publishVersion({ FunctionName: lab.outputs.ApiFunctionName });
        await pointLiveAt(lab, Version as string);
      },
    },
    {
      title: 'Points the alias back at the last version that was right',
      apply: async (lab) => pointLiveAt(lab, await goodVersion(lab)),
    },
  ],
  shortcuts: [
    {
      kind: 'too-narrow',
      title: 'Corrects the setting in the console once more',
      async apply(lab) {
        const { functionName } = apiFunction(lab);
        const target = { functionName, name: TABLE_VARIABLE };
        await lab.set('function-variable', target, liveAndLatest(lab.outputs.ContentTableName));
      },
    },
    {
      kind: 'elsewhere',
      title: 'Points the alias at $LATEST, where the setting is right',
      apply: (lab) => pointLiveAt(lab, '$LATEST'),
    },
    {
      kind: 'elsewhere',
      title: 'Lets the API call the function without the alias',
      async apply(lab) {
        const ApiId = lab.outputs.ApiId;
        const { IntegrationId, IntegrationUri = '' } = (await wayToFunction(lab)).integration ?? {};
        lab.undoBy(() => lab.aws.apigateway.updateIntegration({ ApiId, IntegrationId, IntegrationUri }));
        await lab.aws.apigateway.updateIntegration({
          ApiId,
          IntegrationId,
          IntegrationUri: IntegrationUri.replace(`:${lab.outputs.ApiFunctionAlias}`, ''),
        });
      },
    },
    {
      kind: 'too-narrow',
      title: 'Sends nine tenths of the calls to a version that is right, and leaves the alias on the broken one',
      async apply(lab) {
        await lab.set('alias-weights', apiFunction(lab), { [await goodVersion(lab)]: 0.9 });
      },
    },
    {
      kind: 'hidden',
      title: 'Answers only /health, so that the errors stop',
      apply: (lab) => narrowRoute(lab, 'GET /health'),
    },
    {
      kind: 'too-wide',
      title: 'Points the alias at a version that is right, and allows the function all tables, whichever it names',
      async apply(lab) {
        await pointLiveAt(lab, await goodVersion(lab));
        const statement = { Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:Query'], Resource: '*' };
        await addPolicy(lab, lab.outputs.ApiFunctionRoleName, statement);
      },
    },
  ],
});
