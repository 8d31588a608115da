import { describe, expect, it } from 'vitest';
import {
  faultsOf,
  type Invocation,
  RELEASE_CHECKS,
  type ReleaseCheck,
  requestFor,
} from '../../../lambda/delivery-pipeline/release-checks.ts';
import { apiInMemory } from '../../support/api/api-in-memory.ts';

const serve = apiInMemory().handler;

/** What Lambda would hand back from version 7 of the real application. */
async function invoke({ path }: ReleaseCheck): Promise<Invocation> {
  const payload = await serve(requestFor(path, 'request-1') as unknown as Parameters<typeof serve>[0]);
  return { executedVersion: '7', functionError: undefined, payload: JSON.parse(JSON.stringify(payload)) };
}

const [health] = RELEASE_CHECKS as [ReleaseCheck];

describe('the checks of a release', () => {
  it.each(RELEASE_CHECKS)('find nothing wrong with the real application: it $expects', async (check) => {
    expect(faultsOf(check, '7', await invoke(check))).toEqual([]);
  });

  it.each(RELEASE_CHECKS)('refuse an empty 200 where it $expects', (check) => {
    const payload = { statusCode: 200, headers: { 'content-type': check.contentType }, body: '' };
    expect(faultsOf(check, '7', { executedVersion: '7', functionError: undefined, payload })).not.toEqual([]);
  });

  it('refuse the right answer of another version: that is what a forgotten weight on the alias looks like', async () => {
    expect(faultsOf(health, '8', await invoke(health))).toEqual(['version 7 answered, wanted 8']);
  });

  it('refuse a function that failed, and say how', () => {
    const payload = { errorType: 'Error', errorMessage: 'CONTENT_TABLE_NAME is missing' };
    const faults = faultsOf(health, '7', { executedVersion: '7', functionError: 'Unhandled', payload });
    expect(faults).toEqual([expect.stringContaining('CONTENT_TABLE_NAME is missing')]);
  });

  it.each([
    ['status', { statusCode: 500 }, /status 500, wanted 200/],
    ['content type', { headers: { 'Content-Type': 'text/html' } }, /content type text\/html, wanted application\/json/],
    ['body', { body: '{}' }, /no "contentVersion" in the body/],
  ])('refuse a wrong %s, saying what came and what was wanted', async (_, change, message) => {
    const right = await invoke(health);
    const payload = { ...(right.payload as object), ...change };
    expect(faultsOf(health, '7', { ...right, payload })).toEqual([expect.stringMatching(message)]);
  });

  it('read a body that travels as Base64', async () => {
    const right = (await invoke(health)).payload as { body: string };
    const payload = { ...right, body: Buffer.from(right.body).toString('base64'), isBase64Encoded: true };
    expect(faultsOf(health, '7', { executedVersion: '7', functionError: undefined, payload })).toEqual([]);
  });
});
