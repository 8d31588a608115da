/**
 * What the API costs: a cold start against the two yardsticks in `reference-api/`, a warm request, and bytes.
 * `node test/bench/api.ts` prints the table and fails when a measure is not reached.
 */
import { spawn, spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { build } from 'esbuild';
import { type BundleSize, bundleHandlers } from '../../lib/bundle.ts';
import { repository } from '../../lib/repository.ts';
import { apiInMemory } from '../support/api/api-in-memory.ts';
import { REQUESTS_OF_EVERY_KIND } from '../support/api/openapi-contract.ts';
import { type Measurement, median } from './measurement.ts';
import { startStubDynamoDb } from './stub-dynamodb.ts';

const bundles = join(repository, 'build', 'bench');
const PRODUCT = join(bundles, 'serverless-api', 'serve-api', 'index.mjs');
/** The yardsticks, with the share of their instructions that must not be passed. */
const REFERENCES = { usual: 0.6, careful: 0.55 } as const;
type Reference = keyof typeof REFERENCES;
const bundleOf = (reference: Reference): string => join(bundles, 'reference-api', reference, 'index.mjs');
const references = Object.keys(REFERENCES) as Reference[];

/** The study site beside the API: asked for a page as a browser asks. */
const SITE = join(bundles, 'serverless-api', 'serve-site', 'index.mjs');
const PAGE = ['/compare', 'br'] as const;
const SITE_SHARE = 0.15;

const EMPTY = join(import.meta.dirname, 'empty.handler.mjs');

const PATH = '/v1/comparison';
const COLD_STARTS = 15;
const INTERPRETED = ['--jitless', '--single-threaded', '--predictable'];
const VALGRIND = ['valgrind', '--tool=cachegrind', '--cache-sim=no', '--cachegrind-out-file=/dev/null'];

/** Every measure of the API, the cold ones interleaved in one run. */
export async function benchApi(): Promise<Measurement[]> {
  const sizes = await buildAll();
  const stub = await startStubDynamoDb();
  try {
    await refuseUnlessSameAnswer(stub.endpoint);
    return [
      ...(await coldInstructions(stub.endpoint)),
      await coldMilliseconds(stub.endpoint),
      await coldSite(stub.endpoint),
      ...sizes,
      await warmOverhead(),
    ];
  } finally {
    stub.close();
  }
}

async function buildAll(): Promise<Measurement[]> {
  const sizes = await bundleHandlers({ bundles });
  await build({
    entryPoints: references.map((reference) => ({
      in: join(import.meta.dirname, 'reference-api', `${reference}.handler.ts`),
      out: join(reference, 'index'),
    })),
    outdir: join(bundles, 'reference-api'),
    outExtension: { '.js': '.mjs' },
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
  const others = references.map((reference) => `${reference} ${kilobytes(statSync(bundleOf(reference)).size)} KB`);
  return [
    {
      measure: 'API bundle, minified',
      mustReach: '≤ 200 KB',
      reached: `${kilobytes(bytes)} KB (${largest.join(', ')})`,
      ok: bytes <= 200_000,
    },
    { measure: 'bundles of the references, same flags', mustReach: '—', reached: others.join(', '), ok: undefined },
  ];
}

const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(0);

interface ColdStart {
  readonly milliseconds: number;
  /** The most memory that the process took, Node included. */
  readonly peakKb: number;
  readonly statusCode: number;
  readonly body: string;
}

/** Runs a handler's first request in a process of its own; gives what the process wrote to its standard error. */
function coldStart(bundle: string, endpoint: string, before: readonly string[] = [], flags: readonly string[] = []) {
  const script = join(import.meta.dirname, 'cold-start.mjs');
  const asked = bundle === SITE ? PAGE : [PATH];
  const [command, ...parameters] = [...before, process.execPath, ...flags, script, bundle, ...asked];
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
  const product = await measured(PRODUCT, endpoint);
  for (const name of references) {
    const reference = await measured(bundleOf(name), endpoint);
    if (product.statusCode !== 200 || product.body !== reference.body) {
      throw new Error(`The ${name} reference answers ${PATH} with ${reference.statusCode}, or with another body.`);
    }
  }
}

async function coldMilliseconds(endpoint: string): Promise<Measurement> {
  const product: number[] = [];
  const others = references.map((name) => ({ name, times: [] as number[] }));
  for (let start = 0; start < COLD_STARTS; start++) {
    product.push((await measured(PRODUCT, endpoint)).milliseconds);
    for (const { name, times } of others) times.push((await measured(bundleOf(name), endpoint)).milliseconds);
  }
  const ours = median(product);
  const shares = others.map(({ name, times }) => {
    const theirs = median(times);
    return `${(ours / theirs).toFixed(2)} of the ${name} one's ${theirs.toFixed(0)} ms`;
  });
  return {
    measure: `cold path, milliseconds (medians of ${COLD_STARTS}, interleaved; noisy)`,
    mustReach: '—',
    reached: `${ours.toFixed(0)} ms: ${shares.join(', ')}`,
    ok: undefined,
  };
}

/** Instructions repeat where milliseconds do not. What Node takes for an empty handler is nobody's merit, and taken off. */
async function coldInstructions(endpoint: string): Promise<Measurement[]> {
  const rows = references.map((name) => ({
    name,
    measure: `cold path, instructions, against the ${name} reference handler`,
    mustReach: `≤ ${REFERENCES[name].toFixed(2)}`,
  }));
  if (spawnSync('valgrind', ['--version']).status !== 0) {
    return [SITE_ROW, ...rows.map(({ name: _, ...row }) => row)].map((row) => ({
      ...row,
      reached: 'no valgrind here',
      ok: undefined,
    }));
  }
  const count = async (bundle: string) => {
    const said = await coldStart(bundle, endpoint, VALGRIND, INTERPRETED);
    return Number(/I\s+refs:\s+([\d,]+)/.exec(said)?.[1]?.replaceAll(',', ''));
  };
  const node = await count(EMPTY);
  const ours = (await count(PRODUCT)) - node;
  const site = (await count(SITE)) - node;
  const millions = (instructions: number) => `${(instructions / 1e6).toFixed(0)} million`;
  const share = `${(site / ours).toFixed(2)} (${millions(site)} against ${millions(ours)})`;
  const measurements: Measurement[] = [{ ...SITE_ROW, reached: share, ok: site / ours <= SITE_SHARE }];
  for (const { name, ...row } of rows) {
    const theirs = (await count(bundleOf(name))) - node;
    const reached = `${(ours / theirs).toFixed(2)} (${millions(ours)} against ${millions(theirs)})`;
    measurements.push({ ...row, reached, ok: ours / theirs <= REFERENCES[name] });
  }
  return measurements;
}

const SITE_ROW = {
  measure: "cold path of a page of the study site, instructions, against the API's",
  mustReach: `≤ ${SITE_SHARE}`,
};

/** As Lambda's memory buys CPU, a whole one at 1,769 MB (docs.aws.amazon.com/lambda, "Configure Lambda function memory"). */
const WHOLE_CPU_MB = 1769;
const MEMORY_MB = { site: 256, api: 1024 } as const;

/** What the memory of the site's function is chosen by: its time in a share of a CPU against the API's, and what it takes. */
async function coldSite(endpoint: string): Promise<Measurement> {
  const [site, api]: [ColdStart[], ColdStart[]] = [[], []];
  for (let start = 0; start < COLD_STARTS; start++) {
    site.push(await measured(SITE, endpoint));
    api.push(await measured(PRODUCT, endpoint));
  }
  if (site.some(({ statusCode }) => statusCode !== 200)) throw new Error(`The site answers ${PAGE[0]} with an error.`);
  const scaled = (starts: readonly ColdStart[], memory: number) =>
    (median(starts.map(({ milliseconds }) => milliseconds)) * WHOLE_CPU_MB) / memory;
  const [ours, theirs] = [scaled(site, MEMORY_MB.site), scaled(api, MEMORY_MB.api)];
  const peak = Math.max(...site.map(({ peakKb }) => peakKb)) / 1024;
  return {
    measure: `cold path of a page at ${MEMORY_MB.site} MB, against the API's at ${MEMORY_MB.api} MB; most memory taken`,
    mustReach: `no slower; ≤ half of ${MEMORY_MB.site} MB`,
    reached: `${ours.toFixed(0)} ms against ${theirs.toFixed(0)} ms; ${peak.toFixed(0)} MB`,
    ok: ours <= theirs && peak <= MEMORY_MB.site / 2,
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
