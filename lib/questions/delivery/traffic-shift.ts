/** A timeline of shares, second by second. */
import type { Amount } from '../../../lambda/shared/questions/amounts.ts';
import type { Shift } from '../../../lambda/shared/questions/delivery/traffic-shift.ts';
import type { Proof } from '../proof.ts';

/** The moments at which the new version's share changes: seconds since the start, and percent from then on. */
function timelineOf({ kind, percent, minutes }: Shift): (readonly [second: number, percent: number])[] {
  if (kind === 'canary')
    return [
      [0, percent],
      [minutes * 60, 100],
    ];
  const steps: (readonly [number, number])[] = [];
  for (let share = percent, second = 0; share < 100 + percent; share += percent, second += minutes * 60)
    steps.push([second, Math.min(share, 100)]);
  return steps;
}

const shareAt = (shift: Shift, second: number) => timelineOf(shift).findLast(([from]) => from <= second)?.[1] as number;
const allAt = (shift: Shift) => timelineOf(shift).find(([, share]) => share === 100)?.[0] as number;

/** Calls of the new version, with one share for each second. */
function servedBy(shift: Shift, until: number): number {
  let hundredths = 0;
  for (let second = 0; second < until; second++) hundredths += shareAt(shift, second) * shift.requestsAMinute;
  return hundredths / 6000;
}

function answerTo(shift: Shift): number {
  switch (shift.asks) {
    case 'minutes until all':
      return allAt(shift) / 60;
    case 'percent at a time':
      return shareAt(shift, shift.at * 60);
    case 'requests served by the new version':
      return Math.round(servedBy(shift, allAt(shift)));
    case 'requests lost to a bad version':
      return Math.round(servedBy(shift, shift.at * 60));
  }
}

const shift = (asks: Shift['asks'], kind: Shift['kind'], percent: number, minutes: number, at = 0): Shift => ({
  asks,
  kind,
  percent,
  minutes,
  at,
  requestsAMinute: 60,
});
const source = (what: string) => `AWS CodeDeploy User Guide, "Working with deployment configurations": ${what}`;

export const trafficShiftProof: Proof<Shift, Amount> = {
  holds: (parameters, { amount }) => Math.abs(answerTo(parameters) - amount) < 0.5,
  second({ asks, kind, percent, minutes, at, requestsAMinute }, { amount }) {
    const end = kind === 'canary' ? minutes : minutes * (100 / percent - 1);
    const steps = (minute: number) => Math.floor(minute / minutes);
    if (asks === 'minutes until all') return amount === end;
    if (asks === 'percent at a time') {
      const share = at >= end ? 100 : kind === 'canary' ? percent : percent * (steps(at) + 1);
      return amount === share;
    }
    // The shares as a triangle of whole steps and a part of one.
    const until = asks === 'requests lost to a bad version' ? at : end;
    const whole = kind === 'canary' ? 0 : steps(until);
    const weighed = (minutes * whole * (whole + 1)) / 2 + (until - whole * minutes) * (whole + 1);
    return Math.abs((requestsAMinute * percent * weighed) / 100 - amount) <= 0.5;
  },
  explain: (parameters) => [
    `shares: ${timelineOf(parameters)
      .map(([second, share]) => `${share} % from ${second / 60} min`)
      .join(', ')}`,
    `which makes ${answerTo(parameters)}`,
  ],
  vectors: [
    {
      source: source('LambdaCanary10Percent5Minutes: 10 % first, 90 % five minutes later'),
      parameters: shift('percent at a time', 'canary', 10, 5, 4),
      claim: { amount: 10 },
      holds: true,
    },
    {
      source: source('LambdaCanary10Percent5Minutes, after five minutes'),
      parameters: shift('minutes until all', 'canary', 10, 5),
      claim: { amount: 5 },
      holds: true,
    },
    {
      source: source('LambdaLinear10PercentEvery1Minute: 10 % every minute until all is shifted'),
      parameters: shift('percent at a time', 'linear', 10, 1, 2.5),
      claim: { amount: 30 },
      holds: true,
    },
  ],
};
