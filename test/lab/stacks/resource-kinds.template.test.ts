import { expect, it } from 'vitest';
import { KEEPS_NOTHING } from '../../../lib/lab/deployed/reader.ts';
import { RESOURCE_KINDS } from '../../../lib/lab/stacks/left/resource-kinds.ts';
import { STARTED_BY_DEFAULT } from '../../../lib/projects/registry.ts';
import { synthesize } from '../../support/synthesize.ts';

/**
 * Of the web application's network, databases and edge nobody is asked yet: `lab down --target aws` says of what CloudFormation
 * left of them that it is not known.
 */
const slugs = STARTED_BY_DEFAULT.map(({ project }) => project.slug).join();

it('every type of the templates that come up by default can be asked for once its stack is gone, and removed by a command', async () => {
  const types = (await synthesize(slugs)).flatMap(({ resources }) => Object.values(resources).map(({ Type }) => Type));

  expect(types.length).toBeGreaterThan(200);
  expect([...new Set(types)].filter((type) => !(type in KEEPS_NOTHING) && !(type in RESOURCE_KINDS))).toEqual([]);
});
