/** A seed that says what it should and writes nothing is no seed: its word is compared with what the table serves. */
import { expect, it } from 'vitest';
import type { CheckContext } from '../../lib/lab/drills/drill.ts';
import { type Output, seedRuns } from '../../lib/projects/serverless-api/drills/serverless-api.ts';

const SERVED = 'f1f3a143195bb64d';

const lab = (said: string, FunctionError?: string) =>
  ({
    outputs: { SeedFunctionName: 'seed', ContentTableName: 'content' },
    aws: { lambda: { invoke: async () => ({ Payload: new TextEncoder().encode(said), FunctionError }) } },
    get: async () => ({ S: SERVED }),
  }) as unknown as CheckContext<Output>;

it.each<[string, string, string?]>([
  ['another edition than the one served', '{"version":"done","items":0}'],
  ['nothing', ''],
  ['something else', '"done"'],
  ['an error', `{"errorMessage":"no, not \\"version\\" ${SERVED}"}`, 'Unhandled'],
])('does not run when it says %s', async (_, said, error) => {
  expect(await seedRuns(lab(said, error))).toMatchObject({ ok: false });
});

it('runs when it says the edition that is served', async () => {
  expect(await seedRuns(lab(JSON.stringify({ version: SERVED, outcome: 'unchanged' })))).toMatchObject({ ok: true });
});
