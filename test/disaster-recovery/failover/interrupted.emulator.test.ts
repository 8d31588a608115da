/**
 * The workflow of the standby stack, ended before each of its states and started again with the same input: no state is left out, also
 * none in which it waits for what is there at once on the emulator, and not on AWS.
 */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { until } from '../../../lib/until.ts';
import type { Synthesized } from '../../support/synthesize.ts';
import { synthesizeRecovery } from '../synthesize-recovery.ts';
import { ENDED, endedBefore, findingLater } from './definition.ts';
import { executions, GONE_BACK, TAKEN_OVER, TASKS } from './executions.ts';
import { makePlace, type Place } from './place.ts';

let place: Place;
const { start, end, run, statesOf, asBefore } = executions(() => place);
/** Those that an execution was ended before, and another came to the end from. */
const resumed = new Set<string>();

beforeAll(async () => {
  const { standby } = await synthesizeRecovery('pilot-light waiting');
  place = await makePlace(standby as Synthesized);
}, 300_000);
afterAll(() => place?.stop());
beforeEach(() => asBefore());

it.each([
  ['standby', TAKEN_OVER],
  ['primary', GONE_BACK],
] as const)(
  'comes to the same end, whichever state on the way to the %s it was ended before',
  { timeout: 900_000 },
  async (to, expected) => {
    const slow = findingLater(place.definition);
    if (to === 'primary') await run({ to: 'standby' });
    await place.define(slow);
    const first = await start({ to });
    expect(await end(first)).toMatchObject({ status: 'SUCCEEDED' });
    const states = [...new Set(await statesOf(first))].slice(1);

    const ends: Record<string, unknown> = {};
    for (const state of states) {
      await asBefore();
      if (to === 'primary') await run({ to: 'standby' });
      await place.define(endedBefore(slow, state));
      expect(await run({ to }), state).toMatchObject({ status: 'FAILED', error: ENDED });
      await place.define(place.definition);
      const { status, error } = await run({ to });
      ends[state] = { status, ...(error && { error }), ...(await place.seen()) };
      resumed.add(state);
    }
    expect(ends).toEqual(Object.fromEntries(states.map((state) => [state, { status: 'SUCCEEDED', ...expected }])));
  },
);

it('every state but the first, before which nothing has begun, and those that refuse', () => {
  const { StartAt, States } = place.definition;
  const all = Object.keys(States).filter((state) => state !== StartAt && States[state]?.Type !== 'Fail');
  expect([...resumed].toSorted()).toEqual(all.toSorted());
});

it('also where it was stopped while it waited', async () => {
  await place.reset();
  const first = await start({ to: 'standby' });
  expect(await until(async () => (await statesOf(first)).includes('EnoughTargetsWait'), 30)).toBe(true);
  await place.sfn.stopExecution({ executionArn: first });
  await place.register(TASKS);
  expect((await run({ to: 'standby' })).status).toBe('SUCCEEDED');
  expect(await place.seen()).toEqual(TAKEN_OVER);
});
