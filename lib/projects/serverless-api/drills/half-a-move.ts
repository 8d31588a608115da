import { INDEX_NAME } from '../../../../lambda/shared/table/keys.ts';
import { defineDrill, type FixContext } from '../../../lab/drills/drill.ts';
import { addPolicy, attachPolicy, editPolicy } from '../../../lab/drills/policy-fixes.ts';
import { inlinePolicy, status } from '../../../lab/drills/probes.ts';
import type { PolicyDocument } from '../../../lab/settings/iam.ts';
import { liveAndLatest } from '../../../lab/settings/lambda.ts';
import { serverlessApi } from '../project.ts';
import {
  apiFunction,
  goodVersion,
  type Output,
  pointLiveAt,
  seedRoleName,
  servedByOneVersion,
  TABLE_VARIABLE,
  tableArn,
} from './serverless-api.ts';

const setBack = (lab: FixContext<Output>) =>
  lab.set(
    'function-variable',
    { ...apiFunction(lab), name: TABLE_VARIABLE },
    liveAndLatest(lab.outputs.ContentTableName),
  );

const movedBack =
  (table: string) =>
  (document: PolicyDocument): PolicyDocument =>
    JSON.parse(JSON.stringify(document).replaceAll(`${table}-v2`, table));

const withoutTable = ({ Version, Statement }: PolicyDocument): PolicyDocument => ({
  Version,
  Statement: Statement.filter(({ Resource }) => !JSON.stringify(Resource).includes(':table/')),
});

