import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { satisfies, validRange } from 'semver';
import { describe, expect, it } from 'vitest';
import { advisories } from './advisories.js';
import { root } from './documents.js';

interface Lock {
  packages: Record<string, { name?: string; version?: string }>;
}

/** Every instance of a package in the tree that has an advisory, with what it was. */
function unsafeInstances(lock: Lock): string[] {
  return Object.entries(lock.packages).flatMap(([path, { name, version }]) => {
    const packageName = name ?? path.split('node_modules/').at(-1);
    return advisories
      .filter((advisory) => advisory.name === packageName)
      .filter(({ safe }) => !satisfies(version ?? '', safe, { includePrerelease: true }))
      .map(({ advisory, what, safe }) => `${path}@${version}: ${what} (${advisory}); needs ${safe}`);
  });
}

function lockAt(path: string): Lock {
  return JSON.parse(readFileSync(resolve(root, path), 'utf8'));
}

describe('the locked packages', () => {
  // That of test/clients/generated is not among them: it has generators of other projects, which only read our schema.
  it.each(['package-lock.json', 'bench/package-lock.json'])('have no known advisory in %s', (path) => {
    expect(unsafeInstances(lockAt(path))).toEqual([]);
  });

  it('are told when one of them has, also deep in the tree and under another name', () => {
    const lock: Lock = {
      packages: {
        '': { name: 'delivery-gateway', version: '0.1.0' },
        'node_modules/mysql2': { version: '3.9.3' },
        'node_modules/ws': { version: '8.23.0' },
        'node_modules/a/node_modules/ws': { version: '7.5.9' },
        'node_modules/old-qs': { name: 'qs', version: '6.15.3' },
        'node_modules/undici': { version: '8.11.2' },
        'node_modules/typeorm': { version: '0.3.30' },
      },
    };
    const told = unsafeInstances(lock).map((line) => line.replace(/:.*\((.*)\).*/, ' $1'));
    expect(told).toEqual([
      'node_modules/mysql2@3.9.3 GHSA-fpw7-j2hg-69v5',
      'node_modules/mysql2@3.9.3 GHSA-49j4-86m8-q2jw',
      'node_modules/mysql2@3.9.3 GHSA-4rch-2fh8-94vw',
      'node_modules/mysql2@3.9.3 GHSA-pmh2-wpjm-fj45',
      'node_modules/mysql2@3.9.3 GHSA-3f6p-5ww8-9rcr',
      'node_modules/mysql2@3.9.3 GHSA-rgwj-5xj2-c3m3',
      'node_modules/a/node_modules/ws@7.5.9 GHSA-3h5v-q93c-6h6q',
      'node_modules/a/node_modules/ws@7.5.9 GHSA-96hv-2xvq-fx4p',
      'node_modules/old-qs@6.15.3 GHSA-x5fp-wj9c-mxmx',
      'node_modules/old-qs@6.15.3 GHSA-4mjr-xmp4-gh2g',
      'node_modules/undici@8.11.2 GHSA-4qv8-2p9j-2685',
      'node_modules/undici@8.11.2 GHSA-f72v-6w45-q472',
      'node_modules/typeorm@0.3.30 GHSA-2rp8-mm9q-fp49',
    ]);
  });
});

describe('the table of advisories', () => {
  it.each(advisories)('has a range, an id and words: $name $advisory', ({ safe, advisory, what }) => {
    expect(validRange(safe)).not.toBeNull();
    expect(advisory).toMatch(/^(GHSA(-[23456789cfghjmpqrvwx]{4}){3}|CVE-\d{4}-\d{4,})$/);
    expect(what).not.toBe('');
  });

  it('has only packages that are locked', () => {
    const names = new Set(
      Object.keys(lockAt('package-lock.json').packages).map((path) => path.split('node_modules/').at(-1)),
    );
    expect(advisories.map(({ name }) => name).filter((name) => !names.has(name))).toEqual([]);
  });
});
