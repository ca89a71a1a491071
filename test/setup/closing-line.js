// biome-ignore-all lint/style/noCommonJs: Jest loads its reporters as they are, without the compiler.
const { writeSync } = require('node:fs');

const counts = { passed: 0, failed: 0, skipped: 0 };
let remedy = '';
// Jest asks its configuration such things without running a test.
const QUESTIONS = ['--listTests', '--showConfig', '--help', '--version', '--init', '--clearCache'];

/** Counts tests, so that the very last line of a run is `N passed, N failed` (`, N skipped`), alone on its line. */
class ClosingLine {
  constructor({ testNamePattern }) {
    // Who names the tests that she wants asks for no others.
    this.some = Boolean(testNamePattern);
  }

  onRunComplete(_contexts, results) {
    counts.passed = results.numPassedTests;
    // A file that does not even load has failed, though it has no tests to count.
    counts.failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    counts.skipped = results.numPendingTests + results.numTodoTests;
    const browser = results.testResults.filter(({ testFilePath }) => testFilePath.includes('/test/browser/'));
    const left = browser.some(({ numPendingTests, numPassingTests }) => numPendingTests > 0 && numPassingTests === 0);
    if (left && !this.some)
      remedy = 'Skipped: the pages in a browser. Put chromium or google-chrome on PATH (Debian: apt-get install chromium).\n';
  }
}

// Jest, and npm's children, write until the end: only at 'exit' is the line the last one. It must be a synchronous write.
if (!process.argv.some((word) => QUESTIONS.includes(word))) {
  process.once('exit', (code) => {
    const failed = code !== 0 && counts.failed === 0 ? 1 : counts.failed;
    const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
    writeSync(1, `${remedy}${counts.passed} passed, ${failed} failed${skipped}\n`);
  });
}

module.exports = ClosingLine;
