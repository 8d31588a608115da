/** What a function costs by memory and duration, what containers cost by the hour, and where the one overtakes the other. */
import { type Amount, amounts, type WrongAmount } from '../amounts.ts';
import { defineFamily } from '../family.ts';
import type { Claimed, Draft } from '../model.ts';

/**
 * Dollars of us-east-1 on x86: AWS Lambda Pricing (requests, duration) and AWS Fargate Pricing (Linux). Fargate's
 * table there is filled in by a script: its two figures are as third parties quote them (Vantage, "AWS Fargate Pricing
 * Explained"). They stand in the question, so that a new list price makes no key false.
 */
export const PRICES = { million: 0.2, gbSecond: 0.0000166667, cpuHour: 0.04048, gbHour: 0.004445, hours: 730 } as const;

/** Memory of a function in MB, and how long a call takes with it. */
export interface Size {
  readonly memory: number;
  readonly milliseconds: number;
}

export interface Workload extends Size {
  readonly asks: 'function a month' | 'containers a month' | 'break-even' | 'cheapest size' | 'dearest size';
  /** Millions of calls a month. */
  readonly millions: number;
  readonly containers: number;
  readonly cpus: number;
  /** GB of each container. */
  readonly gigabytes: number;
  /** As they were measured. */
  readonly sizes: readonly Size[];
  /** Milliseconds that a call may take. */
  readonly within: number;
}

const CALLERS = ['an order form', 'a thumbnailer', 'a price service', 'a webhook', 'a search box'];
const dollars = (amount: number) => `$${amount.toFixed(2)}`;
const cents = (amount: number) => Math.round(amount * 100) / 100;
/** Dollars of a million calls. */
const ofAMillion = ({ memory, milliseconds }: Size) =>
  PRICES.million + (memory / 1024) * milliseconds * 1000 * PRICES.gbSecond;
const ofAContainer = ({ cpus, gigabytes }: Pick<Workload, 'cpus' | 'gigabytes'>) =>
  PRICES.hours * (cpus * PRICES.cpuHour + gigabytes * PRICES.gbHour);

