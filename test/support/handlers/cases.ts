/**
 * What every handler does where a service that it calls refuses: one row per handler file, one entry per kind of
 * invocation, and in it every command that the invocation sends with what comes out when that command is refused.
 */
import { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECSClient } from '@aws-sdk/client-ecs';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse } from 'aws-lambda';
import type { HttpHandler } from '../../../lambda/shared/http/api.ts';
import { editionPartition } from '../../../lambda/shared/table/keys.ts';
import { pointerToItem } from '../../../lambda/shared/table/pointer.ts';
import { context, record, solved } from '../../event-pipeline/worker/worker-fixtures.ts';
import { apiInMemory } from '../api/api-in-memory.ts';
import { callHandler } from '../api/call-handler.ts';
import { LESSON } from '../api/event-api-in-memory.ts';
import { signedIn } from '../api/me-in-memory.ts';
import { fakeDynamoDb } from '../fakes/fake-dynamodb.ts';
import type { AnyHandler, Command, HandlerCase } from './invoke.ts';
import { ofAny } from './refusals.ts';

/** Status and, of a problem, its code. */
const http =
  (target: string, method = 'GET', body?: object) =>
  async (handler: AnyHandler): Promise<string> => {
    const headers = { 'content-type': 'application/json' };
    const asked = { method, headers, ...(body && { body: JSON.stringify(body) }) };
    const response = await callHandler(handler as unknown as HttpHandler, target, asked);
    const { code } = (await response.json()) as { code?: string };
    return response.ok ? `${response.status}` : `${response.status} ${code}`;
  };

/** Which messages of a batch come back to their queue. */
const batch =
  (records: Readonly<Record<string, ReturnType<typeof record>>>) =>
  async (handler: AnyHandler): Promise<string> => {
    const Records = Object.entries(records).map(([messageId, made]) => ({ ...made, messageId }));
    const { batchItemFailures } = (await handler({ Records } as never, context() as never)) as SQSBatchResponse;
    return ['back:', ...batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)].join(' ');
  };

const { task: _task, lessonId: _lessonId, ...common } = LESSON;
const ANSWER = { ...common, kind: 'CardReviewed', cardId: 'c1', correct: true };
const review = (eventId: string) => {
  const { kind: _kind, ...detail } = ANSWER;
  return record({ ...detail, eventId }, 1, 'ada/c1');
};
const serve = apiInMemory().handler;
const emptyTable = () => () => ({});
const seededTable = () => {
  const pointer = { revision: 1, retiring: [], cursorKey: Buffer.alloc(32), version: 'v', seededAt: LESSON.at };
  return ({ name, input }: Command) => {
    const { Key } = input as { Key?: { pk: { S: string } } };
    if (name === 'QueryCommand') return { Items: [{ sk: { S: 'STUDY_TIP#1' }, document: { S: '{"tip":"one"}' } }] };
    return { Item: Key?.pk.S === editionPartition('v') ? { document: { S: '{"skus":[]}' } } : pointerToItem(pointer) };
  };
};

const EPOCH = '3d1b3f4e-6a0b-4c59-9f0e-2f4b6b1f6f10';
/** A learner's log of one record. */
const learnersTable = () => {
  const table = fakeDynamoDb();
  const pk = { S: 'LEARNER#ada' };
  table.put({ pk, sk: { S: 'LOG' }, epoch: { S: EPOCH }, records: { N: '1' } });
  table.put({ pk, sk: { S: `RECORD#${EPOCH}#000001` }, document: { S: '{"kind":"k","id":"i","at":1}' } });
  return table;
};
/** As {@link http}, behind the authorizer. */
const asLearner =
  (target: string, method = 'GET', body?: object) =>
  (handler: AnyHandler): Promise<string> => {
    const claims = { sub: 'ada', token_use: 'access', client_id: 'of SIGN_IN_CLIENT_ID' };
    return http(target, method, body)(signedIn(handler as unknown as HttpHandler, claims) as unknown as AnyHandler);
  };

