/** What a service may say to a command instead of doing it, whole or in part, as the SDK hands it over. */
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { Sent } from '../fakes/fake-client.ts';

/** What the refused command gets, the `nth` time from 0: an `Error` is thrown; `undefined` is no refusal this time. */
type Refuse = (sent: Sent, nth: number) => unknown;

const error = (name: string) => () => Object.assign(new Error(`refused: ${name}`), { name });

/** Of every command: what the SDK throws when its own tries are over. */
const OF_ANY: Readonly<Record<string, Refuse>> = {
  throttled: error('ThrottlingException'),
  'access denied': error('AccessDeniedException'),
  'not there': error('ResourceNotFoundException'),
  'no answer in time': error('TimeoutError'),
};

const conditionFailed: Refuse = () =>
  new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata: {} });

const canceled = (codes: readonly string[]) =>
  new TransactionCanceledException({
    message: `Transaction cancelled [${codes.join(', ')}]`,
    CancellationReasons: codes.map((Code) => ({ Code })),
    $metadata: {},
  });
/** Cancelled with this code for the items that `which` says. */
const canceledBy =
  (code: string, which: (index: number, count: number) => boolean): Refuse =>
  ({ input }) => {
    const items = input.TransactItems as readonly unknown[];
    return canceled(items.map((_, index) => (which(index, items.length) ? code : 'None')));
  };
const first = (index: number) => index === 0;
const last = (index: number, count: number) => index === count - 1;

/**
 * Of single commands besides: conditions, and answers that are good on the outside only. The forms of partial failure
 * are in the API reference of each service: PutEvents `FailedEntryCount`, BatchWriteItem `UnprocessedItems`, BatchGetItem
 * `UnprocessedKeys`, SendMessageBatch `Failed`, Invoke `FunctionError`.
 */
const OF_ONE: Readonly<Record<string, Readonly<Record<string, Refuse>>>> = {
  PutItemCommand: { 'condition failed': conditionFailed },
  UpdateItemCommand: { 'condition failed': conditionFailed },
  DeleteItemCommand: { 'condition failed': conditionFailed },
  TransactWriteItemsCommand: {
    'first condition failed': canceledBy('ConditionalCheckFailed', first),
    'last condition failed': canceledBy('ConditionalCheckFailed', last),
    'held by another': canceledBy('TransactionConflict', last),
    'held by another, once': (sent, nth) =>
      nth === 0 ? canceledBy('TransactionConflict', last)(sent, nth) : undefined,
    'not valid': canceledBy('ValidationError', last),
  },
  BatchWriteItemCommand: { 'part not written': ({ input }) => ({ UnprocessedItems: input.RequestItems }) },
  BatchGetItemCommand: { 'part not read': ({ input }) => ({ UnprocessedKeys: input.RequestItems }) },
  PutEventsCommand: {
    'entry refused': () => ({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure' }] }),
  },
  SendMessageBatchCommand: {
    'part not sent': () => ({ Successful: [], Failed: [{ Id: '0', SenderFault: false, Code: 'InternalError' }] }),
  },
  InvokeCommand: {
    'function failed': () => ({
      FunctionError: 'Unhandled',
      ExecutedVersion: '7',
      Payload: { transformToString: () => '{"errorMessage":"broken"}' },
    }),
  },
};

/** Every refusal of a command, by its name. */
export const refusalsOf = (command: string): Readonly<Record<string, Refuse>> => ({ ...OF_ANY, ...OF_ONE[command] });

/** The same outcome for all that any command may be refused with. */
export const ofAny = (outcome: string): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.keys(OF_ANY).map((name) => [name, outcome]));
