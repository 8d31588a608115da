import { defineConfig } from 'vitest/config';

/**
 * The unit tests as a mutation run uses them: what starts processes of its own is left out, because a mutant lives in
 * the process that runs the test and is not there in another.
 */
export default defineConfig({
  test: {
    include: ['test/**/*.unit.test.ts'],
    exclude: ['test/lab/drill-cycle.unit.test.ts', 'test/repo/**'],
    maxWorkers: 1,
  },
});
