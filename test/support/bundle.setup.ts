import { bundleHandlers } from '../../lib/bundle.ts';

/** Vitest's global set-up for tests that synthesize: stacks take the bundles as assets. */
export default async function setup(): Promise<void> {
  await bundleHandlers();
}
