import { maxSelectors, maxSendingAddresses } from '../delivery-servers/expectations.rules.js';
import { dkimPublicKeyFrom, dkimPublicKeyProblem, maxPublicKeyLength } from '../formats/dkim-public-key.js';
import { dkimSelectorProblem } from '../formats/dkim-selector.js';
import { domainProblem } from '../formats/formats.js';
import { sendingAddressProblem } from '../formats/network.js';
import type { DnsExpectations } from '../verification/expectations.js';
import type { VariableName } from './environment-variables.js';
import type { Settings } from './settings.js';

/** As the old system named them. */
export const expectationVariables = [
  'DNS_SENDING_ADDRESSES',
  'DNS_SPF_INCLUDE',
  'DNS_DKIM_SELECTOR',
  'DNS_DKIM_KEY',
  'DNS_SENDER_DOMAIN',
  'DNS_LINK_TRACKER',
  'DNS_OPEN_TRACKER',
] as const satisfies readonly VariableName[];

/** What ought to be in DNS for servers that do not say it themselves. */
export function readDnsExpectations(settings: Settings): DnsExpectations {
  const selectors = readList(settings, 'DNS_DKIM_SELECTOR', maxSelectors, dkimSelectorProblem);
  const publicKey = readPublicKey(settings);
  if (publicKey !== null && settings.text('DNS_DKIM_SELECTOR') === null)
    settings.mistakes.push(
      'DNS_DKIM_KEY is set and DNS_DKIM_SELECTOR is not. Say under which selector it is.',
    );
  return {
    sendingAddresses: readList(settings, 'DNS_SENDING_ADDRESSES', maxSendingAddresses, sendingAddressProblem),
    dkim: selectors.map((selector) => ({ selector, domain: null, publicKey })),
    spfInclude: readDomain(settings, 'DNS_SPF_INCLUDE'),
    senderTarget: readDomain(settings, 'DNS_SENDER_DOMAIN'),
    linkTarget: readDomain(settings, 'DNS_LINK_TRACKER'),
    openTarget: readDomain(settings, 'DNS_OPEN_TRACKER'),
  };
}

type ProblemWith = (value: string) => string | null;

/** Values with commas or blanks between them. */
function readList(settings: Settings, name: VariableName, max: number, problemWith: ProblemWith): string[] {
  const values =
    settings
      .word(name)
      ?.split(/[,\s]+/)
      .filter((value) => value !== '') ?? [];
  const problem = values.map(problemWith).find((found) => found !== null);
  if (problem) settings.mistakes.push(`One of the values of ${name} is wrong. ${problem}`);
  if (values.length > max) settings.mistakes.push(`${name} can have at most ${max} values.`);
  return problem ? [] : values;
}

function readDomain(settings: Settings, name: VariableName): string | null {
  const value = settings.word(name);
  const problem = value === null ? null : domainProblem(value);
  if (problem !== null) settings.mistakes.push(`${name} must be a domain. ${problem}`);
  return value;
}

function readPublicKey(settings: Settings): string | null {
  const value = settings.word('DNS_DKIM_KEY');
  if (value === null) return null;
  const problem =
    value.length > maxPublicKeyLength
      ? `It can have at most ${maxPublicKeyLength} characters.`
      : dkimPublicKeyProblem(value);
  if (problem !== null) settings.mistakes.push(`DNS_DKIM_KEY is of no use. ${problem}`);
  return dkimPublicKeyFrom(value);
}
