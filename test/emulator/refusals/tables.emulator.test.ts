import type { UpdateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { afterAll, describe } from 'vitest';
import { awsClients } from '../../../lib/lab/aws/aws-clients.ts';
import { clientConfigOf, deployedTarget } from '../../support/deployed-target.ts';
import { itRefuses } from './refusal-table.ts';

const { dynamodb } = awsClients(clientConfigOf(await deployedTarget()));
const TableName = 'refusals';
const VALIDATION = 'ValidationException';

await dynamodb.createTable({
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
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
});
