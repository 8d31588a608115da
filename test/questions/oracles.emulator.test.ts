/**
 * What proofs of questions may take from the emulator, and what they may not (docs/decisions/0066-an-oracle-is-tried-first.md).
 * The first list has to answer as AWS does. The second one answers otherwise: where a version of the emulator fixes it, this
 * turns red, and the line goes up into the first.
 */
import { createSign, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { eventPatterns } from '../../lambda/shared/questions/integration/event-patterns.ts';
import { awsClients } from '../../lib/lab/aws/aws-clients.ts';
import { matches } from '../../lib/questions/integration/event-patterns.ts';
import { clientConfigOf, deployedTarget } from '../support/deployed-target.ts';

const target = await deployedTarget();
const aws = awsClients(clientConfigOf(target));
const BASE = {
  ...{ id: '1', account: '000000000000', time: '2026-11-27T00:00:00Z', region: 'eu-west-1', resources: [] },
  'detail-type': 'Order',
};
const undo: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const step of undo.reverse()) await step();
});

describe('the emulator may be asked', () => {
  it('whether an event fits a pattern', async () => {
    let asked = 0;
    for (let seed = 1; asked < 120; seed++) {
      const made = eventPatterns.make(seed);
      if (!made) continue;
      const { low, high } = made.parameters.amount;
      for (const [place, pattern] of made.claims.entries()) {
        const EventPattern = JSON.stringify(pattern);
        // A pattern that EventBridge refuses is no right option.
        if (made.item.options[place]?.misconception !== undefined && !(await isTaken(EventPattern))) continue;
        for (const amount of [low, high, undefined]) {
          const detail = { state: 'PAID', region: 'eu-west-1', ...(amount !== undefined && { amount }) };
          const event = { source: pattern.source?.find((one) => typeof one === 'string') ?? 'audit', detail };
          const { Result } = await aws.eventbridge.testEventPattern({
            EventPattern,
            Event: JSON.stringify({ ...BASE, ...event }),
          });
          expect(Result, `${EventPattern} of ${JSON.stringify(event)}`).toBe(matches(pattern, event));
          asked++;
        }
      }
    }
  });

  it('what a condition and a transaction of DynamoDB refuse', async () => {
    const TableName = await table();
    const once = { TableName, Item: { pk: { S: 'a' } }, ConditionExpression: 'attribute_not_exists(pk)' };
    await aws.dynamodb.putItem(once);
    await expect(aws.dynamodb.putItem(once)).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    const both = { TransactItems: [{ Put: { TableName, Item: { pk: { S: 'b' } } } }, { Put: once }] };
    await expect(aws.dynamodb.transactWriteItems(both)).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed' }],
    });
    expect((await aws.dynamodb.getItem({ TableName, Key: { pk: { S: 'b' } } })).Item).toBeUndefined();
  });

  it('how long a message is hidden', async () => {
    const { QueueUrl } = await aws.sqs.createQueue({
      QueueName: 'oracle-visibility',
      Attributes: { VisibilityTimeout: '2' },
    });
    undo.push(() => aws.sqs.deleteQueue({ QueueUrl }));
    await aws.sqs.sendMessage({ QueueUrl, MessageBody: 'once' });
    const receive = async (WaitTimeSeconds: number) =>
      (
        await aws.sqs.receiveMessage({
          ...{ QueueUrl, WaitTimeSeconds, MessageSystemAttributeNames: ['ApproximateReceiveCount'] },
        })
      ).Messages?.[0];
    const began = Date.now();
    expect((await receive(0))?.Attributes?.ApproximateReceiveCount).toBe('1');
    expect(await receive(0)).toBeUndefined();
    const again = await receive(10);
    expect(again?.Attributes?.ApproximateReceiveCount).toBe('2');
    expect(Date.now() - began).toBeGreaterThan(1_500);
    await aws.sqs.changeMessageVisibility({ QueueUrl, ReceiptHandle: again?.ReceiptHandle, VisibilityTimeout: 0 });
    expect((await receive(0))?.Attributes?.ApproximateReceiveCount).toBe('3');
  });

  it('whether KMS decrypts under an encryption context', async () => {
    const { KeyMetadata } = await aws.kms.createKey({});
    const KeyId = KeyMetadata?.KeyId;
    undo.push(() => aws.kms.scheduleKeyDeletion({ KeyId, PendingWindowInDays: 7 }));
    const EncryptionContext = { order: '7' };
    const { CiphertextBlob } = await aws.kms.encrypt({ KeyId, Plaintext: Buffer.from('secret'), EncryptionContext });
    const { Plaintext } = await aws.kms.decrypt({ CiphertextBlob, EncryptionContext });
    expect(Buffer.from(Plaintext ?? []).toString()).toBe('secret');
    const others: (Record<string, string> | undefined)[] = [
      { order: '8' },
      { Order: '7' },
      { order: '7', of: 'a' },
      undefined,
    ];
    for (const other of others)
      await expect(aws.kms.decrypt({ CiphertextBlob, EncryptionContext: other })).rejects.toMatchObject({
        name: 'InvalidCiphertextException',
      });
  });

  it('whether a JWT authorizer lets a token in', async () => {
    const { ask, token, issuer } = await guardedApi('orders');
    const now = Math.floor(Date.now() / 1000);
    const good = { iss: issuer, aud: 'orders', exp: now + 600, iat: now - 10 };
    expect(await ask(token(good))).toBe(200);
    expect(await ask(token({ ...good, aud: undefined, client_id: 'orders' }))).toBe(200);
    expect(await ask(undefined)).toBe(401);
    for (const wrong of [{ iss: 'http://localhost:1' }, { aud: 'billing' }, { exp: now - 600 }, { nbf: now + 600 }])
      expect(await ask(token({ ...good, ...wrong })), JSON.stringify(wrong)).toBe(401);
    const [head, , signature] = token(good).split('.');
    const forged = Buffer.from(JSON.stringify({ ...good, sub: 'admin' })).toString('base64url');
    expect(await ask([head, forged, signature].join('.'))).toBe(401);
  });
});

