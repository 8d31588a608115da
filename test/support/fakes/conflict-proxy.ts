/**
 * Stands in front of the emulator's DynamoDB with what the emulator lacks: a transaction holds its items for a while, and
 * whatever else would write one of them meanwhile is refused, as on AWS
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html, "Transaction conflict handling
 * in DynamoDB"). A signature names the host that was spoken to, so what passes is sent again as the emulator's root, whose
 * signature it takes as it is: permissions are not what this can test.
 */
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { listenOnLoopback } from '../../../lambda/shared/http/loopback.ts';
import { EMULATOR_CREDENTIALS, EMULATOR_REGION } from '../../../lib/emulator/environment.ts';

type Item = Readonly<Record<string, unknown>>;
interface Write {
  readonly TableName: string;
  readonly Key?: Item;
  readonly Item?: Item;
}

const AS_ROOT =
  `AWS4-HMAC-SHA256 Credential=${EMULATOR_CREDENTIALS.accessKeyId}/20261127/${EMULATOR_REGION}/dynamodb/aws4_request, ` +
  'SignedHeaders=host;x-amz-date, Signature=0';
const HELD = 'Transaction is ongoing for the item';
const NAMESPACE = 'com.amazonaws.dynamodb.v20120810';

export class ConflictProxy {
  readonly endpoint: string;
  /** Requests that were refused because a transaction held an item of theirs. */
  conflicts = 0;
  /** Transactions that went through to the emulator. */
  transactions = 0;
  readonly #held = new Set<string>();
  readonly #upstream: string;
  readonly #holdsMs: number;
  readonly #keyNames: readonly string[];
  readonly #server: Server;

  private constructor(server: Server, upstream: string, holdsMs: number, keyNames: readonly string[]) {
    this.endpoint = `http://localhost:${(server.address() as AddressInfo).port}`;
    this.#server = server;
    this.#upstream = upstream;
    this.#holdsMs = holdsMs;
    this.#keyNames = keyNames;
  }

  /** @param keyNames the key attributes of every table that is written through it */
  static async start(
    upstream: string,
    holdsMs: number,
    keyNames: readonly string[] = ['pk', 'sk'],
  ): Promise<ConflictProxy> {
    const server = await listenOnLoopback({
      port: 0,
      pages: 'own',
      answer: async (request, body, response) => {
        const { status, text } = await proxy.#answer(request, body);
        response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
        response.end(text);
      },
    });
    const proxy = new ConflictProxy(server, upstream, holdsMs, keyNames);
    return proxy;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, body: Buffer): Promise<Answer> {
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    const input = JSON.parse(body.toString());
    const items = (input.TransactItems ?? []) as readonly Readonly<Record<string, Write>>[];
    const keys = items.flatMap((item) => Object.values(item)).map((write) => this.#keyOf(write));
    if (keys.length > 0) return await this.#transact(operation, keys, () => this.#pass(request, body));
    const single = ['PutItem', 'UpdateItem', 'DeleteItem'].includes(operation);
    if (single && this.#held.has(this.#keyOf(input))) return this.#refuse('TransactionConflictException', HELD);
    return await this.#pass(request, body);
  }

  async #transact(operation: string, keys: readonly string[], pass: () => Promise<Answer>): Promise<Answer> {
    const conflicts = keys.map((key) => this.#held.has(key));
    if (conflicts.includes(true)) {
      const reasons = conflicts.map((held) =>
        held ? { Code: 'TransactionConflict', Message: HELD } : { Code: 'None' },
      );
      const codes = reasons.map(({ Code }) => Code).join(', ');
      return this.#refuse(
        'TransactionCanceledException',
        `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
        { CancellationReasons: reasons },
      );
    }
    // A transaction that reads holds nothing: it is refused for what is held, and refuses nobody.
    if (operation !== 'TransactWriteItems') return pass();
    for (const key of keys) this.#held.add(key);
    try {
      this.transactions++;
      await sleep(this.#holdsMs);
      return await pass();
    } finally {
      for (const key of keys) this.#held.delete(key);
    }
  }

  #refuse(code: string, message: string, more = {}): Answer {
    this.conflicts++;
    const text = JSON.stringify({ __type: `${NAMESPACE}#${code}`, message, Message: message, ...more });
    return { status: 400, text };
  }

  async #pass({ headers }: IncomingMessage, body: Buffer): Promise<Answer> {
    const answer = await fetch(this.#upstream, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': String(headers['x-amz-target']),
        'x-amz-date': '20261127T000000Z',
        authorization: AS_ROOT,
      },
      body: new Uint8Array(body),
    });
    return { status: answer.status, text: await answer.text() };
  }

  #keyOf({ TableName, Key, Item }: Write): string {
    const item = Key ?? Item ?? {};
    return JSON.stringify([TableName, ...this.#keyNames.map((name) => item[name])]);
  }
}

interface Answer {
  readonly status: number;
  readonly text: string;
}
