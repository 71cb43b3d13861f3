import { resolve } from 'node:path';
import { defineConfig } from 'vite';

const source = import.meta.dirname;

/** Builds the gateway with its thread, its command line and the import. Why this way: docs/decisions.md. */
export default defineConfig({
  root: source,
  ssr: { noExternal: true },
  resolve: {
    // Some packages load graphql as CommonJS, some as ES modules, and two copies break `instanceof`: all get the latter.
    alias: [
      { find: /^graphql$/, replacement: 'graphql/index.mjs' },
      { find: /^graphql\/(.*)\.js$/, replacement: 'graphql/$1.mjs' },
      // It looks for Node's with every hash, and inside of a module it would find none and hash in JavaScript.
      { find: '@apollo/utils.createhash', replacement: 'node:crypto' },
    ],
  },
  build: {
    ssr: true,
    target: 'node20.19',
    outDir: resolve(source, '..', 'dist'),
    // The playground lies there, too.
    emptyOutDir: false,
    sourcemap: true,
    license: { fileName: 'licenses.md' },
    rolldownOptions: {
      // What stays as npm installed it: a native program, those of which a user decides, and one that has one of those of its
      // own.
      external: ['@node-rs/argon2', /^@opentelemetry\//, 'prom-client'],
      input: {
        main: resolve(source, 'main.ts'),
        'verification/thread/main': resolve(source, 'verification', 'thread', 'main.ts'),
        'cli/main': resolve(source, 'cli', 'main.ts'),
        'import/main': resolve(source, 'import', 'main.ts'),
      },
      output: {
        chunkFileNames: 'program/[name].js',
        minifyInternalExports: false,
        // TypeORM, type-graphql and the log take names from classes.
        keepNames: true,
      },
    },
  },
});
