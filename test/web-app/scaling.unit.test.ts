/** What a service is foretold to come to, by its bounds and policies: the grading of what nobody waits an hour for. */
import { expect, it } from 'vitest';
import type { ServiceScaling, Tracking } from '../../lib/lab/settings/autoscaling.ts';
import {
  BUSY,
  countAfter,
  growsWithItsRequests,
  QUIET,
  shrinksAfterThem,
} from '../../lib/projects/web-app/health/scaling.ts';
import type { Lab } from '../../lib/projects/web-app/health/sitting.ts';

const LABEL = 'app/site/1/targetgroup/web/2';
const of = (more: Partial<Tracking> = {}): Tracking => ({
  ...{ TargetValue: 600, ScaleOutCooldown: 30, ScaleInCooldown: 300, DisableScaleIn: false },
  PredefinedMetricSpecification: { PredefinedMetricType: 'ALBRequestCountPerTarget', ResourceLabel: LABEL },
  ...more,
});
const scaling = (tracking: readonly Tracking[], more: Partial<ServiceScaling> = {}): ServiceScaling => ({
  ...{ least: 2, most: 6, suspended: { in: false, out: false, scheduled: false } },
  policies: tracking.map((each, at) => ({ name: `p${at}`, tracking: each })),
  ...more,
});
const other = of({ PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageMemoryUtilization' } });
const ofAnother = of({
  PredefinedMetricSpecification: { PredefinedMetricType: 'ALBRequestCountPerTarget', ResourceLabel: `${LABEL}0` },
});
const lookAt = (value: ServiceScaling | null): Lab =>
  ({
    outputs: { BalancerArn: 'arn:x:loadbalancer/app/site/1', TargetGroupArn: 'arn:x:targetgroup/web/2' },
    get: async () => value,
  }) as unknown as Lab;

const IN = { in: true, out: false, scheduled: false };
const OUT = { in: false, out: true, scheduled: false };

it.each([
  ['as deployed', scaling([of()]), 5, 2, true, true],
  ['a policy of memory', scaling([other]), 2, 6, false, false],
  ['a policy of other targets', scaling([ofAnother]), 2, 6, false, false],
  ['memory and requests', scaling([other, of()]), 5, 2, true, true],
  ['two tasks at most', scaling([of()], { most: 2 }), 2, 2, false, true],
  ['four tasks at most', scaling([of()], { most: 4 }), 4, 2, false, true],
  ['six tasks at least', scaling([of()], { least: 6 }), 6, 6, true, false],
  ['three at least', scaling([of()], { least: 3 }), 5, 3, true, false],
  [
    'fifty at most, of which few requests ask for all',
    scaling([of({ TargetValue: 60 })], { most: 50 }),
    50,
    5,
    false,
    false,
  ],
  ['ten times the requests', scaling([of({ TargetValue: 6_000 })]), 2, 2, false, true],
  ['growing suspended', scaling([of()], { suspended: OUT }), 2, 2, false, true],
  ['shrinking suspended', scaling([of()], { suspended: IN }), 5, 6, true, false],
  ['shrinking disabled', scaling([of({ DisableScaleIn: true })]), 5, 6, true, false],
  ['one of two that may not shrink', scaling([of({ DisableScaleIn: true }), of()]), 5, 2, true, true],
  ['no policy', scaling([]), 2, 6, false, false],
])('%s', async (_, value, busy, quiet, grows, shrinks) => {
  const most = Math.max(2, value.most);
  expect(countAfter(value, { label: LABEL, from: 2, requests: BUSY, minutes: 10 })).toBe(busy);
  expect(countAfter(value, { label: LABEL, from: most, requests: QUIET, minutes: 60 })).toBe(quiet);
  expect((await growsWithItsRequests.look(lookAt(value))).ok).toBe(grows);
  expect((await shrinksAfterThem.look(lookAt(value))).ok).toBe(shrinks);
});

it('a service that is not registered does neither', async () => {
  expect((await growsWithItsRequests.look(lookAt(null))).ok).toBe(false);
  expect((await shrinksAfterThem.look(lookAt(null))).ok).toBe(false);
});

it.each([
  ['steps', { name: 'steps', steps: {} }],
  ['a metric of its own', { name: 'own', tracking: { TargetValue: 1, CustomizedMetricSpecification: {} } }],
])('of %s nobody can reckon what it does', async (_, policy) => {
  const value = scaling([of()], { policies: [policy] });
  for (const probe of [growsWithItsRequests, shrinksAfterThem])
    await expect(probe.look(lookAt(value))).rejects.toMatchObject({ name: 'CouldNotLook' });
});
