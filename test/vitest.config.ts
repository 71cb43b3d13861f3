import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  resolve: {
    // Node would load graphql's CommonJS build for some importers and its ESM build for others; two copies
    // break `instanceof`, so every import gets the one that @apollo/server loads too.
    alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }],
  },
  test: {
    include: ['test/**/*.test.ts'],
    // On a server of its own choosing, a run has the tests that talk to it: those that reach these files by their imports.
    ...(process.env.TEST_DATABASE_URL
      ? { related: ['test/support/test-database.ts', 'test/support/database-servers/own-server.ts'] }
      : {}),
    exclude: [
      ...configDefaults.exclude,
      // It has a run of its own, `npm run test:cluster`.
      'test/cluster/**',
      // What is tested of the command line, imports, the playground, clients, requests, most old commands, logs, the limits and
      // connections of one gateway, and the talk with mail and name servers does not depend on what stores it: the contract
      // and the objects themselves have tests of their own. A soak on another server is a run of its own.
      ...(process.env.TEST_DATABASE_URL
        ? [
            'test/{canaries,cli,clients,deployment,http,import,proxies,soak,verification}/**',
            'test/access/sign-in-limits.test.ts',
            'test/failure/clients-that-go-away.test.ts',
            'test/graphql/{admission,execution,inputs}/**',
            'test/legacy/!(generated-servers).test.ts',
            'test/legacy/rules/!(list-parameters|lists|long-lists).test.ts',
            'test/probe/loop-back.test.ts',
            'test/subscriptions/life.test.ts',
            'test/verification-runs/{delivery,hanging-servers,hostile-zones,settings-test}.test.ts',
          ]
        : []),
    ],
    // As the program does first: decorators of type-graphql need it, whichever file is read first.
    setupFiles: ['reflect-metadata'],
    globalSetup: ['test/support/build-program.ts', 'test/support/global-setup.ts'],
    pool: 'forks',
    // Tests wait for databases and programs more than they compute: with a worker for each core, a quarter of the time of the
    // cores was idle.
    maxWorkers: availableParallelism() + 1,
    // The program is read once for all files of a worker: no test leaves anything behind that another would meet.
    isolate: false,
    reporters: ['default', './test/support/count-reporter.ts'],
    // Many times what any test takes: a busy machine must not make one fail.
    testTimeout: 60_000,
    // Where nobody looks on, a moment in which the machine does something else is not to cost the whole run. What is broken
    // fails twice; what passes at the second try is named at the end.
    retry: process.env.CI ? 1 : 0,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 20_000 } },
  },
});
