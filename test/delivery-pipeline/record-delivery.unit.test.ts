/** Every order and every repetition of a pipeline's events gives the same figures, each of them once. */
import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { Figures, PipelineEvent } from '../../lambda/delivery-pipeline/delivery-figures.ts';
import { DELIVERY_METRICS, metricDimensions } from '../../lambda/delivery-pipeline/env.ts';
import { publishFigures } from '../../lambda/delivery-pipeline/publish-figures.ts';
import { recordDelivery } from '../../lambda/delivery-pipeline/record-delivery.ts';
import { fakeDynamoDb, type Request } from '../support/fakes/fake-dynamodb.ts';

type State = PipelineEvent['detail']['state'];

const event = (state: State, run: string, minute: number): PipelineEvent => ({
  'detail-type': `CodePipeline ${state === 'FAILED' ? 'Action' : 'Pipeline'} Execution State Change`,
  time: new Date(Date.UTC(2026, 10, 25, 10, minute)).toISOString().replace('.000', ''),
  detail: { pipeline: 'release', 'execution-id': run, state },
});

/** A delivery of events to one table; each call is an invocation of its own unless it is given one. */
function delivery(before?: (request: Request, nth: number) => void) {
  const { client } = fakeDynamoDb(before);
  let invocations = 0;
  return (what: PipelineEvent, invocation = `invocation-${++invocations}`) =>
    recordDelivery(client, 'figures', what, invocation);
}

const sum = (all: readonly Figures[]) => ({
  deployments: all.reduce((total, { deployments = 0 }) => total + deployments, 0),
  failures: all.reduce((total, { failures = 0 }) => total + failures, 0),
  leadTimes: all.flatMap(({ leadTime }) => leadTime ?? []).toSorted((a, b) => a - b),
  timesToRestore: all.flatMap(({ timeToRestore }) => timeToRestore ?? []).toSorted((a, b) => a - b),
});

async function figuresOf(events: readonly PipelineEvent[]) {
  const deliver = delivery();
  const published: Figures[] = [];
  for (const what of events) published.push(await deliver(what));
  return sum(published);
}

/** A bad run, a worse one whose last try succeeds, and a good one. */
const RUNS: readonly (readonly PipelineEvent[])[] = [
  [event('STARTED', 'bad', 0), event('FAILED', 'bad', 10)],
  [event('STARTED', 'worse', 20), event('FAILED', 'worse', 30), event('SUCCEEDED', 'worse', 45)],
  [event('STARTED', 'good', 50), event('SUCCEEDED', 'good', 58)],
];

describe('the figures of a delivery', () => {
  it('are one failure for each failed run, one deployment for each that succeeds, and the time between', async () => {
    expect(await figuresOf(RUNS.flat())).toEqual({
      deployments: 2,
      failures: 2,
      leadTimes: [480, 1500],
      timesToRestore: [2100],
    });
  });

  it('are the same in every order of a run’s events, however often each is delivered', async () => {
    const expected = await figuresOf(RUNS.flat());
    const shuffled = fc.tuple(
      ...RUNS.map((run) =>
        fc
          .tuple(
            fc.shuffledSubarray([...run], { minLength: run.length }),
            fc.array(fc.constantFrom(...run), { maxLength: 4 }),
          )
          .map(([each, repeated]) => [...each, ...repeated]),
      ),
    );
    await fc.assert(
      fc.asyncProperty(shuffled, async (runs) => {
        expect(await figuresOf(runs.flat())).toEqual(expected);
      }),
    );
  });

  it('are published by the repetition of an invocation that wrote them down and was then interrupted', async () => {
    const deliver = delivery();
    await deliver(event('STARTED', 'run', 0));
    const first = await deliver(event('FAILED', 'run', 5), 'interrupted');
    expect(await deliver(event('FAILED', 'run', 5), 'interrupted')).toEqual(first);
    expect(await deliver(event('FAILED', 'run', 5), 'redelivered')).toEqual({});
  });

  it('are counted when the second try succeeds, after a write that failed', async () => {
    let failing = true;
    const deliver = delivery(({ name }) => {
      if (name === 'TransactWriteItemsCommand' && failing) throw new Error('throttled');
    });
    await expect(deliver(event('STARTED', 'run', 0))).rejects.toThrow('throttled');
    failing = false;
    await deliver(event('STARTED', 'run', 0));
    failing = true;
    await expect(deliver(event('FAILED', 'run', 5), 'one')).rejects.toThrow('throttled');
    failing = false;
    expect(await deliver(event('FAILED', 'run', 5), 'one')).toEqual({ deployments: 0, failures: 1 });
  });

  it('are those of what another invocation wrote in between', async () => {
    let interfere: (() => Promise<unknown>) | undefined;
    const { client } = fakeDynamoDb();
    const send = client.send.bind(client) as (command: object) => Promise<unknown>;
    const racing = {
      send: async (command: object) => {
        const other = interfere;
        if (command.constructor.name === 'TransactWriteItemsCommand' && other) {
          interfere = undefined;
          await other();
        }
        return send(command);
      },
    } as unknown as typeof client;
    await recordDelivery(client, 'figures', event('STARTED', 'run', 0), 'a');
    interfere = () => recordDelivery(client, 'figures', event('FAILED', 'run', 5), 'b');
    expect(await recordDelivery(racing, 'figures', event('FAILED', 'run', 5), 'c')).toEqual({});
  });

  it('are none for a run that began before there was anyone to record it', async () => {
    expect(await figuresOf([event('SUCCEEDED', 'unknown', 5)])).toEqual(sum([]));
  });
});

describe('the metrics of a delivery', () => {
  it('carry exactly the dimensions that the dashboard asks for', () => {
    const lines: string[] = [];
    const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
    publishFigures('release', { deployments: 1, failures: 0, leadTime: 60, timeToRestore: 120 });
    write.mockRestore();
    const [line = ''] = lines;
    const metrics = JSON.parse(line);
    const { Namespace, Dimensions, Metrics } = metrics._aws.CloudWatchMetrics[0];
    expect(Namespace).toBe(DELIVERY_METRICS.namespace);
    expect(Dimensions.map((names: string[]) => names.toSorted())).toEqual([
      Object.keys(metricDimensions('release')).toSorted(),
    ]);
    expect(metrics).toMatchObject(metricDimensions('release'));
    expect(Metrics.map(({ Name }: { Name: string }) => Name)).toEqual([
      DELIVERY_METRICS.deployments,
      DELIVERY_METRICS.failures,
      DELIVERY_METRICS.leadTime,
      DELIVERY_METRICS.timeToRestore,
    ]);
  });
});
