import type { Reporter, TestModule, TestRunEndReason } from 'vitest/node';

/**
 * Ends every run with `N passed, N failed`, and before it names each test that was skipped: a skip without the name of
 * a gap of the emulator in its note is a failure (conventions of the tests, docs/testing.md).
 */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[], reason: TestRunEndReason): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const inState = (state: string) => tests.filter((test) => test.result().state === state);
    // A module that could not be collected, or an error outside any test, has no test of its own to count.
    const broken = modules.filter(
      (module) => module.state() === 'failed' && [...module.children.allTests()].length === 0,
    );
    const skipped = inState('skipped');
    for (const test of skipped) {
      const result = test.result();
      console.log(`skipped: ${test.fullName} (${'note' in result && result.note ? result.note : 'no reason given'})`);
    }
    const counted = inState('failed').length + broken.length + errors.length;
    // A set-up that failed leaves nothing to count, and must not read as a clean run.
    const failed = reason === 'passed' ? counted : Math.max(counted, 1);
    const tail = skipped.length > 0 ? `, ${skipped.length} skipped` : '';
    console.log(`\n${inState('passed').length} passed, ${failed} failed${tail}`);
  }
}
