import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { clientLimits } from '../../../lambda/shared/runtime/clients.ts';
import { readSource, sourceFiles } from '../../support/sources/source-files.ts';

const IMPORT = /import\s*(?!type\b)(?:\{([^}]*)\}|\*\s*as\s+(\w+))\s*from\s*'@aws-sdk\/client-[\w-]+'/g;

/** The clients that a source makes without `clientLimits`; classes of the SDK's clients under whatever name. */
function clientsWithoutLimits(source: string): string[] {
  const names = [...source.matchAll(IMPORT)].flatMap(([, list = '', namespace]) =>
    namespace
      ? [`${namespace}\\.\\w+`]
      : list
          .split(',')
          .map((part) => part.trim())
          .filter((part) => part && !part.startsWith('type ') && !/^\w+(Command|Exception)\b/.test(part))
          .map((part) => part.split(/\s+as\s+/).at(-1) as string),
  );
  return names.flatMap((name) =>
    [...source.matchAll(new RegExp(`new ${name}\\b(?:\\(([^)]*))?`, 'g'))]
      .filter(
        ([made, argument = '']) =>
          !/Command$|Exception$/.test(made.split('(')[0] as string) &&
          !/^\s*(\{\s*\.\.\.)?clientLimits\(/.test(argument),
      )
      .map(([made]) => made),
  );
}

describe('the clients of the handlers', () => {
  const handlers = sourceFiles().filter((path) => /^lambda\/.*\.ts$/.test(path));

  it('are all made with the limits of one place', () => {
    const without = handlers.flatMap((path) =>
      clientsWithoutLimits(readSource(path)).map((made) => `${path}: ${made}`),
    );
    expect(without).toEqual([]);
    const with_ = handlers.filter((path) => readSource(path).includes('clientLimits('));
    expect(with_.filter((path) => path.endsWith('.handler.ts')).length).toBeGreaterThan(8);
  });

  it.each([
    ["import { SQSClient } from '@aws-sdk/client-sqs';\nnew SQSClient()"],
    ["import { SQSClient } from '@aws-sdk/client-sqs';\nnew SQSClient"],
    ["import { SQSClient } from '@aws-sdk/client-sqs';\nnew SQSClient({ maxAttempts: 1 })"],
    ["import {\n  SendMessageCommand,\n  SQS as Queues,\n} from '@aws-sdk/client-sqs';\nnew Queues({})"],
    ["import * as sqs from '@aws-sdk/client-sqs';\nnew sqs.SQSClient({})"],
  ])('refuses %j', (source) => {
    expect(clientsWithoutLimits(source)).toHaveLength(1);
  });
});

describe('a client with limits', () => {
  const servers: { close: () => void; closeAllConnections: () => void }[] = [];
  afterEach(() => {
    vi.unstubAllEnvs();
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  /** How a call ends at a server that answers so, how long that takes, and how often it was asked. */
  async function call(answer: (response: ServerResponse) => void) {
    let asked = 0;
    const server = createServer((_, response) => {
      asked++;
      answer(response);
    }).listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    const client = new DynamoDBClient({
      ...clientLimits(150),
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const start = performance.now();
    const error = await client.send(new ListTablesCommand()).catch((thrown: Error) => thrown);
    return { error: (error as Error).name, ms: performance.now() - start, asked };
  }

  it('gives up on a server that accepts and says nothing, after three attempts', async () => {
    const { error, ms, asked } = await call(() => {});
    expect([error, asked]).toEqual(['TimeoutError', 3]);
    expect(ms).toBeGreaterThan(440);
    expect(ms).toBeLessThan(10_000);
  });

  it('gives up on an answer that begins and then stops', async () => {
    const { asked, ms } = await call((response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"TableNames"');
    });
    expect(asked).toBe(3);
    expect(ms).toBeLessThan(10_000);
  });

  it('takes fewer attempts from AWS_MAX_ATTEMPTS, and never more', () => {
    for (const [value, attempts] of [
      ['1', 1],
      ['2', 2],
      ['9', 3],
      ['0', 3],
      ['', 3],
      ['many', 3],
    ] as const) {
      vi.stubEnv('AWS_MAX_ATTEMPTS', value);
      expect(clientLimits().maxAttempts, value).toBe(attempts);
    }
  });
});