/** By path of the handler file. */
export const HANDLER_CASES: Readonly<Record<string, HandlerCase>> = {
  'lambda/event-pipeline/accept-activity.handler.ts': {
    load: () => import('../../../lambda/event-pipeline/accept-activity.handler.ts'),
    clients: [EventBridgeClient, SQSClient],
    services: () => () => ({ FailedEntryCount: 0 }),
    asked: [
      {
        what: 'an activity',
        invoke: http('/v1/activity', 'POST', LESSON),
        good: '202',
        refused: { PutEventsCommand: '503 NotHandedOn' },
      },
      {
        what: 'an answer to a card',
        invoke: http('/v1/activity', 'POST', ANSWER),
        good: '202',
        refused: { SendMessageCommand: '503 NotHandedOn' },
      },
    ],
  },
  'lambda/event-pipeline/apply-activity.handler.ts': {
    load: () => import('../../../lambda/event-pipeline/apply-activity.handler.ts'),
    clients: [DynamoDBClient, SQSClient],
    services: emptyTable,
    asked: [
      {
        what: 'a good event and one that can never succeed',
        invoke: batch({ good: solved(), poison: record('{') }),
        good: 'back:',
        refused: {
          TransactWriteItemsCommand: {
            ...ofAny('back: good'),
            // The standing is never as it was just seen.
            'first condition failed': 'back: good',
            // The record that it was applied is there already.
            'last condition failed': 'back:',
            'held by another': 'back: good',
            'held by another, once': 'back:',
            'not valid': 'back: good',
          },
          SendMessageCommand: 'back: poison',
        },
      },
    ],
  },
  'lambda/event-pipeline/move-card.handler.ts': {
    load: () => import('../../../lambda/event-pipeline/move-card.handler.ts'),
    clients: [DynamoDBClient, SQSClient],
    services: emptyTable,
    asked: [
      {
        what: 'two answers to a card, and one to another that can never succeed',
        invoke: batch({
          poison: record('{', 1, 'ada/c2'),
          good: review('3d1b3f4e-6a0b-4c59-9f0e-2f4b6b1f6f11'),
          next: review('3d1b3f4e-6a0b-4c59-9f0e-2f4b6b1f6f12'),
        }),
        good: 'back:',
        refused: {
          GetItemCommand: 'back: good next',
          TransactWriteItemsCommand: {
            ...ofAny('back: good next'),
            'first condition failed': 'back:',
            'last condition failed': 'back: good next',
            'held by another': 'back: good next',
            'held by another, once': 'back:',
            'not valid': 'back: good next',
          },
          SendMessageCommand: 'back: poison',
        },
      },
    ],
  },
  'lambda/event-pipeline/award-milestone.handler.ts': {
    load: () => import('../../../lambda/event-pipeline/award-milestone.handler.ts'),
    clients: [DynamoDBClient],
    services: emptyTable,
    asked: [
      {
        what: 'a milestone',
        invoke: async (handler) =>
          JSON.stringify(
            await handler({ pk: 'LEARNER#ada', sk: 'MILESTONE#1', executionId: 'one' } as never, {} as never),
          ),
        good: '{"awarded":true}',
        refused: {
          UpdateItemCommand: {
            ...ofAny('throws it'),
            'condition failed': '{"awarded":false}',
          },
        },
      },
    ],
  },
  'lambda/event-pipeline/read-standings.handler.ts': {
    load: () => import('../../../lambda/event-pipeline/read-standings.handler.ts'),
    clients: [DynamoDBClient],
    services:
      () =>
      ({ name }) =>
        name === 'QueryCommand' ? { Items: [] } : { Item: { box: { N: '1' } } },
    asked: [
      {
        what: 'standings',
        invoke: http('/v1/standings/ada'),
        good: '200',
        refused: { QueryCommand: '500 InternalError' },
      },
      {
        what: 'a card',
        invoke: http('/v1/cards/ada/c1'),
        good: '200',
        refused: { GetItemCommand: '500 InternalError' },
      },
    ],
  },
  'lambda/delivery-pipeline/record-delivery.handler.ts': {
    load: () => import('../../../lambda/delivery-pipeline/record-delivery.handler.ts'),
    clients: [DynamoDBClient],
    services: emptyTable,
    asked: [
      {
        what: 'the start of a run',
        invoke: async (handler) => {
          const detail = { pipeline: 'release', 'execution-id': 'run', state: 'STARTED' };
          const event = { 'detail-type': 'CodePipeline Pipeline Execution State Change', time: LESSON.at, detail };
          return `${await handler(event as never, { awsRequestId: 'one' } as never)}`;
        },
        good: 'undefined',
        refused: {
          GetItemCommand: 'throws it',
          TransactWriteItemsCommand: {
            ...ofAny('throws it'),
            'first condition failed': 'throws it',
            'last condition failed': 'throws it',
            'held by another': 'throws it',
            'held by another, once': 'undefined',
            'not valid': 'throws it',
          },
        },
      },
    ],
  },
  'lambda/delivery-pipeline/verify-release.handler.ts': {
    load: () => import('../../../lambda/delivery-pipeline/verify-release.handler.ts'),
    clients: [LambdaClient, CodeDeployClient],
    services:
      () =>
      async ({ name, input }) => {
        if (name !== 'InvokeCommand') return {};
        const answer = JSON.stringify(await serve(JSON.parse(input.Payload as string)));
        return { ExecutedVersion: 'of RELEASE_VERSION', Payload: { transformToString: () => answer } };
      },
    asked: [
      {
        what: 'a release',
        invoke: async (handler) => {
          const event = { DeploymentId: 'd-1', LifecycleEventHookExecutionId: 'hook-1' };
          return ((await handler(event as never, {} as never)) as { status: string }).status;
        },
        good: 'Succeeded',
        refused: {
          InvokeCommand: 'Failed',
          PutLifecycleEventHookExecutionStatusCommand: 'throws it',
        },
      },
    ],
  },
  'lambda/serverless-api/serve-api.handler.ts': {
    load: () => import('../../../lambda/serverless-api/serve-api.handler.ts'),
    clients: [DynamoDBClient],
    services: seededTable,
    asked: [
      {
        what: 'one document',
        invoke: http('/v1/salary'),
        good: '200',
        refused: { GetItemCommand: '500 InternalError' },
      },
      {
        what: 'all documents of a kind',
        invoke: http('/v1/study-tips'),
        good: '200',
        refused: { GetItemCommand: '500 InternalError', QueryCommand: '500 InternalError' },
      },
    ],
  },
  'lambda/serverless-api/serve-me.handler.ts': {
    load: () => import('../../../lambda/serverless-api/serve-me.handler.ts'),
    clients: [DynamoDBClient],
    services: () => {
      const { client } = learnersTable();
      return ({ command }) => client.send(command as never);
    },
    asked: [
      { what: 'where to sign in', invoke: http('/v1/sign-in'), good: '200', refused: {} },
      {
        what: 'how a log stands',
        invoke: asLearner('/v1/me'),
        good: '200',
        refused: { GetItemCommand: '500 InternalError' },
      },
      {
        what: 'a log',
        invoke: asLearner('/v1/me/evidence'),
        good: '200',
        refused: { GetItemCommand: '500 InternalError', QueryCommand: '500 InternalError' },
      },
      {
        what: 'another record',
        invoke: asLearner('/v1/me/evidence', 'POST', { epoch: EPOCH, records: [{ kind: 'k', id: 'new', at: 1 }] }),
        good: '200',
        refused: {
          GetItemCommand: '500 InternalError',
          TransactWriteItemsCommand: {
            ...ofAny('500 InternalError'),
            // Other devices write, each time again.
            'first condition failed': '503 Busy',
            'last condition failed': '503 Busy',
            'held by another': '503 Busy',
            'held by another, once': '200',
            'not valid': '500 InternalError',
          },
        },
      },
      {
        what: 'the end of a log',
        invoke: asLearner('/v1/me', 'DELETE'),
        good: '200',
        refused: {
          PutItemCommand: '500 InternalError',
          QueryCommand: '500 InternalError',
          TransactWriteItemsCommand: '500 InternalError',
        },
      },
    ],
  },
  'lambda/serverless-api/serve-site.handler.ts': {
    load: () => import('../../../lambda/serverless-api/serve-site.handler.ts'),
    clients: [],
    services: emptyTable,
    asked: [
      {
        what: 'a page',
        invoke: async (handler) => {
          const asked = { headers: { 'accept-encoding': 'br' } };
          const response = await callHandler(handler as unknown as HttpHandler, '/compare', asked);
          return `${response.status} ${await response.text()}`;
        },
        good: '200 a page',
        refused: {},
      },
    ],
  },
  'lambda/serverless-api/seed-content.handler.ts': {
    load: () => import('../../../lambda/serverless-api/seed-content.handler.ts'),
    clients: [DynamoDBClient],
    services: () => {
      const { client } = fakeDynamoDb();
      return ({ command }) => client.send(command as never);
    },
    asked: [
      {
        what: 'the content of a deployment',
        invoke: async (handler) => ((await handler({} as never, {} as never)) as { outcome: string }).outcome,
        good: 'switched',
        refused: {
          GetItemCommand: 'throws it',
          PutItemCommand: 'throws it',
          QueryCommand: 'throws it',
          TransactWriteItemsCommand: {
            ...ofAny('throws it'),
            'first condition failed': 'throws SeedSupersededError',
            'last condition failed': 'throws it',
            'held by another': 'throws it',
            'held by another, once': 'switched',
            'not valid': 'throws it',
          },
        },
      },
    ],
  },
  'lambda/web-app/run-migration.handler.ts': {
    load: () => import('../../../lambda/web-app/run-migration.handler.ts'),
    clients: [ECSClient],
    services: () => () => ({ tasks: [{ taskArn: 'task/1', lastStatus: 'STOPPED', containers: [{ exitCode: 0 }] }] }),
    asked: [
      {
        what: 'a deployment',
        invoke: async (handler) => {
          const { task } = (await handler({} as never, context() as never)) as { task: string };
          return task;
        },
        good: 'task/1',
        // The deployment fails with it, and the service stays as it was.
        refused: { RunTaskCommand: 'throws it', DescribeTasksCommand: 'throws it' },
      },
    ],
  },
};
