/** Judges addresses before anything is sent to them, so that nobody reaches by us what only we can reach. */
export interface NetworkGuard {
  /**
   * Whether an address may be connected to: it is one of the public internet, or in `VERIFY_ALLOW_NETWORKS`.
   * @param address IPv4 or IPv6 as `net.isIP` accepts it; false for anything else, and for one with a zone
   */
  permits(address: string): boolean;
}
