import { INDEX_NAME } from '../../../../lambda/shared/table/keys.ts';
import { defineDrill } from '../../../lab/drills/drill.ts';
import {
  editPolicy,
  grantedCarelessly,
  grantedOtherwise,
  type LostPermission,
} from '../../../lab/drills/policy-fixes.ts';
import { allowing, inlinePolicy, status } from '../../../lab/drills/probes.ts';
import { serverlessApi } from '../project.ts';
import { narrowRoute, type Output, release, seedRoleName, tableArn } from './serverless-api.ts';

const lost: LostPermission<Output> = {
  role: async (lab) => lab.outputs.ApiFunctionRoleName,
  bystander: seedRoleName,
  action: 'dynamodb:Query',
  resources: async (lab) => [`${await tableArn(lab)}/index/${INDEX_NAME}`],
};

export const indexForgotten = defineDrill(serverlessApi, {
  name: 'index-forgotten',
  title: 'Filtering by level fails, listing everything works',
  level: 2,
  causes: 1,
  ticket: {
    report:
      'The page with all certifications is fine. As soon as somebody picks a level there is an error, and the pages of ' +
      'the practice projects are broken too. "It worked before the release."',
    impact: 'Every caller who filters by level, and every link to a single practice project.',
    evidence:
      'The routes that fail and those that work are in the same function and read the same table. DynamoDB shows ' +
      'reads on the table, and no longer any on its index.',
  },
  evidence: [
    { command: 'lab metrics serverless-api', finds: /ApiAccess\s+5xx/ },
    { command: 'lab logs serverless-api --filter failed', finds: /AccessDeniedException.*dynamodb:Query/ },
  ],
  exam: ['SAA-C03/1.1', 'SAA-C03/3.3', 'DVA-C03/2.1', 'DVA-C03/4.1', 'DVA-C02/2.1', 'DVA-C02/4.1'],
  hints: [
    'Some lists work and some do not: what do the failing ones read from? See the access patterns in the README.',
    "The function's log has dynamodb:Query refused on the failing routes, and the working ones query too. Query what?",
    'An index has an ARN of its own, below that of its table. Simulate dynamodb:Query for both ARNs.',
    `Allow dynamodb:Query on <table ARN>/index/${INDEX_NAME}. A name, not a star: tomorrow another table may stand there.`,
  ],
  lesson: {
    architect:
      'An index is a resource in its own right: it has its own permissions, its own capacity and its own metrics. ' +
      'A permission for the table says nothing about it.',
    developer:
      'Read the resource in an AccessDenied message before the action: most refusals of an action that "is allowed" ' +
      'are about a resource one did not have in mind.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    const policy = await inlinePolicy(lab.aws, lab.outputs.ApiFunctionRoleName);
    await lab.change('role-policy', policy, (document) => ({
      ...document,
      Statement: document.Statement.filter(({ Resource }) => !String(Resource).includes('/index/')),
    }));
    await release(lab);
  },
  check: [
    {
      expects: 'Certifications of a level are listed',
      look: async (lab) => status(await lab.request(`${lab.outputs.ApiUrl}/v1/certifications?level=professional`), 200),
    },
    {
      expects: 'A practice project is served with the tasks that it trains',
      look: async (lab) => status(await lab.request(`${lab.outputs.ApiUrl}/v1/projects/event-pipeline`), 200),
    },
  ],
  solution: {
    steps: [`Add a statement to the role's policy: Allow dynamodb:Query on "<table ARN>/index/${INDEX_NAME}".`],
    async apply(lab) {
      const policy = await inlinePolicy(lab.aws, lab.outputs.ApiFunctionRoleName);
      const index = `${await tableArn(lab)}/index/${INDEX_NAME}`;
      await lab.set('role-policy', policy, allowing(await lab.get('role-policy', policy), 'dynamodb:Query', index));
    },
  },
  otherFixes: grantedOtherwise(lost),
  shortcuts: [
    {
      kind: 'too-wide',
      title: 'Allows Query on every resource of the account',
      apply: (lab) =>
        editPolicy(lab, lab.outputs.ApiFunctionRoleName, (document) => allowing(document, 'dynamodb:Query', '*')),
    },
    {
      kind: 'too-wide',
      title: 'Allows Query on everything below the table, whatever will be there tomorrow',
      async apply(lab) {
        const below = `${await tableArn(lab)}/*`;
        await editPolicy(lab, lab.outputs.ApiFunctionRoleName, (document) =>
          allowing(document, 'dynamodb:Query', below),
        );
      },
    },
    {
      kind: 'too-narrow',
      title: 'Allows Query on the index as its name is pronounced',
      async apply(lab) {
        const index = `${await tableArn(lab)}/index/by-facet`;
        await editPolicy(lab, lab.outputs.ApiFunctionRoleName, (document) =>
          allowing(document, 'dynamodb:Query', index),
        );
      },
    },
    {
      kind: 'hidden',
      title: 'Serves only the lists of exams, which work',
      apply: (lab) => narrowRoute(lab, 'GET /v1/exams/{proxy+}'),
    },
    ...grantedCarelessly(lost),
  ],
});
