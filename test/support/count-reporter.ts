import type { Reporter, SerializedError, TestCase, TestModule, TestSuite } from 'vitest/node';

/**
 * Ends the run with a line for each test that failed or needed a second try, and one plain line of counts, for whoever reads
 * only the end.
 */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const inState = (state: string) => tests.filter((test) => test.result().state === state);
    // A module or a group of tests can fail without a test of it failing: in its set-up, for one.
    const groups = modules.flatMap((module) => [module, ...module.children.allSuites()]);
    const failures = [
      ...inState('failed').map(describe),
      ...groups.filter((group) => errorsOf(group).length > 0).map(describe),
      ...errors.map((error) => `outside of the tests: ${messagesOf([error])}`),
    ];
    const skipped = inState('skipped').length;

    for (const failure of failures) print(`Failed: ${failure}`);
    for (const test of tests)
      if (test.diagnostic()?.flaky) print(`Passed at the second try: ${describe(test)}`);
    print(
      `${inState('passed').length} passed, ${failures.length} failed${skipped ? `, ${skipped} skipped` : ''}`,
    );
  }
}

type Entity = TestCase | TestSuite | TestModule;

function describe(entity: Entity): string {
  return `${nameOf(entity)}: ${messagesOf(errorsOf(entity))}`;
}

function nameOf(entity: Entity): string {
  if (entity.type === 'module') return entity.relativeModuleId;
  return `${entity.module.relativeModuleId} > ${entity.fullName}`;
}

function errorsOf(entity: Entity): readonly SerializedError[] {
  return (entity.type === 'test' ? entity.result().errors : entity.errors()) ?? [];
}

/** The first line of each error: one for every try. */
function messagesOf(errors: readonly SerializedError[]): string {
  return errors.map(({ message }) => message.split('\n', 1)[0]).join(' | ');
}

function print(line: string): void {
  process.stdout.write(`\n${line}\n`);
}
