import { resolve } from 'node:path';
import { defineConfig } from 'vite';

const root = resolve(import.meta.dirname, '..');

/** What the benchmark takes from the gateway's source, whose build keeps it to itself. */
const parts = [
  'database/embedded/embedded-database',
  'database/embedded/program/private-apt',
  'database/embedded/program/run-command',
  'database/migrate',
  'secrets/sealer',
];

export default defineConfig({
  logLevel: 'warn',
  build: {
    ssr: true,
    outDir: resolve(root, '.cache', 'gateway'),
    rolldownOptions: {
      input: Object.fromEntries(parts.map((part) => [part, resolve(root, 'src', `${part}.ts`)])),
      output: { keepNames: true },
    },
  },
});
