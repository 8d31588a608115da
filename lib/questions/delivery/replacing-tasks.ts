/** The scheduler's steps, task by task: it starts and stops one after the other as long as it may. */
import type { Amount } from '../../../lambda/shared/questions/amounts.ts';
import type { Percents, Rollout } from '../../../lambda/shared/questions/delivery/replacing-tasks.ts';
import type { Proof } from '../proof.ts';

/** Counted up and down, so that nothing is rounded. */
function bounds({ desired, least, most }: Pick<Rollout, 'desired'> & Percents): readonly [low: number, high: number] {
  let low = 0;
  while (low * 100 < desired * least) low++;
  let high = 0;
  while ((high + 1) * 100 <= desired * most) high++;
  return [low, high];
}

/** Whether the old tasks go, from one health check to the next, or a round comes that changes nothing. */
function ends(rollout: Pick<Rollout, 'desired'> & Percents): boolean {
  const [low, high] = bounds(rollout);
  let [old, fresh] = [rollout.desired, 0];
  while (old > 0) {
    const before = [old, fresh];
    while (old > 0 && old + fresh > low) old--;
    while (old + fresh < high && fresh < rollout.desired) fresh++;
    if (old === before[0] && fresh === before[1]) return false;
  }
  return true;
}

/** Places counted one by one between two numbers of tasks. */
function places(from: number, to: number): number {
  let count = 0;
  for (let task = from; task < to; task++) count++;
  return count;
}

/** Times of replacing as many as may be, by handing out places one by one. */
function rounds(rollout: Pick<Rollout, 'desired'> & Percents): number {
  const [low, high] = bounds(rollout);
  let [left, times] = [rollout.desired, 0];
  while (left > 0 && high > low) {
    for (let place = low; place < high && left > 0; place++) left--;
    times++;
  }
  return times;
}

const isPercents = (claim: Amount | Percents): claim is Percents => 'least' in claim;

function answerTo(rollout: Rollout): number {
  const [low, high] = bounds(rollout);
  switch (rollout.asks) {
    case 'run at least':
      return low;
    case 'run at most':
      return high;
    case 'started before one is stopped':
      return places(rollout.desired, high);
    case 'stopped before one is started':
      return places(low, rollout.desired);
    default:
      return rounds(rollout);
  }
}

/** The same by formula. */
function byFormula({ asks, desired, least, most }: Rollout): number {
  const low = -Math.floor((-desired * least) / 100);
  const high = Math.trunc((desired * most) / 100);
  switch (asks) {
    case 'run at least':
      return low;
    case 'run at most':
      return high;
    case 'started before one is stopped':
      return high - desired;
    case 'stopped before one is started':
      return desired - low;
    default:
      return -Math.floor(-desired / (high - low));
  }
}

const of = (asks: Rollout['asks'], desired: number, least: number, most: number): Rollout => ({
  ...{ asks, desired, least, most },
});
const page = 'Amazon ECS Developer Guide, "Deploy Amazon ECS services by replacing tasks"';

export const replacingTasksProof: Proof<Rollout, Amount | Percents> = {
  holds(rollout, claim) {
    if (!isPercents(claim)) return answerTo(rollout) === claim.amount;
    return ends({ desired: rollout.desired, ...claim }) === (rollout.asks === 'gets ahead');
  },
  second(rollout, claim) {
    if ('amount' in claim) return byFormula(rollout) === claim.amount;
    const { desired } = rollout;
    const isStuck = Math.ceil((desired * claim.least) / 100) >= Math.floor((desired * claim.most) / 100);
    return isStuck === (rollout.asks === 'gets nowhere');
  },
  explain(rollout, claim) {
    const tried = isPercents(claim) ? { desired: rollout.desired, ...claim } : rollout;
    const [low, high] = bounds(tried);
    return [
      `of ${rollout.desired}, ${low} have to be healthy and ${high} may run`,
      isPercents(claim)
        ? `stepped through, the deployment ${ends(tried) ? 'ends' : 'stands still'}`
        : `stepped through: ${answerTo(rollout)}`,
    ];
  },
  vectors: [
    {
      source: `${page}: of four at 50 % two may be stopped first`,
      parameters: of('stopped before one is started', 4, 50, 100),
      claim: { amount: 2 },
      holds: true,
    },
    {
      source: `${page}: of two at 75 % none may be stopped, since that is two as well`,
      parameters: of('gets nowhere', 2, 75, 100),
      claim: { least: 75, most: 100 },
      holds: true,
    },
    {
      source: `${page}: of four at 200 % four new ones may be started first`,
      parameters: of('started before one is stopped', 4, 100, 200),
      claim: { amount: 4 },
      holds: true,
    },
  ],
};