export const functionOrContainer = defineFamily<Workload, Amount | Size>({
  id: 'function-or-container',
  kind: 'proven',
  tasks: ['SAA-C03/4.2', 'DVA-C03/4.3'],
  level: 'apply',
  read: [
    { guide: 'AWS Lambda Developer Guide', page: 'Configure Lambda function memory' },
    { guide: 'AWS Lambda', page: 'AWS Lambda Pricing' },
    { guide: 'AWS Fargate', page: 'AWS Fargate Pricing' },
  ],
  asOf: '2026-11-28',
  names: CALLERS,
  misconceptions: {
    'less-memory-is-cheaper': 'The less memory a function has, the less it costs.',
    'more-memory-is-cheaper': 'The more memory a function has, the sooner it ends, and the less it costs.',
    'requests-alone-cost': 'A function is paid for by its calls, however long they take.',
    'duration-alone-costs': 'A function is paid for by its time; a call as such costs nothing.',
    'memory-does-not-count': 'A second of a function costs the same, whatever its memory.',
    'a-container-is-paid-while-it-works': 'A container costs something for the time in which it answers.',
    'cpu-alone-counts': 'A container is paid for by its processors.',
    'one-container-is-enough': 'Containers of one service are paid for as one.',
  },
  draw(random) {
    const fast = random.pick([60, 80, 100, 140, 200]);
    // More memory is more processor: a part of the work gets faster, down to what it waits for.
    const waits = Math.round(fast * random.pick([0.2, 0.5, 0.8]));
    const sizes = [128, 256, 512, 1024, 1769, 3008].map((memory) => ({
      memory,
      milliseconds: Math.round((waits + ((fast - waits) * 1769) / Math.min(memory, 1769)) / 5) * 5,
    }));
    const shown = random.some(sizes, 4);
    return {
      asks: random.pick(['function a month', 'containers a month', 'break-even', 'cheapest size', 'dearest size']),
      ...random.pick([
        { memory: 256, milliseconds: 400 },
        { memory: 512, milliseconds: 200 },
        { memory: 512, milliseconds: 1000 },
        { memory: 1024, milliseconds: 100 },
        { memory: 1024, milliseconds: 500 },
        { memory: 2048, milliseconds: 250 },
      ]),
      millions: random.pick([1, 2, 5, 12, 30]),
      containers: random.pick([2, 3, 4]),
      ...random.pick([
        { cpus: 0.25, gigabytes: 0.5 },
        { cpus: 0.5, gigabytes: 1 },
        { cpus: 1, gigabytes: 2 },
        { cpus: 2, gigabytes: 4 },
      ]),
      sizes: shown,
      within: random.pick(shown).milliseconds + random.pick([0, 5, 20]),
    };
  },
  write(load, random): Draft<Amount | Size> | undefined {
    const { asks, memory, milliseconds, millions, containers, cpus, gigabytes, sizes, within } = load;
    const { million, gbSecond, cpuHour, gbHour, hours } = PRICES;
    const caller = random.pick(CALLERS);
    const code = {
      text: [
        `Lambda     ${million.toFixed(2)} a million requests, ${gbSecond} a GB-second`,
        `Fargate    ${cpuHour} a vCPU-hour, ${gbHour} a GB-hour`,
      ].join('\n'),
      words: `Prices in dollars: Lambda ${million.toFixed(2)} a million requests and ${gbSecond} a GB-second; Fargate ${cpuHour} a vCPU-hour and ${gbHour} a GB-hour.`,
    };
    const free = `A month has ${hours} hours, 1 GB is 1024 MB, and what is free is used up.`;
    if (asks === 'cheapest size' || asks === 'dearest size') {
      const sign = asks === 'cheapest size' ? 1 : -1;
      const fit = sizes.filter((size) => size.milliseconds <= within);
      const [best, next] = fit.toSorted((a, b) => sign * (ofAMillion(a) - ofAMillion(b)));
      // Not so near to one another that it would be a matter of rounding.
      if (!best || !next || sign * (ofAMillion(next) - ofAMillion(best)) < 0.02 * ofAMillion(best)) return undefined;
      const what = asks === 'cheapest size' ? 'least' : 'most';
      return {
        code,
        stem: `A function behind ${caller} was measured with several sizes of memory. A call is to take ${within} ms at most. By these prices, which of the sizes that hold this costs ${what} for a million calls?`,
        decides: `A call is to take ${within} ms at most`,
        options: sizes.map((size): Claimed<Size> => {
          const sum = `${dollars(ofAMillion(size))} for a million calls of ${size.milliseconds} ms with ${size.memory} MB`;
          const isSlow = size.milliseconds > within;
          return {
            text: `${size.memory} MB, ${size.milliseconds} ms a call`,
            claim: size,
            reason: isSlow ? `A call takes ${size.milliseconds} ms, more than ${within}.` : `It is ${sum}.`,
            ...(size !== best && {
              misconception: isSlow || size.memory < best.memory ? 'less-memory-is-cheaper' : 'more-memory-is-cheaper',
            }),
          };
        }),
      };
    }
    const inWords = `${memory} MB of memory, and a call takes ${milliseconds} ms`;
    const fleet = `${containers} containers on Fargate with ${cpus} vCPU and ${gigabytes} GB each`;
    const ask = (
      stem: string,
      decides: string,
      [right, ...wrong]: readonly [WrongAmount, ...WrongAmount[]],
      say: (amount: number) => string,
    ) => ({
      ...{ code, stem, decides },
      options: amounts(
        cents(right[0]),
        right[2],
        wrong.map(([amount, idea, why]) => [cents(amount), idea, why] as const),
        say,
      ),
    });
    const duration = ofAMillion(load) - million;
    const fleetCost = containers * ofAContainer(load);
    const rule = `A million calls are $${million.toFixed(2)} for requests and ${dollars(duration)} for ${memory} MB over ${milliseconds} ms each.`;
    const fleetRule = `${containers} × ${hours} hours of ${cpus} vCPU and ${gigabytes} GB, whether they answer or wait.`;
    switch (asks) {
      case 'function a month':
        return ask(
          `A function behind ${caller} has ${inWords}. It is called ${millions} million times a month. ${free} What does it cost a month?`,
          `called ${millions} million times`,
          [
            [millions * ofAMillion(load), '', rule],
            [millions * duration, 'duration-alone-costs', 'Each million of requests has a price of its own.'],
            [millions * million, 'requests-alone-cost', 'The time of each call is paid for as well, by its memory.'],
            [
              millions * (million + milliseconds * 1000 * gbSecond),
              'memory-does-not-count',
              `A second is counted with ${memory / 1024} GB.`,
            ],
            [millions * (million + duration * 2), 'memory-does-not-count', `Nothing counts twice. ${rule}`],
          ],
          dollars,
        );
      case 'containers a month':
        return ask(
          `${fleet} stand behind ${caller}. They answer for half of the day, and wait for the other half. ${free} What do they cost a month?`,
          'and wait for the other half',
          [
            [fleetCost, '', fleetRule],
            [fleetCost / 2, 'a-container-is-paid-while-it-works', `What waits costs the same. ${fleetRule}`],
            [containers * hours * cpus * cpuHour, 'cpu-alone-counts', 'Memory has a price by the hour as well.'],
            [fleetCost / containers, 'one-container-is-enough', `Each of the ${containers} is paid for.`],
            [
              fleetCost / containers / 2,
              'a-container-is-paid-while-it-works',
              `Each of the ${containers} is paid for, in each hour.`,
            ],
          ],
          dollars,
        );
      case 'break-even':
        return ask(
          `A function behind ${caller} has ${inWords}. In its place ${fleet} could stand there all month. ${free} From about how many calls a month do these cost less?`,
          'could stand there all month',
          [
            [fleetCost / ofAMillion(load), '', `${rule} The containers are ${dollars(fleetCost)} a month.`],
            // Where requests are next to nothing, it is about as many without them.
            [
              million > 0.03 * duration ? fleetCost / duration : 0,
              'duration-alone-costs',
              'Requests have a price too, so that it is fewer.',
            ],
            [fleetCost / million, 'requests-alone-cost', `The time of a call is paid for too. ${rule}`],
            [
              fleetCost / containers / ofAMillion(load),
              'one-container-is-enough',
              `Each of the ${containers} is paid for.`,
            ],
            [
              fleetCost / (million + milliseconds * 1000 * gbSecond),
              'memory-does-not-count',
              `A second is counted with ${memory / 1024} GB. ${rule}`,
            ],
            [
              (containers * hours * cpus * cpuHour) / ofAMillion(load),
              'cpu-alone-counts',
              'Memory of a container has a price by the hour as well.',
            ],
          ],
          (amount) => `About ${amount.toFixed(2)} million calls a month`,
        );
    }
  },
});
