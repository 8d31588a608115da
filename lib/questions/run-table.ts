/** For runs: a table of their own on the emulator, gone when they are done. */
import { randomUUID } from 'node:crypto';
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import type { Bench } from './run.ts';

/** @param keys names of partition key and sort key, both strings; more than those, in `indexed`, for the keys of an index */
export async function withTable<T>(
  { dynamodb }: Bench,
  keys: readonly [partition: string, sort?: string],
  use: (table: DynamoDBDocument, TableName: string) => Promise<T>,
  index?: { readonly name: string; readonly keys: readonly [partition: string, sort: string] },
): Promise<T> {
  // Loaded when something is run, and not when somebody lists the families.
  const { DynamoDBDocument: Document } = await import('@aws-sdk/lib-dynamodb');
  const TableName = `certlab-question-${randomUUID().slice(0, 8)}`;
  const schema = ([partition, sort]: readonly [string, string?]) => [
    { AttributeName: partition, KeyType: 'HASH' as const },
    ...(sort ? [{ AttributeName: sort, KeyType: 'RANGE' as const }] : []),
  ];
  const names = new Set([...keys, ...(index?.keys ?? [])].filter((name) => name !== undefined));
  const input: CreateTableCommandInput = {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: schema(keys),
    AttributeDefinitions: [...names].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    ...(index && {
      GlobalSecondaryIndexes: [
        { IndexName: index.name, KeySchema: schema(index.keys), Projection: { ProjectionType: 'ALL' } },
      ],
    }),
  };
  await dynamodb.createTable(input);
  try {
    return await use(Document.from(dynamodb), TableName);
  } finally {
    await dynamodb.deleteTable({ TableName });
  }
}

/** Writes items, 25 a call. */
export async function fill(table: DynamoDBDocument, TableName: string, items: readonly object[]): Promise<void> {
  for (let at = 0; at < items.length; at += 25)
    await table.batchWrite({
      RequestItems: { [TableName]: items.slice(at, at + 25).map((Item) => ({ PutRequest: { Item } })) },
    });
}
