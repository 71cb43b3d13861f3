import type { Zone, ZoneEntry } from '../../support/dns/zone.js';

export const relay = '192.0.2.25';
export const relay6 = '2001:db8::25';
export const stranger = '203.0.113.9';

export interface SpfCase {
  title: string;
  /** Of shop.test; more than one are several records. */
  record: string | string[];
  zone?: Zone;
  address?: string;
  sender?: string;
  helo?: string;
  result: string;
  /** `domain term` each. */
  path?: string[];
  lookups?: number;
  voidLookups?: number;
  problem?: string;
  /** Why mailauth answers otherwise. */
  oracle?: { result: string; because: string };
}

export const hosts = (count: number): ZoneEntry[] =>
  Array.from({ length: count }, (_, index) => ['MX', index, `mx${index}.shop.test`]);
export const nothing = (count: number, end = 1) =>
  Array.from({ length: count }, (_, index) => `a:h${index + end}.test`);
export const existing = (count: number): Zone =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`h${index + 1}.test`, [['A', '198.51.100.1']]]),
  );
