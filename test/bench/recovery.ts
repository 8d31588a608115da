/** What losing the region in use costs by strategy, under load: as measured, and at the times that are set on AWS. */
import { loadavg } from 'node:os';
import { SPEED } from '../../lib/emulator/web/service.ts';
import { IDLE_USD, STRATEGIES } from '../../lib/projects/disaster-recovery/strategy.ts';
import { type DeployedRegions, deployRegions } from '../disaster-recovery/deployed-regions.ts';
import { atFullTimes, inSeconds, type Run, rto, worst } from '../disaster-recovery/recovery/figures.ts';
import { loseAndRestore } from '../disaster-recovery/recovery/lose-and-restore.ts';
import { type Asked, asDeployed, loseAndGoBack } from '../disaster-recovery/recovery/one-run.ts';
import { drawnFrom } from '../support/drawn.ts';
import { median } from './measurement.ts';

const RUNS = 10;
const SEED = 15;
const SHORTENED = 10;
/** One way, in milliseconds: about the width of a continent, and half way round the world. */
const DELAYS = [40, 200];
/** In which the loss comes after a backup was copied, in milliseconds: an hour is what the plan takes. */
const WITHIN = 20_000;
/**
 * With the RTO and RPO of AWS Well-Architected, Reliability Pillar, REL13-BP02, "Use defined recovery
 * strategies to meet the recovery objectives", as known 2026-11.
 */
export const PROMISED = {
  'backup-restore': 'up to 24 hours, hours',
  'pilot-light': 'tens of minutes, minutes',
  'warm-standby': 'minutes, seconds',
  'active-active': 'potentially zero, near zero',
} as const;

type Measured = keyof typeof PROMISED;

async function oneOf(strategy: Measured, regions: DeployedRegions, asked: Asked): Promise<Run> {
  if (strategy === 'backup-restore') return loseAndRestore(regions, { ...asked, withinMs: WITHIN });
  await asDeployed(regions, STRATEGIES[strategy]);
  return loseAndGoBack(regions, asked);
}

async function runsOf(strategy: Measured): Promise<Run[]> {
  const regions = await deployRegions(strategy);
  try {
    if ((await regions.migrate()) !== 0) throw new Error('The schema was not brought.');
    const runs: Run[] = [];
    for (let number = 0; number < RUNS; number++) {
      const seed = SEED + number;
      const delayMs = DELAYS[number % DELAYS.length] as number;
      const asked = { seed, delayMs, random: drawnFrom(seed) };
      const run = await oneOf(strategy, regions, asked);
      console.log(strategy, JSON.stringify({ ...run, load: loadavg()[0]?.toFixed(1) }));
      runs.push(run);
    }
    return runs;
  } finally {
    await regions.stop();
  }
}

const both = (values: readonly number[]) => `${inSeconds(median(values))}, ${inSeconds(worst(values))}`;

function row(strategy: Measured, runs: readonly Run[]): string {
  const lost = DELAYS.map((delay) => {
    const those = runs.filter(({ delayMs }) => delayMs === delay).map((run) => run.lost);
    return those.length > 0 ? `${median(those)}, ${worst(those)}` : '—';
  });
  const cells = [
    strategy,
    PROMISED[strategy],
    both(runs.map(rto)),
    both(runs.map((run) => atFullTimes(run).rto)),
    both(runs.map((run) => atFullTimes(run).readRto)),
    ...lost,
    `${Math.round(worst(runs.map(({ oldestLost }) => oldestLost)))} ms`,
    `${worst(runs.map(({ doubled }) => doubled))}`,
    `${worst(runs.map(({ lostOnTheWayBack }) => lostOnTheWayBack))}`,
    `$${IDLE_USD[strategy].waiting}`,
  ];
  return `| ${cells.join(' | ')} |`;
}

/** Each cell: median, worst. */
export async function benchRecovery(): Promise<string> {
  process.env[SPEED] = String(SHORTENED);
  const head = [
    'strategy',
    'RTO, RPO as AWS says',
    `RTO of writes, times ÷ ${SHORTENED}`,
    'of writes, full times',
    'of reads, full times',
    ...DELAYS.map((delay) => `answers lost at ${delay} ms`),
    'oldest lost',
    'doubled',
    'lost on the way back',
    'waiting, a month',
  ];
  const rows: string[] = [];
  for (const strategy of Object.keys(PROMISED) as Measured[]) rows.push(row(strategy, await runsOf(strategy)));
  return [`| ${head.join(' | ')} |`, `|${'---|'.repeat(head.length)}`, ...rows].join('\n');
}
