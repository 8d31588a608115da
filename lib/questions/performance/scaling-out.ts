/** A group that grows until its load fits, minute by minute. */
import type { Amount } from '../../../lambda/shared/questions/amounts.ts';
import type { Group } from '../../../lambda/shared/questions/performance/scaling-out.ts';
import type { Proof } from '../proof.ts';

function answerTo({
  asks,
  running,
  least,
  most,
  target,
  measured,
  backlog,
  perMinute,
  minutes,
  mostWorkers,
  warm,
  extra,
}: Group): number {
  switch (asks) {
    case 'target tracking': {
      // The same load on more instances: the fewest that bring the average down to the target.
      let count = least;
      while (count < most && (running * measured) / count > target) count++;
      return count;
    }
    case 'step': {
      const over = measured - target;
      const more = over >= 25 ? 4 : over >= 10 ? 2 : 1;
      return running + more > most ? most : running + more;
    }
    case 'queue backlog': {
      const doneBy = (workers: number) => {
        let left = backlog;
        for (let minute = 0; minute < minutes; minute++) left -= workers * perMinute;
        return left <= 0;
      };
      let workers = least;
      while (workers < mostWorkers && !doneBy(workers)) workers++;
      return workers;
    }
    case 'served meanwhile': {
      let turnedAway = 0;
      for (let minute = 0; minute < warm; minute++) {
        let free = running * perMinute;
        for (let request = 0; request < running * perMinute + extra; request++) if (--free < 0) turnedAway++;
      }
      return turnedAway;
    }
  }
}

const group: Group = {
  ...{ asks: 'target tracking', running: 10, least: 1, most: 20, target: 50, measured: 60 },
  ...{ backlog: 1500, perMinute: 10, minutes: 1, mostWorkers: 1000, warm: 1, extra: 1 },
};
const guide = 'Amazon EC2 Auto Scaling User Guide';

export const scalingOutProof: Proof<Group, Amount> = {
  holds: (parameters, { amount }) => answerTo(parameters) === amount,
  second(given, { amount }) {
    const between = (low: number, count: number, high: number) => Math.min(high, Math.max(low, count));
    switch (given.asks) {
      case 'target tracking':
        return amount === between(given.least, Math.ceil((given.running * given.measured) / given.target), given.most);
      case 'step': {
        const steps: readonly (readonly [from: number, add: number])[] = [
          [25, 4],
          [10, 2],
          [0, 1],
        ];
        const [, add] = steps.find(([from]) => given.measured >= given.target + from) ?? [0, 0];
        return amount === Math.min(given.most, given.running + add);
      }
      case 'queue backlog':
        return (
          amount ===
          between(given.least, Math.ceil(given.backlog / (given.perMinute * given.minutes)), given.mostWorkers)
        );
      case 'served meanwhile':
        return amount === given.extra * given.warm;
    }
  },
  explain: (parameters) => [`grown until the load fits: ${answerTo(parameters)}`],
  vectors: [
    {
      source: `${guide}, "Target tracking scaling policies": in proportion to how far the metric is from its target`,
      parameters: group,
      claim: { amount: 12 },
      holds: true,
    },
    {
      source: `${guide}, "Step scaling policies": the step whose bounds hold the breach, up to the maximum`,
      parameters: { ...group, asks: 'step', most: 11, measured: 62 },
      claim: { amount: 11 },
      holds: true,
    },
    {
      source: `${guide}, "Scaling policy based on Amazon SQS": 1,500 messages at 100 a worker are 15 workers, 10 running get 5 more`,
      parameters: { ...group, asks: 'queue backlog', minutes: 10 },
      claim: { amount: 15 },
      holds: true,
    },
  ],
};