export const halfAMove = defineDrill(serverlessApi, {
  name: 'half-a-move',
  title: 'The migration was called off, and nothing works',
  level: 2,
  causes: 2,
  ticket: {
    report:
      'A move to a second table was begun at six and called off at seven: the new table was deleted again, the old ' +
      'one was never touched. "So everything is as it was." It is not: every request fails.',
    impact: 'All callers, all routes.',
    evidence:
      'The old table is there, with all its items. The function starts, and fails on each request. There is no list ' +
      'of what was changed between six and seven, or of what was changed back.',
  },
  evidence: [
    { command: 'lab metrics serverless-api', finds: /ApiAccess\s+5xx/ },
    { command: 'lab logs serverless-api --filter failed', finds: /ResourceNotFoundException/ },
  ],
  exam: ['SAA-C03/1.1', 'SAA-C03/2.2', 'DVA-C03/1.2', 'DVA-C03/2.1', 'DVA-C03/4.1', 'DVA-C02/1.2', 'DVA-C02/4.1'],
  hints: [
    'What does a function need to be told, and what does it need to be allowed, to use another table?',
    "Read the function's log before and after your first change: the error is not the same one any more.",
    'The variable CONTENT_TABLE_NAME is one half of the move. Fix it, and look again.',
    "The other half is in the role's policy: its DynamoDB statements name the table that is gone.",
  ],
  lesson: {
    architect:
      'What a change consists of should stand in one place, so that it can be undone as one. A stack update that fails ' +
      'rolls everything back; a list of commands run by hand rolls back as far as somebody remembers.',
    developer:
      'The first cause that explains the symptom is not always the only one. Fix it, and read the error again: a ' +
      'different error is progress, the same one is a wrong theory.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    const policy = await inlinePolicy(lab.aws, lab.outputs.ApiFunctionRoleName);
    const table = await tableArn(lab);
    await lab.change('role-policy', policy, (document) => ({
      ...document,
      Statement: document.Statement.map((statement) => ({
        ...statement,
        Resource: JSON.parse(JSON.stringify(statement.Resource).replaceAll(table, `${table}-v2`)),
      })),
    }));
    const variable = { ...apiFunction(lab), name: TABLE_VARIABLE };
    await lab.change('function-variable', variable, ({ live }) => liveAndLatest(`${live}-v2`));
  },
  check: [
    {
      expects: 'A task is served together with its practice projects',
      look: async (lab) => status(await lab.request(`${lab.outputs.ApiUrl}/v1/exams/DVA-C03/tasks/4.1`), 200),
    },
    {
      expects: 'Certifications of a level are listed',
      look: async (lab) => status(await lab.request(`${lab.outputs.ApiUrl}/v1/certifications?level=associate`), 200),
    },
    servedByOneVersion,
  ],
  solution: {
    steps: [
      'Set CONTENT_TABLE_NAME back to the table of this project, publish a version, point the alias `live` at it.',
      "Name the table and its index in the role's policy again.",
    ],
    async apply(lab) {
      await setBack(lab);
      await editPolicy(lab, lab.outputs.ApiFunctionRoleName, movedBack(await tableArn(lab)));
    },
  },
  otherFixes: [
    {
      title: 'Points the alias back at the last version before the move, sets the variable, and corrects the policy',
      async apply(lab) {
        const { functionName } = apiFunction(lab);
        const latest = liveAndLatest(lab.outputs.ContentTableName);
        await editPolicy(lab, lab.outputs.ApiFunctionRoleName, movedBack(await tableArn(lab)));
        await lab.set('function-variable', { functionName, name: TABLE_VARIABLE }, latest);
        await pointLiveAt(lab, await goodVersion(lab));
      },
    },
    {
      title: 'Takes the statements about the table that is gone out, and allows the same in a managed policy',
      async apply(lab) {
        await setBack(lab);
        const table = await tableArn(lab);
        const role = lab.outputs.ApiFunctionRoleName;
        await editPolicy(lab, role, withoutTable);
        const lists = { Effect: 'Allow', Action: 'dynamodb:Query', Resource: `${table}/index/${INDEX_NAME}` };
        const both = { Effect: 'Allow', Action: ['dynamodb:Query', 'dynamodb:GetItem'], Resource: table };
        await attachPolicy(lab, role, lists, both);
      },
    },
  ],
  shortcuts: [
    { kind: 'too-narrow', title: 'Sets the variable back, and leaves it at that', apply: setBack },
    {
      kind: 'too-narrow',
      title: 'Sets the policy back, and leaves it at that',
      apply: async (lab) => editPolicy(lab, lab.outputs.ApiFunctionRoleName, movedBack(await tableArn(lab))),
    },
    {
      kind: 'too-wide',
      title: 'Allows both tables, the old one and the one that is gone',
      async apply(lab) {
        await setBack(lab);
        const table = await tableArn(lab);
        await editPolicy(lab, lab.outputs.ApiFunctionRoleName, (document) => {
          const { Version, Statement } = movedBack(table)(document);
          return { Version, Statement: [...document.Statement, ...Statement] };
        });
      },
    },
    {
      kind: 'too-wide',
      title: 'Allows every table whose name begins like this one, so that the next move is easier',
      async apply(lab) {
        await setBack(lab);
        const statement = { Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:Query'] };
        await addPolicy(lab, lab.outputs.ApiFunctionRoleName, { ...statement, Resource: `${await tableArn(lab)}*` });
      },
    },
    {
      kind: 'hidden',
      title: 'Makes the new table again, empty, so that nothing fails any more',
      async apply(lab) {
        const TableName = `${lab.outputs.ContentTableName}-v2`;
        lab.undoBy(() => lab.aws.dynamodb.deleteTable({ TableName }));
        await lab.aws.dynamodb.createTable({
          TableName,
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
          KeySchema: [
            { AttributeName: 'pk', KeyType: 'HASH' },
            { AttributeName: 'sk', KeyType: 'RANGE' },
          ],
        });
      },
    },
    {
      kind: 'elsewhere',
      title: 'Sets the variable back, and gives the permission to the role of the seed',
      async apply(lab) {
        await setBack(lab);
        const statement = { Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:Query'] };
        await addPolicy(lab, await seedRoleName(lab), { ...statement, Resource: await tableArn(lab) });
      },
    },
  ],
});
