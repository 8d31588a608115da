/**
 * Every handler file does nothing but wire, and is asked what it does where a service that it calls refuses: throttled,
 * not allowed, not there, too late, a condition that failed, and answers that are good on the outside only. A new handler
 * fails here until it has a row in test/support/handlers/cases.ts.
 */
import { globSync } from 'node:fs';
import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { VARIABLES as DELIVERY_VARIABLES } from '../../lambda/delivery-pipeline/env.ts';
import { VARIABLES as EVENT_VARIABLES } from '../../lambda/event-pipeline/env.ts';
import { VARIABLES as API_VARIABLES, ME_VARIABLES } from '../../lambda/serverless-api/env.ts';
import { VARIABLES as WEB_VARIABLES } from '../../lambda/web-app/env.ts';
import { repository } from '../../lib/repository.ts';
import { HANDLER_CASES } from '../support/handlers/cases.ts';
import { type Asked, type HandlerCase, invoke, unstated } from '../support/handlers/invoke.ts';
import { refusalsOf } from '../support/handlers/refusals.ts';
import { clientsMadeIn, logicIn } from '../support/handlers/shape.ts';
import { readSource } from '../support/sources/source-files.ts';

// Files that the build makes beside the bundles: no questions are as good as thousands here, and one page as good as all.
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const site = { edition: 'e', pages: { '/compare': [['2026-01-01', 'page.br']] }, notFound: 'page.br', assets: {} };
  const made = new Map([
    ['questions.json', '[]'],
    ['site.json', JSON.stringify(site)],
    ['page.br', 'a page'],
  ]);
  const readFileSync = (path: unknown, ...rest: never[]) =>
    made.get(String(path).split('/').at(-1) ?? '') ?? fs.readFileSync(path as string, ...rest);
  return { ...fs, readFileSync };
});

const files = new Map(globSync('lambda/**/*.handler.ts', { cwd: repository }).map((path) => [path, readSource(path)]));

/** Handlers without a row, and clients that a handler makes and its row does not know, each as a sentence. */
const untested = (handlers: ReadonlyMap<string, string>, cases: Readonly<Record<string, HandlerCase>>): string[] =>
  [...handlers].flatMap(([path, text]) => {
    const known = cases[path]?.clients.map(({ name }) => name);
    if (!known) return [`${path} has no row`];
    return clientsMadeIn(path, text)
      .filter((name) => !known.includes(name))
      .map((name) => `${path}: nothing is asked of ${name}`);
  });

