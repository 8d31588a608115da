import { describe, expect, test } from 'vitest';
import type { World } from '../../../lib/lab/access/actions.ts';
import type { NamedPolicy, RawStatement } from '../../../lib/lab/access/statements.ts';
import { type Access, widerThan } from '../../../lib/lab/access/wider.ts';

const ACCOUNT = '111122223333';
const TABLE = `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/Content-1A2B`;
const INDEX = `${TABLE}/index/byFacet`;
const LOGS = `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/lab/function:*`;
const QUEUE = `arn:aws:sqs:us-east-1:${ACCOUNT}:Activity`;
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/1234`;
const RULE = `arn:aws:events:us-east-1:${ACCOUNT}:rule/bus/ToQueue`;
const FUNCTION = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:Reader`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/Reader`;
const WORLD: World = { account: ACCOUNT, region: 'us-east-1', arns: [TABLE, INDEX, QUEUE, KEY, FUNCTION, ROLE] };

const policy = (...Statement: readonly RawStatement[]): NamedPolicy => ({
  name: 'the policy "P"',
  policy: { Version: '2012-10-17', Statement },
});
const allow = (
  Action: string | readonly string[],
  Resource: string | readonly string[],
  more: Partial<RawStatement> = {},
): RawStatement => ({ Effect: 'Allow', Action, Resource, ...more });
const access = (...policies: readonly NamedPolicy[]): Access => ({ policies });

const XRAY = allow(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], '*');
const LOGGING = allow(['logs:CreateLogStream', 'logs:PutLogEvents'], LOGS);
const READING = [allow(['dynamodb:GetItem', 'dynamodb:Query'], TABLE), allow('dynamodb:Query', INDEX)];
const reader = access(policy(LOGGING, XRAY, ...READING));
const readerWith = (...more: readonly RawStatement[]) => access(policy(LOGGING, XRAY, ...READING, ...more));

describe('careless repairs of a role allow more than as deployed', () => {
  test.each<[string, Access, action: RegExp]>([
    ['everything of IAM', readerWith(allow('iam:*', '*')), /^iam:/],
    ['everything of S3, which the project does not use', readerWith(allow('s3:*', '*')), /^s3:/],
    ['everything', readerWith(allow('*', '*')), /:/],
    ['everything but DynamoDB', readerWith({ Effect: 'Allow', NotAction: 'dynamodb:*', Resource: '*' }), /:/],
    ['everything but what writes', readerWith({ Effect: 'Allow', NotAction: ['dynamodb:Put*'], Resource: '*' }), /:/],
    ['every resource but one', readerWith({ Effect: 'Allow', Action: 'dynamodb:*', NotResource: QUEUE }), /^dynamodb:/],
    ['DynamoDB on other tables', readerWith(allow('dynamodb:*', `${TABLE}-other`)), /^dynamodb:/],
    ['DynamoDB on its table', readerWith(allow('dynamodb:*', TABLE)), /^dynamodb:/],
    ['DeleteTable', readerWith(allow('dynamodb:DeleteTable', TABLE)), /^dynamodb:DeleteTable$/],
    ['all that gets', readerWith(allow('dynamodb:Get*', TABLE)), /^dynamodb:Get/],
    ['one letter open', readerWith(allow('dynamodb:Quer?', `${TABLE}*`)), /^dynamodb:Query$/],
    ['a Query on every table', readerWith(allow('dynamodb:Query', '*')), /^dynamodb:Query$/],
    ['whatever is below the table', readerWith(allow('dynamodb:Query', `${TABLE}/*`)), /Query$/],
    ['a Scan of the index', readerWith(allow('dynamodb:Scan', INDEX)), /Scan$/],
    ['whatever index the table will ever have', readerWith(allow('dynamodb:Query', `${TABLE}/index/*`)), /Query$/],
    [
      'everything, by a condition that this check cannot meet',
      readerWith(allow('*', '*'), {
        Effect: 'Deny',
        NotAction: 'dynamodb:GetItem',
        Resource: '*',
        Condition: { StringNotEquals: { 'aws:PrincipalTag/team': 'ours' } },
      }),
      /:/,
    ],
    ['names that begin alike', readerWith(allow('dynamodb:GetItem', `${TABLE}*`)), /^dynamodb:GetItem$/],
    ['other regions', readerWith(allow('dynamodb:GetItem', TABLE.replace('us-east-1', '*'))), /GetItem$/],
    ['other accounts', readerWith(allow('dynamodb:GetItem', TABLE.replace(ACCOUNT, '*'))), /GetItem$/],
    ['whole log groups of others', readerWith(allow('logs:PutLogEvents', '*')), /^logs:PutLogEvents$/],
    ['keys of KMS', readerWith(allow('kms:Decrypt', '*')), /^kms:Decrypt$/],
    ['roles passed on', readerWith(allow('iam:PassRole', '*')), /^iam:PassRole$/],
    ['roles taken on', readerWith(allow('sts:AssumeRole', '*')), /^sts:AssumeRole$/],
    ['an action that has no resource', readerWith(allow('dynamodb:ListTables', '*')), /^dynamodb:ListTables$/],
    ['spelled otherwise', readerWith(allow('DYNAMODB:deleteTABLE', TABLE)), /^dynamodb:DeleteTable$/],
    [
      'AdministratorAccess attached',
      access(policy(LOGGING, XRAY, ...READING), {
        ...policy(allow('*', '*')),
        name: 'the managed policy Administrator',
      }),
      /:/,
    ],
    [
      'allowed wide, and refused for one table only',
      readerWith(allow('dynamodb:*', '*'), { Effect: 'Deny', Action: 'dynamodb:*', Resource: `${TABLE}-other` }),
      /^dynamodb:/,
    ],
  ])('%s', async (_, now, action) => {
    const wider = await widerThan(now, reader, WORLD);
    expect(wider?.action).toMatch(action);
    expect(wider?.where).toContain('policy');
  });

  test('a role that is new is compared with the one it replaces', async () => {
    expect(await widerThan(access(policy(allow('dynamodb:Scan', TABLE))), reader, WORLD)).toMatchObject({
      action: 'dynamodb:Scan',
      resource: TABLE,
    });
  });

  test('a role of nobody may do nothing', async () => {
    expect(await widerThan(access(policy(XRAY)), undefined, WORLD)).toMatchObject({ resource: '*' });
  });

  test('the permissions boundary is gone, or wider', async () => {
    const wide = [policy(allow('dynamodb:*', '*'))];
    const bounded = { policies: wide, boundary: [policy(allow('dynamodb:Get*', TABLE))] };
    expect(await widerThan({ policies: wide }, bounded, WORLD)).toMatchObject({
      action: expect.stringMatching(/^dynamodb:/),
    });
    const wider = { policies: wide, boundary: [policy(allow('dynamodb:*', TABLE))] };
    expect(await widerThan(wider, bounded, WORLD)).toMatchObject({ resource: TABLE });
    expect(await widerThan(bounded, bounded, WORLD)).toBeUndefined();
    expect(
      await widerThan({ ...bounded, boundary: [policy(allow('dynamodb:GetItem', TABLE))] }, bounded, WORLD),
    ).toBeUndefined();
  });

  test('a refusal is gone', async () => {
    const denial: RawStatement = { Effect: 'Deny', Action: 'dynamodb:Query', Resource: INDEX };
    expect(await widerThan(reader, readerWith(denial), WORLD)).toMatchObject({
      action: 'dynamodb:Query',
      resource: INDEX,
    });
    expect(await widerThan(readerWith(denial), readerWith(denial), WORLD)).toBeUndefined();
  });

  test('a condition is gone, or asks for less', async () => {
    const via = (service: string | readonly string[]) =>
      access(policy(allow('kms:Decrypt', KEY, { Condition: { StringEquals: { 'kms:ViaService': service } } })));
    const bare = access(policy(allow('kms:Decrypt', KEY)));
    const s3 = 's3.us-east-1.amazonaws.com';
    expect(await widerThan(bare, via(s3), WORLD)).toMatchObject({ action: 'kms:Decrypt', resource: KEY });
    expect(await widerThan(via([s3, 'sqs.us-east-1.amazonaws.com']), via(s3), WORLD)).toMatchObject({ resource: KEY });
    expect(await widerThan(via(s3), via(s3), WORLD)).toBeUndefined();
    expect(await widerThan(via(s3), bare, WORLD)).toBeUndefined();
  });
});

describe('right repairs of a role, in other words than the template', () => {
  const conditional = { Condition: { Bool: { 'aws:SecureTransport': 'true' } } };
  test.each<[string, Access]>([
    ['as it was', reader],
    [
      'one statement for each action',
      access(
        policy(
          LOGGING,
          XRAY,
          allow('dynamodb:GetItem', TABLE),
          allow('dynamodb:Query', TABLE),
          allow('dynamodb:Query', [INDEX]),
        ),
      ),
    ],
    [
      'one statement for all actions, on the table and on its index, of which GetItem knows nothing',
      access(policy(LOGGING, XRAY, allow(['dynamodb:GetItem', 'dynamodb:Query'], [TABLE, INDEX]))),
    ],
    [
      'managed in place of inline',
      access(
        { ...policy(LOGGING, XRAY), name: 'the inline policy "A"' },
        { ...policy(...READING), name: 'the managed policy B' },
      ),
    ],
    [
      'with names for the statements, in another order',
      access(
        policy(
          { ...READING[1], Sid: 'Index' } as RawStatement,
          { ...READING[0], Sid: 'Table' } as RawStatement,
          XRAY,
          LOGGING,
        ),
      ),
    ],
    [
      'in small letters, and as a single value',
      access(policy(allow(['dynamodb:query'], [TABLE, INDEX]), allow('DYNAMODB:GETITEM', TABLE))),
    ],
    ['without what it does not need', access(policy(allow('dynamodb:Query', [INDEX])))],
    ['nothing at all', access()],
    ['under a condition more', access(policy(allow(['dynamodb:GetItem', 'dynamodb:Query'], TABLE, conditional)))],
    ['allowed twice', access(policy(...READING), policy(...READING))],
    ['with a refusal more', readerWith({ Effect: 'Deny', Action: 'dynamodb:DeleteTable', Resource: '*' })],
    [
      'wide, under a boundary that is as narrow as the template',
      { policies: [policy(allow('dynamodb:*', '*'))], boundary: [policy(...READING)] },
    ],
    [
      'wide, and refused whatever was not allowed',
      access(
        policy(allow('dynamodb:Query', '*'), { Effect: 'Deny', Action: 'dynamodb:Query', NotResource: [TABLE, INDEX] }),
      ),
    ],
    [
      'everything, and refused whatever is none of its actions',
      readerWith(
        allow('*', '*'),
        {
          Effect: 'Deny',
          NotAction: ['dynamodb:GetItem', 'dynamodb:Query'],
          Resource: '*',
        },
        { Effect: 'Deny', Action: '*', NotResource: [TABLE, INDEX] },
        { Effect: 'Deny', Action: 'dynamodb:GetItem', Resource: INDEX },
      ),
    ],
    [
      'one log stream of its group',
      access(policy(allow('logs:PutLogEvents', LOGS.replace(/\*$/, 'log-stream:today')))),
    ],
  ])('%s', async (_, now) => {
    expect(await widerThan(now, reader, WORLD)).toBeUndefined();
  });
});

describe("a resource's own policy", () => {
  const FROM_RULE = { ArnEquals: { 'aws:SourceArn': RULE } };
  const events = { Service: 'events.amazonaws.com' };
  const queuePolicy = (...statements: readonly RawStatement[]) => access(policy(...statements));
  const deployed = queuePolicy(
    allow(['sqs:SendMessage', 'sqs:GetQueueUrl'], QUEUE, { Principal: events, Condition: FROM_RULE }),
  );

  test.each<[string, RawStatement]>([
    ['anybody', allow('sqs:SendMessage', QUEUE, { Principal: '*' })],
    ['anybody, with all actions', allow('sqs:*', QUEUE, { Principal: { AWS: '*' } })],
    ['another account', allow('sqs:SendMessage', QUEUE, { Principal: { AWS: '999999999999' } })],
    ['every rule', allow('sqs:SendMessage', QUEUE, { Principal: events })],
    [
      'rules of every account',
      allow('sqs:SendMessage', QUEUE, {
        Principal: events,
        Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:events:*:*:rule/*' } },
      }),
    ],
    [
      'another service',
      allow('sqs:SendMessage', QUEUE, { Principal: { Service: 'sns.amazonaws.com' }, Condition: FROM_RULE }),
    ],
    ['more actions', allow('sqs:ReceiveMessage', QUEUE, { Principal: events, Condition: FROM_RULE })],
    [
      'all but one action',
      { Effect: 'Allow', NotAction: 'sqs:DeleteQueue', Resource: QUEUE, Principal: events, Condition: FROM_RULE },
    ],
    [
      'everybody but one',
      { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: QUEUE, NotPrincipal: { AWS: '999999999999' } },
    ],
    ['every queue', allow('sqs:*', '*', { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/Other` } })],
  ])('lets %s in', async (_, statement) => {
    expect(await widerThan(queuePolicy(statement), deployed, WORLD, QUEUE)).toMatchObject({
      action: expect.stringMatching(/^sqs:/),
      resource: QUEUE,
    });
  });

  test.each<[string, readonly RawStatement[]]>([
    [
      'one action, and the condition by another operator',
      [allow('SQS:SendMessage', QUEUE, { Principal: events, Condition: { ArnLike: { 'AWS:SourceArn': RULE } } })],
    ],
    [
      'a condition of text',
      [
        allow('sqs:SendMessage', QUEUE, {
          Principal: events,
          Condition: { StringEquals: { 'aws:SourceArn': [RULE] } },
        }),
      ],
    ],
    [
      'a condition more',
      [
        allow('sqs:SendMessage', QUEUE, {
          Principal: events,
          Condition: { ...FROM_RULE, StringEquals: { 'aws:SourceAccount': ACCOUNT } },
        }),
      ],
    ],
    [
      'a statement each',
      [
        allow('sqs:GetQueueUrl', QUEUE, { Principal: { Service: ['events.amazonaws.com'] }, Condition: FROM_RULE }),
        allow('sqs:SendMessage', QUEUE, { Principal: events, Condition: FROM_RULE }),
      ],
    ],
    ['nobody', []],
  ])('lets in nobody new: %s', async (_, statements) => {
    expect(await widerThan(queuePolicy(...statements), deployed, WORLD, QUEUE)).toBeUndefined();
  });

  test.each<[string, resource: string, deployed: Access, now: Access, action: string]>([
    [
      'a function that any API may invoke',
      FUNCTION,
      access(
        policy(
          allow('lambda:InvokeFunction', `${FUNCTION}:live`, {
            Principal: { Service: 'apigateway.amazonaws.com' },
            Condition: { ArnLike: { 'AWS:SourceArn': 'arn:aws:execute-api:us-east-1:111122223333:api/*/*' } },
          }),
        ),
      ),
      access(
        policy(
          allow('lambda:InvokeFunction', `${FUNCTION}:live`, { Principal: { Service: 'apigateway.amazonaws.com' } }),
        ),
      ),
      'lambda:InvokeFunction',
    ],
    [
      'a key that everybody may use',
      KEY,
      access(policy(allow('kms:*', '*', { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } }))),
      access(policy(allow('kms:*', '*', { Principal: { AWS: '*' } }))),
      'kms:',
    ],
    [
      'a role that another account may take on',
      ROLE,
      access(policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } })),
      access(
        policy({
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { Service: 'lambda.amazonaws.com', AWS: 'arn:aws:iam::999999999999:root' },
        }),
      ),
      'sts:AssumeRole',
    ],
    [
      'a bus that everybody may publish to',
      `arn:aws:events:us-east-1:${ACCOUNT}:event-bus/bus`,
      access(),
      access(
        policy(allow('events:PutEvents', `arn:aws:events:us-east-1:${ACCOUNT}:event-bus/bus`, { Principal: '*' })),
      ),
      'events:PutEvents',
    ],
    [
      'a bucket that the world may read',
      'arn:aws:s3:::bucket',
      access(),
      access(policy(allow('s3:GetObject', 'arn:aws:s3:::bucket/*', { Principal: '*' }))),
      's3:GetObject',
    ],
  ])('refuses %s', async (_, resource, before, now, action) => {
    expect(await widerThan(now, before, WORLD, resource)).toMatchObject({ action: expect.stringContaining(action) });
    expect(await widerThan(before, before, WORLD, resource)).toBeUndefined();
  });
});

test('a check takes far less than two seconds, whatever is allowed', async () => {
  const start = performance.now();
  await widerThan(
    readerWith(allow('*', '*', { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } })),
    readerWith(allow('*', '*')),
    WORLD,
  );
  await widerThan(
    readerWith({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }),
    readerWith({ Effect: 'Allow', NotAction: 'iam:*', NotResource: QUEUE }),
    WORLD,
  );
  expect(performance.now() - start).toBeLessThan(2_000);
});
