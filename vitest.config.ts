import { defineConfig } from 'vitest/config';

/** One project per suffix; what each may use is said in docs/testing.md. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/**/*.unit.test.ts'] } },
      {
        test: { name: 'template', include: ['test/**/*.template.test.ts'], testTimeout: 60_000, hookTimeout: 120_000 },
      },
      { test: { name: 'repo', include: ['test/**/*.repo.test.ts'], testTimeout: 60_000 } },
    ],
  },
});
