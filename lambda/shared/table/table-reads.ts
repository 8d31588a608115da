/** The reads that serving needs of DynamoDB: GetItem and Query, nothing else, as the reader's IAM policy says. */
import { type AttributeValue, type DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { editionPartition, INDEX_NAME, INDEX_PARTITION_KEY, PARTITION_KEY, POINTER_KEY, SORT_KEY } from './keys.ts';
import { pointerFromItem } from './pointer.ts';

/** What a reader needs of the pointer, once a seed has completed. */
export interface ServedEdition {
  readonly version: string;
  /** ISO 8601 instant. */
  readonly seededAt: string;
  readonly cursorKey: Uint8Array;
}

/** Documents are JSON text, in the order of their sort keys. Implemented by DynamoDB, and by a fake in the tests. */
export interface TableReads {
  /** `undefined` while the table has never been seeded to the end. */
  served(): Promise<ServedEdition | undefined>;
  document(version: string, sk: string): Promise<string | undefined>;
  /** All documents of an edition whose sort key begins with `prefix`. */
  documents(version: string, prefix: string): Promise<readonly string[]>;
  /** All documents that the index holds under a facet. */
  facetDocuments(facet: string): Promise<readonly string[]>;
}

export function dynamoTableReads(client: DynamoDBClient, tableName: string): TableReads {
  const query = async (
    keys: Readonly<Record<string, string>>,
    condition: string,
    index?: string,
  ): Promise<string[]> => {
    const documents: string[] = [];
    let from: Record<string, AttributeValue> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: tableName,
          IndexName: index,
          // Exam: a global secondary index is always eventually consistent; asking otherwise is an error.
          ConsistentRead: !index,
          KeyConditionExpression: condition,
          ExpressionAttributeNames: { '#document': 'document' },
          ExpressionAttributeValues: Object.fromEntries(Object.entries(keys).map(([name, S]) => [name, { S }])),
          ProjectionExpression: '#document',
          ExclusiveStartKey: from,
        }),
      );
      documents.push(...Items.map((item) => documentOf(item)));
      from = LastEvaluatedKey;
    } while (from);
    return documents;
  };

  return {
    async served() {
      const { pk, sk } = POINTER_KEY;
      // Exam: an eventually consistent read costs half. At worst it serves the edition before, which is still whole.
      const { Item } = await client.send(
        new GetItemCommand({ TableName: tableName, Key: { pk: { S: pk }, sk: { S: sk } } }),
      );
      if (!Item) return undefined;
      const { version, seededAt, cursorKey } = pointerFromItem(Item);
      return version && seededAt ? { version, seededAt, cursorKey } : undefined;
    },
    async document(version, sk) {
      // Consistent, because what is read here is kept for as long as the edition is served.
      const { Item } = await client.send(
        new GetItemCommand({
          TableName: tableName,
          Key: { pk: { S: editionPartition(version) }, sk: { S: sk } },
          ConsistentRead: true,
        }),
      );
      return Item && documentOf(Item);
    },
    documents: (version, prefix) =>
      query(
        { ':pk': editionPartition(version), ':prefix': prefix },
        `${PARTITION_KEY} = :pk AND begins_with(${SORT_KEY}, :prefix)`,
      ),
    facetDocuments: (facet) => query({ ':facet': facet }, `${INDEX_PARTITION_KEY} = :facet`, INDEX_NAME),
  };
}

function documentOf(item: Record<string, AttributeValue>): string {
  const text = item.document?.S;
  if (text === undefined) throw new Error(`The item ${item[SORT_KEY]?.S} has no document: seed the content again.`);
  return text;
}
