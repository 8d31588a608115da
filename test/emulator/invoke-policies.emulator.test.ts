/**
 * Whom a function lets in by its own policy: HTTP APIs, rules, topics and buckets are refused on the emulator as on AWS;
 * and a queue that a rule sends to.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Target } from '@aws-sdk/client-eventbridge';
import type { AddPermissionCommandInput } from '@aws-sdk/client-lambda';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { awsClients } from '../../lib/lab/aws/aws-clients.ts';
import { zipFolder } from '../../lib/zip.ts';
import { clientConfigOf, deployedTarget } from '../support/deployed-target.ts';

const target = await deployedTarget();
const aws = awsClients(clientConfigOf(target));
const ACCOUNT = '000000000000';
const FunctionName = 'invoke-policies';
const { ApiFunctionName } = target.outputs.ServerlessApi as Record<string, string>;
const { Role } = await aws.lambda.getFunctionConfiguration({ FunctionName: ApiFunctionName });
const folder = mkdtempSync(join(target.stateFolder, 'invoke-policies-'));
writeFileSync(
  join(folder, 'index.js'),
  `exports.handler = async (event) => {
     console.log('CAME ' + JSON.stringify(event));
     return { statusCode: 200, body: 'its own' };
   };`,
);
const { FunctionArn = '' } = await aws.lambda.createFunction({
  ...{ FunctionName, Role, Runtime: 'nodejs24.x', Handler: 'index.handler', Publish: true },
  Code: { ZipFile: zipFolder(folder) },
});
await aws.lambda.createAlias({ FunctionName, Name: 'live', FunctionVersion: '1' });

const { ApiId = '' } = await aws.apigateway.createApi({ Name: FunctionName, ProtocolType: 'HTTP' });
await route('GET /pets/{id}', FunctionArn);
await route('POST /live', `${FunctionArn}:live`);
await route('$default', FunctionArn);
await aws.apigateway.createStage({ ApiId, StageName: '$default', AutoDeploy: true });

const given: { readonly StatementId: string; readonly Qualifier?: string | undefined }[] = [];
const undo: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const statement of given.splice(0)) await aws.lambda.removePermission({ FunctionName, ...statement });
});

afterAll(async () => {
  for (const each of undo.reverse()) await each();
  await aws.apigateway.deleteApi({ ApiId });
  await aws.lambda.deleteFunction({ FunctionName });
  rmSync(folder, { recursive: true });
});

async function route(RouteKey: string, IntegrationUri: string): Promise<void> {
  const { IntegrationId } = await aws.apigateway.createIntegration({
    ...{ ApiId, IntegrationType: 'AWS_PROXY', IntegrationUri, PayloadFormatVersion: '2.0' },
  });
  await aws.apigateway.createRoute({ ApiId, RouteKey, Target: `integrations/${IntegrationId}` });
}

async function letIn(Principal: string, more: Partial<AddPermissionCommandInput> = {}): Promise<void> {
  const statement = { StatementId: `s${given.length}`, Qualifier: more.Qualifier };
  await aws.lambda.addPermission({ FunctionName, ...statement, Action: 'lambda:InvokeFunction', Principal, ...more });
  given.push(statement);
}

/** ARN of a part of this API, or of the API that is named. */
const api = (part: string, id = ApiId) => `arn:aws:execute-api:${target.region}:${ACCOUNT}:${id}/${part}`;

const ask = async (path: string, method = 'GET') =>
  (await fetch(`${target.endpoint}/_aws/execute-api/${ApiId}${path}`, { method })).status;

/** What the function has been called with so far. */
async function came(): Promise<string[]> {
  const { events = [] } = await aws.logs.filterLogEvents({ logGroupName: `/aws/lambda/${FunctionName}` });
  return events.map(({ message = '' }) => message).filter((message) => message.includes('CAME'));
}

