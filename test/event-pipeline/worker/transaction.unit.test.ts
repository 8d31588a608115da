/** Transactions that DynamoDB refuses: what is tried again, how long is waited, and what is given up. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  conditionFailed,
  marshallKey,
  numbers,
  pause,
  transact,
} from '../../../lambda/event-pipeline/worker/transaction.ts';

vi.mock('node:timers/promises', async (importOriginal) => {
  const real = await importOriginal<typeof import('node:timers/promises')>();
  return { ...real, setTimeout: vi.fn(real.setTimeout) };
});

const canceled = (...codes: (string | undefined)[]) =>
  new TransactionCanceledException({
    message: 'no',
    $metadata: {},
    CancellationReasons: codes.map((Code) => ({ Code })),
  });
const client = (answer: () => unknown) => ({ send: async () => answer() }) as unknown as DynamoDBClient;
const refusing = (error: Error) =>
  client(() => {
    throw error;
  });

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a transaction', () => {
  it('is written with the signal that ends it', async () => {
    const send = vi.fn(async () => ({}));
    const { signal } = new AbortController();
    expect(
      await transact({ send } as unknown as DynamoDBClient, [{ Delete: { TableName: 't', Key: {} } }], signal),
    ).toBeUndefined();
    expect(send).toHaveBeenCalledWith(
      expect.objectContaining({ input: { TransactItems: [{ Delete: { TableName: 't', Key: {} } }] } }),
      { abortSignal: signal },
    );
  });

  it.each(['ConditionalCheckFailed', 'TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])(
    'tells %s, which may pass',
    async (code) => {
      const refusal = canceled('None', code);
      expect(await transact(refusing(refusal), [])).toEqual({
        reasons: [{ Code: 'None' }, { Code: code }],
        cause: refusal,
      });
    },
  );

  it.each(['ValidationError', 'ItemCollectionSizeLimitExceeded', undefined])(
    'throws %s, which does not',
    async (code) => {
      await expect(transact(refusing(canceled('TransactionConflict', code)), [])).rejects.toThrow('no');
    },
  );

  it('throws what is no cancellation', async () => {
    await expect(transact(refusing(new Error('AccessDenied')), [])).rejects.toThrow('AccessDenied');
  });

  it('tells a cancellation without reasons', async () => {
    const bare = new TransactionCanceledException({ message: 'no', $metadata: {} });
    expect(await transact(refusing(bare), [])).toEqual({ reasons: [], cause: bare });
  });
});

it('knows a failed condition', () => {
  expect([
    conditionFailed({ Code: 'ConditionalCheckFailed' }),
    conditionFailed({ Code: 'None' }),
    conditionFailed(undefined),
  ]).toEqual([true, false, false]);
});

describe('a pause', () => {
  it.each([
    [1, 20],
    [3, 80],
    [5, 320],
    [6, 400],
    [30, 400],
  ])('before attempt %i is at most %i ms, by chance', async (attempt, longest) => {
    const drawn = vi.spyOn(Math, 'random').mockReturnValue(0.5);
    await pause(attempt);
    expect(drawn).toHaveBeenCalledOnce();
    expect(sleep).toHaveBeenLastCalledWith(longest / 2, undefined, { signal: undefined });
  });

  it('ends with its signal', async () => {
    await expect(pause(30, AbortSignal.abort())).rejects.toThrow('abort');
  });
});

it('writes keys and numbers as DynamoDB takes them', () => {
  expect(marshallKey({ pk: 'a', sk: 'b' })).toEqual({ pk: { S: 'a' }, sk: { S: 'b' } });
  expect(numbers({ one: 1, none: 0 })).toEqual({ one: { N: '1' }, none: { N: '0' } });
});
