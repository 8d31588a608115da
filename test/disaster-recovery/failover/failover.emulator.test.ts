/**
 * The workflow of the standby stack, run by the emulator's Step Functions under the role that the stack gives it: there, and
 * back, and what it refuses.
 */
import { ECS } from '@aws-sdk/client-ecs';
import { SFN } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PRIMARY_CLUSTER } from '../../../lib/projects/disaster-recovery/names.ts';
import { until } from '../../../lib/until.ts';
import type { Synthesized } from '../../support/synthesize.ts';
import { synthesizeRecovery } from '../synthesize-recovery.ts';
import type { State } from './definition.ts';
import { BEFORE, executions, GONE_BACK, TAKEN_OVER, TASKS } from './executions.ts';
import { makePlace, type Place, PRIMARY, PRIMARY_ARN, STANDBY_ARN } from './place.ts';

let place: Place;
const { start, end, run, statesOf, asBefore } = executions(() => place);

beforeAll(async () => {
  const { standby } = await synthesizeRecovery('pilot-light waiting');
  place = await makePlace(standby as Synthesized);
}, 300_000);
afterAll(() => place?.stop());

beforeEach(async () => {
  await asBefore();
  expect(await place.seen()).toEqual(BEFORE);
});

describe('failing over', () => {
  it('fences, adds an instance, promotes, scales, and says who writes now', async () => {
    const execution = await start({ to: 'standby' });
    expect(await end(execution)).toMatchObject({
      status: 'SUCCEEDED',
      output: { writer: STANDBY_ARN, tasks: TASKS, healthyTargets: TASKS },
    });
    expect(await place.seen()).toEqual(TAKEN_OVER);
    const order = ['TakeLock', 'LookAtWhole', 'RaiseFence', 'AddInstance', 'FailOver', 'AskForTasks', 'LookAtTargets'];
    expect((await statesOf(execution)).filter((state) => order.includes(state))).toEqual(order);
  });

  it('goes on to its end only when enough targets are healthy', async () => {
    await place.reset();
    await place.register(TASKS - 1);
    const execution = await start({ to: 'standby' });
    expect(
      await until(async () => (await statesOf(execution)).filter((s) => s === 'LookAtTargets').length > 2, 30),
    ).toBe(true);
    expect((await place.sfn.describeExecution({ executionArn: execution })).status).toBe('RUNNING');

    await place.register(TASKS);
    expect((await end(execution)).status).toBe('SUCCEEDED');
  });

  it('done twice changes nothing, and leaves what scaling has added', async () => {
    await run({ to: 'standby' });
    await place.ecs.updateService({ cluster: 'web', service: 'web', desiredCount: TASKS + 1 });
    const again = await start({ to: 'standby' });
    expect((await end(again)).status).toBe('SUCCEEDED');
    expect(await statesOf(again)).not.toContain('FailOver');
    expect(await place.seen()).toEqual({ ...TAKEN_OVER, tasks: TASKS + 1 });
  });
});

describe('the way back', () => {
  it('switches the roles, and takes the fence down after that', async () => {
    await run({ to: 'standby' });
    const execution = await start({ to: 'primary' });
    expect(await end(execution)).toMatchObject({ status: 'SUCCEEDED', output: { writer: PRIMARY_ARN } });
    expect(await place.seen()).toEqual(GONE_BACK);
    const order = ['SwitchBack', 'LowerFence'];
    expect((await statesOf(execution)).filter((state) => order.includes(state))).toEqual(order);
  });

  it('and there again', async () => {
    for (const to of ['standby', 'primary', 'standby']) expect((await run({ to })).status).toBe('SUCCEEDED');
    expect(await place.seen()).toEqual(TAKEN_OVER);
  });
});

