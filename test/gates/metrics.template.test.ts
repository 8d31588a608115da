/**
 * Every custom metric of every alarm and dashboard is written by a handler, with exactly those dimensions: CloudWatch
 * takes each set of dimensions for a metric of its own, and shows nothing where a name is off (CloudWatch User Guide,
 * "CloudWatch concepts", Dimension). The handlers run here as Lambda loads them, with the clients' `send` answered from
 * memory, and what they write is read as CloudWatch reads it (same guide, "Specification: Embedded metric format").
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { VARIABLES as DELIVERY_VARIABLES } from '../../lambda/delivery-pipeline/env.ts';
import { VARIABLES as EVENT_VARIABLES } from '../../lambda/event-pipeline/env.ts';
import { handlerAsset } from '../../lib/bundle.ts';
import { customMetricsWatched, type Resources } from '../../lib/prices.ts';
import { TableInMemory } from '../event-pipeline/worker/table-in-memory.ts';
import { context, drill, record, solved } from '../event-pipeline/worker/worker-fixtures.ts';
import { callHandler } from '../support/api/call-handler.ts';
import { LESSON } from '../support/api/event-api-in-memory.ts';
import { resolve } from '../support/drills/policies.ts';
import { fakeDynamoDb } from '../support/fakes/fake-dynamodb.ts';
import { sourceFiles } from '../support/sources/source-files.ts';
import { ofType, type Synthesized, synthesize } from '../support/synthesize.ts';

/** One metric, as `namespace name a=1 b=2`, its dimensions by name. */
type MetricText = string;
const textOf = (namespace: string, name: string, dimensions: readonly (readonly [string, string])[]): MetricText =>
  [namespace, name, ...dimensions.map(([key, value]) => `${key}=${value}`).toSorted()].join(' ');

interface Emf {
  readonly [member: string]: unknown;
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit?: string }[];
    }[];
  };
}

/** The metrics that CloudWatch makes of these lines, each with its unit. */
function metricsIn(lines: readonly string[]): Map<MetricText, string> {
  const found = new Map<MetricText, string>();
  for (const line of lines.filter((text) => text.includes('"_aws"'))) {
    const members = JSON.parse(line) as Emf;
    for (const { Namespace, Dimensions, Metrics } of members._aws.CloudWatchMetrics) {
      for (const { Name, Unit = 'None' } of Metrics) {
        // A name without a member of that name is no value, and the line is then no metric.
        if (members[Name] === undefined) throw new Error(`${Name} has no value in ${line}`);
        for (const set of Dimensions) {
          found.set(
            textOf(
              Namespace,
              Name,
              set.map((key) => [key, String(members[key])]),
            ),
            Unit,
          );
        }
      }
    }
  }
  return found;
}

interface Watched {
  readonly metric: MetricText;
  readonly by: string;
  readonly unit?: string;
}

/** The custom metrics that alarms and dashboards of a stack ask for. */
function watchedBy({ name, resources }: Pick<Synthesized, 'name' | 'resources'>): Watched[] {
  const found: Watched[] = [];
  const note = (by: string, namespace: string, metric: string, dimensions: [string, string][], unit?: string) => {
    if (!namespace.startsWith('AWS/')) found.push({ metric: textOf(namespace, metric, dimensions), by, unit });
  };
  for (const [id, { Properties }] of ofType(resources, 'AWS::CloudWatch::Alarm')) {
    const alarm = resolve(resources, Properties);
    const stats = (alarm.Metrics ?? []).flatMap(({ MetricStat }: { MetricStat?: { Metric: object; Unit?: string } }) =>
      MetricStat ? [{ ...MetricStat.Metric, Unit: MetricStat.Unit }] : [],
    );
    for (const { Namespace, MetricName, Dimensions = [], Unit } of alarm.MetricName ? [alarm, ...stats] : stats) {
      const pairs = Dimensions.map((each: { Name: string; Value: string }) => [each.Name, each.Value]);
      note(`${name}/${id}`, Namespace, MetricName, pairs, Unit);
    }
  }
  for (const [id, { Properties }] of ofType(resources, 'AWS::CloudWatch::Dashboard')) {
    const { widgets } = JSON.parse(resolve(resources, Properties.DashboardBody));
    for (const row of widgets.flatMap(
      (widget: { properties: { metrics?: unknown[] } }) => widget.properties.metrics ?? [],
    )) {
      const [namespace, metric, ...rest] = row.filter((part: unknown) => typeof part === 'string') as string[];
      // An expression, over rows that are there by themselves.
      if (namespace === undefined || metric === undefined) continue;
      const pairs = rest.flatMap((key, at): [string, string][] => (at % 2 ? [] : [[key, rest[at + 1] as string]]));
      note(`${name}/${id}`, namespace, metric, pairs);
    }
  }
  return found;
}

