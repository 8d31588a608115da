/**
 * What the balancer costs: sittings through it, and by the same tasks' own addresses, by turns on one deployment; and how long
 * `lab up web-app` takes from nothing.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runningEmulator } from '../../lib/emulator/emulator.ts';
import { runningEngine } from '../../lib/emulator/web/service.ts';
import { statusOf, withBalancers } from '../../lib/lab/stacks/stacks.ts';
import { emulatorTarget } from '../../lib/lab/target.ts';
import { PORT } from '../../lib/projects/web-app/app/env.ts';
import { webApp } from '../../lib/projects/web-app/project.ts';
import { until } from '../../lib/until.ts';
import { beginSitting } from '../web-app/candidates.ts';
import { seconds } from './lab.ts';
import { type Measurement, median } from './measurement.ts';

const ROUNDS = 12;
const REQUESTS = 400;
const AT_ONCE = 8;
const P50_RATIO = 1.5;
const UP_SECONDS = 25;

/** One round: how long each request took in milliseconds, and how many came in a second. */
interface Round {
  readonly took: readonly number[];
  readonly perSecond: number;
}

const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });

function once(url: URL, token: string): Promise<number> {
  const began = performance.now();
  return new Promise((done, failed) => {
    // A token is taken from the agent alone that got it, and `fetch` calls itself so.
    const headers = { authorization: `Bearer ${token}`, 'user-agent': 'node' };
    request(url, { agent, headers }, (answer) => {
      answer.resume();
      answer.once('end', () => {
        if (answer.statusCode === 200) done(performance.now() - began);
        else failed(new Error(`${url} answered ${answer.statusCode}.`));
      });
    })
      .once('error', failed)
      .end();
  });
}

async function round(urls: readonly URL[], token: string): Promise<Round> {
  const took: number[] = [];
  let next = 0;
  const began = performance.now();
  const candidate = async () => {
    for (let number = next++; number < REQUESTS; number = next++)
      took.push(await once(urls[number % urls.length] as URL, token));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, candidate));
  return { took, perSecond: (1_000 * REQUESTS) / (performance.now() - began) };
}

const at = (share: number, { took }: Round) =>
  took.toSorted((a, b) => a - b)[Math.floor(took.length * share)] as number;

export async function benchWeb(): Promise<Measurement[]> {
  const stateFolder = mkdtempSync(join(tmpdir(), 'certlab-bench-web-'));
  try {
    const up = await seconds(stateFolder, ['up', 'web-app']);
    const emulator = await runningEmulator(stateFolder);
    const target = emulatorTarget(emulator?.endpoint as string, stateFolder);
    const [status] = await withBalancers(await statusOf([webApp], target), emulator);
    const engine = runningEngine(emulator?.engineFolder as string)?.url;
    const healthy = async () => {
      const targets = (await (await fetch(`${engine}/targets`)).json()) as { state: string; address: string }[];
      return targets.filter(({ state }) => state === 'healthy');
    };
    if (!(await until(async () => (await healthy()).length === 2, 60))) throw new Error('No two tasks got healthy.');
    const balancer = status?.balancer as string;
    const { token, id } = await beginSitting(balancer, 'Bench');
    const path = `/v1/sittings/${id}/questions`;
    const through = [new URL(path, balancer)];
    const direct = (await healthy()).map(({ address }) => new URL(path, `http://${address}:${PORT}`));
    await round(through, token);
    await round(direct, token);
    const pairs: { readonly through: Round; readonly direct: Round }[] = [];
    for (let number = 0; number < ROUNDS; number++)
      pairs.push({ through: await round(through, token), direct: await round(direct, token) });
    return [
      line(
        '`lab up web-app` from nothing, packages installed',
        `≤ ${UP_SECONDS} s`,
        `${up.toFixed(1)} s`,
        up <= UP_SECONDS,
      ),
      ...[0.5, 0.99].map((share) => {
        const ours = median(pairs.map((pair) => at(share, pair.through)));
        const own = median(pairs.map((pair) => at(share, pair.direct)));
        const ratio = median(pairs.map((pair) => at(share, pair.through) / at(share, pair.direct)));
        const isMedian = share === 0.5;
        return line(
          `p${share * 100} of a candidate's questions through the balancer, against the tasks called directly`,
          isMedian ? `≤ ${P50_RATIO}` : '—',
          `${ratio.toFixed(2)} (${ours.toFixed(1)} ms : ${own.toFixed(1)} ms)`,
          isMedian ? ratio <= P50_RATIO : undefined,
        );
      }),
      line(
        'requests a second through the balancer, and directly, eight at once',
        '—',
        `${perSecond(pairs.map((pair) => pair.through))} and ${perSecond(pairs.map((pair) => pair.direct))}`,
        undefined,
      ),
    ];
  } finally {
    agent.destroy();
    await seconds(stateFolder, ['down', '--json']);
    rmSync(stateFolder, { recursive: true, force: true });
  }
}

const line = (measure: string, mustReach: string, reached: string, ok: boolean | undefined): Measurement => ({
  ...{ measure, mustReach, reached, ok },
});

const perSecond = (rounds: readonly Round[]) => Math.round(median(rounds.map((each) => each.perSecond)));