beforeAll(() => {
  for (const name of Object.keys({
    ...DELIVERY_VARIABLES,
    ...EVENT_VARIABLES,
    ...API_VARIABLES,
    ...ME_VARIABLES,
    ...WEB_VARIABLES,
  }))
    vi.stubEnv(name, `of ${name}`);
  vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'SILENT');
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'true');
  // Pauses between tries are by chance, and none here.
  vi.spyOn(Math, 'random').mockReturnValue(0);
  vi.spyOn(console, 'log').mockReturnValue();
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterAll(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe('every handler', () => {
  it('does nothing but wire', () => {
    expect(files.size).toBeGreaterThan(8);
    expect([...files].flatMap(([path, text]) => logicIn(path, text))).toEqual([]);
  });

  it('is asked here, with every service that it calls', () => {
    expect(untested(files, HANDLER_CASES)).toEqual([]);
    expect(Object.keys(HANDLER_CASES).filter((path) => !files.has(path))).toEqual([]);
  });

  it('has an outcome for everything that a service may refuse', () => {
    expect(Object.values(HANDLER_CASES).flatMap(({ asked }) => asked.flatMap(unstated))).toEqual([]);
  });
});

describe.each(Object.entries(HANDLER_CASES))('%s', (_, row) => {
  it('sends every command that is refused here, and no other', async () => {
    const called = new Set<string>();
    for (const asked of row.asked) {
      const done = await invoke(row, asked);
      expect([done.outcome, done.commands]).toEqual([asked.good, Object.keys(asked.refused).toSorted()]);
      for (const name of done.called) called.add(name);
    }
    expect([...called].toSorted()).toEqual(row.clients.map(({ name }) => name).toSorted());
  });

  it.each(
    row.asked.flatMap((asked) =>
      Object.entries(asked.refused).flatMap(([command, outcome]) =>
        Object.keys(refusalsOf(command)).map((by) => ({
          asked,
          command,
          by,
          wanted: typeof outcome === 'string' ? outcome : outcome[by],
        })),
      ),
    ),
  )('$asked.what, $command refused ($by): $wanted', async ({ asked, command, by, wanted }) => {
    expect((await invoke(row, asked, { command, by })).outcome).toBe(wanted);
  });
});

describe('a handler that is planted', () => {
  const wired = [
    "import { SQSClient } from '@aws-sdk/client-sqs';",
    "import { clientLimits } from '../shared/runtime/clients.ts';",
    "import { planted } from './planted.ts';",
    'export const handler = planted({ sqs: new SQSClient(clientLimits()), now: () => new Date() });',
  ];

  it('is refused without a row, and with a row that leaves a client out', () => {
    const handlers = new Map([['lambda/planted.handler.ts', wired.join('\n')]]);
    expect(untested(handlers, {})).toEqual(['lambda/planted.handler.ts has no row']);
    const row = { ...(Object.values(HANDLER_CASES)[0] as HandlerCase), clients: [DynamoDBClient] };
    expect(untested(handlers, { 'lambda/planted.handler.ts': row })).toEqual([
      'lambda/planted.handler.ts: nothing is asked of SQSClient',
    ]);
  });

  it('passes when it only wires', () => {
    expect(logicIn('planted.handler.ts', wired.join('\n'))).toEqual([]);
  });

  it.each([
    ['a body of its own', 'export const handler = async (event) => { await work(event); };'],
    ['one expression of its own', 'export const handler = async (event) => work(event);'],
    ['a function', 'export async function handler() {}'],
    ['a choice', 'export const handler = planted({ sqs: process.env.SQS ? one : other });'],
    ['a default', "export const handler = planted({ url: process.env.URL ?? 'none' });"],
    ['a call of a client', 'export const handler = planted({ put: (it) => client.send(it) });'],
    ['a loop', 'for (const one of all) work(one);\nexport const handler = planted({});'],
    ['a try', 'try { work(); } catch {}\nexport const handler = planted({});'],
    ['something else to load', 'export const handler = planted({});\nexport const also = 1;'],
    ['no handler', 'const handler = planted({});'],
  ])('is refused with %s', (_, text) => {
    expect(logicIn('planted.handler.ts', text).length).toBeGreaterThan(0);
  });

  const loses: Asked = {
    what: 'a batch',
    invoke: async (handler) => `${await handler({} as never, {} as never)}`,
    good: 'written',
    refused: { BatchWriteItemCommand: { 'access denied': 'throws it' } },
  };

  it('is refused while it is not stated what becomes of a part that was not written', () => {
    expect(unstated(loses)).toContain('a batch, BatchWriteItemCommand: part not written');
  });

  it('is caught when it takes an answer for good in which a part was not written', async () => {
    const client = new DynamoDBClient({ region: 'us-east-1' });
    const RequestItems = { table: [{ PutRequest: { Item: { pk: { S: 'one' } } } }] };
    const row: HandlerCase = {
      load: async () => ({
        handler: async () => {
          await client.send(new BatchWriteItemCommand({ RequestItems }));
          return 'written';
        },
      }),
      clients: [DynamoDBClient],
      services: () => () => ({}),
      asked: [loses],
    };
    const refused = { command: 'BatchWriteItemCommand', by: 'part not written' };
    expect((await invoke(row, loses, refused)).outcome).toBe('written');
    expect((await invoke(row, loses, { ...refused, by: 'access denied' })).outcome).toBe('throws it');
  });
});
