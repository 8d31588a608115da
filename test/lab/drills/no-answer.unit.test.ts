/** An answer with nothing in it is no good news: no probe of any drill, and none of a contract, takes it for one. */
import { describe, expect, it } from 'vitest';
import { type AwsClients, withRegions } from '../../../lib/lab/aws/aws-clients.ts';
import { allDrills } from '../../../lib/lab/drills/catalogue.ts';
import type { CheckContext, Finding, Probe } from '../../../lib/lab/drills/drill.ts';
import { settingOf } from '../../../lib/lab/settings/settings.ts';
import { CURRICULUM } from '../../../lib/projects/registry.ts';

/** Every call of every service succeeds, in every region, and its answer is empty. */
const aws = withRegions(
  new Proxy({}, { get: () => new Proxy({}, { get: () => async () => ({}) }) }) as AwsClients,
  () => aws,
);

const lab: CheckContext = {
  aws,
  outputs: new Proxy({}, { get: (_, name) => String(name) }),
  request: async () => ({ status: 204, headers: new Headers(), text: '' }),
  nonce: () => 'nonce',
  eventually: (look) => look(),
  throughout: (look) => look(),
  sent: () => [{ of: 'somebody', kind: 'LessonRead', count: 1, at: 0 }],
  remembered: () => [
    { table: 'of-learners', items: [{ key: { pk: 'LEARNER#one', sk: 'ONE' }, attributes: {} }] },
    { functionName: 'of-callers', versions: ['1'] },
    { log: 'of-callers', since: 1, streams: [] },
  ],
  get: async (kind, target) => {
    const value = await settingOf(kind).read(aws, target);
    if (value === undefined) throw new Error('not there');
    return value as never;
  },
};

const drills = await allDrills({ projects: CURRICULUM });
const asked = new Map<string, Probe>(
  drills.flatMap(({ id, project, check, contract }) => [
    ...check.map((probe) => [`${id}: ${probe.expects}`, probe] as const),
    ...contract.map((probe) => [`${project.slug}: ${probe.expects}`, probe] as const),
  ]),
);

describe('where every service answers, and says nothing', () => {
  // The first that asks for the healthy answers has the application loaded.
  it.each([...asked])('%s', { timeout: 30_000 }, async (_, probe) => {
    const found: Finding | Error = await probe.look(lab).catch((error: Error) => error);
    expect(found).not.toMatchObject({ ok: true });
  });
});
