import { expect, it } from 'vitest';
import { KEEPS_NOTHING } from '../../../lib/lab/deployed/reader.ts';
import { RESOURCE_KINDS } from '../../../lib/lab/stacks/left/resource-kinds.ts';
import { synthesize } from '../../support/synthesize.ts';

it('every type of every template can be asked for once its stack is gone, and removed by a command', async () => {
  const types = (await synthesize()).flatMap(({ resources }) => Object.values(resources).map(({ Type }) => Type));

  expect(types.length).toBeGreaterThan(200);
  expect([...new Set(types)].filter((type) => !(type in KEEPS_NOTHING) && !(type in RESOURCE_KINDS))).toEqual([]);
});
