/** How swc reads a file: pages are JSX, everything else is not. */
const typescript = (tsx) => [
  '@swc/jest',
  {
    jsc: {
      parser: { syntax: 'typescript', tsx },
      target: 'es2022',
      ...(tsx && { transform: { react: { runtime: 'automatic', importSource: 'preact' } } }),
    },
    sourceMaps: 'inline',
  },
];
const closingLine = require.resolve('./test/setup/closing-line.js');
// Loaded here as well as by Jest: a run that breaks before its first test must end with the line too.
require(closingLine);

/** Tests run against real server processes; `test/setup` starts them and hands every file a database of its own. */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: { '^.+\\.ts$': typescript(false), '^.+\\.tsx$': typescript(true) },
  moduleFileExtensions: ['ts', 'tsx', 'js', 'json', 'node'],
  globalSetup: '<rootDir>/test/setup/start.ts',
  globalTeardown: '<rootDir>/test/setup/end.ts',
  reporters: ['default', closingLine],
  maxWorkers: 2,
  testTimeout: 180_000,
};