describe('is refused, with what to do, and changes nothing:', () => {
  const refused = async (input: unknown, error: string, says: RegExp) => {
    const answer = await run(input);
    expect(answer).toMatchObject({ status: 'FAILED', error });
    expect(answer.cause).toMatch(says);
  };

  it.each([[{}], [{ to: 'us-west-2' }], ['standby'], [{ to: ['standby'] }], [null]])('%j', async (input) => {
    await refused(input, 'NotAsked', /Wanted \{"to":"standby"\} or \{"to":"primary"\}/);
    expect(await place.seen()).toEqual(BEFORE);
  });

  it('a second one while the first is under way', async () => {
    await place.reset();
    const first = await start({ to: 'standby' });
    await until(async () => (await statesOf(first)).includes('LookAtTargets'), 30);
    const before = await place.seen();
    await refused({ to: 'primary' }, 'UnderWay', /Wait for its end/);
    expect(await place.seen()).toEqual(before);
    await place.register(TASKS);
    expect((await end(first)).status).toBe('SUCCEEDED');
  });

  it('all but one of many that are started at once', async () => {
    await place.reset();
    const many = await Promise.all(Array.from({ length: 6 }, () => start({ to: 'standby' })));
    await until(async () => (await Promise.all(many.map(statesOf))).flat().includes('EnoughTargetsWait'), 30);
    await place.register(TASKS);
    const ends = await Promise.all(many.map(end));
    expect(ends.map(({ status, error }) => error ?? status).toSorted()).toEqual([
      'SUCCEEDED',
      ...Array.from({ length: 5 }, () => 'UnderWay'),
    ]);
  });

  it('to a region whose cluster is no member any more', async () => {
    const lost = { GlobalClusterIdentifier: 'certlab-recovery', DbClusterIdentifier: PRIMARY_ARN };
    await run({ to: 'standby' });
    const before = await place.seen();
    await place.rds(PRIMARY, 'RemoveFromGlobalCluster', lost);
    await refused({ to: 'primary' }, 'NotAMember', /Aurora adds a lost region again by itself/);
    expect(await place.seen()).toEqual(before);
    await place.rejoin(PRIMARY, PRIMARY_CLUSTER);
  });

  /** What RDS says, but for these members: states of AWS that the emulator's RDS never takes. */
  async function said(state: string, name: string, changed: string): Promise<void> {
    const found = place.definition.States[state] as State & { readonly Assign: Readonly<Record<string, string>> };
    const answer = (found.Assign[name] as string).replace(/^\{%|%\}$/g, '');
    const Assign = { [name]: `{% $merge([(${answer}), ${changed}]) %}` };
    await place.define({ ...place.definition, States: { ...place.definition.States, [state]: { ...found, Assign } } });
  }
  const moving = (arn: string) => `{'FailoverState': {'Status': 'failing-over', 'ToDbClusterArn': '${arn}'}}`;
  const members = (sync: string) =>
    `{'GlobalClusterMembers': [{'DbClusterArn': '${STANDBY_ARN}', 'IsWriter': true}, ` +
    `{'DbClusterArn': '${PRIMARY_ARN}', 'IsWriter': false, 'SynchronizationStatus': '${sync}'}]}`;

  it.each([
    [
      'with a version that differs',
      'standby',
      'LookAtOwn',
      'own',
      "{'EngineVersion': '16.9'}",
      'OtherVersion',
      /Upgrade/,
    ],
    [
      'to a cluster that is not whole',
      'standby',
      'LookAtOwn',
      'own',
      "{'Status': 'modifying'}",
      'NotWhole',
      /DescribeEvents/,
    ],
    [
      'back before it is in step',
      'primary',
      'LookAtWhole',
      'whole',
      members('pending-resync'),
      'NotInStep',
      /connected/,
    ],
    [
      'while RDS goes the other way',
      'standby',
      'LookAtWhole',
      'whole',
      moving(PRIMARY_ARN),
      'UnderWay',
      /FailoverState/,
    ],
  ] as const)('%s', async (_, to, state, name, changed, error, says) => {
    await said(state, name, changed);
    await refused({ to }, error, says);
    expect(await place.seen()).toEqual(BEFORE);
  });

  it('but not where RDS is on its way there already: it goes on from that', async () => {
    await said('LookAtWhole', 'whole', moving(STANDBY_ARN));
    expect((await run({ to: 'standby' })).status).toBe('SUCCEEDED');
    expect(await place.seen()).toEqual(TAKEN_OVER);
  });

  it('by a role that may not, at the call that it may not make, after which it can be done by one that may', async () => {
    for (const action of new Set(
      place.statements.flatMap(({ Action }) => Action).filter((one) => !NOT_HELD.test(one)),
    )) {
      const to = action === 'rds:SwitchoverGlobalCluster' ? 'primary' : 'standby';
      await place.grant();
      await place.reset();
      await place.register(TASKS);
      if (to === 'primary') await run({ to: 'standby' });
      // The lock's holder is asked about where there was one before.
      if (action === 'states:DescribeExecution') await run({ to: 'standby' });
      await place.grant(action);
      const { status, cause } = await run({ to });
      expect([action, status]).toEqual([action, 'FAILED']);
      expect(cause).toContain(`is not authorized to perform: ${action} `);
      await place.grant();
      expect([action, (await run({ to })).status]).toEqual([action, 'SUCCEEDED']);
    }
  }, 300_000);

  it('by somebody who may not start it', async () => {
    const { iam, config } = place;
    const UserName = 'somebody';
    await iam.createUser({ UserName });
    const { AccessKey } = await iam.createAccessKey({ UserName });
    const credentials = {
      accessKeyId: AccessKey?.AccessKeyId as string,
      secretAccessKey: AccessKey?.SecretAccessKey as string,
    };
    await expect(start({ to: 'standby' }, new SFN({ ...config, credentials }))).rejects.toThrow(/not authorized/);
    await expect(new ECS({ ...config, credentials }).listClusters({})).rejects.toThrow(/not authorized/);
    expect(await place.seen()).toEqual(BEFORE);
  });
});

/** Sent by Step Functions itself; the emulator sends none under a role. */
const NOT_HELD = /^(logs|xray):/;
