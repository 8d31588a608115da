/** What is done to the pipeline, scenario by scenario. Each sends its events, does its harm, waits, and judges. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runningEmulator } from '../../../lib/emulator/emulator.ts';
import { publish, redrive, replay } from '../../../lib/projects/event-pipeline/operate.ts';
import { seededRandom } from '../../../lib/projects/event-pipeline/sample-activity.ts';
import { CUT_REPLY, type FaultProxy, RESET, THROTTLE, workersOf } from './faults.ts';
import type { Pipeline } from './pipeline.ts';
import { judge, makeWorkload, say, shuffled, type Verdict, type WorkloadShape } from './workload.ts';

/** What every scenario is run with. */
export interface Run {
  readonly pipeline: Pipeline;
  readonly proxy: FaultProxy;
  readonly seed: number;
  /** Seconds until a scenario that does not come to rest has failed. */
  readonly patience: number;
}

const SHARES = { duplicates: 0.2, poison: 0.01 };
/** Makes every client of a function speak to the proxy when it means DynamoDB. */
const through = ({ endpoint }: FaultProxy, more: Record<string, string> = {}) => ({
  AWS_ENDPOINT_URL_DYNAMODB: endpoint,
  ...more,
});
let runs = 0;
/** Learners of one run only, so that no scenario sees what another left. */
const prefixFor = (scenario: string, seed: number) => `${scenario.toLowerCase()}.${seed}.${++runs}`;

/** Each run draws from a seed of its own: with the same, it would send the same event ids, which are applied already. */
const workloadOf = (scenario: string, { seed }: Run, events: number, shape: Partial<WorkloadShape> = {}) => {
  const prefix = prefixFor(scenario, seed);
  return makeWorkload(seed + runs * 7_919, prefix, { events, ...SHARES, ...shape });
};

/** Duplicates and poison, and nothing else going wrong: so each message may be handed to a worker only once. */
export async function duplicatesAndPoison(
  run: Run,
  events: number,
  shape?: Partial<WorkloadShape>,
): Promise<{ readonly verdict: Verdict; readonly redelivered: number }> {
  const { pipeline, patience } = run;
  const workload = workloadOf('R1', run, events, shape);
  const start = Date.now();
  await publish(pipeline.deployed, workload.sends);
  await pipeline.untilQuiet('activity', patience);
  const verdict = await judge(run, 'R1 duplicates and poison', workload);
  let handled = await pipeline.handledSince(start);
  // The last lines of a log arrive after the message is gone.
  for (let look = 0; handled < workload.sends.length && look < 10; look++) {
    await sleep(500);
    handled = await pipeline.handledSince(start);
  }
  const redelivered = handled - workload.sends.length;
  const seconds = ((Date.now() - start) / 1_000).toFixed(1);
  say('R1 deliveries', run.seed, { redelivered, seconds });
  return { verdict, redelivered };
}

/** Everything shuffled, and what is sent more than once is sent by eight senders at the same moment. */
export async function eightSenders(run: Run, events: number): Promise<Verdict> {
  const { pipeline, seed, patience } = run;
  const made = workloadOf('R2', run, events);
  const again = made.sends.slice(made.tracked.length);
  const rest = shuffled(
    seed,
    made.sends.slice(0, made.tracked.length).filter((event) => !again.includes(event)),
  );
  const senders = Array.from({ length: 8 }, (_, sender) => [
    ...again,
    ...rest.filter((_, index) => index % 8 === sender),
  ]);
  await Promise.all(senders.map((sends) => publish(pipeline.deployed, sends)));
  await pipeline.untilQuiet('activity', patience);
  return judge(run, 'R2 eight senders at once', { ...made, sends: senders.flat() });
}

/** Throttles, resets and replies that break off after the commit, on the worker's way to DynamoDB. */
export async function faultyNetwork(
  run: Run,
  events: number,
  environment: Record<string, string> = {},
): Promise<{ readonly verdict: Verdict; readonly fired: readonly number[] }> {
  const { pipeline, proxy, patience } = run;
  await proxy.set([
    { ...THROTTLE, probability: 0.15 },
    // Each rule throws its dice only when those before it let the request pass: 5 % of all is 5.9 % of the rest.
    { ...RESET, probability: 0.05 / 0.85 },
    { ...CUT_REPLY, probability: 0.05 / 0.8 },
  ]);
  await pipeline.quicken('activity', through(proxy, environment));
  const workload = workloadOf('R3', run, events);
  await publish(pipeline.deployed, workload.sends);
  await pipeline.untilQuiet('activity', patience);
  const fired = await proxy.fired();
  const verdict = await judge(run, 'R3 faulty network', workload);
  const [throttles = 0, resets = 0, cuts = 0] = fired;
  say('R3 faults', run.seed, { throttles, resets, 'cut replies': cuts });
  return { verdict, fired };
}

/** A slice of the events that is worked off before a kill breaks a batch of it is followed by the next: so many a kill. */
const SLICES_FOR_A_KILL = 5;

