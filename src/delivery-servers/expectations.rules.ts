import { dkimPublicKeyProblem, maxPublicKeyLength } from '../formats/dkim-public-key.js';
import { dkimNameProblem, dkimSelectorProblem } from '../formats/dkim-selector.js';
import { domainProblem } from '../formats/formats.js';
import { sendingAddressProblem } from '../formats/network.js';
import { type Problem, Reason } from '../problems/problem.js';
import type { DkimExpectation, DnsExpectations } from '../verification/expectations.js';
import {
  asItIs,
  type Draft,
  type Fault,
  format,
  problemsOf,
  type RulesOf,
  required,
} from './setting-rule.js';

export const maxSendingAddresses = 50;
export const maxSelectors = 20;

/** In the order in which problems are told. Nothing of it has to be said, but what is said must not be blank. */
const expectationRules: RulesOf<DnsExpectations> = {
  sendingAddresses: {
    maxItems: maxSendingAddresses,
    noun: 'addresses and networks',
    item: required(format(sendingAddressProblem)),
  },
  dkim: {
    maxItems: maxSelectors,
    noun: 'selectors',
    item: {
      selector: required(format(dkimSelectorProblem)),
      domain: asItIs(format(domainProblem)),
      publicKey: asItIs(publicKey),
    },
  },
  spfInclude: asItIs(format(domainProblem)),
  senderTarget: asItIs(format(domainProblem)),
  linkTarget: asItIs(format(domainProblem)),
  openTarget: asItIs(format(domainProblem)),
};

/**
 * Everything that is wrong with expectations.
 * @param path where they stand in the input
 */
export function expectationProblems(
  draft: Draft<DnsExpectations> | null | undefined,
  path: readonly string[],
): Problem[] {
  return [...problemsOf(expectationRules, draft, path), ...dkimNameProblems(draft?.dkim ?? [], path)];
}

/** Selectors that make no name together with their domain. */
function dkimNameProblems(
  expected: readonly (Draft<DkimExpectation> | null)[],
  path: readonly string[],
): Problem[] {
  return expected.slice(0, maxSelectors).flatMap((item, index) => {
    const message = item?.selector && item.domain ? dkimNameProblem(item.selector, item.domain) : null;
    if (message === null) return [];
    return [{ path: [...path, 'dkim', `${index}`, 'selector'], reason: Reason.INVALID, message }];
  });
}

function publicKey(value: string): Fault {
  if (value.length > maxPublicKeyLength)
    return {
      reason: Reason.TOO_LONG,
      message: `This must have at most ${maxPublicKeyLength} characters.`,
    };
  return format(dkimPublicKeyProblem)(value);
}
