import { defineConfig } from 'vitest/config';
import LongestFirst from './test/support/longest-first.ts';

/** Only where `npm run test:aws` says so: what it tests is deployed to an account first, and costs money. */
const onAws = process.env.CERTLAB_TEST_AWS
  ? [
      {
        extends: true as const,
        test: {
          name: 'aws',
          include: ['test/**/*.aws.test.ts'],
          globalSetup: ['./test/aws/aws.setup.ts'],
          // All of it is destroyed at the end, which takes CloudFormation up to half an hour.
          teardownTimeout: 3_600_000,
          hookTimeout: 3_600_000,
        },
      },
    ]
  : [];

/** One project per suffix; what each may use is said in docs/testing.md. */
export default defineConfig({
  test: {
    reporters: ['default', './test/support/closing-line.ts'],
    // One more than a small machine has cores: an emulator test spends much of its time waiting.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    projects: [
      ...onAws,
      {
        extends: true,
        // Beside two emulators a test that takes half a second by itself has taken more than vitest's five.
        test: { name: 'unit', include: ['test/**/*.unit.test.ts'], testTimeout: 30_000, hookTimeout: 60_000 },
      },
      {
        extends: true,
        test: {
          name: 'template',
          include: ['test/**/*.template.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          globalSetup: ['./test/support/bundle.setup.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'repo',
          include: ['test/**/*.repo.test.ts'],
          testTimeout: 120_000,
          // The first on a machine fetches cfn-lint, and synthesizes every form of every stack.
          hookTimeout: 300_000,
          globalSetup: ['./test/support/bundle.setup.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'emulator',
          // A browser test is one more scenario on the same deployment, and so is what an account is tested by.
          include: ['test/**/*.{emulator,browser,aws}.test.ts'],
          globalSetup: ['./test/support/emulator.setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'load',
          include: ['test/**/*.load.test.ts'],
          globalSetup: ['./test/support/emulator.setup.ts'],
          hookTimeout: 120_000,
          // After all others: beside them it would measure the machine, and fail when that is out of breath.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
