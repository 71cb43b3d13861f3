import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { readKeyRecord } from '../../../src/verification/dkim/key-record.js';
import { keyRecordCases } from './key-record-cases.js';

/** What `mailauth/lib/dkim/verify` looks up keys with; it has no types of its own. */
const { getPublicKey } = createRequire(import.meta.url)('mailauth/lib/tools') as {
  getPublicKey: (
    type: string,
    name: string,
    minBits: number,
    resolver: () => Promise<string[][]>,
    options: { strict: boolean; hashAlgo: string },
  ) => Promise<unknown>;
};

describe('a DKIM key record with', () => {
  it.each(keyRecordCases)('$title', ({ text, problems = [], key = 2_048 }) => {
    const record = readKeyRecord(text);
    expect(record.problems.map(({ reason }) => reason)).toEqual(problems);
    expect(record.key && (record.key.type === 'RSA' ? record.key.bits : record.key.type)).toBe(key);
    expect(record.testing).toBe(record.problems.some(({ reason }) => reason === 'TESTING'));
  });

  it.each(keyRecordCases)('$title can be used where mailauth can', async ({ text, mailauthDiffers }) => {
    const isUsable = await getPublicKey('DKIM', 'sel._domainkey.shop.test', 1_024, async () => [[text]], {
      strict: true,
      hashAlgo: 'sha256',
    }).then(
      () => true,
      () => false,
    );
    const agrees = isUsable === readKeyRecord(text).isUsable;
    expect(agrees).toBe(mailauthDiffers === undefined);
  });
});

describe('reading DKIM key records', () => {
  it('has at least 40 cases', () => expect(keyRecordCases.length).toBeGreaterThanOrEqual(40));

  it.each([
    ['semicolons', ';'.repeat(65_000)],
    ['quotes', '"'.repeat(65_000)],
    ['quotes and spaces', `v=DKIM1; p=${'" '.repeat(32_000)}`],
    ['spaces', `v=DKIM1; p=${' '.repeat(65_000)}x`],
    ['labels', 'a.'.repeat(32_000)],
    ['tags', Array.from({ length: 10_000 }, (_, index) => `a${index}=b`).join(';')],
    ['base64', `v=DKIM1; p=${'A'.repeat(65_000)}`],
  ])('ends soon for 64 KB of %s', (_, text) => {
    expect(readKeyRecord(text).isUsable).toBe(false);
  });
});
