import type { Deployment, Service } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { isSteady } from '../../../lib/lab/settings/ecs.ts';

const PRIMARY: Deployment = { status: 'PRIMARY', rolloutState: 'COMPLETED', runningCount: 2, pendingCount: 0 };
const ROLLED_BACK: Deployment = { status: 'ACTIVE', rolloutState: 'FAILED', runningCount: 0, pendingCount: 0 };
const service = (...deployments: Deployment[]): Service => ({
  ...{ desiredCount: 2, runningCount: 2, pendingCount: 0, deployments },
});

test.each<[string, boolean, Service]>([
  ['has one deployment, whole', true, service(PRIMARY)],
  ['still tells of one that was rolled back', true, service(PRIMARY, ROLLED_BACK)],
  ['rolls one back, whose task still runs', false, service(PRIMARY, { ...ROLLED_BACK, runningCount: 1 })],
  ['replaces the former one', false, service(PRIMARY, { ...PRIMARY, status: 'ACTIVE' })],
  [
    'has gone over to a new one whose first task does not run yet',
    false,
    service({ ...PRIMARY, runningCount: 0, rolloutState: 'IN_PROGRESS' }, { ...PRIMARY, status: 'ACTIVE' }),
  ],
  ['wants more than it has', false, { ...service(PRIMARY), desiredCount: 3 }],
  ['failed, and nothing was there to go back to', true, service({ ...PRIMARY, rolloutState: 'FAILED' })],
])('a service that %s is steady: %s', (_, steady, found) => {
  expect(isSteady(found)).toBe(steady);
});
