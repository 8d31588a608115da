/** Settings of tables and functions: see settings.unit.test.ts. */
import { refusal } from '../../support/fakes/answering-aws.ts';
import type { Case } from './case.ts';

export const ABSENT = 'ResourceNotFoundException';
export const INDEX = { keys: [{ name: 'f', type: 'S', role: 'HASH' }], projection: 'ALL' };
export const TABLE = {
  ...{ TableStatus: 'ACTIVE', BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' } },
  OnDemandThroughput: { MaxReadRequestUnits: 9, MaxWriteRequestUnits: -1 },
  AttributeDefinitions: [
    { AttributeName: 'g', AttributeType: 'N' },
    { AttributeName: 'f', AttributeType: 'S' },
  ],
  GlobalSecondaryIndexes: [
    {
      ...{ IndexName: 'i', IndexStatus: 'ACTIVE', Projection: { ProjectionType: 'ALL' } },
      KeySchema: [{ AttributeName: 'f', KeyType: 'HASH' }],
    },
  ],
};
const table = (change: object) => ({ 'dynamodb.describeTable': { Table: { ...TABLE, ...change } } });

export const STORE_CASES: readonly Case[] = [
  {
    kind: 'item-attribute',
    target: { tableName: 't', key: { pk: { S: 'k' } }, attribute: 'a' },
    resource: 'dynamodb:table:t:item:{"pk":{"S":"k"}}',
    answers: { 'dynamodb.getItem': { Item: { a: { N: '1' }, b: { N: '2' } } } },
    value: { N: '1' },
    gone: { 'dynamodb.getItem': refusal(ABSENT) },
    also: [
      [{ 'dynamodb.getItem': {} }, undefined],
      [{ 'dynamodb.getItem': { Item: {} } }, null],
    ],
    writes: [
      [
        { N: '3' },
        [
          [
            'dynamodb.updateItem',
            {
              ...{ TableName: 't', Key: { pk: { S: 'k' } }, ExpressionAttributeNames: { '#attribute': 'a' } },
              ...{ UpdateExpression: 'SET #attribute = :value', ExpressionAttributeValues: { ':value': { N: '3' } } },
            },
          ],
        ],
      ],
      [
        null,
        [
          [
            'dynamodb.updateItem',
            {
              ...{ TableName: 't', Key: { pk: { S: 'k' } }, ExpressionAttributeNames: { '#attribute': 'a' } },
              UpdateExpression: 'REMOVE #attribute',
            },
          ],
        ],
      ],
    ],
  },
  {
    kind: 'table-billing',
    target: { tableName: 't' },
    resource: 'dynamodb:table:t',
    answers: table({}),
    value: { maxReadUnits: 9, maxWriteUnits: null },
    gone: { 'dynamodb.describeTable': refusal(ABSENT) },
    also: [
      [table({ OnDemandThroughput: undefined }), { maxReadUnits: null, maxWriteUnits: null }],
      [table({ BillingModeSummary: undefined }), { readUnits: 0, writeUnits: 0 }],
      [
        table({
          BillingModeSummary: undefined,
          ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 2 },
        }),
        { readUnits: 1, writeUnits: 2 },
      ],
    ],
    writes: [
      [
        { readUnits: 1, writeUnits: 2 },
        [
          [
            'dynamodb.updateTable',
            {
              ...{ TableName: 't', BillingMode: 'PROVISIONED' },
              ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 2 },
              GlobalSecondaryIndexUpdates: [
                {
                  Update: {
                    IndexName: 'i',
                    ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 2 },
                  },
                },
              ],
            },
          ],
        ],
      ],
      [
        { maxReadUnits: 5, maxWriteUnits: null },
        [
          [
            'dynamodb.updateTable',
            {
              ...{ TableName: 't', BillingMode: 'PAY_PER_REQUEST' },
              OnDemandThroughput: { MaxReadRequestUnits: 5, MaxWriteRequestUnits: -1 },
              GlobalSecondaryIndexUpdates: [
                {
                  Update: {
                    IndexName: 'i',
                    OnDemandThroughput: { MaxReadRequestUnits: 5, MaxWriteRequestUnits: -1 },
                  },
                },
              ],
            },
          ],
        ],
      ],
    ],
  },
  {
    kind: 'table-recovery',
    target: { tableName: 't' },
    resource: 'dynamodb:table:t',
    answers: {
      'dynamodb.describeContinuousBackups': {
        ContinuousBackupsDescription: { PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED' } },
      },
    },
    value: true,
    gone: { 'dynamodb.describeContinuousBackups': refusal(ABSENT) },
    also: [[{ 'dynamodb.describeContinuousBackups': {} }, false]],
    writes: [
      [
        true,
        [
          [
            'dynamodb.updateContinuousBackups',
            { TableName: 't', PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
          ],
        ],
      ],
    ],
  },
  {
    kind: 'table-index',
    target: { tableName: 't', indexName: 'i' },
    resource: 'dynamodb:table:t',
    answers: table({}),
    value: INDEX,
    gone: { 'dynamodb.describeTable': refusal(ABSENT) },
    also: [
      [table({ GlobalSecondaryIndexes: undefined }), null],
      [table({ GlobalSecondaryIndexes: [{ IndexName: 'i', IndexStatus: 'DELETING' }] }), null],
    ],
    writes: [
      [
        INDEX,
        [
          ['dynamodb.updateTable', { TableName: 't', GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'i' } }] }],
          [
            'dynamodb.updateTable',
            {
              TableName: 't',
              GlobalSecondaryIndexUpdates: [
                {
                  Create: {
                    ...{ IndexName: 'i', Projection: { ProjectionType: 'ALL' } },
                    KeySchema: [{ AttributeName: 'f', KeyType: 'HASH' }],
                  },
                },
              ],
              AttributeDefinitions: [{ AttributeName: 'f', AttributeType: 'S' }],
            },
          ],
        ],
      ],
    ],
  },
  {
    kind: 'function-concurrency',
    target: { functionName: 'f' },
    resource: 'lambda:function:f',
    answers: { 'lambda.getFunctionConcurrency': { ReservedConcurrentExecutions: 2 } },
    value: 2,
    gone: { 'lambda.getFunctionConcurrency': refusal(ABSENT) },
    also: [[{ 'lambda.getFunctionConcurrency': {} }, null]],
    writes: [
      [0, [['lambda.putFunctionConcurrency', { FunctionName: 'f', ReservedConcurrentExecutions: 0 }]]],
      [null, [['lambda.deleteFunctionConcurrency', { FunctionName: 'f' }]]],
    ],
  },
  {
    kind: 'alias-weights',
    target: { functionName: 'f', alias: 'live' },
    resource: 'lambda:function:f',
    answers: { 'lambda.getAlias': { FunctionVersion: '2', RoutingConfig: { AdditionalVersionWeights: { 1: 0.1 } } } },
    value: { 1: 0.1 },
    gone: { 'lambda.getAlias': refusal(ABSENT) },
    also: [
      [{ 'lambda.getAlias': { FunctionVersion: '2' } }, {}],
      [{ 'lambda.getAlias': {} }, undefined],
    ],
    writes: [
      [
        { 2: 0.5 },
        [
          [
            'lambda.updateAlias',
            { FunctionName: 'f', Name: 'live', RoutingConfig: { AdditionalVersionWeights: { 2: 0.5 } } },
          ],
        ],
      ],
    ],
  },
  {
    kind: 'function-permission',
    target: { functionName: 'f', alias: 'live', statementId: 's' },
    resource: 'lambda:function:f',
    answers: {
      'lambda.getFunctionConfiguration': {},
      'lambda.getPolicy': {
        Policy: JSON.stringify({
          Statement: [
            { Sid: 'other', Principal: { Service: 'x' } },
            { Sid: 's', Principal: { Service: 'p' }, Condition: { ArnLike: { 'AWS:SourceArn': 'arn' } } },
          ],
        }),
      },
    },
    value: { principal: 'p', sourceArn: 'arn' },
    gone: { 'lambda.getFunctionConfiguration': refusal(ABSENT) },
    also: [
      [{ 'lambda.getFunctionConfiguration': {}, 'lambda.getPolicy': refusal(ABSENT) }, null],
      [
        {
          'lambda.getFunctionConfiguration': {},
          'lambda.getPolicy': { Policy: '{"Statement":[{"Sid":"s","Principal":{"Service":"p"}}]}' },
        },
        { principal: 'p', sourceArn: null },
      ],
    ],
    writes: [
      [null, [['lambda.removePermission', { FunctionName: 'f', Qualifier: 'live', StatementId: 's' }]]],
      [
        { principal: 'q', sourceArn: null },
        [
          ['lambda.removePermission', { FunctionName: 'f', Qualifier: 'live', StatementId: 's' }],
          [
            'lambda.addPermission',
            {
              ...{ FunctionName: 'f', Qualifier: 'live', StatementId: 's', Action: 'lambda:InvokeFunction' },
              ...{ Principal: 'q', SourceArn: undefined },
            },
          ],
        ],
      ],
    ],
  },
];
