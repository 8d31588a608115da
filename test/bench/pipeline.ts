/**
 * The event pipeline against the same worker with an idempotency wrapper in place of the transaction: speed, what is
 * lost and doubled under faults, and what a million events cost. Both take turns on one deployment, on the emulator.
 * `npm run bench pipeline` writes the tables into the project's README.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { IAM } from '@aws-sdk/client-iam';
import { build } from 'esbuild';
import { bundleHandlers } from '../../lib/bundle.ts';
import { stopEmulator } from '../../lib/emulator/emulator.ts';
import { openLab } from '../../lib/lab/lab.ts';
import { statusOf } from '../../lib/lab/stacks/stacks.ts';
import { upOnEmulator } from '../../lib/lab/stacks/up.ts';
import { PRICES, usd } from '../../lib/prices.ts';
import { publish } from '../../lib/projects/event-pipeline/operate.ts';
import { eventPipeline } from '../../lib/projects/event-pipeline/project.ts';
import { CURRICULUM } from '../../lib/projects/registry.ts';
import { repository } from '../../lib/repository.ts';
import { zipFolder } from '../../lib/zip.ts';
import { CUT_REPLY, FaultProxy, RESET, THROTTLE } from '../event-pipeline/reliability/faults.ts';
import { Pipeline } from '../event-pipeline/reliability/pipeline.ts';
import { apiOf } from '../event-pipeline/reliability/signed-post.ts';
import { judge, makeWorkload } from '../event-pipeline/reliability/workload.ts';
import { median } from './measurement.ts';

const ROUNDS = 3;
const EVENTS = 1_000;
const SAMPLES = 200;
const stateFolder = join(repository, '.certlab', 'bench-pipeline');

type Design = 'transaction' | 'wrapper';
const DESIGNS: readonly Design[] = ['transaction', 'wrapper'];

interface Round {
  readonly design: Design;
  readonly faults: boolean;
  readonly eventsPerSecond: number;
  readonly applied: number;
  readonly lost: number;
  readonly doubled: number;
}

/** Runs everything, and returns the tables as Markdown. */
export async function benchPipeline(seed = Math.floor(Math.random() * 1e9)): Promise<string> {
  await bundleHandlers();
  mkdirSync(stateFolder, { recursive: true });
  const { target, started } = await upOnEmulator(openLab(CURRICULUM, stateFolder), [eventPipeline], { quiet: true });
  const [status] = await statusOf([eventPipeline], target);
  const pipeline = new Pipeline({
    endpoint: target.endpoint as string,
    region: target.region,
    stateFolder,
    outputs: { EventPipeline: status?.outputs ?? {} },
  });
  const proxy = await FaultProxy.start(pipeline.endpoint, seed);
  try {
    const { deploy, table } = await bothDesigns(pipeline);
    const rounds: Round[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      for (const faults of [false, true]) {
        for (const design of DESIGNS) {
          await deploy(design);
          rounds.push(await oneRound({ pipeline, proxy, table }, design, faults, seed + rounds.length));
        }
      }
    }
    await deploy('transaction');
    await pipeline.reset();
    return [speedTable(rounds), await latencyLine(pipeline, seed), costLine()].join('\n\n');
  } finally {
    await proxy.stop();
    if (started) await stopEmulator(stateFolder, started);
  }
}

/** Builds the wrapper's bundle and makes its table; `deploy` puts one design or the other into place. */
async function bothDesigns(pipeline: Pipeline) {
  const folder = mkdtempSync(join(tmpdir(), 'certlab-wrapper-'));
  await build({
    entryPoints: [join(import.meta.dirname, 'pipeline-wrapper', 'apply-activity.handler.ts')],
    outfile: join(folder, 'index.mjs'),
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    logLevel: 'warning',
  });
  const ZipFile = zipFolder(folder);
  rmSync(folder, { recursive: true });
  const { TableDescription } = await pipeline.dynamodb.createTable({
    TableName: `idempotency-${Date.now()}`,
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  await new IAM(pipeline.deployed.target.clientConfig).putRolePolicy({
    RoleName: pipeline.output('ActivityWorkerRoleName'),
    PolicyName: 'IdempotencyTable',
    PolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Action: ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'].map((action) => `dynamodb:${action}`),
        Resource: TableDescription?.TableArn,
      },
    }),
  });
  const deploy = async (design: Design) => {
    if (design === 'transaction') await pipeline.deployBundle('ActivityWorkerName', 'apply-activity');
    else {
      const FunctionName = pipeline.output('ActivityWorkerName');
      await pipeline.lambda.updateFunctionCode({ FunctionName, ZipFile });
    }
  };
  return { deploy, table: TableDescription?.TableName as string };
}

