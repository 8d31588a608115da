/** Backups on a timeline of minutes, and the newest copy that is there whenever the region is lost. */
import type { Amount } from '../../../lambda/shared/questions/amounts.ts';
import type { Recovery } from '../../../lambda/shared/questions/resilience/recovery-objectives.ts';
import type { Proof } from '../proof.ts';

/** Minutes of data that are lost when the region is lost at `now`; backups began long before. */
function lossAt({ every, takes, copies }: Recovery, now: number): number {
  let newest = Number.NEGATIVE_INFINITY;
  for (let began = 0; began <= now; began += every) if (began + takes + copies <= now) newest = began;
  return now - newest;
}

/** The worst of all moments, looked for in steps of a hundredth of a minute around every arrival. */
function worstLoss(recovery: Recovery): number {
  let worst = 0;
  // From where every moment has a copy behind it, over two intervals.
  const first = recovery.every * (2 + Math.ceil((recovery.takes + recovery.copies) / recovery.every));
  for (let minute = first; minute < first + 2 * recovery.every; minute++)
    for (const before of [0, 0.01]) worst = Math.max(worst, lossAt(recovery, minute - before));
  return worst;
}

function answerTo(recovery: Recovery): number {
  switch (recovery.asks) {
    case 'worst loss':
      return Math.round(worstLoss(recovery));
    case 'worst time to recover': {
      let clock = 0;
      for (const step of [recovery.detect, recovery.restore, recovery.switchOver]) clock += step;
      return clock;
    }
    case 'longest interval of backups': {
      let every = 1;
      while (Math.round(worstLoss({ ...recovery, every: every + 1 })) <= recovery.allowed) every++;
      return every;
    }
    case 'loss at a moment':
      return lossAt(recovery, recovery.every * 4 + recovery.lostAt);
  }
}

const recovery: Recovery = {
  asks: 'worst loss',
  every: 60,
  takes: 0,
  copies: 0,
  detect: 0,
  restore: 0,
  switchOver: 0,
  allowed: 60,
  lostAt: 30,
};
const guide = 'Disaster Recovery of Workloads on AWS, "Recovery objectives"';

export const recoveryObjectivesProof: Proof<Recovery, Amount> = {
  holds: (parameters, { amount }) => answerTo(parameters) === amount,
  second({ asks, every, takes, copies, detect, restore, switchOver, allowed, lostAt }, { amount }) {
    if (asks === 'worst loss') return amount === every + takes + copies;
    if (asks === 'worst time to recover') return amount === detect + restore + switchOver;
    if (asks === 'longest interval of backups') return amount === allowed - takes - copies;
    return amount === (lostAt >= takes + copies ? lostAt : lostAt + every);
  },
  explain: (parameters) => [`minute by minute: ${answerTo(parameters)}`],
  vectors: [
    {
      source: `${guide}: the time since the last recovery point is what is lost`,
      parameters: { ...recovery, asks: 'loss at a moment' },
      claim: { amount: 30 },
      holds: true,
    },
    {
      source: `${guide}: recovery time is from the interruption to the restoration of the service`,
      parameters: { ...recovery, asks: 'worst time to recover', detect: 5, restore: 20, switchOver: 5 },
      claim: { amount: 30 },
      holds: true,
    },
  ],
};
