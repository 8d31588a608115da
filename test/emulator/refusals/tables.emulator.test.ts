import type { QueryCommandInput, UpdateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { afterAll, describe, expect, it } from 'vitest';
import { awsClients } from '../../../lib/lab/aws/aws-clients.ts';
import { clientConfigOf, deployedTarget } from '../../support/deployed-target.ts';
import { itRefuses } from './refusal-table.ts';

const { dynamodb } = awsClients(clientConfigOf(await deployedTarget()));
const TableName = 'refusals';
const VALIDATION = 'ValidationException';

await dynamodb.createTable({
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: ['pk', 'other'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  GlobalSecondaryIndexes: [
    {
      ...{ IndexName: 'by-other', KeySchema: [{ AttributeName: 'other', KeyType: 'HASH' }] },
      Projection: { ProjectionType: 'ALL' },
    },
  ],
});

afterAll(() => dynamodb.deleteTable({ TableName }));

const units = (ReadCapacityUnits: number, WriteCapacityUnits: number) => ({
  ProvisionedThroughput: { ReadCapacityUnits, WriteCapacityUnits },
});
const index = (IndexName: string, attribute = 'pk') => ({
  Create: {
    ...{ IndexName, KeySchema: [{ AttributeName: attribute, KeyType: 'HASH' as const }] },
    Projection: { ProjectionType: 'ALL' as const },
  },
});
const indexes = (...GlobalSecondaryIndexUpdates: UpdateTableCommandInput['GlobalSecondaryIndexUpdates'] & object) => ({
  ...{ GlobalSecondaryIndexUpdates, AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' as const }] },
});

describe('DynamoDB on the emulator refuses what AWS refuses', () => {
  itRefuses<Partial<UpdateTableCommandInput>>(
    'a table with',
    (parameters) => dynamodb.updateTable({ TableName, ...parameters }),
    [
      [indexes(index('by-none', 'none')), VALIDATION, indexes(index('by-key'))],
      [indexes(index('x')), VALIDATION, indexes(index('xxx'))],
      [
        indexes(index('by-a'), index('by-b')),
        'LimitExceededException',
        indexes({ Delete: { IndexName: 'xxx' } }),
        /Only 1 online index/,
      ],
      [
        indexes({ Delete: { IndexName: 'none' } }),
        'ResourceNotFoundException',
        indexes({ Delete: { IndexName: 'by-key' } }),
      ],
      [
        { OnDemandThroughput: { MaxReadRequestUnits: 0 } },
        VALIDATION,
        { OnDemandThroughput: { MaxReadRequestUnits: 1, MaxWriteRequestUnits: -1 } },
      ],
      [{ BillingMode: 'ON_DEMAND' as 'PROVISIONED' }, VALIDATION, { BillingMode: 'PAY_PER_REQUEST' }],
      [units(1, 1), VALIDATION, { BillingMode: 'PROVISIONED', ...units(1, 1) }],
      [units(0, 1), VALIDATION, units(1, 2)],
      [{ BillingMode: 'PAY_PER_REQUEST', ...units(1, 1) }, VALIDATION, { BillingMode: 'PAY_PER_REQUEST' }],
      [{ BillingMode: 'PROVISIONED' }, VALIDATION, { BillingMode: 'PAY_PER_REQUEST' }, /must be specified/],
      [
        { StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW' as 'NEW_IMAGE' } },
        VALIDATION,
        { StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' } },
      ],
      [{ TableClass: 'CHEAP' as 'STANDARD' }, VALIDATION, { TableClass: 'STANDARD' }],
      [{}, VALIDATION, { DeletionProtectionEnabled: false }],
    ],
  );

  itRefuses<{ readonly AttributeName: string; readonly Enabled: boolean }>(
    'the expiry of items',
    (TimeToLiveSpecification) => dynamodb.updateTimeToLive({ TableName, TimeToLiveSpecification }),
    [[{ AttributeName: '', Enabled: true }, VALIDATION, { AttributeName: 'expiresAt', Enabled: true }]],
  );

  itRefuses<Partial<QueryCommandInput>>(
    'a query whose filter is',
    (filter) =>
      dynamodb.query({
        ...{ TableName, KeyConditionExpression: 'pk = :v', ExpressionAttributeValues: { ':v': { S: 'x' } } },
        ...filter,
      }),
    [
      [{ FilterExpression: 'pk <> :v' }, VALIDATION, { FilterExpression: 'other <> :v' }, /Primary key attribute: pk/],
      [
        { FilterExpression: 'other = :v AND begins_with(#k, :v)', ExpressionAttributeNames: { '#k': 'pk' } },
        VALIDATION,
        { FilterExpression: 'other.pk = :v AND begins_with(#k, :v)', ExpressionAttributeNames: { '#k': 'p' } },
      ],
      // The key of what is queried: an index has its own.
      [
        { IndexName: 'by-other', KeyConditionExpression: 'other = :v', FilterExpression: 'other = :v' },
        VALIDATION,
        { IndexName: 'by-other', KeyConditionExpression: 'other = :v', FilterExpression: 'pk = :v' },
      ],
    ],
  );

  const recovery = (PointInTimeRecoveryEnabled: boolean, RecoveryPeriodInDays?: number) =>
    dynamodb.updateContinuousBackups({
      TableName,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled, RecoveryPeriodInDays },
    });

  itRefuses<number>('recovery for so many days', (days) => recovery(true, days), [
    [0, VALIDATION, 1],
    [36, VALIDATION, 35],
  ]);

  it('a way back to a minute of a table that has none', async () => {
    const restore = () =>
      dynamodb.restoreTableToPointInTime({
        SourceTableName: TableName,
        TargetTableName: 'refusals-restored',
        UseLatestRestorableTime: true,
      });
    await recovery(false);
    await expect(restore()).rejects.toMatchObject({ name: 'PointInTimeRecoveryUnavailableException' });
    await recovery(true, 3);
    const { ContinuousBackupsDescription } = await dynamodb.describeContinuousBackups({ TableName });
    expect(ContinuousBackupsDescription?.PointInTimeRecoveryDescription).toMatchObject({ RecoveryPeriodInDays: 3 });
    await expect(restore()).resolves.toBeDefined();
    await dynamodb.deleteTable({ TableName: 'refusals-restored' });
  });
});
