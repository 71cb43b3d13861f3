import { isIPv4, isIPv6 } from 'node:net';
import { createSecureContext } from 'node:tls';
import { domainNameProblem } from '../formats/domain-name.js';
import type { Settings } from './settings.js';

/** Where the gateway receives the messages of its own delivery tests. */
export interface ProbeConfig {
  host: string;
  port: number;
  address: string;
  /** PEM; null to offer no TLS. */
  tls: { key: string; certificate: string } | null;
}

const listenName = 'VERIFY_PROBE_LISTEN';
const addressName = 'VERIFY_PROBE_ADDRESS';
const keyName = 'VERIFY_PROBE_TLS_KEY';
const certificateName = 'VERIFY_PROBE_TLS_CERTIFICATE';

/** `VERIFY_PROBE_LISTEN`, `VERIFY_PROBE_ADDRESS` and what belongs to them; null when they are left out. */
export function readProbe(settings: Settings): ProbeConfig | null {
  const listen = settings.word(listenName);
  const address = settings.word(addressName);
  const tls = readTls(settings);
  const { mistakes } = settings;
  const place = listen === null ? null : placeFrom(listen);
  if (listen !== null && place === null)
    mistakes.push(
      'VERIFY_PROBE_LISTEN must be an address of this machine and a port, such as 0.0.0.0:2525 or [::]:2525.',
    );
  if (address !== null && !isProbeAddress(address))
    mistakes.push(
      'VERIFY_PROBE_ADDRESS must be an address such as probe@probe.example.net: at most 20 letters, digits, dots, hyphens or underscores, and a domain whose mail comes to the gateway.',
    );
  if (listen !== null && address !== null) return place && { ...place, address, tls };
  const isSomethingSet = listen !== null || address !== null || tls !== null;
  // What is set but of no use is another mistake.
  const isLeftOut = ([listenName, addressName] as const).some((name) => settings.source(name) === null);
  if (isSomethingSet && isLeftOut)
    mistakes.push(
      `${listenName} and ${addressName} must be set together: where the gateway receives its test messages, and the address that they are sent to.`,
    );
  return null;
}

function placeFrom(text: string): { host: string; port: number } | null {
  const [, inBrackets, other, port] = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = inBrackets ?? other ?? '';
  if (!(inBrackets === undefined ? isIPv4(host) : isIPv6(host)) || Number(port) > 65_535) return null;
  return { host, port: Number(port) };
}

/** Short, as the tag of a run has to fit into the 64 characters before the `@`. */
function isProbeAddress(text: string): boolean {
  const [, localPart, domain = ''] = /^([^@]+)@([^@]+)$/.exec(text) ?? [];
  return (
    /^[a-z\d][a-z\d._-]{0,19}$/i.test(localPart ?? '') &&
    domain.includes('.') &&
    domainNameProblem(domain) === null
  );
}

function readTls(settings: Settings): ProbeConfig['tls'] {
  const key = settings.text(keyName);
  const certificate = settings.text(certificateName);
  if (key !== null && certificate !== null) {
    if (isPair(key, certificate)) return { key, certificate };
    settings.mistakes.push(
      `${keyName} and ${certificateName} must be a private key without a password and its certificate, with those of its issuers after it, as PEM.`,
    );
  } else if (
    (key !== null && settings.source(certificateName) === null) ||
    (certificate !== null && settings.source(keyName) === null)
  ) {
    settings.mistakes.push(`${keyName} and ${certificateName} must be set together.`);
  }
  return null;
}

function isPair(key: string, cert: string): boolean {
  try {
    createSecureContext({ key, cert });
    return true;
  } catch {
    return false;
  }
}
