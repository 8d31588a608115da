/** Runs the handler on a table of the emulator, with the mishaps, and reads what was booked. */
import type { Mishap, Payment } from '../../../lambda/shared/questions/integration/only-once.ts';
import type { RunProof } from '../run.ts';
import { runCode } from '../run-code.ts';
import { withTable } from '../run-table.ts';
import { type Turn, takeTurns } from '../take-turns.ts';

/** What ends an instance in the middle: nothing in it runs after that, no `catch` either. */
const DEAD = new Promise<never>(() => undefined);

type Instance = (turn?: Turn, isKilled?: boolean) => Promise<unknown>;

/** A handler that fails because DynamoDB refuses a condition; whatever else it throws is a fault of the run. */
const failing = (work: Promise<unknown>) =>
  work.catch((error: Error) => {
    if (!['ConditionalCheckFailedException', 'TransactionCanceledException'].includes(error.name)) throw error;
  });

async function happen(mishap: Mishap, instance: () => Instance): Promise<void> {
  if (mishap === 'again') for (const one of [instance(), instance()]) await failing(one());
  if (mishap === 'thrice') {
    const one = instance();
    for (let time = 0; time < 3; time++) await failing(one());
  }
  if (mishap === 'at-once') await takeTurns([instance(), instance()].map((one) => (turn: Turn) => failing(one(turn))));
  if (mishap === 'dies') {
    await failing(instance()(undefined, true));
    await failing(instance()());
  }
}

const both = (first: Mishap, second: Mishap): Payment => ({ amount: 20, mishaps: [first, second] });

export const onlyOnceProof: RunProof<Payment> = {
  standsOn: [
    'lib/questions/integration/only-once.ts',
    'lib/questions/run-code.ts',
    'lib/questions/run-table.ts',
    'lib/questions/take-turns.ts',
  ],
  perform: ({ amount, mishaps }, code, bench) =>
    withTable(bench, ['key'], async (table, TableName) => {
      const booked = async (account: string, mishap: Mishap): Promise<number> => {
        const id = `message-${account}`;
        const mark = { TableName, Item: { key: id } };
        const newMark = {
          ...mark,
          ConditionExpression: 'attribute_not_exists(#k)',
          ExpressionAttributeNames: { '#k': 'key' },
        };
        const addition = (value: number) => ({
          TableName,
          Key: { key: account },
          UpdateExpression: 'ADD booked :value',
          ExpressionAttributeValues: { ':value': value },
        });
        const instance = (): Instance => {
          const known = new Set<string>();
          return (turn = (call) => call(), isKilled = false) =>
            new Promise((resolve, reject) => {
              /** A write is the last thing that a killed instance does. */
              const write = async (call: () => Promise<unknown>) => {
                await turn(call);
                if (!isKilled) return;
                resolve(undefined);
                await DEAD;
              };
              const reach = {
                ...{ id, amount, known },
                isMarked: () =>
                  turn(async () =>
                    Boolean((await table.get({ TableName, Key: { key: id }, ConsistentRead: true })).Item),
                  ),
                mark: () => write(() => table.put(mark)),
                markIfNew: () => write(() => table.put(newMark)),
                unmark: () => write(() => table.delete({ TableName, Key: { key: id } })),
                add: (value: number) => write(() => table.update(addition(value))),
                newMark: () => ({ Put: newMark }),
                addition: (value: number) => ({ Update: addition(value) }),
                transact: (TransactItems: []) => write(() => table.transactWrite({ TransactItems })),
                addUnlessListed: (value: number) =>
                  write(() =>
                    table.update({
                      TableName,
                      Key: { key: account },
                      UpdateExpression: 'ADD booked :value, ids :id',
                      ConditionExpression: 'NOT contains(ids, :one)',
                      ExpressionAttributeValues: { ':value': value, ':id': new Set([id]), ':one': id },
                    }),
                  ),
              };
              runCode(code, reach).then(resolve, reject);
            });
        };
        await happen(mishap, instance);
        const { Item } = await table.get({ TableName, Key: { key: account }, ConsistentRead: true });
        return (Item?.booked as number | undefined) ?? 0;
      };
      return { first: await booked('a', mishaps[0]), second: await booked('b', mishaps[1]) };
    }),
  vectors: [
    {
      source: 'AWS Lambda Developer Guide, "Using Lambda with Amazon SQS": a message may come more than once',
      setting: both('again', 'thrice'),
      code: 'await add(amount); await markIfNew(id);',
      leaves: { first: 40, second: 60 },
    },
    {
      source: 'Amazon DynamoDB Developer Guide, "Managing complex workflows with transactions": all of it or nothing',
      setting: both('at-once', 'dies'),
      code: 'await transact([newMark(id), addition(amount)]);',
      leaves: { first: 20, second: 20 },
    },
    {
      source: '"Working with items": a conditional write is idempotent, a counter that is added to is not',
      setting: both('again', 'at-once'),
      code: 'await markIfNew(id); await add(amount);',
      leaves: { first: 20, second: 20 },
    },
  ],
};
