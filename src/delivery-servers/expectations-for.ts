import type { DnsExpectations } from '../verification/expectations.js';
import type { DeliveryServer } from './delivery-server.js';

/** What is checked for a server: what it says itself, and the defaults for each field that it leaves empty. */
export function expectationsFor(
  { expectations: own }: Pick<DeliveryServer, 'expectations'>,
  defaults: DnsExpectations,
): DnsExpectations {
  return {
    sendingAddresses: own.sendingAddresses.length > 0 ? own.sendingAddresses : defaults.sendingAddresses,
    dkim: own.dkim.length > 0 ? own.dkim : defaults.dkim,
    spfInclude: own.spfInclude ?? defaults.spfInclude,
    senderTarget: own.senderTarget ?? defaults.senderTarget,
    linkTarget: own.linkTarget ?? defaults.linkTarget,
    openTarget: own.openTarget ?? defaults.openTarget,
  };
}
