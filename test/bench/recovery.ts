/** What losing the region in use costs by strategy, under load: as measured, and at the times that are set on AWS. */
import { loadavg } from 'node:os';
import { SPEED } from '../../lib/emulator/web/service.ts';
import { STRATEGIES } from '../../lib/projects/disaster-recovery/strategy.ts';
import { deployRegions } from '../disaster-recovery/deployed-regions.ts';
import { atFullTimes, inSeconds, type Run, rto, worst } from '../disaster-recovery/recovery/figures.ts';
import { asDeployed, loseAndGoBack } from '../disaster-recovery/recovery/one-run.ts';
import { drawnFrom } from '../support/drawn.ts';
import { median } from './measurement.ts';

const RUNS = 10;
const SEED = 15;
const SHORTENED = 10;
/** One way, in milliseconds: about the width of a continent, and half way round the world. */
const DELAYS = [40, 200];
const MEASURED = ['warm-standby', 'pilot-light', 'active-active'] as const;

type Measured = (typeof MEASURED)[number];

async function runsOf(strategy: Measured): Promise<Run[]> {
  const regions = await deployRegions(strategy);
  try {
    if ((await regions.migrate()) !== 0) throw new Error('The schema was not brought.');
    const runs: Run[] = [];
    for (let number = 0; number < RUNS; number++) {
      const seed = SEED + number;
      await asDeployed(regions, STRATEGIES[strategy]);
      const delayMs = DELAYS[number % DELAYS.length] as number;
      const run = await loseAndGoBack(regions, { seed, delayMs, random: drawnFrom(seed) });
      console.log(strategy, JSON.stringify({ ...run, load: loadavg()[0]?.toFixed(1) }));
      runs.push(run);
    }
    return runs;
  } finally {
    await regions.stop();
  }
}

const both = (values: readonly number[]) => `${inSeconds(median(values))}, ${inSeconds(worst(values))}`;

function row(strategy: string, runs: readonly Run[]): string {
  const lost = DELAYS.map((delay) => {
    const those = runs.filter(({ delayMs }) => delayMs === delay).map((run) => run.lost);
    return those.length > 0 ? `${median(those)}, ${worst(those)}` : '—';
  });
  const cells = [
    strategy,
    both(runs.map(rto)),
    both(runs.map((run) => atFullTimes(run).rto)),
    both(runs.map((run) => atFullTimes(run).readRto)),
    ...lost,
    `${Math.round(worst(runs.map(({ oldestLost }) => oldestLost)))} ms`,
    `${worst(runs.map(({ doubled }) => doubled))}`,
    `${worst(runs.map(({ lostOnTheWayBack }) => lostOnTheWayBack))}`,
  ];
  return `| ${cells.join(' | ')} |`;
}

/** Each cell: median, worst. */
export async function benchRecovery(): Promise<string> {
  process.env[SPEED] = String(SHORTENED);
  const head = [
    'strategy',
    `RTO of writes, times ÷ ${SHORTENED}`,
    'of writes, full times',
    'of reads, full times',
    ...DELAYS.map((delay) => `answers lost at ${delay} ms`),
    'oldest lost',
    'doubled',
    'lost on the way back',
  ];
  const rows: string[] = [];
  for (const strategy of MEASURED) rows.push(row(strategy, await runsOf(strategy)));
  return [`| ${head.join(' | ')} |`, `|${'---|'.repeat(head.length)}`, ...rows].join('\n');
}
