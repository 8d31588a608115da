import { INDEX_NAME } from '../../../../lambda/shared/table/keys.ts';
import { defineDrill } from '../../../lab/drills/drill.ts';
import {
  editPolicy,
  grantedCarelessly,
  grantedOtherwise,
  type LostPermission,
} from '../../../lab/drills/policy-fixes.ts';
import { allowing, inlinePolicy, status, without } from '../../../lab/drills/probes.ts';
import { serverlessApi } from '../project.ts';
import { narrowRoute, type Output, release, seedRoleName, tableArn } from './serverless-api.ts';

const lost: LostPermission<Output> = {
  role: async (lab) => lab.outputs.ApiFunctionRoleName,
  bystander: seedRoleName,
  action: 'dynamodb:Query',
  resources: async (lab) => {
    const table = await tableArn(lab);
    return [table, `${table}/index/${INDEX_NAME}`];
  },
};

export const queryDenied = defineDrill(serverlessApi, {
  name: 'query-denied',
  title: 'The health check is green, and every list is broken',
  level: 1,
  causes: 1,
  ticket: {
    report:
      'After last night\'s release, which came with "a review of permissions", lists of exams and tasks answer with an ' +
      'error. Looking up a single certification by its code still works.',
    impact: 'Every caller who lists or filters. Monitors that ask for /health only see nothing.',
    evidence:
      'Response codes split by route: /health and /v1/certifications/{code} 200, everything with a list 500. The ' +
      "function's duration is short; the table reports no throttles.",
  },
  evidence: [
    { command: 'lab metrics serverless-api', finds: /ApiAccess\s+5xx/ },
    { command: 'lab logs serverless-api --filter failed', finds: /AccessDeniedException.*dynamodb:Query/ },
  ],
  exam: ['SAA-C03/1.1', 'DVA-C03/2.1', 'DVA-C03/4.1', 'DVA-C02/2.1', 'DVA-C02/4.1'],
  hints: [
    'What do the failing routes do at the table that the working ones do not? The access patterns are in the README.',
    "The function's log (`lab logs`) has the error of the failing call: who was refused, and which action.",
    'Look at the inline policy of the role ApiFunctionRoleName: which actions does it allow on the table?',
    'Allow dynamodb:Query on the table and on its index again, besides GetItem, and nothing more.',
  ],
  lesson: {
    architect:
      'Least privilege is a list that somebody has to be able to test. Derive it from the access patterns, keep it in ' +
      'the template beside them, and let a simulation of the policy run before the release instead of after it.',
    developer:
      'GetItem and Query are different actions, and a route uses whichever its access pattern needs. A health check ' +
      'that touches less than the users do is green while they are not.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    const policy = await inlinePolicy(lab.aws, lab.outputs.ApiFunctionRoleName);
    await lab.change('role-policy', policy, (document) => without(document, 'dynamodb:Query', ':table/'));
    await release(lab);
  },
  check: [
    {
      expects: 'A task is served together with its practice projects',
      look: async (lab) => status(await lab.request(`${lab.outputs.ApiUrl}/v1/exams/SAA-C03/tasks/3.3`), 200),
    },
    {
      expects: 'Certifications of a level are listed',
      look: async (lab) => status(await lab.request(`${lab.outputs.ApiUrl}/v1/certifications?level=associate`), 200),
    },
  ],
  solution: {
    steps: [
      'Read the policy: iam get-role-policy with the role ApiFunctionRoleName.',
      'Put it back with dynamodb:Query allowed on the table and on its index: iam put-role-policy. It replaces the document, so send all statements.',
    ],
    async apply(lab) {
      const policy = await inlinePolicy(lab.aws, lab.outputs.ApiFunctionRoleName);
      const document = await lab.get('role-policy', policy);
      const table = await tableArn(lab);
      const fixed = allowing(document, 'dynamodb:Query', [table, `${table}/index/${INDEX_NAME}`]);
      await lab.set('role-policy', policy, fixed);
    },
  },
  otherFixes: grantedOtherwise(lost),
  shortcuts: [
    {
      kind: 'too-wide',
      title: 'Allows every action of DynamoDB on everything, so that this can never happen again',
      apply: (lab) =>
        editPolicy(lab, lab.outputs.ApiFunctionRoleName, (document) => allowing(document, 'dynamodb:*', '*')),
    },
    {
      kind: 'too-wide',
      title: 'Allows Query on all tables of the account',
      apply: (lab) =>
        editPolicy(lab, lab.outputs.ApiFunctionRoleName, (document) => allowing(document, 'dynamodb:Query', '*')),
    },
    {
      kind: 'too-narrow',
      title: 'Allows Query on the index, which the failing request in the log was about',
      async apply(lab) {
        const index = `${await tableArn(lab)}/index/${INDEX_NAME}`;
        await editPolicy(lab, lab.outputs.ApiFunctionRoleName, (document) =>
          allowing(document, 'dynamodb:Query', index),
        );
      },
    },
    {
      kind: 'hidden',
      title: 'Serves only what still works: the route of single certifications',
      apply: (lab) => narrowRoute(lab, 'GET /v1/certifications/{code}'),
    },
    ...grantedCarelessly(lost),
  ],
});
