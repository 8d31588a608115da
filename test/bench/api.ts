/**
 * What the API costs: a cold start against the reference handler in `reference-api/`, a warm request, and bytes.
 * `node test/bench/api.ts` prints the table and fails when a measure is not reached.
 */
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { build } from 'esbuild';
import { type BundleSize, bundleHandlers } from '../../lib/bundle.ts';
import { repository } from '../../lib/repository.ts';
import { apiInMemory } from '../support/api-in-memory.ts';
import { REQUESTS_OF_EVERY_KIND } from '../support/openapi-contract.ts';
import { type Measurement, median } from './measurement.ts';
import { startStubDynamoDb } from './stub-dynamodb.ts';

const bundles = join(repository, 'build', 'bench');
const PRODUCT = join(bundles, 'serverless-api', 'serve-api', 'index.mjs');
const REFERENCE = join(bundles, 'reference-api', 'serve-api', 'index.mjs');
const EMPTY = join(import.meta.dirname, 'empty.handler.mjs');

const PATH = '/v1/comparison';
const COLD_STARTS = 15;
const INTERPRETED = ['--jitless', '--single-threaded', '--predictable'];
const VALGRIND = ['valgrind', '--tool=cachegrind', '--cache-sim=no', '--cachegrind-out-file=/dev/null'];

/** Every measure of the API, the cold ones interleaved in one run. */
export async function benchApi(): Promise<Measurement[]> {
  const size = await buildBoth();
  const stub = await startStubDynamoDb();
  try {
    await refuseUnlessSameAnswer(stub.endpoint);
    return [await coldInstructions(stub.endpoint), await coldMilliseconds(stub.endpoint), size, await warmOverhead()];
  } finally {
    stub.close();
  }
}

async function buildBoth(): Promise<Measurement> {
  const sizes = await bundleHandlers({ bundles });
  await build({
    entryPoints: [join(import.meta.dirname, 'reference-api', 'serve-api.handler.ts')],
    outfile: REFERENCE,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    logLevel: 'warning',
  });
  const { bytes, packages } = sizes.find(({ handler }) => handler === 'serverless-api/serve-api') as BundleSize;
  const largest = packages.slice(0, 5).map(([name, share]) => `${name} ${kilobytes(share)}`);
  return {
    measure: 'API bundle, minified',
    mustReach: '≤ 250 KB',
    reached: `${kilobytes(bytes)} KB (${largest.join(', ')})`,
    ok: bytes <= 250_000,
  };
}

const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(0);

interface ColdStart {
  readonly milliseconds: number;
  readonly statusCode: number;
  readonly body: string;
}

/** Runs a handler's first request in a process of its own; gives what the process wrote to its standard error. */
function coldStart(bundle: string, endpoint: string, before: readonly string[] = [], flags: readonly string[] = []) {
  const script = join(import.meta.dirname, 'cold-start.mjs');
  const [command, ...parameters] = [...before, process.execPath, ...flags, script, bundle, PATH];
  const child = spawn(command as string, parameters, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: process.env.PATH,
      CONTENT_TABLE_NAME: 'content',
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'bench',
      AWS_SECRET_ACCESS_KEY: 'bench',
      AWS_ENDPOINT_URL: endpoint,
    },
  });
  return new Promise<string>((resolve, reject) => {
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(said) : reject(new Error(`${bundle} ended with ${code}: ${said}`)),
    );
  });
}

const measured = async (bundle: string, endpoint: string): Promise<ColdStart> =>
  JSON.parse(await coldStart(bundle, endpoint));

/** A yardstick that answers something else would measure nothing. */
async function refuseUnlessSameAnswer(endpoint: string): Promise<void> {
  const [product, reference] = [await measured(PRODUCT, endpoint), await measured(REFERENCE, endpoint)];
  if (product.statusCode !== 200 || product.body !== reference.body) {
    throw new Error(`The two answer ${PATH} differently: ${product.statusCode}, ${reference.statusCode}.`);
  }
}

async function coldMilliseconds(endpoint: string): Promise<Measurement> {
  const product: number[] = [];
  const reference: number[] = [];
  for (let start = 0; start < COLD_STARTS; start++) {
    product.push((await measured(PRODUCT, endpoint)).milliseconds);
    reference.push((await measured(REFERENCE, endpoint)).milliseconds);
  }
  const [ours, theirs] = [median(product), median(reference)];
  return {
    measure: `cold path, milliseconds (medians of ${COLD_STARTS}, interleaved; noisy)`,
    mustReach: '—',
    reached: `${(ours / theirs).toFixed(2)} (${ours.toFixed(0)} ms against ${theirs.toFixed(0)} ms)`,
    ok: undefined,
  };
}

/** Instructions repeat where milliseconds do not. What Node takes for an empty handler is nobody's merit, and taken off. */
async function coldInstructions(endpoint: string): Promise<Measurement> {
  const row = { measure: 'cold path, instructions, against the reference handler', mustReach: '≤ 0.60' };
  if (spawnSync('valgrind', ['--version']).status !== 0) return { ...row, reached: 'no valgrind here', ok: undefined };
  const count = async (bundle: string) => {
    const said = await coldStart(bundle, endpoint, VALGRIND, INTERPRETED);
    return Number(/I\s+refs:\s+([\d,]+)/.exec(said)?.[1]?.replaceAll(',', ''));
  };
  const node = await count(EMPTY);
  const [ours, theirs] = [(await count(PRODUCT)) - node, (await count(REFERENCE)) - node];
  const millions = (instructions: number) => `${(instructions / 1e6).toFixed(0)} million`;
  return {
    ...row,
    reached: `${(ours / theirs).toFixed(2)} (${millions(ours)} against ${millions(theirs)})`,
    ok: ours / theirs <= 0.6,
  };
}

/** From the event to the result through routing, validation, the operation and its representation, reading from memory. */
async function warmOverhead(): Promise<Measurement> {
  const { handler } = apiInMemory({ log: () => undefined });
  const events = REQUESTS_OF_EVERY_KIND.filter(({ body }) => !body).map(({ url }) => eventOf(url));
  const microseconds: number[] = [];
  for (let round = 0; round < 1000; round++) {
    for (const event of events) {
      const started = performance.now();
      await handler(event);
      if (round >= 300) microseconds.push((performance.now() - started) * 1000);
    }
  }
  const p50 = median(microseconds);
  return {
    measure: 'warm overhead of the app without DynamoDB, p50 over every GET route',
    mustReach: '≤ 100 µs',
    reached: `${p50.toFixed(0)} µs`,
    ok: p50 <= 100,
  };
}

function eventOf(url: string): APIGatewayProxyEventV2 {
  const [rawPath = '', rawQueryString = ''] = url.split('?');
  const http = { method: 'GET', path: rawPath, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'bench' };
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    headers: { accept: '*/*' },
    isBase64Encoded: false,
    requestContext: {
      requestId: 'warm',
      domainName: 'api.example.org',
      http,
    } as APIGatewayProxyEventV2['requestContext'],
  };
}
