/** An interpreter of Retry as the Amazon States Language describes it. */
import type { Amount } from '../../../lambda/shared/questions/amounts.ts';
import type { Retry } from '../../../lambda/shared/questions/integration/retry-backoff.ts';
import type { Proof } from '../proof.ts';

/** States.ALL takes every error but the two of the runtime; States.TaskFailed every one but a timeout. */
const takes = (errorEquals: readonly string[], error: string) =>
  errorEquals.some(
    (name) =>
      name === error ||
      (name === 'States.ALL' && error !== 'States.DataLimitExceeded' && error !== 'States.Runtime') ||
      (name === 'States.TaskFailed' && error !== 'States.Timeout'),
  );

/** Runs the state until it succeeds or its retrier gives up. */
function execute({ error, errorEquals, interval, rate, maxAttempts, maxDelay, failures }: Retry) {
  const waits: number[] = [];
  let delay = interval;
  for (let runs = 1; ; runs++) {
    if (runs > failures || !takes(errorEquals, error) || waits.length === maxAttempts) return { runs, waits };
    waits.push(maxDelay === undefined ? delay : Math.min(delay, maxDelay));
    delay *= rate;
  }
}

function answerTo(retry: Retry): number {
  const { runs, waits } = execute(retry);
  if (retry.asks === 'attempts') return runs;
  if (retry.asks === 'last wait') return waits.at(-1) ?? 0;
  return waits.reduce((all, wait) => all + wait, 0);
}

const guide = 'AWS Step Functions Developer Guide, "Handling errors in Step Functions workflows"';
const documented: Retry = {
  asks: 'seconds waited',
  error: 'States.Timeout',
  errorEquals: ['States.Timeout'],
  interval: 3,
  rate: 2,
  maxAttempts: 2,
  failures: 9,
};

export const retryBackoffProof: Proof<Retry, Amount> = {
  holds: (parameters, { amount }) => Math.abs(answerTo(parameters) - amount) < 0.006,
  second(
    { asks, error, errorEquals, interval, rate, maxAttempts, maxDelay = Number.POSITIVE_INFINITY, failures },
    { amount },
  ) {
    const isTaken =
      errorEquals.includes(error) ||
      errorEquals.includes('States.ALL') ||
      (errorEquals.includes('States.TaskFailed') && error !== 'States.Timeout');
    const retries = isTaken ? Math.min(failures, maxAttempts) : 0;
    if (asks === 'attempts') return amount === retries + 1;
    // A geometric series up to the bound, and the bound from there on.
    const growing = Math.min(retries, Math.max(0, Math.ceil(Math.log(maxDelay / interval) / Math.log(rate))));
    const bounded = retries > growing ? (retries - growing) * maxDelay : 0;
    const last = retries === 0 ? 0 : retries > growing ? maxDelay : interval * rate ** (retries - 1);
    const sum = (interval * (rate ** growing - 1)) / (rate - 1) + bounded;
    return Math.abs((asks === 'last wait' ? last : sum) - amount) < 0.006;
  },
  explain: (parameters) => {
    const { runs, waits } = execute(parameters);
    return [`runs ${runs} times and waits ${waits.join(', ')} s`];
  },
  vectors: [
    {
      source: `${guide}: interval 3, rate 2, 2 attempts wait 3 and 6 s`,
      parameters: documented,
      claim: { amount: 9 },
      holds: true,
    },
    {
      source: `${guide}: interval 3, rate 2, 3 attempts wait 3, 6 and 12 s`,
      parameters: { ...documented, maxAttempts: 3, asks: 'last wait' },
      claim: { amount: 12 },
      holds: true,
    },
    {
      source: `${guide}: MaxAttempts counts the retries`,
      parameters: { ...documented, asks: 'attempts' },
      claim: { amount: 3 },
      holds: true,
    },
    {
      source: `${guide}: MaxDelaySeconds bounds the wait`,
      parameters: { ...documented, maxAttempts: 3, maxDelay: 5, asks: 'last wait' },
      claim: { amount: 5 },
      holds: true,
    },
  ],
};
