/** What the event pipeline costs in use, meter by meter, counted from its template at the list prices of lib/prices.ts. */
import { DEDUPE_DAYS } from '../../../../lambda/event-pipeline/env.ts';
import { markdownTable } from '../../../markdown-table.ts';
import { PRICES, PRICES_KNOWN, type Resources, usd } from '../../../prices.ts';
import { BYTES, type Facts, factsOf, MOST_MILESTONES_PER_EVENT, MS, milestonesPerEvent } from './facts.ts';

/** One line of a bill. */
export interface Meter {
  readonly meter: string;
  readonly arithmetic: string;
  readonly usd: number;
}

/** What goes through. */
interface Load {
  readonly events: number;
  /** Messages that the worker gets at a time. */
  readonly batch: number;
  readonly milestones: number;
  /** How many of so many invocations or executions X-Ray takes a trace of. */
  readonly traced: (count: number) => number;
  /** Days for which the custom metrics are paid. */
  readonly days: number;
}

const SECONDS_A_DAY = 86_400;
const DAYS_A_MONTH = 30;

/** Lambda and Step Functions trace the first of each second and 5 % of the rest; here spread over a day. */
const sampled = (count: number): number => {
  const first = Math.min(count, SECONDS_A_DAY);
  return first + (count - first) * 0.05;
};

const shown = (count: number): string =>
  count >= 1e5 ? `${(count / 1e6).toFixed(2)} M` : Math.round(count).toLocaleString('en-US');
/** A price as its page has it: `$0.40`, `$0.625`. */
const price = (amount: number): string => `$${amount === Number(amount.toFixed(2)) ? amount.toFixed(2) : amount}`;
const perMillion = (meter: string, count: number, each: number, why = ''): Meter => ({
  meter,
  arithmetic: `${shown(count)}${why} × ${price(each)} a million`,
  usd: (count / 1e6) * each,
});
const ingested = (meter: string, count: number, bytes: number, what: string): Meter => ({
  meter,
  arithmetic: `${shown(count)} ${what} × ${(bytes / 1_000).toFixed(1)} KB × ${price(PRICES.logsIngestedGb)} a GB`,
  usd: ((count * bytes) / 1e9) * PRICES.logsIngestedGb,
});
const duration = (meter: string, count: number, ms: number, gb: number): Meter => ({
  meter,
  arithmetic: `${shown(count)} × ${ms} ms × ${gb} GB`,
  usd: count * (ms / 1_000) * gb * PRICES.lambdaArmGbSecond,
});

/** From the bus on. */
function throughTheBus({ events, batch, milestones, traced, days }: Load, facts: Facts): Meter[] {
  const batches = events / batch;
  const archivedGb = (events * BYTES.event) / 1e9;
  const keptGb = (events * BYTES.dedupeRecord) / 1e9;
  const months = DEDUPE_DAYS / DAYS_A_MONTH;
  return [
    perMillion('EventBridge, custom events under 64 KB', events, PRICES.eventBridgeCustomEventsPerMillion),
    {
      meter: 'EventBridge archive',
      arithmetic: `${archivedGb.toFixed(1)} GB × (${price(PRICES.eventBridgeArchivedGb)} and ${price(PRICES.eventBridgeArchiveStoredGbMonth)} a month for ${facts.archiveDays} days)`,
      usd:
        archivedGb *
        (PRICES.eventBridgeArchivedGb + PRICES.eventBridgeArchiveStoredGbMonth * (facts.archiveDays / DAYS_A_MONTH)),
    },
    perMillion(
      'SQS',
      events + 2 * batches,
      PRICES.sqsRequestsPerMillion,
      ` (sent each, received and deleted by ${batch})`,
    ),
    perMillion('Lambda requests', batches + milestones, PRICES.lambdaRequestsPerMillion),
    duration('Lambda, the worker', batches, MS.batch, facts.memoryGb),
    duration('Lambda, the award', milestones, MS.award, facts.memoryGb),
    perMillion(
      'DynamoDB writes',
      4 * events + 3 * milestones,
      PRICES.dynamoDbWriteUnitsPerMillion,
      ' (4 units an event, 3 a milestone)',
    ),
    {
      meter: 'DynamoDB, what is kept',
      arithmetic: `${keptGb.toFixed(2)} GB of dedupe records × (${price(PRICES.dynamoDbStoredGbMonth)} and ${price(PRICES.dynamoDbRecoveryGbMonth)} for recovery) × ${months} months`,
      usd: keptGb * (PRICES.dynamoDbStoredGbMonth + PRICES.dynamoDbRecoveryGbMonth) * months,
    },
    perMillion('EventBridge Pipes', milestones, PRICES.eventBridgePipeRequestsPerMillion),
    perMillion(
      'Step Functions',
      facts.transitions * milestones,
      PRICES.stateTransitionsPerMillion,
      ` transitions (${facts.transitions} a milestone)`,
    ),
    perMillion('SNS', milestones, PRICES.snsPublishesPerMillion),
    ingested('CloudWatch Logs, functions', batches + milestones, BYTES.handlerLines + BYTES.report, 'invocations'),
    ingested('CloudWatch Logs, workflow', milestones, facts.history * BYTES.historyEvent, 'executions'),
    perMillion('X-Ray', traced(batches) + traced(milestones), PRICES.xrayTracesPerMillion, ' traces'),
    {
      meter: 'Custom metrics',
      arithmetic: `${facts.metrics} × ${price(PRICES.customMetricMonth)} a month, if each is published${days < DAYS_A_MONTH ? `; ${days} of ${DAYS_A_MONTH} days` : ''}`,
      usd: (facts.metrics * PRICES.customMetricMonth * days) / DAYS_A_MONTH,
    },
  ];
}

