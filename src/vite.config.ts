import { resolve } from 'node:path';
import { defineConfig } from 'vite';

const source = import.meta.dirname;

/** Builds the gateway, its command line and the import. Why this way: docs/decisions.md. */
export default defineConfig({
  root: source,
  build: {
    // For Node: packages stay outside, as npm installed them.
    ssr: true,
    target: 'node20.19',
    outDir: resolve(source, '..', 'dist'),
    // The playground lies there, too.
    emptyOutDir: false,
    sourcemap: true,
    rolldownOptions: {
      input: {
        main: resolve(source, 'main.ts'),
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
