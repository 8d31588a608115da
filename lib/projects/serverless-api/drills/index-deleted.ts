import type { CreateGlobalSecondaryIndexAction, Projection } from '@aws-sdk/client-dynamodb';
import { INDEX_NAME } from '../../../../lambda/shared/table/keys.ts';
import { defineDrill, type FixContext } from '../../../lab/drills/drill.ts';
import { addPolicy } from '../../../lab/drills/policy-fixes.ts';
import { status } from '../../../lab/drills/probes.ts';
import { serverlessApi } from '../project.ts';
import { narrowRoute, type Output, release, tableArn } from './serverless-api.ts';

const INDEX = {
  keys: [
    { name: 'facet', type: 'S', role: 'HASH' },
    { name: 'facetSort', type: 'S', role: 'RANGE' },
  ],
} as const;

const INCLUDING = (attribute: string): Projection => ({ ProjectionType: 'INCLUDE', NonKeyAttributes: [attribute] });

/** Creates the index as it was deployed, or differently, by one call. */
async function createIndex(
  lab: FixContext<Output>,
  differently: Partial<CreateGlobalSecondaryIndexAction>,
): Promise<void> {
  const Create = {
    IndexName: INDEX_NAME,
    KeySchema: INDEX.keys.map(({ name, role }) => ({ AttributeName: name, KeyType: role })),
    Projection: { ProjectionType: 'ALL' },
    ...differently,
  } as const;
  const tableName = lab.outputs.ContentTableName;
  // What is not there has no definition, and what undoes this is the same as for any index.
  lab.undoBy(() => lab.set('table-index', { tableName, indexName: Create.IndexName }, null));
  await lab.aws.dynamodb.updateTable({
    TableName: tableName,
    AttributeDefinitions: INDEX.keys.map(({ name, type }) => ({ AttributeName: name, AttributeType: type })),
    GlobalSecondaryIndexUpdates: [{ Create }],
  });
}

export const indexDeleted = defineDrill(serverlessApi, {
  name: 'index-deleted',
  title: 'Some lists fail since the table was put on a diet',
  level: 2,
  causes: 1,
  ticket: {
    report:
      'Somebody saved storage costs on the content table this morning. Since the release after it, filtering by level ' +
      'ends in an error, and so do the pages of single practice projects.',
    impact: 'Every caller who filters by level or opens a project. Looking things up by code works.',
    evidence:
      "No permission was touched, and the role's policy is as it was in the template. The table is active, holds the " +
      'same number of items as yesterday, and is smaller.',
  },
  evidence: [
    { command: 'lab metrics serverless-api', finds: /ApiAccess\s+5xx/ },
    { command: 'lab logs serverless-api --filter failed', finds: /ValidationException.*index/ },
  ],
  exam: ['SAA-C03/3.3', 'SAA-C03/4.3', 'DVA-C03/1.3', 'DVA-C03/4.3', 'DVA-C02/1.3', 'DVA-C02/4.3'],
  hints: [
    "Which requests fail, and what do they have in common in the README's table of access patterns?",
    "The function's log has a ValidationException, not a refusal: what does it say the table does not have?",
    'Describe the table and compare its indexes with content-table.ts in the project.',
    `Create the global secondary index ${INDEX_NAME} again: keys facet and facetSort, both strings. Mind what it has to project.`,
  ],
  lesson: {
    architect:
      'An index is a copy that is paid for by what it projects. Which attributes it has to carry follows from the ' +
      'questions it answers; "keys only" is cheap and answers a different question.',
    developer:
      'A Query on an index returns what the index holds, not what the item has: a missing projection is not an error, ' +
      'it is a missing attribute. On AWS a new index is filled in the background, and answers when it is ACTIVE.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    await lab.change('table-index', { tableName: lab.outputs.ContentTableName, indexName: INDEX_NAME }, null);
    await release(lab);
  },
  check: [
    {
      expects: 'Certifications of a level are listed, each with its name',
      async look(lab) {
        const answer = await lab.request(`${lab.outputs.ApiUrl}/v1/certifications?level=foundational`);
        if (answer.status !== 200) return status(answer, 200);
        const { items } = JSON.parse(answer.text) as { items: { name?: string }[] };
        const named = items.filter(({ name }) => name).length;
        return { ok: named > 0 && named === items.length, saw: `${named} of ${items.length} named`, wanted: 'all' };
      },
    },
    {
      expects: 'A practice project is served with the tasks that it trains',
      async look(lab) {
        const answer = await lab.request(`${lab.outputs.ApiUrl}/v1/projects/serverless-api`);
        if (answer.status !== 200) return status(answer, 200);
        const { trains } = JSON.parse(answer.text) as { trains: unknown[] };
        return { ok: trains.length > 0, saw: `${trains.length} tasks`, wanted: 'one task or more' };
      },
    },
  ],
  solution: {
    steps: [
      `dynamodb update-table with a GlobalSecondaryIndexUpdates entry that creates ${INDEX_NAME}: HASH facet, RANGE facetSort, projection ALL; both attributes in AttributeDefinitions.`,
      'Wait until the index is ACTIVE.',
    ],
    apply: (lab) =>
      lab.set(
        'table-index',
        { tableName: lab.outputs.ContentTableName, indexName: INDEX_NAME },
        { ...INDEX, projection: 'ALL' },
      ),
  },
  otherFixes: [
    {
      title: 'Projects the document alone, which is all that is read from the index',
      apply: (lab) => createIndex(lab, { Projection: INCLUDING('document') }),
    },
    {
      title: 'Creates it with the keys only, sees the mistake, deletes it and creates it whole',
      async apply(lab) {
        const index = { tableName: lab.outputs.ContentTableName, indexName: INDEX_NAME };
        await lab.set('table-index', index, { ...INDEX, projection: 'KEYS_ONLY' });
        await lab.set('table-index', index, { ...INDEX, projection: 'ALL' });
      },
    },
  ],
  shortcuts: [
    {
      kind: 'too-narrow',
      title: 'Creates the index again with the cheapest projection',
      apply: (lab) => createIndex(lab, { Projection: { ProjectionType: 'KEYS_ONLY' } }),
    },
    {
      kind: 'too-narrow',
      title: 'Projects the time to live, which is the one attribute that the diagram shows',
      apply: (lab) => createIndex(lab, { Projection: INCLUDING('expiresAt') }),
    },
    {
      kind: 'elsewhere',
      title: 'Creates it whole, under the name that it should always have had',
      apply: (lab) => createIndex(lab, { IndexName: `${INDEX_NAME}AndSort` }),
    },
    {
      kind: 'elsewhere',
      title: 'Creates it with the two keys the other way round',
      apply: (lab) =>
        createIndex(lab, {
          KeySchema: [
            { AttributeName: 'facetSort', KeyType: 'HASH' },
            { AttributeName: 'facet', KeyType: 'RANGE' },
          ],
        }),
    },
    {
      kind: 'hidden',
      title: 'Serves only lists of exams, which do not need the index',
      apply: (lab) => narrowRoute(lab, 'GET /v1/exams/{proxy+}'),
    },
    {
      kind: 'too-wide',
      title: 'Creates the index, and allows the function every action on it and on the table',
      async apply(lab) {
        await createIndex(lab, {});
        const table = await tableArn(lab);
        const statement = { Effect: 'Allow', Action: 'dynamodb:*', Resource: [table, `${table}/*`] };
        await addPolicy(lab, lab.outputs.ApiFunctionRoleName, statement);
      },
    },
  ],
});
