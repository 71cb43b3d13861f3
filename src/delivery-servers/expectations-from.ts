import { dkimPublicKeyFrom } from '../formats/dkim-public-key.js';
import type { DkimExpectation, DnsExpectations } from '../verification/expectations.js';

/** As somebody gives them, having been judged. What is left out, or null: nobody said. */
export type GivenExpectations = { [Field in keyof DnsExpectations]?: DnsExpectations[Field] | null };

export function expectationsFrom(given: GivenExpectations | null | undefined): DnsExpectations {
  return {
    sendingAddresses: given?.sendingAddresses ?? [],
    dkim: given?.dkim?.map(dkimExpectationFrom) ?? [],
    spfInclude: given?.spfInclude ?? null,
    senderTarget: given?.senderTarget ?? null,
    linkTarget: given?.linkTarget ?? null,
    openTarget: given?.openTarget ?? null,
  };
}

/** With its key as base64, in whatever form it was given. */
export function dkimExpectationFrom({ selector, domain, publicKey }: DkimExpectation): DkimExpectation {
  return {
    selector,
    domain: domain ?? null,
    publicKey: publicKey == null ? null : dkimPublicKeyFrom(publicKey),
  };
}
