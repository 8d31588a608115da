/**
 * DynamoDB in memory, for tables with the keys `pk` and `sk` or the key `id`, as far as our handlers need it: GetItem, PutItem, Query and TransactWriteItems
 * with their conditions evaluated, all or nothing. `before` runs before each request and may throw for it, or change the
 * table as another writer would.
 */
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DynamoDBClient,
  type GetItemCommandInput,
  type PutItemCommandInput,
  type QueryCommandInput,
  TransactionCanceledException,
  type TransactWriteItem,
  type TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';

type Item = Record<string, AttributeValue>;
interface Conditioned {
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Item;
}
/** What was sent, by the name of its command. */
export type Request = { readonly name: string; readonly input: Record<string, unknown> };

/** The client to hand in, what was sent through it, and the table behind it. */
export interface FakeDynamoDb {
  readonly client: DynamoDBClient;
  readonly requests: readonly Request[];
  items(): readonly Item[];
  put(item: Item): void;
}

const METADATA = { $metadata: {} };
const keyOf = ({ pk, sk, id }: Item): string => id?.S ?? `${pk?.S}|${sk?.S}`;

/** An empty table. */
export function fakeDynamoDb(before: (request: Request, nth: number) => void = () => {}): FakeDynamoDb {
  const table = new Map<string, Item>();
  const requests: Request[] = [];
  const put = (item: Item) => void table.set(keyOf(item), structuredClone(item));
  const holds = (key: Item, condition: Conditioned) =>
    !condition.ConditionExpression || evaluate(condition.ConditionExpression, table.get(keyOf(key)) ?? {}, condition);

  const handlers: Record<string, (input: never) => unknown> = {
    GetItemCommand: ({ Key }: GetItemCommandInput) => ({ Item: structuredClone(table.get(keyOf(Key as Item))) }),
    PutItemCommand: (input: PutItemCommandInput) => {
      if (!holds(input.Item as Item, input)) {
        throw new ConditionalCheckFailedException({ message: 'The conditional request failed', ...METADATA });
      }
      put(input.Item as Item);
      return {};
    },
    QueryCommand: (input: QueryCommandInput) => query([...table.values()], input),
    TransactWriteItemsCommand: ({ TransactItems = [] }: TransactWriteItemsCommandInput) => {
      const reasons = TransactItems.map((action) => ({
        Code: holds(keyOfAction(action), conditionOf(action)) ? 'None' : 'ConditionalCheckFailed',
      }));
      if (reasons.some(({ Code }) => Code !== 'None')) throw transactionCanceled(reasons.map(({ Code }) => Code));
      for (const { Put, Update, Delete } of TransactItems) {
        if (Put) put(Put.Item as Item);
        if (Delete) table.delete(keyOf(Delete.Key as Item));
        if (Update) put({ ...table.get(keyOf(Update.Key as Item)), ...Update.Key, ...assigned(Update) } as Item);
      }
      return {};
    },
  };

  const send = async (command: { constructor: { name: string }; input: Record<string, unknown> }) => {
    const { name } = command.constructor;
    const request = { name, input: command.input };
    before(request, requests.filter((other) => other.name === name).length);
    requests.push(request);
    const handler = handlers[name];
    if (!handler) throw new Error(`The fake knows no ${name}`);
    return handler(command.input as never);
  };
  // A paginator takes only a client of the SDK; only its `send` is the fake's, so nothing goes to the network.
  const client = new DynamoDBClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'fake', secretAccessKey: 'fake' },
  });
  client.send = send as never;
  return {
    client,
    requests,
    items: () => [...table.values()],
    put,
  };
}

/** The error of a transaction that did not happen, with a code for each of its actions. */
export function transactionCanceled(codes: readonly string[]): TransactionCanceledException {
  return new TransactionCanceledException({
    message: 'Transaction cancelled',
    CancellationReasons: codes.map((Code) => ({ Code })),
    ...METADATA,
  });
}

const conditionOf = ({ ConditionCheck, Put, Update, Delete }: TransactWriteItem): Conditioned =>
  (ConditionCheck ?? Put ?? Update ?? Delete ?? {}) as Conditioned;
const keyOfAction = ({ ConditionCheck, Put, Update, Delete }: TransactWriteItem): Item =>
  (ConditionCheck?.Key ?? Put?.Item ?? Update?.Key ?? Delete?.Key) as Item;

