import { defineDrill } from '../../../lab/drill.ts';
import { inlinePolicy, refused, status } from '../../../lab/probes.ts';
import { liveAndLatest } from '../../../lab/settings/lambda.ts';
import { serverlessApi } from '../project.ts';
import { apiFunction, TABLE_VARIABLE, tableArn } from './serverless-api.ts';

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
      promise: 'A task is served together with its practice projects',
      look: async (lab) => status(await lab.request(`${lab.outputs.ApiUrl}/v1/exams/DVA-C03/tasks/4.1`), 200),
    },
    {
      promise: 'Certifications of a level are listed',
      look: async (lab) => status(await lab.request(`${lab.outputs.ApiUrl}/v1/certifications?level=associate`), 200),
    },
    {
      promise: 'The reader may not read other tables',
      async look(lab) {
        const other = `${await tableArn(lab)}-of-somebody-else`;
        return refused(lab.aws, lab.outputs.ApiFunctionRoleName, 'dynamodb:GetItem', other);
      },
    },
  ],
  solution: {
    steps: [
      'Set CONTENT_TABLE_NAME back to the table of this project, publish a version, point the alias `live` at it.',
      "Name the table and its index in the role's policy again.",
    ],
    async apply(lab) {
      const variable = { ...apiFunction(lab), name: TABLE_VARIABLE };
      await lab.set('function-variable', variable, liveAndLatest(lab.outputs.ContentTableName));
      const policy = await inlinePolicy(lab.aws, lab.outputs.ApiFunctionRoleName);
      const document = await lab.get('role-policy', policy);
      const table = await tableArn(lab);
      await lab.set('role-policy', policy, JSON.parse(JSON.stringify(document).replaceAll(`${table}-v2`, table)));
    },
  },
  shortcuts: [
    {
      title: 'Sets the variable back, and leaves it at that',
      apply: (lab) =>
        lab.set(
          'function-variable',
          { ...apiFunction(lab), name: TABLE_VARIABLE },
          liveAndLatest(lab.outputs.ContentTableName),
        ),
    },
  ],
});
