import type { Reporter, TestModule } from 'vitest/node';

/**
 * Names every skipped test at the end of a run. A test that needs an engine which is not installed is skipped, and
 * a number alone would not say which promise went unchecked.
 */
export const skippedByName: Reporter = {
  onTestRunEnd(modules: readonly TestModule[]) {
    const names = modules.flatMap((module) =>
      [...module.children.allTests('skipped')].map((test) => `${module.relativeModuleId} > ${test.fullName}`),
    );
    if (names.length > 0) console.log(`\n Skipped by name:\n${names.map((name) => `   ${name}`).join('\n')}`);
  },
};
