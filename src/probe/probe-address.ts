import { timingSafeEqual } from 'node:crypto';
import type { Fingerprints } from '../secrets/fingerprint.js';

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
   * @param fingerprints the same at all gateways, but for their order, and known to nobody else
   */
  constructor(
    readonly text: string,
    private readonly fingerprints: Fingerprints,
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
    const [proof = ''] = this.proofsOf(runRowId);
    return this.addressWith(runRowId, proof);
  }

  /** The run to which an address belongs; null for every address that was not made here. Letter case may get lost on the way. */
  runOf(recipient: string): number | null {
    const [, id, proof = ''] = /^[^+@]+\+([1-9]\d{0,9})-([\da-f]+)@/.exec(recipient.toLowerCase()) ?? [];
    if (id === undefined || proof.length !== proofLength) return null;
    const rowId = Number(id);
    const isProven = this.proofsOf(rowId).some((own) =>
      timingSafeEqual(Buffer.from(proof), Buffer.from(own)),
    );
    return isProven && recipient.toLowerCase() === this.addressWith(rowId, proof) ? rowId : null;
  }

  private addressWith(runRowId: number, proof: string): string {
    return `${this.localPart}+${runRowId}-${proof}@${this.domain}`;
  }

  /** One for each key, as gateways may seal with different ones during a rotation. */
  private proofsOf(runRowId: number): string[] {
    return this.fingerprints(`${runRowId}`).map((each) => each.toString('hex').slice(0, proofLength));
  }
}
