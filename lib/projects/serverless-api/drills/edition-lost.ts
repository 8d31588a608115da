import { editionPartition } from '../../../../lambda/shared/table/keys.ts';
import { type CheckContext, defineDrill, type FixContext } from '../../../lab/drills/drill.ts';
import {
  editPolicy,
  grantedCarelessly,
  grantedOtherwise,
  type LostPermission,
} from '../../../lab/drills/policy-fixes.ts';
import { allowing, first, inlinePolicy, refused, status, without } from '../../../lab/drills/probes.ts';
import { serverlessApi } from '../project.ts';
import { type Output, pointerOf, seedRoleName, seedRuns, tableArn } from './serverless-api.ts';

/** The edition that the table holds, whatever the pointer says. */
async function heldEdition(lab: CheckContext<Output>): Promise<string> {
  const { Items = [] } = await lab.aws.dynamodb.scan({
    TableName: lab.outputs.ContentTableName,
    ProjectionExpression: 'pk',
    FilterExpression: 'begins_with(pk, :prefix)',
    ExpressionAttributeValues: { ':prefix': { S: editionPartition('') } },
  });
  return (Items[0]?.pk?.S ?? '').slice(editionPartition('').length);
}

/** Runs the seed, whatever comes of it, and leads the pointer back afterwards. */
async function runSeed(lab: FixContext<Output>): Promise<void> {
  const version = await lab.get('item-attribute', pointerOf(lab));
  lab.undoBy(() => lab.set('item-attribute', pointerOf(lab), version));
  await lab.aws.lambda.invoke({ FunctionName: lab.outputs.SeedFunctionName });
}

const lost: LostPermission<Output> = {
  role: seedRoleName,
  bystander: async (lab) => lab.outputs.ApiFunctionRoleName,
  action: 'dynamodb:PutItem',
  resources: async (lab) => [await tableArn(lab)],
  besides: runSeed,
};

export const editionLost = defineDrill(serverlessApi, {
  name: 'edition-lost',
  title: 'The API says 404 to everything it used to know',
  level: 3,
  causes: 2,
  ticket: {
    report:
      'All exams and certifications are "not found", and lists come back empty. A data fix was made by hand on Friday ' +
      'evening, in the hour when the seed\'s permissions were "cleaned up" as well. Running the seed does not help, says Kim.',
    impact: 'All callers. Worse than an outage: search engines take a 404 for an answer.',
    evidence:
      "/health answers 200. There are no errors on the function's dashboard, since a 404 is not one. The table has not " +
      'lost an item. The version that /health reports looks unfamiliar.',
  },
  evidence: [{ command: 'lab metrics serverless-api', finds: /ApiAccess\s+4xx/ }],
  exam: ['SAA-C03/2.2', 'SAA-C03/1.1', 'DVA-C03/1.3', 'DVA-C03/2.1', 'DVA-C03/4.1', 'DVA-C02/1.3', 'DVA-C02/4.1'],
  hints: [
    'Nothing fails, and nothing is found. Which item decides where the API looks? (`lambda/shared/table/keys.ts`)',
    'Compare `contentVersion` of /health with the partitions that the table really holds.',
    'The seed function puts an edition in place and switches the pointer to it. Invoke it, and read what it says.',
    'It is refused something. Look at its role: what does a transaction that puts items ask for? Then invoke it again.',
  ],
  lesson: {
    architect:
      'One pointer that switches whole editions makes a release atomic, and makes the pointer the one item whose loss ' +
      'takes everything along. Who may write it, and how it is put back, belongs in the design and in the runbook.',
    developer:
      'There is no permission for a transaction: TransactWriteItems asks for the permissions of what is in it. And an ' +
      'idempotent seed is a repair tool, but only as long as somebody runs it now and then and sees it succeed.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    const policy = await inlinePolicy(lab.aws, await seedRoleName(lab));
    await lab.change('role-policy', policy, (document) => without(document, 'dynamodb:PutItem', ':table/'));
    await lab.change('item-attribute', pointerOf(lab), { S: `${lab.nonce()}${lab.nonce()}` });
  },
  check: [
    {
      expects: 'An exam is served, and the list of exams has it',
      async look(lab) {
        const one = await lab.request(`${lab.outputs.ApiUrl}/v1/exams/SAA-C03`);
        const list = await lab.request(`${lab.outputs.ApiUrl}/v1/exams`);
        const items = list.status === 200 ? (JSON.parse(list.text) as { items: unknown[] }).items.length : 0;
        return first(status(one, 200), { ok: items >= 3, saw: `a list of ${items} exams`, wanted: '3 or more' });
      },
    },
    {
      expects: 'The seed can be run',
      async look(lab) {
        const { ok, failed, wanted } = await seedRuns(lab);
        // Its own words would name what it is refused.
        return { ok, saw: ok ? 'it runs' : failed ? 'it ends in an error' : 'another edition is served', wanted };
      },
    },
    {
      expects: 'The next edition can be published, too',
      guards: true,
      async look(lab) {
        const arn = await tableArn(lab);
        const { ok } = await refused(lab.aws, await seedRoleName(lab), 'dynamodb:PutItem', arn);
        return { ok: !ok, saw: ok ? 'it could not be' : 'it can', wanted: 'it can' };
      },
    },
  ],
  solution: {
    steps: [
      "Allow dynamodb:PutItem on the table in the seed role's policy again.",
      'Invoke the seed function: it writes its edition, switches the pointer, and retires what the pointer named.',
    ],
    async apply(lab) {
      const policy = await inlinePolicy(lab.aws, await seedRoleName(lab));
      const document = await lab.get('role-policy', policy);
      await lab.set('role-policy', policy, allowing(document, 'dynamodb:PutItem', await tableArn(lab)));
      await runSeed(lab);
    },
  },
  otherFixes: [
    ...grantedOtherwise(lost),
    {
      title: 'Allows it again, and points at the edition that the table holds, by hand',
      async apply(lab) {
        const table = await tableArn(lab);
        await editPolicy(lab, await seedRoleName(lab), (document) => allowing(document, 'dynamodb:PutItem', table));
        await lab.set('item-attribute', pointerOf(lab), { S: await heldEdition(lab) });
      },
    },
  ],
  shortcuts: [
    {
      kind: 'elsewhere',
      title: 'Edits the pointer by hand, to the version somebody remembers',
      apply: (lab) => lab.set('item-attribute', pointerOf(lab), { S: 'latest' }),
    },
    {
      kind: 'hidden',
      title: 'Edits the pointer by hand, to the edition that is there, and leaves the role as it is',
      apply: async (lab) => lab.set('item-attribute', pointerOf(lab), { S: await heldEdition(lab) }),
    },
    { kind: 'too-narrow', title: 'Runs the seed again and again, and leaves its role as it is', apply: runSeed },
    {
      kind: 'too-narrow',
      title: 'Allows PutItem again, and waits for the next release to run the seed',
      async apply(lab) {
        const table = await tableArn(lab);
        await editPolicy(lab, await seedRoleName(lab), (document) => allowing(document, 'dynamodb:PutItem', table));
      },
    },
    ...grantedCarelessly(lost),
  ],
});
