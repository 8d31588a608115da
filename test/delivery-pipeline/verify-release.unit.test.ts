/** The hook of a release, when what it calls refuses, breaks or falls silent: CodeDeploy hears `Failed`, and why is logged. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { requestFor } from '../../lambda/delivery-pipeline/release-checks.ts';
import { verifyRelease } from '../../lambda/delivery-pipeline/verify-release.ts';
import { apiInMemory } from '../support/api/api-in-memory.ts';
import { fakeClient, type Sent } from '../support/fakes/fake-client.ts';

const ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:serve:7';
const EVENT = { DeploymentId: 'd-1', LifecycleEventHookExecutionId: 'hook-1' };
const serve = apiInMemory().handler;

const payloadOf = (value: unknown) => ({ transformToString: () => (value === undefined ? '' : JSON.stringify(value)) });

/** What version 7 of the real application answers, as Lambda hands it back. */
const healthy = async ({ input }: Sent) => ({
  ExecutedVersion: '7',
  Payload: payloadOf(await serve(JSON.parse(input.Payload as string))),
});

let logged: ReturnType<typeof vi.spyOn>;
beforeEach(() => {
  logged = vi.spyOn(console, 'log').mockImplementation(() => {});
});
afterEach(() => vi.restoreAllMocks());

async function verify(answer: (sent: Sent) => unknown, report: (sent: Sent) => unknown = () => ({})) {
  const lambda = fakeClient(answer);
  const codeDeploy = fakeClient(report);
  const done = await verifyRelease({ lambda, codeDeploy, releaseArn: ARN, releaseVersion: '7' })(EVENT);
  return { ...done, called: lambda.sent, reported: codeDeploy.sent };
}

describe('the hook of a release', () => {
  it('calls what is released as API Gateway does, and reports that it holds', async () => {
    const { status, faults, called, reported } = await verify(healthy);
    expect({ status, faults }).toEqual({ status: 'Succeeded', faults: [] });
    expect(called.map(({ name, input }) => [name, input.FunctionName, JSON.parse(input.Payload as string)])).toEqual(
      ['/health', '/v1/comparison', '/v1/certifications/NO-SUCH-CODE'].map((path) => [
        'InvokeCommand',
        ARN,
        requestFor(path, 'hook-1'),
      ]),
    );
    expect(reported).toEqual([
      {
        name: 'PutLifecycleEventHookExecutionStatusCommand',
        input: { deploymentId: 'd-1', lifecycleEventHookExecutionId: 'hook-1', status: 'Succeeded' },
      },
    ]);
    const [[line]] = logged.mock.calls as [[string]];
    expect(JSON.parse(line)).toMatchObject({ deploymentId: 'd-1', releaseArn: ARN, status: 'Succeeded', faults: [] });
  });

  it.each([
    ['may not be called', 'AccessDeniedException'],
    ['is throttled', 'TooManyRequestsException'],
    ['does not answer in time', 'TimeoutError'],
    ['is not there', 'ResourceNotFoundException'],
  ])('reports Failed, once, when the release %s', async (_, name) => {
    const { status, faults, reported } = await verify(() => {
      throw Object.assign(new Error(`said ${name}`), { name });
    });
    expect(status).toBe('Failed');
    expect(faults).toHaveLength(3);
    expect(faults[0]).toBe(`is healthy and has its content: could not be called: said ${name}`);
    expect(reported.map(({ input }) => input.status)).toEqual(['Failed']);
  });

  it.each([
    ['failed inside', { FunctionError: 'Unhandled', Payload: payloadOf({ errorMessage: 'no table' }) }, /no table/],
    ['is another version', { ExecutedVersion: '6' }, /version 6 answered, wanted 7/],
    ['says nothing', { Payload: payloadOf(undefined) }, /status undefined, wanted 200/],
    ['has no payload', { Payload: undefined }, /status undefined, wanted 200/],
  ])('reports Failed when one of the answers %s, and names what was expected', async (_, change, why) => {
    const { status, faults } = await verify(async (sent) => {
      const right = await healthy(sent);
      return JSON.parse(sent.input.Payload as string).rawPath === '/health' ? { ...right, ...change } : right;
    });
    expect(status).toBe('Failed');
    expect(faults[0]).toMatch(why);
    expect(faults.every((fault) => fault.startsWith('is healthy and has its content: '))).toBe(true);
  });

  it('fails itself when the report is refused, so that Lambda runs it again', async () => {
    const refusing = verify(healthy, () => {
      throw Object.assign(new Error('no'), { name: 'InvalidLifecycleEventHookExecutionStatusException' });
    });
    await expect(refusing).rejects.toMatchObject({ name: 'InvalidLifecycleEventHookExecutionStatusException' });
  });
});
