import { isAddressOrNetwork } from '../formats/network.js';
import type { Settings } from './settings.js';

const maxNetworks = 100;

/** `VERIFY_ALLOW_NETWORKS`: addresses and networks that delivery tests and the webhook may connect to besides the public internet. */
export function readAllowedNetworks(settings: Settings): readonly string[] {
  const networks = (settings.word('VERIFY_ALLOW_NETWORKS') ?? '')
    .split(/[\s,]+/)
    .filter((network) => network !== '');
  if (networks.length <= maxNetworks && networks.every(isAddressOrNetwork)) return networks;
  settings.mistakes.push(
    `VERIFY_ALLOW_NETWORKS must be a list of at most ${maxNetworks} addresses and networks, such as 10.1.2.3, 10.0.0.0/8 or fd00::/8, with commas between them. Names are not looked up there.`,
  );
  return [];
}
