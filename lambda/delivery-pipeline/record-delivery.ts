import { type DynamoDBClient, GetItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';
import { type Figures, type PipelineEvent, type Run, record } from './delivery-figures.ts';
import { PARTITION_KEY, TTL_ATTRIBUTE } from './env.ts';
import { publishFigures } from './publish-figures.ts';

/** How long a run is remembered, in days; CodePipeline ends one, approvals included, far earlier. */
const REMEMBERED_DAYS = 30;
/** How often another invocation may write first before this one gives up and is repeated by Lambda. */
const ATTEMPTS = 5;

/** The handler. EventBridge delivers at least once and in any order; a second delivery publishes nothing. */
export function deliveryRecorder(client: Pick<DynamoDBClient, 'send'>, tableName: string) {
  return async (event: PipelineEvent, { awsRequestId }: Pick<Context, 'awsRequestId'>): Promise<void> => {
    publishFigures(event.detail.pipeline, await recordDelivery(client, tableName, event, awsRequestId));
  };
}

/**
 * Records one event: what is known of its run and of production's state is written in one transaction, and only by who
 * read it last. A marker that is written before its effect would lose the effect when the second write fails.
 * @returns the figures that have to be published, once, by this invocation
 * @throws the SDK's errors; nothing was written then, and the event may be delivered again
 */
export async function recordDelivery(
  client: Pick<DynamoDBClient, 'send'>,
  TableName: string,
  event: PipelineEvent,
  invocation: string,
): Promise<Figures> {
  const { pipeline, 'execution-id': executionId } = event.detail;
  const runKey = { [PARTITION_KEY]: { S: `run/${executionId}` } };
  const brokenKey = { [PARTITION_KEY]: { S: `broken/${pipeline}` } };
  const read = async (Key: typeof runKey) =>
    (await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))).Item ?? {};

  for (let attempt = 1; ; attempt++) {
    const [runItem, brokenItem] = await Promise.all([read(runKey), read(brokenKey)]);
    const { run, brokenSince, figures } = record(event, invocation, {
      run: JSON.parse(runItem.run?.S ?? '{}') as Run,
      brokenSince: brokenItem.since?.S,
    });
    const expiresAt = Math.floor(Date.parse(event.time) / 1000) + REMEMBERED_DAYS * 86_400;
    const unchanged = (name: 'run' | 'since', value: string | undefined) =>
      value === undefined
        ? { ConditionExpression: 'attribute_not_exists(#it)', ExpressionAttributeNames: { '#it': name } }
        : {
            ConditionExpression: '#it = :it',
            ExpressionAttributeNames: { '#it': name },
            ExpressionAttributeValues: { ':it': { S: value } },
          };
    const asRead = unchanged('since', brokenItem.since?.S);
    try {
      await client.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            {
              Put: {
                TableName,
                Item: { ...runKey, run: { S: JSON.stringify(run) }, [TTL_ATTRIBUTE]: { N: String(expiresAt) } },
                ...unchanged('run', runItem.run?.S),
              },
            },
            brokenSince === undefined
              ? { Delete: { TableName, Key: brokenKey, ...asRead } }
              : { Put: { TableName, Item: { ...brokenKey, since: { S: brokenSince } }, ...asRead } },
          ],
        }),
      );
      return figures;
    } catch (error) {
      // Another invocation wrote in between, or holds the items: look again.
      if ((error as Error).name !== 'TransactionCanceledException' || attempt === ATTEMPTS) throw error;
    }
  }
}
