import { timingSafeEqual } from 'node:crypto';
import type { Fingerprint } from '../secrets/fingerprint.js';

/** In hexadecimal digits: 128 bits cannot be guessed while a run is under way. */
const proofLength = 32;

/**
 * The address at which the gateway receives the messages of its delivery tests. Each run has one of its own, such as
 * `probe+12-5f2b…@probe.example.net`, which only those know who hold the key. So any gateway recognizes it, and whoever
 * makes up an address costs no question to the database.
 */
export class ProbeAddress {
  private readonly localPart: string;
  private readonly domain: string;

  /**
   * @param text without a tag
   * @param fingerprint the same at all gateways, and known to nobody else
   */
  constructor(
    readonly text: string,
    private readonly fingerprint: Fingerprint,
  ) {
    const [localPart = '', domain = ''] = text.toLowerCase().split('@');
    this.localPart = localPart;
    this.domain = domain;
  }

  /** Whether mail to an address is to come back to the gateway. */
  isMeantBy(recipient: string): boolean {
    return recipient.toLowerCase() === this.text.toLowerCase();
  }

  ofRun(runRowId: number): string {
    return `${this.localPart}+${runRowId}-${this.proofOf(runRowId)}@${this.domain}`;
  }

  /** The run to which an address belongs; null for every address that was not made here. Letter case may get lost on the way. */
  runOf(recipient: string): number | null {
    const [, id, proof = ''] = /^[^+@]+\+([1-9]\d{0,9})-([\da-f]+)@/.exec(recipient.toLowerCase()) ?? [];
    if (id === undefined || proof.length !== proofLength) return null;
    const isProven = timingSafeEqual(Buffer.from(proof), Buffer.from(this.proofOf(Number(id))));
    return isProven && recipient.toLowerCase() === this.ofRun(Number(id)) ? Number(id) : null;
  }

  private proofOf(runRowId: number): string {
    return this.fingerprint(`${runRowId}`).toString('hex').slice(0, proofLength);
  }
}
