const closingLine = require.resolve('./test/setup/closing-line.js');
// Loaded here as well as by Jest: a run that breaks before its first test must end with the line too.
require(closingLine);

/** Tests run against real server processes; `test/setup` starts them and hands every file a database of its own. */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, sourceMaps: 'inline' }],
  },
  moduleFileExtensions: ['ts', 'js', 'json', 'node'],
  globalSetup: '<rootDir>/test/setup/start.ts',
  globalTeardown: '<rootDir>/test/setup/end.ts',
  reporters: ['default', closingLine],
  maxWorkers: 2,
  testTimeout: 180_000,
};
