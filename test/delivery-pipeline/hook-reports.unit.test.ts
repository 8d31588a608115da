/** CodeDeploy's stand-in: it believes the hook that it started, and nobody else on this machine. */
import { CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand } from '@aws-sdk/client-codedeploy';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hookReports } from '../../lib/rehearsal/stand-ins/code-deploy.ts';

const HEADERS = {
  'content-type': 'application/x-amz-json-1.1',
  'x-amz-target': 'CodeDeploy_20141006.PutLifecycleEventHookExecutionStatus',
};
let reports: Awaited<ReturnType<typeof hookReports>>;
beforeEach(async () => {
  reports = await hookReports();
});
afterEach(() => reports.close());

const good = () => ({ lifecycleEventHookExecutionId: reports.executionId, status: 'Succeeded' });
const post = async (body: unknown, { url = reports.endpoint, headers = {} } = {}) =>
  fetch(url, {
    method: 'POST',
    headers: { ...HEADERS, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  }).then(({ status }) => status);

it.each(['Succeeded', 'Failed'] as const)('takes %s as the SDK in the hook sends it', async (status) => {
  const client = new CodeDeployClient({
    endpoint: reports.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  expect(reports.status()).toBe('never reported');

  await client.send(
    new PutLifecycleEventHookExecutionStatusCommand({
      deploymentId: 'd-1',
      lifecycleEventHookExecutionId: reports.executionId,
      status,
    }),
  );

  expect(reports.status()).toBe(status);
});

describe('refuses, and stays as it was', () => {
  afterEach(() => expect(reports.status()).toBe('never reported'));

  it.each([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['null', 'null'],
    ['nothing', ''],
    ['no status', '{}'],
  ])('%s', async (_, body) => {
    expect(await post(body)).toBe(400);
  });

  it('an unknown status', async () => {
    expect(await post({ ...good(), status: 'Skipped' })).toBe(400);
  });

  it('the id of another hook', async () => {
    expect(await post({ ...good(), lifecycleEventHookExecutionId: 'rehearsal-1' })).toBe(400);
  });

  it('a sender who does not know its path', async () => {
    expect(await post(good(), { url: new URL('/', reports.endpoint).href })).toBe(400);
    expect(await post(good(), { url: new URL('/guess', reports.endpoint).href })).toBe(400);
  });

  it('another operation', async () => {
    expect(await post(good(), { headers: { 'x-amz-target': 'CodeDeploy_20141006.StopDeployment' } })).toBe(400);
  });

  it('a page of another origin, even with path and id', async () => {
    expect(await post(good(), { headers: { origin: 'http://evil.example' } })).toBe(403);
  });

  it('a report of five kilobytes', async () => {
    expect(await post({ ...good(), padding: 'x'.repeat(5_000) })).toBe(413);
  });
});

it('has a path and an id that no other has', async () => {
  const other = await hookReports();
  other.close();

  expect(other.executionId).not.toBe(reports.executionId);
  expect(new URL(other.endpoint).pathname).not.toBe(new URL(reports.endpoint).pathname);
});
