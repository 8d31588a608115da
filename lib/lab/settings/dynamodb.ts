/** What drills change of DynamoDB tables. */
import type { AttributeValue, KeySchemaElement } from '@aws-sdk/client-dynamodb';
import { LabError } from '../../errors.ts';
import { until } from '../../until.ts';
import type { AwsClients } from '../aws/aws-clients.ts';
import { orMissing } from '../aws/missing.ts';

interface TableTarget {
  readonly tableName: string;
}

const resource = ({ tableName }: TableTarget) => `dynamodb:table:${tableName}`;

type AttributeTarget = TableTarget & {
  readonly key: Readonly<Record<string, AttributeValue>>;
  readonly attribute: string;
};

/** One attribute of an item, in DynamoDB's own JSON (no binary); `null` when the item does not have it. */
export const itemAttribute = {
  // Two drills may well work on two items of one table.
  resource: ({ tableName, key }: AttributeTarget) => `${resource({ tableName })}:item:${JSON.stringify(key)}`,
  async read(aws: AwsClients, target: AttributeTarget): Promise<AttributeValue | null | undefined> {
    const { tableName, key, attribute } = target;
    const answer = await orMissing(aws.dynamodb.getItem({ TableName: tableName, Key: key, ConsistentRead: true }));
    return answer?.Item && (answer.Item[attribute] ?? null);
  },
  async write(aws: AwsClients, { tableName, key, attribute }: AttributeTarget, value: AttributeValue | null) {
    await aws.dynamodb.updateItem({
      TableName: tableName,
      Key: key,
      ExpressionAttributeNames: { '#attribute': attribute },
      ...(value === null
        ? { UpdateExpression: 'REMOVE #attribute' }
        : { UpdateExpression: 'SET #attribute = :value', ExpressionAttributeValues: { ':value': value } }),
    });
  },
};

/** An index as it has to be known to make it again. */
export interface IndexDefinition {
  readonly keys: readonly { readonly name: string; readonly type: 'S' | 'N' | 'B'; readonly role: 'HASH' | 'RANGE' }[];
  readonly projection: 'ALL' | 'KEYS_ONLY';
}

type IndexTarget = TableTarget & { readonly indexName: string };

/** A global secondary index; `null` when the table has none of that name. */
export const tableIndex = {
  resource: (target: IndexTarget) => resource(target),
  async read(aws: AwsClients, { tableName, indexName }: IndexTarget): Promise<IndexDefinition | null | undefined> {
    const table = (await orMissing(aws.dynamodb.describeTable({ TableName: tableName })))?.Table;
    if (!table) return undefined;
    const index = table.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === indexName);
    if (!index || index.IndexStatus === 'DELETING') return null;
    const typeOf = (key: KeySchemaElement) =>
      table.AttributeDefinitions?.find(({ AttributeName }) => AttributeName === key.AttributeName)?.AttributeType;
    return {
      keys: (index.KeySchema ?? []).map((key) => ({
        name: key.AttributeName as string,
        type: typeOf(key) as 'S' | 'N' | 'B',
        role: key.KeyType as 'HASH' | 'RANGE',
      })),
      projection: index.Projection?.ProjectionType as 'ALL' | 'KEYS_ONLY',
    };
  },
  async write(aws: AwsClients, { tableName, indexName }: IndexTarget, value: IndexDefinition | null): Promise<void> {
    // What an index is made of cannot be changed: one that is there has to go first, and AWS takes one change at a time.
    if (await tableIndex.read(aws, { tableName, indexName })) {
      const Delete = { IndexName: indexName };
      await aws.dynamodb.updateTable({ TableName: tableName, GlobalSecondaryIndexUpdates: [{ Delete }] });
    }
    await indexSettled(aws, tableName, indexName);
    if (value === null) return;
    const Create = {
      IndexName: indexName,
      KeySchema: value.keys.map(({ name, role }) => ({ AttributeName: name, KeyType: role })),
      Projection: { ProjectionType: value.projection },
    };
    await aws.dynamodb.updateTable({
      TableName: tableName,
      GlobalSecondaryIndexUpdates: [{ Create }],
      AttributeDefinitions: value.keys.map(({ name, type }) => ({ AttributeName: name, AttributeType: type })),
    });
    await indexSettled(aws, tableName, indexName);
  },
};