/** Workers killed while they work on a batch, in one slice of the events after the other, until so many broke one. */
export async function killedWorkers(
  run: Run,
  events: number,
  kills: number,
): Promise<{ readonly verdict: Verdict; readonly signals: number; readonly broken: number }> {
  const { pipeline, proxy, seed, patience } = run;
  const emulator = await runningEmulator(pipeline.stateFolder);
  if (!emulator) throw new Error('The emulator is not running.');
  const logFile = join(pipeline.stateFolder, 'emulator.log');
  const brokenBatches = () => readFileSync(logFile, 'utf8').split('failed processing SQS batch').length - 1;
  const before = brokenBatches();
  const requests = async () => (await proxy.fired())[0] ?? 0;
  /** A worker that is killed before it asks for anything works on nothing: on a busy machine it takes seconds to start. */
  const askedAgain = async () => {
    const asked = await requests();
    while ((await requests()) === asked) {
      const { waiting, inFlight } = await pipeline.depth('activity');
      if (waiting + inFlight === 0) return false;
      await sleep(20);
    }
    return true;
  };

  // Half a second in each request, so that a kill finds its worker in the middle of a batch.
  await proxy.set([{ service: 'dynamodb', latency: 500 }]);
  await pipeline.quicken('activity', through(proxy));
  const workload = workloadOf('R4', run, events);
  const slice = Math.ceil(workload.sends.length / (kills * SLICES_FOR_A_KILL));
  const random = seededRandom(seed);
  let signals = 0;
  for (let from = 0; from < workload.sends.length; from += slice) {
    await publish(pipeline.deployed, workload.sends.slice(from, from + slice));
    const soFar = brokenBatches();
    if (soFar - before >= kills) continue;
    // A signal that hits an idle worker, or one that is only starting, breaks nothing: then all of them are hit.
    for (let missed = false; brokenBatches() === soFar && (await askedAgain()); missed = true) {
      const workers = workersOf(emulator.pid, pipeline.output('ActivityWorkerName'));
      const one = Math.floor(random() * workers.length);
      for (const victim of missed ? workers : workers.slice(one, one + 1)) process.kill(victim, 'SIGKILL');
      signals++;
      // The emulator takes a moment to notice. Killing on meanwhile would break the same batches again and again, and
      // what is broken five times is parked, as it should be.
      const noticed = Date.now() + 1_000;
      while (brokenBatches() === soFar && Date.now() < noticed) await sleep(50);
    }
  }
  await pipeline.untilQuiet('activity', patience);
  const verdict = await judge(run, 'R4 killed workers', workload);
  const broken = brokenBatches() - before;
  say('R4 kills', seed, { 'kill -9': signals, 'batches broken by them': broken });
  return { verdict, signals, broken };
}

/** DynamoDB out of reach until everything is parked, then healed, then redriven. */
export async function databaseGone(
  run: Run,
  events: number,
): Promise<{ readonly parked: readonly string[]; readonly expected: readonly string[]; readonly verdict: Verdict }> {
  const { pipeline, patience } = run;
  // Nothing listens on port 1. A refused connection fails at once, so messages may come back sooner, too.
  await pipeline.quicken(
    'activity',
    { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' },
    { timeout: 1, visibility: 1 },
  );
  const workload = workloadOf('R5', run, events, { poison: 0 });
  await publish(pipeline.deployed, workload.sends);
  await pipeline.untilQuiet('activity', patience).catch((error: Error) => console.log(`R5: ${error.message}`));
  const parked = [...(await pipeline.parkedIds('activity'))].sort();

  await pipeline.quicken('activity');
  const moved = await redrive(pipeline.deployed, 'activity');
  say('R5 redrive', run.seed, { parked: parked.length, moved });
  await pipeline.untilQuiet('activity', patience);
  const verdict = await judge(run, 'R5 database gone, then redriven', workload);
  const expected = workload.tracked.map(({ event }) => event.detail.eventId).sort();
  return { parked, expected, verdict };
}

/** Everything that the archive holds, twice. Returns the two tables before and after. */
export async function fullReplay({ pipeline, seed, patience }: Run) {
  const state = async () => ({
    standings: await pipeline.items('StandingsTableName', 'LEARNER#'),
    milestones: await pipeline.items('MilestonesTableName', 'LEARNER#'),
    applied: (await pipeline.items('StandingsTableName', 'EVENT#')).size,
  });
  const replayAll = async () => {
    await replay(pipeline.deployed, new Date(0), new Date());
    await pipeline.untilQuiet('activity', patience);
  };
  // Once to bring back what another test lost on purpose, as a replay should; from then on it has nothing to add.
  await replayAll();
  const before = await state();
  await replayAll();
  await replayAll();
  const after = await state();
  say('R6 full replay, twice', seed, { 'events applied before': before.applied, after: after.applied });
  return { before, after };
}
