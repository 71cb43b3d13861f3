import { resolve } from 'node:path';
import { build } from 'vite';

const root = resolve(import.meta.dirname, '..', '..');
const name = 'without-audit';

/** Builds the gateway with an audit trail that writes nothing, of which the product has no switch. @returns its program */
export async function buildWithoutAudit() {
  await build({
    configFile: resolve(root, 'src', 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: resolve(root, 'dist', name) },
    plugins: [
      {
        name,
        load: (id) =>
          id === resolve(root, 'src', 'audit', 'record-audit.ts')
            ? 'export const maxValueLength = 1_000; export async function recordAudit() {}'
            : null,
      },
    ],
  });
  return `dist/${name}/main.js`;
}