/** What is asked for and not written, as sentences. */
const blind = (watched: readonly Watched[], written: ReadonlyMap<MetricText, string>) =>
  watched.flatMap(({ metric, by, unit }) => {
    if (!written.has(metric)) return [`${by}: nothing writes ${metric}`];
    const own = written.get(metric);
    // CloudWatch: an alarm that names a unit sees only what was written with that unit.
    return unit && unit !== own ? [`${by}: ${metric} is written in ${own}, and asked for in ${unit}`] : [];
  });

let stacks: Synthesized[];
let watched: Watched[];
/** Logical id of the pipeline: what `resolve` takes for its name. */
let pipelineName: string;

/** Lines of standard output by handler, as `<slug>/<verb-noun>`. */
const written: Record<string, string[]> = {};
let lines: string[] = [];

/** Answers for every client of this process. */
let dynamodb: { send: (command: never) => Promise<unknown> };
const table = new TableInMemory();
const figures = fakeDynamoDb();

/** Runs each handler that can write metrics through every path that counts something; two have none. */
const SCENARIOS: Readonly<Record<string, () => Promise<void>>> = {
  'event-pipeline/accept-activity': async () => {
    const { handler } = await import('../../lambda/event-pipeline/accept-activity.handler.ts');
    const post = (body: string) =>
      callHandler(handler, '/v1/activity', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    expect((await post(JSON.stringify(LESSON))).status).toBe(202);
    expect((await post('{')).status).toBe(400);
  },
  'event-pipeline/apply-activity': async () => {
    const { handler } = await import('../../lambda/event-pipeline/apply-activity.handler.ts');
    const once = solved();
    await handler({ Records: [once, record('{')] }, context());
    await handler({ Records: [once] }, context());
    dynamodb = { send: () => Promise.reject(new Error('InternalServerError')) };
    expect((await handler({ Records: [solved()] }, context())).batchItemFailures).toHaveLength(1);
    dynamodb = table.client;
  },
  'event-pipeline/move-card': async () => {
    const { handler } = await import('../../lambda/event-pipeline/move-card.handler.ts');
    const { task: _, drillId: __, hintsUsed: ___, ...common } = drill();
    const answer = (at: string) =>
      record({ ...common, eventId: crypto.randomUUID(), cardId: 'c1', correct: true, at }, 1, 'ada/c1');
    for (const each of [answer('2026-11-23T10:00:00Z'), answer('2026-11-23T09:00:00Z')]) {
      expect(await handler({ Records: [each] }, context())).toEqual({ batchItemFailures: [] });
    }
  },
  'event-pipeline/award-milestone': async () => {
    dynamodb = { send: async () => ({}) };
    const { handler } = await import('../../lambda/event-pipeline/award-milestone.handler.ts');
    expect(await handler({ pk: 'LEARNER#ada', sk: 'MILESTONE#1', executionId: 'one' })).toEqual({ awarded: true });
    dynamodb = table.client;
  },
  'event-pipeline/read-standings': async () => {
    const { handler } = await import('../../lambda/event-pipeline/read-standings.handler.ts');
    expect((await callHandler(handler, '/v1/cards/ada/c2')).status).toBe(404);
  },
  'delivery-pipeline/record-delivery': async () => {
    dynamodb = figures.client;
    const { handler } = await import('../../lambda/delivery-pipeline/record-delivery.handler.ts');
    for (const [run, state, minute] of [
      ['bad', 'STARTED', 0],
      ['bad', 'FAILED', 5],
      ['good', 'STARTED', 10],
      ['good', 'SUCCEEDED', 15],
    ] as const) {
      const kind = state === 'FAILED' ? 'Action' : 'Pipeline';
      await handler(
        {
          'detail-type': `CodePipeline ${kind} Execution State Change`,
          time: new Date(Date.UTC(2026, 10, 25, 10, minute)).toISOString(),
          detail: { pipeline: pipelineName, 'execution-id': run, state },
        },
        { awsRequestId: `${run}-${state}` },
      );
    }
    dynamodb = table.client;
  },
};

beforeAll(async () => {
  stacks = await synthesize();
  watched = stacks.flatMap(watchedBy);
  pipelineName = stacks.flatMap(({ resources }) => ofType(resources, 'AWS::CodePipeline::Pipeline'))[0]?.[0] as string;
  for (const name of Object.keys({ ...DELIVERY_VARIABLES, ...EVENT_VARIABLES })) vi.stubEnv(name, `of ${name}`);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
  // The lines of the logger: what fails here is meant to.
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  dynamodb = table.client;
  vi.spyOn(DynamoDBClient.prototype, 'send').mockImplementation((command: unknown) => dynamodb.send(command as never));
  for (const client of [SQSClient, EventBridgeClient]) {
    vi.spyOn(client.prototype, 'send').mockImplementation(async () => ({ FailedEntryCount: 0 }));
  }
  try {
    for (const [name, scenario] of Object.entries(SCENARIOS)) {
      lines = written[name] = [];
      await scenario();
    }
  } finally {
    vi.restoreAllMocks();
  }
});

afterAll(() => vi.unstubAllEnvs());

const all = () => metricsIn(Object.values(written).flat());

describe('a custom metric', () => {
  it('of every alarm and dashboard is written by a handler, with exactly its dimensions', () => {
    expect(watched.length).toBeGreaterThan(9);
    expect(blind(watched, all())).toEqual([]);
  });

  it('is found wherever the prices find one', () => {
    for (const { name, resources } of stacks) {
      const own = new Set(watched.filter(({ by }) => by.startsWith(`${name}/`)).map(({ metric }) => metric));
      expect(own.size, name).toBe(customMetricsWatched(resources as Resources).length);
    }
  });

  it('comes from every handler whose bundle can write one, and each was run', () => {
    const handlers = sourceFiles().flatMap((file) => /^lambda\/(.+)\/(.+)\.handler\.ts$/.exec(file)?.slice(1) ?? []);
    const able: string[] = [];
    for (let at = 0; at < handlers.length; at += 2) {
      const [slug, verb] = handlers.slice(at, at + 2) as [string, string];
      const bundle = readFileSync(join(handlerAsset(slug, verb), 'index.mjs'), 'utf8');
      if (bundle.includes('CloudWatchMetrics')) able.push(`${slug}/${verb}`);
    }
    expect(able.toSorted()).toEqual(Object.keys(SCENARIOS).toSorted());
  });
});

describe('the comparison refuses', () => {
  /** A stack with one text of its alarms and dashboards replaced by another. */
  function changed(stack: string, from: string, to: string): Watched[] {
    const { resources } = stacks.find(({ name }) => name === stack) as Synthesized;
    const text = JSON.stringify(resources);
    const other = text.replaceAll(from, to);
    expect(other).not.toBe(text);
    return watchedBy({ name: stack, resources: JSON.parse(other) });
  }

  it.each([
    ['a dimension left out', 'DeliveryPipeline', String.raw`\"service\",\"delivery-pipeline\",`, ''],
    ['a dimension of another name', 'DeliveryPipeline', String.raw`\"Pipeline\",\"`, String.raw`\"pipeline\",\"`],
    [
      'another value of a dimension',
      'EventPipeline',
      String.raw`\"service\",\"event-pipeline\"`,
      String.raw`\"service\",\"events\"`,
    ],
    ['another namespace', 'EventPipeline', 'certlab/event-pipeline', 'certlab/EventPipeline'],
    ['a metric that nobody writes', 'EventPipeline', 'EventApplied', 'EventsApplied'],
  ])('%s', (_, stack, from, to) => {
    expect(blind(changed(stack, from, to), all()).join()).toMatch(/nothing writes certlab/);
  });

  it('an alarm on a metric that nobody writes, and one in another unit, in both forms of an alarm', () => {
    const Dimensions = [{ Name: 'service', Value: 'event-pipeline' }];
    const metric = { Namespace: 'certlab/event-pipeline', MetricName: 'EventFailed' };
    const alarm = (Properties: object) => ({ Type: 'AWS::CloudWatch::Alarm', Properties });
    const planted = {
      Good: alarm({ ...metric, Dimensions, Unit: 'Count' }),
      Bare: alarm(metric),
      Unit: alarm({ ...metric, Dimensions, Unit: 'Seconds' }),
      Maths: alarm({
        Metrics: [
          { Id: 'e', Expression: 'm' },
          { Id: 'm', MetricStat: { Metric: metric } },
        ],
      }),
    };
    const found = blind(watchedBy({ name: 'Stack', resources: planted }), all());
    expect(found.map((sentence) => sentence.split(':')[0])).toEqual(['Stack/Bare', 'Stack/Unit', 'Stack/Maths']);
  });
});
