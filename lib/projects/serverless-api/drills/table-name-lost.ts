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
  tableArn,
} from './serverless-api.ts';

export const tableNameLost = defineDrill(serverlessApi, {
  name: 'table-name-lost',
  title: 'Every request fails since the configuration was tidied up',
  level: 1,
  causes: 1,
  ticket: {
    report:
      'Since a colleague "tidied up the function\'s settings" an hour ago, every page of the comparison shows an error. ' +
      'It is the same for all callers, and trying again does not help.',
    impact: 'All callers, all routes. Nothing is served at all.',
    evidence:
      'The access log has 500 for every request, answered within milliseconds. The table is there and has its items. ' +
      'The function is invoked, and its log is not empty.',
  },
  evidence: [{ command: 'lab metrics serverless-api', finds: /ApiAccess\s+5xx/ }],
  exam: ['DVA-C03/1.2', 'DVA-C03/3.1', 'DVA-C03/4.1', 'DVA-C02/1.2', 'DVA-C02/3.1', 'DVA-C02/4.1', 'SAA-C03/2.1'],
  hints: [
    'A gateway that answers 500 in milliseconds has asked somebody who failed at once. Whose log tells why?',
    "Read the newest lines of the API function's log (`lab logs`): it fails before any request reaches the handler.",
    "Compare the function's environment variables with what `lambda/serverless-api/env.ts` says it cannot start without.",
    'Set CONTENT_TABLE_NAME to the name of the content table, publish a version, and point the alias `live` at it.',
  ],
  lesson: {
    architect:
      'Configuration is part of the release. Where it lives only in the console, nobody reviews a change to it and no ' +
      'rollback brings it back; in the template it has a history and drift detection finds the difference.',
    developer:
      'UpdateFunctionConfiguration replaces the whole map of variables: to change one, read all, then send all. Code ' +
      'that checks its configuration at start-up and names what is missing turns an hour of search into one log line.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    await lab.change('function-variable', { ...apiFunction(lab), name: TABLE_VARIABLE }, liveAndLatest(null));
  },
  check: [
    {
      expects: 'An exam that the table holds is served',
      look: async (lab) => status(await lab.request(`${lab.outputs.ApiUrl}/v1/exams/SAA-C03`), 200),
    },
    {
      expects: 'Certifications of a level are listed',
      look: async (lab) => status(await lab.request(`${lab.outputs.ApiUrl}/v1/certifications?level=associate`), 200),
    },
    servedByOneVersion,
  ],
  solution: {
    steps: [
      'Set the variable: lambda update-function-configuration with CONTENT_TABLE_NAME in --environment, and every other variable that is there.',
      'The alias still points at a version with the old settings: lambda publish-version, then lambda update-alias --name live.',
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
      title: 'Points the alias back at the last version that had the setting, and sets it for the next release',
      async apply(lab) {
        const { functionName } = apiFunction(lab);
        const latest = liveAndLatest(lab.outputs.ContentTableName);
        await lab.set('function-variable', { functionName, name: TABLE_VARIABLE }, latest);
        await pointLiveAt(lab, await goodVersion(lab));
      },
    },
    {
      title: "Sets the variable together with one of the team's own, and publishes both",
      async apply(lab) {
        await lab.set('function-variable', { ...apiFunction(lab), name: 'RELEASED_BY' }, liveAndLatest('team-api'));
        const variable = { ...apiFunction(lab), name: TABLE_VARIABLE };
        await lab.set('function-variable', variable, liveAndLatest(lab.outputs.ContentTableName));
      },
    },
  ],
  shortcuts: [
    {
      kind: 'elsewhere',
      title: 'Sets the variable to the name the table has in the diagram, so that the function starts again',
      apply: (lab) =>
        lab.set('function-variable', { ...apiFunction(lab), name: TABLE_VARIABLE }, liveAndLatest('ContentTable')),
    },
    {
      kind: 'too-narrow',
      title: 'Sets the variable in the console and publishes nothing',
      async apply(lab) {
        const { functionName } = apiFunction(lab);
        const latest = liveAndLatest(lab.outputs.ContentTableName);
        await lab.set('function-variable', { functionName, name: TABLE_VARIABLE }, latest);
      },
    },
    {
      kind: 'elsewhere',
      title: 'Sets the variable and points the alias at $LATEST, so that the next change is live at once',
      async apply(lab) {
        const { functionName } = apiFunction(lab);
        const latest = liveAndLatest(lab.outputs.ContentTableName);
        await lab.set('function-variable', { functionName, name: TABLE_VARIABLE }, latest);
        await pointLiveAt(lab, '$LATEST');
      },
    },
    {
      kind: 'hidden',
      title: 'Takes the route away, so that callers get a 404 and no alarm rings',
      apply: (lab) => narrowRoute(lab, 'GET /health'),
    },
    {
      kind: 'too-wide',
      title: 'Sets the variable, and lets the function do all it likes with the table, in case that was it',
      async apply(lab) {
        const variable = { ...apiFunction(lab), name: TABLE_VARIABLE };
        await lab.set('function-variable', variable, liveAndLatest(lab.outputs.ContentTableName));
        const Resource = await tableArn(lab);
        await addPolicy(lab, lab.outputs.ApiFunctionRoleName, { Effect: 'Allow', Action: 'dynamodb:*', Resource });
      },
    },
  ],
});