describe('an HTTP API', () => {
  const GATEWAY = 'apigateway.amazonaws.com';
  it.each<[string, [string, Partial<AddPermissionCommandInput>] | null, answers: [pets: number, rest: number]]>([
    ['nobody', null, [500, 500]],
    ['the whole API', [GATEWAY, { SourceArn: api('*') }], [200, 200]],
    ['every API', [GATEWAY, {}], [200, 200]],
    ['another API', [GATEWAY, { SourceArn: api('*', 'a1b2c3d4e5') }], [500, 500]],
    ['one route', [GATEWAY, { SourceArn: api('*/GET/pets/{id}') }], [200, 500]],
    ['one route, as CDK writes it', [GATEWAY, { SourceArn: api('*/*/pets/*') }], [200, 500]],
    ['the other route of the stage', [GATEWAY, { SourceArn: api('$default/$default') }], [500, 200]],
    ['another method', [GATEWAY, { SourceArn: api('*/POST/pets/{id}') }], [500, 500]],
    ['another stage', [GATEWAY, { SourceArn: api('prod/*') }], [500, 500]],
    ['another service', ['events.amazonaws.com', { SourceArn: api('*') }], [500, 500]],
    ['this account’s APIs', [GATEWAY, { SourceAccount: ACCOUNT }], [200, 200]],
    ['another account’s APIs', [GATEWAY, { SourceAccount: '111122223333' }], [500, 500]],
    ['this account’s roles, which the gateway is none of', [ACCOUNT, {}], [500, 500]],
    ['another call', [GATEWAY, { Action: 'lambda:GetFunction' }], [500, 500]],
    ['anybody', ['*', {}], [200, 200]],
    ['the alias, which it does not call', [GATEWAY, { Qualifier: 'live' }], [500, 500]],
  ])('whose function lets in %s', async (_, statement, answers) => {
    if (statement) await letIn(...statement);
    const before = (await came().catch(() => [])).length;
    expect([await ask('/pets/1'), await ask('/elsewhere')]).toEqual(answers);
    const invoked = answers.filter((status) => status === 200).length;
    await expect.poll(async () => (await came().catch(() => [])).length - before).toBe(invoked);
  });

  it('that calls an alias is let in by the policy of the alias, and by no other', async () => {
    await letIn(GATEWAY, { SourceArn: api('*') });
    expect(await ask('/live', 'POST')).toBe(500);
    await letIn(GATEWAY, { SourceArn: api('*/POST/live'), Qualifier: 'live' });
    expect(await ask('/live', 'POST')).toBe(200);
  });

  it('is not let in by an alias that was deleted and made again, until that is given a policy', async () => {
    const ALIAS = { FunctionName, Name: 'live' };
    const statement = {
      ...{ FunctionName, Qualifier: 'live', StatementId: 'again', Action: 'lambda:InvokeFunction' },
      ...{ Principal: GATEWAY, SourceArn: api('*/POST/live') },
    };
    await letIn(GATEWAY, { SourceArn: api('*') });
    await aws.lambda.addPermission(statement);
    expect(await ask('/live', 'POST')).toBe(200);

    await aws.lambda.deleteAlias(ALIAS);
    await aws.lambda.createAlias({ ...ALIAS, FunctionVersion: '1' });

    await expect(aws.lambda.getPolicy({ FunctionName, Qualifier: 'live' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    expect([await ask('/live', 'POST'), await ask('/elsewhere')]).toEqual([500, 200]);
    // The id of the statement is free again.
    await aws.lambda.addPermission(statement);
    given.push({ StatementId: 'again', Qualifier: 'live' });
    expect(await ask('/live', 'POST')).toBe(200);
  });
});

/** A rule with one target, and what sends it an event. */
async function ruleTo(id: string, Arn: string, more: Partial<Target> = {}) {
  const [Name, Source] = [`${FunctionName}-${id}`, `invoke-policies-${id}`];
  const { RuleArn = '' } = await aws.eventbridge.putRule({ Name, EventPattern: JSON.stringify({ source: [Source] }) });
  await aws.eventbridge.putTargets({ Rule: Name, Targets: [{ Id: id, Arn, ...more }] });
  undo.push(
    () => aws.eventbridge.deleteRule({ Name }),
    () => aws.eventbridge.removeTargets({ Rule: Name, Ids: [id] }),
  );
  const send = (word: string) =>
    aws.eventbridge.putEvents({ Entries: [{ Source, DetailType: 'word', Detail: JSON.stringify({ word }) }] });
  return { arn: RuleArn, send };
}

async function queue(QueueName: string) {
  const { QueueUrl = '' } = await aws.sqs.createQueue({ QueueName });
  undo.push(() => aws.sqs.deleteQueue({ QueueUrl }));
  const { Attributes } = await aws.sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['QueueArn'] });
  return {
    arn: Attributes?.QueueArn as string,
    /** Its policy: EventBridge may send on behalf of this ARN, and nobody else; none at all without one. */
    letIn: (source?: string) => {
      const Condition = { ArnEquals: { 'aws:SourceArn': source } };
      const Principal = { Service: 'events.amazonaws.com' };
      const statement = {
        Effect: 'Allow',
        Principal,
        Action: 'sqs:SendMessage',
        Resource: Attributes?.QueueArn,
        Condition,
      };
      const Policy = source ? JSON.stringify({ Version: '2012-10-17', Statement: [statement] }) : '';
      return aws.sqs.setQueueAttributes({ QueueUrl, Attributes: { Policy } });
    },
    async takenOut() {
      const asked = { QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1, MessageAttributeNames: ['All'] };
      const { Messages = [] } = await aws.sqs.receiveMessage(asked);
      for (const { ReceiptHandle } of Messages) await aws.sqs.deleteMessage({ QueueUrl, ReceiptHandle });
      return Messages;
    },
  };
}

describe('the queue of a rule', () => {
  it('takes an event where its policy names the rule, and no other', async () => {
    const its = await queue('invoke-policies');
    const rule = await ruleTo('q', its.arn);
    for (const [word, source, comes] of [
      ['nobody', undefined, 0],
      ['other', `${rule.arn}-other`, 0],
      ['this', rule.arn, 1],
    ] as const) {
      await its.letIn(source);
      await rule.send(word);
      expect((await its.takenOut()).map(({ Body = '' }) => Body.includes(word))).toEqual(Array(comes).fill(true));
    }
  });

  it.each(['a queue', 'a function'])('that is for dead letters has what %s refused, with the reason', async (what) => {
    const isQueue = what === 'a queue';
    const parked = await queue(`invoke-policies-dead-${isQueue}`);
    const refusing = isQueue ? (await queue('invoke-policies-closed')).arn : FunctionArn;
    const rule = await ruleTo(`dead-${isQueue}`, refusing, { DeadLetterConfig: { Arn: parked.arn } });
    await rule.send('lost, since this queue lets nobody in either');
    await parked.letIn(rule.arn);
    await rule.send('kept');

    const [message, ...others] = await parked.takenOut();
    expect(others).toEqual([]);
    expect(JSON.parse(message?.Body ?? '')).toMatchObject({ 'detail-type': 'word', detail: { word: 'kept' } });
    expect(message?.MessageAttributes).toMatchObject({
      ERROR_CODE: { StringValue: 'NO_PERMISSIONS' },
      RULE_ARN: { StringValue: rule.arn },
      TARGET_ARN: { StringValue: refusing },
    });
  });
});

describe('what nobody waits for', () => {
  /** Sends once before the function lets the service in and once after: the first is lost, the second comes. */
  async function onceLetIn(send: (word: string) => Promise<unknown>, service: string, SourceArn: string) {
    await letIn(service, { SourceArn: `${SourceArn}-other` });
    await send(`refused-${service}`);
    await sleep(700);
    await letIn(service, { SourceArn });
    await send(`let-in-${service}`);
    await expect.poll(came, { timeout: 10_000 }).toContainEqual(expect.stringContaining(`let-in-${service}`));
    expect(await came()).not.toContainEqual(expect.stringContaining(`refused-${service}`));
  }

  it('the event of a rule', async () => {
    const rule = await ruleTo('f', FunctionArn);
    await onceLetIn(rule.send, 'events.amazonaws.com', rule.arn);
  });

  it('the message of a topic', async () => {
    const { TopicArn = '' } = await aws.sns.createTopic({ Name: FunctionName });
    undo.push(() => aws.sns.deleteTopic({ TopicArn }));
    await aws.sns.subscribe({ TopicArn, Protocol: 'lambda', Endpoint: FunctionArn });
    await onceLetIn((Message) => aws.sns.publish({ TopicArn, Message }), 'sns.amazonaws.com', TopicArn);
  });

  it('the notification of a bucket', async () => {
    const Bucket = FunctionName;
    await aws.s3.createBucket({ Bucket });
    const keys: string[] = [];
    undo.push(
      () => aws.s3.deleteBucket({ Bucket }),
      () => Promise.all(keys.map((Key) => aws.s3.deleteObject({ Bucket, Key }))),
    );
    await aws.s3.putBucketNotificationConfiguration({
      Bucket,
      NotificationConfiguration: {
        LambdaFunctionConfigurations: [{ LambdaFunctionArn: FunctionArn, Events: ['s3:ObjectCreated:*'] }],
      },
    });
    const send = (Key: string) => {
      keys.push(Key);
      return aws.s3.putObject({ Bucket, Key, Body: 'x' });
    };
    await onceLetIn(send, 's3.amazonaws.com', `arn:aws:s3:::${Bucket}`);
  });
});
