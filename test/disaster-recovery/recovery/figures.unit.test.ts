import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { serveDns } from '../../../lib/emulator/web/dns/server.ts';
import { following } from './candidates.ts';
import { atFullTimes, type Run, readRto, rto } from './figures.ts';

const RUN: Run = {
  ...{ seed: 1, speed: 10, delayMs: 40, firstFailed: 100, detected: 2_500 },
  ...{
    led: 2_600,
    writable: 6_000,
    waited: 3_000,
    waitedBeforeLed: 0,
    moved: 5_600,
    firstWrite: 6_200,
    firstRead: 5_700,
  },
  ...{ acknowledged: 100, lost: 3, oldestLost: 40, doubled: 0, lostOnTheWayBack: 0, pauseOnTheWayBack: 500 },
};

it('a run takes, at full times, ten times as long for what was shortened and as long for the rest', () => {
  expect([rto(RUN), readRto(RUN)]).toEqual([6_100, 5_600]);
  // Detected after 25 s; led there 0.1 s later, moved by its TTL 30 s after that; writable 3.5 s and 27 s of waits after.
  expect(atFullTimes(RUN)).toEqual({ rto: 55_500 + 200 - 100, readRto: 55_100 + 100 - 100 });
});

it('a run at full times is what it was', () => {
  const run = { ...RUN, speed: 1 };
  expect(atFullTimes(run)).toEqual({ rto: rto(run), readRto: readRto(run) });
});

it('a candidate asks a name again when its TTL has passed, and not before', async () => {
  const [host, port] = ['127.252.0.2', 4_591];
  let [address, asked] = ['127.0.0.7', 0];
  const resolve = () => {
    asked += 1;
    return { type: 'A' as const, values: [address], ttlSeconds: 20 };
  };
  const server = await serveDns({ host, port, resolve, owns: () => true, speed: 20 });
  const where = following('exam.test', { address: host, port });
  expect(await where()).toBe('127.0.0.7');
  const known = Date.now();
  address = '127.0.0.8';
  for (let now = await where(); now === '127.0.0.7'; now = await where()) await sleep(10);
  expect(Date.now() - known).toBeGreaterThanOrEqual(990);
  expect(asked).toBe(2);
  await server.close();
});