/** What the edge adds to as many events. */
function throughTheEdge({ events, traced }: Load, facts: Facts): Meter[] {
  return [
    perMillion('HTTP API', events, PRICES.apiGatewayHttpRequestsPerMillion),
    perMillion('Lambda requests at the edge', events, PRICES.lambdaRequestsPerMillion),
    duration('Lambda at the edge', events, MS.edge, facts.memoryGb),
    ingested('CloudWatch Logs at the edge', events, BYTES.accessLine + BYTES.handlerLines + BYTES.report, 'requests'),
    perMillion('X-Ray at the edge', traced(events), PRICES.xrayTracesPerMillion, ' traces'),
  ];
}

export const totalOf = (meters: readonly Meter[]): number => meters.reduce((sum, { usd }) => sum + usd, 0);

/** A million events as `lab events publish` makes them, through the edge, spread over a day. */
export function millionEvents(resources: Resources): {
  readonly bus: readonly Meter[];
  readonly edge: readonly Meter[];
} {
  const facts = factsOf(resources);
  const milestones = 1e6 * milestonesPerEvent();
  const load = { events: 1e6, batch: facts.batch, milestones, traced: sampled, days: DAYS_A_MONTH };
  return { bus: throughTheBus(load, facts), edge: throughTheEdge(load, facts) };
}

/**
 * A day on which somebody who may sign sends, as fast as the gateway lets anybody, the event that costs most: it earns
 * the most points, arrives alone, and asks for its trace.
 */
export function worstDay(resources: Resources): readonly Meter[] {
  const facts = factsOf(resources);
  const events = facts.rate * SECONDS_A_DAY;
  const milestones = events * MOST_MILESTONES_PER_EVENT;
  const load = { events, batch: 1, milestones, traced: (count: number) => count, days: 1 };
  return [...throughTheEdge(load, facts), ...throughTheBus(load, facts)];
}

/** A day on which a stranger reads the largest answer, uncompressed and traced, as fast as the gateway lets anybody. */
export function strangersDay(resources: Resources): readonly Meter[] {
  const facts = factsOf(resources);
  const requests = facts.rate * SECONDS_A_DAY;
  const gb = (requests * BYTES.answer) / 1e9;
  return [
    ...throughTheEdge({ events: requests, batch: 1, milestones: 0, traced: (count) => count, days: 1 }, facts),
    perMillion('DynamoDB reads', requests, PRICES.dynamoDbReadUnitsPerMillion),
    {
      meter: 'Data transfer out',
      arithmetic: `${gb.toFixed(0)} GB × ${price(PRICES.dataTransferOutGb)}`,
      usd: gb * PRICES.dataTransferOutGb,
    },
  ];
}

const rows = (meters: readonly Meter[]) =>
  meters.map(({ meter, arithmetic, usd }) => [meter, arithmetic, usd.toFixed(2)]);

/** The README's part on what use costs. */
export function usageTables(resources: Resources): string {
  const { bus, edge } = millionEvents(resources);
  const worst = worstDay(resources);
  const head = (what: string) => [`${what} (list prices of us-east-1, ${PRICES_KNOWN})`, 'arithmetic', 'USD'];
  const sum = (what: string, meters: readonly Meter[]) => [`**${what}**`, '', `**${totalOf(meters).toFixed(2)}**`];
  const { rate } = factsOf(resources);
  return [
    `**A million events: about ${usd(totalOf(bus))}, and ${usd(totalOf(edge))} more where they come through the edge**, as ` +
      '`lab events publish` makes them, spread over a day. Durations are assumed.',
    markdownTable(head('a million events'), [
      ...rows(bus),
      sum('from the bus on', bus),
      ...rows(edge),
      sum('the edge adds', edge),
    ]),
    `**The worst day: about $${totalOf(worst).toFixed(0)}.** The throttle aims at ${rate} requests a second, ` +
      `${(rate * SECONDS_A_DAY).toLocaleString('en-US')} a day; it is a target that AWS applies as well as it can, not a ceiling. This is the ` +
      'bill if somebody who may sign uses all of them for the event that costs most: a drill solved without a hint, alone in ' +
      'its batch, with a trace asked for. A stranger can only read: the largest answer, uncompressed, all day long is about ' +
      `$${totalOf(strangersDay(resources)).toFixed(0)}.`,
    markdownTable(head('the worst day'), [...rows(worst), sum('together', worst)]),
  ].join('\n\n');
}
