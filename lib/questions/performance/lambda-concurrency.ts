/** Calls that arrive one by one and hold an execution until they end, against Little's law. */
import type { Amount } from '../../../lambda/shared/questions/amounts.ts';
import type { FunctionLoad } from '../../../lambda/shared/questions/performance/lambda-concurrency.ts';
import type { Proof } from '../proof.ts';
import { remembered } from '../remembered.ts';

/** How long evenly spaced calls are looked at. */
const seconds = 60;

/** Such calls, one after the other. Times in microseconds, so that nothing is rounded. */
const run = remembered((perSecond: number, milliseconds: number, limit: number) => {
  const ends: number[] = [];
  let [first, most, throttled, settled] = [0, 0, 0, 0];
  for (let call = 0; call < perSecond * seconds; call++) {
    const now = Math.round((call * 1e6) / perSecond);
    while (first < ends.length && (ends[first] as number) <= now) first++;
    // Ten seconds in, what began is over and the load is even; whole turns of the executions are counted.
    const turn = milliseconds * 1000;
    const counts = now >= 10e6 && now < 10e6 + turn * Math.floor(((seconds - 10) * 1e6) / turn);
    if (counts) settled++;
    if (ends.length - first < limit) ends.push(now + milliseconds * 1000);
    else if (counts) throttled++;
    most = Math.max(most, ends.length - first);
  }
  return { most, throttledASecond: throttled / (settled / perSecond) };
});

const FREE = Number.MAX_SAFE_INTEGER;

export const lambdaConcurrencyProof: Proof<FunctionLoad, Amount> = {
  holds({ asks, perSecond, milliseconds, limit }, { amount }) {
    switch (asks) {
      case 'executions needed':
        return run(perSecond, milliseconds, FREE).most === amount;
      case 'throttled a second':
        return Math.abs(run(perSecond, milliseconds, limit).throttledASecond - amount) < 1.01;
      case 'most requests':
        return (
          run(amount, milliseconds, limit).throttledASecond === 0 &&
          run(amount + 1, milliseconds, limit).throttledASecond > 0
        );
      case 'longest duration':
        return (
          run(perSecond, amount, limit).throttledASecond === 0 && run(perSecond, amount + 1, limit).throttledASecond > 0
        );
    }
  },
  second({ asks, perSecond, milliseconds, limit }, { amount }) {
    const seconds = milliseconds / 1000;
    switch (asks) {
      case 'executions needed':
        return amount === perSecond * seconds;
      case 'throttled a second':
        return amount === Math.ceil(perSecond - limit / seconds);
      case 'most requests':
        return amount === Math.floor(limit / seconds);
      case 'longest duration':
        return amount === (limit / perSecond) * 1000;
    }
  },
  explain({ asks, perSecond, milliseconds, limit }, { amount }) {
    if (asks === 'executions needed')
      return [`a minute of such calls needs ${run(perSecond, milliseconds, FREE).most} at once`];
    if (asks === 'throttled a second')
      return [
        `in a minute of such calls ${run(perSecond, milliseconds, limit).throttledASecond.toFixed(1)} a second are throttled`,
      ];
    const [calls, ms] = asks === 'most requests' ? [amount, milliseconds] : [perSecond, amount];
    return [
      `${calls} calls a second of ${ms} ms: ${run(calls, ms, limit).throttledASecond.toFixed(1)} a second are throttled`,
    ];
  },
  vectors: [
    {
      source:
        'AWS Lambda Developer Guide, "Understanding Lambda function scaling": 100 requests a second of 1 s need 100',
      parameters: { asks: 'executions needed', perSecond: 100, milliseconds: 1000, limit: 1000 },
      claim: { amount: 100 },
      holds: true,
    },
    {
      source:
        'AWS Lambda Developer Guide, "Understanding Lambda function scaling": 100 requests a second of 500 ms need 50',
      parameters: { asks: 'executions needed', perSecond: 100, milliseconds: 500, limit: 1000 },
      claim: { amount: 50 },
      holds: true,
    },
  ],
};
