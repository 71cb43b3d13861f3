import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { root } from './documents.js';

interface LockedPackage {
  name?: string;
  version: string;
  integrity?: string;
  license?: string;
  dev?: boolean;
}

interface Component {
  'bom-ref': string;
  type: string;
  name: string;
  version: string;
  purl: string;
  hashes?: { alg: string; content: string }[];
  licenses?: { license?: { id?: string; name?: string }; expression?: string }[];
}

const folder = mkdtempSync(join(tmpdir(), 'sbom-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What `npm run sbom` writes in a folder that has nothing but the files it needs: no node_modules, and no registry. */
function sbomIn(name: string): string {
  const directory = join(folder, name);
  for (const file of ['package.json', 'package-lock.json', '.npmrc', 'src/write-sbom.mjs']) {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    cpSync(resolve(root, file), join(directory, file));
  }
  const env = { ...process.env, npm_config_registry: 'http://127.0.0.1:9/' };
  execFileSync('npm', ['run', '--silent', 'sbom'], { cwd: directory, env });
  return readFileSync(join(directory, 'dist', 'sbom.cdx.json'), 'utf8');
}

const text = sbomIn('here');
const sbom = JSON.parse(text);
const components: Component[] = sbom.components;

const lock: Record<string, LockedPackage> = JSON.parse(
  readFileSync(resolve(root, 'package-lock.json'), 'utf8'),
).packages;
const { '': _, ...locked } = lock;
const shipped = new Map(
  Object.entries(locked)
    .filter(([, { dev }]) => !dev)
    .map(([path, locked]) => [
      `${locked.name ?? path.split('node_modules/').at(-1)}@${locked.version}`,
      locked,
    ]),
);

function licenceOf({ licenses }: Component): string | undefined {
  const [first] = licenses ?? [];
  return first?.expression ?? first?.license?.id ?? first?.license?.name;
}

describe('npm run sbom', () => {
  it('writes CycloneDX of the gateway', () => {
    const { bomFormat, specVersion, version, metadata } = sbom;
    expect({ bomFormat, specVersion, version }).toEqual({
      bomFormat: 'CycloneDX',
      specVersion: '1.5',
      version: 1,
    });
    expect(metadata.component).toMatchObject({ type: 'application', name: 'delivery-gateway' });
    for (const { type, name, version, purl } of components) {
      expect(type).toBe('library');
      expect(purl).toBe(`pkg:npm/${name.replace('@', '%40')}@${version}`);
    }
  });

  it('names every package that is shipped, with its version, and no other', () => {
    const named = components.map(({ name, version }) => `${name}@${version}`);
    expect(named.toSorted()).toEqual([...shipped.keys()].toSorted());
  });

  it('has the digest and the license of each, where the lock has them', () => {
    for (const component of components) {
      const { integrity, license } = shipped.get(`${component.name}@${component.version}`) ?? {};
      const digests = component.hashes?.map(({ content }) => Buffer.from(content, 'hex').toString('base64'));
      expect(digests).toEqual(integrity && [integrity.replace('sha512-', '')]);
      expect(licenceOf(component), component.name).toBe(license);
    }
    const without = components.filter((component) => !licenceOf(component)).map(({ name }) => name);
    // They tell it in a form that npm left years ago. Both are MIT.
    expect(without).toEqual(['busboy', 'streamsearch']);
  });

  it('says what needs what, of what it names', () => {
    const references = [sbom.metadata.component['bom-ref'], ...components.map((one) => one['bom-ref'])];
    expect(new Set(references).size).toBe(references.length);
    const edges: { ref: string; dependsOn: string[] }[] = sbom.dependencies;
    expect(edges.map(({ ref }) => ref).toSorted()).toEqual(references.toSorted());
    expect(edges.flatMap(({ dependsOn }) => dependsOn).filter((one) => !references.includes(one))).toEqual(
      [],
    );
  });

  it('is the same wherever and whenever it is made, with no path, registry, number or time', () => {
    expect(sbomIn('elsewhere')).toBe(text);
    expect(text).not.toContain(folder);
    expect(text).not.toMatch(/registry|127\.0\.0\.1|serialNumber|timestamp/);
  });
});
