// `npm run sbom`: writes dist/sbom.cdx.json, what the gateway is made of, in the format of CycloneDX. npm makes it of
// package-lock.json alone, without network. The same lock gives the same file: the number and the time that npm puts in are
// optional, and so is the name of the folder, which it takes for the name of the program.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const { name } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

// npm tells its scripts where it is itself. On Windows its command is a batch file, which only a shell can start.
const npm = process.env.npm_execpath;
if (!npm) throw new Error('Run this as `npm run sbom`.');
const included = ['dev', 'optional', 'peer'].map((kind) => `--include=${kind}`);
const options = [
  '--sbom-format=cyclonedx',
  '--sbom-type=application',
  '--package-lock-only',
  '--offline',
  ...included,
];
const output = execFileSync(process.execPath, [npm, 'sbom', ...options], { cwd: root, maxBuffer: 2 ** 26 });
const { serialNumber: _, metadata, components, dependencies, ...sbom } = JSON.parse(output);
const { timestamp: __, component, ...made } = metadata;

// Not by --omit=dev: it leaves out what a tool for development needs as well, such as graphql.
const isShipped = ({ properties }) => !properties.some(({ name }) => name === 'cdx:npm:package:development');
const shipped = components.filter(isShipped);
const references = new Set([component, ...shipped].map((one) => one['bom-ref']));
const edges = dependencies
  .filter(({ ref }) => references.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => references.has(one)) }));

const file = join(root, 'dist', 'sbom.cdx.json');
const content = {
  ...sbom,
  metadata: { ...made, component: { ...component, name } },
  components: shipped,
  dependencies: edges,
};
mkdirSync(join(root, 'dist'), { recursive: true });
writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
process.stdout.write(`${file}\n`);
