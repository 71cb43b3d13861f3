import { format, optional, problemsOf, type RulesOf } from '../delivery-servers/setting-rule.js';
import { emailAddressProblem } from '../formats/formats.js';
import type { Problem } from '../problems/problem.js';

interface Recipient {
  to: string;
}

const rules: RulesOf<Recipient> = { to: optional(format(emailAddressProblem)) };

/** One address, without a name or another address beside it: it goes to an SMTP server as it is. */
export function recipientProblems(given: { to?: string | null | undefined }): Problem[] {
  return problemsOf(rules, given);
}
