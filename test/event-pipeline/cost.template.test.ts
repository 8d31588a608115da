/** The bill of the README and of the question of `lab up`: template, handlers and measured sizes, and what they add up to. */
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { METRICS } from '../../lambda/event-pipeline/env.ts';
import { count, publishCounts } from '../../lambda/event-pipeline/observe.ts';
import { documentIn, type Resources } from '../../lib/prices.ts';
import { millionEvents, strangersDay, totalOf, worstDay } from '../../lib/projects/event-pipeline/cost/bill.ts';
import {
  BYTES,
  factsOf,
  MOST_MILESTONES_PER_EVENT,
  milestonesPerEvent,
} from '../../lib/projects/event-pipeline/cost/facts.ts';
import { eventPipeline } from '../../lib/projects/event-pipeline/project.ts';
import { eventApiInMemory, LESSON } from '../support/api/event-api-in-memory.ts';
import { synthesize } from '../support/synthesize.ts';

let resources: Resources;
beforeAll(async () => {
  resources = (await synthesize('event-pipeline'))[0]?.resources as Resources;
});

/** Bytes that `run` writes to standard output. */
async function written(run: () => unknown): Promise<number> {
  let bytes = 0;
  const take = (text: unknown) => {
    bytes += Buffer.byteLength(String(text));
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(take),
    vi.spyOn(console, 'log').mockImplementation((text) => void take(`${text}\n`)),
  ];
  try {
    await run();
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return bytes;
}

describe('what the bill is counted from', () => {
  const long = 'x'.repeat(64);
  const DRILL = {
    kind: 'DrillSolved',
    drillId: `${'a'.repeat(40)}/${'b'.repeat(40)}`,
    hintsUsed: 9,
    lessonId: undefined,
  };
  const QUIZ = { kind: 'QuizAnswered', questionId: long, correct: false, lessonId: undefined };

  it.each([
    ['a lesson', { lessonId: long }],
    ['a drill', DRILL],
    ['an answer', QUIZ],
  ])('no event on the bus is larger: %s with every field at its longest', async (_, change) => {
    const { request, sent } = eventApiInMemory();
    const body = JSON.stringify({ ...LESSON, learnerId: long, ...change });
    const answer = await request('/v1/activity', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(answer.status).toBe(202);
    const [put] = sent();
    const [{ Detail, DetailType, Source } = {}] = (put?.input.Entries ?? []) as Record<string, string>[];
    // As EventBridge hands it on (EventBridge User Guide, "Event structure").
    const envelope = {
      ...{ version: '0', id: LESSON.eventId, 'detail-type': DetailType, source: Source, account: '111122223333' },
      ...{
        time: '2026-11-23T10:00:00Z',
        region: 'ap-northeast-1',
        resources: [],
        detail: JSON.parse(Detail as string),
      },
    };
    expect(Buffer.byteLength(JSON.stringify(envelope))).toBeLessThanOrEqual(BYTES.event);
  });

  it.each([
    ['a good event', JSON.stringify(LESSON)],
    ['one with every field wrong, and a name of its own', JSON.stringify({ ...LESSON, at: 1, ['"'.repeat(9_000)]: 1 })],
    ['no JSON', '{'.repeat(9_000)],
    ['one that is too large', 'x'.repeat(20_000)],
  ])('the edge writes no more of a request: %s', async (_, body) => {
    const { request, lines } = eventApiInMemory();
    const metrics = await written(() =>
      request('/v1/activity', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      }),
    );
    const own = lines.reduce((sum, line) => sum + Buffer.byteLength(JSON.stringify(line)), 0);
    expect(own + metrics).toBeLessThanOrEqual(BYTES.handlerLines);
    expect(own + metrics).toBeGreaterThan(200);
  });

  it('nobody is answered more, whatever is read without compression', async () => {
    const { request } = eventApiInMemory();
    const paths = ['/docs', '/openapi.json', '/v1/standings/ada', '/v1/cards/ada/c1', '/v1/nothing'];
    const sizes = await Promise.all(
      paths.map(async (path) => {
        const answer = await request(path);
        expect(answer.headers.get('content-encoding'), path).toBeNull();
        return (await answer.arrayBuffer()).byteLength;
      }),
    );
    expect(Math.max(...sizes)).toBeLessThanOrEqual(BYTES.answer);
    expect(Math.max(...sizes)).toBeGreaterThan(BYTES.answer / 2);
  });

  it('a worker writes no more of a batch, with every outcome in it', async () => {
    const metrics = await written(() => {
      for (const metric of Object.keys(METRICS) as (keyof typeof METRICS)[]) for (let n = 0; n < 10; n++) count(metric);
      publishCounts();
    });
    expect(metrics).toBeLessThanOrEqual(BYTES.handlerLines);
    expect(metrics).toBeGreaterThan(200);
  });

  it('every state that the workflow of one milestone enters is a transition', () => {
    const machine = Object.values(resources).find(({ Type }) => Type === 'AWS::StepFunctions::StateMachine');
    const { StateMachineType, DefinitionString } = machine?.Properties ?? {};
    expect(StateMachineType).toBe('STANDARD');
    expect(factsOf(resources).transitions).toBe(5);
    expect(JSON.stringify(documentIn(DefinitionString))).toContain('"Mode":"INLINE"');
  });

  it('no event earns more than a fifth of a milestone, and the usual one less', () => {
    expect(MOST_MILESTONES_PER_EVENT).toBe(0.2);
    expect(milestonesPerEvent()).toBeGreaterThan(0.05);
    expect(milestonesPerEvent()).toBeLessThan(0.1);
  });
});

describe('the bill', () => {
  const changed = (type: string, change: (properties: Record<string, unknown>) => object): Resources =>
    Object.fromEntries(
      Object.entries(resources).map(([id, resource]) => [
        id,
        resource.Type === type ? { ...resource, Properties: change(resource.Properties ?? {}) as never } : resource,
      ]),
    );
  const usdOf = (meters: readonly { meter: string; usd: number }[], meter: string) =>
    meters.find((each) => each.meter === meter)?.usd ?? 0;

  it('is what the question of `lab up` says of the worst day', () => {
    expect(eventPipeline.worstDayUsd).toBe(Math.round(totalOf(worstDay(resources))));
  });

  it('is less for a stranger, who can only read', () => {
    expect(totalOf(strangersDay(resources))).toBeLessThan(totalOf(worstDay(resources)));
    expect(usdOf(strangersDay(resources), 'Data transfer out')).toBeGreaterThan(0);
  });

  it('has the meters that cost most: transitions, traces and metrics among them', () => {
    const { bus } = millionEvents(resources);
    expect(usdOf(bus, 'Step Functions')).toBeGreaterThan(8);
    for (const meter of ['SNS', 'X-Ray', 'Custom metrics', 'CloudWatch Logs, workflow'])
      expect(usdOf(bus, meter), meter).toBeGreaterThan(0);
  });

  it('follows the throttle', () => {
    const twice = changed('AWS::ApiGatewayV2::Stage', (stage) => ({
      ...stage,
      DefaultRouteSettings: { ThrottlingRateLimit: 2 * factsOf(resources).rate },
    }));
    const once = worstDay(resources);
    const metrics = usdOf(once, 'Custom metrics');
    expect(totalOf(worstDay(twice)) - metrics).toBeCloseTo(2 * (totalOf(once) - metrics), 6);
  });

  it('follows the workflow', () => {
    const state = { Type: 'Pass', End: true };
    const short = changed('AWS::StepFunctions::StateMachine', () => ({
      DefinitionString: JSON.stringify({ StartAt: 'A', States: { A: state } }),
    }));
    const [five, one] = [worstDay(resources), worstDay(short)].map((meters) => usdOf(meters, 'Step Functions'));
    expect(five).toBeCloseTo(5 * (one as number), 6);
  });

  it('follows the memory of the functions', () => {
    const large = changed('AWS::Lambda::Function', (fn) => ({ ...fn, MemorySize: 1_024 }));
    expect(usdOf(worstDay(large), 'Lambda at the edge')).toBeCloseTo(
      2 * usdOf(worstDay(resources), 'Lambda at the edge'),
    );
  });
});
