import { expect, it } from 'vitest';
import { LONGEST_CALL_MS, longestCallMs } from '../../../lambda/shared/runtime/clients.ts';
import { ofType, synthesize } from '../../support/synthesize.ts';

it('every function of ours lives longer than the longest call of its clients', async () => {
  const functions = (await synthesize()).flatMap(({ resources }) =>
    ofType(resources, 'AWS::Lambda::Function')
      .filter(([, { Properties }]) => Properties.LoggingConfig?.LogFormat)
      // The site reads its own files, and calls nobody.
      .filter(([id]) => !id.startsWith('SiteFunction')),
  );
  expect(functions.length).toBeGreaterThan(8);
  for (const [id, { Properties }] of functions) expect(Properties.Timeout * 1_000, id).toBeGreaterThan(LONGEST_CALL_MS);
});

it('the hook of a release has the time to wait for it and to report', () => {
  // verify-release.handler.ts waits up to 12 s for an answer of the release, then reports; its timeout is a minute.
  expect(longestCallMs(12_000) + LONGEST_CALL_MS).toBeLessThan(60_000);
});
