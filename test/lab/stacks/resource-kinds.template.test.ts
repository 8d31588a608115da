import { expect, it } from 'vitest';
import { keepsNothing, RESOURCE_KINDS } from '../../../lib/lab/stacks/left/resource-kinds.ts';
import { synthesize } from '../../support/synthesize.ts';

it('every type of every template can be asked for once its stack is gone, and removed by a command', async () => {
  const types = (await synthesize()).flatMap(({ resources }) => Object.values(resources).map(({ Type }) => Type));

  expect(types.length).toBeGreaterThan(200);
  expect([...new Set(types)].filter((type) => !keepsNothing(type) && !(type in RESOURCE_KINDS))).toEqual([]);
});