describe('the emulator may not be asked', () => {
  it('what a read of 5 KB consumes: 1 unit on AWS, eventually consistent, which goes up to the next 4 KB', async () => {
    const TableName = await table();
    await aws.dynamodb.putItem({ TableName, Item: { pk: { S: 'large' }, text: { S: 'x'.repeat(5_000) } } });
    const Key = { pk: { S: 'large' } };
    const { ConsumedCapacity } = await aws.dynamodb.getItem({ TableName, Key, ReturnConsumedCapacity: 'TOTAL' });
    expect(ConsumedCapacity?.CapacityUnits).toBe(0.5);
  });

  it('what a permissions boundary forbids: SimulateCustomPolicy denies on AWS what it does not allow', async () => {
    const statement = (Action: string) =>
      JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });
    const { EvaluationResults } = await aws.iam.simulateCustomPolicy({
      PolicyInputList: [statement('s3:*')],
      PermissionsBoundaryPolicyInputList: [statement('sqs:*')],
      ActionNames: ['s3:GetObject'],
    });
    expect(EvaluationResults?.[0]?.EvalDecision).toBe('allowed');
  });

  it('whether a change replaces: a new key schema is "True" on AWS', async () => {
    const StackName = 'OracleReplacement';
    const body = (key: string) =>
      JSON.stringify({
        Resources: {
          Table: {
            Type: 'AWS::DynamoDB::Table',
            Properties: {
              BillingMode: 'PAY_PER_REQUEST',
              AttributeDefinitions: [{ AttributeName: key, AttributeType: 'S' }],
              KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
            },
          },
        },
      });
    const { cloudformation } = aws;
    await cloudformation.createStack({ StackName, TemplateBody: body('id') });
    undo.push(() => cloudformation.deleteStack({ StackName }));
    await expect
      .poll(async () => (await cloudformation.describeStacks({ StackName })).Stacks?.[0]?.StackStatus, {
        timeout: 20_000,
      })
      .toBe('CREATE_COMPLETE');
    const ChangeSetName = 'new-key';
    await cloudformation.createChangeSet({ StackName, ChangeSetName, TemplateBody: body('number') });
    const changes = async () => (await cloudformation.describeChangeSet({ StackName, ChangeSetName })).Changes ?? [];
    await expect.poll(async () => (await changes()).length, { timeout: 20_000 }).toBe(1);
    expect((await changes())[0]?.ResourceChange?.Replacement).toBe('Conditional');
  });
});

/** Whether EventBridge takes the pattern at all. */
const isTaken = (EventPattern: string): Promise<boolean> =>
  aws.eventbridge
    .testEventPattern({ EventPattern, Event: JSON.stringify({ ...BASE, source: 'x', detail: {} }) })
    .then(() => true)
    .catch((error: Error) => {
      if (error.name !== 'InvalidEventPatternException') throw error;
      return false;
    });

/** A table of its own, gone with the file. */
async function table(): Promise<string> {
  const TableName = `oracle-${undo.length}`;
  await aws.dynamodb.createTable({
    ...{ TableName, BillingMode: 'PAY_PER_REQUEST' },
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  });
  undo.push(() => aws.dynamodb.deleteTable({ TableName }));
  return TableName;
}

/** An HTTP API behind a JWT authorizer, and the issuer that it trusts, whose server is behind the API as well. */
async function guardedApi(audience: string) {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = { ...publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' };
  const server = createServer(({ url }, response) => {
    response.setHeader('content-type', 'application/json');
    if (url?.endsWith('/openid-configuration')) response.end(JSON.stringify({ issuer, jwks_uri: `${issuer}/keys` }));
    else response.end(JSON.stringify(url?.endsWith('/keys') ? { keys: [key] } : {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  undo.push(() => new Promise((resolve) => server.close(resolve)));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const { ApiId } = await aws.apigateway.createApi({ Name: 'oracle-jwt', ProtocolType: 'HTTP' });
  undo.push(() => aws.apigateway.deleteApi({ ApiId }));
  const { AuthorizerId } = await aws.apigateway.createAuthorizer({
    ...{ ApiId, Name: 'jwt', AuthorizerType: 'JWT', IdentitySource: ['$request.header.Authorization'] },
    JwtConfiguration: { Issuer: issuer, Audience: [audience] },
  });
  const { IntegrationId } = await aws.apigateway.createIntegration({
    ...{ ApiId, IntegrationType: 'HTTP_PROXY', IntegrationMethod: 'GET', IntegrationUri: `${issuer}/behind` },
    PayloadFormatVersion: '1.0',
  });
  await aws.apigateway.createRoute({
    ...{ ApiId, RouteKey: 'GET /orders', Target: `integrations/${IntegrationId}` },
    ...{ AuthorizationType: 'JWT', AuthorizerId },
  });
  await aws.apigateway.createStage({ ApiId, StageName: '$default', AutoDeploy: true });

  const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  return {
    issuer,
    token(claims: object): string {
      const signed = `${encoded({ alg: 'RS256', kid: 'k1', typ: 'JWT' })}.${encoded(claims)}`;
      return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url')}`;
    },
    async ask(bearer: string | undefined): Promise<number> {
      const headers = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` };
      return (await fetch(`${target.endpoint}/_aws/execute-api/${ApiId}/orders`, { headers })).status;
    },
  };
}