/** A thousand events with a fifth of them twice, from the first publish until nothing is left to do. */
async function oneRound(
  { pipeline, proxy, table }: { readonly pipeline: Pipeline; readonly proxy: FaultProxy; readonly table: string },
  design: Design,
  faults: boolean,
  seed: number,
): Promise<Round> {
  await pipeline.reset();
  const onDynamoDb = { operation: undefined };
  await proxy.set(
    faults
      ? [
          { ...THROTTLE, ...onDynamoDb, probability: 0.15 },
          { ...RESET, ...onDynamoDb, probability: 0.05 / 0.85 },
          { ...CUT_REPLY, ...onDynamoDb, probability: 0.05 / 0.8 },
        ]
      : [],
  );
  await pipeline.quicken('activity', {
    IDEMPOTENCY_TABLE_NAME: table,
    ...(faults && { AWS_ENDPOINT_URL_DYNAMODB: proxy.endpoint }),
  });
  // Cold starts are not what is compared.
  const warm = makeWorkload(seed + 1e6, `warm.${seed}`, { events: 100, duplicates: 0, poison: 0 });
  await publish(pipeline.deployed, warm.sends);
  await pipeline.untilQuiet('activity', 300);

  const workload = makeWorkload(seed, `bench.${seed}`, { events: EVENTS, duplicates: 0.2, poison: 0.01 });
  const start = performance.now();
  await publish(pipeline.deployed, workload.sends);
  await pipeline.untilQuiet('activity', 600);
  const seconds = (performance.now() - start) / 1_000;
  const verdict = await judge({ pipeline, seed }, `${design}${faults ? ' under faults' : ''}`, workload);
  return {
    design,
    faults,
    eventsPerSecond: workload.sends.length / seconds,
    applied: workload.tracked.filter(({ poison }) => !poison).length,
    lost: verdict.lost.length,
    doubled: verdict.doubled.length,
  };
}

function speedTable(rounds: readonly Round[]): string {
  const of = (design: Design, faults: boolean) =>
    rounds.filter((round) => round.design === design && round.faults === faults);
  const sum = (list: readonly Round[], what: 'applied' | 'lost' | 'doubled') =>
    list.reduce((total, round) => total + round[what], 0);
  const row = (name: string, design: Design) => {
    const [calm, faulty] = [of(design, false), of(design, true)];
    const wrong = (list: readonly Round[]) =>
      `${sum(list, 'lost')} / ${sum(list, 'doubled')} of ${sum(list, 'applied').toLocaleString('en')}`;
    const speed = median(calm.map(({ eventsPerSecond }) => eventsPerSecond)).toFixed(0);
    return `| ${name} | ${speed} | ${wrong(calm)} | ${wrong(faulty)} |`;
  };
  return [
    '| worker | events per second | lost / doubled | lost / doubled under faults |',
    '|---|---|---|---|',
    row('effect and dedupe record in one transaction', 'transaction'),
    row('idempotency wrapper: lock, effect, complete', 'wrapper'),
    '',
    `${ROUNDS} rounds of ${EVENTS.toLocaleString('en')} events each, 20 % of them sent twice, 1 % poison, taking turns on one deployment on the emulator, ` +
      `${availableParallelism()} cores, ${new Date().toISOString().slice(0, 10)}. Speed is the median of the rounds without faults; the faults are 15 % throttles, ` +
      '5 % resets and 5 % replies cut off after the commit, on every request to DynamoDB.',
  ].join('\n');
}

/** From the publishing of an event until its standing shows it, one event at a time. */
async function latencyLine(pipeline: Pipeline, seed: number): Promise<string> {
  const api = apiOf(pipeline);
  const learnerId = `latency.${seed}`;
  const times: number[] = [];
  for (let sample = 1; sample <= SAMPLES + 10; sample++) {
    const detail = { schemaVersion: 1, eventId: randomUUID(), learnerId, task: 'SAA-C03/1.1', lessonId: 'vpc' };
    const start = performance.now();
    await publish(pipeline.deployed, [{ kind: 'LessonRead', detail: { ...detail, at: new Date().toISOString() } }]);
    for (;;) {
      const { standings } = (await (await fetch(`${api}/v1/standings/${learnerId}`)).json()) as {
        standings: { lessonsRead: number }[];
      };
      if (standings[0]?.lessonsRead === sample) break;
      await sleep(5);
    }
    // The first ones start the functions.
    if (sample > 10) times.push(performance.now() - start);
  }
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor(sorted.length * share)] as number).toFixed(0);
  return `From publish to standing visible, one event at a time on the emulator: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms (${SAMPLES} events).`;
}

/** What the design changes of the bill, per million events in batches of ten on 512 MB: the rest is in the README's Cost. */
function costLine(): string {
  const writes = PRICES.dynamoDbWriteUnitsPerMillion;
  const time = 0.1e6 * 0.04 * 0.5 * PRICES.lambdaArmGbSecond;
  return (
    `A million events: the transaction writes 4 units an event and the wrapper 3 (lock, effect, complete), ${usd(writes)} less; its worker ` +
    `runs about 100 ms a batch instead of 60, ${usd(time)} more.`
  );
}
