import { join, resolve } from 'node:path';
import { build } from 'vite';

const root = resolve(import.meta.dirname, '..', '..');
const replaced = '/src/audit/record-audit.ts';

/** Builds the gateway with an audit trail that writes nothing, of which the product has no switch. @returns its program */
export async function buildWithoutAudit() {
  const outDir = resolve(root, '.cache', 'gateway-without-audit');
  let isReplaced = false;
  await build({
    configFile: resolve(root, 'src', 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir },
    plugins: [
      {
        name: 'without-audit',
        load(id) {
          if (!id.endsWith(replaced)) return null;
          isReplaced = true;
          return 'export const maxValueLength = 1_000; export async function recordAudit() {}';
        },
      },
    ],
  });
  if (!isReplaced) throw new Error(`The program has no ${replaced} that could be replaced.`);
  return join(outDir, 'main.js');
}
