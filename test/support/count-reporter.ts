import type { Reporter, TestModule } from 'vitest/node';

/** Ends the run with the tests that needed a second try, and one plain line of counts, for whoever reads only that. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    // A module or a group of tests can fail without a test of it failing: in its set-up, for one.
    const groups = modules.flatMap((module) => [module, ...module.children.allSuites()]);
    const broken = groups.filter((group) => group.errors().length > 0).length;
    const failed = count('failed') + broken + errors.length;
    const skipped = count('skipped');
    for (const test of tests.filter((each) => each.diagnostic()?.flaky))
      process.stdout.write(
        `\nPassed at the second try: ${test.module.relativeModuleId} > ${test.fullName}\n`,
      );
    process.stdout.write(
      `\n${count('passed')} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}\n`,
    );
  }
}