/** On AWS a new index is filled before it answers, which takes minutes even for a small table. */
async function indexSettled(aws: AwsClients, tableName: string, indexName: string): Promise<void> {
  const settled = async () => {
    const { Table } = await aws.dynamodb.describeTable({ TableName: tableName });
    const index = Table?.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === indexName);
    return !index || index.IndexStatus === 'ACTIVE';
  };
  if (await until(settled, 20 * 60, 1_000)) return;
  throw new LabError('IndexStuck', `The index ${indexName} of ${tableName} is not active after 20 minutes.`);
}

/** What a table takes: on demand up to a limit that may be `null` for none, or a number of units a second that is paid for. */
export type Billing =
  | { readonly maxReadUnits: number | null; readonly maxWriteUnits: number | null }
  | { readonly readUnits: number; readonly writeUnits: number };

/** What removes a limit, as the API has it: leaving it out keeps the one that is there. */
const NO_LIMIT = -1;

/**
 * How a table and its indexes are billed, and so what they can take. AWS allows a few changes a day. The limits of
 * on-demand tables are lost on the way to provisioned units, so that the way back has to name them.
 */
export const tableBilling = {
  resource,
  async read(aws: AwsClients, { tableName }: TableTarget): Promise<Billing | undefined> {
    const table = (await orMissing(aws.dynamodb.describeTable({ TableName: tableName })))?.Table;
    if (!table) return undefined;
    if (table.BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST') {
      const { MaxReadRequestUnits = NO_LIMIT, MaxWriteRequestUnits = NO_LIMIT } = table.OnDemandThroughput ?? {};
      const limit = (units: number) => (units === NO_LIMIT ? null : units);
      return { maxReadUnits: limit(MaxReadRequestUnits), maxWriteUnits: limit(MaxWriteRequestUnits) };
    }
    const throughput = table.ProvisionedThroughput;
    return { readUnits: throughput?.ReadCapacityUnits ?? 0, writeUnits: throughput?.WriteCapacityUnits ?? 0 };
  },
  async write(aws: AwsClients, { tableName }: TableTarget, value: Billing): Promise<void> {
    const { Table } = await aws.dynamodb.describeTable({ TableName: tableName });
    const throughput =
      'readUnits' in value
        ? { ProvisionedThroughput: { ReadCapacityUnits: value.readUnits, WriteCapacityUnits: value.writeUnits } }
        : {
            OnDemandThroughput: {
              MaxReadRequestUnits: value.maxReadUnits ?? NO_LIMIT,
              MaxWriteRequestUnits: value.maxWriteUnits ?? NO_LIMIT,
            },
          };
    await aws.dynamodb.updateTable({
      TableName: tableName,
      BillingMode: 'readUnits' in value ? 'PROVISIONED' : 'PAY_PER_REQUEST',
      ...throughput,
      GlobalSecondaryIndexUpdates: Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => ({
        Update: { IndexName, ...throughput },
      })),
    });
    await until(async () => {
      const { Table: now } = await aws.dynamodb.describeTable({ TableName: tableName });
      return now?.TableStatus === 'ACTIVE';
    }, TABLE_SETTLES_WITHIN_SECONDS);
  },
};

/** A change of the billing mode is answered at once; until the table is ACTIVE again the next one is refused. */
const TABLE_SETTLES_WITHIN_SECONDS = 600;

/** Whether point-in-time recovery is on. Turning it on again starts a new window: what was before is gone. */
export const tableRecovery = {
  resource,
  async read(aws: AwsClients, { tableName }: TableTarget): Promise<boolean | undefined> {
    const answer = await orMissing(aws.dynamodb.describeContinuousBackups({ TableName: tableName }));
    const status = answer?.ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
    return answer && status === 'ENABLED';
  },
  async write(aws: AwsClients, { tableName }: TableTarget, value: boolean): Promise<void> {
    await aws.dynamodb.updateContinuousBackups({
      TableName: tableName,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: value },
    });
  },
};
