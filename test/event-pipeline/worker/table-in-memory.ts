/**
 * As much of DynamoDB as the workers use, in memory, with the one thing that the emulator lacks: a transaction holds its
 * items for a while, and whatever else would write one of them meanwhile is refused, as on AWS
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html, "Transaction conflict").
 */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AttributeValue,
  type CancellationReason,
  type DynamoDBClient,
  TransactionCanceledException,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';

type Item = Record<string, AttributeValue>;

export class TableInMemory {
  readonly items = new Map<string, Item>();
  /** How often a transaction was refused because another one held an item. */
  conflicts = 0;
  transactions = 0;
  /** Milliseconds for which a transaction holds its items. */
  holds = 0;
  readonly #held = new Set<string>();

  /** For what takes a client. */
  readonly client = { send: (command: { input: unknown }) => this.#send(command.input) } as unknown as DynamoDBClient;

  /** Attributes of an item as numbers and texts. */
  read(pk: string, sk: string): Record<string, string> | undefined {
    const item = this.items.get(`${pk} ${sk}`);
    return item && Object.fromEntries(Object.entries(item).map(([name, value]) => [name, value.S ?? value.N ?? '']));
  }

  async #send(input: unknown) {
    const { TransactItems, Key } = input as { TransactItems?: TransactWriteItem[]; Key?: Item };
    if (Key) return { Item: this.items.get(keyOf(Key)) };
    return this.#transact(TransactItems as TransactWriteItem[]);
  }

  async #transact(writes: TransactWriteItem[]) {
    this.transactions++;
    if (writes.length > 100) throw new Error('ValidationException: more than 100 actions');
    const keys = writes.map(({ Put, Update }) => keyOf((Put?.Item ?? Update?.Key) as Item));
    if (new Set(keys).size < keys.length) throw new Error('ValidationException: two actions on one item');
    const conflicts = keys.map((key) => this.#held.has(key));
    if (conflicts.includes(true)) {
      this.conflicts++;
      throw canceled(conflicts.map((held) => ({ Code: held ? 'TransactionConflict' : 'None' })));
    }
    for (const key of keys) this.#held.add(key);
    try {
      if (this.holds > 0) await sleep(this.holds);
      const reasons = writes.map(({ Put, Update }, index): CancellationReason => {
        const old = this.items.get(keys[index] as string);
        const { ConditionExpression: condition = '', ExpressionAttributeValues: values = {} } = Put ?? Update ?? {};
        return holdsTrue(condition, old, values) ? { Code: 'None' } : { Code: 'ConditionalCheckFailed', Item: old };
      });
      if (reasons.some(({ Code }) => Code !== 'None')) throw canceled(reasons);
      for (const [index, { Put, Update }] of writes.entries()) {
        const key = keys[index] as string;
        if (Put?.Item) this.items.set(key, Put.Item);
        if (Update) this.items.set(key, updated({ ...Update.Key, ...this.items.get(key) }, Update));
      }
      return {};
    } finally {
      for (const key of keys) this.#held.delete(key);
    }
  }
}

const keyOf = (item: Item) => `${item.pk?.S} ${item.sk?.S}`;
const numberOf = (value: AttributeValue | undefined) => Number(value?.N);
const canceled = (CancellationReasons: CancellationReason[]) =>
  new TransactionCanceledException({ message: 'Transaction cancelled', $metadata: {}, CancellationReasons });

/** Conditions of the forms that the workers write; any other is refused. */
function holdsTrue(condition: string, old: Item | undefined, values: Item): boolean {
  if (condition === '') return true;
  if (condition.includes(' OR ')) return condition.split(' OR ').some((part) => holdsTrue(part, old, values));
  const between = /^(\w+) BETWEEN (:\w+) AND (:\w+)(?: AND (.+))?$/.exec(condition);
  if (between) {
    const [, name = '', least = '', most = '', rest = ''] = between;
    const value = numberOf(old?.[name]);
    return value >= numberOf(values[least]) && value <= numberOf(values[most]) && holdsTrue(rest, old, values);
  }
  const missing = /^attribute_not_exists\((\w+)\)$/.exec(condition);
  if (missing) return old?.[missing[1] as string] === undefined;
  const [, name = '', operator, value = ''] = /^(\w+) ([>=]) (:\w+)$/.exec(condition) ?? [];
  if (!operator) throw new Error(`A condition that this table does not know: ${condition}`);
  const [left, right] = [numberOf(old?.[name]), numberOf(values[value])];
  return operator === '>' ? left > right : left === right;
}

function updated(item: Item, { UpdateExpression = '', ExpressionAttributeValues: values = {} }: Update): Item {
  const next = { ...item };
  const [, set = '', add = ''] = /^SET (.+?)(?: ADD (.+))?$/.exec(UpdateExpression) ?? [];
  const operand = (text: string): AttributeValue => {
    const fallback = /^if_not_exists\((\w+), (:\w+)\)$/.exec(text);
    if (fallback) return item[fallback[1] as string] ?? (values[fallback[2] as string] as AttributeValue);
    return (text.startsWith(':') ? values[text] : item[text]) as AttributeValue;
  };
  for (const part of set.split(/, (?![^(]*\))/)) {
    const [name = '', expression = ''] = part.split(' = ');
    const [left = '', sign, right = ''] = expression.split(/ ([+-]) /);
    next[name] = sign
      ? { N: String(numberOf(operand(left)) + (sign === '+' ? 1 : -1) * numberOf(operand(right))) }
      : operand(left);
  }
  for (const part of add ? add.split(', ') : []) {
    const [name = '', value = ''] = part.split(' ');
    next[name] = { N: String((numberOf(item[name] ?? { N: '0' }) || 0) + numberOf(values[value])) };
  }
  return next;
}

type Update = NonNullable<TransactWriteItem['Update']>;