/** `SET #name = :value`, the one update that seeding makes. */
function assigned({
  UpdateExpression = '',
  ExpressionAttributeNames,
  ExpressionAttributeValues,
}: Conditioned & { UpdateExpression?: string }): Item {
  const [, name = '', value = ''] = /^SET (\S+) = (\S+)$/.exec(UpdateExpression) ?? [];
  return { [ExpressionAttributeNames?.[name] ?? name]: ExpressionAttributeValues?.[value] as AttributeValue };
}

function query(all: readonly Item[], input: QueryCommandInput) {
  const condition = { ...input, ConditionExpression: input.KeyConditionExpression } as Conditioned;
  const found = all
    .filter((item) => evaluate(input.KeyConditionExpression ?? '', item, condition))
    .toSorted((a, b) => Buffer.compare(Buffer.from(a.sk?.S ?? ''), Buffer.from(b.sk?.S ?? '')));
  const start = input.ExclusiveStartKey
    ? found.findIndex((item) => keyOf(item) === keyOf(input.ExclusiveStartKey as Item)) + 1
    : 0;
  const page = found.slice(start, start + PAGE);
  const Items = page.filter((item) => !input.FilterExpression || evaluate(input.FilterExpression, item, condition));
  const last = start + PAGE < found.length ? page.at(-1) : undefined;
  return {
    Count: Items.length,
    ...(input.Select !== 'COUNT' && { Items: Items.map((item) => projected(item, input)) }),
    ...(last && { LastEvaluatedKey: { pk: last.pk, sk: last.sk } }),
  };
}

/** The attributes that a ProjectionExpression names, or all. */
function projected(item: Item, { ProjectionExpression, ExpressionAttributeNames }: QueryCommandInput): Item {
  if (!ProjectionExpression) return structuredClone(item);
  const names = ProjectionExpression.split(', ').map((name) => ExpressionAttributeNames?.[name] ?? name);
  return structuredClone(Object.fromEntries(names.flatMap((name) => (item[name] ? [[name, item[name]]] : []))));
}

/** Items that a page of a Query looks at: few, so that tests turn pages. */
const PAGE = 70;

/** The conditions that this repository writes: comparisons and functions, joined by AND and OR, AND binding closer. */
function evaluate(
  expression: string,
  item: Item,
  { ExpressionAttributeNames, ExpressionAttributeValues }: Conditioned,
): boolean {
  const tokens = expression.match(/begins_with|attribute_(?:not_)?exists|BETWEEN|AND|OR|<>|=|[(),]|[#:]?\w+/g) ?? [];
  const attribute = (name = '') => item[ExpressionAttributeNames?.[name] ?? name];
  const value = (name = '') => ExpressionAttributeValues?.[name];
  const text = (of: AttributeValue | undefined) => (of === undefined ? undefined : JSON.stringify(of));
  const either = (): boolean => {
    let holds = both();
    while (tokens[0] === 'OR') {
      tokens.shift();
      const right = both();
      holds ||= right;
    }
    return holds;
  };
  const both = (): boolean => {
    let holds = one();
    while (tokens[0] === 'AND') {
      tokens.shift();
      const right = one();
      holds &&= right;
    }
    return holds;
  };
  const one = (): boolean => {
    const token = tokens.shift();
    if (token === '(') {
      const holds = either();
      tokens.shift();
      return holds;
    }
    if (token === 'attribute_exists' || token === 'attribute_not_exists') {
      const [, name] = tokens.splice(0, 3);
      return (attribute(name) !== undefined) === (token === 'attribute_exists');
    }
    if (token === 'begins_with') {
      const [, name, , prefix] = tokens.splice(0, 5);
      return attribute(name)?.S?.startsWith(value(prefix)?.S ?? '') ?? false;
    }
    if (tokens[0] === 'BETWEEN') {
      const [, low, , high] = tokens.splice(0, 4);
      const own = attribute(token)?.S ?? '';
      return own >= (value(low)?.S ?? '') && own <= (value(high)?.S ?? '');
    }
    const [comparison, right] = tokens.splice(0, 2);
    // DynamoDB: a comparison with an attribute that is not there is false for `=`, and true for `<>`.
    return (text(attribute(token)) === text(value(right))) === (comparison === '=');
  };
  return either();
}
